import doctest
from datetime import date, timedelta

import jdatetime

from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ..jalali import anniversary
from ..models import res_partner_keys
from ..tools import digits, national_id, phone, survey_figures, text


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    """The pure functions, by their own examples and by what must hold for all."""

    def test_doctests(self):
        for module in (
            anniversary,
            digits,
            national_id,
            phone,
            res_partner_keys,
            survey_figures,
            text,
        ):
            with self.subTest(module=module.__name__):
                result = doctest.testmod(module)
                self.assertFalse(result.failed)
                self.assertTrue(result.attempted)

    def test_folding_never_finds_less(self):
        texts = ("علي‌رضا كريمي", "آرین مُقدّم ۱۲", "İstanbul Café", "خانهٔ سوم (تهران)")
        for whole in texts:
            for start in range(len(whole)):
                for end in range(start + 1, len(whole) + 1):
                    part = text.fold_text(whole[start:end])
                    self.assertIn(part, text.fold_text(whole), whole[start:end])

    def test_phone_of_an_empty_or_odd_field(self):
        for typed in (None, False, "", "  ", "-", "ندارد", "/", "+"):
            self.assertEqual(phone.normalise_phone(typed, "021"), "", typed)

    def test_phone_keeps_area_codes_with_four_digits(self):
        self.assertEqual(phone.normalise_phone("88776655", "0263"), "26388776655")

    def test_phone_first_of_two(self):
        for typed in (
            "09123456789 - 09351112222",
            "09123456789، 09351112222",
            "09123456789\n09351112222",
            "۰۹۱۲۳۴۵۶۷۸۹ یا ۰۹۳۵۱۱۱۲۲۲۲",
        ):
            self.assertEqual(phone.normalise_phone(typed), "9123456789", typed)

    def test_next_anniversary_is_a_year_at_most(self):
        """Of every birthday, from every day of four years, one leap among them."""
        keys = [
            month * 100 + day
            for month in range(1, 13)
            for day in range(1, 32 if month < 7 else 31)
        ]
        start = date(2024, 3, 1)
        for offset in range(0, 4 * 366, 5):
            today = start + timedelta(days=offset)
            for key in keys:
                day = anniversary.next_anniversary(key, today)
                self.assertLess((day - today).days, 367)
                self.assertGreaterEqual(day, today)

    def test_key_ranges_agree_with_next_anniversary(self):
        """What a range of keys holds is what falls into the days."""
        keys = [101, 631, 930, 1228, 1229, 1230]
        start = date(2025, 2, 1)
        for offset in range(420):
            today = start + timedelta(days=offset)
            for length in (0, 6, 40):
                end = today + timedelta(days=length)
                ranges = anniversary.key_ranges(today, end)
                for key in keys:
                    expected = anniversary.next_anniversary(key, today) <= end
                    found = any(low <= key <= high for low, high in ranges)
                    self.assertEqual(found, expected, (today, end, key))

    def test_only_30_esfand_moves(self):
        for year in range(1390, 1420):
            leap = jdatetime.date(year, 1, 1).isleap()
            last = jdatetime.date(year, 12, 30 if leap else 29).togregorian()
            self.assertEqual(anniversary.anniversary(1230, year), last)
            self.assertEqual(
                anniversary.anniversary(1229, year),
                jdatetime.date(year, 12, 29).togregorian(),
            )
