"""Calculate as a spreadsheet: a sheet for each table, with a chart of it."""

from openpyxl.utils import get_column_letter

from .excel import Excel


class CalculationExcel(Excel):
    """Writes the page Calculate.

    :param data: :class:`~.calculation.Calculation`
    """

    def _write_body(self):
        tables = self.data.tables()
        for number, table in enumerate(tables or [None]):
            widths = (
                [max(column.width, len(column.label)) + 2 for column in table.columns]
                if table
                else [34]
            )
            # The figures stand in the first columns of the first sheet.
            widths[0] = max(widths[0], 22 if number == 0 else 0)
            title = table.title if table else self.data.title
            sheet = self._plain_sheet(title, [*widths, 12, 12][: max(3, len(widths))])
            row = 0
            for cells in self._title_block():
                sheet.append(cells)
                row += 1
            if number == 0:
                row += self._write_figures_of(sheet)
            if table:
                self._write_table(sheet, table, row + 1)
        self.progress(self.data.count())

    def _write_figures_of(self, sheet):
        """Write the figures of the page; return the number of rows."""
        rows = 0
        for label, column, value in self.data.figures():
            cell = self.cells.value(column, value, name="total")
            sheet.append([self.cells.text(label), cell])
            rows += 1
        sheet.append([])
        return rows + 1

    def _write_table(self, sheet, table, row):
        """Write one table from a row on, and the chart of its bars below it."""
        heads = [self.cells.text(column.label, "head") for column in table.columns]
        sheet.append(heads)
        for values in table.rows:
            pairs = zip(table.columns, values, strict=True)
            sheet.append([self.cells.value(*pair) for pair in pairs])
        last = row + len(table.rows)
        if table.bar:
            names = 2 if table.columns[0].kind == "integer" else 1
            self._add_chart(
                sheet,
                table.columns[table.bar].label,
                row + 1,
                last,
                table.bar + 1,
                names=names,
                anchor=f"{get_column_letter(names)}{last + 3}",
                most=table.most,
            )
