from datetime import date

from freezegun import freeze_time

from odoo.fields import Domain
from odoo.tests import tagged

from .test_fiscal_year import NOW, FiscalCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCustomerYears(FiscalCommon):
    """Figures of customers by fiscal year, and two years side by side."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.last = cls._invoice([(cls.goods, 200)], invoice_date="2025-03-20")
        cls.this = cls._invoice([(cls.goods, 300)], invoice_date="2025-03-21")
        cls.refund = cls._invoice(
            [(cls.goods, 50)], move_type="out_refund", invoice_date="2025-05-01"
        )
        cls.before = cls._invoice([(cls.goods, 80)], invoice_date="2024-03-19")
        # The last minute of 1403 and the first of 1404 in Tehran.
        cls._order([(cls.goods, 10)], date_order="2025-03-20 20:29:00")
        cls._order([(cls.goods, 11)], date_order="2025-03-20 20:30:00")

    def _customer(self, **context):
        customers = self.env["sama.customer"].with_context(**context)
        return customers.search(self._theirs())

    def _theirs(self):
        return (
            Domain("partner_id", "=", self.partner.id)
            & Domain("kind", "=", "goods")
            & Domain("company_id", "=", self.company.id)
        )

    def _growth(self, **context):
        growth = self.env["sama.customer.growth"].with_context(**context)
        return growth.search(self._theirs())

    def test_period_is_the_fiscal_year(self):
        for period, amount, quotations in (
            ("this_fiscal_year", 250, 11),
            ("last_fiscal_year", 200, 10),
            ("before_fiscal_year", 80, 0),
        ):
            with self.subTest(period):
                customer = self._customer(sama_period=period)
                self.assertEqual(customer.invoice_amount, amount)
                self.assertEqual(customer.quotation_amount, quotations)

    def test_period_whatever_the_accounting_and_the_reader_say(self):
        self.company.write({"fiscalyear_last_month": "6", "fiscalyear_last_day": 30})
        customer = self._customer(
            sama_period="last_fiscal_year", tz="America/Los_Angeles"
        )
        self.assertEqual(customer.invoice_amount, 200)
        self.assertEqual(customer.quotation_amount, 10)

    def test_each_company_has_its_own_year(self):
        company = self._other_company()
        company.sama_fiscal_start = "accounting"
        self._remove_years(company)
        self.Year._sama_ensure(company, date(2024, 6, 1), date(2025, 6, 1))
        # Of 2025 there, of 1403 here.
        self._invoice(
            [(self.goods, 7)], invoice_date="2025-02-01", company_id=company.id
        )
        self.env.user.company_ids += company
        both = [self.company.id, company.id]
        customers = self.env["sama.customer"].with_context(
            allowed_company_ids=both, sama_period="this_fiscal_year"
        )
        amounts = {
            customer.company_id: customer.invoice_amount
            for customer in customers.search(
                [("partner_id", "=", self.partner.id), ("kind", "=", "goods")]
            )
        }
        self.assertEqual(amounts, {self.company: 250, company: 7})

    def test_side_by_side(self):
        growth = self._growth()
        self.assertEqual(growth.invoice_count, 1)
        self.assertEqual(growth.invoice_count_before, 1)
        self.assertEqual(growth.invoice_amount, 250)
        self.assertEqual(growth.invoice_amount_before, 200)
        self.assertEqual(growth.invoice_change, 50)
        self.assertEqual(growth.invoice_growth, 25)
        self.assertEqual(growth.quotation_growth, 10)
        last = self._growth(sama_years="last")
        self.assertEqual(last.invoice_amount, 200)
        self.assertEqual(last.invoice_amount_before, 80)
        self.assertEqual(last.invoice_growth, 150)
        # Nothing to compare with.
        values = last.read(["quotation_growth"])[0]
        self.assertFalse(values["quotation_growth"])
        groups = self.env["sama.customer.growth"]._read_group(
            self._theirs(), [], ["invoice_amount:sum", "invoice_amount_before:sum"]
        )
        self.assertEqual(groups, [(250, 200)])

    def test_numbers_open_their_documents(self):
        growth = self._growth().with_user(self.manager)
        for figure, documents in (
            ("invoice_amount", self.this + self.refund),
            ("invoice_count_before", self.last),
        ):
            action = growth.sama_open_figure(figure)
            if action["type"] == "ir.actions.client":
                action = action["params"]["next"]
            found = self.env["account.move"].search(action["domain"])
            self.assertEqual(found, documents)

    def test_what_is_new_is_counted(self):
        self._growth()
        self._invoice([(self.goods, 100)], invoice_date="2025-06-01")
        self.env.invalidate_all()
        self.assertEqual(self._growth().invoice_amount, 350)

    def test_who_may(self):
        self.assertTrue(self._growth().with_user(self.agent).read(["invoice_amount"]))
        self.assertFalse(
            self.env["sama.customer.growth"].with_user(self.salesman).has_access("read")
        )

    def test_one_statement(self):
        """Twice as many customers cost no query more."""
        growth = self.env["sama.customer.growth"].with_user(self.manager)
        growth.search_read(self._theirs(), ["invoice_amount"])
        counts = []
        for _number in range(2):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            growth.web_search_read(
                [("kind", "=", "goods")],
                {"invoice_amount": {}, "invoice_amount_before": {}},
                limit=80,
            )
            counts.append(self.env.cr.sql_log_count - before)
            for name in "ABC":
                self._invoice(partner=self._partner(name), invoice_date="2025-06-01")
            self.env["sama.customer"]._sama_settle()
        self.assertEqual(*counts)
        self.assertLessEqual(counts[0], 15)
