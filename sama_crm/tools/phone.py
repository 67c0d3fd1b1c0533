"""Phone numbers as Iranian offices type them, in one form to compare and to search."""

import re

from .digits import fold_digits, only_digits

_IRAN = "98"
_NATIONAL_LENGTH = 10  # area code or mobile prefix with the number, without zero
_LOCAL_LENGTH = 8
_SHORTEST = 5  # fewer digits are a piece of a number: an area code, an extension
_LONGEST_EXTENSION = 6
_SEPARATOR = re.compile(r"[/\\|,،;؛\n]|\s(?:و|یا|or)\s")
_EXTENSION = re.compile(
    r"(?:داخلی|داخلي|ext(?:ension)?\.?|int\.?|x|#|\*)\s*[:.]?\s*(\d{1,6})\D*$",
    re.IGNORECASE,
)
_DASH = re.compile("[-–ـ]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_MOBILE = re.compile(r"^9\d{9}$")


def _first_number(text):
    """Answer the first of several numbers in one field.

    A short piece before the first sign is an area code, not a number of its own.
    """
    taken = ""
    for part in _SEPARATOR.split(text):
        taken = f"{taken} {part}" if taken else part
        if len(only_digits(taken)) >= _SHORTEST:
            break
    return taken


def _split_extension(text):
    """Part a number from its extension: ``(number, extension)``."""
    if match := _EXTENSION.search(text):
        return text[: match.start()], match[1]
    for dash in _DASH.finditer(text):
        number, rest = text[: dash.start()], only_digits(text[dash.end() :])
        if not rest or not _is_complete(only_digits(number)):
            continue
        # After a whole number stands a second one, the area code that right-to-left
        # typing put last, or an extension (also written for the end of a range).
        if len(rest) > _LONGEST_EXTENSION:
            return number, ""
        return (f"{rest}{number}", "") if rest.startswith("0") else (number, rest)
    return text, ""


def _is_complete(digits):
    """Tell whether digits are a whole number already, local or national."""
    digits = digits.removeprefix("00").removeprefix("98").lstrip("0")
    return len(digits) in (_LOCAL_LENGTH, _NATIONAL_LENGTH)


def normalise_phone(text, area_code=""):
    """Write a phone number in the one form in which numbers are compared.

    A number of Iran becomes its ten digits without the leading zero; a bare landline of
    eight digits gets the area code; a number of another country keeps its prefix
    after a plus. The first number of a field counts; an extension is kept as typed
    after ``#``, since two extensions are two desks.

    :param str text: what was typed, in any digits
    :param str area_code: of the company's city, with or without zero
    :return: the normalised number, empty when there is none

    >>> {normalise_phone(t) for t in (
    ...     "0912 345 6789", "+98 912 345 6789", "00989123456789", "98-9123456789",
    ...     "9123456789", "۰۹۱۲۳۴۵۶۷۸۹", "+98 (0) 912-345-6789", "٠٩١٢٣٤٥٦٧٨٩")}
    {'9123456789'}
    >>> {normalise_phone(t, "021") for t in (
    ...     "88776655", "021-88776655", "+982188776655", "021/88776655", "8877 6655",
    ...     "88776655-021", "(۰۲۱) ۸۸۷۷۶۶۵۵", "021 88776655 / 0912 345 6789",
    ...     "88776655 و 88776656")}
    {'2188776655'}
    >>> normalise_phone("021-88776655 داخلی ۱۲"), normalise_phone("02188776655-12")
    ('2188776655#12', '2188776655#12')
    >>> [normalise_phone(t) for t in ("88776655", "+49 30 123456", "1482")]
    ['88776655', '+4930123456', '1482']
    >>> normalise_phone(None), normalise_phone("ندارد")
    ('', '')
    """
    if not text:
        return ""
    typed = _INVISIBLE.sub("", fold_digits(text)).strip()
    number, extension = _split_extension(_first_number(typed))
    digits = only_digits(number)
    if not digits:
        return ""
    foreign = number.lstrip(" (").startswith("+") or digits.startswith("00")
    digits = digits.removeprefix("00") if digits.startswith("00") else digits
    if digits.startswith(_IRAN) and (foreign or len(digits) > _NATIONAL_LENGTH):
        digits, foreign = digits.removeprefix(_IRAN), False
    if foreign:
        digits = f"+{digits}"
    else:
        digits = digits.lstrip("0")
        if len(digits) == _LOCAL_LENGTH:
            digits = only_digits(area_code).lstrip("0") + digits
    return f"{digits}#{extension}" if extension else digits


def is_mobile(number):
    """Tell whether a normalised number is an Iranian mobile.

    >>> is_mobile("9123456789"), is_mobile("2188776655"), is_mobile("")
    (True, False, False)
    """
    return bool(_MOBILE.match(number or ""))


def search_digits(text):
    """Answer the digits by which a typed piece of a phone number is looked up.

    A prefix of the country and leading zeros are dropped; what does not look like a
    piece of a number, or is shorter than four digits, answers nothing.

    >>> {search_digits(t) for t in ("0912", "+98912", "0098912", "۰۹۱۲", "(0)912")}
    {'912'}
    >>> search_digits("8877 66"), search_digits("12"), search_digits("خیابان ۱۲۳۴")
    ('887766', '', '')
    """
    typed = _INVISIBLE.sub("", fold_digits(text)).strip()
    digits = only_digits(typed)
    if len(digits) < 4 or re.search(r"[^\d\s()+\-./]", typed):
        return ""
    if typed.startswith("+") or digits.startswith("00"):
        digits = digits.removeprefix("00").removeprefix(_IRAN)
    return digits.lstrip("0")
