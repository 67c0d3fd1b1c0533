from odoo.exceptions import ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools.misc import get_lang

from .test_jalali_buckets import JalaliCase


@tagged("post_install", "-at_install")
class TestJalaliLang(JalaliCase):
    """Calendar and digits are a language's, as its date format is."""

    def test_read_through_the_cache(self):
        Lang = self.env["res.lang"]
        self.assertEqual(Lang._sama_get_calendar("fa_IR"), ("persian", "arabext"))
        self.assertEqual(Lang._sama_get_calendar("en_US"), ("gregorian", "latn"))
        self.persian.sama_numbering = "latn"
        self.assertEqual(get_lang(self.env, "fa_IR").sama_numbering, "latn")

    def test_machine_format_is_refused(self):
        with self.assertRaises(ValidationError):
            self.persian.date_format = "%Y-%m-%d"
        self.persian.sama_calendar = "gregorian"
        self.persian.date_format = "%Y-%m-%d"
        with self.assertRaises(ValidationError):
            self.persian.sama_calendar = "persian"

    def test_column_gives_persian_its_calendar_once(self):
        self.persian.write({"sama_calendar": "gregorian", "date_format": "%Y-%m-%d"})
        self.env.flush_all()
        for name in ("sama_calendar", "sama_numbering"):
            self.env["res.lang"]._init_column(name)
        self.env.invalidate_all()
        self.assertEqual(self.persian.sama_calendar, "persian")
        self.assertEqual(self.persian.date_format, "%Y/%m/%d")
        self.assertEqual(self.env.ref("base.lang_fr").sama_calendar, "gregorian")

    def test_other_languages_are_untouched(self):
        others = (
            self.env["res.lang"]
            .with_context(active_test=False)
            .search([("code", "!=", "fa_IR")])
        )
        self.assertEqual(set(others.mapped("sama_calendar")), {"gregorian"})
        self.assertEqual(set(others.mapped("sama_numbering")), {"latn"})


@tagged("post_install", "-at_install")
class TestJalaliSession(HttpCase):
    """The browser knows its calendar from the first page."""

    def test_session_info(self):
        self.env["res.lang"]._activate_lang("en_US")
        admin = self.env.ref("base.user_admin")
        for code, expected in (
            ("fa_IR", {"calendar": "persian", "numbering": "arabext"}),
            ("en_US", {"calendar": "gregorian", "numbering": "latn"}),
        ):
            admin.lang = code
            self.authenticate("admin", "admin")
            info = self.make_jsonrpc_request("/web/session/get_session_info")
            self.assertEqual(info["sama_calendar"], expected)
