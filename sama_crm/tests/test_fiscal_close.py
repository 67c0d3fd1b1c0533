from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .test_fiscal_year import NOW, FiscalCommon

IN_LAST_YEAR = "2025-03-20 08:00:00"
# The last minute of 1403 in Tehran, and the first of 1404.
LAST_MINUTE = "2025-03-20 20:29:00"
FIRST_MINUTE = "2025-03-20 20:30:00"


class ClosingCommon(FiscalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sama_agents_read_all = True
        cls.order = cls._order(date_order="2025-03-01 08:00:00")
        cls.invoice = cls._invoice([(cls.goods, 200)], invoice_date="2025-03-10")

    def _close(self, year=None):
        (year or self.year3).with_user(self.admin).action_close()

    def _carry(self, document, year):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET sama_fiscal_year_id = %s WHERE id = %s",
                SQL.identifier(document._table),
                year.id,
                document.id,
            )
        )
        document.invalidate_recordset(["sama_fiscal_year_id"])


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestClosing(ClosingCommon):
    def test_only_an_administrator(self):
        for user in (self.agent, self.manager):
            with self.assertRaises(AccessError):
                self.year3.with_user(user).action_close()
        self._close()
        self.assertEqual(self.year3.state, "closed")
        self.assertEqual(self.year3.closed_by_id, self.admin)
        with self.assertRaises(AccessError):
            self.year3.with_user(self.manager).action_reopen()
        self.year3.with_user(self.admin).action_reopen()
        self.assertEqual(self.year3.state, "open")
        self.assertFalse(self.year3.closed_by_id)

    def test_who_and_when_is_kept(self):
        self._close()
        self.year3.with_user(self.admin).action_reopen()
        said = self.year3.message_ids.filtered("body")
        self.assertEqual(len(said), 2)
        self.assertEqual(said.author_id, self.admin.partner_id)

    def test_not_before_its_end(self):
        self.assertFalse(self.year4.can_close)
        with self.assertRaises(UserError):
            self._close(self.year4)
        # The last minute of the year where the company works.
        with freeze_time(LAST_MINUTE):
            self.env.invalidate_all()
            self.assertFalse(self.year3.can_close)
        with freeze_time(FIRST_MINUTE):
            self.env.invalidate_all()
            self.assertTrue(self.year3.can_close)

    def test_twice_changes_nothing(self):
        self._close()
        closed_on, messages = self.year3.closed_on, self.year3.message_ids
        with freeze_time("2025-12-01"):
            self._close()
        self.assertEqual(self.year3.closed_on, closed_on)
        self.assertEqual(self.year3.message_ids, messages)

    def test_the_state_is_no_value_to_write(self):
        year = self.year3.with_user(self.admin)
        with self.assertRaises(UserError):
            year.state = "closed"
        self._close()
        with self.assertRaises(UserError):
            year.write({"state": "open"})
        with self.assertRaises(UserError):
            year.write({"date_to": "2025-03-25"})
        with self.assertRaises(UserError):
            self.year4.with_user(self.admin).write({"date_from": "2025-03-25"})
        with self.assertRaises(UserError):
            self.Year.with_user(self.admin).create({"state": "closed"})

    # === WHAT IT BLOCKS === #

    def _log(self, user, moment, order=None):
        order = order or self.order
        order.with_user(user).sama_follow_up("Spoke", date=moment, keep_next=True)

    def test_follow_ups(self):
        self._log(self.agent, IN_LAST_YEAR)
        self._close()
        count = self.order.sama_follow_up_count
        for moment in (IN_LAST_YEAR, LAST_MINUTE):
            with self.assertRaises(UserError) as refused:
                self._log(self.agent, moment)
            self.assertIn("1403 is closed", str(refused.exception))
        self._log(self.agent, FIRST_MINUTE)
        self._log(self.agent, False)
        self._log(self.manager, IN_LAST_YEAR)
        self.assertEqual(self.order.sama_follow_up_count, count + 3)
        self.year3.with_user(self.admin).action_reopen()
        self._log(self.agent, IN_LAST_YEAR)

    def test_a_correction_does_not_bring_it_back(self):
        self._close()
        self._log(self.agent, False)
        log = self.order.sama_follow_up_ids[0].with_user(self.agent)
        log.description = "Spoke again"
        with self.assertRaises(UserError):
            log.date = IN_LAST_YEAR

    def test_carried_work_goes_on(self):
        self._carry(self.order, self.year4)
        self._close()
        self._log(self.agent, IN_LAST_YEAR)
        other = self._order(date_order="2025-03-01 08:00:00")
        with self.assertRaises(UserError):
            self._log(self.agent, IN_LAST_YEAR, other)

    def _sheet(self, user, moment):
        values = {
            "survey_id": self.env["sama.survey"].search([], limit=1).id,
            "move_id": self.invoice.id,
        }
        if moment:
            values["date"] = moment
        # As the form of the survey does it, after the check of the agent.
        return self.env["sama.survey.response"].with_user(user).sudo().create(values)

    def test_sheets(self):
        self._close()
        with self.assertRaises(UserError):
            self._sheet(self.agent, IN_LAST_YEAR)
        self._sheet(self.agent, False)
        self._sheet(self.manager, IN_LAST_YEAR)
        self._carry(self.invoice, self.year4)
        self._sheet(self.agent, IN_LAST_YEAR)

    def test_records(self):
        self._close()
        records = self.env["sama.customer.record"]
        values = {"partner_id": self.partner.id, "date": IN_LAST_YEAR}
        with self.assertRaises(UserError):
            records.with_user(self.agent).create(values)
        record = records.with_user(self.manager).create(values)
        self.assertEqual(record.sama_fiscal_year_id, self.year3)
        new = records.with_user(self.agent).create({"partner_id": self.partner.id})
        with self.assertRaises(UserError):
            new.date = IN_LAST_YEAR
        # What is there is worked on, dated as it is.
        record.with_user(self.agent).write({"description": "More of it"})

    def test_odoo_goes_on(self):
        """Documents, postings, payments and refunds of the closed year."""
        self._close()
        order = self._order(
            date_order=IN_LAST_YEAR, user_id=self.agent_salesman.id
        ).with_user(self.agent_salesman)
        order.action_confirm()
        invoice = self._invoice(invoice_date="2025-03-15", post=False)
        invoice.with_user(self.accountant).action_post()
        self.assertEqual(invoice.state, "posted")
        self.assertEqual(invoice.sama_fiscal_year_id, self.year3)
        payment = (
            self.env["account.payment.register"]
            .with_user(self.accountant)
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"payment_date": "2025-03-18"})
        )
        payment._create_payments()
        refund = invoice._reverse_moves([{"invoice_date": "2025-03-19"}])
        refund.with_user(self.accountant).action_post()
        self.assertEqual(refund.state, "posted")
        self.assertFalse(self.company.fiscalyear_lock_date)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_another_companys_year(self):
        company = self._other_company()
        foreign = self.Year._sama_current(company)
        with self.assertRaises(AccessError):
            foreign.with_user(self.admin).action_close()
        self._close()
        self.assertEqual(foreign.state, "open")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestSnapshot(ClosingCommon):
    """What is kept of customers, and how it differs from what the documents say."""

    def _kept(self):
        return self.env["sama.customer.snapshot"].search(
            [
                ("fiscal_year_id", "=", self.year3.id),
                ("partner_id", "=", self.partner.id),
                ("kind", "=", "goods"),
            ]
        )

    def _differences(self):
        action = self.year3.with_user(self.manager).action_open_differences()
        model = self.env[action["res_model"]].with_context(**action["context"])
        rows = model.with_user(self.manager).search(
            Domain(action["domain"]) & Domain("partner_id", "=", self.partner.id)
        )
        return {row.figure: (row.kept, row.live, row.difference) for row in rows}

    def test_figures_are_those_of_the_year(self):
        self._invoice([(self.goods, 999)], invoice_date="2025-03-21")
        self._close()
        kept = self._kept()
        customer = (
            self.env["sama.customer"]
            .with_context(sama_period="last_fiscal_year")
            .search([("partner_id", "=", self.partner.id), ("kind", "=", "goods")])
        )
        self.assertEqual(kept.invoice_amount, 200)
        self.assertEqual(kept.quotation_count, 1)
        for name in ("quotation_count", "quotation_amount", "invoice_count"):
            self.assertEqual(kept[name], customer[name])
        self.assertEqual(kept.currency_id, self.currency)
        action = self.year3.with_user(self.manager).action_open_snapshots()
        opened = self.env[action["res_model"]].with_user(self.manager)
        self.assertIn(kept, opened.search(action["domain"]))
        self.assertEqual(
            self.year3.snapshot_count, opened.search_count(action["domain"])
        )

    def test_segment_as_it_was_called(self):
        segment = self.env["sama.customer.segment"].search([], limit=1)
        self.env["sama.customer"]._sama_settle()
        self.env.cr.execute(
            SQL(
                "UPDATE sama_customer SET segment_id = %s, recency_score = 5"
                " WHERE partner_id = %s",
                segment.id,
                self.partner.id,
            )
        )
        self.partner.sama_grade_id = self.env["sama.customer.grade"].search([], limit=1)
        grade, name = self.partner.sama_grade_id, segment.name
        self._close()
        segment.name = "Renamed"
        self.partner.sama_grade_id = False
        kept = self._kept()
        self.assertEqual(kept.segment_name, name)
        self.assertEqual(kept.recency_score, 5)
        self.assertEqual(kept.sama_grade_id, grade)

    def test_last_year_prints_the_same_for_ever(self):
        self._close()
        names = ["quotation_count", "invoice_amount", "invoice_count", "won_count"]
        before = self._kept().read(names)
        self.assertEqual(self._differences(), {})
        refund = self.invoice._reverse_moves([{"invoice_date": "2025-03-20"}])
        refund.action_post()
        self._order(date_order=IN_LAST_YEAR)
        self.env.invalidate_all()
        self.assertEqual(self._kept().read(names), before)
        self.assertEqual(
            self._differences(),
            {
                "quotation_count": (1, 2, 1),
                "quotation_amount": (100, 200, 100),
                "invoice_amount": (200, 0, -200),
                "refund_count": (0, 1, 1),
            },
        )

    def test_customers_who_come_later_are_differences(self):
        self._close()
        self._invoice([(self.service, 70)], invoice_date="2025-03-19")
        self.assertEqual(
            self._differences(),
            {"invoice_count": (0, 1, 1), "invoice_amount": (0, 70, 70)},
        )

    def test_closing_again_keeps_what_is_now(self):
        self._close()
        self.year3.with_user(self.admin).action_reopen()
        self.assertEqual(self._kept().invoice_amount, 200)
        self._invoice([(self.goods, 50)], invoice_date="2025-03-19")
        self._close()
        self.assertEqual(self._kept().invoice_amount, 250)
        self.assertEqual(len(self._kept()), 1)
        self.assertEqual(self._differences(), {})

    def test_merged_customers(self):
        other = self._partner("Karimi")
        self._invoice([(self.goods, 30)], partner=other, invoice_date="2025-03-11")
        self._close()
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.partner + other).ids, self.partner
        )
        self.env.invalidate_all()
        self.assertEqual(sum(self._kept().mapped("invoice_amount")), 230)
        self.assertEqual(self._differences(), {})

    def test_nobody_writes_it(self):
        self._close()
        for user in (self.agent, self.admin):
            with self.assertRaises(AccessError):
                self._kept().with_user(user).write({"invoice_amount": 1})
        self.assertTrue(self._kept().with_user(self.agent).read(["invoice_amount"]))

    def test_differences_of_no_year(self):
        self._close()
        model = self.env["sama.customer.snapshot.difference"].with_user(self.manager)
        self.assertFalse(model.search([]))
        company = self._other_company()
        foreign = self.Year._sama_current(company)
        model = model.with_context(sama_snapshot_year=foreign.id)
        self.assertFalse(model.search([]))
