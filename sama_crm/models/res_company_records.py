from datetime import datetime, time, timedelta

from pytz import timezone, utc

from odoo import fields, models

from ..jalali import calendar as jalali
from .sama_agent_mixin import GROUP_AGENT, GROUP_MANAGER


class ResCompany(models.Model):
    """What a company gives without asking, its hours, and who hears of late records."""

    _inherit = "res.company"

    sama_record_manager_id = fields.Many2one(
        "res.users",
        string="Manager of Records",
        domain=lambda self: [("all_group_ids", "in", self.env.ref(GROUP_MANAGER).ids)],
        help="Hears of records that miss their deadline and of promises to approve.",
        groups=GROUP_AGENT,
    )
    sama_approval_limit = fields.Monetary(
        string="Approval above",
        help="Gifts, services and discounts above it need a manager; 0 is no limit.",
        groups=GROUP_AGENT,
    )
    sama_approval_percent = fields.Float(
        string="Approval above Percent",
        help="Discounts of more percent need a manager; 0 is no limit.",
        groups=GROUP_AGENT,
    )
    sama_customer_ceiling = fields.Monetary(
        string="Ceiling of a Customer",
        help="What one customer gets in a Jalali year before a warning; 0 is none.",
        groups=GROUP_AGENT,
    )

    sama_bought_again_days = fields.Integer(
        string="Days to Buy Again",
        default=90,
        help="Within so many days after a gift or discount a purchase follows it.",
        groups=GROUP_AGENT,
    )

    _sama_record_limits_positive = models.Constraint(
        "CHECK (sama_approval_limit >= 0 AND sama_approval_percent >= 0"
        " AND sama_customer_ceiling >= 0 AND sama_bought_again_days >= 0)",
        "Limits cannot be negative.",
    )

    # === BUSINESS === #

    def _sama_record_manager(self):
        """Return who hears of records: as set, else a sales manager, or nobody."""
        self.ensure_one()
        # sudo: who hears of it is no secret
        company = self.sudo()
        if company.sama_record_manager_id.active:
            return company.sama_record_manager_id.sudo(False)
        managers = company.env["res.users"].search(
            [
                ("all_group_ids", "in", self.env.ref(GROUP_MANAGER).ids),
                ("company_ids", "in", self.ids),
                ("share", "=", False),
            ],
            # A manager was made later than the administrator, who is one too.
            order="id desc",
            limit=1,
        )
        return managers.sudo(False)

    def _sama_timezone(self):
        """Return the name of the time zone in which the company works."""
        self.ensure_one()
        # sudo: an opening hour is no secret
        return self.sudo().resource_calendar_id.tz or "Asia/Tehran"

    def _sama_local_day(self, moment):
        """Return the day of a UTC datetime where the company works."""
        return utc.localize(moment).astimezone(timezone(self._sama_timezone())).date()

    def _sama_day_start(self, day):
        """Return the UTC datetime at which a day begins where the company works."""
        midnight = timezone(self._sama_timezone()).localize(
            datetime.combine(day, time.min)
        )
        return midnight.astimezone(utc).replace(tzinfo=None)

    def _sama_jalali_year_of(self, moment):
        """Return first moment of the Jalali year of a UTC datetime, and of the next."""
        day = self._sama_local_day(moment)
        end = jalali.end_of(day, "year") + timedelta(days=1)
        return (
            self._sama_day_start(jalali.start_of(day, "year")),
            self._sama_day_start(end),
        )

    def _sama_plan_hours(self, moment, hours):
        """Return the UTC datetime so many working hours after another.

        By the company's working hours without its holidays; by the clock where it has
        none.
        """
        self.ensure_one()
        # sudo: an opening hour is no secret
        calendar = self.sudo().resource_calendar_id
        end = False
        if calendar and calendar._get_global_attendances():
            end = calendar.plan_hours(
                hours,
                utc.localize(moment),
                compute_leaves=True,
                domain=[
                    ("time_type", "=", "leave"),
                    ("company_id", "in", [self.id, False]),
                ],
            )
        if not end:
            return moment + timedelta(hours=hours)
        return end.astimezone(utc).replace(tzinfo=None)
