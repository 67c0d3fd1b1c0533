"""Where a year begins and ends, and what it is called. Pure functions over dates."""

from datetime import timedelta

from ..jalali import calendar as jalali


def jalali_year(day, start_month=1):
    """Return the first and last day of the Jalali year around a day.

    :param int start_month: the Jalali month on whose first day the year begins

    >>> from datetime import date
    >>> jalali_year(date(2025, 3, 20))  # 30 Esfand of a leap year
    (datetime.date(2024, 3, 20), datetime.date(2025, 3, 20))
    >>> jalali_year(date(2025, 3, 20), start_month=7)
    (datetime.date(2024, 9, 22), datetime.date(2025, 9, 22))
    """
    year, month, _day = jalali.to_jalali(day)
    if month < start_month:
        year -= 1
    first = jalali.to_gregorian(year, start_month)
    return first, jalali.to_gregorian(year + 1, start_month) - timedelta(days=1)


def jalali_name(first, last):
    """Return the Jalali year, or both when a year spans two.

    >>> from datetime import date
    >>> jalali_name(date(2024, 3, 20), date(2025, 3, 20))
    '1403'
    >>> jalali_name(date(2024, 9, 22), date(2025, 9, 22))
    '1403/1404'
    """
    return _name(jalali.to_jalali(first)[0], jalali.to_jalali(last)[0])


def gregorian_name(first, last):
    """Return the Gregorian year, or both when a year spans two."""
    return _name(first.year, last.year)


def _name(first, last):
    return str(first) if first == last else f"{first}/{last}"
