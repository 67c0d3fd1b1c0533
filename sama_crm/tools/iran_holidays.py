"""Official holidays of Iran: the fixed ones with their days, the lunar ones by name.

The lunar days follow the sighting of the moon and are announced for each year; a
calculated date would be a guess, so none is here.
"""

from ..jalali import calendar

#: (month, day, name) of the Jalali year; see :func:`fixed_holidays` for 30 Esfand.
FIXED = (
    (1, 1, "Nowruz"),
    (1, 2, "Nowruz"),
    (1, 3, "Nowruz"),
    (1, 4, "Nowruz"),
    (1, 12, "Islamic Republic Day"),
    (1, 13, "Nature Day"),
    (3, 14, "Passing of Imam Khomeini"),
    (3, 15, "Uprising of 15 Khordad"),
    (11, 22, "Victory of the Revolution"),
    (12, 29, "Nationalisation of the Oil Industry"),
)
LEAP_DAY = (12, 30, "Last Day of the Leap Year")
#: In the order of the lunar year.
LUNAR = (
    "Tasua",
    "Ashura",
    "Arbaeen",
    "Passing of the Prophet",
    "Martyrdom of Imam Reza",
    "Martyrdom of Imam Hasan Askari",
    "Birth of the Prophet",
    "Martyrdom of Fatima",
    "Birth of Imam Ali",
    "Mission of the Prophet",
    "Birth of Imam Mahdi",
    "Martyrdom of Imam Ali",
    "Eid al-Fitr",
    "Day after Eid al-Fitr",
    "Martyrdom of Imam Sadeq",
    "Eid al-Adha",
    "Eid al-Ghadir",
)


def fixed_holidays(year):
    """Return [(date, name)] of the fixed holidays of a Jalali year."""
    days = FIXED + ((LEAP_DAY,) if calendar.is_leap(year) else ())
    return [
        (calendar.to_gregorian(year, month, day), name) for month, day, name in days
    ]
