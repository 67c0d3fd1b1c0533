"""Calculate and the results of a customer on paper."""

from dataclasses import replace

from .pdf import Pdf, share
from .widths import percents

#: Columns that have room on a page; the others follow in further tables.
MOST_COLUMNS = 22
#: From so many columns on, bars are short.
MANY_COLUMNS = 12


class CalculationPdf(Pdf):
    """Prints the page Calculate.

    :param data: :class:`~.calculation.Calculation`
    """

    def _pieces(self):
        yield 0, []

    def _values(self, lines, is_first):
        """Return what the templates draw: figures, and tables with a bar each row."""
        return self._page_values([], is_first) | {
            "is_last": True,
            "management": {
                "figures": [
                    (label, self._cell(column, value)[0] or "-")
                    for label, column, value in self.data.figures()
                ],
                "tables": [
                    self._table(part)
                    for table in self.data.tables()
                    for part in self._parts(table)
                ],
            },
        }

    def _parts(self, table):
        """Yield a table in parts that have room; each names its rows."""
        size = MOST_COLUMNS - 1
        for start in range(1, max(2, len(table.columns)), size):
            chosen = [0, *range(start, min(start + size, len(table.columns)))]
            is_first = start == 1
            title = table.title
            if not is_first:
                title = self.env._("%(table)s (continued)", table=title)
            yield replace(
                table,
                title=title,
                columns=[table.columns[index] for index in chosen],
                rows=[[row[index] for index in chosen] for row in table.rows],
                bar=table.bar if is_first else 0,
            )

    def _table(self, table):
        columns = table.columns
        room = 12 if len(columns) > MANY_COLUMNS else 26
        room = room if table.bar else 0
        return {
            "title": table.title,
            "has_bar": bool(table.bar),
            "columns": [
                {
                    "label": column.label,
                    "width": width,
                    "number": column.kind != "text",
                }
                for column, width in zip(
                    columns, percents(self.widths.wide(columns), room), strict=True
                )
            ],
            "rows": [
                {
                    "cells": self._cells(values, columns),
                    "share": share(values[table.bar], table.most) if table.bar else 0,
                }
                for values in table.rows
            ],
        }


class ResultsPdf(Pdf):
    """Prints the file of a customer for a visit: figures, sheets, last documents.

    :param data: :class:`~.data.ReportData` of the one customer
    :param dict results: of ``sama.survey.results``
    """

    def __init__(self, data, results):
        super().__init__(data)
        self.results = results

    def _values(self, lines, is_first):
        """Add the figures of the page to the card."""
        figures = self._figures() if is_first else []
        return super()._values(lines, is_first) | {"figures": figures}

    def _figures(self):
        """Return (label, number, unit) of the figures of the page."""
        env, results, number = self.env, self.results, self.words.number
        score, quotations = results["score"], results["quotations"]
        invoices = results["invoices"]
        currency = env.company.currency_id
        places = currency.decimal_places

        unit = currency.symbol or currency.name
        mean = score["mean"]
        won = quotations["won_share"]
        return [
            (env._("Score"), "-" if mean is None else number(mean, 1), ""),
            (env._("Quotations"), number(quotations["count"]), ""),
            (env._("Quotation Amount"), number(quotations["amount"], places), unit),
            (env._("Won Share (%)"), "-" if won is None else number(won), ""),
            (env._("Invoices"), number(invoices["count"]), ""),
            (env._("Invoice Amount"), number(invoices["amount"], places), unit),
            (env._("Projects"), number(results["projects"]["count"]), ""),
            (env._("Survey Calls"), number(results["calls"]["count"]), ""),
        ]
