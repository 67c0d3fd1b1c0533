import base64
import io
import shutil
import subprocess
import tempfile
import unicodedata

from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from odoo.addons.base.models import ir_actions_report

from ..reports.data import ReportData
from ..reports.pdf import Pdf
from .test_report import NASTY, ReportCommon

TOOLS = ("pdftotext", "pdffonts", "pdfinfo")


@tagged("post_install", "-at_install")
class TestReportPdf(ReportCommon, HttpCase):
    """PDF read back: a server runs, since the letterhead's style comes from it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        missing = [tool for tool in TOOLS if not shutil.which(tool)]
        if missing or not ir_actions_report._wkhtml().is_patched_qt:
            cls.skipTest(cls, f"needs wkhtmltopdf with patched Qt, and {missing}")

    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].set_param("report.url", self.base_url())
        self.env["ir.config_parameter"].set_param("report.print_delay", "0")

    def _pdf(self, request, user=None, **options):
        stream = io.BytesIO()
        request.format = "pdf"
        env = self._env(user, force_report_rendering=True)
        Pdf(ReportData(env, request), **options).draw(stream)
        return stream.getvalue()

    def _tool(self, name, content, *options):
        with tempfile.NamedTemporaryFile(suffix=".pdf") as pdf:
            pdf.write(content)
            pdf.flush()
            last = ["-"] if name == "pdftotext" else []
            return subprocess.run(
                [name, *options, pdf.name, *last],
                capture_output=True,
                check=True,
                encoding="utf-8",
            ).stdout

    def _text(self, content):
        text = self._tool("pdftotext", content, "-layout")
        return unicodedata.normalize("NFKC", text)

    def _pages(self, content):
        info = self._tool("pdfinfo", content)
        [line] = [line for line in info.splitlines() if line.startswith("Pages")]
        return int(line.split()[-1])

    def test_figures_fonts_and_pages(self):
        request = self._request(
            title="Quotations of October",
            filters=["Order Date: October"],
            columns=self._columns("name", "partner_id", "sama_goods_amount"),
        )
        content = self._pdf(request)
        text = self._text(content)
        for order in self.orders:
            self.assertIn(order.name, text)
        for words in ("Quotations of October", "Order Date: October", "6,900"):
            self.assertIn(words, text)
        self.assertRegex(text, r"Page\s*1\s*/\s*1")
        fonts = self._tool("pdffonts", content).splitlines()[2:]
        names = [line.split()[0].split("+")[-1] for line in fonts]
        self.assertIn("Vazirmatn-Regular", names)
        self.assertIn("Vazirmatn-Bold", names)
        for line in fonts:
            # emb sub uni object: every font travels with the file
            self.assertIn(" yes ", line)

    def test_letterhead_has_its_logo(self):
        """A picture, not its size in words, which reading of rows asks for."""
        logo = Pdf(ReportData(self._env(), self._request())).env.company.logo
        self.assertTrue(base64.b64decode(logo).startswith(b"\x89PNG"))

    def test_persian_digits_and_text(self):
        request = self._request(
            title="پیش‌فاکتورها",
            columns=self._columns("name", "date_order", "sama_goods_amount"),
        )
        text = self._text(self._pdf(request, self.persian))
        for words in ("۱۴۰۵/۰۷/۲۹", "۶٬۹۰۰", "۱٬۰۰۰"):
            self.assertIn(words, text)
        # Letters of the footer stand apart in the text; what is between them goes.
        letters = "".join(char for char in text if char.isalnum())
        self.assertIn("صفحه۱از۱", letters)

    def test_latin_digits_by_choice(self):
        request = self._request(columns=self._columns("name", "date_order"))
        request.digits = "latin"
        self.assertIn("1405/07/29", self._text(self._pdf(request, self.persian)))

    def test_heading_on_every_page_and_no_row_lost(self):
        orders = self.env["sale.order"].create(
            [
                {"partner_id": self.partner.id, "client_order_ref": f"R{n:03}x"}
                for n in range(120)
            ]
        )
        request = self._request(
            orders,
            columns=[
                {"name": "client_order_ref", "label": "Refheading"},
                {"name": "partner_id", "label": "Who"},
            ],
        )
        content = self._pdf(request)
        text = self._text(content)
        pages = self._pages(content)
        self.assertGreater(pages, 2)
        self.assertEqual(text.count("Refheading"), pages)
        for number in range(120):
            self.assertEqual(text.count(f"R{number:03}x"), 1)
        self.assertRegex(text, rf"Page\s*{pages}\s*/\s*{pages}")

    def test_pieces_are_numbered_as_a_whole(self):
        """A long report made in pieces counts its pages through."""
        orders = self.env["sale.order"].create(
            [
                {"partner_id": self.partner.id, "client_order_ref": f"R{n:03}x"}
                for n in range(90)
            ]
        )
        request = self._request(orders, columns=self._columns("client_order_ref"))
        content = self._pdf(request, piece=40)
        text = self._text(content)
        pages = self._pages(content)
        for number in range(1, pages + 1):
            self.assertRegex(text, rf"Page\s*{number}\s*/\s*{pages}\b")
        for number in range(90):
            self.assertEqual(text.count(f"R{number:03}x"), 1)

    def test_layouts(self):
        """Each layout prints what is its own."""
        self.orders[0].with_user(self.agent).sama_follow_up(
            "Called them", channel="call"
        )
        columns = self._columns("name", "partner_id", "sama_goods_amount")
        for layout, words in (
            ("grouped", ("Subtotal: Sama Agent2 (1)", "6,000")),
            ("card", ("Called them", "Follow-ups")),
            ("call", ("Result of the call", "0912")),
            ("management", ("Number of rows", "6,900")),
        ):
            with self.subTest(layout=layout):
                request = self._request(
                    layout=layout, groupby=["sama_follow_up_user_id"], columns=columns
                )
                text = self._text(self._pdf(request))
                for word in words:
                    self.assertIn(word, text)

    def test_void_has_a_watermark(self):
        reason = self.env["sama.void.reason"].search([], limit=1)
        self.orders[0].sama_void(reason)
        request = self._request(layout="card")
        # Drawn as a picture: the page, not its text, tells it.
        [html] = Pdf(ReportData(self._env(), request))._htmls()
        self.assertEqual(str(html).count('class="s-watermark"'), 1)

    def test_paper(self):
        request = self._request(columns=self._columns("name"))
        sizes = set()
        for paper in ("A4", "A5"):
            for landscape in (True, False):
                request.paper, request.landscape = paper, landscape
                info = self._tool("pdfinfo", self._pdf(request))
                [line] = [x for x in info.splitlines() if x.startswith("Page size")]
                size = [float(part) for part in line.split() if part[0].isdigit()]
                sizes.add((round(size[0], -1), round(size[1], -1)))
                self.assertEqual(size[0] > size[1], landscape)
        self.assertEqual(len(sizes), 4)

    def test_empty_one_row_and_nasty_names(self):
        empty = self._request(domain=[["id", "=", 0]], columns=self._columns("name"))
        self.assertEqual(self._pages(self._pdf(empty)), 1)
        partners = [self._partner(name) for name in NASTY if "\ud800" not in name]
        orders = self.env["sale.order"].create(
            [{"partner_id": partner.id} for partner in partners]
        )
        request = self._request(orders, columns=self._columns("name", "partner_id"))
        text = self._text(self._pdf(request))
        self.assertIn("<b>co</b>", text)
        for order in orders:
            self.assertIn(order.name, text)

    def test_letterhead_of_each_company(self):
        other = self._other_company("Other Letterhead")
        request = self._request(columns=self._columns("name"))
        for company in (self.company, other):
            self.manager.company_ids |= company
            env = self._env(
                force_report_rendering=True, allowed_company_ids=company.ids
            )
            stream = io.BytesIO()
            request.format = "pdf"
            request.domain = [["company_id", "=", company.id], ["id", "=", 0]]
            Pdf(ReportData(env, request)).draw(stream)
            text = self._text(stream.getvalue())
            self.assertIn(company.name, text)
        request.letterhead = False
        self.assertIn("Page 1 of 1", self._text(self._pdf(request)))

    @freeze_time("2026-11-24 10:00")
    def test_print_date(self):
        text = self._text(self._pdf(self._request(columns=self._columns("name"))))
        self.assertIn("Prepared by: Sama Manager", text)
        self.assertIn("11/24/2026 13:30", text)
