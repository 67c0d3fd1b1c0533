import re
from datetime import date, timedelta

import jdatetime

from odoo import fields
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged
from odoo.tools.misc import file_open

from ..jalali import calendar

FRIDAY = 4


@tagged("post_install", "-at_install")
class TestSharedCalendar(TransactionCase):
    """The browser's and the server's calendars are one."""

    def test_first_days_of_the_years(self):
        with file_open("sama_crm/static/tests/jalali/nowruz.js") as source:
            digits = "".join(re.findall(r'"(\d+)"', source.read()))
        self.assertEqual(len(digits), 1501 - 1178 + 1)
        for year, digit in enumerate(digits, start=1178):
            first = jdatetime.date(year, 1, 1).togregorian()
            self.assertEqual((first.month, first.day), (3, int(digit) + 19), year)


@tagged("post_install", "-at_install")
class TestJalaliWeb(HttpCase):
    """A Persian user types, picks, filters, groups and moves in Jalali."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in ("fa_IR", "en_US"):
            cls.env["res.lang"]._activate_lang(code)
        groups = "sales_team.group_sale_manager"
        cls.persian = new_test_user(
            cls.env, "persian", groups, lang="fa_IR", tz="Asia/Tehran"
        )
        cls.english = new_test_user(
            cls.env, "english", groups, lang="en_US", tz="Asia/Tehran"
        )
        cls.partner = cls.env["res.partner"].create({"name": "Sama"})
        cls.order = cls._create_order("SAMA-NEW", fields.Datetime.now())

    @classmethod
    def _create_order(cls, name, day):
        order = cls.env["sale.order"].create(
            {
                "name": name,
                "partner_id": cls.partner.id,
                "user_id": cls.persian.id,
                "validity_date": date(2025, 3, 20),
            }
        )
        order.date_order = day
        return order

    def _tour(self, name, url=None, login="persian"):
        url = url or f"/odoo/action-sale.action_quotations/{self.order.id}"
        self.start_tour(url, name, login=login)
        self.order.invalidate_recordset()

    def test_type(self):
        self.order.validity_date = False
        self._tour("sama_jalali_type")
        self.assertEqual(self.order.validity_date, date(2025, 3, 20))

    def test_refuse(self):
        self._tour("sama_jalali_refuse")
        self.assertEqual(self.order.validity_date, date(2025, 3, 20))

    def test_pick(self):
        self._tour("sama_jalali_pick")
        self.assertEqual(self.order.validity_date, date(2025, 3, 26))
        self._tour("sama_jalali_jump")
        self.assertEqual(self.order.validity_date, date(2023, 9, 22))
        self._tour("sama_jalali_english", login="english")
        self.assertEqual(self.order.validity_date, date(2025, 3, 20))

    def test_filter_and_group(self):
        old = self._create_order("SAMA-OLD", fields.Datetime.now() - timedelta(days=40))
        (self.order | old).state = "sale"
        self._tour("sama_jalali_search", "/odoo/action-sale.action_orders")

    def test_days_off_in_the_calendar(self):
        day = calendar.start_of(fields.Date.context_today(self.persian), "month")
        if day.weekday() == FRIDAY:
            day += timedelta(days=1)
        office = self.env.ref("sama_crm.calendar_office").copy()
        office.leave_ids.unlink()
        office._sama_close_days({day: "Closed"})
        self.env.company.resource_calendar_id = office
        self.persian.group_ids += self.env.ref("sama_crm.group_manager")
        self._tour(
            "sama_jalali_days_off", "/odoo/action-sama_crm.sale_order_action_goods"
        )

    def test_holidays_of_a_year(self):
        """Two clicks: the menu and Save; what was planned is offered for moving."""
        office = self.env.ref("sama_crm.calendar_office").copy()
        office.leave_ids.unlink()
        self.env.company.resource_calendar_id = office
        year = self.env["resource.calendar.holidays"]._default_year()
        day = calendar.to_gregorian(year, 4, 4)
        activity = self.order.activity_schedule(
            "sama_crm.mail_activity_type_follow_up", day, user_id=self.persian.id
        )
        self.persian.group_ids += self.env.ref("sama_crm.group_admin")
        self._tour(
            "sama_jalali_holidays",
            "/odoo/action-sama_crm.resource_calendar_holidays_action",
        )
        self.assertFalse(self.env.company._sama_is_working_day(day))
        self.assertGreater(activity.date_deadline, day)
        self.assertTrue(self.env.company._sama_is_working_day(activity.date_deadline))

    def _import(self, tour):
        """Run a tour in the import of orders; return what was imported."""
        partner = self.env["res.partner"].create({"name": "SAMA-IMPORT"})
        url = "/odoo/action-sale.action_quotations/import?active_model=sale.order"
        self._tour(tour, url)
        orders = self.env["sale.order"].search([("partner_id", "=", partner.id)])
        return orders.sorted("id").mapped("validity_date")

    def test_import(self):
        days = self._import("sama_jalali_import")
        self.assertEqual(days, [date(2026, 10, 25), date(2026, 11, 24)])

    def test_import_refuses_a_day_that_does_not_exist(self):
        self.assertFalse(self._import("sama_jalali_import_refused"))

    def test_calendar(self):
        self._tour("sama_jalali_calendar", "/odoo/action-sale.action_quotations")
