from datetime import timedelta

from odoo import fields
from odoo.tests.common import new_test_user, tagged

from .common_at_once import AtOnceCase

LOGINS = {
    "sama_at_once_1": "sama_crm.group_agent",
    "sama_at_once_2": "sama_crm.group_manager",
}


@tagged("post_install", "-at_install")
class TestTwoAtOnce(AtOnceCase):
    """Two people act on one quotation at once: real transactions, cleaned up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._environment() as env:
            users = [
                new_test_user(env, login, groups=group)
                for login, group in LOGINS.items()
            ]
            partner = env["res.partner"].create({"name": "Two at Once"})
            order = env["sale.order"].create(
                {
                    "partner_id": partner.id,
                    "user_id": False,
                    "sama_follow_up_user_id": users[0].id,
                }
            )
            cls.user_ids = [user.id for user in users]
            cls.order_id = order.id
            cls.partner_ids = [partner.id, *(user.partner_id.id for user in users)]
        cls.addClassCleanup(cls._clean_up)

    @classmethod
    def _clean_up(cls):
        with cls._environment() as env:
            order = env["sale.order"].browse(cls.order_id)
            order.action_cancel()
            order.unlink()
            env["res.users"].browse(cls.user_ids).unlink()
            env["res.partner"].browse(cls.partner_ids).exists().unlink()

    def _at_once(self, *acts):
        """Run one act a person on the order."""
        self._run_at_once(
            ("sale.order", self.order_id),
            "state",
            list(zip(self.user_ids, acts, strict=True)),
        )

    def test_both_logs_stay_and_one_plan(self):
        days = [fields.Date.today() + timedelta(days=number) for number in (5, 9)]
        self._at_once(
            lambda order: order.sama_follow_up("first", days[0], 9),
            lambda order: order.sama_follow_up("second", days[1], 11),
        )
        with self._environment() as env:
            order = env["sale.order"].browse(self.order_id)
            self.assertEqual(
                set(order.sama_follow_up_ids.mapped("description")), {"first", "second"}
            )
            self.assertEqual(
                set(order.sama_follow_up_ids.user_id.mapped("login")), set(LOGINS)
            )
            self.assertEqual(order.sama_follow_up_count, 2)
            plan = env["mail.activity"].search(env["mail.activity"]._sama_domain(order))
            self.assertEqual(len(plan), 1)
            self.assertIn(plan.date_deadline, days)
            self.assertEqual(order.sama_next_follow_up_date, plan.date_deadline)
            self.assertEqual(order.sama_next_follow_up_hour, plan.sama_hour)
