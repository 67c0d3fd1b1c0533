from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import date_utils

from ..jalali import calendar as jalali
from ..tools import customer_figures
from ..tools.customer_figures import Period

UNITS = {"month": "month", "season": "quarter", "year": "year"}


class SamaCustomer(models.Model):
    """The figures of a period: this month, the last year, or any two days.

    The context says which, so that the same list, its sums, groups and exports show
    them: `sama_period` (``this_`` or ``last_`` with ``month``, ``season``, ``year`` or
    ``fiscal_year``), or the days `sama_period_from` and `sama_period_to`, both
    included. They are counted when asked, in one statement over the documents of the
    period; nothing is stored. Quotations count by their date in the reader's time
    zone, invoices by theirs, surveys and calls by the day they were made. Months,
    seasons and years are those of the reader's calendar.
    """

    _inherit = "sama.customer"

    @property
    def _table_query(self):
        period = self._sama_period()
        if not period:
            return None
        return customer_figures.select_in_period(
            customer_figures.select_figures(
                customer_figures.all_members(), self._sama_figure_sources(), period
            )
        )

    @api.model
    def _sama_period(self):
        """Return the `customer_figures.Period` that the context asks for, or None."""
        days = self._sama_period_days()
        return days and Period(*days, tz=self.env.tz.zone)

    @api.model
    def _sama_period_days(self):
        """Return the first and the last day of the period, or None."""
        context = self.env.context
        first, last = (
            fields.Date.to_date(context.get(key) or None)
            for key in ("sama_period_from", "sama_period_to")
        )
        if first or last:
            return (
                first or fields.Date.to_date("0001-01-01"),
                last or fields.Date.to_date("9999-12-30"),
            )
        when, _sep, unit = (context.get("sama_period") or "").partition("_")
        if when not in ("this", "last") or unit not in {*UNITS, "fiscal_year"}:
            return None
        day = fields.Date.context_today(self)
        first, last = self._sama_period_around(day, unit)
        if when == "last":
            first, last = self._sama_period_around(first - timedelta(days=1), unit)
        return first, last

    @api.model
    def _sama_period_around(self, day, unit):
        """Return the first and last day of the month, season or year around a day."""
        if unit == "fiscal_year":
            year = self.env.company.compute_fiscalyear_dates(day)
            return year["date_from"], year["date_to"]
        unit = UNITS[unit]
        is_jalali = self.env["res.lang"]._sama_get_calendar()[0] == "persian"
        calendar = jalali if is_jalali else date_utils
        return calendar.start_of(day, unit), calendar.end_of(day, unit)
