"""Cells into values: pure, in any of the three digit sets, Jalali or real dates."""

import math
import re
from datetime import date, datetime, time, timedelta

from pytz import timezone, utc

from ..jalali import calendar, digits
from ..tools.national_id import is_well_formed, normalise_national_id
from ..tools.text import fold_text

#: What Excel leaves in a cell whose formula went wrong.
EXCEL_ERRORS = {
    "#NULL!",
    "#DIV/0!",
    "#VALUE!",
    "#REF!",
    "#NAME?",
    "#NUM!",
    "#N/A",
    "#GETTING_DATA",
    "#SPILL!",
    "#CALC!",
}
MAX_TEXT = 10_000
MAX_CODE = 100
MAX_AMOUNT = 1e15
FIRST_YEAR = 1900
_HIDDEN = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")
_THOUSANDS = re.compile(r"[-+]?\d{1,3}([,٬،' ]\d{3})+(\.\d+)?")
_WHOLE_DAY = re.compile(r"\d{8}|\d+\D\d+\D\d+")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?")
_YES = {fold_text(word) for word in ("yes", "y", "true", "1", "بله", "بلی", "آری")}
_NO = {fold_text(word) for word in ("no", "n", "false", "0", "خیر", "نه")}
#: A day without hour is noon: the same day in the time zones around.
NOON = time(12)


class Formula:
    """A cell that holds a formula whose value the file does not know."""


class CellError(ValueError):
    """A cell cannot be read, or names what does not exist.

    :param str reason: a key of ``words.REASONS``
    :param details: what the message says of it
    """

    def __init__(self, reason, **details):
        super().__init__(reason)
        self.reason = reason
        self.details = details


class Reader:
    """Reads cells as one company means them.

    :param str tz: the company's time zone
    :param datetime now: UTC
    :param float factor: what amounts are multiplied by
    """

    def __init__(self, tz="UTC", now=None, factor=1.0):
        self.zone = timezone(tz)
        self.now = now or datetime.now(utc).replace(tzinfo=None)
        self.factor = factor

    def value_of(self, column, cell):
        """Return the value of a cell, None for an empty one.

        :raises CellError: it is of the wrong kind
        """
        if isinstance(cell, Formula):
            raise CellError("formula")
        if isinstance(cell, str) and cell.strip().upper() in EXCEL_ERRORS:
            raise CellError("excel_error", value=cell.strip())
        if cell is None or isinstance(cell, str) and not clean(cell):
            return None
        return getattr(self, f"_read_{column.kind}")(cell, column)

    # --------------------------------------------------
    # Texts
    # --------------------------------------------------

    def _read_text(self, cell, _column):
        text = " ".join(as_text(cell).split())
        if len(text) > MAX_TEXT:
            raise CellError("too_long", most=MAX_TEXT)
        return text

    def _read_long(self, cell, _column):
        text = as_text(cell)
        if len(text) > MAX_TEXT:
            raise CellError("too_long", most=MAX_TEXT)
        return text

    def _read_code(self, cell, _column):
        return as_code(cell)

    # What they name is looked up by the loader.
    _read_user = _read_catalogue = _read_text
    _read_link = _read_code

    def _read_national_id(self, cell, _column):
        number = normalise_national_id(as_text(cell))
        if not is_well_formed(number):
            raise CellError("national_id", value=as_text(cell))
        return number

    # --------------------------------------------------
    # Numbers
    # --------------------------------------------------

    def _read_number(self, cell, _column):
        return as_number(cell)

    def _read_amount(self, cell, _column):
        amount = as_number(cell) * self.factor
        if amount < 0:
            raise CellError("negative")
        if amount > MAX_AMOUNT:
            raise CellError("too_large")
        return amount

    def _read_percent(self, cell, _column):
        if isinstance(cell, str):
            cell = clean(cell).strip("%٪ ")
        percent = as_number(cell)
        if not 0 <= percent <= 100:
            raise CellError("percent")
        return percent

    # --------------------------------------------------
    # Choices
    # --------------------------------------------------

    def _read_choice(self, cell, column):
        folded = fold_text(as_text(cell))
        for choice in column.choices:
            if folded in choice.words():
                return choice.value
        raise CellError("choice", value=as_text(cell), column=column)

    def _read_flag(self, cell, _column):
        if isinstance(cell, bool):
            return cell
        folded = fold_text(as_text(cell))
        if folded in _YES or folded in _NO:
            return folded in _YES
        raise CellError("flag", value=as_text(cell))

    # --------------------------------------------------
    # Dates
    # --------------------------------------------------

    def _read_date(self, cell, _column):
        return as_day(cell, self._today())[0]

    def _read_past_date(self, cell, column):
        day = self._read_date(cell, column)
        if day > self._today():
            raise CellError("future")
        return day

    def _read_datetime(self, cell, _column):
        """Return a moment, UTC; never a future one."""
        day, hour = as_day(cell, self._today())
        if day > self._today():
            raise CellError("future")
        moment = self._utc(day, hour or NOON)
        if moment > self.now:
            if hour:
                raise CellError("future")
            moment = self.now.replace(microsecond=0)
        return moment

    def _read_hour(self, cell, _column):
        """Return 13.5 for 13:30."""
        if isinstance(cell, datetime):
            cell = cell.time()
        if isinstance(cell, timedelta):
            return self._checked_hour(cell.total_seconds() / 3600, cell)
        if isinstance(cell, time):
            return cell.hour + cell.minute / 60
        if isinstance(cell, str):
            match = _TIME.fullmatch(digits.to_latin_digits(clean(cell)))
            if match:
                hours, minutes = int(match[1]), int(match[2])
                if minutes > 59:
                    raise CellError("hour", value=clean(cell))
                return self._checked_hour(hours + minutes / 60, cell)
        try:
            return self._checked_hour(as_number(cell), cell)
        except CellError as error:
            raise CellError("hour", value=as_text(cell)) from error

    def _checked_hour(self, hour, cell):
        if not 0 <= hour < 24:
            raise CellError("hour", value=as_text(cell))
        return hour

    def _today(self):
        return utc.localize(self.now).astimezone(self.zone).date()

    def _utc(self, day, hour):
        local = self.zone.localize(datetime.combine(day, hour))
        return local.astimezone(utc).replace(tzinfo=None)


# --------------------------------------------------
# Helpers
# --------------------------------------------------


def clean(text):
    """Return a text without signs that nobody sees, and without spaces around.

    >>> clean(" \\u200fA-12 ")
    'A-12'
    """
    return _CONTROL.sub("", _HIDDEN.sub("", text)).strip()


def as_text(cell):
    """Return any cell as text: numbers without ``.0``, dates as ISO.

    >>> as_text(12.0), as_text(" x "), as_text(True)
    ('12', 'x', 'True')
    """
    if isinstance(cell, float) and math.isfinite(cell) and cell == int(cell):
        return str(int(cell))
    return clean(cell if isinstance(cell, str) else str(cell))


def as_code(cell):
    """Return a code in the form in which codes are compared: Latin digits, no spaces.

    >>> as_code(" ۱۴۰۲/۱۵ "), as_code(15.0), as_code("A  b")
    ('1402/15', '15', 'A b')
    """
    code = " ".join(digits.to_latin_digits(as_text(cell)).split())
    if len(code) > MAX_CODE:
        raise CellError("too_long", most=MAX_CODE)
    return code


def as_number(cell):
    """Return the number of a cell, typed with thousands marks or not.

    >>> as_number("۱۲٬۵۰۰٬۰۰۰"), as_number("12,500.5"), as_number(7)
    (12500000.0, 12500.5, 7.0)

    :raises CellError: it is none
    """
    if isinstance(cell, bool) or isinstance(cell, date | time | timedelta):
        raise CellError("number", value=as_text(cell))
    if isinstance(cell, int | float):
        if not math.isfinite(cell):
            raise CellError("number", value=str(cell))
        return float(cell)
    text = digits.to_latin_digits(clean(cell)).replace(digits.PERSIAN_DECIMAL, ".")
    if _THOUSANDS.fullmatch(text):
        text = re.sub("[,٬،' ]", "", text)
    if not _NUMBER.fullmatch(text):
        raise CellError("number", value=clean(cell))
    return float(text)


def as_day(cell, today=None):
    """Return (day, time or None) of a cell: a real date, a Jalali text or number.

    >>> as_day("۱۴۰۲/۰۵/۰۳")[0].isoformat(), as_day(14020503)[0].isoformat()
    ('2023-07-25', '2023-07-25')
    >>> as_day("1402/5/3 14:30")[1].isoformat()
    '14:30:00'

    :raises CellError: it is none
    """
    if isinstance(cell, datetime):
        hour = cell.time().replace(microsecond=0)
        return _plausible(cell.date(), cell), hour if hour != time.min else None
    if isinstance(cell, date):
        return _plausible(cell, cell), None
    if isinstance(cell, bool | time | timedelta):
        raise CellError("date", value=as_text(cell))
    text = " ".join(digits.to_latin_digits(as_text(cell)).replace("T", " ").split())
    day_text, _space, hour_text = text.partition(" ")
    if not _WHOLE_DAY.fullmatch(day_text):
        # "+7d" and "3/9" are for who types into a form of today.
        raise CellError("date", value=text)
    try:
        day = calendar.parse_jalali(day_text, today)
    except calendar.JalaliDateError as error:
        raise _date_error(error, text) from error
    except (ValueError, OverflowError) as error:
        raise CellError("date", value=text) from error
    hour = None
    if hour_text:
        match = _TIME.fullmatch(hour_text)
        if not match or int(match[1]) > 23 or int(match[2]) > 59:
            raise CellError("date", value=text)
        hour = time(int(match[1]), int(match[2]))
    return _plausible(day, text), hour


def _date_error(error, text):
    """Return the error of a date: no date at all, or a day that the month has not."""
    parts = error.parts
    if error.reason == "day" and len(parts) == 3 and parts[0] < 1700:
        year = parts[0] + 1400 if parts[0] < 100 else parts[0]
        if 1 <= parts[1] <= 12 and calendar.MIN_YEAR <= year <= calendar.MAX_YEAR:
            return CellError("no_such_day", value=text, year=year, month=parts[1])
    return CellError("date", value=text)


def _plausible(day, cell):
    """Refuse a day before 1900: a number that Excel took for a date."""
    if day.year < FIRST_YEAR:
        raise CellError("date", value=as_text(cell))
    return day
