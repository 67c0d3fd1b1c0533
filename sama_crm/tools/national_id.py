"""National ids of Iran: کد ملی of a person (10 digits), شناسه ملی of a company (11)."""

from .digits import fold_digits, only_digits

PERSON_LENGTH = 10
COMPANY_LENGTH = 11
_COMPANY_WEIGHTS = (29, 27, 23, 19, 17)


def normalise_national_id(text):
    """Write a national id in Latin digits, padded to 10 where zeros were lost.

    Spreadsheets drop the leading zeros of a person's id: 8 and 9 digits get them back.
    Anything that is not made of digits, dashes and spaces is answered as typed.

    >>> normalise_national_id(" ۷۶-۲۲۹۶۴۵ ")
    '0076229645'
    >>> normalise_national_id("12345678")
    '0012345678'
    >>> normalise_national_id("10380284790")
    '10380284790'
    >>> normalise_national_id("A12345678"), normalise_national_id(None)
    ('A12345678', '')
    """
    typed = fold_digits(text).strip()
    digits = only_digits(typed)
    if any(not (char.isdigit() or char in " -‐–‌\u200e\u200f") for char in typed):
        return typed
    if len(digits) in (8, 9):
        digits = digits.zfill(PERSON_LENGTH)
    return digits


def is_well_formed(number):
    """Tell whether a normalised national id may be stored.

    It has 10 or 11 digits, which are not all the same.

    >>> is_well_formed("0076229645"), is_well_formed("10380284790")
    (True, True)
    >>> any(map(is_well_formed, ("1111111111", "123", "12345abcde", "")))
    False
    """
    return (
        number.isdecimal()
        and len(number) in (PERSON_LENGTH, COMPANY_LENGTH)
        and len(set(number)) > 1
    )


def is_valid_person_id(number):
    """Tell whether a person's id has the right check digit.

    The nine digits before it are weighed 10 to 2; the sum modulo 11 is the check
    digit, or 11 less it when it is 2 or more.

    >>> is_valid_person_id("0076229645"), is_valid_person_id("0076229646")
    (True, False)
    >>> is_valid_person_id("1111111111")
    False
    """
    if len(number) != PERSON_LENGTH or not is_well_formed(number):
        return False
    total = sum(
        int(digit) * weight
        for digit, weight in zip(number, range(10, 1, -1), strict=False)
    )
    rest = total % 11
    return int(number[-1]) == (rest if rest < 2 else 11 - rest)


def is_valid_company_id(number):
    """Tell whether a company's id has the right check digit.

    The tenth digit plus 2 is added to each of the ten digits; they are weighed 29, 27,
    23, 19, 17 twice; the sum modulo 11 is the check digit (10 becomes 0). The six
    digits after the third are a serial number and never all zero. As published at
    aliarash.com/article/shenasameli/shenasa_meli.htm and used by the library
    persian-tools (github.com/persian-tools/persian-tools, module legalId).

    >>> is_valid_company_id("10380284790"), is_valid_company_id("10380284791")
    (True, False)
    >>> is_valid_company_id("10300000000")
    False
    """
    if len(number) != COMPANY_LENGTH or not is_well_formed(number):
        return False
    if number[3:9] == "000000":
        return False
    added = int(number[9]) + 2
    total = sum(
        (int(digit) + added) * weight
        for digit, weight in zip(number, _COMPANY_WEIGHTS * 2, strict=False)
    )
    return int(number[-1]) == total % 11 % 10


def is_valid_national_id(number):
    """Tell whether a normalised national id of either kind has the right check digit.

    >>> is_valid_national_id("0076229645"), is_valid_national_id("10380284790")
    (True, True)
    """
    return is_valid_person_id(number) or is_valid_company_id(number)
