from datetime import timedelta

from babel.dates import format_date as babel_format_date
from babel.dates import format_datetime as babel_format_datetime

from odoo import fields, models

from .. import calendar, text


class AccountJournal(models.Model):
    """Graphs of the accounting dashboard in the reader's calendar."""

    _inherit = "account.journal"

    def _get_bank_cash_graph_data(self):
        """Name the days of the balance in the Jalali calendar."""
        result = super()._get_bank_cash_graph_data()
        lang, jalali, _persian = text.reader(self.env)
        if not jalali:
            return result
        today = fields.Date.today()
        days = [today + timedelta(days=n) for n in range(-62, 732)]
        by_name = {
            babel_format_date(day, "d LLLL Y", locale=lang.code): day for day in days
        }
        for graphs in result.values():
            for value in graphs[0]["values"]:
                day = by_name.get(value["name"])
                if day:
                    value["name"] = text.format_date(
                        self.env, day, date_format="d MMMM yyyy"
                    )
                    value["x"] = text.format_date(self.env, day, date_format="d MMM")
        return result

    def _get_sale_purchase_graph_data(self):
        """Name the weeks of the due amounts in the Jalali calendar."""
        result = super()._get_sale_purchase_graph_data()
        lang, jalali, _persian = text.reader(self.env)
        if not jalali:
            return result
        today = fields.Date.today()
        weekday = int(babel_format_datetime(today, "e", locale=lang.code))
        first = today - timedelta(days=weekday - 1)
        for graphs in result.values():
            # due, last week, this week (named so), the two next ones, not due
            for index, weeks in ((1, -1), (3, 1), (4, 2)):
                start = first + timedelta(days=7 * weeks)
                label = self._sama_week_label(start, start + timedelta(days=6))
                graphs[0]["values"][index]["label"] = label
        return result

    def _sama_week_label(self, start, end):
        """Return «۱ - ۷ آذر»."""
        same_month = calendar.start_of(start, "month") == calendar.start_of(
            end, "month"
        )
        begin = text.format_date(
            self.env, start, date_format="d" if same_month else "d MMM"
        )
        return f"{begin} - {text.format_date(self.env, end, date_format='d MMM')}"
