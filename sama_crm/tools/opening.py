"""What decides of a fiscal opening, read once and handed to every model."""

from dataclasses import dataclass, field
from datetime import date

from odoo.tools import SQL


@dataclass(frozen=True)
class Terms:
    """The years, days and people that the rows of an opening are judged by.

    Days are those of the company. `move_to` and `void_before` are empty where nothing
    is moved or voided; `able_ids` are the people whose work needs no other hands.
    """

    company_id: int
    from_year_id: int
    to_year_id: int
    from_days: tuple[date, date]
    to_days: tuple[date, date]
    year_ids: tuple[int, ...]
    cut_date: date
    today: date
    kinds: tuple[str, ...]
    timezone: str
    carry_expired: bool = True
    move_to: date | None = None
    void_before: date | None = None
    able_ids: tuple[int, ...] = field(default=())
    is_jalali: bool = True
    budget_percent: float = 100.0

    def moves(self, column):
        """Return the condition under which a planned date is moved to `move_to`."""
        return SQL(
            "%(date)s < %(move_to)s AND (%(date)s < %(today)s OR %(date)s >= %(new)s)",
            date=column,
            move_to=self.move_to,
            today=self.today,
            new=self.to_days[0],
        )

    def local_day(self, column):
        """Return the day of a UTC column where the company works."""
        return SQL(
            "(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", column, self.timezone
        )
