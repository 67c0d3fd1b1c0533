import io
from datetime import datetime

import openpyxl

from odoo.tests import TransactionCase, tagged

from odoo.addons.base_import.models.base_import import ImportValidationError

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@tagged("post_install", "-at_install")
class TestJalaliImport(TransactionCase):
    """Files whose dates are Jalali."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env = cls.env(context=dict(cls.env.context, lang="en_US"))

    def _parse(self, value, field_type="date", jalali=True, **options):
        data = [[value]]
        options = {"sama_jalali_dates": jalali, "date_format": "%Y/%m/%d", **options}
        self.env["base_import.import"].create({})._parse_date_from_data(
            data, 0, "date", field_type, options
        )
        return data[0][0]

    def test_dates(self):
        for value in ("1403/12/30", "۱۴۰۳/۱۲/۳۰", "03-12-30", "2025-03-20"):
            self.assertEqual(self._parse(value), "2025-03-20")

    def test_datetimes(self):
        self.assertEqual(
            self._parse("۱۴۰۳/۱۲/۳۰ ۱۴:۰۵", "datetime"), "2025-03-20 14:05:00"
        )
        self.assertEqual(self._parse("1403/12/30", "datetime"), "2025-03-20 00:00:00")

    def test_wrong_dates_are_told(self):
        with self.assertRaisesRegex(ImportValidationError, "1404 has 29 days"):
            self._parse("1404/12/30")
        with self.assertRaises(ImportValidationError):
            self._parse("tomorrow")

    def test_the_row_is_named(self):
        """As the user sees it in the file: headers and earlier batches count."""
        data = [["1403/12/30"], ["1404/12/30"]]
        for options, row in (
            ({}, 2),
            ({"has_headers": True}, 3),
            ({"has_headers": True, "skip": 2000}, 2003),
        ):
            with self.assertRaisesRegex(ImportValidationError, f"Row {row}, "):
                self.env["base_import.import"].create({})._parse_date_from_data(
                    [list(line) for line in data],
                    0,
                    "date",
                    "date",
                    {"sama_jalali_dates": True, **options},
                )

    def test_without_the_option_nothing_changes(self):
        self.assertEqual(self._parse("2025/03/20", jalali=False), "2025-03-20")
        self.assertEqual(self._parse("1403/02/28", jalali=False), "1403-02-28")

    def test_numbers_in_any_digits(self):
        data = [["۱۲٬۵۰۰٫۵"], ["١٢٣"], ["1,200.50"]]
        self.env["base_import.import"].create({})._parse_float_from_data(
            data, 0, "amount", {"float_thousand_separator": ","}
        )
        self.assertEqual([line[0] for line in data], ["12500.5", "123", "1200.50"])

    def _import_rates(self, content, file_type, file_name):
        wizard = self.env["base_import.import"].create(
            {
                "res_model": "res.currency.rate",
                "file": content,
                "file_type": file_type,
                "file_name": file_name,
            }
        )
        options = {
            "sama_jalali_dates": True,
            "has_headers": True,
            "quoting": '"',
            "separator": ",",
            "date_format": "%Y/%m/%d",
        }
        columns = ["name", "currency_id", "rate"]
        return wizard.execute_import(columns, columns, options)

    def _sheet(self, days):
        book = openpyxl.Workbook()
        book.active.append(["name", "currency_id", "rate"])
        for day in days:
            book.active.append([day, "EUR", 2.5])
        content = io.BytesIO()
        book.save(content)
        return content.getvalue()

    def test_excel(self):
        """Texts, numbers and real dates of a sheet."""
        self.env.ref("base.EUR").active = True
        days = ["1405/08/03", "۱۴۰۵/۰۹/۰۳", 14030101, datetime(2025, 3, 20)]
        answer = self._import_rates(self._sheet(days), XLSX, "rates.xlsx")
        self.assertFalse(answer["messages"])
        rates = self.env["res.currency.rate"].browse(answer["ids"])
        self.assertEqual(
            [str(rate.name) for rate in rates],
            ["2026-10-25", "2026-11-24", "2024-03-20", "2025-03-20"],
        )

    def test_excel_refuses_the_whole_file(self):
        self.env.ref("base.EUR").active = True
        before = self.env["res.currency.rate"].search_count([])
        answer = self._import_rates(
            self._sheet(["1405/08/03", "1404/12/30"]), XLSX, "rates.xlsx"
        )
        self.assertIn("Row 3, column name", answer["messages"][0]["message"])
        self.assertEqual(self.env["res.currency.rate"].search_count([]), before)

    def test_whole_import(self):
        self.env.ref("base.EUR").active = True
        content = "name,currency_id,rate\n۱۴۰۳/۱۲/۳۰,EUR,2.5\n".encode()
        answer = self._import_rates(content, "text/csv", "rates.csv")
        self.assertFalse(answer["messages"])
        rate = self.env["res.currency.rate"].browse(answer["ids"])
        self.assertEqual(str(rate.name), "2025-03-20")
