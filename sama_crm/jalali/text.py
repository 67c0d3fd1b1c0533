"""Texts for a reader: dates and numbers in the calendar and digits of a language.

The functions have the signatures of ``odoo.tools.misc``. For a Gregorian language
with Latin digits (also in a database without this room) they return what Odoo's
own functions return.
"""

import functools
import re
from datetime import date, datetime

import pytz

from odoo import fields
from odoo.tools import misc

from . import calendar, digits

# The functions of Odoo, whatever happens to their names later: see ``rebinding``.
core_format_date = misc.format_date
core_format_datetime = misc.format_datetime
core_format_time = misc.format_time
core_format_amount = misc.format_amount
core_format_lang = misc.formatLang


def reader(env, lang_code=None):
    """Return (language data, is Jalali, has Persian digits) of a reader."""
    lang = misc.get_lang(env, lang_code or None)
    return (
        lang,
        lang.get("sama_calendar") == "persian",
        lang.get("sama_numbering") == "arabext",
    )


def _is_machine_pattern(pattern):
    """Tell the ISO patterns, which programs read, from those for people."""
    return bool(pattern) and bool(re.match("yyyy-(MM|LL)(?!M|L)", pattern))


def shown_number(env, text, lang_code=None):
    """Return a formatted number in the digits of the reader's language."""
    lang, _jalali, persian = reader(env, lang_code)
    if not persian or not text:
        return text
    return digits.to_persian_number(text, lang.thousands_sep, lang.decimal_point)


def shown_digits(env, text, lang_code=None):
    """Return any short text (a time, a duration) in the reader's digits."""
    if not text or not reader(env, lang_code)[2]:
        return text
    return digits.to_persian_digits(text)


@functools.wraps(misc.format_date)
def format_date(env, value, lang_code=None, date_format=False):
    """Format a date in the language's own calendar and digits."""
    lang, jalali, persian = reader(env, lang_code)
    if not (jalali or persian) or _is_machine_pattern(date_format) or not value:
        return core_format_date(env, value, lang_code, date_format)
    if not jalali:
        text = core_format_date(env, value, lang_code, date_format)
        return digits.to_persian_digits(text)
    day = _local_day(env, value)
    if not day:
        return ""
    locale = misc.babel_locale_parse(lang.code)
    pattern = date_format or misc.posix_to_ldml(lang.date_format, locale=locale)
    return calendar.format_jalali(day, pattern, locale, lang.sama_numbering)


def _local_day(env, value):
    """Return the day of what core's ``format_date`` accepts: text too."""
    if isinstance(value, str):
        if len(value) < misc.DATE_LENGTH:
            return None
        is_moment = len(value) > misc.DATE_LENGTH
        value = fields.Datetime.from_string(value)
        if not is_moment:
            return value.date()
    if isinstance(value, datetime):
        if not value.tzinfo:
            value = fields.Datetime.context_timestamp(env["res.lang"], value)
        return value.date()
    return value


@functools.wraps(misc.format_datetime)
def format_datetime(env, value, tz=False, dt_format="medium", lang_code=None):
    """Format a UTC datetime in the language's own calendar and digits."""
    lang, jalali, persian = reader(env, lang_code)
    if not (jalali or persian) or _is_machine_pattern(dt_format) or not value:
        return core_format_datetime(env, value, tz, dt_format, lang_code)
    if not jalali:
        text = core_format_datetime(env, value, tz, dt_format, lang_code)
        return digits.to_persian_digits(text)
    moment = pytz.utc.localize(fields.Datetime.to_datetime(value), is_dst=False)
    tz_name = tz or env.user.tz or "UTC"
    if tz_name in pytz.all_timezones_set:
        moment = moment.astimezone(pytz.timezone(tz_name))
    locale = misc.babel_locale_parse(lang.code)
    if not dt_format or dt_format == "medium":
        dt_format = misc.posix_to_ldml(
            f"{lang.date_format} {lang.time_format}", locale=locale
        )
    return calendar.format_jalali(moment, dt_format, locale, lang.sama_numbering)


@functools.wraps(misc.format_time)
def format_time(env, value, tz=False, time_format="medium", lang_code=None):
    """Format a time in the language's digits."""
    text = core_format_time(env, value, tz, time_format, lang_code)
    return shown_digits(env, text, lang_code)


@functools.wraps(misc.format_amount)
def format_amount(env, amount, currency, lang_code=None, trailing_zeroes=True):
    """Format an amount in the language's digits."""
    text = core_format_amount(env, amount, currency, lang_code, trailing_zeroes)
    return shown_number(env, text, lang_code)


@functools.wraps(misc.formatLang)
def format_lang(env, value, *args, **kwargs):
    """Format a number in the language's digits."""
    return shown_number(env, core_format_lang(env, value, *args, **kwargs))


_POSIX = {"%Y": r"(?P<Y>\d{4})", "%m": r"(?P<m>\d{2})", "%d": r"(?P<d>\d{2})"}


def rewrite_dates(env, text, lang_code=None):
    """Make the dates Jalali that ``strftime`` wrote into a text for a reader.

    For the few places of Odoo that write ``date.strftime(lang.date_format)``:
    only texts of exactly that shape, that are a date, are touched.

    :return: ``text`` itself for a language with another calendar
    """
    lang, jalali, persian = reader(env, lang_code)
    if not text or not jalali:
        return text
    pattern = re.escape(lang.date_format)
    for directive, group in _POSIX.items():
        pattern = pattern.replace(directive, group)

    def rewrite(match):
        try:
            day = date(int(match["Y"]), int(match["m"]), int(match["d"]))
        except ValueError:
            return match[0]
        return format_date(env, day, lang.code) if day.year >= 1700 else match[0]

    text = re.sub(rf"(?<!\d){pattern}(?!\d)", rewrite, text)
    if persian:
        times = r"(?<![\d:])\d{2}:\d{2}(:\d{2})?(?![\d:])"
        text = re.sub(times, lambda m: digits.to_persian_digits(m[0]), text)
    return text
