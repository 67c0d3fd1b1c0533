from datetime import timedelta

from dateutil.relativedelta import SA, relativedelta
from pytz import timezone

from odoo import api, models

from ..jalali import calendar

# "This afternoon" is the first of these hours that is still an hour away.
AFTERNOON = (15, 17)


class SaleOrderFollowUp(models.TransientModel):
    """The next date: what is offered, what an outcome proposes, which days are off."""

    _inherit = "sale.order.follow.up"

    def _quick_dates(self):
        """See `sama.f4.form`: the next dates that are chosen most."""
        now = self._now()
        today = now.date()
        choices = []
        day, at_hour = self._in_hours(2)
        if day == today:
            choices.append(("hours", self.env._("In 2 Hours"), day, at_hour))
        hour = now.hour + now.minute / 60
        afternoon = next((at for at in AFTERNOON if at >= hour + 1), None)
        if afternoon:
            choices.append(
                ("afternoon", self.env._("This Afternoon"), today, float(afternoon))
            )
        saturday = today + relativedelta(days=1, weekday=SA)
        return [
            *choices,
            ("tomorrow", self.env._("Tomorrow"), today + timedelta(days=1), 0.0),
            ("days", self.env._("In 3 Days"), today + timedelta(days=3), 0.0),
            ("saturday", self.env._("Saturday"), saturday, 0.0),
            ("week", self.env._("Next Week"), today + timedelta(days=7), 0.0),
            ("month", self.env._("Next Month"), self._next_month(today), 0.0),
        ]

    @api.model
    def _next_month(self, today):
        """Return the same day of the next month in the reader's calendar."""
        if self.env["res.lang"]._sama_get_calendar()[0] == "persian":
            return calendar.add(today, "month", 1)
        return today + relativedelta(months=1)

    def _zone(self):
        """Return the time zone of the responsible, in which he is alarmed."""
        user = self._f4_documents().sama_follow_up_user_id[:1] or self.env.user
        # sudo: the time zone of a colleague, who may be of another company
        return timezone(user.sudo().tz or self.env.user.tz or "UTC")

    def _in_hours(self, hours):
        """Return (day, hour) some hours from now, to five minutes.

        What would fall into the night is for the next working day.
        """
        now = self._now()
        then = now + timedelta(hours=hours, minutes=-now.minute % 5)
        if then.date() != now.date():
            return self._company()._sama_next_working_day(then.date()), 0.0
        return then.date(), then.hour + then.minute / 60

    @api.depends("outcome_id")
    def _compute_next(self):
        """Propose the next date of a call that reached nobody.

        A proposal goes with its outcome; what the user chose himself stays.
        """
        for form in self:
            day, hour = form._proposal()
            chosen = form.next_date or False, form.next_hour
            if day:
                chosen = day, hour
            elif chosen == (form.proposed_date, form.proposed_hour):
                chosen = False, 0.0
            form.next_date, form.next_hour = chosen
            form.proposed_date, form.proposed_hour = day, hour

    def _proposal(self):
        """Return (day, hour) by the outcome's default delay, else (False, 0)."""
        outcome = self.outcome_id
        if not outcome or outcome.reached or not outcome.delay_value:
            return False, 0.0
        if outcome.delay_unit == "hours":
            return self._in_hours(outcome.delay_value)
        days = max(round(outcome.delay_value), 1)
        return self._company()._sama_add_working_days(self._now().date(), days), 0.0

    @api.depends("next_date")
    def _compute_next_working_day(self):
        for form in self:
            day = form.next_date
            working = day and form._company()._sama_next_working_day(day)
            form.next_working_day = working if working != day else False
