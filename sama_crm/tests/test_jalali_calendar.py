import doctest
import hashlib
from datetime import date, datetime, timedelta

from pytz import timezone

from odoo.tests import BaseCase, tagged

from ..jalali import calendar, digits
from ..jalali.calendar import JalaliDateError

# SHA-256 of "2025-03-20 1403-12-30\n" for every day of 1178-1501, the same from
# Intl of Node 20 (ICU 78.2) and from jalaali-js 2.0.1.
DAYS_DIGEST = "b4e0bd4920aa44aa1a4e0786641888b59a0278fba83a6d50c895a6fa7c61f1e9"
LEAP_1390_1445 = [
    *(1391, 1395, 1399, 1403, 1408, 1412, 1416),
    *(1420, 1424, 1428, 1432, 1436, 1441, 1445),
]


@tagged("post_install", "-at_install")
class TestJalaliCalendar(BaseCase):
    """The pure functions of the calendar."""

    def test_every_day_agrees_with_browsers(self):
        digest = hashlib.sha256()
        day, count = calendar.FIRST_DAY, 0
        while day <= calendar.LAST_DAY:
            year, month, number = calendar.to_jalali(day)
            digest.update(f"{day} {year}-{month}-{number}\n".encode())
            if calendar.to_gregorian(year, month, number) != day:
                self.fail(f"no way back from {day}")
            day += timedelta(days=1)
            count += 1
        self.assertEqual(count, 118338)
        self.assertEqual(digest.hexdigest(), DAYS_DIGEST)

    def test_leap_years(self):
        leaps = [year for year in range(1390, 1446) if calendar.is_leap(year)]
        self.assertEqual(leaps, LEAP_1390_1445)
        self.assertEqual(calendar.month_length(1403, 12), 30)
        self.assertEqual(calendar.month_length(1404, 12), 29)

    def test_doctests(self):
        for module in (calendar, digits):
            failed, tried = doctest.testmod(module)
            self.assertFalse(failed, module.__name__)
            self.assertTrue(tried)

    def test_periods_begin_and_end(self):
        day = date(2025, 3, 20)  # Thursday 1403/12/30
        for unit, start, end in (
            ("day", date(2025, 3, 20), date(2025, 3, 20)),
            ("week", date(2025, 3, 15), date(2025, 3, 21)),
            ("month", date(2025, 2, 19), date(2025, 3, 20)),
            ("quarter", date(2024, 12, 21), date(2025, 3, 20)),
            ("year", date(2024, 3, 20), date(2025, 3, 20)),
        ):
            with self.subTest(unit=unit):
                self.assertEqual(calendar.start_of(day, unit), start)
                self.assertEqual(calendar.end_of(day, unit), end)
                if unit in ("month", "quarter", "year"):
                    self.assertEqual(calendar.period_start(day, unit), start)

    def test_period_of_a_datetime_is_midnight(self):
        moment = timezone("Asia/Tehran").localize(datetime(2025, 3, 20, 23, 59))
        start = calendar.start_of(moment, "month")
        self.assertEqual((start.date(), start.hour), (date(2025, 2, 19), 0))
        self.assertEqual(start.tzinfo, moment.tzinfo)

    def test_add_clips(self):
        farvardin_31 = calendar.to_gregorian(1404, 1, 31)
        mehr = calendar.add(farvardin_31, "month", 6)
        self.assertEqual(calendar.to_jalali(mehr), (1404, 7, 30))
        esfand = calendar.add(farvardin_31, "month", -1)
        self.assertEqual(calendar.to_jalali(esfand), (1403, 12, 30))
        self.assertEqual(
            calendar.to_jalali(calendar.add(esfand, "year", 1)), (1404, 12, 29)
        )

    def test_starts(self):
        self.assertEqual(
            calendar.starts("quarter", 1403, 1403),
            (
                date(2024, 3, 20),
                date(2024, 6, 21),
                date(2024, 9, 22),
                date(2024, 12, 21),
                date(2025, 3, 21),
            ),
        )
        self.assertEqual(len(calendar.starts("month", 1350, 1450)), 101 * 12 + 1)

    def test_last_year_has_an_end(self):
        start = calendar.start_of(calendar.LAST_DAY, "year")
        self.assertEqual(calendar.end_of(start, "year"), calendar.LAST_DAY)

    def test_formats(self):
        day = date(2026, 11, 24)
        for pattern, text in (
            ("yyyy/MM/dd", "۱۴۰۵/۰۹/۰۳"),
            ("yy/M/d", "۰۵/۹/۳"),
            ("EEEE d MMMM y", "سه‌شنبه ۳ آذر ۱۴۰۵"),
            ("QQQQ yyyy", "پاییز ۱۴۰۵"),
            ("D", "۲۴۹"),
            ("d 'd' MMM", "۳ d آذر"),
            ("long", "۳ آذر ۱۴۰۵"),
            ("full", "سه‌شنبه ۳ آذر ۱۴۰۵"),
            ("short", "۱۴۰۵/۹/۳"),
        ):
            with self.subTest(pattern=pattern):
                self.assertEqual(
                    calendar.format_jalali(day, pattern, "fa_IR", "arabext"), text
                )
        moment = datetime(2026, 11, 24, 14, 5, 9)
        self.assertEqual(
            calendar.format_jalali(moment, "yyyy/MM/dd HH:mm:ss", "fa_IR"),
            "1405/09/03 14:05:09",
        )
        self.assertEqual(
            calendar.format_jalali(day, "d MMMM yyyy", "en_US"), "3 Azar 1405"
        )

    def test_outside_the_range_is_gregorian_and_marked(self):
        day = date(2150, 3, 20)
        self.assertFalse(calendar.in_range(day))
        self.assertEqual(
            calendar.format_jalali(day, "yyyy/MM/dd", "fa_IR", "arabext"),
            "۲۱۵۰/۰۳/۲۰ م",
        )
        with self.assertRaises(JalaliDateError):
            calendar.to_jalali(day)
        with self.assertRaises(JalaliDateError):
            calendar.to_gregorian(1502, 1, 1)

    def test_labels(self):
        start = date(2025, 2, 19)
        for unit, text in (
            ("month", "اسفند ۱۴۰۳"),
            ("day", "۱ اسفند ۱۴۰۳"),
            ("week", "هفته ۱ اسفند ۱۴۰۳"),
            ("year", "۱۴۰۳"),
        ):
            with self.subTest(unit=unit):
                self.assertEqual(
                    calendar.period_label(start, unit, "fa", "arabext"), text
                )

    def test_typed_dates(self):
        today = date(2026, 11, 24)
        azar_3 = date(2026, 11, 24)
        for text, expected in (
            ("1405/9/3", azar_3),
            ("۱۴۰۵/۰۹/۰۳", azar_3),
            ("١٤٠٥-٠٩-٠٣", azar_3),
            ("05.9.3", azar_3),
            ("3/9/1405", azar_3),
            ("14050903", azar_3),
            ("3/9", azar_3),
            ("2026-11-24", azar_3),
            ("1403/12/30", date(2025, 3, 20)),
            ("1403/02/31", date(2024, 5, 20)),
            ("+7d", date(2026, 12, 1)),
            ("-۱m", calendar.to_gregorian(1405, 8, 3)),
        ):
            with self.subTest(text=text):
                self.assertEqual(calendar.parse_jalali(text, today), expected)

    def test_wrong_dates_tell_why(self):
        for text, reason in (
            ("1404/12/30", "day"),
            ("1404/13/1", "month"),
            ("1404/7/31", "day"),
            ("1699/1/1", "range"),
            ("2025/2/30", "day"),
            ("soon", "format"),
            ("", "format"),
            ("1404/1/1404", "format"),
            ("140/1/1", "format"),
        ):
            with self.subTest(text=text), self.assertRaises(JalaliDateError) as caught:
                calendar.parse_jalali(text, date(2026, 11, 24))
            self.assertEqual(caught.exception.reason, reason)

    def test_numbers(self):
        self.assertEqual(digits.to_latin_number("۱۲٬۵۰۰٬۰۰۰"), "12500000")
        self.assertEqual(float(digits.to_latin_number("١٢٣٫٥")), 123.5)
        self.assertEqual(digits.to_persian_number("-1.234,5", ".", ","), "-۱.۲۳۴,۵")
