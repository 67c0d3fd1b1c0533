from freezegun import freeze_time

from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestJalaliSequence(TransactionCase):
    """Numbers with the Jalali year and month."""

    def _next(self, prefix, date=None, **values):
        sequence = self.env["ir.sequence"].create(
            {"name": "Jalali", "prefix": prefix, "padding": 3, **values}
        )
        return sequence.next_by_id(sequence_date=date)

    @freeze_time("2025-03-20 10:00:00")
    def test_jalali_keys(self):
        self.env.user.tz = "Asia/Tehran"
        self.assertEqual(self._next("%(jyear)s/%(jmonth)s/"), "1403/12/001")
        self.assertEqual(
            self._next("%(jy)s-%(jday)s-%(jdoy)s-%(year)s-"), "03-30-366-2025-001"
        )
        self.assertEqual(self._next("A", suffix="/%(current_jyear)s"), "A001/1403")

    @freeze_time("2025-03-20 20:30:00")
    def test_the_day_is_local(self):
        self.env.user.tz = "Asia/Tehran"
        self.assertEqual(self._next("%(jyear)s/"), "1404/001")

    def test_core_keys_stay(self):
        with freeze_time("2025-03-20"):
            self.assertEqual(self._next("%(year)s/%(month)s/"), "2025/03/001")

    def test_each_jalali_year_begins_anew(self):
        sequence = self.env["ir.sequence"].create(
            {
                "name": "Jalali",
                "prefix": "%(range_jyear)s/",
                "padding": 3,
                "use_date_range": True,
            }
        )
        numbers = [
            sequence.next_by_id(sequence_date=day)
            for day in ("2025-03-20", "2025-03-20", "2025-03-21", "2026-03-20")
        ]
        self.assertEqual(numbers, ["1403/001", "1403/002", "1404/001", "1404/002"])

    def test_wrong_key_is_told(self):
        from odoo.exceptions import UserError

        with self.assertRaises(UserError):
            self._next("%(jcentury)s")
