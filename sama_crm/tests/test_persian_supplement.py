from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestPersianSupplement(TransactionCase):
    """Persian words laid over Odoo's own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.env["res.lang"]._get_code("fa_IR"):
            cls.env["res.lang"]._activate_and_install_lang("fa_IR")
        cls.supplement = cls.env["sama.persian.supplement"]
        cls.supplement._switch(True)
        cls.field = cls.env.ref("account.field_account_move__amount_residual")
        cls.view = cls.env.ref("sale.view_sales_order_filter")

    def _label(self):
        return self.field.with_context(lang="fa_IR").field_description

    def _terms(self):
        translations, _context = self.view.get_field_translations("arch_db", ["fa_IR"])
        return {term["source"]: term["value"] for term in translations}

    def _web(self, module, lang="fa_IR"):
        texts, _parameters = self.env["ir.http"]._get_translations_for_webclient(
            [module], lang
        )
        return {term["id"]: term["string"] for term in texts[module]["messages"]}

    def test_corrections(self):
        self.assertEqual(self._label(), "مانده")
        self.assertEqual(self._terms()["Late Activities"], "فعالیت‌های عقب‌افتاده")
        self.assertEqual(self._web("web")["Q4"], "زمستان")
        self.assertEqual(self._web("web")["Add rule"], "افزودن شرط")

    def test_english_is_untouched(self):
        self.assertEqual(
            self.field.with_context(lang="en_US").field_description, "Amount Due"
        )
        self.assertNotIn("Q4", self._web("web", "en_US"))

    def test_switched_off_odoo_comes_back(self):
        self.supplement._switch(False)
        self.assertEqual(self._label(), "مقدار سررسید")
        self.assertEqual(self._terms()["Late Activities"], "فعالیتهای اخیر")
        self.assertNotEqual(self._web("web")["Q4"], "زمستان")
        self.assertFalse(self.supplement._sync())
        self.supplement._switch(True)
        self.assertEqual(self._label(), "مانده")

    def test_own_edits_stay(self):
        self.field.update_field_translations(
            "field_description", {"fa_IR": "باقی‌مانده فاکتور"}
        )
        self.view.update_field_translations(
            "arch_db", {"fa_IR": {"Late Activities": "دیرشده‌ها"}}
        )
        self.supplement._switch(False)
        self.supplement._switch(True)
        self.assertEqual(self._label(), "باقی‌مانده فاکتور")
        self.assertEqual(self._terms()["Late Activities"], "دیرشده‌ها")

    def test_odoo_reloading_its_texts_keeps_ours(self):
        self.env["ir.module.module"]._load_module_terms(
            ["account"], ["fa_IR"], overwrite=True
        )
        self.assertEqual(self._label(), "مانده")

    def test_switch_in_the_settings(self):
        settings = self.env["res.config.settings"].create({})
        self.assertTrue(settings.sama_persian_supplement)
        settings.sama_persian_supplement = False
        settings.set_values()
        self.assertEqual(self._label(), "مقدار سررسید")
