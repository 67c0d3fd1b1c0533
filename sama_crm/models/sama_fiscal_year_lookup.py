from bisect import bisect_right
from datetime import datetime, timedelta

from pytz import timezone, utc

from odoo import api, fields, models
from odoo.tools import SQL, ormcache

# Whose rows know the year of their date, and, the first four, that of their work.
DATED_MODELS = (
    "sale.order",
    "account.move",
    "project.project",
    "sama.customer.record",
    "sama.follow.up",
    "sama.survey.response",
    "sama.survey.attempt",
)


class SamaFiscalYear(models.Model):
    """The year of a day, without a query, and the year of every row, by one.

    Documents ask for their year whenever they are made. The years of a company are
    few and hardly ever change, so they are kept in the registry's cache.
    """

    _inherit = "sama.fiscal.year"

    @api.model
    @ormcache("company_id")
    def _sama_years(self, company_id):
        """Return (time zone, first days, ((first, last, id, is closed, name), ...))."""
        # sudo: which days make a year is no secret, and the cache is everybody's.
        company = self.env["res.company"].sudo().browse(company_id)
        # sudo: as above
        years = self.sudo().search([("company_id", "=", company_id)], order="date_from")
        rows = tuple(
            (year.date_from, year.date_to, year.id, year.state == "closed", year.name)
            for year in years
        )
        return company._sama_timezone(), [row[0] for row in rows], rows

    @api.model
    @ormcache()
    def _sama_default_company_id(self):
        """Return the id of the company whose years serve what belongs to none."""
        # sudo: only its id is told.
        companies = self.env["res.company"].sudo()
        return companies.search([("parent_id", "=", False)], order="id", limit=1).id

    @api.model
    def _sama_day(self, company_id, moment):
        """Return the day of a UTC datetime where the company works; a date stays."""
        if not isinstance(moment, datetime):
            return moment
        zone = self._sama_years(company_id or self._sama_default_company_id())[0]
        return utc.localize(moment).astimezone(timezone(zone)).date()

    @api.model
    def _sama_row_of(self, company_id, day):
        """Return (first, last, id, is closed, name) of the year of a day, or None.

        :param int company_id: False is the first company
        :param day: date, or UTC datetime
        """
        if not day:
            return None
        company_id = company_id or self._sama_default_company_id()
        day = self._sama_day(company_id, day)
        _zone, starts, rows = self._sama_years(company_id)
        found = bisect_right(starts, day) - 1
        return rows[found] if found >= 0 and day <= rows[found][1] else None

    @api.model
    def _sama_id_of(self, company_id, day):
        """Return the id of the year of a day, or False; see `_sama_row_of`."""
        row = self._sama_row_of(company_id, day)
        return row[2] if row else False

    @api.model
    def _sama_ids(self, company_id):
        """Return the ids of the years of a company; False is the first company."""
        company_id = company_id or self._sama_default_company_id()
        return {row[2] for row in self._sama_years(company_id)[2]}

    @api.model
    def _sama_current(self, company=None):
        """Return the year of today where the company works; empty if there is none."""
        company = company or self.env.company
        return self.browse(self._sama_id_of(company.id, fields.Datetime.now()) or [])

    @api.model
    def _sama_relative_ids(self, which, companies=None):
        """Return the ids of this or of the last year of each of the companies.

        :param str which: ``this`` or ``last``
        :param companies: by default those that the reader has chosen, and the first
            one, whose years serve what belongs to no company
        """
        if companies is None:
            companies = self.env.companies | self.env["res.company"].browse(
                self._sama_default_company_id()
            )
        ids = []
        for company in companies:
            row = self._sama_row_of(company.id, fields.Datetime.now())
            if row and which == "last":
                row = self._sama_row_of(company.id, row[0] - timedelta(days=1))
            if row:
                ids.append(row[2])
        return ids

    # === FILLING === #

    @api.model
    def _sama_fill(self, companies):
        """Give every row of the companies the year of its date, by SQL.

        The year in which a document is worked follows, unless an opening carried it.
        Neither `write_date` nor anything else of a document is touched.
        """
        if companies:
            self.flush_model()
            for model_name in DATED_MODELS:
                self.env[model_name]._sama_fill_years(companies)

    @api.model
    def _sama_zones_sql(self, companies):
        """Return the rows (company, zone, is default) of an SQL VALUES list."""
        default = self._sama_default_company_id()
        return SQL(", ").join(
            SQL(
                "(%s, %s, %s)",
                company.id,
                self._sama_years(company.id)[0],
                company.id == default,
            )
            for company in companies
        )
