from datetime import datetime, time, timedelta

from odoo.tests import HttpCase, tagged

from .common import SamaCommon


@tagged("post_install", "-at_install")
class TestFiscalOpeningUi(SamaCommon, HttpCase):
    """The three steps in a browser, in Persian, on whatever day it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fa_IR")
        cls.company.sama_follow_up_since = False
        Opening = cls.env["sama.fiscal.opening"]
        Opening.search([]).write({"state": "draft"})
        Opening.search([]).unlink()
        cls.admin.lang = "fa_IR"
        current = cls.env["sama.fiscal.year"]._sama_current(cls.company)
        before = current.date_from - timedelta(days=1)
        cls.env["sama.fiscal.year"]._sama_ensure(cls.company, before, before)
        cls.old, cls.new = Opening._sama_default_years(cls.company)
        cls.carried = cls._quotation("Comes Along")
        cls.unticked = cls._quotation("Stays Behind")

    @classmethod
    def _quotation(cls, name):
        order = cls._order(
            partner=cls._partner(name),
            date_order=datetime.combine(cls.old.date_from, time(9)),
            sama_follow_up_user_id=cls.agent.id,
        )
        order._sama_plan(cls.new.date_from)
        return order

    def test_three_steps(self):
        self.start_tour(
            "/odoo/my-desk", "sama_fiscal_opening_tour", login=self.admin.login
        )
        lines = self.env["sama.fiscal.opening.line"].search(
            [
                ("res_model", "=", "sale.order"),
                ("res_id", "in", (self.carried + self.unticked).ids),
            ]
        )
        result = {line.res_id: line.result for line in lines}
        self.assertEqual(result[self.carried.id], "undone")
        self.assertFalse(result[self.unticked.id])
        self.assertEqual(lines.to_year_id, self.new)
        self.assertEqual(self.carried.sama_fiscal_year_id, self.old)
