from datetime import datetime, time, timedelta

from pytz import timezone

from odoo import models


class ResourceCalendar(models.Model):
    """Working days of a calendar: its hours minus the global time off."""

    _inherit = "resource.calendar"

    def _sama_working_days(self, start, end, company=None):
        """Tell for each day of a range whether somebody works on it.

        A day is a working day when at least one interval of the calendar's own
        hours remains after the global time off; half a day is enough. A
        calendar without hours (or a flexible one) knows no weekly rest, so only
        global time off closes its days. Days are those of the calendar's time
        zone.

        :param date start: first day of the range
        :param date end: last day of the range, included
        :param company: time off of other companies on a shared calendar is
            left out
        :return: ``{date: bool}`` for every day of the range
        """
        self.ensure_one()
        tz = timezone(self.tz or "UTC")
        start_dt = tz.localize(datetime.combine(start, time.min))
        end_dt = tz.localize(datetime.combine(end, time.max))
        domain = [("time_type", "=", "leave")]
        if company:
            domain.append(("company_id", "in", [company.id, False]))
        days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
        if self.flexible_hours or not self._get_global_attendances():
            leaves = self._leave_intervals_batch(start_dt, end_dt, domain=domain)[False]
            closed = self._sama_covered_days(leaves, tz)
            return {day: day not in closed for day in days}
        work = self._work_intervals_batch(start_dt, end_dt, domain=domain)[False]
        open_days = {begin.astimezone(tz).date() for begin, *_rest in work}
        return {day: day in open_days for day in days}

    def _sama_covered_days(self, intervals, tz):
        """Return the days that the intervals cover from morning to evening."""
        covered = set()
        for begin, stop, *_rest in intervals:
            day = begin.astimezone(tz).date()
            last = stop.astimezone(tz).date()
            while day <= last:
                morning = tz.localize(datetime.combine(day, time.min))
                evening = tz.localize(datetime.combine(day, time(23, 59, 59)))
                if begin <= morning and stop >= evening:
                    covered.add(day)
                day += timedelta(days=1)
        return covered
