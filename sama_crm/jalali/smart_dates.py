"""Relative dates of domains, with Jalali months and years: ``today =1jd -1jm``.

Odoo's language of relative dates ("today =1d" is the first day of this month) is
Gregorian, and means the same to every reader: filters are shared, and cron jobs run
them. The terms of this file name their calendar, so that they are as unambiguous:
``=1jd`` is the first day of the Jalali month, ``=1jm`` the month of Farvardin,
``-12jm`` twelve Jalali months back, ``+1jy`` a Jalali year on.
"""

import functools
import re
from datetime import datetime, timedelta

from odoo.tools import date_utils

from . import calendar

# The function of Odoo, whatever happens to its name later: see ``rebinding``.
core_parse_date = date_utils.parse_date

TERM = re.compile(r"([+=-])(\d+)j([dmy])")
#: What may follow a Jalali term: what is the same in both calendars.
PLAIN_TERM = re.compile(r"([+-]\d+)([dwHMS])")
UNITS = {"d": "day", "m": "month", "y": "year"}
DELTAS = {"d": "days", "w": "weeks", "H": "hours", "M": "minutes", "S": "seconds"}


@functools.wraps(date_utils.parse_date)
def parse_date(value, env):
    """Parse a relative date whose terms may be Jalali.

    :raises ValueError: a term is of neither language
    """
    terms = value.split()
    first = next((n for n, term in enumerate(terms) if TERM.fullmatch(term)), None)
    if first is None:
        return core_parse_date(value, env)
    moment = core_parse_date(" ".join(terms[:first]) or "now", env)
    for term in terms[first:]:
        if match := TERM.fullmatch(term):
            operator, number, unit = match.groups()
            moment = _move(moment, operator, int(number), UNITS[unit])
        elif match := PLAIN_TERM.fullmatch(term):
            moment += timedelta(**{DELTAS[match[2]]: int(match[1])})
        else:
            raise ValueError(f"Invalid term {term!r} in expression date: {value!r}")
    return moment


def _move(moment, operator, number, unit):
    """Set a part of the Jalali date (from midnight on), or add to it."""
    if operator != "=":
        moved = calendar.add(moment, unit, -number if operator == "-" else number)
        if isinstance(moment, datetime):
            moved = datetime.combine(moved.date(), moment.timetz())
        return moved
    parts = dict(zip(UNITS.values(), calendar.to_jalali(moment)[::-1], strict=True))
    parts[unit] = number
    length = calendar.month_length(parts["year"], parts["month"])
    parts["day"] = min(parts["day"], length)
    day = calendar.to_gregorian(**parts)
    if isinstance(moment, datetime):
        return datetime.combine(day, datetime.min.time(), moment.tzinfo)
    return day


def to_gregorian_terms(text):
    """Return a text (a domain) in which relative dates have Odoo's own terms only."""
    return TERM.sub(r"\1\2\3", text)
