from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields, http
from odoo.tests import HttpCase, tagged

from ..jalali import calendar
from .common import SamaCommon

LIST = "/odoo/sama-quotations"


class F4Common(SamaCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env["res.lang"]._activate_lang("fa_IR")
        cls.company.sama_follow_up_since = False
        users = cls.agent + cls.agent_salesman + cls.salesman
        for user in users:
            user.password = user.login
        users.lang = "en_US"
        cls.today = today = fields.Date.context_today(
            cls.env["sale.order"].with_user(cls.agent)
        )
        cls.first, cls.second, cls.third = cls.orders = cls.env["sale.order"].union(
            *[
                cls._order(
                    name=f"SAMA-{letter}",
                    sama_follow_up_user_id=cls.agent.id,
                    user_id=cls.agent_salesman.id,
                    sama_next_follow_up_date=today - timedelta(days=days),
                    partner_id=cls._partner(f"Customer {letter}").id,
                )
                for letter, days in (("A", 3), ("B", 2), ("C", 1))
            ]
        )

    def _tour(self, name, url=LIST, user=None):
        self.start_tour(url, f"sama_f4_{name}", login=(user or self.agent).login)
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestF4(F4Common):
    def test_walk_by_keyboard_alone(self):
        self._tour("walk")
        logs = self.orders.sama_follow_up_ids
        self.assertEqual(len(logs), 3)
        self.assertEqual(
            [order.sama_last_outcome_id.sequence for order in self.orders],
            [70, 80, 10],
        )
        self.assertEqual(self.third.sama_last_description, "Waits for the director")
        today = fields.Date.context_today(self.first.with_user(self.agent))
        self.assertTrue(
            all(order.sama_next_follow_up_date >= today for order in self.orders)
        )

    def test_walk_in_persian(self):
        self.agent.lang = "fa_IR"
        self._tour("walk")
        self.assertEqual(len(self.orders.sama_follow_up_ids), 3)

    def test_draft_problems_void(self):
        self._tour("draft")
        self.assertEqual(self.first.state, "cancel")
        self.assertEqual(self.first.sama_last_follow_up_id.description, "Half a sen")

    def test_form(self):
        self._tour("form", f"/odoo/sales/{self.first.id}", self.agent_salesman)
        self.assertEqual(self.first.state, "cancel")
        self.assertEqual(self.first.sama_void_reason_id.kind, "price")
        self.assertEqual(self.first.sama_follow_up_count, 2)

    def test_kanban(self):
        self._tour("kanban", f"{LIST}?view_type=kanban")

    def test_calendar(self):
        # In the month that the calendar opens.
        self.third.sama_next_follow_up_date = self.today
        self._tour("calendar", f"{LIST}?view_type=calendar")
        self.assertEqual(self.third.sama_follow_up_count, 1)

    def test_next_month(self):
        for lang, expected in (
            ("en_US", lambda day: day + relativedelta(months=1)),
            ("fa_IR", lambda day: calendar.add(day, "month", 1)),
        ):
            with self.subTest(lang=lang):
                self.agent.lang = lang
                self.first.sama_next_follow_up_date = self.today - timedelta(days=3)
                self._tour("month")
                self.assertEqual(
                    self.first.sama_next_follow_up_date, expected(self.today)
                )

    def test_file(self):
        self._tour("file")
        file = self.first.message_ids.attachment_ids
        self.assertEqual((file.name, file.raw), ("offer.txt", b"Dear Sir"))

    def test_several(self):
        dates = self.orders.mapped("sama_next_follow_up_date")
        self._tour("several")
        self.assertEqual(self.orders.mapped("sama_follow_up_count"), [1, 1, 0])
        self.assertEqual(self.orders.mapped("sama_next_follow_up_date"), dates)

    def test_outsider_gets_a_message(self):
        self.orders.user_id = self.salesman
        self._tour("outsider", "/odoo/sales", self.salesman)


@tagged("post_install", "-at_install")
class TestF4Phone(F4Common):
    browser_size = "390x844"
    touch_enabled = True

    def test_phone(self):
        self._tour("phone")
        self.assertEqual(self.first.sama_follow_up_count, 1)

    def test_phone_in_persian(self):
        self.agent.lang = "fa_IR"
        self._tour("phone")
        self.assertEqual(self.first.sama_follow_up_count, 1)


@tagged("post_install", "-at_install")
class TestPortalDecline(F4Common):
    def test_customers_words_are_the_reason(self):
        self.first.require_signature = True
        self.first.validity_date = False
        token = self.first._portal_ensure_token()
        self.authenticate(None, None)
        response = self.url_open(
            f"/my/orders/{self.first.id}/decline",
            data={
                "access_token": token,
                "decline_message": "Found it cheaper",
                "csrf_token": http.Request.csrf_token(self),
            },
        )
        self.assertEqual(response.status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(self.first.state, "cancel")
        log = self.first.sama_last_follow_up_id
        self.assertEqual(log.description, "Found it cheaper")
        self.assertEqual(log.channel, "portal")
        self.assertEqual(log.void_reason_id.kind, "declined")
        self.assertFalse(log.user_id)
