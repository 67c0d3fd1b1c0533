import json
from datetime import timedelta
from urllib.parse import quote

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import SamaCommon


@tagged("post_install", "-at_install")
class TestDeskUi(SamaCommon, HttpCase):
    """The desk in a browser, in Persian, on days relative to today."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sama_follow_up_since = False
        cls.env["res.lang"]._activate_lang("fa_IR")
        (cls.agent + cls.manager).lang = "fa_IR"
        cls.late = cls._quotation("Late Customer", -2)
        cls._quotation("Today Customer", 0)
        cls._quotation("Later Customer", 3)
        free = cls._partner("Free Customer", phone="02133445566")
        cls._order(partner=free, sama_follow_up_user_id=False, user_id=False)

    @classmethod
    def _quotation(cls, name, days):
        # The day of an agent in Tehran, whatever day the server has.
        today = fields.Date.context_today(cls.env["sale.order"].with_user(cls.agent))
        return cls._order(
            partner=cls._partner(name, phone="09121234567"),
            sama_follow_up_user_id=cls.agent.id,
            sama_next_follow_up_date=today + timedelta(days=days),
        )

    def test_morning_of_a_follower(self):
        self.start_tour("/odoo", "sama_crm_desk", login=self.agent.login)
        desk = self.env["sama.desk"].with_user(self.agent)
        self.assertFalse(desk.take_day_notice())

    def test_bell(self):
        self.start_tour("/odoo/my-desk", "sama_crm_desk_bell", login=self.agent.login)

    @mute_logger("odoo.addons.rpc.controllers.jsonrpc")
    def test_colleagues_act_comes_by_the_bus(self):
        today = fields.Date.context_today(self.late.with_user(self.agent))
        values = {
            "description": "I called",
            "next_date": fields.Date.to_string(today + timedelta(days=5)),
        }
        call = [
            *(self.env.cr.dbname, self.manager.id, self.manager.login),
            *("sale.order", "sama_follow_up", [self.late.ids], values),
        ]
        self.start_tour(
            "/odoo/my-desk",
            "sama_crm_desk_bus",
            login=self.agent.login,
            cookies={"sama_colleague": quote(json.dumps(call))},
        )
        self.env.invalidate_all()
        self.assertEqual(self.late.sama_last_follow_up_id.user_id, self.manager)

    def test_manager(self):
        self.start_tour(
            "/odoo/my-desk", "sama_crm_desk_manager", login=self.manager.login
        )


@tagged("post_install", "-at_install")
class TestDeskOnPhone(TestDeskUi):
    browser_size = "390x844"
    touch_enabled = True

    test_morning_of_a_follower = test_bell = test_manager = None
    test_colleagues_act_comes_by_the_bus = None

    def test_one_column(self):
        self.assertTrue(self.env["sama.desk"].with_user(self.agent).take_day_notice())
        self.start_tour("/odoo/my-desk", "sama_crm_desk_phone", login=self.agent.login)
