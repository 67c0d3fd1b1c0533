"""Digits: Persian for people, Latin for machines, any of the three on input."""

import re

LATIN = "0123456789"
PERSIAN = "۰۱۲۳۴۵۶۷۸۹"
ARABIC = "٠١٢٣٤٥٦٧٨٩"
PERSIAN_THOUSANDS = "٬"
PERSIAN_DECIMAL = "٫"

_TO_LATIN = str.maketrans(PERSIAN + ARABIC, LATIN * 2)
_TO_PERSIAN = str.maketrans(LATIN, PERSIAN)
# Tags and entities are read by machines: only the text between them is shown.
_NUMBER = re.compile(r"\d(?:[^\s<>]*\d)?")
_MARKUP = re.compile(r"(<[^>]*>|&[^;\s]{1,8};)")


def to_latin_digits(text):
    """Return ``text`` with Persian and Arabic digits made Latin.

    >>> to_latin_digits("۱۴۰۵/٠٩/03")
    '1405/09/03'
    """
    return text.translate(_TO_LATIN)


def to_persian_digits(text):
    """Return ``text`` with Latin digits made Persian.

    >>> to_persian_digits("1405/09/03")
    '۱۴۰۵/۰۹/۰۳'
    """
    return text.translate(_TO_PERSIAN)


def to_persian_markup(markup, convert=to_persian_digits):
    """Make the digits of an HTML text Persian; tags and entities stay.

    :param convert: what is applied to the texts between them

    >>> to_persian_markup('<i data-n="1">1&#160;2</i>')
    '<i data-n="1">۱&#160;۲</i>'
    """
    parts = _MARKUP.split(str(markup))
    parts[::2] = map(convert, parts[::2])
    return "".join(parts)


def to_persian_number(text, thousands=",", decimal="."):
    """Make the numbers of a formatted text Persian, their separators too.

    Signs between digits are separators; the dots of a currency's symbol stay.

    :param str text: as ``res.lang.format`` writes a number, a symbol beside it
    :param str thousands: the separator of thousands in ``text``
    :param str decimal: the decimal point in ``text``

    >>> to_persian_number("12,500.75 Rs.")
    '۱۲٬۵۰۰٫۷۵ Rs.'
    """
    table = str.maketrans(LATIN, PERSIAN)
    if thousands in (",", PERSIAN_THOUSANDS):
        table[ord(thousands)] = PERSIAN_THOUSANDS
    if decimal in (".", "/", PERSIAN_DECIMAL):
        table[ord(decimal)] = PERSIAN_DECIMAL
    return _NUMBER.sub(lambda match: match[0].translate(table), text)


def to_latin_number(text):
    """Return a typed number in the form that ``float()`` reads.

    Thousands separators go, the Persian decimal point becomes a dot.

    >>> to_latin_number("۱۲٬۵۰۰٫۷۵")
    '12500.75'
    """
    text = to_latin_digits(text).replace(PERSIAN_THOUSANDS, "").replace("\u200f", "")
    return text.replace(PERSIAN_DECIMAL, ".").strip()
