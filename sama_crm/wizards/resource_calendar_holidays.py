from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..jalali import calendar as jalali
from ..jalali import text
from ..models.mail_activity import FOLLOW_UP_TYPE
from ..tools.iran_holidays import LUNAR, fixed_holidays

BAHMAN = 11


class ResourceCalendarHolidays(models.TransientModel):
    """Enter a year's official holidays: the fixed ones are there, the lunar typed.

    Saving closes the days on one working calendar; then the follow-ups that were
    planned on them are offered for moving to the next working day.
    """

    _name = "resource.calendar.holidays"
    _description = "Official Holidays of a Year"

    year = fields.Integer(
        string="Jalali Year", required=True, default=lambda self: self._default_year()
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        required=True,
        default=lambda self: self.env.company.resource_calendar_id,
    )
    works_on_friday = fields.Boolean(related="calendar_id.sama_works_on_friday")
    line_ids = fields.One2many(
        "resource.calendar.holidays.line",
        "wizard_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    state = fields.Selection(
        [("enter", "Enter"), ("move", "Move")], required=True, default="enter"
    )
    new_days = fields.Json()
    planned_count = fields.Integer(compute="_compute_planned_count")

    @api.model
    def _default_year(self):
        """Return this Jalali year; in its last two months the next one."""
        year, month, _day = jalali.to_jalali(fields.Date.context_today(self))
        return year + (month >= BAHMAN)

    @api.depends("year", "calendar_id")
    def _compute_line_ids(self):
        Calendar = self.env["resource.calendar"]
        for wizard in self:
            if not jalali.MIN_YEAR < wizard.year < jalali.MAX_YEAR:
                wizard.line_ids = [fields.Command.clear()]
                continue
            fixed = fixed_holidays(wizard.year)
            closed = set()
            if wizard.calendar_id:
                closed = wizard.calendar_id._sama_closed_days(
                    {day for day, _n in fixed}
                )
            lines = [
                {"date": day, "name": name, "kind": "fixed", "is_closed": day in closed}
                for day, name in fixed
            ] + [{"name": name, "kind": "lunar"} for name in LUNAR]
            wizard.line_ids = [
                fields.Command.clear(),
                *(
                    fields.Command.create(
                        {**line, "name": Calendar._sama_holiday_name(line["name"])}
                    )
                    for line in lines
                ),
            ]

    @api.depends("new_days", "calendar_id")
    def _compute_planned_count(self):
        for wizard in self:
            wizard.planned_count = self.env["mail.activity"].search_count(
                wizard._planned_domain()
            )

    def _companies(self):
        """Return the companies that work by the calendar."""
        return (
            self.env["res.company"]
            # sudo: which companies share a calendar is what the days depend on
            .sudo()
            .search([("resource_calendar_id", "=", self.calendar_id.id)])
        )

    def _planned_domain(self):
        """Return the domain of the follow-ups planned on the days just closed."""
        self.ensure_one()
        orders = self.env["sale.order"]._search(
            [("company_id", "in", self._companies().ids)]
        )
        return Domain(
            [
                (
                    "activity_type_id",
                    "=",
                    self.env["mail.activity"]._sama_type_id(FOLLOW_UP_TYPE),
                ),
                ("res_model", "=", "sale.order"),
                ("res_id", "in", orders),
                ("date_deadline", "in", self.new_days or []),
            ]
        )

    def action_save(self):
        """Close the days that have a date; offer what was planned on them.

        :raises UserError: when a date is not of the year
        """
        self.ensure_one()
        self._check_admin()
        dated = self.line_ids.filtered("date")
        for line in dated:
            if not jalali.in_range(line.date) or (
                jalali.to_jalali(line.date)[0] != self.year
            ):
                raise UserError(
                    self.env._(
                        "%(date)s (%(name)s) is not a day of %(year)s.",
                        date=text.format_date(self.env, line.date),
                        name=line.name,
                        year=text.shown_digits(self.env, str(self.year)),
                    )
                )
        # sudo: only the administrator of Customer Relations comes here
        days = self.calendar_id.sudo()._sama_close_days(
            {line.date: line.name for line in dated}
        )
        self.write({"new_days": sorted(map(str, days)), "state": "move"})
        if not self.planned_count:
            return {"type": "ir.actions.act_window_close"}
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Holidays"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_move(self):
        """Move what is planned on the closed days to the next working day."""
        self.ensure_one()
        self._check_admin()
        activities = self.env["mail.activity"].search(self._planned_domain())
        orders = self.env["sale.order"].browse(activities.mapped("res_id"))
        company_by_order = {order.id: order.company_id for order in orders}
        for key, group in activities.grouped(
            lambda activity: (company_by_order[activity.res_id], activity.date_deadline)
        ).items():
            company, day = key
            group.with_context(mail_activity_quick_update=True).write(
                {"date_deadline": company._sama_next_working_day(day)}
            )
        return {"type": "ir.actions.act_window_close"}

    def _check_admin(self):
        """Holidays are the administrator's."""
        if not self.env.su and not self.env.user.has_group("sama_crm.group_admin"):
            raise UserError(self.env._("Holidays are entered by the administrator."))


class ResourceCalendarHolidaysLine(models.TransientModel):
    """One holiday of the year; without a date it is left out."""

    _name = "resource.calendar.holidays.line"
    _description = "Official Holiday"
    _order = "id"

    wizard_id = fields.Many2one(
        "resource.calendar.holidays", required=True, ondelete="cascade", index=True
    )
    name = fields.Char(required=True)
    kind = fields.Selection(
        [("fixed", "Fixed"), ("lunar", "Lunar")], required=True, default="lunar"
    )
    date = fields.Date()
    is_closed = fields.Boolean(string="Already Entered")
