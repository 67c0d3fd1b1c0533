from odoo.tests import TransactionCase, tagged

from odoo.addons.base_import.models.base_import import ImportValidationError


@tagged("post_install", "-at_install")
class TestJalaliImport(TransactionCase):
    """Files whose dates are Jalali."""

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

    def test_without_the_option_nothing_changes(self):
        self.assertEqual(self._parse("2025/03/20", jalali=False), "2025-03-20")
        self.assertEqual(self._parse("1403/02/28", jalali=False), "1403-02-28")

    def test_numbers_in_any_digits(self):
        data = [["۱۲٬۵۰۰٫۵"], ["١٢٣"], ["1,200.50"]]
        self.env["base_import.import"].create({})._parse_float_from_data(
            data, 0, "amount", {"float_thousand_separator": ","}
        )
        self.assertEqual([line[0] for line in data], ["12500.5", "123", "1200.50"])

    def test_whole_import(self):
        self.env.ref("base.EUR").active = True
        wizard = self.env["base_import.import"].create(
            {
                "res_model": "res.currency.rate",
                "file": "name,currency_id,rate\n۱۴۰۳/۱۲/۳۰,EUR,2.5\n".encode(),
                "file_type": "text/csv",
                "file_name": "rates.csv",
            }
        )
        answer = wizard.execute_import(
            ["name", "currency_id", "rate"],
            ["name", "currency_id", "rate"],
            {
                "sama_jalali_dates": True,
                "has_headers": True,
                "quoting": '"',
                "separator": ",",
                "date_format": "%Y/%m/%d",
            },
        )
        self.assertFalse(answer["messages"])
        rate = self.env["res.currency.rate"].browse(answer["ids"])
        self.assertEqual(str(rate.name), "2025-03-20")
