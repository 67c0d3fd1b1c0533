"""Rows written straight to the sheet's XML, several times faster than cell objects.

Openpyxl's write-only sheet makes an object of each value and opens a context for each
element. Here a cell is (style, type, value), and a row is one small text of XML. That
takes two places of openpyxl which are not for the public; :func:`hooks_work` tries
them once, and where they do not do what they did, rows go through the public
``append`` of cell objects: slower, the same file.
"""

import io
import logging
from copy import copy
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.xml.functions import fromstring

_logger = logging.getLogger(__name__)

TEXT, NUMBER, FORMULA = "inlineStr", "n", "f"
LETTERS = [get_column_letter(number) for number in range(1, 257)]
#: As it stands in a file, a carriage return would be read as a line's end.
RETURN = {"\r": "&#13;"}


def open_sheet(book, title, models=None):
    """Add a write-only sheet whose ``append`` takes our cells and None.

    :param dict models: a ``WriteOnlyCell`` for each style, from which cells are made
        where the fast way does not work
    """
    sheet = book.create_sheet(title)
    if hooks_work():
        sheet._values_to_row = lambda values, _number: values
    else:
        append = sheet.append
        sheet.append = lambda cells: append(
            [cell and _cell_object(cell, models) for cell in cells]
        )
    return sheet


def begin(sheet):
    """Write the head of a sheet; from here on only rows follow."""
    if hooks_work():
        _hook_writer(sheet)


def _hook_writer(sheet):
    sheet._get_writer()
    sheet._writer.write_row = lambda xf, cells, number: write_row(
        sheet, xf, cells, number
    )


def write_row(sheet, xf, cells, number):
    """Write one row into the open file."""
    dimensions = sheet.row_dimensions
    attributes = dict(dimensions[number]) if number in dimensions else {}
    parts = [f'<row r="{number}"']
    parts += [f" {name}={quoteattr(value)}" for name, value in attributes.items()]
    parts.append(">")
    for letter, cell in zip(LETTERS, cells, strict=False):
        if cell is None:
            continue
        style, kind, value = cell
        if kind == NUMBER:
            parts.append(f'<c r="{letter}{number}" s="{style}"><v>{value}</v></c>')
        elif kind == TEXT:
            space = ' xml:space="preserve"' if value != value.strip() else ""
            parts.append(
                f'<c r="{letter}{number}" s="{style}" t="inlineStr"><is>'
                f"<t{space}>{escape(value, RETURN)}</t></is></c>"
            )
        elif kind:
            parts.append(
                f'<c r="{letter}{number}" s="{style}"><f>{escape(value)}</f></c>'
            )
        else:
            parts.append(f'<c r="{letter}{number}" s="{style}"/>')
    parts.append("</row>")
    xf.write(fromstring("".join(parts)))


def _cell_object(cell, models):
    """Return a cell as the public ``append`` takes it, in the same style."""
    style, kind, value = cell
    made = copy(models[style])
    if kind == NUMBER:
        made.value = float(value) if "." in value or "e" in value else int(value)
    elif kind == FORMULA:
        made.value = f"={value}"
    else:
        made.value = value
        if kind == TEXT:
            # Also of a text that begins with «=».
            made.data_type = "s"
    return made


@lru_cache(maxsize=1)
def hooks_work():
    """Tell whether this openpyxl still has the two places that we use."""
    try:
        book = Workbook(write_only=True)
        sheet = book.create_sheet("probe")
        sheet._values_to_row = lambda values, _number: values
        _hook_writer(sheet)
        sheet.row_dimensions[1].outlineLevel = 1
        sheet.append([("0", TEXT, " =a&b"), None, ("0", NUMBER, "1.5")])
        sheet.append([("0", FORMULA, "C1*2")])
        stream = io.BytesIO()
        book.save(stream)
        read = load_workbook(io.BytesIO(stream.getvalue())).worksheets[0]
        rows = [tuple(row) for row in read.iter_rows(values_only=True)]
        works = rows == [(" =a&b", None, 1.5), ("=C1*2", None, None)]
        works = works and read.row_dimensions[1].outlineLevel == 1
    except Exception:  # whatever a later openpyxl does, the public way is there
        works = False
    if not works:
        _logger.warning("This openpyxl is unknown to reports: Excel is made slowly.")
    return works


def discard(book):
    """Close what was begun of a workbook that will not be saved, and its files."""
    for sheet in book.worksheets:
        if sheet.closed:
            continue
        sheet.close()
        writer = getattr(sheet, "_writer", None)
        if hasattr(writer, "cleanup"):
            writer.cleanup()
