import sys
from contextlib import contextmanager
from datetime import date, datetime
from unittest.mock import patch

from odoo import tools
from odoo.fields import Command
from odoo.orm import domains
from odoo.tests import HttpCase, tagged
from odoo.tools import misc

from .. import jalali
from ..jalali import optional, rebinding, smart_dates, text
from .test_jalali_buckets import JalaliCase

DAY = date(2025, 3, 20)  # Thursday 1403/12/30


class JalaliTextCase(JalaliCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fa = cls.env(context={"lang": "fa_IR", "tz": "Asia/Tehran"})
        cls.en = cls.env(context={"lang": "en_US", "tz": "Asia/Tehran"})
        cls.env.user.tz = "Asia/Tehran"


@tagged("post_install", "-at_install")
class TestJalaliFormat(JalaliTextCase):
    """Odoo's formatting functions, in the reader's calendar."""

    def test_format_date(self):
        show = misc.format_date
        self.assertEqual(show(self.fa, DAY), "۱۴۰۳/۱۲/۳۰")
        self.assertEqual(show(self.fa, "2025-03-20"), "۱۴۰۳/۱۲/۳۰")
        self.assertEqual(show(self.fa, DAY, date_format="long"), "۳۰ اسفند ۱۴۰۳")
        self.assertEqual(show(self.fa, DAY, date_format="MMMM yyyy"), "اسفند ۱۴۰۳")
        self.assertEqual(show(self.en, DAY, lang_code="fa_IR"), "۱۴۰۳/۱۲/۳۰")
        self.assertEqual(show(self.fa, False), "")
        self.assertEqual(show(self.fa, "20"), "")

    def test_format_date_of_a_moment_is_the_readers_day(self):
        before, after = "2025-03-20 20:29:00", "2025-03-20 20:30:00"
        self.assertEqual(misc.format_date(self.fa, before), "۱۴۰۳/۱۲/۳۰")
        self.assertEqual(misc.format_date(self.fa, after), "۱۴۰۴/۰۱/۰۱")
        self.assertEqual(
            misc.format_date(self.fa, datetime(2025, 3, 20, 20, 30)), "۱۴۰۴/۰۱/۰۱"
        )

    def test_format_datetime(self):
        moment = datetime(2025, 3, 20, 20, 30, 5)
        show = misc.format_datetime
        self.assertEqual(show(self.fa, moment), "۱۴۰۴/۰۱/۰۱ ۰۰:۰۰:۰۵")
        self.assertEqual(show(self.fa, moment, tz="UTC"), "۱۴۰۳/۱۲/۳۰ ۲۰:۳۰:۰۵")
        self.assertEqual(
            show(self.fa, moment, dt_format="d MMMM HH:mm"), "۱ فروردین ۰۰:۰۰"
        )
        self.assertIn("۱ فروردین ۱۴۰۴", show(self.fa, moment, dt_format="long"))

    def test_machine_patterns_stay_latin_and_gregorian(self):
        self.assertEqual(
            misc.format_date(self.fa, DAY, date_format="yyyy-MM-dd"), "2025-03-20"
        )
        self.assertEqual(
            misc.format_datetime(
                self.fa, datetime(2025, 3, 20), tz="UTC", dt_format="yyyy-MM-dd HH:mm"
            ),
            "2025-03-20 00:00",
        )

    def test_numbers(self):
        currency = self.env.ref("base.IRR")
        currency.write({"symbol": "Rls.", "position": "after", "rounding": 1})
        self.assertEqual(
            misc.format_amount(self.fa, 12500000, currency), "۱۲٬۵۰۰٬۰۰۰\xa0Rls."
        )
        self.assertEqual(misc.formatLang(self.fa, 1234.5), "۱٬۲۳۴٫۵۰")
        self.assertEqual(misc.formatLang(self.en, 1234.5), "1,234.50")

    def test_english_reader_is_unchanged(self):
        for value in (DAY, "2025-03-20", datetime(2025, 3, 20, 23)):
            self.assertEqual(
                misc.format_date(self.en, value), text.core_format_date(self.en, value)
            )
        self.assertEqual(misc.format_date(self.en, DAY), "03/20/2025")

    def test_gregorian_persian_language(self):
        self.persian.sama_calendar = "gregorian"
        self.assertEqual(misc.format_date(self.fa, DAY), "۲۰۲۵/۰۳/۲۰")
        self.persian.sama_numbering = "latn"
        self.assertEqual(misc.format_date(self.fa, DAY), "2025/03/20")

    def test_rewritten_texts(self):
        def show(line):
            return text.rewrite_dates(self.fa, line)

        self.assertEqual(show("مهلت: 2025/03/20"), "مهلت: ۱۴۰۳/۱۲/۳۰")
        self.assertEqual(show("2025/03/20 at (04:30)"), "۱۴۰۳/۱۲/۳۰ at (۰۴:۳۰)")
        self.assertEqual(show("S/2025/03/201"), "S/2025/03/201")
        self.assertEqual(text.rewrite_dates(self.en, "2025/03/20"), "2025/03/20")


@tagged("post_install", "-at_install")
class TestJalaliRebinding(JalaliTextCase):
    """Names of Odoo are bound once, and given back."""

    def test_names_are_bound_everywhere(self):
        from odoo.addons.base.models import ir_qweb_fields
        from odoo.addons.sale.models import sale_order_line

        for module in (misc, tools, ir_qweb_fields, sale_order_line):
            self.assertIs(module.format_date, text.format_date)

    def test_last_database_restores_odoo(self):
        rebinding.apply("another")
        databases = set(rebinding._databases)
        try:
            for name in databases - {"another"}:
                rebinding.restore(name)
            self.assertIs(misc.format_date, text.format_date)
            rebinding.restore("another")
            for name, (core, _ours) in rebinding.FUNCTIONS.items():
                self.assertIs(getattr(sys.modules[core.__module__], name), core)
            self.assertIs(tools.format_date, text.core_format_date)
            self.assertIs(domains.parse_date, smart_dates.core_parse_date)
        finally:
            for name in databases - {"another"}:
                rebinding.apply(name)
        self.assertIs(misc.format_date, text.format_date)

    def test_uninstalling_restores_after_the_commit(self):
        jalali.uninstall_hook(self.env)
        self.assertIs(misc.format_date, text.format_date)
        databases = set(rebinding._databases)
        try:
            self.env.cr.postcommit.run()
            self.assertNotIn(self.env.cr.dbname, rebinding._databases)
        finally:
            for name in databases:
                rebinding.apply(name)
            optional.patch(self.env)

    def test_database_without_the_addon(self):
        class Data(dict):
            def __getattr__(self, name):
                return self[name]

        lang = Data(code="fa_IR", date_format="%Y/%m/%d", id=1)
        self.patch(misc, "get_lang", lambda env, code=None: lang)
        self.assertEqual(text.reader(self.fa)[1:], (False, False))
        self.assertEqual(misc.format_date(self.fa, DAY), "2025/03/20")

    def test_optional_models_are_wrapped_and_given_back(self):
        if "project.update" not in self.env:
            self.skipTest("project is not installed")
        model_class = self.env.registry["project.update"]
        self.assertTrue(hasattr(model_class.create, "sama_jalali_origin"))
        optional.unpatch(self.env)
        self.assertFalse(hasattr(model_class.create, "sama_jalali_origin"))
        optional.patch(self.env)
        project = self.fa["project.project"].create({"name": "Dated"})
        update = self.fa["project.update"].create(
            {
                "name": "وضعیت - 2025/03/20",
                "project_id": project.id,
                "status": "on_track",
            }
        )
        self.assertEqual(update.name, "وضعیت - ۱۴۰۳/۱۲/۳۰")


@tagged("post_install", "-at_install")
class TestJalaliQweb(JalaliTextCase):
    """Fields of QWeb in the reader's calendar and digits."""

    def _html(self, kind, value, env=None, **options):
        field = (env or self.fa)[f"ir.qweb.field.{kind}"]
        return str(field.value_to_html(value, options))

    def test_date(self):
        self.assertEqual(self._html("date", DAY), "۱۴۰۳/۱۲/۳۰")
        self.assertEqual(self._html("date", DAY, format="d MMM"), "۳۰ اسفند")
        self.assertEqual(self._html("date", DAY, self.en), "03/20/2025")
        self.assertEqual(self._html("date", False), "")

    def test_datetime(self):
        moment = datetime(2025, 3, 20, 20, 30, 5)
        self.assertEqual(self._html("datetime", moment), "۱۴۰۴/۰۱/۰۱ ۰۰:۰۰:۰۵")
        self.assertEqual(
            self._html("datetime", moment, hide_seconds=True), "۱۴۰۴/۰۱/۰۱ ۰۰:۰۰"
        )
        self.assertEqual(self._html("datetime", moment, date_only=True), "۱۴۰۴/۰۱/۰۱")
        self.assertEqual(self._html("datetime", moment, time_only=True), "۰۰:۰۰:۰۵")
        self.assertEqual(
            self._html("datetime", moment, tz_name="UTC"), "۱۴۰۳/۱۲/۳۰ ۲۰:۳۰:۰۵"
        )
        self.assertEqual(
            self._html("datetime", "2025-03-20 20:30:05", format="EEEE d MMMM"),
            "جمعه ۱ فروردین",
        )
        self.assertEqual(
            self._html("datetime", moment, self.en), "03/21/2025 12:00:05 AM"
        )

    def test_what_the_editor_reads_back_stays(self):
        options = {"inherit_branding": True}
        self.assertEqual(self._html("date", DAY, **options), "2025/03/20")
        self.assertEqual(
            self._html("datetime", datetime(2025, 3, 20, 8), **options),
            "2025/03/20 11:30:00",
        )
        self.assertEqual(self._html("integer", 1200, **options), "1,200")

    def test_numbers(self):
        self.assertEqual(self._html("integer", 1200), "۱٬۲۰۰")
        self.assertEqual(self._html("float", 1234.5, precision=2), "۱٬۲۳۴٫۵۰")
        self.assertEqual(self._html("float_time", 1.5), "۰۱:۳۰")
        self.assertEqual(self._html("float", 1234.5, self.en, precision=2), "1,234.50")
        self.assertIn("۳", self._html("duration", 3, unit="hour"))

    def test_amount_keeps_its_markup(self):
        currency = self.env.ref("base.USD")
        html = self._html("monetary", 12.5, display_currency=currency, label_price=True)
        self.assertIn('style="font-size:0.5em">۵۰</span>', html)
        self.assertIn("۱۲٫</span>", html)

    def test_mail_template(self):
        template = self.env["mail.template"].create(
            {
                "name": "Dated",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "lang": "{{ object.lang }}",
                "body_html": "<p t-out=\"format_date('2025-03-20')\"/>"
                "<p t-out=\"format_datetime('2025-03-20 20:30:00', "
                "tz='Asia/Tehran')\"/>",
            }
        )
        self.customer.lang = "fa_IR"
        body = template._render_field(
            "body_html", self.customer.ids, compute_lang=True
        )[self.customer.id]
        self.assertIn("۱۴۰۳/۱۲/۳۰", body)
        self.assertIn("۱۴۰۴/۰۱/۰۱ ۰۰:۰۰:۰۰", body)
        self.customer.lang = "en_US"
        body = template._render_field(
            "body_html", self.customer.ids, compute_lang=True
        )[self.customer.id]
        self.assertIn("03/20/2025", body)

    def test_activity_mail(self):
        user = self.env["res.users"].create(
            {"name": "Reader", "login": "jalali_reader", "email": "r@example.com"}
        )
        user.lang = "fa_IR"
        with self.mock_mails() as mails:
            self.customer.activity_schedule(
                "mail.mail_activity_data_todo", DAY, user_id=user.id
            )
        self.assertTrue(mails)
        self.assertIn("۱۴۰۳/۱۲/۳۰", mails[-1])
        self.assertNotIn("2025/03/20", mails[-1])

    @contextmanager
    def mock_mails(self):
        """Collect the bodies of the mails that are created."""
        bodies = []
        mail_class = type(self.env["mail.mail"])
        origin = mail_class.create

        def create(records, vals_list):
            created = origin(records, vals_list)
            bodies.extend(str(mail.body_html) for mail in created)
            return created

        with patch.object(mail_class, "create", create):
            yield bodies

    def test_digest(self):
        digest = self.env["digest.digest"].search([], limit=1)
        self.env.user.lang = "fa_IR"
        with self.mock_mails() as mails:
            digest._action_send_to_user(self.env.user)
        self.assertRegex(mails[-1], "[۰-۹] [^ ]+ ۱۴[۰-۹]{2}")

    def test_accounting_dashboard(self):
        journals = self.fa["account.journal"].search([])
        sale = journals.filtered(lambda journal: journal.type == "sale")[:1]
        bank = journals.filtered(lambda journal: journal.type == "bank")[:1]
        graphs = bank._get_bank_cash_graph_data()
        graphs |= sale._get_sale_purchase_graph_data()
        self.assertRegex(graphs[sale.id][0]["values"][3]["label"], "[۰-۹]+ .*- [۰-۹]+")
        names = [value["name"] for value in graphs[bank.id][0]["values"]]
        self.assertTrue(names)
        for name in names:
            self.assertRegex(name, "^[۰-۹]+ [^ ]+ ۱۴[۰-۹]{2}$")


@tagged("post_install", "-at_install")
class TestJalaliPortal(HttpCase):
    """Pages of the portal, without a login."""

    def test_quotation_page(self):
        for code in ("fa_IR", "en_US"):
            self.env["res.lang"]._activate_lang(code)
        self.env["res.lang"]._lang_get("fa_IR").write(
            {"sama_calendar": "persian", "sama_numbering": "arabext"}
        )
        buyer = self.env["res.partner"].create({"name": "Buyer"})
        product = self.env["product.product"].create({"name": "Thing"})
        order = self.env["sale.order"].create(
            {
                "partner_id": buyer.id,
                "date_order": "2025-03-20 08:00:00",
                "validity_date": "2025-04-01",
                "order_line": [Command.create({"product_id": product.id})],
            }
        )
        order.state = "sent"
        url = order.get_portal_url()
        for code, shown, calendar in (
            ("fa_IR", "۱۴۰۳/۱۲/۳۰", '"calendar": "persian"'),
            ("en_US", "03/20/2025", '"calendar": "gregorian"'),
        ):
            page = self.url_open(url, cookies={"frontend_lang": code}).text
            self.assertIn(shown, page)
            self.assertIn(calendar, page)
