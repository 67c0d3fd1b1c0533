"""Birthdays by the Jalali calendar.

A birthday is kept as one integer, month * 100 + day (1230 is 30 Esfand), so that "who
has a birthday in these days" is a comparison of integers. 30 Esfand exists in leap
years only; in other years it is kept on the last day of Esfand. No other day moves.
"""

from datetime import timedelta

import jdatetime

ESFAND_30 = 1230


def month_day_key(day):
    """Answer the key of a Gregorian date.

    >>> from datetime import date
    >>> month_day_key(date(2025, 3, 20)), month_day_key(date(2025, 3, 21))
    (1230, 101)
    """
    jalali = jdatetime.date.fromgregorian(date=day)
    return jalali.month * 100 + jalali.day


def anniversary(key, year):
    """Answer the Gregorian date on which a birthday is kept in a Jalali year.

    >>> anniversary(1230, 1403), anniversary(1230, 1404), anniversary(1229, 1404)
    (datetime.date(2025, 3, 20), datetime.date(2026, 3, 20), datetime.date(2026, 3, 20))
    """
    month, day = divmod(key, 100)
    if key == ESFAND_30 and not jdatetime.date(year, 1, 1).isleap():
        day -= 1
    return jdatetime.date(year, month, day).togregorian()


def next_anniversary(key, today):
    """Answer the first day from today on (Gregorian) on which a birthday is kept.

    >>> from datetime import date
    >>> next_anniversary(101, date(2026, 3, 21))
    datetime.date(2026, 3, 21)
    >>> next_anniversary(101, date(2026, 3, 22))
    datetime.date(2027, 3, 21)
    >>> next_anniversary(1230, date(2026, 3, 20))
    datetime.date(2026, 3, 20)
    >>> next_anniversary(1230, date(2026, 3, 21))
    datetime.date(2027, 3, 20)
    """
    year = jdatetime.date.fromgregorian(date=today).year
    day = anniversary(key, year)
    return day if day >= today else anniversary(key, year + 1)


def age(birth, today):
    """Answer how many Jalali birthdays a person born on a date has had.

    >>> from datetime import date
    >>> born = date(2005, 3, 20)
    >>> age(born, date(2026, 3, 19)), age(born, date(2026, 3, 20))
    (20, 21)
    >>> age(date(2027, 1, 1), date(2026, 1, 1))
    0
    """
    if birth > today:
        return 0
    born = jdatetime.date.fromgregorian(date=birth)
    year = jdatetime.date.fromgregorian(date=today).year
    past = anniversary(born.month * 100 + born.day, year) <= today
    return year - born.year - (not past)


def last_day_of_round(today):
    """Answer the last day on which a next anniversary can fall: a year less a day.

    On 30 Esfand that is the 29th of the next year, since its birthdays still come.

    >>> from datetime import date
    >>> last_day_of_round(date(2026, 3, 21)), last_day_of_round(date(2025, 3, 20))
    (datetime.date(2027, 3, 20), datetime.date(2026, 3, 20))
    """
    year = jdatetime.date.fromgregorian(date=today).year
    key = month_day_key(today)
    day = anniversary(key, year + 1)
    return day if key == ESFAND_30 else day - timedelta(days=1)


def key_ranges(start, end):
    """Answer the keys of the birthdays that are kept from one day to another.

    The days are less than a year apart.

    :return: inclusive ranges of keys, two where the new year lies between

    >>> from datetime import date
    >>> key_ranges(date(2026, 4, 1), date(2026, 4, 7))
    [(112, 118)]
    >>> key_ranges(date(2026, 3, 20), date(2026, 3, 20))
    [(1229, 1230)]
    >>> key_ranges(date(2025, 3, 19), date(2025, 3, 19))
    [(1229, 1229)]
    >>> key_ranges(date(2026, 3, 18), date(2026, 3, 22))
    [(1227, 1230), (101, 102)]
    >>> key_ranges(date(2026, 3, 22), date(2026, 3, 21))
    []
    """
    if start > end:
        return []
    first, last = month_day_key(start), month_day_key(end)
    if (
        last == ESFAND_30 - 1
        and anniversary(ESFAND_30, jdatetime.date.fromgregorian(date=end).year) == end
    ):
        last = ESFAND_30
    same_year = (
        jdatetime.date.fromgregorian(date=start).year
        == jdatetime.date.fromgregorian(date=end).year
    )
    return [(first, last)] if same_year else [(first, ESFAND_30), (101, last)]
