import io
import zipfile
from datetime import date, datetime

from odoo.tests import TransactionCase, tagged

from ..imports import workbook as workbook_module
from ..imports.guard import MEGABYTE, FileError, check
from ..imports.sheets import PERSONS, SHEETS
from ..imports.values import CellError, Formula, Reader
from ..imports.workbook import Workbook
from .common_import import workbook

GOOD = {"persons": [{"code": "A", "name": "یک"}, {"code": "B", "name": "دو"}]}


def changed_part(content, name, change):
    """Return a workbook with one part changed (None: every part as it is)."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(
                entry.filename, change(data) if entry.filename == name else data
            )
    return out.getvalue()


SHEET_1 = "xl/worksheets/sheet1.xml"


@tagged("post_install", "-at_install")
class TestImportFile(TransactionCase):
    def _reason(self, content):
        with self.assertRaises(FileError) as caught:
            book = Workbook(io.BytesIO(content))
            heading = book.heading(book.titles()[0], PERSONS)
            list(book.rows(book.titles()[0], heading))
        return caught.exception.reason

    def _rows(self, content):
        book = Workbook(io.BytesIO(content))
        title = book.titles()[0]
        return list(book.rows(title, book.heading(title, PERSONS)))

    # === WHAT IS NO WORKBOOK === #

    def test_other_files(self):
        zipped = io.BytesIO()
        with zipfile.ZipFile(zipped, "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument")
            archive.writestr("content.xml", "<x/>")
        compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
        for content, reason in (
            (b"", "empty"),
            ("کد,نام\n1,علی".encode(), "csv"),
            (b"%PDF-1.4", "not_workbook"),
            (b"<html></html>", "not_workbook"),
            (b"PK\x05\x06" + b"\x00" * 18, "not_workbook"),
            (zipped.getvalue(), "ods"),
            (compound, "xls"),
            (compound + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
            (workbook(GOOD)[:3000], "broken"),
            (b"PK\x03\x04" + b"\x00" * 100, "broken"),
        ):
            with self.subTest(reason=reason, start=content[:8]):
                self.assertEqual(self._reason(content), reason)

    def test_too_large_a_file(self):
        stream = io.BytesIO(b"PK\x03\x04")
        stream.seek(21 * MEGABYTE)
        stream.write(b"x")
        with self.assertRaises(FileError) as caught:
            check(stream)
        self.assertEqual(caught.exception.reason, "too_big")

    # === TRAPS === #

    def test_zip_bomb(self):
        content = changed_part(
            workbook(GOOD), SHEET_1, lambda data: data + b" " * (300 * MEGABYTE)
        )
        self.assertLess(len(content), MEGABYTE)
        self.assertEqual(self._reason(content), "bomb")

    def test_zip_bomb_that_lies_about_its_size(self):
        content = bytearray(
            changed_part(
                workbook(GOOD), SHEET_1, lambda data: data + b" " * (80 * MEGABYTE)
            )
        )
        # The real size stands in the local header and in the directory.
        with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
            size = archive.getinfo(SHEET_1).file_size.to_bytes(4, "little")
        lie = (1000).to_bytes(4, "little")
        self.assertGreaterEqual(content.count(size), 2)
        content = bytes(content).replace(size, lie)
        self.assertIn(self._reason(content), ("bomb", "broken"))

    def test_strings_without_end(self):
        out = io.BytesIO(workbook(GOOD))
        with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/sharedStrings.xml", b"<sst>" + b"x" * (61 * MEGABYTE))
        self.assertEqual(self._reason(out.getvalue()), "bomb")

    def test_too_many_parts(self):
        out = io.BytesIO(workbook(GOOD))
        with zipfile.ZipFile(out, "a") as archive:
            for number in range(600):
                archive.writestr(f"xl/media/{number}.txt", "x")
        self.assertEqual(self._reason(out.getvalue()), "bomb")

    def test_entities(self):
        def inject(data):
            head, _xml, body = data.partition(b"<worksheet")
            dtd = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
            return head + dtd + b"<worksheet" + body

        content = changed_part(workbook(GOOD), SHEET_1, inject)
        self.assertEqual(self._reason(content), "entities")
        utf16 = changed_part(
            workbook(GOOD),
            SHEET_1,
            lambda data: data.decode().encode("utf-16"),
        )
        self.assertEqual(self._reason(utf16), "entities")

    def test_million_rows(self):
        """Beyond the limit nothing is read on; empty rows do not count."""
        row = '<row r="{0}"><c r="A{0}"><v>{0}</v></c></row>'

        def grow(data):
            rows = "".join(row.format(number) for number in range(4, 1_000_000))
            return data.replace(b"</sheetData>", rows.encode() + b"</sheetData>")

        self.patch(workbook_module, "MAX_ROWS", 500)
        self.assertEqual(
            self._reason(changed_part(workbook(GOOD), SHEET_1, grow)), "too_many_rows"
        )

    def test_rows_that_lie_far_away(self):
        def grow(data):
            far = (
                b'<row r="900000"><c r="A900000" t="inlineStr"><is><t>Z</t></is></c>'
                b'</row><row r="99999999999"><c r="A99999999999"><v>1</v></c></row>'
            )
            return data.replace(b"</sheetData>", far + b"</sheetData>")

        rows = self._rows(changed_part(workbook(GOOD), SHEET_1, grow))
        self.assertEqual([row.number for row in rows], [2, 3, 900000])

    def test_wrong_dimension_hides_no_row(self):
        def lie(data):
            return data.replace(b'ref="A1:B3"', b'ref="A1:B2"')

        self.assertEqual(len(self._rows(changed_part(workbook(GOOD), SHEET_1, lie))), 2)

    def test_formulas(self):
        """The value that the program kept counts; without one it is an error."""

        def put(data):
            kept = b"<f>1+1</f><v>2</v>"
            bare = b"<f>NOW()</f>"
            cells = (
                b'<row r="4"><c r="A4">'
                + kept
                + b'</c><c r="B4">'
                + bare
                + b"</c></row>"
            )
            return data.replace(b"</sheetData>", cells + b"</sheetData>")

        last = self._rows(changed_part(workbook(GOOD), SHEET_1, put))[-1]
        self.assertEqual(last.cells["code"], 2)
        self.assertIsInstance(last.cells["name"], Formula)

    # === HEADINGS === #

    def test_headings_below_a_title(self):
        rows = {"persons": [{"title": "گزارش", "x": None}, {"title": "کد *"}]}
        content = workbook(rows)
        book = Workbook(io.BytesIO(content))
        heading = book.heading(book.titles()[0], PERSONS)
        self.assertEqual(heading.row, 3)
        self.assertEqual([c.name for c in heading.columns.values()], ["code"])

    def test_no_heading_means_two_columns(self):
        for sheet in SHEETS:
            seen = {}
            for column in sheet.columns:
                for heading in column.headings():
                    self.assertNotIn(heading, seen, (sheet.name, column.name))
                    seen[heading] = column.name
        titles = [title for sheet in SHEETS for title in sheet.titles()]
        self.assertEqual(len(titles), len(set(titles)))
        for sheet in SHEETS:
            for column in sheet.columns:
                words = [word for each in column.choices for word in each.words()]
                self.assertEqual(len(words), len(set(words)), column.name)


@tagged("post_install", "-at_install")
class TestImportValues(TransactionCase):
    def setUp(self):
        super().setUp()
        self.reader = Reader("Asia/Tehran", datetime(2024, 6, 1, 10), factor=10)

    def _read(self, sheet_index, name, cell):
        column = SHEETS[sheet_index].by_name[name]
        return self.reader.value_of(column, cell)

    def test_dates(self):
        for cell in (
            "1402/5/3",
            "۱۴۰۲/۰۵/۰۳",
            "١٤٠٢-٠٥-٠٣",
            14020503,
            14020503.0,
            "14020503",
            "3/5/1402",
            datetime(2023, 7, 25),
            date(2023, 7, 25),
            "2023-07-25",
        ):
            with self.subTest(cell=cell):
                self.assertEqual(self._read(1, "birth_date", cell), date(2023, 7, 25))
        # Noon in Tehran, so that the day is the same around it.
        self.assertEqual(
            self._read(2, "date", "1402/05/03"), datetime(2023, 7, 25, 8, 30)
        )
        self.assertEqual(
            self._read(2, "date", "۱۴۰۲/۰۵/۰۳ ۱۶:۴۵"), datetime(2023, 7, 25, 13, 15)
        )

    def test_wrong_dates(self):
        for cell, reason in (
            ("1402/12/30", "no_such_day"),
            ("1403/12/30", "future"),
            ("1402/13/01", "date"),
            ("دیروز", "date"),
            ("3/9", "date"),
            ("+7d", "date"),
            (45, "date"),
            (True, "date"),
            ("1420/01/01", "future"),
            (datetime(1899, 12, 31), "date"),
            ("#VALUE!", "excel_error"),
            (Formula(), "formula"),
        ):
            with self.subTest(cell=cell), self.assertRaises(CellError) as caught:
                self._read(1, "birth_date", cell)
            self.assertEqual(caught.exception.reason, reason)

    def test_leap_days_stand(self):
        # 1403 is a leap year, 1402 is none.
        self.assertEqual(self._read(2, "next_date", "1403/12/30"), date(2025, 3, 20))

    def test_numbers(self):
        for cell in ("۱۲٬۵۰۰", "12,500", 12500, "12500.0", " ١٢٥٠٠ "):
            with self.subTest(cell=cell):
                self.assertEqual(self._read(2, "amount", cell), 125000)
        for cell, reason in (
            ("12 تومان", "number"),
            ("1,2", "number"),
            (-1, "negative"),
            (1e15, "too_large"),
            (float("nan"), "number"),
            (datetime(2023, 1, 1), "number"),
            (True, "number"),
        ):
            with self.subTest(cell=cell), self.assertRaises(CellError) as caught:
                self._read(2, "amount", cell)
            self.assertEqual(caught.exception.reason, reason)

    def test_choices_in_any_spelling(self):
        for cell, value in (
            ("تبديل به فروش", "won"),
            ("Won", "won"),
            ("باز", "open"),
            ("ابطال‌شده", "void"),
            ("ابطال شده", "void"),
        ):
            self.assertEqual(self._read(2, "state", cell), value)
        with self.assertRaises(CellError):
            self._read(2, "state", "شاید")

    def test_codes_and_ids(self):
        self.assertEqual(self._read(1, "code", "‏۱۲ ۳ "), "12 3")
        self.assertEqual(self._read(1, "code", 12.0), "12")
        self.assertEqual(self._read(1, "national_id", 76229645), "0076229645")
        self.assertEqual(self._read(3, "next_hour", "۱۳:۳۰"), 13.5)
        with self.assertRaises(CellError):
            self._read(3, "next_hour", "25:00")
