"""Plain values as texts for a reader: calendar, digits and separators of a language."""

from datetime import datetime
from functools import lru_cache

from odoo.tools import float_repr, float_round, misc

from ..jalali import calendar, digits, text
from .values import Foreign


class Words:
    """Writes values for one reader, fast: a report has hundreds of thousands.

    :param str digits: ``auto`` (by the language), ``persian`` or ``latin``
    """

    def __init__(self, env, digits="auto"):
        self.env = env
        lang, self.jalali, by_language = text.reader(env)
        self.persian = by_language if digits == "auto" else digits == "persian"
        self.point = digits_point = lang.decimal_point
        self.thousands = lang.thousands_sep or ","
        if self.persian:
            self.point, self.thousands = "٫", "٬"
        elif by_language and digits_point == "٫":
            self.point, self.thousands = ".", ","
        self.date_format = lang.date_format
        self.locale = misc.babel_locale_parse(lang.code)
        self.day = lru_cache(maxsize=4096)(self._day)

    def digits(self, shown):
        """Return a text with the reader's digits."""
        if self.persian:
            return digits.to_persian_digits(shown)
        return digits.to_latin_digits(shown)

    def number(self, value, decimals=0, fixed=False):
        """Write a number with separators; decimals only where there are some.

        :param bool fixed: keep all the decimals (a score of 7.0)
        """
        value = float_round(value, precision_digits=decimals)
        whole, _point, part = float_repr(abs(value), decimals).partition(".")
        if not fixed:
            part = part.rstrip("0")
        shown = f"{int(whole):,}".replace(",", self.thousands)
        if part:
            shown = f"{shown}{self.point}{part}"
        # The sign stands before the number also in a right-to-left line.
        shown = f"\N{LEFT-TO-RIGHT MARK}-{shown}" if value < 0 else shown
        return self.digits(shown) if self.persian else shown

    def _day(self, value):
        if self.jalali and calendar.in_range(value):
            year, month, day = calendar.to_jalali(value)
            return self.digits(f"{year:04d}/{month:02d}/{day:02d}")
        return self.digits(value.strftime(self.date_format))

    def moment(self, value):
        """Write a datetime of the reader's time zone."""
        return f"{self.day(value.date())} {self.digits(value.strftime('%H:%M'))}"

    def hour(self, value):
        """Write 13.5 as 13:30."""
        minutes = round(value * 60)
        return self.digits(f"{minutes // 60:02d}:{minutes % 60:02d}")

    def value(self, column, value, decimals=0):
        """Write the value of a column, empty for none."""
        if value is None:
            return ""
        if isinstance(value, Foreign):
            return f"{self.number(value.amount, value.decimals)} {value.currency}"
        kind = column.kind
        if kind in ("amount", "integer"):
            return self.number(value, decimals)
        if kind in ("float", "percent"):
            shown = self.number(value, decimals, fixed=True)
            return (
                f"{shown}{'٪' if self.persian else '%'}" if kind != "float" else shown
            )
        if kind == "date":
            return self.day(value)
        if kind == "datetime":
            return self.moment(value) if isinstance(value, datetime) else ""
        if kind == "hour":
            return self.hour(value)
        if kind == "phone":
            return self.digits(value)
        return str(value)
