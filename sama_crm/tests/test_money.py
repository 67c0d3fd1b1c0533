from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestMoney(TransactionCase):
    """Amounts with their unit, in digits and words."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in ("fa_IR", "en_US"):
            cls.env["res.lang"]._activate_lang(code)
        cls.env["res.lang"]._lang_get("fa_IR").write(
            {"sama_calendar": "persian", "sama_numbering": "arabext"}
        )
        cls.rial = cls.env.ref("base.IRR")
        cls.rial.write({"active": True, "rounding": 1})
        cls.toman = cls.env.ref("sama_crm.display_unit_toman")
        cls.toman.with_context(lang="fa_IR").name = "تومان"
        cls.company = cls.env["res.company"].create(
            {"name": "Rial Co", "currency_id": cls.rial.id}
        )

    def test_rial_has_its_names_and_no_decimals(self):
        self.assertEqual(self.rial.symbol, "ریال")
        rial = self.rial.with_context(lang="en_US")
        self.assertEqual(rial.currency_unit_label, "Rial")
        self.assertEqual(rial.decimal_places, 0)
        self.assertEqual(
            self.rial._sama_format(12500000, lang_code="fa_IR"), "۱۲٬۵۰۰٬۰۰۰\xa0ریال"
        )

    def test_a_used_rial_is_not_rounded_anew(self):
        self.rial.rounding = 0.01
        with (
            patch.object(type(self.rial), "_has_accounting_entries", lambda self: True),
            self.assertLogs("odoo.addons.sama_crm", "WARNING"),
        ):
            self.env["res.currency"]._sama_prepare_rial()
            self.assertTrue(self.rial.sama_has_idle_decimals)
        self.assertEqual(self.rial.rounding, 0.01)
        self.env["res.currency"]._sama_prepare_rial()
        self.assertEqual(self.rial.rounding, 1)

    def test_names_that_somebody_chose_stay(self):
        self.rial.symbol = "R"
        self.env["res.currency"]._sama_prepare_rial()
        self.assertEqual(self.rial.symbol, "R")

    def test_names_are_given_back(self):
        self.env["res.currency"]._sama_restore_rial()
        self.assertEqual(self.rial.symbol, "﷼")

    def test_toman(self):
        for amount, shown in (
            (12500000, "۱٬۲۵۰٬۰۰۰\xa0تومان"),
            (12500005, "۱٬۲۵۰٬۰۰۰٫۵\xa0تومان"),
            (-10, "-۱\xa0تومان"),
            (0, "۰\xa0تومان"),
        ):
            self.assertEqual(self.toman._sama_format(amount, lang_code="fa_IR"), shown)
        self.assertEqual(
            self.toman._sama_format(12500000, with_name=False, lang_code="en_US"),
            "1,250,000",
        )

    def test_the_company_chooses(self):
        self.assertEqual(self.rial._sama_unit_name(self.company), "ریال")
        self.company.sama_display_unit_id = self.toman
        rial = self.rial.with_context(lang="fa_IR")
        self.assertEqual(rial._sama_unit_name(self.company), "تومان")
        self.assertEqual(rial._sama_format(10, self.company), "۱\xa0تومان")
        # another currency is never shown in it
        euro = self.env.ref("base.EUR")
        self.assertIn("€", euro._sama_format(10, self.company))

    def test_a_unit_of_another_currency_is_refused(self):
        with self.assertRaises(ValidationError):
            self.company.write(
                {
                    "sama_display_unit_id": self.toman.id,
                    "currency_id": self.env.ref("base.EUR").id,
                }
            )

    def test_removal_of_zeros_is_data(self):
        new = self.env["sama.display.unit"].create(
            {"name": "New", "currency_id": self.rial.id, "divisor": 10000}
        )
        self.assertEqual(
            new._sama_format(12345678, lang_code="en_US"), "1,234.5678\xa0New"
        )

    def test_words(self):
        words = self.rial._sama_amount_to_words
        self.assertEqual(words(12500000, "fa_IR"), "دوازده میلیون و پانصد هزار ریال")
        self.assertEqual(words(0, "fa_IR"), "صفر ریال")
        self.assertEqual(words(-21, "fa_IR"), "منفی بیست و یک ریال")
        self.assertEqual(words(0.1 + 0.2, "fa_IR"), "صفر ریال")
        self.assertEqual(words(1001000000, "fa_IR"), "یک میلیارد و یک میلیون ریال")
        dollar = self.env.ref("base.USD")
        dollar.with_context(lang="fa_IR").write({"currency_unit_label": "دلار آمریکا"})
        self.assertEqual(
            dollar._sama_amount_to_words(12.5, "fa_IR"),
            "دوازده دلار آمریکا و پنجاه سنت",
        )
        self.assertIn("Dollars", dollar._sama_amount_to_words(12, "en_US"))

    def test_quotation_prints_what_a_persian_buyer_expects(self):
        buyer = self.env["res.partner"].create(
            {
                "name": "خریدار",
                "lang": "fa_IR",
                "vat": "411111111111",
                "zip": "1234567890",
            }
        )
        product = self.env["product.product"].create({"name": "کالا"})
        order = self.env["sale.order"].create(
            {
                "partner_id": buyer.id,
                "date_order": "2025-03-20 08:00:00",
                "order_line": [
                    (0, 0, {"product_id": product.id, "price_unit": 100, "tax_ids": []})
                ],
            }
        )
        report = self.env["ir.actions.report"]
        html = report._render_qweb_html("sale.report_saleorder", order.ids)[0].decode()
        self.assertIn("۱۴۰۳/۱۲/۳۰", html)
        self.assertIn("411111111111", html)
        self.assertIn("1234567890", html)
        self.assertIn("sama_signatures", html)
        self.assertIn("صد ", html)
        self.assertNotIn("2025/03/20", html)
        buyer.lang = "en_US"
        html = report._render_qweb_html("sale.report_saleorder", order.ids)[0].decode()
        self.assertNotIn("sama_signatures", html)
        self.assertIn("03/20/2025", html)
