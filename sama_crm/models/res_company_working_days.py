from datetime import timedelta

from odoo import fields, models

# How many days one look at the calendar covers, and how far "next" may lie:
# longer than any closure, short enough to end with a calendar that never opens.
WINDOW_DAYS = 31
HORIZON_DAYS = 366


class ResCompany(models.Model):
    """Working days of the company, by its own working hours."""

    _inherit = "res.company"

    def _sama_working_days(self, start, end):
        """Return ``{date: bool}``: the company's working days of a range.

        :param date start: first day
        :param date end: last day, included
        """
        self.ensure_one()
        start, end = fields.Date.to_date(start), fields.Date.to_date(end)
        # sudo: an opening hour is no secret; a user may lack access to the
        # calendar of a company that he reads only through a document
        calendar = self.sudo().resource_calendar_id
        if not calendar:
            count = (end - start).days + 1
            return {start + timedelta(days=n): True for n in range(count)}
        return calendar._sama_working_days(start, end, company=self)

    def _sama_is_working_day(self, date):
        """Return whether the company works on ``date``."""
        date = fields.Date.to_date(date)
        return self._sama_working_days(date, date)[date]

    def _sama_next_working_day(self, date):
        """Return ``date`` if it is a working day, else the first one after it.

        A calendar without any working day in a year gives ``date`` back.
        """
        date = fields.Date.to_date(date)
        return self._sama_add_working_days(date, 0)

    def _sama_add_working_days(self, date, count):
        """Return the ``count``-th working day after ``date``.

        With ``count`` 0: ``date`` itself or, on a holiday, the next working day.

        :param date date: the day to count from
        :param int count: working days to add, 0 or more
        """
        date = fields.Date.to_date(date)
        start = date + timedelta(days=1) if count else date
        left = max(count, 1)
        for _window in range(0, HORIZON_DAYS + count * 7, WINDOW_DAYS):
            end = start + timedelta(days=WINDOW_DAYS - 1)
            for day, works in sorted(self._sama_working_days(start, end).items()):
                left -= works
                if works and not left:
                    return day
            start = end + timedelta(days=1)
        return date + timedelta(days=count)
