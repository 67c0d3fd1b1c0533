import base64
import glob
import io
import re
import shutil
import subprocess
import tempfile
import unicodedata
from types import SimpleNamespace
from unittest.mock import patch
from urllib.parse import urljoin, urlsplit

from freezegun import freeze_time
from lxml import etree
from PIL import Image

from odoo.tests import HttpCase, tagged

from odoo.addons.base.models import ir_actions_report

from ..reports import letterhead, pdf
from ..reports.data import ReportData
from ..reports.pdf import Pdf
from ..reports.request import LAYOUTS
from ..reports.widths import SMALL_GAP, Widths, letters
from .test_report import NASTY, ReportCommon

TOOLS = ("pdftotext", "pdffonts", "pdfinfo", "pdfimages", "pdftoppm")


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
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(content)
            file.flush()
            last = ["-"] if name == "pdftotext" else []
            return subprocess.run(
                [name, *options, file.name, *last],
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

    def test_many_rows_are_in_several_tables(self):
        """Time grows with a table; rows, heads and totals are as in one."""
        request = self._request(
            layout="grouped",
            groupby=["sama_follow_up_user_id"],
            columns=self._columns("name", "sama_goods_amount"),
        )
        lines = [
            line for _number, lines in self._writer(request)._pieces() for line in lines
        ]
        with patch.object(pdf, "TABLE", 1):
            tables = self._writer(request)._tables(lines)
        self.assertEqual([line for table in tables for line in table], lines)
        self.assertEqual(
            [[line["type"] for line in table] for table in tables],
            [
                ["group", "row"],
                ["row", "subtotal"],
                ["group", "row", "subtotal", "total"],
            ],
        )

    def test_a_cell_is_one_element(self):
        """The printer's time grows faster than the elements of a page."""
        request = self._request(columns=self._columns("name", "sama_goods_amount"))
        [html] = self._writer(request)._htmls()
        rows = etree.HTML(html).xpath("//tbody/tr[td]")
        # Three quotations and their total, whose label has its count beside it.
        self.assertEqual(len(rows), 4)
        for row in rows[:3]:
            name, amount = row
            self.assertEqual((len(name), len(amount)), (0, 0))
            self.assertEqual(amount.get("class"), "n s-number")
        self.assertEqual(rows[3][-1].get("class"), "n s-number")

    def _writer(self, request, **context):
        return Pdf(ReportData(self._env(**context), request))

    @freeze_time("2026-11-24 10:00")
    def test_lean_letterhead_looks_the_same(self):
        """Without the rules that match nothing in it every pixel is where it was."""
        self.company.write({"report_footer": "<p>Footer of ours</p>", "phone": "021"})
        for user in (self.manager, self.persian):
            request = self._request(columns=self._columns("name"))
            pictures = [self._picture(self._pdf(request, user))]
            with patch.object(pdf, "lean", lambda _env, *pages: pages):
                pictures.append(self._picture(self._pdf(request, user)))
            self.assertEqual(*pictures)
        action = self.env.ref("sama_crm.action_report_list_a4")
        html = self._writer(request)._htmls()[0]
        _bodies, _ids, header, _footer, _options = action._prepare_html(html)
        [thin] = letterhead.lean(self.env, header)
        self.assertNotIn("<link", thin)
        self.assertLess(len(thin) - len(header), 100_000)

    def _picture(self, content):
        with tempfile.TemporaryDirectory() as folder:
            path = f"{folder}/page"
            subprocess.run(
                ["pdftoppm", "-r", "60", "-png", "-", path], input=content, check=True
            )
            with open(sorted(glob.glob(f"{path}*"))[0], "rb") as stream:
                return stream.read()

    def test_rules_that_cannot_match_go(self):
        css = (
            '@charset "UTF-8";.a .b{x:1}.c,p{x:2}.c:not(.z){x:3}/* .a{} */'
            '@media print{.d{x:4}.e{x:5}}[id^="u.v"] .d{x:6}'
            '@font-face{font-family:"F";src:url(f)}@font-face{font-family:G;src:url(g)}'
            "#i{font-family:F}"
        )
        self.assertEqual(
            letterhead.cut(css, frozenset({"d", "c", "i"})),
            '@font-face{font-family:"F";src:url(f)}.c,p{x:2}.c:not(.z){x:3}'
            '@media print{.d{x:4}}[id^="u.v"] .d{x:6}#i{font-family:F}',
        )

    def test_void_rows_of_a_list_are_marked_and_said(self):
        request = self._request(columns=self._columns("name"))
        words = "Rows struck through"
        self.assertNotIn(words, str(self._writer(request)._htmls()[0]))
        self.orders[0].sama_void(self.env["sama.void.reason"].search([], limit=1))
        html = str(self._writer(request)._htmls()[0])
        self.assertEqual(html.count('<tr class="s-void">'), 1)
        self.assertIn(words, html)

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

    def test_no_word_is_parted_for_want_of_room(self):
        """Numbers and headings stay whole on the smallest paper, and do not overlap."""
        self.orders[0].name = "INV/2026/00078"
        names = ("name", "partner_id", "sama_phone", "sama_follow_up_user_id")
        names += ("validity_date", "sama_follow_up_state", "sama_last_follow_up_date")
        names += ("sama_last_outcome_id", "sama_last_description")
        names += ("sama_next_follow_up_date", "sama_next_follow_up_hour")
        request = self._request(
            columns=self._columns(*names), paper="A5", landscape=False
        )
        data = ReportData(self._env(self.persian), request)
        writer = Pdf(data)
        [html] = writer._htmls()
        self.assertIn("s-dense", str(html))
        size, widths = writer.widths.fit(data.columns, writer.widths.words)
        self.assertGreaterEqual(size, 5)
        self.assertAlmostEqual(sum(widths), 82 * 9 / size, delta=1)
        for index, column in enumerate(data.columns):
            with self.subTest(column=column.name):
                words = data.label(column).split()
                longest = max(map(letters, words))
                self.assertGreaterEqual(widths[index], longest + SMALL_GAP)
        self.assertGreaterEqual(widths[0], letters("INV/2026/00078") + SMALL_GAP)
        # With room, columns are as wide as they are described.
        request.paper, request.landscape = "A4", True
        request.columns = self._columns("name", "partner_id")
        data = ReportData(self._env(self.persian), request)
        self.assertEqual(Widths(data).fit(data.columns), (9, [12, 25]))

    def test_widths_of_details_are_reckoned_once(self):
        """Cards of many rows have the same few tables on them."""
        reckoned = []
        original = Widths.fit

        def fit(widths, columns, *args):
            reckoned.append([column.name for column in columns])
            return original(widths, columns, *args)

        request = self._request(layout="card", columns=self._columns("name"))
        orders = self.orders[:2].with_user(self.manager)
        orders.sama_follow_up("Called", channel="call")
        with patch.object(Widths, "fit", fit):
            self._writer(request)._htmls()
        names = [name for name in map(tuple, reckoned) if name != ("name",)]
        self.assertTrue(names)
        self.assertEqual(len(names), len(set(names)))

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
        pictures = {}
        request = self._request(columns=self._columns("name"))
        for company in (self.company, other):
            self.manager.company_ids |= company
            env = self._env(
                force_report_rendering=True, allowed_company_ids=company.ids
            )
            stream = io.BytesIO()
            request.format = "pdf"
            request.domain = [["company_id", "=", company.id], ["id", "=", 0]]
            picture = io.BytesIO()
            Image.new("RGB", (90, 30 + company.id % 50), "#336699").save(picture, "PNG")
            company.logo = base64.b64encode(picture.getvalue())
            Pdf(ReportData(env, request)).draw(stream)
            listed = self._tool("pdfimages", stream.getvalue(), "-list")
            pictures[company.id] = [
                line.split()[3:5] for line in listed.splitlines()[2:]
            ]
            text = self._text(stream.getvalue())
            self.assertIn(company.name, text)
        self.assertTrue(all(pictures.values()))
        self.assertNotEqual(*pictures.values())
        request.letterhead = False
        self.assertIn("Page 1 of 1", self._text(self._pdf(request)))

    @freeze_time("2026-11-24 10:00")
    def test_print_date(self):
        text = self._text(self._pdf(self._request(columns=self._columns("name"))))
        self.assertIn("Prepared by: Sama Manager", text)
        self.assertIn("11/24/2026 13:30", text)


@tagged("post_install", "-at_install")
class TestReportPaper(ReportCommon):
    """What the printer is given, and what is said of it; no printer is needed."""

    # Whatever a page makes a browser load.
    LOADED = re.compile(
        r"""(?:\bsrc|<link\b[^>]*\bhref)\s*=\s*["']?([^"'\s>]+)"""
        r"""|url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""",
        re.IGNORECASE,
    )

    def _pages(self, user, **values):
        """Return all HTML that goes to the printer for a report."""
        request = self._request(
            format="pdf", columns=self._columns("name", "partner_id"), **values
        )
        pages = []

        def keep(_action, bodies, header=None, footer=None, **_options):
            pages.extend(str(page) for page in (*bodies, header, footer) if page)
            return b"%PDF-"

        actions = type(self.env["ir.actions.report"])
        with patch.object(actions, "_run_wkhtmltopdf", keep):
            Pdf(ReportData(self._env(user), request)).draw(io.BytesIO())
        return pages

    def test_nothing_comes_from_the_network(self):
        """Only the server itself is asked, and the letters are in the page."""
        base = "http://127.0.0.1:1"
        self.env["ir.config_parameter"].set_param("report.url", base)
        self.company.website = "https://example.com"
        layouts = self.env["report.layout"].search([])
        self.assertGreater(len(layouts), 3)
        fonts = dict(self.env["res.company"]._fields["font"].selection)
        checked = 0
        for layout in layouts:
            for font in ("Lato", list(fonts)[-1]):
                self.company.write(
                    {"external_report_layout_id": layout.view_id.id, "font": font}
                )
                pages = self._pages(self.persian)
                self.assertEqual(len(pages), 3, "body, header, footer")
                checked += self._check_loaded(pages, base)
        for layout in LAYOUTS:
            for own in (True, False):
                pages = self._pages(self.manager, layout=layout, letterhead=own)
                checked += self._check_loaded(pages, base)
                self.assertIn("data:font/ttf;base64,", pages[0])
        self.assertGreater(checked, 50)

    def _check_loaded(self, pages, base):
        found = [
            address
            for page in pages
            for match in self.LOADED.findall(page)
            for address in match
            if address and not address.startswith(("data:", "#", "mailto:", "tel:"))
        ]
        for address in found:
            parts = urlsplit(urljoin(f"{base}/", address))
            self.assertEqual(f"{parts.scheme}://{parts.netloc}", base, address)
        return len(found)

    def test_names_of_groups_stand_apart(self):
        """A Persian name does not turn the number beside it on an English page."""
        data = ReportData(self._env(), self._request())
        page = Pdf(data)
        self.assertEqual(page._apart("Sama Agent"), "Sama Agent")
        self.assertEqual(page._apart("زهرا (A)"), "\u200e\u202bزهرا (A)\u202c\u200e")
        self.assertEqual(page._apart("Ali علی"), "\u200e\u202aAli علی\u202c\u200e")
        page.rtl = True
        self.assertEqual(page._apart("زهرا"), "زهرا")
        self.assertEqual(page._apart("Zahra"), "\u200f\u202aZahra\u202c\u200f")

    def test_a_server_without_patched_qt_is_told(self):
        """In the dialog and on the page of settings: what is wrong, what to install."""
        for state, patched, words in (
            ("ok", True, ""),
            ("ok", False, "lacks the patched Qt"),
            ("install", False, "is not installed"),
        ):
            info = SimpleNamespace(state=state, is_patched_qt=patched)
            with (
                self.subTest(state=state, patched=patched),
                patch.object(ir_actions_report, "_wkhtml", lambda info=info: info),
            ):
                dialog = self._env()["sama.report.dialog"].create({"format": "pdf"})
                settings = self.env["res.config.settings"].create({})
                for problem in (dialog.problem, settings.sama_pdf_problem):
                    self.assertEqual(bool(problem), bool(words))
                    if words:
                        self.assertIn(words, problem)
                        self.assertIn("Install wkhtmltopdf 0.12.6.1", problem)
                dialog.format = "xlsx"
                self.assertFalse(dialog.problem)

    def test_the_problem_is_on_both_screens(self):
        """The field that says it is in the views, where it can be seen."""
        for model, name in (
            ("sama.report.dialog", "problem"),
            ("res.config.settings", "sama_pdf_problem"),
        ):
            arch = etree.fromstring(self.env[model].get_view(view_type="form")["arch"])
            [node] = arch.xpath(f"//field[@name='{name}'][not(@invisible)]")
            [box] = node.xpath("ancestor::div[contains(@class, 'alert')][1]")
            self.assertEqual(box.get("invisible"), f"not {name}")
