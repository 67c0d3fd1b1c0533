import logging
from datetime import date, datetime
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.base.models.ir_cron import IrCron

from ..tools.digits import fold_digits
from .test_assign import AssignCommon

CHECK_LOGGER = "odoo.addons.sama_crm.models.sama_follow_up_mixin_check"


@tagged("post_install", "-at_install")
class TestNightlyCheck(AssignCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Order = cls.env["sale.order"]
        cls.progress = []
        cls.startClassPatcher(
            patch.object(IrCron, "_commit_progress", cls._commit_progress)
        )
        cls.order.with_user(cls.agent).sama_follow_up("x", "2026-11-28", 10)
        with mute_logger(CHECK_LOGGER):
            cls.Order._cron_sama_check_follow_ups()

    def _commit_progress(self, processed=0, *, remaining=None, deactivate=False):
        """Keep the test's transaction."""
        self.env.flush_all()
        TestNightlyCheck.progress.append((processed, remaining))
        return float("inf")

    def _damage(self, statement, **values):
        self.env.flush_all()
        self.env.cr.execute(SQL(statement, **values))
        self.env.invalidate_all()

    def _check(self):
        self.progress.clear()
        with mute_logger(CHECK_LOGGER):
            repaired = self.Order._cron_sama_check_follow_ups()
        self.env.invalidate_all()
        return repaired

    def assertSound(self):
        self.assertEqual(self.order.sama_next_follow_up_date, date(2026, 11, 28))
        self.assertEqual(self.order.sama_next_follow_up_hour, 10)
        self.assertFalse(self.order.sama_follow_up_stopped)
        self.assertEqual(self.order.sama_follow_up_count, 1)
        self.assertEqual(self.order.sama_last_follow_up_id.description, "x")
        self.assertEqual(
            self.order.sama_last_follow_up_date, datetime(2026, 11, 24, 6, 30)
        )
        self.assertEqual(self.order.sama_follow_up_user_id, self.agent)

    def test_sound_rows_stay_and_nobody_is_told(self):
        before = self._messages_to(self.admin)
        with self.assertLogs(CHECK_LOGGER, logging.INFO) as log:
            self.Order._cron_sama_check_follow_ups()
        self.assertIn("agrees", log.output[0])
        self.assertSound()
        self.assertEqual(self._messages_to(self.admin), before)

    def test_damaged_columns(self):
        damages = {
            "plan": (
                "sama_next_follow_up_date = '2020-01-01'",
                "sama_next_follow_up_date = NULL",
                "sama_next_follow_up_hour = 3",
                "sama_follow_up_stopped = TRUE",
            ),
            "log": (
                "sama_follow_up_count = 7",
                "sama_follow_up_count = NULL",
                "sama_last_follow_up_id = NULL",
                "sama_last_follow_up_date = '2020-01-01'",
            ),
        }
        for kind, statements in damages.items():
            for statement in statements:
                with self.subTest(statement):
                    self._damage(
                        f"UPDATE sale_order SET {statement} WHERE id = %(id)s",
                        id=self.order.id,
                    )
                    repaired = self._check()
                    self.assertEqual(repaired[kind], 1)
                    self.assertEqual(sum(repaired.values()), 1)
                    self.assertSound()

    def test_activity_moved_and_deleted_by_sql(self):
        self._damage(
            "UPDATE mail_activity SET date_deadline = '2026-12-01' WHERE id = %(id)s",
            id=self._activities().id,
        )
        self.assertEqual(self._check()["plan"], 1)
        self.assertEqual(self.order.sama_next_follow_up_date, date(2026, 12, 1))
        self._damage(
            "DELETE FROM mail_activity WHERE id = %(id)s", id=self._activities().id
        )
        self.assertEqual(self._check()["plan"], 1)
        self.assertEqual(self.order.sama_follow_up_state, "unplanned")

    def test_log_deleted_by_sql(self):
        self._damage(
            "DELETE FROM sama_follow_up WHERE order_id = %(id)s", id=self.order.id
        )
        self.assertEqual(self._check()["log"], 1)
        self.assertEqual(self.order.sama_follow_up_count, 0)
        self.assertFalse(self.order.sama_last_follow_up_date)

    def test_user_archived_by_sql(self):
        self.agent.sama_deputy_id = self.agent2
        self._damage(
            "UPDATE res_users SET active = FALSE WHERE id = %(id)s", id=self.agent.id
        )
        self.env.registry.clear_cache()
        self.assertEqual(self._check()["people"], 1)
        self.assertEqual(self.order.sama_follow_up_user_id, self.agent2)
        self.assertEqual(self._activities().user_id, self.agent2)

    def test_plan_of_a_colleague_without_role_stays(self):
        activity = self._schedule(9, user=self.salesman)
        self.assertFalse(any(self._check().values()))
        self.assertEqual(activity.user_id, self.salesman)

    def test_administrators_get_one_message(self):
        before = self._messages_to(self.admin)
        orders = self._orders(3)
        self._damage(
            "UPDATE sale_order SET sama_follow_up_count = 5 WHERE id IN %(ids)s",
            ids=tuple(orders.ids),
        )
        with self.assertLogs(CHECK_LOGGER, logging.WARNING) as log:
            self.Order._cron_sama_check_follow_ups()
        self.assertIn("3 counts", log.output[0])
        message = self._messages_to(self.admin) - before
        self.assertEqual(len(message), 1)
        self.assertIn("3 quotations", fold_digits(message.body))
        self.assertFalse(self._messages_to(self.manager))

    def test_in_batches(self):
        orders = self._orders(5)
        self._damage(
            "UPDATE sale_order SET sama_follow_up_count = 5 WHERE id IN %(ids)s",
            ids=tuple(orders.ids),
        )
        with patch(f"{CHECK_LOGGER}.BATCH", 2):
            self.assertEqual(self._check()["log"], 5)
        self.assertEqual(self.progress[:4], [(0, 5), (2, None), (2, None), (1, None)])

    def test_cron_calls_it(self):
        cron = self.env.ref("sama_crm.ir_cron_check_follow_ups")
        self.assertTrue(cron.active)
        self.order.flush_recordset()
        with mute_logger(CHECK_LOGGER):
            cron.ir_actions_server_id.run()
        self.assertSound()

    def test_who_lost_a_company(self):
        """Taken out of it by SQL, he keeps what is of his own company."""
        company = self._other_company()
        deputy = self._user("sama_deputy", "sama_crm.group_agent")
        deputy.company_ids += company
        self.agent.sama_deputy_id = deputy
        order = self._order(
            company_id=company.id, sama_follow_up_user_id=self.agent.id, user_id=False
        )
        order.sama_next_follow_up_date = "2026-11-28"
        repaired = self._check()
        self.assertEqual(repaired["people"], 1)
        self.assertEqual(order.sama_follow_up_user_id, deputy)
        self.assertEqual(self._activities(order).user_id, deputy)
        self.assertEqual(self.order.sama_follow_up_user_id, self.agent)
        self.assertFalse(self._check()["people"])
