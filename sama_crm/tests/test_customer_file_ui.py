from odoo import fields
from odoo.tests import HttpCase, tagged

from .common_record import RecordCommon


@tagged("post_install", "-at_install")
class TestCustomerFileUi(RecordCommon, HttpCase):
    """From the list of customers to a new row, by keyboard, in Persian."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fa_IR")
        cls.agent.lang = "fa_IR"
        # The list shows these two first.
        today = fields.Date.today()
        cls._invoice([(cls.goods, 9e10)], invoice_date=today)
        cls._invoice([(cls.goods, 8e10)], partner=cls.partner2, invoice_date=today)

    def test_list_file_new_row(self):
        self.start_tour(
            "/odoo/sama-customers", "sama_customer_file", login=self.agent.login
        )
        gift, complaint = self.Record.search(
            [("partner_id", "=", self.partner.id)], order="id"
        )
        self.assertEqual(
            (gift.type, gift.item, gift.amount, gift.state),
            ("gift", "سبد گل", 250, "new"),
        )
        self.assertEqual(
            (complaint.type, complaint.subject, complaint.user_id),
            ("complaint", "صدای زیاد", self.agent),
        )

    def test_list_f4_walks(self):
        self.start_tour(
            "/odoo/sama-customers", "sama_customer_list_f4", login=self.agent.login
        )
        rows = self.Record.search(
            [("partner_id", "in", (self.partner | self.partner2).ids)]
        )
        self.assertEqual(set(rows.mapped("subject")), {"First", "Second"})
