"""The rows of a workbook, read one after the other; no sheet is held in memory."""

import warnings
import zipfile
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

from lxml.etree import LxmlError
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from . import guard
from .values import Formula, as_text

#: Rows of one file; more would outlast a web request. A second file goes on.
MAX_ROWS = 20_000
MAX_COLUMNS = 200
#: Excel's own limit; a file that names a later row lies.
LAST_ROW = 1_048_576
#: Above the headings there may be a title.
HEADING_ROWS = 10
BROKEN = (
    AttributeError,
    EOFError,
    IndexError,
    InvalidFileException,
    KeyError,
    LxmlError,
    OSError,
    OverflowError,
    ParseError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
)


@dataclass
class Row:
    """One row: its number in the sheet, and its cells by the names of the columns."""

    number: int
    cells: dict


@dataclass
class Heading:
    """The headings of a sheet.

    :param int row: where they stand
    :param dict columns: {number of the column: description}
    :param dict others: {number: heading} of those that nobody knows
    """

    row: int
    columns: dict = field(default_factory=dict)
    others: dict = field(default_factory=dict)


class Workbook:
    """A workbook that was let pass by the guard.

    :param stream: binary, seekable
    :raises guard.FileError: it cannot be read
    """

    def __init__(self, stream):
        self.parts = guard.check(stream)
        self.stream = stream
        self.book = self._open(data_only=True)
        self._formulas = None
        self.rows_read = 0

    def _open(self, data_only):
        self.stream.seek(0)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return load_workbook(
                    self.stream,
                    read_only=True,
                    data_only=data_only,
                    keep_links=False,
                )
        except BROKEN as error:
            raise guard.FileError("broken") from error

    def close(self):
        """Let go of the file."""
        for book in (self.book, self._formulas):
            if book:
                book.close()

    def titles(self):
        """Return the titles of the sheets that have cells."""
        return [sheet.title for sheet in self.book.worksheets]

    # --------------------------------------------------
    # Headings
    # --------------------------------------------------

    def heading(self, title, sheet):
        """Return the :class:`Heading` of a sheet, None if no row looks like one.

        The row with the most known headings of the first ten counts.

        :param sheet: its description
        """
        best = None
        for number, cells in self._cells(title, HEADING_ROWS):
            found = Heading(number)
            for index, cell in enumerate(cells, 1):
                text = as_text(cell) if cell is not None else ""
                if not text:
                    continue
                column = sheet.find(text)
                if column and column not in found.columns.values():
                    found.columns[index] = column
                else:
                    found.others[index] = text
            if found.columns and (
                best is None or len(found.columns) > len(best.columns)
            ):
                best = found
        return best

    def merged(self, title, heading):
        """Return the ranges of merged cells that reach below the headings."""
        part = self.book[title]._worksheet_path
        return [
            reference
            for reference in self.parts.merged.get(part, ())
            if range_boundaries(reference)[3] >= heading.row
        ]

    # --------------------------------------------------
    # Rows
    # --------------------------------------------------

    def rows(self, title, heading):
        """Yield each :class:`Row` below the headings in which something stands.

        :raises guard.FileError: too many, or the sheet is broken
        """
        names = {
            **{index: column.name for index, column in heading.columns.items()},
            **{index: index for index in heading.others},
        }
        for number, cells in self._cells(title):
            if number <= heading.row:
                continue
            found = {
                name: cells[index - 1]
                for index, name in names.items()
                if index <= len(cells) and not _is_blank(cells[index - 1])
            }
            if not found:
                continue
            self.rows_read += 1
            if self.rows_read > MAX_ROWS:
                raise guard.FileError("too_many_rows", most=MAX_ROWS, sheet=title)
            yield Row(number, found)

    def _cells(self, title, last=LAST_ROW):
        """Yield (number, values) of each row, formulas without value marked."""
        sheet = self.book[title]
        rows = self._values(sheet)
        if sheet._worksheet_path in self.parts.formulas:
            if self._formulas is None:
                self._formulas = self._open(data_only=False)
            twins = self._values(self._formulas[title], values_only=False)
            rows = map(_with_formulas, rows, twins)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                for number, cells in enumerate(rows, 1):
                    if number > last:
                        break
                    yield number, cells
        except guard.FileError:
            raise
        except BROKEN as error:
            raise guard.FileError("broken") from error

    def _values(self, sheet, values_only=True):
        # What the sheet says of its size may be wrong; rows beyond it are not lost.
        sheet.reset_dimensions()
        return sheet.iter_rows(max_col=MAX_COLUMNS, values_only=values_only)


def _is_blank(cell):
    return cell is None or isinstance(cell, str) and not as_text(cell)


def _with_formulas(values, cells):
    """Mark the cells of a row that have a formula but no value."""
    return tuple(
        Formula() if value is None and cell.data_type == "f" else value
        for value, cell in zip(values, cells, strict=False)
    )


def cell_name(index, number):
    """Return the name of a cell.

    >>> cell_name(4, 17)
    'D17'
    """
    return f"{get_column_letter(index)}{number}"
