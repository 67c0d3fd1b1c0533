import re
from collections import Counter

from odoo.tests import TransactionCase, tagged

PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sdf]")
# The texts of attributes and of Python's strings are translated, nothing else.
STRUCTURE = re.compile(r"</?\w+[^>]*>|\{\{.*?\}\}")
TEXTS = re.compile(r"\b(title|aria-label)=\"[^\"]*\"|'[^']*'")
NOT_PERSIAN = re.compile("[يكى\u064b-\u064f\u0651-\u0652\u0640]")
TANVIN = "\u064b"


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

    def _files(self):
        modules = self.env["ir.module.module"]._installed()
        return [
            (module, row)
            for module in sorted(modules)
            if (path := self.supplement._path(module))
            for row in self.supplement._read(path)
        ]

    def test_placeholders_and_tags_are_kept(self):
        rows = self._files()
        self.assertGreater(len(rows), 1000)
        for module, row in rows:
            source, text = row["src"], row["value"]
            with self.subTest(module=module, source=source):
                for pattern in (PLACEHOLDER, STRUCTURE):
                    kept, found = (
                        Counter(TEXTS.sub("", part) for part in pattern.findall(each))
                        for each in (source, text)
                    )
                    self.assertEqual(kept, found)
                self.assertEqual(source.startswith("\n"), text.startswith("\n"))
                self.assertFalse(
                    NOT_PERSIAN.search(text.replace(TANVIN, "")), "letters"
                )

    def test_texts_of_the_browser_are_odoos(self):
        """A text that Odoo does not send any more helps nobody."""
        for module in ("web", "mail", "base_import"):
            sent = self._web(module)
            for source in self.supplement._web_terms(module):
                self.assertIn(source, sent)

    def test_fields_that_a_user_may_choose_are_persian(self):
        """Each of ours that the search offers to group by has a Persian name."""
        for name in ("res.partner", "sale.order", "account.move", "sama.customer"):
            infos = self.env[name].with_context(lang="fa_IR").fields_get()
            english = {
                field: info["string"]
                for field, info in infos.items()
                if field.startswith("sama_")
                and info.get("groupable")
                and not any("\u0600" <= letter <= "\u06ff" for letter in info["string"])
            }
            with self.subTest(model=name):
                self.assertFalse(english)

    def test_corrections(self):
        self.assertEqual(self._label(), "مانده")
        self.assertEqual(self._terms()["Late Activities"], "فعالیت‌های عقب‌افتاده")
        self.assertEqual(self._web("web")["Q4"], "زمستان")
        self.assertEqual(self._web("web")["Add rule"], "افزودن شرط")
        self.assertEqual(self._web("web")["Save current search"], "ذخیره جستجوی فعلی")
        view = self.env.ref("sale.sale_order_view_search_inherit_quotation")
        terms = view.get_field_translations("arch_db", ["fa_IR"])[0]
        self.assertEqual(
            [term["value"] for term in terms if term["source"] == "Create Date"],
            ["تاریخ ایجاد"],
        )

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

    def test_creation_is_told_in_one_language(self):
        """A cron has no language in its context, but a user who has one."""
        user = self.env.ref("base.user_root")
        user.lang = "fa_IR"
        Partner = self.env["res.partner"].with_user(user).with_context(lang=None)
        body = Partner.create({"name": "x"}).message_ids.body
        self.assertIn("مخاطب ایجاد شد", body)
