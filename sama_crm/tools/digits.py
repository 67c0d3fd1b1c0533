"""Persian, Arabic and Latin digits."""

_LATIN = "0123456789"
_TO_LATIN = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", _LATIN * 2)
_TO_PERSIAN = str.maketrans(_LATIN, "۰۱۲۳۴۵۶۷۸۹")


def fold_digits(text):
    """Write Persian and Arabic digits of a text as Latin ones.

    >>> fold_digits("۰۹۱۲ ٣٤٥ 67")
    '0912 345 67'
    >>> fold_digits(None)
    ''
    """
    return (text or "").translate(_TO_LATIN)


def persian_digits(text):
    """Write Latin digits of a text as Persian ones.

    >>> persian_digits("1405/09/03")
    '۱۴۰۵/۰۹/۰۳'
    """
    return (text or "").translate(_TO_PERSIAN)


def only_digits(text):
    """Answer the digits of a text as Latin ones, without anything between them.

    >>> only_digits("(۰۲۱) 8877-6655")
    '02188776655'
    """
    return "".join(char for char in fold_digits(text) if char in _LATIN)
