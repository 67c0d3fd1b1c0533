from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, TransactionCase, new_test_user, tagged
from odoo.tools.convert import convert_file

from ..jalali import calendar as jalali
from ..tools.iran_holidays import LUNAR, fixed_holidays


@tagged("post_install", "-at_install")
class TestHolidays(TransactionCase):
    """Official holidays on a working calendar."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.office = cls.env.ref("sama_crm.calendar_office")
        cls.calendar = cls.office.copy({"name": "Ours", "global_leave_ids": False})
        cls.calendar.leave_ids.unlink()
        cls.company = cls.env["res.company"].create(
            {"name": "Holiday Co", "resource_calendar_id": cls.calendar.id}
        )
        cls.calendar.company_id = cls.company

    def _wizard(self, **values):
        return self.env["resource.calendar.holidays"].create(
            {"year": 1405, "calendar_id": self.calendar.id, **values}
        )

    def test_fixed_holidays(self):
        days = [jalali.to_jalali(day)[1:] for day, _name in fixed_holidays(1404)]
        self.assertEqual(
            days,
            [
                *((1, 1), (1, 2), (1, 3), (1, 4), (1, 12), (1, 13)),
                *((3, 14), (3, 15), (11, 22), (12, 29)),
            ],
        )
        last, _name = fixed_holidays(1403)[-1]
        self.assertEqual(last, date(2025, 3, 20))

    def test_office_hours_come_with_the_holidays_of_two_years(self):
        self.assertEqual(self.office.tz, "Asia/Tehran")
        self.assertFalse(self.office.company_id)
        self.assertFalse(self.office.sama_works_on_friday)
        self.assertFalse(
            self.env["res.company"].search(
                [("resource_calendar_id", "=", self.office.id)]
            )
        )
        count = len(self.office.leave_ids)
        self.assertGreaterEqual(count, 20)
        self.env["resource.calendar"]._sama_prepare_office_hours()
        self.assertEqual(len(self.office.leave_ids), count)

    def test_the_calendar_of_a_company_is_never_changed(self):
        """Neither installing nor upgrading writes on a calendar that is in use."""
        companies = self.env["res.company"].search([])
        calendars = companies.resource_calendar_id
        self.assertIn(self.calendar, calendars)

        def picture():
            self.env.flush_all()
            self.env.invalidate_all()
            return (
                companies.mapped("resource_calendar_id"),
                calendars.mapped("write_date"),
                calendars.attendance_ids.mapped(
                    lambda line: (line.dayofweek, line.hour_from, line.hour_to)
                ),
                calendars.leave_ids.mapped(lambda leave: (leave.name, leave.date_from)),
            )

        before = picture()
        convert_file(
            self.env,
            "sama_crm",
            "data/resource_calendar_data.xml",
            {},
            mode="init",
        )
        self.env["resource.calendar"]._sama_prepare_office_hours()
        self.assertEqual(picture(), before)

    def test_two_clicks(self):
        wizard = self._wizard()
        self.assertEqual(len(wizard.line_ids), 10 + len(LUNAR))
        self.assertEqual(len(wizard.line_ids.filtered("date")), 10)
        wizard.line_ids.filtered(lambda line: not line.date)[0].date = "2026-06-25"
        wizard.action_save()
        self.assertEqual(len(self.calendar.leave_ids), 11)
        self.assertFalse(self.company._sama_is_working_day("2026-06-25"))
        self.assertFalse(self.company._sama_is_working_day("2026-03-21"))
        again = self._wizard()
        self.assertEqual(len(again.line_ids.filtered("is_closed")), 10)
        again.action_save()
        self.assertEqual(len(self.calendar.leave_ids), 11)

    def test_the_form_follows_the_year(self):
        with Form(self.env["resource.calendar.holidays"]) as form:
            form.calendar_id = self.calendar
            form.year = 1403
        self.assertEqual(len(form.record.line_ids.filtered("date")), 11)

    def test_a_date_of_another_year_is_refused(self):
        wizard = self._wizard()
        wizard.line_ids[-1].date = "2025-06-25"
        with self.assertRaises(UserError):
            wizard.action_save()

    @freeze_time("2026-02-10")
    def test_the_next_year_is_offered_from_bahman(self):
        self.assertEqual(self.env["resource.calendar.holidays"]._default_year(), 1405)

    def test_planned_follow_ups_are_offered_for_moving(self):
        agent = new_test_user(self.env, "holiday_agent", "sama_crm.group_agent")
        agent.write(
            {"company_ids": [Command.link(self.company.id)], "company_id": self.company}
        )
        buyer = self.env["res.partner"].create({"name": "Buyer"})
        order = self.env["sale.order"].create(
            {"partner_id": buyer.id, "company_id": self.company.id, "user_id": agent.id}
        )
        activity = order.activity_schedule(
            "sama_crm.mail_activity_type_follow_up", date(2026, 6, 4), user_id=agent.id
        )
        other = order.activity_schedule(
            "mail.mail_activity_data_todo", date(2026, 6, 4), user_id=agent.id
        )
        wizard = self._wizard()
        action = wizard.action_save()
        self.assertEqual(action["res_id"], wizard.id)
        self.assertEqual(wizard.planned_count, 1)
        wizard.action_move()
        # 14 and 15 Khordad 1405 are Thursday and Friday
        self.assertEqual(activity.date_deadline, date(2026, 6, 6))
        self.assertEqual(other.date_deadline, date(2026, 6, 4))
        self.assertEqual(order.sama_next_follow_up_date, date(2026, 6, 6))

    def test_only_the_administrator(self):
        agent = new_test_user(self.env, "holiday_agent", "sama_crm.group_agent")
        wizard = self._wizard()
        with self.assertRaises(UserError):
            wizard.with_user(agent).action_save()
        admin = new_test_user(self.env, "holiday_admin", "sama_crm.group_admin")
        admin.write(
            {"company_ids": [Command.link(self.company.id)], "company_id": self.company}
        )
        wizard = (
            self.env["resource.calendar.holidays"]
            .with_user(admin)
            .create({"year": 1405, "calendar_id": self.calendar.id})
        )
        wizard.action_save()
        self.assertEqual(len(self.calendar.leave_ids), 10)

    def test_friday_is_warned_about(self):
        self.calendar.attendance_ids = [
            Command.create(
                {
                    "name": "Friday",
                    "dayofweek": "4",
                    "hour_from": 8,
                    "hour_to": 12,
                    "day_period": "morning",
                }
            )
        ]
        self.assertTrue(self._wizard().works_on_friday)
