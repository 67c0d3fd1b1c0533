"""A sheet of rows that goes on in further sheets and knows the ranges of its groups."""

import re

from openpyxl.utils import get_column_letter

from .excel_rows import begin, open_sheet

ROWS_PER_SHEET = 1_048_576
BAD_IN_TITLE = re.compile(r"[\\*?:/\[\]']")
#: Excel takes 31; a number may follow.
MOST_OF_TITLE = 28
SUBTOTAL = {"sum": 9, "avg": 1}
PAPER = {"A4": "9", "A5": "11"}


#: Row of the title, whose letters are larger, and its height in points.
TITLE = (2, 24)


def sheet_title(title):
    """Return the title of a sheet: whole words, with room for a number behind."""
    words = BAD_IN_TITLE.sub(" ", title).split()
    shown = " ".join(words)
    while len(words) > 1 and len(shown) > MOST_OF_TITLE:
        words.pop()
        shown = " ".join(words).rstrip("،,")
    return shown[:MOST_OF_TITLE] or "Report"


def set_paper(sheet, look):
    """Say how a sheet is printed: as wide as the paper, its pages counted."""
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.orientation = "landscape" if look["landscape"] else "portrait"
    sheet.page_setup.paperSize = PAPER.get(look["paper"], "9")
    sheet.page_setup.fitToHeight = 0
    sheet.oddFooter.center.text = "&P / &N"
    row, height = TITLE
    sheet.row_dimensions[row].height = height


class Sheet:
    """Rows under a heading; what write-only mode must know first is told at once.

    :param book: write-only workbook
    :param str title: of the sheet; a number follows on further sheets
    :param list widths: of the columns, in characters
    :param block: function to the rows above the heading
    :param head: function to the cells of the heading
    """

    def __init__(self, book, title, widths, block, head, look):
        self.book = book
        self.title = sheet_title(title)
        self.widths = widths
        self.block, self.head = block, head
        self.look = look
        self.limit = look.get("rows_per_sheet", ROWS_PER_SHEET)
        self.count = 0
        # Of each open group: [(title of a sheet, first row, last row)]
        self.ranges = []
        self._start()

    def _start(self):
        """Begin a sheet: direction, widths, frozen heading, title block."""
        self.count += 1
        title = self.title if self.count == 1 else f"{self.title} {self.count}"
        self.sheet = sheet = open_sheet(self.book, title, self.look["models"])
        sheet.sheet_view.rightToLeft = self.look["rtl"]
        sheet.sheet_properties.outlinePr.summaryBelow = True
        sheet.sheet_format.outlineLevelRow = self.look.get("levels", 0)
        set_paper(sheet, self.look)
        for number, width in enumerate(self.widths, 1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        rows = self.block()
        self.head_row = len(rows) + 1
        sheet.freeze_panes = f"A{self.head_row + 1}"
        sheet.print_title_rows = f"{self.head_row}:{self.head_row}"
        begin(sheet)
        self.row = 0
        for cells in (*rows, self.head()):
            self.row += 1
            sheet.append(cells)
        for ranges in self.ranges:
            ranges.append((sheet.title, self.row + 1, self.row))

    def end(self, totals=0):
        """Finish the sheet: its filter spans the rows, not the total below them.

        :param int totals: number of rows of totals at the end
        """
        last = get_column_letter(max(1, len(self.widths)))
        bottom = max(self.head_row, self.row - totals)
        self.sheet.auto_filter.ref = f"A{self.head_row}:{last}{bottom}"

    def append(self, cells, level=0):
        """Write one row, in an outline level of groups."""
        if self.row >= self.limit:
            self.end()
            self._start()
        self.row += 1
        if level:
            self.sheet.row_dimensions[self.row].outlineLevel = min(level, 7)
        # A formula names sheets: it is made for the one in which it stands.
        self.sheet.append(cells() if callable(cells) else cells)
        if level:
            # The writer has taken it; kept, half a million would be in memory.
            del self.sheet.row_dimensions[self.row]
        for ranges in self.ranges:
            title, first, _last = ranges[-1]
            ranges[-1] = (title, first, self.row)

    def open_group(self):
        """Begin a range that a total will span."""
        self.ranges.append([(self.sheet.title, self.row + 1, self.row)])

    def close_group(self):
        """End the innermost range.

        :return: function from (column number, ``sum`` or ``avg``) to its formula, or
            to None when there is no row. SUBTOTAL passes over the subtotals among the
            rows, and over rows that a filter hides.
        """
        ranges = [part for part in self.ranges.pop() if part[2] >= part[1]]

        def formula(number, total):
            letter = get_column_letter(number)
            parts = [
                (f"'{title}'!" if title != self.sheet.title else "")
                + f"{letter}{first}:{letter}{last}"
                for title, first, last in ranges
            ]
            return f"=SUBTOTAL({SUBTOTAL[total]},{','.join(parts)})" if parts else None

        return formula
