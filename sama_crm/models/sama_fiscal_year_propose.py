import contextlib
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..jalali.calendar import JalaliDateError
from ..tools import fiscal_year
from .sama_fiscal_year_lookup import DATED_MODELS

# Dates before are slips of the pen, and no years are made for them.
OLDEST_YEARS = 30
YEAR = timedelta(days=366)


class SamaFiscalYear(models.Model):
    """Which days a company's next year has, and the years that are made by themselves.

    The year in which a company works is made at installation, with the company, and
    by a job in the night in which it begins, and so are years back to the oldest
    document. A year that has not begun is the administrator's to make.
    """

    _inherit = "sama.fiscal.year"

    @api.model
    def _sama_around(self, company, day):
        """Return the values of the year around a day, as the company's setting says.

        A year of the module account_fiscal_year goes before, where that is installed.

        :return: dict of name, date_from, date_to
        """
        # sudo: what days make a year is no secret
        company = company.sudo()
        kept = self._sama_around_in_accounting(company, day)
        if kept:
            return kept
        month = company._sama_jalali_start_month()
        # Outside the years on which calendars agree the accounting's year serves.
        with contextlib.suppress(JalaliDateError):
            if month:
                first, last = fiscal_year.jalali_year(day, month)
                return {
                    "name": fiscal_year.jalali_name(first, last),
                    "date_from": first,
                    "date_to": last,
                }
        dates = company.compute_fiscalyear_dates(day)
        return {
            "name": fiscal_year.gregorian_name(dates["date_from"], dates["date_to"]),
            "date_from": dates["date_from"],
            "date_to": dates["date_to"],
        }

    @api.model
    def _sama_around_in_accounting(self, company, day):
        """Return the same from the years of account_fiscal_year, or None."""
        if "account.fiscal.year" not in self.env:
            return None
        # sudo: whoever makes a year need not see the accounting's
        found = self.env["account.fiscal.year"].sudo()
        found = found.search(
            [
                ("company_id", "=", company.id),
                ("date_from", "<=", day),
                ("date_to", ">=", day),
            ],
            limit=1,
        )
        return found and {
            "name": found.name,
            "date_from": found.date_from,
            "date_to": found.date_to,
        }

    @api.model
    def _sama_propose_next(self, company):
        """Return the values of the year after the company's last one.

        Without any year it is the one of today.

        :return: dict of name, date_from, date_to
        """
        # sudo: which years a company has is no secret
        years = self.sudo().search([("company_id", "=", company.id)])
        last = max(years.mapped("date_to"), default=None)
        if last is None:
            today = self._sama_day(company.id, fields.Datetime.now())
            return self._sama_around(company, today)
        return self._sama_after(company, last)

    @api.model
    def _sama_after(self, company, last):
        """Return the values of the year that begins the day after ``last``."""
        first = last + timedelta(days=1)
        return {**self._sama_around(company, first), "date_from": first}

    @api.model
    def _sama_before(self, company, first):
        """Return the values of the year that ends the day before ``first``."""
        last = first - timedelta(days=1)
        return {**self._sama_around(company, last), "date_to": last}

    @api.model
    def _sama_ensure(self, company, first, last):
        """Make the years that are missing from a day to another one.

        No days are left between them and the company's other years.

        :return: the new years
        """
        # sudo: years are made by themselves, whoever's act needs them
        Year = self.sudo().with_context(mail_create_nolog=True, tracking_disable=True)
        rows = self._sama_years(company.id)[2]
        made = []
        if not rows:
            values = self._sama_around(company, last)
            made.append(values)
            start, end = values["date_from"], values["date_to"]
        else:
            start, end = rows[0][0], rows[-1][1]
        while start > first:
            made.append(self._sama_before(company, start))
            start = made[-1]["date_from"]
        while end < last:
            made.append(self._sama_after(company, end))
            end = made[-1]["date_to"]
        return Year.create([{"company_id": company.id, **each} for each in made])

    @api.model
    def _sama_ensure_current(self, companies, days_ahead=0):
        """Make the years of the companies from their oldest document to today.

        :param int days_ahead: make also the year of so many days from today
        :return: the new years
        """
        years = self.browse()
        for company in companies:
            today = self._sama_day(company.id, fields.Datetime.now())
            oldest = self._sama_oldest_day(company, today - OLDEST_YEARS * YEAR)
            last = today + timedelta(days=days_ahead)
            years += self._sama_ensure(company, min(oldest or today, today), last)
        return years

    @api.model
    def _sama_oldest_day(self, company, limit):
        """Return the day of the oldest row of a company since ``limit``, or None."""
        days = []
        for model_name in DATED_MODELS:
            model = self.env[model_name]
            model.flush_model([*model._sama_day_fields, "company_id"])
            [[oldest]] = self.env.execute_query(
                SQL(
                    "SELECT MIN(day) FROM (%s) AS dated WHERE day >= %s",
                    model._sama_days_sql(company),
                    limit,
                )
            )
            days.append(oldest)
        return min(filter(None, days), default=None)

    @api.model
    def _sama_bring_up_to_date(self):
        """Make the years that are missing, and give each row its own.

        A year is made shortly before it begins, wherever a company works. Documents
        that came around the ORM, by SQL, are found here as well.
        """
        companies = self.env["res.company"].search(Domain.TRUE)
        self._sama_ensure_current(companies, days_ahead=2)
        self._sama_fill(companies)

    @api.model
    def _cron_sama_years(self):
        """Make the year that begins, and repair what is stored of years."""
        self._sama_bring_up_to_date()
        self.env["ir.cron"]._commit_progress()
