from datetime import timedelta

import jdatetime

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..jalali import anniversary
from .sama_agent_mixin import GROUP_AGENT

MONTHS = [
    ("01", "Farvardin"),
    ("02", "Ordibehesht"),
    ("03", "Khordad"),
    ("04", "Tir"),
    ("05", "Mordad"),
    ("06", "Shahrivar"),
    ("07", "Mehr"),
    ("08", "Aban"),
    ("09", "Azar"),
    ("10", "Dey"),
    ("11", "Bahman"),
    ("12", "Esfand"),
]


class ResPartner(models.Model):
    """Birthdays by the Jalali calendar.

    The date is Gregorian like all dates of the database; month and day of its Jalali
    anniversary are stored as one indexed integer, so that every question about coming
    birthdays is a range of integers.
    """

    _inherit = "res.partner"

    sama_birth_date = fields.Date(
        prefetch="sama",
        string="Birth date",
        copy=False,
        groups=GROUP_AGENT,
    )
    sama_birth_year_unknown = fields.Boolean(
        prefetch="sama",
        string="Year unknown",
        help="Only day and month of the birth date count.",
        copy=False,
        groups=GROUP_AGENT,
    )
    sama_birth_key = fields.Integer(
        prefetch="sama",
        string="Jalali month and day of birth",
        compute="_compute_sama_birth_key",
        store=True,
        aggregator=None,
        help="Month * 100 + day; 0 without a birth date.",
        groups=GROUP_AGENT,
    )
    sama_birth_month = fields.Selection(
        prefetch="sama",
        selection=MONTHS,
        string="Month of birth",
        compute="_compute_sama_birth_key",
        store=True,
        groups=GROUP_AGENT,
    )
    sama_next_birthday = fields.Date(
        string="Next birthday",
        compute="_compute_sama_next_birthday",
        search="_search_sama_next_birthday",
        groups=GROUP_AGENT,
    )
    sama_days_to_birthday = fields.Integer(
        string="Days left",
        compute="_compute_sama_next_birthday",
        aggregator=None,
        groups=GROUP_AGENT,
    )
    sama_age = fields.Integer(
        string="Age",
        compute="_compute_sama_next_birthday",
        aggregator=None,
        help="In Jalali years; empty when the year of birth is unknown.",
        groups=GROUP_AGENT,
    )
    sama_birthday_period = fields.Selection(
        selection=[
            ("today", "Today"),
            ("next_7", "Next 7 days"),
            ("this_month", "This month"),
        ],
        string="Birthday in",
        compute="_compute_sama_birthday_period",
        search="_search_sama_birthday_period",
        help="The month is the Jalali one, days of it that are past included.",
        groups=GROUP_AGENT,
    )

    _sama_birth_key_index = models.Index("(sama_birth_key) WHERE sama_birth_key > 0")

    # === COMPUTE === #

    @api.depends("sama_birth_date")
    def _compute_sama_birth_key(self):
        for partner in self:
            day = partner.sama_birth_date
            key = anniversary.month_day_key(day) if day else 0
            partner.sama_birth_key = key
            partner.sama_birth_month = f"{key // 100:02}" if key else False

    @api.depends("sama_birth_key", "sama_birth_year_unknown")
    @api.depends_context("tz", "uid")
    def _compute_sama_next_birthday(self):
        today = fields.Date.context_today(self)
        for partner in self:
            key = partner.sama_birth_key
            day = anniversary.next_anniversary(key, today) if key else False
            partner.sama_next_birthday = day
            partner.sama_days_to_birthday = (day - today).days if day else 0
            counts = key and not partner.sama_birth_year_unknown
            partner.sama_age = (
                anniversary.age(partner.sama_birth_date, today) if counts else 0
            )

    @api.depends("sama_birth_key")
    @api.depends_context("tz", "uid")
    def _compute_sama_birthday_period(self):
        today = fields.Date.context_today(self)
        month = jdatetime.date.fromgregorian(date=today).month
        for partner in self:
            days = partner.sama_days_to_birthday
            period = False
            if partner.sama_birth_key:
                if not days:
                    period = "today"
                elif days < 7:
                    period = "next_7"
                elif partner.sama_birth_key // 100 == month:
                    period = "this_month"
            partner.sama_birthday_period = period

    # === SEARCH === #

    @api.model
    def _search_sama_next_birthday(self, operator, value):
        today = fields.Date.context_today(self)
        last = anniversary.last_day_of_round(today)
        known = Domain("sama_birth_key", "!=", False)
        if operator == "in":
            return Domain.OR(
                self._birthday_domain(max(day, today), min(day, last))
                if day
                else ~known
                for day in value
            )
        bounds = {
            "<": lambda day: (today, min(day - timedelta(days=1), last)),
            "<=": lambda day: (today, min(day, last)),
            ">": lambda day: (max(day + timedelta(days=1), today), last),
            ">=": lambda day: (max(day, today), last),
        }
        if operator not in bounds:
            return NotImplemented
        return self._birthday_domain(*bounds[operator](value))

    @api.model
    def _search_sama_birthday_period(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        month = jdatetime.date.fromgregorian(date=today).month
        domains = {
            "today": self._birthday_domain(today, today),
            "next_7": self._birthday_domain(today, today + timedelta(days=6)),
            "this_month": Domain("sama_birth_key", ">=", month * 100)
            & Domain("sama_birth_key", "<=", month * 100 + 99),
        }
        domains[False] = ~Domain.OR(domains.values())
        return Domain.OR(domains[period] for period in value)

    @api.model
    def _birthday_domain(self, start, end):
        """Answer the domain of birthdays kept from one day to another.

        :param date start: first day, today or later
        :param date end: last day, less than a year after today
        """
        return Domain.OR(
            Domain("sama_birth_key", ">=", first) & Domain("sama_birth_key", "<=", last)
            for first, last in anniversary.key_ranges(start, end)
        )

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Sort by the next birthday: the rest of the year, then its beginning."""
        if field_name not in ("sama_next_birthday", "sama_days_to_birthday"):
            return super()._order_field_to_sql(
                alias, field_name, direction, nulls, query
            )
        key = self._field_to_sql(alias, "sama_birth_key", query)
        first = anniversary.month_day_key(fields.Date.context_today(self))
        return SQL(
            "CASE WHEN %(key)s >= %(first)s THEN %(key)s"
            " WHEN %(key)s > 0 THEN %(key)s + 2000 END %(direction)s %(nulls)s",
            key=key,
            first=first,
            direction=direction,
            nulls=nulls,
        )
