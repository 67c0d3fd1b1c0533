"""The one writer of spreadsheets: draws the events of any report, row by row.

Openpyxl's write-only mode keeps one row in memory, so a file of half a million rows
needs no more than a small one. What it cannot do later (widths, frozen panes) is said
before the first row, from the first thousand.
"""

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.utils import get_column_letter

from .description import Column
from .excel_cells import Cells
from .excel_rows import begin, discard, open_sheet
from .excel_sheet import ROWS_PER_SHEET, Sheet, set_paper, sheet_title
from .figures import has_amount
from .heading import facts, filter_line, printed_line
from .words import Words

MAX_WIDTH = 60


class Excel:
    """Writes one report into a stream.

    :param data: :class:`~.data.ReportData`
    :param progress: called with the number of rows read after each thousand
    :param int rows_per_sheet: rows after which it goes on in a further sheet
    """

    def __init__(self, data, progress=None, rows_per_sheet=ROWS_PER_SHEET):
        self.data = data
        self.env = data.env
        self.progress = progress or (lambda done: None)
        # Latin digits in cells, which machines read too; the reader's in sentences.
        self.words = Words(data.env, "latin")
        self.reader_words = Words(data.env, data.request.digits)
        self.book = Workbook(write_only=True)
        self.cells = Cells(self.book, data, self.words)
        self.look = {
            "rtl": self.cells.rtl,
            "landscape": data.request.landscape,
            "paper": data.request.paper,
            "levels": len(data.request.groupby),
            "rows_per_sheet": rows_per_sheet,
            "models": self.cells.models,
        }
        self.columns = list(self._columns())
        self.makers = [
            (index, self.cells.maker(column, real_date))
            for index, column, real_date in self.columns
        ]
        self.detail_sheets = {}

    def draw(self, stream):
        """Write the file; the stream stays open."""
        try:
            self._write_body()
            self._write_filters()
        except BaseException:
            # Given up or broken: no half-written file stays open.
            discard(self.book)
            raise
        self.book.save(stream)

    def _write_body(self):
        if self.data.request.layout == "management":
            self._write_management()
        else:
            self._write_rows()

    def _columns(self):
        """Yield (index in the row, column, is the real date) of each sheet column."""
        jalali, real_dates = self.words.jalali, self.data.request.real_dates
        for index, column in enumerate(self.data.columns):
            is_date = column.kind in ("date", "datetime")
            yield index, column, is_date and not jalali
            if is_date and jalali and real_dates:
                yield index, column, True

    # --------------------------------------------------
    # Rows
    # --------------------------------------------------

    def _write_rows(self):
        """Write rows, groups and totals; the first thousand gives the widths."""
        events = self.data.events()
        buffered, sample = [], []
        for event in events:
            buffered.append(event)
            sample += event.rows
            if sample:
                break
        self.sheet = Sheet(
            self.book,
            self.data.title,
            self._widths(sample),
            self._title_block,
            self._head,
            self.look,
        )
        self.sheet.open_group()
        while buffered:
            self._write_event(buffered.pop(0))
        del sample
        for event in events:
            self._write_event(event)
        self.sheet.end(totals=1)
        for sheet, _cells in self.detail_sheets.values():
            sheet.end()

    def _write_event(self, event):
        writers = {
            "group": self._write_group,
            "rows": self._write_lines,
            "subtotal": self._write_subtotal,
            "total": self._write_total,
        }
        writers[event.type](event)
        if event.rows:
            self.progress(self.data.read_count)

    def _heading(self, column, real_date):
        label = self.data.label(column)
        if real_date and self.words.jalali:
            return self.env._("%(column)s (Gregorian)", column=label)
        return label

    def _head(self):
        return [
            self.cells.text(self._heading(column, real_date), "head")
            for _index, column, real_date in self.columns
        ] or [self.cells.text("", "head")]

    def _title_block(self):
        """Return the rows above the heading: company, title, when, filter."""
        lines = [
            (self.env.company.name, "group"),
            (self.data.title, "title"),
            (printed_line(self.env, self.reader_words), "plain"),
            (filter_line(self.data), "plain"),
        ]
        return [*([self.cells.text(*line)] for line in lines), []]

    def _widths(self, rows):
        """Return widths that fit headings and the first rows, within reason."""
        widths = []
        for index, column, real_date in self.columns:
            decimals = self.data.decimals(column)
            longest = max(
                (
                    len(self.words.value(column, row.values[index], decimals))
                    for row in rows
                    if row.values[index] is not None
                ),
                default=0,
            )
            # The sum of many is longer than each.
            longest += 4 if column.total == "sum" else 0
            heading = min(len(self._heading(column, real_date)), 24)
            widths.append(min(max(longest, heading, 6) + 2, MAX_WIDTH))
        return widths or [12]

    def _write_group(self, event):
        label = f"{event.label} ({self.reader_words.number(event.count)})"
        texts = [label, *[""] * (len(self.columns) - 1)]
        self.sheet.append(
            lambda: [self.cells.text(text, "group") for text in texts],
            event.level,
        )
        self.sheet.open_group()

    def _write_lines(self, event):
        for row in event.rows:
            values = row.values
            self.sheet.append(
                [make(values[index]) for index, make in self.makers], event.level
            )
            for detail in row.details:
                self._write_detail(row, *detail)

    def _write_subtotal(self, event):
        label = self.env._("Subtotal: %(group)s", group=event.label)
        self._append_totals(label, event, event.level + 1)

    def _write_total(self, event):
        label = f"{self.env._('Total')} ({self.reader_words.number(event.count)})"
        self._append_totals(label, event, 0)

    def _append_totals(self, label, event, level):
        """Write a row of totals: formulas over the rows that they sum."""
        formula = self.sheet.close_group()

        def cells():
            texts = [label]
            row = []
            for number, (index, column, real_date) in enumerate(self.columns, 1):
                value = event.totals[index]
                shown = None
                if value is not None and not real_date and number > 1:
                    shown = formula(number, column.total)
                if shown:
                    form = self.cells.format(column, value)
                    row.append(self.cells.number(shown, form, "total"))
                else:
                    text = texts.pop() if texts else ""
                    row.append(self.cells.text(text, "total"))
            return row

        self.sheet.append(cells, level)

    # --------------------------------------------------
    # Details: a sheet for each kind, the document beside each row
    # --------------------------------------------------

    def _write_detail(self, row, title, columns, lines):
        """Write the log or the answers of a document into their own sheet."""
        if title not in self.detail_sheets:
            heads = [self.data.report_label, *(self.data.label(c) for c in columns)]
            self.detail_sheets[title] = (
                Sheet(
                    self.book,
                    title,
                    [28, *(min(column.width + 2, MAX_WIDTH) for column in columns)],
                    lambda: [[self.cells.text(title, "title")]],
                    lambda: [self.cells.text(text, "head") for text in heads],
                    {**self.look, "levels": 0},
                ),
                columns,
            )
        detail_sheet = self.detail_sheets[title][0]
        real = not self.words.jalali
        for values in lines:
            detail_sheet.append(
                [
                    self.cells.text(self.data.row_name(row)),
                    *(
                        self.cells.value(column, value, real)
                        for column, value in zip(columns, values, strict=True)
                    ),
                ]
            )

    # --------------------------------------------------
    # Management page and filters
    # --------------------------------------------------

    def _write_management(self):
        """Write figures, a table for each breakdown and a chart of the first."""
        measures = self.data.measures()
        widths = [
            22 if column.kind == "amount" else max(12, len(self.data.label(column)) + 3)
            for column in measures
        ]
        sheet = self._plain_sheet(self.data.title, [34, 18, *widths])
        for cells in self._title_block():
            sheet.append(cells)
        row = 5
        for label, column, value in self.data.figures():
            cell = self.cells.value(column, value, name="total")
            sheet.append([self.cells.text(label), cell])
            row += 1
        heads = [self.env._("Count"), *map(self.data.label, measures)]
        place = 1 if has_amount(measures) else 0
        for number, (heading, figures) in enumerate(self.data.breakdowns()):
            sheet.append([])
            sheet.append([self.cells.text(head, "head") for head in (heading, *heads)])
            first = row + 3
            row = self._write_figures(sheet, figures, measures, first)
            if number == 0 and figures:
                anchor = f"{get_column_letter(len(heads) + 3)}2"
                self._add_chart(
                    sheet, heads[place], first, row, place + 2, anchor=anchor
                )
        self.progress(self.data.count())

    def _write_figures(self, sheet, figures, measures, row):
        """Write the rows of a breakdown; return the number of the last."""
        count = Column("count", kind="integer")
        for label, number, values in figures:
            cells = [self.cells.text(label), self.cells.value(count, number)]
            pairs = zip(measures, values, strict=True)
            sheet.append([*cells, *(self.cells.value(*pair) for pair in pairs)])
            row += 1
        return row - 1

    def _add_chart(
        self, sheet, title, first, last, number, names=1, anchor="F2", most=None
    ):
        """Draw a column of a table as bars.

        :param int number: of the column of values
        :param int names: of the column of their names
        :param float most: end of the scale, where it has one
        """
        chart = BarChart()
        chart.type = "bar"
        chart.title = title
        chart.legend = None
        chart.height = max(7, min(18, (last - first + 1) * 1.1))
        chart.width = 20
        chart.x_axis.delete = chart.y_axis.delete = False
        # Bars from the top in the order of the rows, from the reader's side.
        chart.x_axis.scaling.orientation = "maxMin"
        if most:
            chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, most
        if self.look["rtl"]:
            chart.y_axis.scaling.orientation = "maxMin"
        values = Reference(sheet, min_col=number, min_row=first, max_row=last)
        labels = Reference(sheet, min_col=names, min_row=first, max_row=last)
        chart.add_data(values)
        chart.set_categories(labels)
        sheet.add_chart(chart, anchor)

    def _plain_sheet(self, title, widths):
        look = {**self.look, "levels": 0}
        sheet = open_sheet(self.book, sheet_title(title), self.cells.models)
        sheet.sheet_view.rightToLeft = look["rtl"]
        set_paper(sheet, look)
        for number, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        begin(sheet)
        return sheet

    def _write_filters(self):
        """Write the sheet that says where the rows came from."""
        sheet = self._plain_sheet(self.env._("Filters used"), [26, 80])
        for label, value in facts(self.data, self.reader_words):
            sheet.append(
                [
                    self.cells.text(label, "group"),
                    self.cells.text(value, "wrapped"),
                ]
            )
