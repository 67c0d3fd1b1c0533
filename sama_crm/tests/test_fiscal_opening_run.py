from datetime import date, datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_opening import NOW, OLD, OLDER, TABLES, TODAY, OpeningCommon

YEAR = ("sama_fiscal_year_id",)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestFiscalOpeningRun(OpeningCommon):
    """Carrying out: equal to the preview, once, and nothing else is touched."""

    def _run(self, **values):
        opening = self._opening(**values)
        opening.action_preview()
        opening.with_user(self.admin).action_run()
        return opening

    def test_run_equals_preview_and_changes_the_year_alone(self):
        documents = self._everything()
        stays = self._record(state="done", resolution="Repaired")
        opening = self._opening()
        opening.action_preview()
        seen = opening.line_ids.filtered(lambda line: line.action == "carry")
        before = self._rows()
        bare = self._rows(without=YEAR)
        message = opening.with_user(self.admin).action_run()["params"]["message"]
        opening.invalidate_recordset()
        self.assertEqual(set(seen.mapped("result")), {"done"})
        self.assertEqual(opening.done_count, len(seen))
        self.assertIn(str(len(seen)), message)
        differing = self._differing(before, self._rows())
        carried = {
            model: sorted(
                seen.filtered(lambda line, m=model: line.res_model == m).mapped(
                    "res_id"
                )
            )
            for model in set(seen.mapped("res_model")) - {"sama.budget"}
        }
        for model, ids in carried.items():
            self.assertEqual(differing.pop(self.env[model]._table), ids, model)
        self.assertEqual(set(differing), {"sama_budget"})
        # Neither dates nor numbers, neither hash nor who wrote it when.
        self.assertEqual(
            set(self._differing(bare, self._rows(without=YEAR))), {"sama_budget"}
        )
        for document in documents.values():
            if document._name != "sama.budget":
                self.assertEqual(document.sama_fiscal_year_id, self.year5)
        self.assertEqual(stays.sama_fiscal_year_id, self.year4)
        line = self._line(opening, documents["quotation"])
        self.assertEqual(line.from_year_id, self.year4)
        self.assertEqual(line.to_year_id, self.year5)
        self.assertEqual((line.done_by_id, line.done_on), (self.admin, NOW))

    def test_second_run_changes_nothing(self):
        self._everything()
        opening = self._run()
        rows = self._rows((*TABLES, "sama_fiscal_opening_line", "mail_message"))
        message = opening.with_user(self.admin).action_run()["params"]["message"]
        self.assertIn("nothing has changed", message)
        self.assertEqual(
            rows, self._rows((*TABLES, "sama_fiscal_opening_line", "mail_message"))
        )

    def test_run_without_preview_makes_one(self):
        order = self._chased()
        opening = self._opening()
        opening.with_user(self.admin).action_run()
        self.assertEqual(order.sama_fiscal_year_id, self.year5)

    def test_changed_meanwhile_is_left_and_listed(self):
        order, other = self._chased(), self._chased()
        opening = self._opening()
        opening.action_preview()
        order.with_user(self.agent).sama_void(self.reason.id)
        other.with_user(self.agent).sama_follow_up("Called", next_date="2026-05-05")
        message = opening.with_user(self.admin).action_run()["params"]["message"]
        line = self._line(opening, order)
        self.assertEqual((line.result, line.now_reason), ("changed", "void"))
        self.assertEqual(order.sama_fiscal_year_id, self.year4)
        self.assertIn("changed", message)
        self.assertEqual(other.sama_fiscal_year_id, self.year5)
        self.assertEqual(self._line(opening, other).next_date, date(2026, 5, 5))

    def test_found_later_is_offered_and_added(self):
        first = self._chased()
        stopped = self._chased()
        stopped.with_user(self.agent).sama_follow_up("No")
        opening = self._opening()
        opening.action_preview()
        later = self._chased()
        stopped.with_user(self.agent).sama_follow_up("Yes", next_date="2026-05-05")
        opening.with_user(self.admin).action_run()
        self.assertEqual(first.sama_fiscal_year_id, self.year5)
        for order in (later, stopped):
            self.assertEqual(order.sama_fiscal_year_id, self.year4)
            self.assertEqual(self._line(opening, order).result, "later")
        latest = self._record()
        opening.with_user(self.manager).action_preview()
        self.assertEqual(self._line(opening, latest).action, "carry")
        opening.with_user(self.admin).action_run()
        for document in (later, stopped, latest):
            self.assertEqual(document.sama_fiscal_year_id, self.year5)
            self.assertEqual(self._line(opening, document).result, "done")
        self.assertEqual(self._line(opening, first).run_no, 1)

    def test_accounting_stays_untouched(self):
        invoice = self._old_invoice()
        self.company.sale_lock_date = date(2026, 3, 20)
        self.company.fiscalyear_lock_date = date(2026, 3, 20)
        opening = self._run()
        self.assertEqual(invoice.sama_fiscal_year_id, self.year5)
        self.assertEqual(invoice.invoice_date, OLD.date())
        self.assertEqual(self.company.sale_lock_date, date(2026, 3, 20))
        self.assertEqual(self.company.fiscalyear_lock_date, date(2026, 3, 20))
        opening.with_user(self.admin).action_undo()
        self.assertEqual(invoice.sama_fiscal_year_id, self.year4)

    # === CHOICES === #

    def test_overdue_dates_move_to_the_first_working_day(self):
        day = self.company._sama_next_working_day(TODAY)
        overdue = self._chased(date(2026, 3, 1))
        holiday = self._chased(date(2026, 3, 22))
        future = self._chased(date(2026, 4, 20))
        again = self._chased()
        again.sudo().sama_void(self.reason.id, try_again_on="2026-04-30")
        plan = self.env["mail.activity"].search(
            [("res_model", "=", "sale.order"), ("res_id", "=", again.id)]
        )
        plan.date_deadline = date(2026, 3, 25)
        opening = self._run(move_overdue=True)
        self.assertEqual(opening.move_to_date, day)
        for order in (overdue, holiday):
            self.assertEqual(order.sama_next_follow_up_date, day)
            self.assertEqual(order.sama_next_follow_up_hour, 10.5)
            self.assertEqual(self._plan_days(order), [day])
        self.assertEqual(future.sama_next_follow_up_date, date(2026, 4, 20))
        self.assertEqual(plan.date_deadline, day)
        self.assertFalse(self.env["sale.order"]._sama_find_wrong_plans())
        opening.with_user(self.admin).action_undo()
        self.assertEqual(overdue.sama_next_follow_up_date, date(2026, 3, 1))
        self.assertEqual(self._plan_days(holiday), [date(2026, 3, 22)])
        self.assertEqual(plan.date_deadline, date(2026, 3, 25))
        self.assertFalse(self.env["sale.order"]._sama_find_wrong_plans())

    def test_before_the_new_year_only_its_holidays_are_emptied(self):
        with freeze_time("2026-03-10 08:00:00"):
            overdue = self._chased(date(2026, 3, 1))
            this_year = self._chased(date(2026, 3, 15))
            holiday = self._chased(date(2026, 3, 21))
            opening = self._opening(move_overdue=True)
            day = opening.move_to_date
            self.assertEqual(day, self.company._sama_next_working_day("2026-03-21"))
            self.env["mail.activity"].create(
                {
                    "activity_type_id": self.env["mail.activity"]._sama_type_id(),
                    "res_model_id": self.env["ir.model"]._get_id("sale.order"),
                    "res_id": overdue.id,
                    "date_deadline": date(2026, 3, 14),
                    "user_id": self.agent.id,
                }
            )
            opening.action_preview()
            opening.with_user(self.admin).action_run()
        self.assertEqual(self._plan_days(overdue), [date(2026, 3, 14), day])
        self.assertEqual(overdue.sama_next_follow_up_date, date(2026, 3, 14))
        self.assertEqual(this_year.sama_next_follow_up_date, date(2026, 3, 15))
        self.assertEqual(holiday.sama_next_follow_up_date, day)
        self.assertFalse(self.env["sale.order"]._sama_find_wrong_plans())

    def _plan_days(self, order):
        plans = self.env["mail.activity"].search(
            [("res_model", "=", "sale.order"), ("res_id", "=", order.id)]
        )
        return sorted(plans.mapped("date_deadline"))

    def test_old_quotations_are_voided(self):
        old, planned = (
            self._chased(date(2026, 3, 1), when=OLDER),
            self._chased(when=OLDER),
        )
        young = self._chased()
        old.state = "sent"
        opening = self._run(void_old=True, void_days=300, void_reason_id=self.reason.id)
        self.assertEqual(old.state, "cancel")
        self.assertEqual(old.sama_void_reason_id, self.reason)
        self.assertEqual(old.sama_last_follow_up_id.user_id, self.admin)
        self.assertEqual(old.sama_fiscal_year_id, self.year3)
        self.assertEqual(self._line(opening, old).result, "done")
        self.assertFalse(self._line(opening, old).todo)
        for order in (planned, young):
            self.assertEqual(order.state, "draft")
            self.assertEqual(order.sama_fiscal_year_id, self.year5)
        opening.with_user(self.admin).action_undo()
        self.assertEqual(self._line(opening, old).result, "undone")
        self.assertEqual(old.state, "sent")
        self.assertEqual(old.sama_next_follow_up_date, date(2026, 3, 1))
        self.assertFalse(old.sama_void_reason_id)

    def test_what_cannot_be_voided_says_why(self):
        good, bad = (self._chased(date(2026, 3, 1), when=OLDER) for _n in "12")
        opening = self._opening(
            void_old=True, void_days=300, void_reason_id=self.reason.id
        )
        opening.action_preview()
        Order = type(self.env["sale.order"])
        cancel = Order.action_cancel

        def refuse(orders):
            if bad in orders:
                raise UserError("It is locked")  # pylint: disable=translation-required
            return cancel(orders)

        with patch.object(Order, "action_cancel", refuse):
            opening.with_user(self.admin).action_run()
        self.assertEqual(good.state, "cancel")
        self.assertEqual(bad.state, "draft")
        line = self._line(opening, bad)
        self.assertEqual((line.result, line.error), ("failed", "It is locked"))

    def test_work_of_who_left_is_shared(self):
        leaver = self._user("sama_leaver", "sama_crm.group_agent")
        orders = [self._chased(sama_follow_up_user_id=leaver.id) for _n in range(4)]
        record, invoice = self._record(user_id=leaver.id), self._old_invoice()
        invoice.sama_survey_user_id = leaver
        self._make_leave(leaver)
        opening = self._run(
            hand_over=True,
            hand_to_user_ids=[Command.set((self.agent + self.agent2).ids)],
        )
        people = [order.sama_follow_up_user_id for order in orders]
        self.assertEqual(people.count(self.agent), 2)
        self.assertEqual(people.count(self.agent2), 2)
        for order in orders:
            plan = self.env["mail.activity"].search(
                [("res_model", "=", "sale.order"), ("res_id", "=", order.id)]
            )
            self.assertEqual(plan.user_id, order.sama_follow_up_user_id)
        self.assertIn(record.user_id, self.agent + self.agent2)
        self.assertIn(invoice.sama_survey_user_id, self.agent + self.agent2)
        self.assertEqual(
            [self._line(opening, order).new_user_id for order in orders], people
        )
        opening.with_user(self.admin).action_undo()
        self.assertEqual(orders[0].sama_follow_up_user_id, leaver)
        self.assertEqual(record.user_id, leaver)

    def test_deputies_take_over_or_it_is_blocked(self):
        leaver = self._user("sama_leaver", "sama_crm.group_agent")
        alone = self._user("sama_alone", "sama_crm.group_agent")
        leaver.sama_deputy_id = self.agent2
        order = self._chased(sama_follow_up_user_id=leaver.id, user_id=False)
        record = self._record(user_id=leaver.id)
        stuck = self._chased(sama_follow_up_user_id=alone.id, user_id=False)
        self._make_leave(leaver)
        self._make_leave(alone)
        opening = self._run(hand_over=True)
        self.assertEqual(order.sama_follow_up_user_id, self.agent2)
        self.assertEqual(record.user_id, self.agent2)
        line = self._line(opening, stuck)
        self.assertEqual((line.action, line.reason), ("blocked", "responsible_left"))
        self.assertEqual(stuck.sama_fiscal_year_id, self.year4)

    def test_budgets_are_copied_by_percent(self):
        Budget = self.env["sama.budget"]
        year, season = Budget.create(
            [
                {
                    "company_id": self.company.id,
                    "date_from": first,
                    "date_to": last,
                    "amount": 1000,
                    "type": record_type,
                }
                for first, last, record_type in (
                    (self.year4.date_from, self.year4.date_to, "gift"),
                    # Dey to Esfand 1404
                    (date(2025, 12, 22), date(2026, 3, 20), "discount"),
                )
            ]
        )
        opening = self._run(budget_percent=120)
        gifts, discounts = (
            Budget.search(
                [
                    ("date_from", ">=", TODAY.replace(month=3, day=21)),
                    ("type", "=", which),
                ]
            )
            for which in ("gift", "discount")
        )
        self.assertEqual(gifts.amount, 1200)
        self.assertEqual(
            (gifts.date_from, gifts.date_to),
            (self.year5.date_from, self.year5.date_to),
        )
        # Dey to Esfand 1405, a leap year or not.
        self.assertEqual(discounts.date_from, date(2026, 12, 22))
        self.assertEqual(discounts.date_to, self.year5.date_to)
        opening.with_user(self.admin).action_run()
        self.assertEqual(Budget.search_count([("type", "=", "gift")]), 2)
        discounts.amount = 5
        opening.with_user(self.admin).action_undo()
        self.assertFalse(gifts.exists())
        self.assertTrue(discounts.exists())
        self.assertEqual(self._line(opening, season).result, "left")
        self.assertEqual(self._line(opening, year).result, "undone")

    def test_note_in_each_document(self):
        order, record, invoice = self._chased(), self._record(), self._old_invoice()
        self._run(write_note=True)
        for document in (order, record, invoice):
            self.assertIn("Carried", document.message_ids[:1].body)
        silent = self._chased()
        self.env["sama.fiscal.opening"].search([]).with_user(self.admin).action_run()
        self.assertNotIn("Carried", silent.message_ids[:1].body or "")

    # === BATCHES === #

    def test_much_is_finished_in_the_background(self):
        orders = [self._chased(date(2026, 3, 1), when=OLDER) for _n in range(5)]
        path = "odoo.addons.sama_crm.models.sama_fiscal_opening_rest"
        with patch(f"{path}.AT_ONCE", 2), patch(f"{path}.BATCH", 2):
            opening = self._run(
                void_old=True, void_days=300, void_reason_id=self.reason.id
            )
            self.assertEqual({order.state for order in orders}, {"draft"})
            self.assertEqual(opening.todo_count, 5)
            self.assertEqual(
                set(opening.line_ids.filtered("todo").mapped("result")), {"pending"}
            )
            worker = opening.with_user(self.admin).sudo()
            self.assertEqual(worker._sama_do_batch(), 2)
            opening.invalidate_recordset()
            self.assertEqual((opening.todo_count, opening.progress > 0), (3, True))
            with patch.object(
                type(self.env["ir.cron"]), "_commit_progress", return_value=1
            ):
                self.Opening._cron_sama_finish()
        self.assertEqual({order.state for order in orders}, {"cancel"})
        self.assertEqual(
            {order.sama_last_follow_up_id.user_id for order in orders}, {self.admin}
        )
        opening.invalidate_recordset()
        self.assertEqual(opening.todo_count, 0)

    def test_undo_before_the_rest_is_done(self):
        order = self._chased(date(2026, 3, 1), when=OLDER)
        path = "odoo.addons.sama_crm.models.sama_fiscal_opening_rest"
        with patch(f"{path}.AT_ONCE", 0):
            opening = self._run(
                void_old=True, void_days=300, void_reason_id=self.reason.id
            )
            opening.with_user(self.admin).action_undo()
        self.assertEqual(order.state, "draft")
        line = self._line(opening, order)
        self.assertEqual((line.result, line.todo), ("undone", False))

    def test_statements_do_not_grow_with_the_rows(self):
        def queries(count):
            for _n in range(count):
                self._chased()
            self.env.flush_all()
            opening = self._opening()
            opening.action_preview()
            before = self.env.cr.sql_log_count
            opening.with_user(self.admin).action_run()
            used = self.env.cr.sql_log_count - before
            opening.with_user(self.admin).action_undo()
            return used

        few = queries(2)
        self.assertLessEqual(queries(40), few + 2)

    # === UNDO === #

    def test_undo_restores_what_was_not_worked_on(self):
        documents = self._everything()
        before = self._rows()
        opening = self._run(move_overdue=True)
        message = opening.with_user(self.admin).action_undo()["params"]["message"]
        self.assertEqual(self._differing(before, self._rows()), {})
        self.assertIn("restored", message)
        for document in documents.values():
            line = self._line(opening, document)
            self.assertEqual(line.result, "undone", document._name)
            self.assertEqual(line.undone_by_id, self.admin)
        self.assertEqual(opening.state, "undone")
        again = self._run()
        self.assertEqual(documents["quotation"].sama_fiscal_year_id, self.year5)
        self.assertNotEqual(again, opening)

    def test_undo_leaves_and_lists_what_was_worked_on(self):
        documents = self._everything()
        opening = self._run()
        free = self._partner("Not Touched")
        documents["quotation"].with_user(self.agent).sama_follow_up(
            "Called", next_date="2026-05-05"
        )
        documents["invoice"].with_user(self.agent).sama_log_attempt("no_answer")
        documents["complaint"].write({"state": "done", "resolution": "Repaired"})
        documents["project"].last_update_status = "on_track"
        documents["gift"].with_context(tracking_disable=True).unlink()
        # Saved as it was: that is no work.
        documents["discount"].write({"percent": 5, "subject": free.name})
        opening.with_user(self.admin).action_undo()
        expected = {
            "quotation": ("left", "follow_ups,next_date"),
            "invoice": ("left", "attempts,sheet"),
            "complaint": ("left", "resolution,state"),
            "project": ("left", "state"),
            "discount": ("undone", False),
            "suggestion": ("undone", False),
            "try_again": ("undone", False),
        }
        for kind, told in expected.items():
            with self.subTest(kind=kind):
                line = self._line(opening, documents[kind])
                keys = line.changed_keys
                if kind == "quotation":
                    keys = ",".join(k for k in keys.split(",") if k != "next_hour")
                self.assertEqual((line.result, keys), told)
                year = self.year5 if told[0] == "left" else self.year4
                self.assertEqual(documents[kind].sama_fiscal_year_id, year)
        gone = opening.line_ids.filtered(
            lambda line: line.kind == "gift" and line.changed_keys
        )
        self.assertEqual((gone.result, gone.changed_keys), ("left", "gone"))
        self.assertTrue(self._line(opening, documents["quotation"]).changed_text)
        # Once is enough, and asking again harms nothing.
        opening.with_user(self.admin).action_undo()
        self.assertEqual(self._line(opening, documents["quotation"]).result, "left")

    def test_an_opening_that_was_carried_out_is_kept(self):
        order = self._chased()
        opening = self._run()
        order.unlink()
        with self.assertRaises(UserError):
            opening.unlink()
        opening.with_user(self.admin).action_undo()
        line = opening.line_ids.filtered(lambda line: line.changed_keys == "gone")
        self.assertEqual(line.result, "left")

    def test_year_that_has_not_begun_is_provisional(self):
        with freeze_time("2026-03-10 08:00:00"):
            order = self._chased(date(2026, 3, 30))
            opening = self._run()
            opening.invalidate_recordset()
            self.assertTrue(opening.is_provisional)
            self.assertEqual(order.sama_fiscal_year_id, self.year5)
            order.with_user(self.agent).sama_follow_up("Called", next_date="2026-03-16")
            late = self._chased(date(2026, 3, 30), when=datetime(2026, 3, 9, 8, 0))
        self.env.invalidate_all()
        self.assertFalse(opening.is_provisional)
        opening.action_preview()
        opening.with_user(self.admin).action_run()
        self.assertEqual(late.sama_fiscal_year_id, self.year5)
