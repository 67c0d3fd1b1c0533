from datetime import date

from odoo.fields import Command
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestWorkingDays(TransactionCase):
    """Working days by the company's calendar: Saturday to Thursday."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Tehran office",
                "tz": "Asia/Tehran",
                "attendance_ids": [
                    Command.create(
                        {
                            "name": "Day",
                            "dayofweek": str(day),
                            "hour_from": 8,
                            "hour_to": 16 if day != 3 else 12,
                            "day_period": "morning",
                        }
                    )
                    for day in (5, 6, 0, 1, 2, 3)
                ],
            }
        )
        cls.company = cls.env["res.company"].create(
            {"name": "Sama Tehran", "resource_calendar_id": cls.calendar.id}
        )
        cls.calendar.company_id = cls.company

    def _close(self, date_from, date_to, **values):
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Closed",
                "calendar_id": self.calendar.id,
                "date_from": date_from,
                "date_to": date_to,
                **values,
            }
        )

    def test_friday_moves_to_saturday(self):
        friday = date(2026, 11, 27)
        self.assertFalse(self.company._sama_is_working_day(friday))
        self.assertEqual(
            self.company._sama_next_working_day(friday), date(2026, 11, 28)
        )

    def test_working_day_stays(self):
        thursday = date(2026, 11, 26)
        self.assertEqual(self.company._sama_next_working_day(thursday), thursday)

    def test_calendar_view_marks_the_days_off(self):
        self._close("2026-11-23 20:30:00", "2026-11-24 20:29:59")
        orders = self.env["sale.order"].with_company(self.company)
        orders = orders.with_context(tz="Asia/Tehran")
        # from Monday 23 November to Friday, as the view asks: in UTC
        days = orders.get_unusual_days("2026-11-22 20:30:00", "2026-11-27 20:29:59")
        self.assertEqual(
            days,
            {
                "2026-11-23": False,
                "2026-11-24": True,
                "2026-11-25": False,
                "2026-11-26": False,
                "2026-11-27": True,
            },
        )
        self.assertEqual(
            orders.get_unusual_days("2026-11-26 20:30:00"), {"2026-11-27": True}
        )

    def test_string_is_accepted(self):
        self.assertEqual(
            self.company._sama_next_working_day("2026-11-27"), date(2026, 11, 28)
        )

    def test_global_leave_of_tehran_day(self):
        # 2026-11-28 in Tehran is 27th 20:30Z to 28th 20:29:59Z
        self._close("2026-11-27 20:30:00", "2026-11-28 20:29:59")
        self.assertFalse(self.company._sama_is_working_day(date(2026, 11, 28)))
        self.assertTrue(self.company._sama_is_working_day(date(2026, 11, 29)))
        self.assertEqual(
            self.company._sama_next_working_day(date(2026, 11, 27)),
            date(2026, 11, 29),
        )

    def test_half_day_off_is_a_working_day(self):
        self._close("2026-11-28 04:30:00", "2026-11-28 08:00:00")
        self.assertTrue(self.company._sama_is_working_day(date(2026, 11, 28)))

    def test_leave_of_one_resource_closes_nothing(self):
        resource = self.env["resource.resource"].create(
            {
                "name": "Somebody",
                "company_id": self.company.id,
                "calendar_id": self.calendar.id,
            }
        )
        self._close(
            "2026-11-27 20:30:00", "2026-11-28 20:29:59", resource_id=resource.id
        )
        self.assertTrue(self.company._sama_is_working_day(date(2026, 11, 28)))

    def test_add_working_days(self):
        wednesday = date(2026, 11, 25)
        add = self.company._sama_add_working_days
        self.assertEqual(add(wednesday, 0), wednesday)
        self.assertEqual(add(wednesday, 1), date(2026, 11, 26))
        self.assertEqual(add(wednesday, 2), date(2026, 11, 28))
        self.assertEqual(add(wednesday, 30), date(2026, 12, 30))

    def test_range_is_one_answer(self):
        days = self.company._sama_working_days("2026-11-21", "2026-11-27")
        self.assertEqual(len(days), 7)
        self.assertEqual([d for d in days if not days[d]], [date(2026, 11, 27)])

    def test_without_hours_only_leaves_close(self):
        self.calendar.attendance_ids.unlink()
        self.assertTrue(self.company._sama_is_working_day(date(2026, 11, 27)))
        self._close("2026-11-26 20:30:00", "2026-11-27 20:29:59")
        self.assertFalse(self.company._sama_is_working_day(date(2026, 11, 27)))

    def test_without_calendar_every_day_works(self):
        self.company.resource_calendar_id = False
        self.assertTrue(self.company._sama_is_working_day(date(2026, 11, 27)))

    def test_closed_for_ever_ends(self):
        self._close("2026-01-01 00:00:00", "2030-01-01 00:00:00")
        self.assertEqual(
            self.company._sama_next_working_day("2026-11-28"), date(2026, 11, 28)
        )
