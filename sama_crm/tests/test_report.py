import io
import os
import shutil
import subprocess
import tempfile
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from openpyxl import load_workbook
from openpyxl.worksheet._writer import ALL_TEMP_FILES
from openpyxl.xml.constants import MAX_ROW

from odoo import fields
from odoo.tests import tagged

from ..reports import excel_rows
from ..reports.data import ReportData
from ..reports.description import Column
from ..reports.excel import Excel
from ..reports.excel_sheet import ROWS_PER_SHEET, sheet_title
from ..reports.heading import facts
from ..reports.make import file_name
from ..reports.reader import Reader
from ..reports.request import LAYOUTS, Request
from .common import SamaCommon

NASTY = [
    '=HYPERLINK("http://evil";"x")',
    "+98 912 & sons",
    "-1+1",
    "@SUM(A1)",
    "\tTabbed",
    "A \"quoted\" 'name' & <b>co</b>",
    "شرکت «آرمان» (Arman Co.) 😀",
    "bell\x07 and \ud800 half",
    "x" * 300,
]


class ReportCommon(SamaCommon):
    """Reports of quotations; figures are compared with what the list shows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fa_IR")
        cls.persian = cls._user("sama_persian", "sama_crm.group_manager", lang="fa_IR")
        cls.orders = cls.env["sale.order"]
        for number, (name, price) in enumerate(
            (("Karimi", 1000), ("احمدی", 2500), ("Karimi", 300)), 1
        ):
            cls.orders += cls._order(
                [(cls.goods, price, number)],
                partner=cls._partner(f"{name} {number}", phone=f"0912000000{number}"),
                date_order=datetime(2026, 10, 10, 20, 45) + timedelta(days=10 * number),
                sama_follow_up_user_id=cls.agent.id if number < 3 else cls.agent2.id,
            )

    def _env(self, user=None, **context):
        user = user or self.manager
        return self.env(
            user=user.id,
            context={
                "lang": user.lang,
                "tz": user.tz,
                "allowed_company_ids": self.company.ids,
                **context,
            },
        )

    def _request(self, records=None, **values):
        records = self.orders if records is None else records
        values.setdefault("domain", [["id", "in", records.ids]])
        values.setdefault("order", "id")
        return Request(records._name, **values)

    def _columns(self, *names):
        return [{"name": name, "label": ""} for name in names]

    def _excel(self, request, user=None, **options):
        """Return (workbook as openpyxl reads it, the bytes of the file)."""
        data = ReportData(self._env(user), request)
        stream = io.BytesIO()
        Excel(data, **options).draw(stream)
        return load_workbook(io.BytesIO(stream.getvalue())), stream.getvalue()

    def _rows(self, sheet):
        """Return the rows below the heading, by heading."""
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        head = int(sheet.freeze_panes[1:]) - 2
        return [dict(zip(rows[head], row, strict=False)) for row in rows[head + 1 :]]


@tagged("post_install", "-at_install")
class TestReportData(ReportCommon):
    def _events(self, request, user=None):
        return list(ReportData(self._env(user), request).events())

    def test_rows_are_those_of_the_list(self):
        request = self._request(
            columns=self._columns("name", "sama_goods_amount"), order="id desc"
        )
        rows, total = self._events(request)
        self.assertEqual([row.id for row in rows.rows], self.orders.ids[::-1])
        self.assertEqual(
            total.totals, [None, sum(self.orders.mapped("sama_goods_amount"))]
        )
        self.assertEqual(total.count, 3)

    def test_only_ticked_rows(self):
        rows, total = self._events(self._request(ids=self.orders[1:2].ids))
        self.assertEqual(len(rows.rows), 1)
        self.assertEqual(total.count, 1)

    def test_ticked_rows_are_not_called_all_rows(self):
        data = ReportData(self._env(), self._request(ids=self.orders[1:2].ids))
        texts = [text for _name, text in facts(data, data.words)]
        self.assertIn("only the ticked rows", texts)
        self.assertNotIn("none, all rows", texts)

    def test_names_of_files_and_sheets(self):
        """No letter without width in a file's name, whole words on a sheet's tab."""
        title = "شکایت\u200cها،  پیشنهادها و هدایا"
        name = file_name(self._env(self.persian), self._request(title=title))
        self.assertRegex(
            name, r"^شکایت ها، پیشنهادها و هدایا 14\d\d\.\d\d\.\d\d\.xlsx$"
        )
        self.assertEqual(sheet_title(title), "شکایت\u200cها، پیشنهادها و هدایا")
        self.assertEqual(sheet_title("مقایسه: فروشنده"), "مقایسه فروشنده")
        self.assertEqual(
            sheet_title("Sales Quotations of the Company"), "Sales Quotations of the"
        )
        self.assertEqual(sheet_title("x" * 40), "x" * 28)

    def test_empty(self):
        events = self._events(self._request(domain=[["id", "=", 0]]))
        self.assertEqual([event.type for event in events], ["total"])
        self.assertEqual(events[0].count, 0)

    def test_groups_are_those_of_the_list(self):
        """Every group, its count and its sum equal what `web_read_group` answers."""
        spec = ["sama_follow_up_user_id", "date_order:month"]
        request = self._request(
            layout="grouped",
            groupby=spec,
            columns=self._columns("name", "sama_goods_amount"),
        )
        events = self._events(request, self.persian)
        env = self._env(self.persian, jalali=True)
        model = env["sale.order"]
        expected = []
        for group in model.formatted_read_group(
            request.domain, spec[:1], ["__count", "sama_goods_amount:sum"]
        ):
            expected.append((0, group[spec[0]][1], group["__count"]))
            inner = model.formatted_read_group(
                request.domain + group["__extra_domain"],
                spec[1:],
                ["__count", "sama_goods_amount:sum"],
            )
            expected += [(1, g[spec[1]][1], g["__count"]) for g in inner]
        shown = [(e.level, e.label, e.count) for e in events if e.type == "group"]
        self.assertEqual(shown, expected)
        self.assertIn((1, "آبان ۱۴۰۵", 1), shown)
        names = ReportData(self._env(self.persian), request).grouping_labels()
        self.assertEqual(names[1], "تاریخ سفارش: ماه")
        sums = [e.totals[1] for e in events if e.type == "subtotal" and not e.level]
        self.assertEqual(sums, [6000, 900])
        self.assertEqual(events[-1].totals[1], 6900)

    def test_groups_are_in_the_order_of_the_list(self):
        """Rows ordered by an amount: groups of every level by its sum, as there."""
        spec = ["sama_follow_up_user_id", "date_order:month"]
        shown = {}
        for direction in ("asc", "desc"):
            request = self._request(
                layout="grouped",
                groupby=spec,
                order=f"amount_total {direction}, id",
                columns=self._columns("name"),
            )
            events = self._events(request)
            shown[direction] = [
                (event.level, event.label) for event in events if event.type == "group"
            ]
            answer = (
                self._env(jalali=True)["sale.order"]
                .with_context(jalali=True)
                .web_read_group(
                    request.domain, spec, ["amount_total:sum"], order=request.order
                )
            )
            self.assertEqual(
                [label for level, label in shown[direction] if not level],
                [group[spec[0]][1] for group in answer["groups"]],
            )
        self.assertNotEqual(shown["asc"], shown["desc"])

    def test_rights(self):
        """An agent's report holds his own rows, and no column that is not his."""
        mine = self.orders[:2]
        request = self._request(columns=self._columns("name", "margin_of_nobody"))
        rows = self._events(request, self.agent)[0].rows
        self.assertEqual([row.id for row in rows], mine.ids)
        data = ReportData(self._env(self.salesman), request)
        self.assertNotIn("sama_phone", [column.name for column in data.columns])

    def test_local_day(self):
        """20:45 in UTC is the next day in Tehran."""
        request = self._request(columns=self._columns("date_order"))
        rows = self._events(request)[0].rows
        self.assertEqual(rows[0].values[0], fields.Date.to_date("2026-10-21"))

    def test_sql_brings_what_records_hold(self):
        """Every stored field that one query reads is the same as through the ORM."""
        self.orders[0].write({"client_order_ref": "", "validity_date": False})
        self.orders[1].write({"client_order_ref": "x", "sama_follow_up_user_id": False})
        env = self._env(self.persian)
        env.flush_all()
        env.invalidate_all()
        orders = self.orders.with_env(env)
        reader = Reader(env, "sale.order", [Column("name")])
        checked = 0
        for name, model_field in orders._fields.items():
            if not reader._is_stored(name) or not reader._readable(orders, name):
                continue
            checked += 1
            ids, [values], _extra = self._column_of(env, name, orders)
            self.assertEqual(ids, orders.ids)
            for value, order in zip(values, orders, strict=True):
                held = order[name]
                if model_field.type == "many2one":
                    held = held.sudo().display_name
                elif model_field.type == "selection":
                    held = dict(model_field._description_selection(env)).get(held)
                elif model_field.type == "boolean":
                    held = env._("Yes") if held else env._("No")
                elif model_field.type == "datetime" and held:
                    held = fields.Datetime.context_timestamp(env.user, held)
                    held = held.replace(tzinfo=None)
                if model_field.type not in ("integer", "float", "monetary"):
                    held = held or None
                self.assertEqual(value, held, name)
        self.assertGreater(checked, 40)

    def _column_of(self, env, name, orders):
        """Return ids and the values of one column, read as reports do."""
        reader = Reader(env, "sale.order", [Column(name)])
        ids, rows, extra = reader.read_rows(orders.ids)
        return ids, [[row[0] for row in rows]], extra

    def test_foreign_amounts_are_in_no_total(self):
        pricelist = self.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": self._foreign_currency().id}
        )
        foreign = self._order([(self.goods, 10)], pricelist_id=pricelist.id)
        request = self._request(
            self.orders + foreign, columns=self._columns("name", "amount_total")
        )
        *_rows, total = self._events(request)
        self.assertIsNone(total.totals[1])

    def test_card_has_the_log(self):
        self.orders[0].with_user(self.agent).sama_follow_up("Called", channel="call")
        rows = self._events(self._request(layout="card"))[0].rows
        [(title, columns, lines)] = rows[0].details
        self.assertEqual(title, "Follow-ups")
        place = [column.name for column in columns].index("description")
        self.assertEqual(lines[0][place], "Called")
        self.assertFalse(rows[1].details)

    def test_set_based(self):
        """Ten times the rows need no more queries."""
        request = self._request(
            columns=self._columns("name", "partner_id", "sama_phone")
        )
        partners = [self._partner(f"Many {number}") for number in range(27)]
        many = self.orders + self.env["sale.order"].create(
            [{"partner_id": partner.id} for partner in partners]
        )
        counts = []
        for records in (self.orders, self.orders, many):
            request.domain = [["id", "in", records.ids]]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._events(request)
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1])


@tagged("post_install", "-at_install")
class TestReportExcel(ReportCommon):
    def test_sheet_of_a_persian_reader(self):
        request = self._request(
            title="پیش‌فاکتورها",
            filters=["تاریخ سفارش: آبان ۱۴۰۵"],
            columns=self._columns("name", "date_order", "sama_goods_amount"),
            real_dates=True,
        )
        with freeze_time("2026-11-24 10:00"):
            book, _content = self._excel(request, self.persian)
        sheet = book.worksheets[0]
        self.assertTrue(sheet.sheet_view.rightToLeft)
        self.assertTrue(book.worksheets[-1].sheet_view.rightToLeft)
        self.assertEqual(sheet.freeze_panes, "A7")
        self.assertEqual(sheet.print_title_rows, "$6:$6")
        self.assertEqual(sheet.auto_filter.ref, "A6:D9")
        self.assertEqual(sheet["A2"].value, "پیش‌فاکتورها")
        self.assertIn("۱۴۰۵/۰۹/۰۳ ۱۳:۳۰", sheet["A3"].value)
        self.assertIn("آبان ۱۴۰۵", sheet["A4"].value)
        self.assertEqual(
            [sheet[f"B{n}"].value for n in (7, 8, 9)],
            ["1405/07/29", "1405/08/09", "1405/08/19"],
        )
        self.assertEqual(sheet["C7"].value, datetime(2026, 10, 21))
        self.assertEqual(sheet["D7"].value, 1000)
        self.assertEqual(sheet["D7"].number_format, "#,##0")
        self.assertEqual(sheet["D10"].value, "=SUBTOTAL(9,D7:D9)")
        filters = {row[0].value: row[1].value for row in book.worksheets[-1].rows}
        self.assertEqual(list(filters.values())[5], "تاریخ سفارش: آبان ۱۴۰۵")

    def test_every_sheet_is_ready_for_paper(self):
        """As wide as the page; in Persian all stands on the right of its column."""
        for layout in ("table", "management"):
            request = self._request(layout=layout, columns=self._columns("name"))
            book, _content = self._excel(request, self.persian)
            for sheet in book.worksheets:
                self.assertTrue(sheet.sheet_view.rightToLeft, sheet.title)
                self.assertTrue(sheet.sheet_properties.pageSetUpPr.fitToPage)
                self.assertEqual(sheet.page_setup.orientation, "landscape")
                cells = [cell for row in sheet for cell in row if cell.value]
                self.assertTrue(cells)
                self.assertEqual(
                    {cell.alignment.horizontal for cell in cells}, {"right"}
                )

    def test_each_text_runs_its_own_way(self):
        """From the right what begins in Persian, from the left a phone and a name."""
        self.orders[0].partner_id.name = "۱۲ بهار (Co.)."
        self.orders[1].partner_id.name = "Arman (آرمان)."
        request = self._request(columns=self._columns("partner_id", "sama_phone"))
        book, _content = self._excel(request, self.persian)
        sheet = book.worksheets[0]
        head = int(sheet.freeze_panes[1:])
        orders = [
            [cell.alignment.readingOrder for cell in row]
            for row in sheet.iter_rows(min_row=head, max_row=head + 1)
        ]
        self.assertEqual(orders, [[2, 1], [1, 1]])

    def test_texts_stay_texts(self):
        partners = [self._partner(name) for name in NASTY if "\ud800" not in name]
        orders = self.env["sale.order"].create(
            [{"partner_id": partner.id} for partner in partners]
        )
        sheet = self._excel(self._request(orders, columns=self._columns("partner_id")))[
            0
        ].worksheets[0]
        for row, partner in enumerate(partners, 7):
            cell = sheet[f"A{row}"]
            self.assertEqual(cell.data_type, "s")
            self.assertEqual(cell.value, partner.display_name.replace("\x07", ""))

    def test_broken_characters(self):
        from ..reports.excel_cells import clean

        self.assertEqual(clean(NASTY[7]), "bell and  half")
        self.assertEqual(len(clean("y" * 40_000)), 32_767)

    def test_phone_keeps_its_zero(self):
        sheet = self._excel(self._request(columns=self._columns("partner_id.phone")))[
            0
        ].worksheets[0]
        self.assertEqual(sheet["A7"].value, "09120000001")
        self.assertEqual(sheet["A7"].data_type, "s")

    def test_groups_are_outlined(self):
        request = self._request(
            layout="grouped",
            groupby=["sama_follow_up_user_id"],
            columns=self._columns("name", "sama_goods_amount"),
        )
        sheet = self._excel(request)[0].worksheets[0]
        levels = [sheet.row_dimensions[n].outlineLevel for n in range(7, 14)]
        self.assertEqual(levels, [0, 1, 1, 1, 0, 1, 1])
        self.assertEqual(sheet["B10"].value, "=SUBTOTAL(9,B8:B9)")
        self.assertEqual(sheet["B13"].value, "=SUBTOTAL(9,B12:B12)")
        self.assertEqual(sheet["B14"].value, "=SUBTOTAL(9,B7:B13)")

    def test_goes_on_in_a_further_sheet(self):
        request = self._request(
            layout="grouped",
            groupby=["sama_follow_up_user_id"],
            columns=self._columns("name", "sama_goods_amount"),
        )
        book, _content = self._excel(request, rows_per_sheet=9)
        first, second, third = book.worksheets[:3]
        self.assertEqual(second.title, f"{first.title} 2")
        self.assertEqual(first["A8"].value, self.orders[0].name)
        self.assertEqual(first["A9"].value, self.orders[1].name)
        self.assertEqual(second["B7"].value, f"=SUBTOTAL(9,'{first.title}'!B8:B9)")
        self.assertEqual(
            third["B8"].value,
            f"=SUBTOTAL(9,'{first.title}'!B7:B9,'{second.title}'!B7:B9,B7:B7)",
        )

    def test_toman(self):
        unit = self.env["sama.display.unit"].create(
            {"name": "Tenth", "currency_id": self.currency.id, "divisor": 10}
        )
        request = self._request(
            columns=self._columns("sama_goods_amount"), unit=unit.id
        )
        sheet = self._excel(request)[0].worksheets[0]
        self.assertEqual(sheet["A6"].value, "Goods Amount (Tenth)")
        self.assertEqual(sheet["A7"].value, 100)

    def test_without_amounts(self):
        request = self._request(
            columns=self._columns("name", "sama_goods_amount", "amount_total"),
            amounts=False,
        )
        sheet = self._excel(request)[0].worksheets[0]
        self.assertEqual(sheet.max_column, 1)

    def test_management_page(self):
        request = self._request(layout="management")
        sheet = self._excel(request)[0].worksheets[0]
        self.assertEqual([sheet["B6"].value, sheet["B7"].value], [3, 6900])
        self.assertEqual(len(sheet._charts), 1)

    def test_empty_and_one_row_in_every_layout(self):
        for layout in LAYOUTS:
            for ids in ([], self.orders[:1].ids):
                with self.subTest(layout=layout, rows=len(ids)):
                    request = self._request(
                        ids=ids,
                        layout=layout,
                        groupby=["sama_follow_up_user_id"],
                        columns=self._columns("name", "sama_goods_amount"),
                    )
                    sheet = self._excel(request)[0].worksheets[0]
                    values = [cell.value for row in sheet.rows for cell in row]
                    shown = self.orders[0].name in values
                    has_rows = layout != "management"
                    self.assertEqual(shown, bool(ids) and has_rows)

    def test_a_sheet_is_as_long_as_a_program_can_open(self):
        self.assertEqual(ROWS_PER_SHEET, 1_048_576)
        self.assertEqual(ROWS_PER_SHEET, MAX_ROW)

    def test_details_have_their_own_sheet(self):
        self.orders[0].with_user(self.agent).sama_follow_up("=1+1", channel="call")
        book = self._excel(self._request(layout="card"))[0]
        self.assertEqual(book.worksheets[1].title, "Follow-ups")
        values = [cell.value for row in book.worksheets[1].rows for cell in row]
        self.assertIn("=1+1", values)

    def test_the_fast_way_still_works(self):
        """Fails when a new openpyxl no longer has what reports/excel_rows.py uses."""
        self.assertTrue(
            excel_rows.hooks_work(),
            "openpyxl has changed: look at reports/excel_rows.py; until then Excel is "
            "made through the public API, at about half the speed",
        )

    def test_what_does_not_exist_is_refused(self):
        good = self._request().dump()
        self.assertEqual(Request.load(good).dump(), good)
        for wrong in ({"layout": "x"}, {"format": "doc"}, {"paper": "A3"}):
            with self.subTest(wrong=wrong), self.assertRaises(ValueError):
                Request.load({**good, **wrong})

    def test_the_public_way_makes_the_same(self):
        self.partner.name = "=1+1\r & <b>"
        order = self._order([(self.goods, 12.5, 1)], partner=self.partner)
        request = self._request(
            self.orders + order,
            layout="grouped",
            groupby=["sama_follow_up_user_id"],
            columns=self._columns(
                "partner_id", "name", "date_order", "sama_goods_amount"
            ),
            real_dates=True,
        )

        def cells():
            book, _content = self._excel(request, self.persian)
            return [
                (
                    cell.coordinate,
                    cell.value,
                    cell.data_type,
                    cell.number_format,
                    cell.font.b,
                    cell.fill.start_color.rgb,
                    cell.quotePrefix,
                    sheet.row_dimensions[cell.row].outlineLevel,
                )
                for sheet in book.worksheets
                for row in sheet.iter_rows()
                for cell in row
            ]

        with freeze_time("2026-11-24 10:00"):
            fast = cells()
            with patch.object(excel_rows, "hooks_work", lambda: False):
                slow = cells()
        self.assertEqual(slow, fast)
        self.assertTrue(any(cell[1] == "=1+1\r & <b>" for cell in fast))

    def test_nothing_stays_open_of_a_report_given_up(self):
        def stop(_done):
            raise KeyError("given up")

        files = set(ALL_TEMP_FILES)
        data = ReportData(self._env(), self._request(layout="card"))
        writer = Excel(data, progress=stop)
        with self.assertRaises(KeyError):
            writer.draw(io.BytesIO())
        self.assertTrue(writer.book.worksheets)
        self.assertTrue(all(sheet.closed for sheet in writer.book.worksheets))
        self.assertEqual(set(ALL_TEMP_FILES), files)

    def test_libreoffice_reads_the_same(self):
        """The file as another program understands it: texts, sums, widths."""
        office = shutil.which("soffice")
        if not office:
            self.skipTest("LibreOffice (soffice) is not installed")
        request = self._request(
            layout="grouped",
            groupby=["sama_follow_up_user_id"],
            columns=self._columns(
                "name", "date_order", "partner_id.phone", "sama_goods_amount"
            ),
        )
        content = self._excel(request, self.persian)[1]
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "report.xlsx")
            with open(path, "wb") as stream:
                stream.write(content)
            subprocess.run(
                [
                    office,
                    "--headless",
                    f"-env:UserInstallation=file://{folder}/profile",
                    "--convert-to",
                    "csv:Text - txt - csv (StarCalc):44,34,76",
                    "--outdir",
                    folder,
                    path,
                ],
                check=True,
                capture_output=True,
                timeout=120,
            )
            with open(os.path.join(folder, "report.csv"), encoding="utf-8") as stream:
                lines = stream.read().splitlines()
        self.assertIn(f'{self.orders[0].name},1405/07/29,09120000001,"1,000"', lines)
        self.assertTrue(lines[-1].endswith('"6,900"'), lines[-1])
