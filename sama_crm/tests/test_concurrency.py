from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests.common import new_test_user, tagged

from .common_at_once import AtOnceCase

LOGINS = {
    "sama_at_once_1": "sama_crm.group_agent",
    "sama_at_once_2": "sama_crm.group_manager",
    "sama_at_once_3": "sama_crm.group_agent",
}


@tagged("post_install", "-at_install")
class TestTwoAtOnce(AtOnceCase):
    """Two people act on one quotation at once: real transactions, cleaned up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._environment() as env:
            users = [
                new_test_user(
                    env, login, groups=group, name=login.replace("_", " ").title()
                )
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
            cls.foreign_id = order.copy(
                {"sama_follow_up_user_id": users[0].id, "user_id": False}
            ).id
            cls.partner_ids = [partner.id, *(user.partner_id.id for user in users)]
        cls.addClassCleanup(cls._clean_up)

    @classmethod
    def _clean_up(cls):
        with cls._environment() as env:
            orders = env["sale.order"].browse([cls.order_id, cls.foreign_id])
            orders.action_cancel()
            orders.unlink()
            env["res.users"].browse(cls.user_ids).unlink()
            env["res.partner"].browse(cls.partner_ids).exists().unlink()

    def _at_once(self, *acts, users=(0, 1)):
        """Run one act a person on the order."""
        people = [self.user_ids[number] for number in users]
        self._run_at_once(
            ("sale.order", self.order_id),
            "state",
            list(zip(people, acts, strict=True)),
        )

    def test_nobodys_order_taken_over_keeps_both_texts(self):
        """Two agents have it open; who saves second cannot read it any more."""
        with self._environment() as env:
            order = env["sale.order"].browse(self.order_id)
            order.sama_follow_up_user_id = False
            order._sama_unplan(stopped=False)
            known = order.sama_follow_up_ids
        days = [fields.Date.today() + timedelta(days=number) for number in (5, 9)]
        self._at_once(
            lambda order: order.sama_follow_up("mine", days[0], 9),
            lambda order: order.sama_follow_up("mine too", days[1], 11),
            users=(0, 2),
        )
        with self._environment() as env:
            order = env["sale.order"].browse(self.order_id)
            logs = order.sama_follow_up_ids - known
            texts = {log.user_id.id: log.description for log in logs}
            first, second = self.user_ids[0], self.user_ids[2]
            self.assertEqual(texts, {first: "mine", second: "mine too"})
            # One of them has it, with the date that he planned.
            day = dict(zip((first, second), days, strict=True))
            winner = order.sama_follow_up_user_id.id
            self.assertEqual(order.sama_next_follow_up_date, day[winner])
            plan = env["mail.activity"].search(env["mail.activity"]._sama_domain(order))
            self.assertEqual(plan.user_id.id, winner)

    def test_form_of_an_order_taken_over(self):
        """The form that was open saves the words, and says who has it now."""
        with self._environment() as env:
            order = env["sale.order"].browse(self.order_id)
            order.sama_follow_up_user_id = False
        with self._environment(self.user_ids[0]) as env:
            env["sale.order"].browse(self.order_id).sama_follow_up("taken", keep_next=1)
            # Whose it is nobody says anew; a plan makes it his.
            order = env["sale.order"].browse(self.order_id)
            order.sama_follow_up("planned", fields.Date.today() + timedelta(days=3), 9)
        with self._environment(self.user_ids[2]) as env:
            Form = env["sale.order.follow.up"]
            values = {
                "order_ids": [[6, 0, [self.order_id]]],
                "description": "typed meanwhile",
                "end": "next",
                "next_date": str(fields.Date.today()),
                "channel": "call",
            }
            void = Form.f4_submit({**values, "end": "void"})
            self.assertIn("Sama At Once 1", void["problems"][""])
            result = Form.f4_submit(values, walk={"queue": [], "domain": []})
            self.assertIn("Sama At Once 1", result["message"])
            self.assertEqual(result["res_ids"], [self.order_id])
            empty = Form.f4_submit({**values, "description": ""})
            self.assertTrue(empty["problems"][""])
        with self._environment() as env:
            order = env["sale.order"].browse(self.order_id)
            self.assertEqual(order.sama_follow_up_user_id.id, self.user_ids[0])
            self.assertIn("typed meanwhile", order.sama_last_description)

    def test_who_never_could_read_it_is_refused(self):
        with self._environment(self.user_ids[2]) as env:
            with self.assertRaises(AccessError):
                env["sale.order"].browse(self.foreign_id).sama_follow_up("x")

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
                set(order.sama_follow_up_ids.user_id.mapped("login")),
                set(list(LOGINS)[:2]),
            )
            self.assertEqual(order.sama_follow_up_count, 2)
            plan = env["mail.activity"].search(env["mail.activity"]._sama_domain(order))
            self.assertEqual(len(plan), 1)
            self.assertIn(plan.date_deadline, days)
            self.assertEqual(order.sama_next_follow_up_date, plan.date_deadline)
            self.assertEqual(order.sama_next_follow_up_hour, plan.sama_hour)
