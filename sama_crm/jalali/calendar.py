"""Arithmetic, formats and parsing of the Jalali (Solar Hijri) calendar.

Pure functions over ``jdatetime``; values are always Gregorian ``date`` or
``datetime`` objects, Jalali exists only while a text or a period is made.

Within 1178-1501 jdatetime, jalaali-js and the Unicode calendar of browsers agree
on every day; outside it they do not, so dates there are shown Gregorian, marked.
"""

import re
from bisect import bisect_right
from datetime import date, datetime, timedelta
from functools import lru_cache

import jdatetime
from babel import dates as babel_dates
from babel.core import Locale

from .digits import to_latin_digits, to_persian_digits

MIN_YEAR = 1178
MAX_YEAR = 1501
#: Units of a period, in the words of Odoo's ``read_group``.
UNITS = ("day", "week", "month", "quarter", "year")
SATURDAY = 5
GREGORIAN_MARK = {"fa": "م", None: "AD"}
MONTHS = {
    "fa": (
        "فروردین",
        "اردیبهشت",
        "خرداد",
        "تیر",
        "مرداد",
        "شهریور",
        "مهر",
        "آبان",
        "آذر",
        "دی",
        "بهمن",
        "اسفند",
    ),
    None: (
        "Farvardin",
        "Ordibehesht",
        "Khordad",
        "Tir",
        "Mordad",
        "Shahrivar",
        "Mehr",
        "Aban",
        "Azar",
        "Dey",
        "Bahman",
        "Esfand",
    ),
}
SEASONS = {
    "fa": ("بهار", "تابستان", "پاییز", "زمستان"),
    None: ("Spring", "Summer", "Autumn", "Winter"),
}
WEEK_OF = {"fa": "هفته %s", None: "Week of %s"}
ERA = {"fa": "ه‍.ش.", None: "AP"}


class JalaliDateError(ValueError):
    """A date that does not exist, or a text that is none.

    :ivar str reason: ``format``, ``month``, ``day`` or ``range``
    :ivar tuple parts: (year, month, day) as far as they were read
    """

    def __init__(self, reason, parts=()):
        self.reason = reason
        self.parts = tuple(parts)
        super().__init__(f"{'/'.join(map(str, parts)) or 'text'}: wrong {reason}")


# --------------------------------------------------
# Conversion
# --------------------------------------------------


def to_jalali(day):
    """Return (year, month, day) of a Gregorian date.

    :raises JalaliDateError: outside 1178-1501

    >>> to_jalali(date(2025, 3, 20))
    (1403, 12, 30)
    """
    if not in_range(day):
        raise JalaliDateError("range")
    jalali = jdatetime.date.fromgregorian(year=day.year, month=day.month, day=day.day)
    return jalali.year, jalali.month, jalali.day


def to_gregorian(year, month=1, day=1):
    """Return the Gregorian date of a Jalali one.

    :raises JalaliDateError: with the reason, when there is no such day

    >>> to_gregorian(1404, 1, 1)
    datetime.date(2025, 3, 21)
    """
    parts = (year, month, day)
    if not MIN_YEAR <= year <= MAX_YEAR:
        raise JalaliDateError("range", parts)
    if not 1 <= month <= 12:
        raise JalaliDateError("month", parts)
    if not 1 <= day <= month_length(year, month):
        raise JalaliDateError("day", parts)
    return jdatetime.date(year, month, day).togregorian()


def is_leap(year):
    """Return whether the Jalali year has 366 days (30 Esfand)."""
    return jdatetime.date(year, 1, 1).isleap()


def month_length(year, month):
    """Return the number of days of a Jalali month."""
    if month <= 6:
        return 31
    return 30 if month < 12 or is_leap(year) else 29


def in_range(day):
    """Return whether a date lies where all Jalali calendars agree."""
    return FIRST_DAY <= _as_date(day) <= LAST_DAY


def _as_date(value):
    return value.date() if isinstance(value, datetime) else value


FIRST_DAY = jdatetime.date(MIN_YEAR, 1, 1).togregorian()
LAST_DAY = jdatetime.date(MAX_YEAR + 1, 1, 1).togregorian() - timedelta(days=1)


# --------------------------------------------------
# Periods
# --------------------------------------------------


def season(day):
    """Return the season of a date: 1 spring to 4 winter."""
    return (to_jalali(day)[1] - 1) // 3 + 1


def start_of(value, unit, week_start=SATURDAY):
    """Return the first day of the period that holds ``value``.

    A ``datetime`` gives midnight in its own time zone.

    :param str unit: one of :data:`UNITS`
    :param int week_start: first day of the week, 0 = Monday
    """
    if unit not in UNITS:
        raise ValueError(f"unknown unit {unit!r}")
    day = _as_date(value)
    if unit == "week":
        start = day - timedelta(days=(day.weekday() - week_start) % 7)
    elif unit == "day":
        start = day
    else:
        year, month, _day = to_jalali(day)
        if unit == "year":
            month = 1
        elif unit == "quarter":
            month -= (month - 1) % 3
        start = to_gregorian(year, month, 1)
    return _like(value, start)


def end_of(value, unit, week_start=SATURDAY):
    """Return the last day of the period that holds ``value`` (a date)."""
    start = start_of(_as_date(value), unit, week_start)
    return next_start(start, unit) - timedelta(days=1)


def next_start(start, unit, count=1):
    """Return the first day of the ``count``-th period after the one of ``start``.

    :param start: first day of a period; see :func:`start_of`
    :param int count: negative goes back
    """
    return add(start, unit, count)


def add(value, unit, count):
    """Move a date by Jalali periods; the day is clipped to the month's length.

    >>> add(date(2025, 3, 20), "year", 1)  # 1403/12/30 -> 1404/12/29
    datetime.date(2026, 3, 20)
    """
    day = _as_date(value)
    if unit in ("day", "week"):
        moved = day + timedelta(days=count * (7 if unit == "week" else 1))
    else:
        months = count * {"month": 1, "quarter": 3, "year": 12}[unit]
        year, month, number = to_jalali(day)
        year, month = divmod(year * 12 + month - 1 + months, 12)
        month += 1
        if year == MAX_YEAR + 1 and (month, number) == (1, 1):
            return _like(value, LAST_DAY + timedelta(days=1))
        if not MIN_YEAR <= year <= MAX_YEAR:
            raise JalaliDateError("range", (year, month, number))
        moved = to_gregorian(year, month, min(number, month_length(year, month)))
    return _like(value, moved)


def _like(value, day):
    """Give ``day`` the type of ``value``, keeping the time zone, not the hour."""
    if not isinstance(value, datetime):
        return day
    return value.replace(
        year=day.year,
        month=day.month,
        day=day.day,
        hour=0,
        minute=0,
        second=0,
        microsecond=0,
    )


@lru_cache(maxsize=64)
def starts(unit, first_year=MIN_YEAR, last_year=MAX_YEAR):
    """Return the first days of all periods of a range of Jalali years.

    The first day of the year after ``last_year`` closes the tuple, so that every
    day of the range lies between two entries.

    :param str unit: ``month``, ``quarter`` or ``year``
    """
    step = {"month": 1, "quarter": 3, "year": 12}[unit]
    days = [
        jdatetime.date(year, month, 1).togregorian()
        for year in range(first_year, last_year + 1)
        for month in range(1, 13, step)
    ]
    return (*days, jdatetime.date(last_year + 1, 1, 1).togregorian())


def period_start(value, unit):
    """Return the start of a month, season or year by bisection (fast)."""
    bounds = starts(unit)
    return bounds[bisect_right(bounds, _as_date(value)) - 1]


# --------------------------------------------------
# Text
# --------------------------------------------------


def _names(table, locale):
    return table.get(Locale.parse(locale).language if locale else None) or table[None]


def month_name(month, locale="fa"):
    """Return the name of a Jalali month in a language."""
    return _names(MONTHS, locale)[month - 1]


def season_name(number, locale="fa"):
    """Return the name of a season (1-4) in a language."""
    return _names(SEASONS, locale)[number - 1]


def format_jalali(value, pattern, locale="fa", numbering="latn"):
    """Write a date by an LDML pattern in the Jalali calendar.

    Years, months, days, seasons (``Q``), weekdays, day of year (``D``) and era
    are Jalali; fields of the time are left to babel. Outside 1178-1501 the date
    is Gregorian and marked.

    :param value: ``date``, or ``datetime`` already in the reader's time zone
    :param str pattern: LDML pattern, or ``short``, ``medium``, ``long``, ``full``
    :param locale: babel locale or its name, for the names
    :param str numbering: ``arabext`` for Persian digits, else ``latn``

    >>> format_jalali(date(2025, 3, 20), "EEEE d MMMM yyyy", numbering="arabext")
    'پنجشنبه ۳۰ اسفند ۱۴۰۳'
    """
    locale = locale if isinstance(locale, Locale) else Locale.parse(locale)
    pattern = _pattern(value, pattern, locale)
    text = "".join(
        part if kind == "chars" else _field(value, part[0], part[1], locale)
        for kind, part in babel_dates.tokenize_pattern(pattern)
    )
    if not in_range(value) and re.search("[yYMLdD]", pattern):
        text = f"{text} {_names(GREGORIAN_MARK, str(locale))}"
    return to_persian_digits(text) if numbering == "arabext" else text


def _pattern(value, pattern, locale):
    """Expand babel's named formats."""
    if pattern not in ("short", "medium", "long", "full"):
        return pattern
    day = locale.date_formats[pattern].pattern
    if not isinstance(value, datetime):
        return day
    glue = str(locale.datetime_formats[pattern]).replace("'", "")
    time = locale.time_formats[pattern].pattern
    return glue.replace("{0}", time).replace("{1}", day)


def _field(value, char, length, locale):
    """Return one LDML field of a date."""
    if not in_range(value) or char not in "yYuMLdDQqG":
        return babel_dates.DateTimeFormat(value, locale)[char * length]
    year, month, day = to_jalali(value)
    name = str(locale)
    if char in "yYu":
        return f"{year % 100:02d}" if length == 2 else f"{year:0{length}d}"
    if char in "ML":
        return month_name(month, name) if length > 2 else f"{month:0{length}d}"
    if char in "Qq":
        number = (month - 1) // 3 + 1
        return season_name(number, name) if length > 2 else f"{number:0{length}d}"
    if char == "D":
        ordinal = (_as_date(value) - to_gregorian(year)).days + 1
        return f"{ordinal:0{length}d}"
    if char == "G":
        return _names(ERA, name)
    return f"{day:0{length}d}"


#: What a bucket of each granularity is called.
LABELS = {
    "hour": "HH:00 d MMMM",
    "day": "d MMMM yyyy",
    "week": "d MMMM yyyy",
    "month": "MMMM yyyy",
    "quarter": "QQQQ yyyy",
    "year": "yyyy",
}


def period_label(start, unit, locale="fa", numbering="latn"):
    """Return the name of the period that begins at ``start``.

    >>> period_label(date(2024, 12, 21), "quarter", numbering="arabext")
    'زمستان ۱۴۰۳'
    """
    text = format_jalali(start, LABELS[unit], locale, numbering)
    return _names(WEEK_OF, str(locale)) % text if unit == "week" else text


_SEPARATED = re.compile(r"(\d{1,4})\s*[-/.\s]\s*(\d{1,2})(?:\s*[-/.\s]\s*(\d{1,4}))?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_RELATIVE = re.compile(r"([+-])\s*(\d{1,3})\s*([dwmy])")
_UNIT_OF = {"d": "day", "w": "week", "m": "month", "y": "year"}


def parse_jalali(text, today=None):
    """Read a date as people type it, in any of the three digit sets.

    ``1405/9/3``, ``۱۴۰۵-۰۹-۰۳``, ``3/9/1405``, ``05/9/3``, ``14050903``, ``3/9``
    (day and month of this Jalali year), ``+7d``, ``-1m``. A year from 1700 is
    Gregorian; so is what databases write (``2026-11-24``).

    :param str text: what was typed
    :param date today: what relative and short dates refer to, default today
    :return: Gregorian date
    :raises JalaliDateError: with the reason
    """
    text = to_latin_digits(text or "").strip().replace("\u200f", "")
    today = today or date.today()
    relative = _RELATIVE.fullmatch(text)
    if relative:
        sign, count, unit = relative.groups()
        return add(today, _UNIT_OF[unit], int(sign + count))
    match = _COMPACT.fullmatch(text) or _SEPARATED.fullmatch(text)
    if not match:
        raise JalaliDateError("format")
    first, second, third = match.groups()
    if third is None:
        year, month, day = to_jalali(today)[0], int(second), int(first)
        if len(first) > 2:
            raise JalaliDateError("format")
    elif len(third) == 4 and len(first) <= 2:
        year, month, day = int(third), int(second), int(first)
    elif len(first) in (2, 4) and len(third) <= 2:
        year, month, day = int(first), int(second), int(third)
    else:
        raise JalaliDateError("format")
    return _build(year, month, day)


def _build(year, month, day):
    """Return the date of numbers whose year tells the calendar."""
    if year >= 1700:
        try:
            return date(year, month, day)
        except ValueError as error:
            raise JalaliDateError("day", (year, month, day)) from error
    return to_gregorian(year + 1400 if year < 100 else year, month, day)
