from datetime import date, datetime

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo import fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.orm.model_classes import add_to_registry
from odoo.tests import Form, tagged
from odoo.tools import SQL, mute_logger

from .common import SamaCommon

YEAR_1402 = (date(2023, 3, 21), date(2024, 3, 19))
YEAR_1403 = (date(2024, 3, 20), date(2025, 3, 20))
YEAR_1404 = (date(2025, 3, 21), date(2026, 3, 20))
# Noon in Tehran, in the middle of 1404.
NOW = datetime(2025, 11, 24, 8, 30)


class FiscalCommon(SamaCommon):
    """A company in Iran with the years 1402 to 1404, on a day of 1404."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Year = cls.env["sama.fiscal.year"]
        cls.company.write(
            {
                "country_id": cls.env.ref("base.ir").id,
                "sama_fiscal_start": "auto",
                "resource_calendar_id": cls.env["resource.calendar"]
                .create({"name": "Office", "tz": "Asia/Tehran"})
                .id,
            }
        )
        cls.partner.company_id = False
        cls._remove_years(cls.company)
        cls.Year._sama_ensure(cls.company, YEAR_1402[0], YEAR_1404[1])
        cls.year2, cls.year3, cls.year4 = cls.Year.search(
            [("company_id", "=", cls.company.id)], order="date_from"
        )

    @classmethod
    def _remove_years(cls, companies):
        """Let the companies be without years, whatever documents there are."""
        cls.env.flush_all()
        ids = cls.Year.search([("company_id", "in", companies.ids)]).ids
        for table, names in (
            ("sale_order", ("sama_fiscal_year_id", "sama_date_year_id")),
            ("account_move", ("sama_fiscal_year_id", "sama_date_year_id")),
            ("project_project", ("sama_fiscal_year_id", "sama_date_year_id")),
            ("sama_customer_record", ("sama_fiscal_year_id", "sama_date_year_id")),
            ("sama_follow_up", ("fiscal_year_id",)),
            ("sama_survey_response", ("fiscal_year_id",)),
            ("sama_survey_attempt", ("fiscal_year_id",)),
        ):
            for name in names:
                cls.env.cr.execute(
                    SQL(
                        "UPDATE %s SET %s = NULL WHERE %s = ANY(%s)",
                        SQL.identifier(table),
                        SQL.identifier(name),
                        SQL.identifier(name),
                        ids,
                    )
                )
        cls.env.cr.execute(SQL("DELETE FROM sama_fiscal_year WHERE id = ANY(%s)", ids))
        cls.env.invalidate_all()
        cls.env.registry.clear_cache()

    def _days(self, year):
        return year.date_from, year.date_to


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestFiscalYear(FiscalCommon):
    def test_leap_years_on_both_sides(self):
        self.assertEqual(
            [(y.name, *self._days(y)) for y in self.year2 + self.year3 + self.year4],
            [("1402", *YEAR_1402), ("1403", *YEAR_1403), ("1404", *YEAR_1404)],
        )

    def test_every_year_of_a_century_follows_the_one_before(self):
        before = self.Year._sama_around(self.company, date(1990, 6, 1))
        for _number in range(100):
            after = self.Year._sama_after(self.company, before["date_to"])
            self.assertEqual(
                after, self.Year._sama_around(self.company, after["date_to"])
            )
            self.assertEqual(int(after["name"]), int(before["name"]) + 1)
            self.assertIn((after["date_to"] - after["date_from"]).days, (364, 365))
            before = after

    def test_next_is_proposed_whatever_the_accounting_says(self):
        self.company.write({"fiscalyear_last_month": "6", "fiscalyear_last_day": 30})
        form = Form(self.Year.with_user(self.admin))
        self.assertEqual(form.name, "1405")
        year = form.save()
        self.assertEqual(self._days(year), (date(2026, 3, 21), date(2027, 3, 20)))
        self.assertTrue(year.is_provisional)
        self.assertFalse(self.year4.is_provisional)

    def test_other_jalali_month(self):
        self._remove_years(self.company)
        self.company.sama_fiscal_start = "7"
        year = self.Year._sama_ensure(self.company, NOW.date(), NOW.date())
        self.assertEqual(year.name, "1404/1405")
        self.assertEqual(self._days(year), (date(2025, 9, 23), date(2026, 9, 22)))

    def test_company_of_another_country(self):
        company = self._other_company()
        company.write(
            {
                "country_id": self.env.ref("base.de").id,
                "sama_fiscal_start": "auto",
                "fiscalyear_last_month": "6",
                "fiscalyear_last_day": 30,
            }
        )
        company.partner_id.lang = "en_US"
        self._remove_years(company)
        year = self.Year._sama_ensure(company, NOW.date(), NOW.date())
        self.assertEqual(year.name, "2025/2026")
        self.assertEqual(self._days(year), (date(2025, 7, 1), date(2026, 6, 30)))

    def test_language_with_the_jalali_calendar(self):
        self.env["res.lang"]._activate_lang("fa_IR").write(
            {"sama_calendar": "persian", "date_format": "%Y/%m/%d"}
        )
        self.company.country_id = self.env.ref("base.af")
        self.company.partner_id.lang = "fa_IR"
        self.assertEqual(self.company._sama_jalali_start_month(), 1)
        self.company.partner_id.lang = "en_US"
        self.assertEqual(self.company._sama_jalali_start_month(), 0)
        self.company.sama_fiscal_start = "accounting"
        self.company.country_id = self.env.ref("base.ir")
        self.assertEqual(self.company._sama_jalali_start_month(), 0)

    def test_a_new_company_has_its_year(self):
        company = self._other_company("Third Company")
        self.assertTrue(self.Year._sama_current(company))
        self.assertFalse(
            self.Year._sama_current(company) == self.Year._sama_current(self.company)
        )

    # === NO OVERLAP, NO GAP === #

    def _year(self, first, last, **values):
        return self.Year.create(
            {
                "name": "X",
                "company_id": self.company.id,
                "date_from": first,
                "date_to": last,
                **values,
            }
        )

    def test_refused(self):
        for first, last in (
            ("2026-01-01", "2026-12-31"),
            ("2023-06-01", "2023-07-01"),
            ("2026-03-22", "2027-03-20"),
            ("2022-03-21", "2023-03-19"),
        ):
            with self.subTest(first), self.assertRaises(ValidationError):
                with self.env.cr.savepoint():
                    self._year(first, last)
        self.env.registry.clear_cache()
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self._year("2027-03-20", "2026-03-21")

    def test_a_day_that_moves_takes_the_neighbour_along(self):
        order = self._order(date_order="2025-03-25 08:00:00")
        self.assertEqual(order.sama_fiscal_year_id, self.year4)
        self.year3.date_to = "2025-03-31"
        self.assertEqual(self.year4.date_from, date(2025, 4, 1))
        self.assertEqual(order.sama_fiscal_year_id, self.year3)
        self.assertEqual(order.sama_date_year_id, self.year3)
        self.year4.date_from = "2025-03-21"
        self.assertEqual(self.year3.date_to, date(2025, 3, 20))
        self.assertEqual(order.sama_fiscal_year_id, self.year4)

    def test_only_the_last_or_first_goes(self):
        with self.assertRaises(ValidationError):
            self.year3.unlink()
        self.env.registry.clear_cache()
        first = self._year("2022-03-21", "2023-03-20")
        first.unlink()
        self.assertFalse(first.exists())

    def test_two_companies_have_their_own(self):
        company = self._other_company()
        company.write({"sama_fiscal_start": "accounting"})
        self._remove_years(company)
        year = self.Year._sama_ensure(company, date(2025, 1, 1), date(2025, 1, 1))
        self.assertEqual(self._days(year), (date(2025, 1, 1), date(2025, 12, 31)))
        self.assertEqual(self.Year._sama_id_of(company.id, date(2025, 3, 20)), year.id)
        self.assertEqual(
            self.Year._sama_id_of(self.company.id, date(2025, 3, 20)), self.year3.id
        )
        self.assertFalse(self.Year._sama_id_of(company.id, date(2026, 1, 1)))

    # === RIGHTS === #

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_who_may(self):
        for user in (self.agent, self.manager):
            year = self.year4.with_user(user)
            self.assertEqual(year.name, "1404")
            with self.assertRaises(AccessError):
                year.name = "X"
            with self.assertRaises(AccessError):
                self.Year.with_user(user).create({})
        with self.assertRaises(AccessError):
            self.year4.with_user(self.salesman).read(["name"])
        self.year4.with_user(self.admin).name = "Year 1404"
        company = self._other_company()
        foreign = self.Year._sama_current(company)
        with self.assertRaises(AccessError):
            foreign.with_user(self.admin).read(["name"])

    def test_fields_are_hidden_from_others(self):
        order = self._order(user_id=self.salesman.id)
        self.assertNotIn(
            "sama_fiscal_year_id", order.with_user(self.salesman).fields_get()
        )
        with self.assertRaises(AccessError):
            order.with_user(self.salesman).read(["sama_fiscal_year_id"])

    def _may_write(self, user, document):
        """Users of the app who also have our role; what each may write is his own."""
        document = document.with_user(user)
        for fname in ("sama_fiscal_year_id", "sama_date_year_id"):
            with self.assertRaises(AccessError):
                document.write({fname: self.year3.id})
            self.assertTrue(document.fields_get([fname])[fname]["readonly"])
        self.assertEqual(document.sama_fiscal_year_id, self.year4)

    def test_the_year_of_work_is_for_openings_and_the_administrator(self):
        seller = self.agent_salesman
        self._may_write(seller, self._order(user_id=seller.id))
        user = self._user(
            "sama_all_apps",
            "sama_crm.group_manager,account.group_account_manager,"
            "project.group_project_manager",
        )
        self._may_write(user, self._invoice(post=False, invoice_date="2025-11-01"))
        project = self.env["project.project"].create(
            {
                "name": "Roof",
                "company_id": self.company.id,
                "date_start": "2025-11-01",
                "date": "2025-12-01",
            }
        )
        self._may_write(user, project)
        record = self.env["sama.customer.record"].create(
            {"partner_id": self.partner.id, "user_id": self.agent.id}
        )
        self._may_write(self.agent, record)
        record.with_user(self.admin).sama_fiscal_year_id = self.year3
        self.assertEqual(record.sama_fiscal_year_id, self.year3)
        with self.assertRaises(AccessError):
            record.with_user(self.admin).sama_date_year_id = self.year3

    def test_a_new_document_has_the_year_of_its_date(self):
        """Neither values nor defaults of its maker bring another one."""
        Order = self.env["sale.order"].with_user(self.agent_salesman)
        values = {"partner_id": self.partner.id}
        with self.assertRaises(AccessError):
            Order.create({**values, "sama_fiscal_year_id": self.year3.id})
        with self.assertRaises(AccessError):
            Order.with_context(default_sama_fiscal_year_id=self.year3.id).create(values)
        result = Order.load(
            ["partner_id/.id", "sama_fiscal_year_id/.id"],
            [[self.partner.id, self.year3.id]],
        )
        self.assertFalse(result["ids"])
        self.assertIn("error", [message["type"] for message in result["messages"]])
        result = Order.load(["partner_id/.id"], [[self.partner.id]])
        self.assertEqual(Order.browse(result["ids"]).sama_fiscal_year_id, self.year4)
        # His own default for all new quotations, which the client's form may set.
        self.env["ir.default"].with_user(self.agent_salesman).set(
            "sale.order", "sama_fiscal_year_id", self.year3.id, user_id=True
        )
        self.assertEqual(Order.create(values).sama_fiscal_year_id, self.year4)
        context = {"default_sama_fiscal_year_id": self.year3.id}
        order = Order.sudo().with_context(**context).create(values)
        self.assertEqual(order.sama_fiscal_year_id, self.year4)
        order = Order.sudo().create({**values, "sama_fiscal_year_id": self.year3.id})
        self.assertEqual(order.sama_fiscal_year_id, self.year3)

    def test_the_year_of_work_is_of_the_own_company(self):
        foreign = self.Year._sama_current(self._other_company())
        order = self._order()
        with self.assertRaises(ValidationError):
            order.sama_fiscal_year_id = foreign

    def test_logs_keep_the_year_of_their_date(self):
        order = self._order(user_id=self.agent.id)
        order.with_user(self.agent).sama_follow_up("Spoke")
        with self.assertRaises(AccessError):
            order.sama_follow_up_ids.with_user(self.agent).write(
                {"fiscal_year_id": self.year3.id}
            )

    def test_digits_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fa_IR").sama_numbering = "arabext"
        year = self.year4.with_context(lang="fa_IR")
        self.assertEqual(year.display_name, "۱۴۰۴")
        found = self.Year.with_context(lang="fa_IR").name_search("۱۴۰۴")
        self.assertIn(self.year4.id, [found_id for found_id, _name in found])


class AccountFiscalYear(models.Model):
    """What OCA's account_fiscal_year has, as far as we read it."""

    _name = "account.fiscal.year"
    _module = None
    _description = "Fiscal Year of the Accounting"

    name = fields.Char(required=True)
    date_from = fields.Date(required=True)
    date_to = fields.Date(required=True)
    company_id = fields.Many2one("res.company", required=True)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestYearsOfTheAccounting(FiscalCommon):
    """account_fiscal_year is read where it is installed, and never required."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._remove_years(cls.company)
        if "account.fiscal.year" not in cls.env:
            # A model of these tests alone: the registry is built anew after them.
            add_to_registry(cls.registry, AccountFiscalYear)
            cls.registry._setup_models__(cls.env.cr, [])
            cls.registry.init_models(cls.env.cr, ["account.fiscal.year"], {})
            cls.addClassCleanup(cls._forget_model)
        cls.other = cls._other_company()
        cls.env["account.fiscal.year"].create(
            [
                {
                    "name": name,
                    "date_from": first,
                    "date_to": last,
                    "company_id": company.id,
                }
                for name, first, last, company in (
                    ("FY A", "2025-07-01", "2026-06-30", cls.company),
                    ("Elsewhere", "2025-02-01", "2026-01-31", cls.other),
                )
            ]
        )

    @classmethod
    def _forget_model(cls):
        del cls.registry.models["account.fiscal.year"]
        cls.registry._setup_models__(cls.env.cr, [])

    def test_its_year_goes_before_the_calendar(self):
        year = self.Year._sama_ensure(self.company, NOW.date(), NOW.date())
        self.assertEqual(year.name, "FY A")
        self.assertEqual(self._days(year), (date(2025, 7, 1), date(2026, 6, 30)))

    def test_days_without_one_follow_the_calendar_and_leave_no_gap(self):
        years = self.Year._sama_ensure(self.company, date(2025, 6, 1), NOW.date())
        before, year = years.sorted("date_from")
        self.assertEqual(year.name, "FY A")
        self.assertEqual(before.name, "1404")
        # Of 1404 until the day before the accounting's own year.
        self.assertEqual(self._days(before), (date(2025, 3, 21), date(2025, 6, 30)))

    def test_the_next_one_is_proposed(self):
        self.Year._sama_ensure(self.company, NOW.date(), NOW.date())
        self.env["account.fiscal.year"].create(
            {
                "name": "FY B",
                "date_from": "2026-07-01",
                "date_to": "2027-03-20",
                "company_id": self.company.id,
            }
        )
        # Who makes a year need not see those of the accounting.
        form = Form(self.Year.with_user(self.admin))
        self.assertEqual(form.name, "FY B")
        self.assertEqual(form.date_from, date(2026, 7, 1))
        self.assertEqual(form.date_to, date(2027, 3, 20))


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestYearOfDocuments(FiscalCommon):
    def test_quotation(self):
        # 20 March 2025, 23:59 and the next midnight, in Tehran.
        old = self._order(date_order="2025-03-20 20:29:00")
        new = self._order(date_order="2025-03-20 20:30:00")
        self.assertEqual(old.sama_fiscal_year_id, self.year3)
        self.assertEqual(new.sama_fiscal_year_id, self.year4)
        old.date_order = "2024-03-19 20:29:00"
        self.assertEqual(old.sama_fiscal_year_id, self.year2)
        self.assertEqual(old.sama_date_year_id, self.year2)

    def test_other_time_zone(self):
        self.company.resource_calendar_id.tz = "America/New_York"
        order = self._order(date_order="2025-03-21 03:59:00")
        self.assertEqual(order.sama_fiscal_year_id, self.year3)
        self.company.resource_calendar_id.tz = "Asia/Tokyo"
        order = self._order(date_order="2025-03-20 15:00:00")
        self.assertEqual(order.sama_fiscal_year_id, self.year4)

    def test_confirmed_quotation_is_of_the_day_of_its_order(self):
        order = self._order(date_order="2025-03-01 08:00:00")
        order.action_confirm()
        self.assertEqual(order.sama_date_year_id, self.year4)
        self.assertEqual(order.sama_fiscal_year_id, self.year4)

    def test_carried_stays(self):
        order = self._order(date_order="2024-03-01 08:00:00")
        self._carry(order, self.year4)
        order.date_order = "2025-03-01 08:00:00"
        self.assertEqual(order.sama_date_year_id, self.year3)
        self.assertEqual(order.sama_fiscal_year_id, self.year4)
        self.Year._sama_fill(self.company)
        self.assertEqual(order.sama_fiscal_year_id, self.year4)

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

    def test_copy_is_new(self):
        order = self._order(date_order="2024-03-01 08:00:00")
        self._carry(order, self.year3)
        copied = order.copy()
        self.assertEqual(copied.sama_fiscal_year_id, self.year4)
        self.assertEqual(copied.sama_date_year_id, self.year4)

    def test_invoice(self):
        invoice = self._invoice(invoice_date="2025-03-20")
        self.assertEqual(invoice.sama_fiscal_year_id, self.year3)
        draft = self._invoice(post=False, invoice_date=False)
        self.assertEqual(draft.sama_fiscal_year_id, self.year4)
        draft.invoice_date = "2024-03-19"
        self.assertEqual(draft.sama_fiscal_year_id, self.year2)
        refund = self._invoice(move_type="out_refund", invoice_date="2024-03-20")
        self.assertEqual(refund.sama_fiscal_year_id, self.year3)
        bill = self._invoice(move_type="in_invoice", invoice_date="2024-03-20")
        self.assertFalse(bill.sama_fiscal_year_id)

    def test_posted_invoices_stay_untouched(self):
        """Filling and a year that moves change nothing of a posted entry."""
        invoice = self._invoice(invoice_date="2025-03-25")
        self.env.flush_all()
        kept = ("write_date", "inalterable_hash", "is_manually_modified", "date")
        before = [invoice[name] for name in kept]
        self.company.fiscalyear_lock_date = "2025-04-30"
        self.year3.date_to = "2025-03-31"
        self.assertEqual(invoice.sama_fiscal_year_id, self.year3)
        invoice.invalidate_recordset()
        self.assertEqual([invoice[name] for name in kept], before)

    def test_project(self):
        project = self.env["project.project"].create(
            {
                "name": "Installation",
                "partner_id": self.partner.id,
                "company_id": self.company.id,
                "date_start": "2024-05-01",
                "date": "2024-08-01",
            }
        )
        self.assertEqual(project.sama_fiscal_year_id, self.year3)
        project.write({"date_start": False, "date": False})
        self.env.cr.execute(
            SQL("UPDATE project_project SET create_date = '2025-04-01'")
        )
        project.invalidate_recordset()
        self.Year._sama_fill(self.company)
        self.assertEqual(project.sama_fiscal_year_id, self.year4)

    def test_project_without_company(self):
        """It is of the first company's years, as Odoo makes most projects."""
        first = self.env["res.company"].browse(self.Year._sama_default_company_id())
        self.Year._sama_ensure(first, date(2024, 5, 1), NOW.date())
        project = self.env["project.project"].create(
            {
                "name": "Installation",
                "partner_id": self.partner.id,
                "date_start": "2024-05-01",
                "date": "2024-08-01",
            }
        )
        self.assertFalse(project.company_id)
        self.assertEqual(project.sama_fiscal_year_id.company_id, first)

    def test_record_follow_up_and_sheet(self):
        record = self.env["sama.customer.record"].create(
            {"partner_id": self.partner.id, "date": "2025-03-20 20:29:00"}
        )
        self.assertEqual(record.sama_fiscal_year_id, self.year3)
        order = self._order(date_order="2024-03-01 08:00:00")
        order.sama_follow_up("Spoke", date="2025-03-20 08:00:00")
        self.assertEqual(order.sama_follow_up_ids.fiscal_year_id, self.year3)
        order.sama_follow_up("Spoke")
        self.assertEqual(order.sama_follow_up_ids[0].fiscal_year_id, self.year4)
        sheet = self.env["sama.survey.response"].create(
            {
                "survey_id": self.env["sama.survey"].search([], limit=1).id,
                "move_id": self._invoice().id,
                "date": "2024-06-01 08:00:00",
            }
        )
        self.assertEqual(sheet.fiscal_year_id, self.year3)

    def test_survey_call(self):
        """A call is of the year of its own day, whatever its sheet is of."""
        sheet = self.env["sama.survey.response"].create(
            {
                "survey_id": self.env["sama.survey"].search([], limit=1).id,
                "move_id": self._invoice().id,
                "date": "2024-06-01 08:00:00",
                "attempt_ids": [
                    Command.create({"date": moment, "result": "busy"})
                    for moment in ("2025-03-20 20:29:00", "2025-03-20 20:30:00")
                ],
            }
        )
        calls = sheet.attempt_ids.sorted("date")
        self.assertEqual(calls.mapped("fiscal_year_id"), self.year3 + self.year4)
        found = calls.search([("fiscal_year_cut", "=", "last")]) & calls
        self.assertEqual(found, calls[0])
        self.env.flush_all()
        self.env.cr.execute("UPDATE sama_survey_attempt SET fiscal_year_id = NULL")
        calls.invalidate_recordset(["fiscal_year_id"])
        self.Year._sama_fill(self.company)
        self.assertEqual(calls.mapped("fiscal_year_id"), self.year3 + self.year4)

    def test_years_that_come_later_fill(self):
        """Documents of days without a year get one, and so do those of SQL."""
        order = self._order(date_order="2021-05-01 08:00:00")
        self.assertFalse(order.sama_fiscal_year_id)
        new = self.Year._sama_ensure_current(self.company)
        self.assertEqual(new.sorted("date_from").mapped("name"), ["1400", "1401"])
        self.assertEqual(order.sama_fiscal_year_id.name, "1400")
        self.env.flush_all()
        before = order.write_date
        self.env.cr.execute(
            SQL(
                "UPDATE sale_order SET date_order = '2024-05-01' WHERE id = %s",
                order.id,
            )
        )
        self.env.invalidate_all()
        self.Year._sama_bring_up_to_date()
        self.assertEqual(order.sama_fiscal_year_id, self.year3)
        self.assertEqual(order.write_date, before)

    def test_sql_says_what_python_says(self):
        days = ("2023-03-20", "2024-03-19", "2024-03-20", "2025-03-20", "2025-03-21")
        hours = ("00:00:00", "20:29:59", "20:30:00", "23:59:59")
        orders = self.env["sale.order"].create(
            [
                {"partner_id": self.partner.id, "date_order": f"{day} {hour}"}
                for day in days
                for hour in hours
            ]
        )
        invoices = self.env["account.move"].concat(
            *(self._invoice(post=False, invoice_date=day) for day in days)
        )
        before = [
            (d.sama_fiscal_year_id, d.sama_date_year_id) for d in [*orders, *invoices]
        ]
        self.env.flush_all()
        for table in ("sale_order", "account_move"):
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET sama_fiscal_year_id = NULL,"
                    " sama_date_year_id = NULL",
                    SQL.identifier(table),
                )
            )
        self.env.invalidate_all()
        self.Year._sama_fill(self.company)
        self.assertEqual(
            [
                (d.sama_fiscal_year_id, d.sama_date_year_id)
                for d in [*orders, *invoices]
            ],
            before,
        )

    def test_lookup_costs_no_query(self):
        self.Year._sama_id_of(self.company.id, NOW)
        with self.assertQueryCount(0):
            self.assertEqual(self.Year._sama_id_of(self.company.id, NOW), self.year4.id)

    def test_agent_of_another_company_cannot(self):
        company = self._other_company()
        user = self._user(
            "sama_elsewhere",
            "sama_crm.group_agent",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        years = self.Year.with_user(user).search([])
        self.assertEqual(years.company_id, company)
        with self.assertRaises(UserError):
            self.year4.company_id = company


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestYearFilters(FiscalCommon):
    """Filters by year, and that the default one hides nobody who waits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old = cls._order(date_order="2024-05-01 08:00:00")
        cls.old_void = cls._order(date_order="2024-05-01 08:00:00")
        cls.old_void.action_cancel()
        cls.older = cls._order(date_order="2023-05-01 08:00:00")
        cls.older.sama_follow_up("No interest")
        cls.new = cls._order(date_order="2025-05-01 08:00:00")
        cls.future = cls._order(date_order="2026-05-01 08:00:00")
        cls.orders = cls.old + cls.old_void + cls.older + cls.new + cls.future

    def _found(self, model, cut, field="sama_year_cut"):
        return self.env[model].search(
            [(field, "=", cut), ("id", "in", self.orders.ids)]
        )

    def test_quotations(self):
        self.assertEqual(self._found("sale.order", "this"), self.new)
        self.assertEqual(self._found("sale.order", "last"), self.old + self.old_void)
        self.assertEqual(
            self._found("sale.order", "current"), self.old + self.new + self.future
        )
        both = self.env["sale.order"].search(
            [
                ("sama_year_cut", "in", ("this", "last")),
                ("id", "in", self.orders.ids),
            ]
        )
        self.assertEqual(both, self.old + self.old_void + self.new)

    def test_carried_is_of_its_new_year(self):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE sale_order SET sama_fiscal_year_id = %s WHERE id = %s",
                self.year4.id,
                self.old_void.id,
            )
        )
        self.env.invalidate_all()
        self.assertEqual(self._found("sale.order", "this"), self.old_void + self.new)

    def test_by_name_and_group(self):
        found = self.env["sale.order"].search(
            [
                ("sama_fiscal_year_id", "ilike", "1403"),
                ("id", "in", self.orders.ids),
            ]
        )
        self.assertEqual(found, self.old + self.old_void)
        groups = self.env["sale.order"]._read_group(
            [("id", "in", self.orders.ids)], ["sama_fiscal_year_id"], ["__count"]
        )
        self.assertEqual(
            dict(groups),
            {self.year4: 1, self.year3: 2, self.year2: 1, self.Year: 1},
        )

    def test_default_hides_no_open_invoice(self):
        """In the new year last year's invoices are still to be surveyed."""
        self.company.sama_survey_since = "2025-01-01"
        with freeze_time("2025-04-10 08:00:00"):
            due = self._invoice(invoice_date="2025-03-10")
            old = self._invoice(invoice_date="2024-05-10")
            new = self._invoice(invoice_date="2025-04-01")
            Move = self.env["account.move"]
            moves = Domain("id", "in", (due + old + new).ids)
            self.assertIn(due, Move.search(Domain("sama_survey_cut", "=", "to_call")))
            current = Move.search(moves & Domain("sama_year_cut", "=", "current"))
            self.assertEqual(current, due + new)
            this = Move.search(moves & Domain("sama_year_cut", "=", "this"))
            self.assertEqual(this, new)

    def test_records_and_projects(self):
        records = self.env["sama.customer.record"].create(
            [
                {"partner_id": self.partner.id, "date": "2024-05-01 08:00:00"},
                {"partner_id": self.partner.id, "date": "2024-05-01 08:00:00"},
                {"partner_id": self.partner.id, "date": "2025-05-01 08:00:00"},
            ]
        )
        records[1].sudo().write({"state": "rejected", "resolution": "No"})
        found = records.search(
            [("sama_year_cut", "=", "current"), ("id", "in", records.ids)]
        )
        self.assertEqual(found, records[0] + records[2])
        projects = self.env["project.project"].create(
            [
                {
                    "name": day,
                    "company_id": self.company.id,
                    "date_start": day,
                    "date": day,
                    "last_update_status": status,
                }
                for day, status in (
                    ("2024-05-01", "on_track"),
                    ("2024-05-02", "done"),
                    ("2025-05-01", "done"),
                )
            ]
        )
        found = projects.search(
            [("sama_year_cut", "=", "current"), ("id", "in", projects.ids)]
        )
        self.assertEqual(found, projects[0] + projects[2])

    def test_log(self):
        self.new.sama_follow_up("Old", date="2024-12-01 08:00:00")
        self.new.sama_follow_up("New")
        Log = self.env["sama.follow.up"]
        of_order = Domain("order_id", "=", self.new.id)
        for which, text in (("this", "New"), ("last", "Old")):
            found = Log.search(of_order & Domain("fiscal_year_cut", "=", which))
            self.assertEqual(found.mapped("description"), [text])
            found = Log.search(of_order & Domain("fiscal_year_id.which", "=", which))
            self.assertEqual(found.mapped("description"), [text])

    def test_each_company_has_its_own_this_year(self):
        company = self._other_company()
        company.sama_fiscal_start = "accounting"
        self._remove_years(company)
        self.Year._sama_ensure(company, date(2025, 1, 1), date(2025, 1, 1))
        # In the winter that is last year's here, and this year's there.
        foreign = self._order(company_id=company.id, date_order="2025-02-01 08:00:00")
        self.env.user.company_ids += company
        Order = self.env["sale.order"].with_context(
            allowed_company_ids=[self.company.id, company.id]
        )
        found = Order.search(
            [
                ("sama_year_cut", "=", "this"),
                ("id", "in", (self.orders + foreign).ids),
            ]
        )
        self.assertEqual(found, self.new + foreign)

    def test_desk(self):
        """It shows all that is open; a year may be chosen, and numbers open rows."""
        self.company.sama_follow_up_since = "2020-01-01"
        self.orders.sama_follow_up_user_id = self.agent
        desk = self.env["sama.desk"].with_user(self.agent)
        numbers = {}
        for year in (None, self.year2.id, self.year3.id, self.year4.id):
            data = desk.get_data("mine", year)
            for cut in data["cuts"].values():
                found = self.env["sale.order"].with_user(self.agent)
                self.assertEqual(found.search_count(cut["domain"]), cut["count"])
            numbers[year] = [data["cuts"][cut]["count"] for cut in ("never", "stopped")]
        self.assertEqual(
            numbers,
            {
                None: [3, 1],
                self.year2.id: [0, 1],
                self.year3.id: [1, 0],
                self.year4.id: [1, 0],
            },
        )
        self.assertEqual(
            data["years"],
            [[y.id, y.name] for y in self.year4 + self.year3 + self.year2],
        )
