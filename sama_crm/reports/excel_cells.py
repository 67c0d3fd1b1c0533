"""Cells of a spreadsheet: styles, number formats, and texts that stay texts."""

import re
from copy import copy
from datetime import date, datetime

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils.datetime import to_excel

from . import excel_rows
from .description import NUMBERS
from .values import Foreign

#: Control characters and halves of letters, which no XML file may hold.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
#: The first letter that has a direction of its own.
LETTER = re.compile(r"[A-Za-z\u00c0-\u024f\u0590-\u08ff\ufb1d-\ufefc]")
#: A spreadsheet takes a text that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
LINE = Side(style="thin", color="D0D5DD")
FILLS = {"head": "DCE3EC", "group": "F2F4F7", "total": "E7ECF3"}
BOLD = ("head", "group", "total", "title")
MAX_TEXT = 32_767


def clean(value):
    """Return a text that any spreadsheet program can open.

    >>> clean("a\\x00b")
    'ab'
    """
    return ILLEGAL.sub("", value)[:MAX_TEXT]


class Cells:
    """Makes the cells of one workbook; each style is made once.

    :param data: :class:`~.data.ReportData`
    :param words: :class:`~.words.Words` with Latin digits
    """

    def __init__(self, book, data, words):
        self.data = data
        self.words = words
        lang = data.env["res.lang"]._get_data(code=data.env.lang or "en_US")
        self.rtl = lang.direction == "rtl"
        self._styles = {}
        #: A cell of openpyxl for each style, by its id.
        self.models = {}
        # Styles belong to a workbook; a cell reaches it through a sheet.
        self._probe = book.create_sheet("styles")
        book.remove(self._probe)

    def text(self, value, name="body"):
        """Return a cell of text, which is no formula whatever it begins with."""
        value = clean(value) if value else ""
        if not value:
            return self._style(name)[0], None, None
        style = self._style(name)[self._way(value)]
        return style, excel_rows.TEXT, value

    def _way(self, value):
        """Return which of a style's ids a text takes: see `_style`."""
        letter = LETTER.search(value)
        is_rtl = bool(letter) and letter[0] > "\u0589"
        return 2 * is_rtl + value.startswith(FORMULA)

    def number(self, value, number_format, name="body"):
        """Return a cell of a number, a date or a formula of ours."""
        style = self._style(name, number_format)[0]
        if isinstance(value, str):
            return style, excel_rows.FORMULA, value[1:]
        if isinstance(value, date):
            value = to_excel(value)
        return style, excel_rows.NUMBER, str(value)

    def value(self, column, value, real_date=False, name="body"):
        """Return the cell of a column's value."""
        if value is None:
            return self.text("", name)
        if isinstance(value, Foreign):
            return self.number(value.amount, self.format(column, value), name)
        if column.kind in NUMBERS:
            whole = isinstance(value, float) and value.is_integer()
            shown = int(value) if whole else value
            return self.number(shown, self.format(column, value), name)
        if real_date and isinstance(value, date):
            moment = isinstance(value, datetime)
            form = "yyyy-mm-dd hh:mm" if moment else "yyyy-mm-dd"
            return self.number(value, form, name)
        return self.text(self.words.value(column, value), name)

    def maker(self, column, real_date=False):
        """Return a function from a value of a column to its cell, as :meth:`value`.

        Texts and whole numbers, which most cells are, take a short way.
        """
        if column.kind in ("text", "long"):
            styles, way = self._style("body"), self._way

            def make_text(value):
                if not isinstance(value, str):
                    return self.value(column, value, real_date)
                value = clean(value)
                if not value:
                    return styles[0], None, None
                return styles[way(value)], excel_rows.TEXT, value

            return make_text
        if column.kind in ("amount", "integer"):
            whole = self._style("body", self.format(column, 0))[0]

            def make_number(value):
                if value.__class__ is float and value.is_integer():
                    return whole, excel_rows.NUMBER, str(int(value))
                return self.value(column, value, real_date)

            return make_number
        return lambda value: self.value(column, value, real_date)

    def format(self, column, value=0):
        """Return the format of a number: thousands, decimals only if there are any."""
        if isinstance(value, Foreign):
            zeros = "0" * value.decimals
            return f'#,##0{"." if zeros else ""}{zeros}\\ "{value.currency}"'
        decimals = self.data.decimals(column)
        if column.kind in ("amount", "integer") and float(value) == round(value):
            decimals = 0
        shown = "#,##0" + ("." + "0" * decimals if decimals else "")
        return f'{shown}"%"' if column.kind == "percent" else shown

    def _style(self, name, number_format="General"):
        """Return the ids of a style: plain, and for a text that looks like a formula.

        Both once more for a text that runs from the right, whose full stop would else
        stand on the wrong side.
        """
        key = (name, number_format)
        if key not in self._styles:
            cell = WriteOnlyCell(self._probe, value="x")
            size = 14 if name == "title" else 10
            cell.font = Font(name="Vazirmatn", size=size, bold=name in BOLD)
            if name in FILLS:
                cell.fill = PatternFill("solid", start_color=FILLS[name])
            if name in ("body", "head", "total"):
                cell.border = Border(bottom=LINE)
            wrapped = name in ("head", "wrapped")
            # A Latin text in a right-to-left sheet keeps to its own column's side.
            cell.alignment = Alignment(
                horizontal="right" if self.rtl else None,
                vertical="top",
                wrap_text=wrapped,
            )
            cell.number_format = number_format
            ids = []
            for order, quoted in ((1, False), (1, True), (2, False), (2, True)):
                model = copy(cell)
                # Copies share it, and an alignment is written into it.
                model._style = copy(cell._style)
                model.quotePrefix = quoted
                alignment = copy(cell.alignment)
                alignment.readingOrder = order
                model.alignment = alignment
                ids.append(str(model.style_id))
                self.models[ids[-1]] = model
            self._styles[key] = tuple(ids)
        return self._styles[key]
