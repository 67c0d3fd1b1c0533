from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_opening import NEW, NOW, OLD, OLDER, TABLES, OpeningCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestFiscalOpeningPreview(OpeningCommon):
    """What is listed, and that nothing is written."""

    def test_proposed_years(self):
        years = self.Opening._sama_default_years(self.company)
        self.assertEqual(years, (self.year4, self.year5))
        with freeze_time("2027-02-20 08:00:00"):
            old, new = self.Opening._sama_default_years(self.company)
        self.assertEqual(old, self.year5)
        self.assertEqual((new.name, new.date_from), ("1406", date(2027, 3, 21)))
        self.assertTrue(new.is_provisional)

    def test_proposal_is_ready_and_made_once(self):
        order = self._chased()
        manager = self.Opening.with_user(self.manager)
        action = manager.action_open()
        opening = self.Opening.browse(action["res_id"])
        self.assertEqual(opening.step, "see")
        self.assertEqual(opening.from_year_id, self.year4)
        self.assertEqual(self._line(opening, order).action, "carry")
        self.assertEqual(manager.action_open()["res_id"], opening.id)

    def test_preview_writes_to_no_document(self):
        documents = self._everything()
        opening = self._opening(
            move_overdue=True, void_old=True, void_reason_id=self.reason.id
        )
        before = self._rows((*TABLES, "mail_message"))
        opening.with_user(self.manager).action_preview()
        opening.with_user(self.manager).action_preview()
        self.assertEqual(before, self._rows((*TABLES, "mail_message")))
        for kind, document in documents.items():
            with self.subTest(kind=kind):
                line = self._line(opening, document)
                self.assertEqual((line.kind, line.action), (kind, "carry"))

    def test_reasons(self):
        expected = {
            self._chased(): ("quotation", "carry", "chased"),
            self._chased(None): ("quotation", "carry", "undated"),
            self._chased(None, sama_follow_up_user_id=False, user_id=False): (
                "quotation",
                "carry",
                "unassigned",
            ),
            self._void(self._chased()): ("quotation", "stay", "void"),
            self._confirm(self._chased()): ("quotation", "stay", "won"),
            self._stop(self._chased()): ("quotation", "stay", "stopped"),
            self._archive_customer(self._chased()): (
                "quotation",
                "blocked",
                "customer_archived",
            ),
            self._let_go(self._chased()): (
                "quotation",
                "blocked",
                "responsible_left",
            ),
            self._record(state="done", resolution="Repaired"): (
                "complaint",
                "stay",
                "settled",
            ),
            self._record("gift", state="rejected"): ("gift", "stay", "rejected"),
            self._record(
                "discount",
                percent=5,
                state="in_progress",
                valid_to=date(2026, 3, 1),
            ): ("discount", "stay", "expired"),
            self._record(active=False): ("complaint", "stay", "archived"),
            self._project(last_update_status="done", date=date(2027, 1, 1)): (
                "project",
                "carry",
                "survey_later",
            ),
            self._project(active=False): ("project", "stay", "archived"),
            self._refused(self._old_invoice()): ("invoice", "stay", "refused"),
            self._attempted(self._old_invoice()): ("invoice", "carry", "not_reached"),
            self._begun(self._old_invoice()): ("invoice", "carry", "sheet_begun"),
        }
        opening = self._opening()
        opening.action_preview()
        for document, judged in expected.items():
            with self.subTest(judged=judged):
                self.assertEqual(self._judged(opening, document), judged)
        for document in (self._chased(when=NEW), self._record(date=NEW)):
            self.assertFalse(self._line(opening, document))

    def test_validity_that_is_over_may_block(self):
        order = self._chased(validity_date=date(2026, 3, 1))
        opening = self._opening()
        opening.action_preview()
        self.assertEqual(self._line(opening, order).action, "carry")
        opening.carry_expired = False
        opening.action_preview()
        line = self._line(opening, order)
        self.assertEqual((line.action, line.reason), ("blocked", "validity_over"))

    def test_kinds_cut_date_and_earlier_years(self):
        order, record = self._chased(), self._record()
        late = self._chased(when=datetime(2026, 3, 10, 8, 0))
        older, settled = self._chased(when=OLDER), self._chased(when=OLDER)
        settled.action_cancel()
        opening = self._opening(carry_complaint=False, cut_date=date(2026, 3, 1))
        opening.action_preview()
        self.assertEqual(self._line(opening, order).action, "carry")
        self.assertEqual(self._judged(opening, record)[1:], ("stay", "not_chosen"))
        self.assertEqual(self._judged(opening, late)[1:], ("stay", "after_cut"))
        self.assertEqual(self._line(opening, older).from_year_id, self.year3)
        self.assertFalse(self._line(opening, settled), "What is over is not listed")
        opening.with_earlier = False
        opening.action_preview()
        self.assertFalse(self._line(opening, older))

    def test_ticks_outlive_a_new_preview(self):
        order = self._chased()
        opening = self._opening()
        opening.action_preview()
        line = self._line(opening, order)
        line.with_user(self.manager).action_untick()
        opening.action_preview()
        self.assertFalse(self._line(opening, order).ticked)
        self.assertEqual(opening.unticked_count, 1)
        opening.action_run()
        self.assertEqual(order.sama_fiscal_year_id, self.year4)

    def test_days_are_those_of_the_company(self):
        """Half past midnight in Tehran is the day before in New York."""
        eve = self._chased(when=datetime(2026, 3, 20, 20, 15))
        morning = self._chased(when=datetime(2026, 3, 20, 21, 0))
        self.manager.tz = "America/New_York"
        opening = self._opening()
        opening.with_user(self.manager).with_context(
            tz="America/New_York"
        ).action_preview()
        self.assertEqual(self._line(opening, eve).date, date(2026, 3, 20))
        self.assertFalse(self._line(opening, morning))
        with freeze_time("2026-03-20 20:45:00"):  # A quarter past midnight in Tehran.
            old, new = self.Opening.with_context(
                tz="America/New_York"
            )._sama_default_years(self.company)
        self.assertEqual((old, new), (self.year4, self.year5))

    def test_leap_days_on_both_sides(self):
        """30 Esfand 1403 is the last day of its year, 29 Esfand 1402 of the other."""
        last_of_1402 = self._chased(when=datetime(2024, 3, 19, 20, 29))
        first_of_1403 = self._chased(when=datetime(2024, 3, 19, 20, 30))
        leap_day = self._chased(when=datetime(2025, 3, 20, 20, 29))
        first_of_1404 = self._chased(when=datetime(2025, 3, 20, 20, 30))
        with freeze_time("2024-04-06 08:30:00"):
            opening = self._opening(
                from_year_id=self.year2.id, to_year_id=self.year3.id
            )
            self.assertEqual(opening.cut_date, date(2024, 3, 19))
            opening.action_run()
        self.assertEqual(last_of_1402.sama_fiscal_year_id, self.year3)
        self.assertFalse(self._line(opening, first_of_1403))
        with freeze_time("2025-04-06 08:30:00"):
            opening = self._opening(
                from_year_id=self.year3.id, to_year_id=self.year4.id
            )
            self.assertEqual(opening.cut_date, date(2025, 3, 20))
            opening.action_run()
        self.assertEqual(
            (last_of_1402 + first_of_1403 + leap_day).sama_fiscal_year_id, self.year4
        )
        self.assertEqual(leap_day.sama_date_year_id, self.year3)
        self.assertFalse(self._line(opening, first_of_1404))

    def test_rights(self):
        order = self._chased()
        opening = self._opening()
        for user in (self.agent, self.employee, self.salesman, self.portal):
            for method in ("action_preview", "action_run", "action_undo"):
                with (
                    self.subTest(user=user.login, method=method),
                    self.assertRaises(AccessError),
                ):
                    getattr(opening.with_user(user), method)()
            with self.assertRaises(AccessError):
                self.Opening.with_user(user).action_open()
        opening.with_user(self.manager).action_preview()
        for method in ("action_run", "action_undo"):
            with self.assertRaises(AccessError):
                getattr(opening.with_user(self.manager), method)()
        line = self._line(opening, order)
        with self.assertRaises(AccessError):
            line.with_user(self.admin).action = "stay"
        with self.assertRaises(AccessError):
            line.with_user(self.agent).read(["reason"])
        opening.with_user(self.admin).action_run()
        self.assertEqual(order.sama_fiscal_year_id, self.year5)
        with self.assertRaises(UserError):
            line.with_user(self.manager).ticked = False
        with self.assertRaises(UserError):
            opening.with_user(self.admin).move_overdue = True

    @mute_logger("odoo.sql_db")
    def test_two_companies_with_different_years(self):
        company = self._second_company()
        admin = self.admin
        theirs = self.Opening.with_user(admin).with_company(company)
        mine = self.Opening.with_user(admin).with_company(self.company)
        order = self._chased()
        foreign = self._order(
            company_id=company.id,
            date_order=datetime(2025, 12, 20, 8, 0),
            user_id=admin.id,
        )
        self.assertEqual(foreign.sama_fiscal_year_id.name, "2025")
        for openings in (mine, theirs):
            opening = openings.browse(openings.action_open()["res_id"])
            opening.action_run()
        self.assertEqual(order.sama_fiscal_year_id, self.year5)
        self.assertEqual(foreign.sama_fiscal_year_id.name, "2026")
        self.assertEqual(foreign.sama_fiscal_year_id.company_id, company)
        found = self.Opening.with_user(self.manager).with_context(
            allowed_company_ids=self.company.ids
        )
        self.assertEqual(found.search([]).company_id, self.company)
        with self.assertRaises(UserError):
            self._opening(from_year_id=foreign.sama_fiscal_year_id.id)

    def test_choices_are_checked(self):
        opening = self._opening()
        with self.assertRaises(ValidationError):
            opening.void_old = True
        with self.assertRaises(ValidationError):
            opening.write({"move_overdue": True, "move_to_date": date(2026, 3, 1)})
        with self.assertRaises(ValidationError):
            opening.hand_to_user_ids = [Command.link(self.employee.id)]
        with self.assertRaises(ValidationError):
            self._opening(from_year_id=self.year5.id, to_year_id=self.year4.id)

    # === DOCUMENTS OF A STATE === #

    def _void(self, order):
        order.with_user(self.agent).sama_void(self.reason.id)
        return order

    def _confirm(self, order):
        order.action_confirm()
        # Odoo dates it anew.
        order.date_order = OLD
        return order

    def _stop(self, order):
        order.with_user(self.agent).sama_follow_up("Not interested")
        return order

    def _archive_customer(self, order):
        order.partner_id = self._partner("Gone Customer")
        order.sama_follow_up_user_id = self.agent
        order.partner_id.active = False
        return order

    def _let_go(self, order):
        """Its responsible is gone, and nobody handed anything over."""
        user = self._user("sama_gone", "sama_crm.group_agent")
        order.sama_follow_up_user_id = user
        self._make_leave(user)
        return order

    def _refused(self, invoice):
        invoice.with_user(self.agent).sama_log_attempt("refused")
        return invoice

    def _attempted(self, invoice):
        invoice.with_user(self.agent).sama_log_attempt("no_answer")
        return invoice

    def _begun(self, invoice):
        invoice.with_user(self.agent).sama_survey_start()
        return invoice
