from datetime import date, datetime

import pytz
from freezegun import freeze_time

from odoo.fields import Domain
from odoo.orm import domains
from odoo.tests import TransactionCase, new_test_user, tagged

from .. import jalali
from ..jalali import smart_dates


@tagged("post_install", "-at_install")
class TestJalaliSmartDates(TransactionCase):
    """Relative dates of domains whose months and years are Jalali."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tehran = cls.env(context={"tz": "Asia/Tehran", "lang": "en_US"})

    def _day(self, text, env=None):
        return domains.parse_date(text, env or self.tehran)

    @freeze_time("2026-11-24 09:00:00")
    def test_periods(self):
        """3 Azar 1405."""
        for text, day in (
            ("today =1jd", date(2026, 11, 22)),  # 1 Azar
            ("today =1jd -1jm", date(2026, 10, 23)),  # 1 Aban
            ("today =1jm =1jd", date(2026, 3, 21)),  # 1 Farvardin
            ("today =1jd -12jm", date(2025, 11, 22)),  # 1 Azar 1404
            ("today +1jy", date(2027, 11, 24)),
            ("today =1403jy =12jm =30jd", date(2025, 3, 20)),
            ("today =1404jy =12jm =30jd", date(2026, 3, 20)),  # 29 days
            ("today =1jd +1d", date(2026, 11, 23)),
            ("today =1jd -2w", date(2026, 11, 8)),
            ("today -1d =1jd", date(2026, 11, 22)),
        ):
            with self.subTest(text=text):
                self.assertEqual(self._day(text), day)

    def test_day_edge_in_tehran(self):
        """The month begins at midnight in Tehran, 20:30 UTC."""
        for moment, day in (
            ("2026-11-21 20:29:59", date(2026, 10, 23)),
            ("2026-11-21 20:30:00", date(2026, 11, 22)),
            # In 1400 there was summer time: 31 Farvardin ended at 19:30 UTC.
            ("2021-04-20 19:29:59", date(2021, 3, 21)),
            ("2021-04-20 19:30:00", date(2021, 4, 21)),
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                self.assertEqual(self._day("today =1jd"), day)

    @freeze_time("2026-11-24 09:00:00")
    def test_instants(self):
        midnight = self._day("now =1jd")
        self.assertIsInstance(midnight, datetime)
        self.assertEqual(midnight.replace(tzinfo=None), datetime(2026, 11, 22))
        later = self._day("now +1jm").astimezone(pytz.utc)
        self.assertEqual(later.replace(tzinfo=None), datetime(2026, 12, 24, 9))

    @freeze_time("2026-11-24 09:00:00")
    def test_odoo_terms_are_odoos(self):
        for text in ("today =1d", "today -7d", "=1m", "today =monday", "2026-11-24"):
            with self.subTest(text=text):
                core = smart_dates.core_parse_date(text, self.tehran)
                self.assertEqual(self._day(text), core)
        self.assertEqual(self._day("today =1d"), date(2026, 11, 1))
        for text in ("today =1jx", "today =1jd tuesday", "jd", "today =jd"):
            with self.subTest(text=text), self.assertRaises(ValueError):
                self._day(text)

    @freeze_time("2026-11-24 09:00:00")
    def test_search(self):
        partner = self.env["res.partner"].create({"name": "Smart"})
        orders = self.env["sale.order"].create(
            [{"partner_id": partner.id} for _moment in range(3)]
        )
        moments = ("2026-11-21 20:29:59", "2026-11-21 20:30:00", "2026-11-24 20:30:00")
        for order, moment in zip(orders, moments, strict=True):
            order.date_order = moment
        domain = [
            ("partner_id", "=", partner.id),
            ("date_order", ">=", "today =1jd"),
            ("date_order", "<", "today +1d"),
        ]
        model = self.env["sale.order"].with_env(self.tehran)
        self.assertEqual(model.search(domain), orders[1])
        self.assertTrue(Domain(domain).validate(model) is None)

    def test_uninstalling_leaves_filters_that_load(self):
        user = new_test_user(self.env, "smart", "sales_team.group_sale_manager")
        saved = self.env["ir.filters"].create(
            {
                "name": "This month",
                "model_id": "sale.order",
                "domain": '["&", ("date_order", ">=", "today =1jd -1jm"),'
                ' ("date_order", "<", "today =1jd")]',
                "user_ids": [user.id],
            }
        )
        jalali.hooks.rewrite_filters(self.env)
        self.assertEqual(
            saved.domain,
            '["&", ("date_order", ">=", "today =1d -1m"),'
            ' ("date_order", "<", "today =1d")]',
        )
