from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import date_utils

from ..jalali import calendar as jalali
from ..tools import customer_figures
from ..tools.customer_figures import CompanyPeriods, Period

UNITS = {"month": "month", "season": "quarter", "year": "year"}
# How many periods before that of today.
BACK = {"this": 0, "last": 1, "before": 2}


class SamaCustomer(models.Model):
    """The figures of a period: this month, the last year, or any two days.

    The context says which, so that the same list, its sums, groups and exports show
    them: `sama_period` (``this_``, ``last_`` or ``before_``, which is the one before
    the last, with ``month``, ``season``, ``year`` or ``fiscal_year``), or the days
    `sama_period_from` and `sama_period_to`, both included. They are counted when
    asked, in one statement over the documents of the period; nothing is stored.
    Quotations count by their date in the reader's time zone, invoices by theirs,
    surveys and calls by the day they were made. Months, seasons and years are those of
    the reader's calendar; a fiscal year is each company's own, in its own time zone.
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
    def _sama_period(self, company=None):
        """Return the period that the context asks for, or None.

        :param company: whose figures are asked for, if not of all that are chosen
        :return: `customer_figures.Period`, or `CompanyPeriods` where each of several
            companies has its own fiscal year
        """
        back, unit = self._sama_period_asked()
        is_given = self.env.context.get("sama_period_from") or self.env.context.get(
            "sama_period_to"
        )
        if is_given or unit != "fiscal_year":
            days = self._sama_period_days()
            return days and Period(*days, tz=self.env.tz.zone)
        return self._sama_fiscal_period(back, company or self.env.companies)

    @api.model
    def _sama_fiscal_period(self, back, companies):
        """Return the period of the fiscal years so many before those of today.

        A moment's day is that of the company, as it is for a document's own year.
        """
        Year = self.env["sama.fiscal.year"]
        periods = {
            company.id: Period(
                *self._sama_fiscal_days(company, back),
                tz=Year._sama_years(company.id)[0],
            )
            for company in companies
        }
        if len(set(periods.values())) == 1:
            return next(iter(periods.values()))
        return CompanyPeriods(tuple(periods.items()))

    @api.model
    def _sama_fiscal_days(self, company, back):
        """Return the first and last day of the fiscal year so many before today's."""
        Year = self.env["sama.fiscal.year"]
        day = Year._sama_day(company.id, fields.Datetime.now())
        for _step in range(back + 1):
            row = Year._sama_row_of(company.id, day)
            if row:
                first, last = row[:2]
            else:
                around = Year._sama_around(company, day)
                first, last = around["date_from"], around["date_to"]
            day = first - timedelta(days=1)
        return first, last

    @api.model
    def _sama_period_asked(self):
        """Return how many periods back the context asks for, and the unit, or None.

        :raises ValidationError: there is no such period; figures of all time would be
            taken for its own
        """
        asked = self._sama_to_text(self.env.context.get("sama_period"))
        if not asked:
            return None, None
        when, _sep, unit = asked.partition("_")
        if when not in BACK or unit not in {*UNITS, "fiscal_year"}:
            raise ValidationError(
                self.env._(
                    "%(period)s is no period. Write it as this_month.", period=asked
                )
            )
        return BACK[when], unit

    @api.model
    def _sama_period_days(self):
        """Return the first and the last day of the period, or None."""
        context = self.env.context
        first, last = (
            self._sama_to_date(context.get(key))
            for key in ("sama_period_from", "sama_period_to")
        )
        if first or last:
            return (
                first or fields.Date.to_date("0001-01-01"),
                last or fields.Date.to_date("9999-12-30"),
            )
        back, unit = self._sama_period_asked()
        if unit is None:
            return None
        if unit == "fiscal_year":
            return self._sama_fiscal_days(self.env.company, back)
        day = fields.Date.context_today(self)
        for _step in range(back + 1):
            first, last = self._sama_period_around(day, unit)
            day = first - timedelta(days=1)
        return first, last

    @api.model
    def _sama_period_around(self, day, unit):
        """Return the first and last day of the month, season or year around a day."""
        unit = UNITS[unit]
        is_jalali = self.env["res.lang"]._sama_get_calendar()[0] == "persian"
        calendar = jalali if is_jalali else date_utils
        return calendar.start_of(day, unit), calendar.end_of(day, unit)
