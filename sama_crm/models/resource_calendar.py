from datetime import datetime, time, timedelta

from pytz import timezone, utc

from odoo import api, fields, models
from odoo.tools.misc import babel_locale_parse, get_lang

from ..jalali import calendar as jalali
from ..tools.iran_holidays import fixed_holidays
from .sama_agent_mixin import GROUP_ADMIN

FRIDAY = "4"


class ResourceCalendar(models.Model):
    """Working days of a calendar: its hours minus the global time off."""

    _inherit = "resource.calendar"

    sama_works_on_friday = fields.Boolean(
        compute="_compute_sama_works_on_friday",
        groups=GROUP_ADMIN,
    )

    @api.depends("attendance_ids.dayofweek")
    def _compute_sama_works_on_friday(self):
        for calendar in self:
            attendances = calendar._get_global_attendances()
            calendar.sama_works_on_friday = FRIDAY in attendances.mapped("dayofweek")

    def write(self, vals):
        result = super().write(vals)
        if "tz" in vals:
            # The days of fiscal years are those of this zone.
            self.env.registry.clear_cache()
        return result

    def _sama_day_bounds(self, day):
        """Return the first and the last second of a day of this calendar, in UTC."""
        self.ensure_one()
        tz = timezone(self.tz or "UTC")
        return tuple(
            tz.localize(datetime.combine(day, moment))
            .astimezone(utc)
            .replace(tzinfo=None)
            for moment in (time.min, time(23, 59, 59))
        )

    def _sama_closed_days(self, days):
        """Return those of the days that global time off already covers."""
        self.ensure_one()
        if not days:
            return set()
        tz = timezone(self.tz or "UTC")
        leaves = self._leave_intervals_batch(
            tz.localize(datetime.combine(min(days), time.min)),
            tz.localize(datetime.combine(max(days), time.max)),
        )[False]
        return self._sama_covered_days(leaves, tz) & set(days)

    def _sama_close_days(self, names_by_day):
        """Add global time off for the days that have none; the others stay.

        :param dict names_by_day: date -> name of the holiday
        :return: the days that were closed, a set of dates
        """
        self.ensure_one()
        days = set(names_by_day) - self._sama_closed_days(set(names_by_day))
        vals_list = []
        for day in sorted(days):
            start, end = self._sama_day_bounds(day)
            vals_list.append(
                {
                    "name": names_by_day[day],
                    "calendar_id": self.id,
                    "company_id": self.company_id.id or self.env.company.id,
                    "date_from": start,
                    "date_to": end,
                    "resource_id": False,
                    "time_type": "leave",
                }
            )
        self.env["resource.calendar.leaves"].create(vals_list)
        return days

    @api.model
    def _sama_holiday_name(self, name):
        """Return the name of a holiday in the reader's language."""
        names = {
            "Nowruz": self.env._("Nowruz"),
            "Islamic Republic Day": self.env._("Islamic Republic Day"),
            "Nature Day": self.env._("Nature Day"),
            "Passing of Imam Khomeini": self.env._("Passing of Imam Khomeini"),
            "Uprising of 15 Khordad": self.env._("Uprising of 15 Khordad"),
            "Victory of the Revolution": self.env._("Victory of the Revolution"),
            "Nationalisation of the Oil Industry": self.env._(
                "Nationalisation of the Oil Industry"
            ),
            "Last Day of the Leap Year": self.env._("Last Day of the Leap Year"),
            "Tasua": self.env._("Tasua"),
            "Ashura": self.env._("Ashura"),
            "Arbaeen": self.env._("Arbaeen"),
            "Passing of the Prophet": self.env._("Passing of the Prophet"),
            "Martyrdom of Imam Reza": self.env._("Martyrdom of Imam Reza"),
            "Martyrdom of Imam Hasan Askari": self.env._(
                "Martyrdom of Imam Hasan Askari"
            ),
            "Birth of the Prophet": self.env._("Birth of the Prophet"),
            "Martyrdom of Fatima": self.env._("Martyrdom of Fatima"),
            "Birth of Imam Ali": self.env._("Birth of Imam Ali"),
            "Mission of the Prophet": self.env._("Mission of the Prophet"),
            "Birth of Imam Mahdi": self.env._("Birth of Imam Mahdi"),
            "Martyrdom of Imam Ali": self.env._("Martyrdom of Imam Ali"),
            "Eid al-Fitr": self.env._("Eid al-Fitr"),
            "Day after Eid al-Fitr": self.env._("Day after Eid al-Fitr"),
            "Martyrdom of Imam Sadeq": self.env._("Martyrdom of Imam Sadeq"),
            "Eid al-Adha": self.env._("Eid al-Adha"),
            "Eid al-Ghadir": self.env._("Eid al-Ghadir"),
        }
        return names.get(name, name)

    @api.model
    def _sama_prepare_office_hours(self):
        """Put the fixed holidays of this and the next Jalali year on our calendar.

        Only on the calendar that comes with the addon and that no company uses
        until somebody chooses it.
        """
        office = self.env.ref("sama_crm.calendar_office", raise_if_not_found=False)
        if not office:
            return
        # these names are not translated fields: written once, in Persian if it is here
        if self.env["res.lang"]._get_code("fa_IR"):
            self = self.with_context(lang="fa_IR")
        office.name = self.env._("Iranian Office Hours")
        locale = babel_locale_parse(get_lang(self.env).code)
        for attendance in office.attendance_ids:
            weekday = int(attendance.dayofweek)
            attendance.name = locale.days["stand-alone"]["wide"][weekday]
        year = jalali.to_jalali(fields.Date.today())[0]
        for each in (year, year + 1):
            office._sama_close_days(
                {
                    day: self._sama_holiday_name(name)
                    for day, name in fixed_holidays(each)
                }
            )

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
