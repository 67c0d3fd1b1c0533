"""The one drawer of PDF: texts for the QWeb templates, pages by wkhtmltopdf.

A report is one run. A very long one is made in pieces, so that memory stays bounded:
each piece is first laid out alone to learn its pages, then printed with its place in
the whole, and the pieces are put together.
"""

import base64
import io
import re
from functools import lru_cache

from markupsafe import Markup

from odoo.tools import file_open
from odoo.tools.pdf import PdfFileReader, PdfFileWriter

from .description import NUMBERS
from .figures import has_amount
from .heading import filter_line, printed_line
from .letterhead import lean
from .widths import LARGEST, SMALL, Widths, percents
from .words import Words

#: Rows of one run of wkhtmltopdf, which takes some 80 MiB for each thousand of them.
PIECE = 5000
#: Rows of one table: the time of a page goes with the rows of the tables on it.
TABLE = 500
REPORT = "sama_crm.action_report_list"
#: Cards have many lines each.
CARD_WEIGHT = 12
#: A card with fewer detail rows is not parted by a page's end.
SHORT = 12
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
PERSIAN = re.compile(r"[\u0590-\u08ff\ufb1d-\ufefc]")
LTR_MARK, RTL_MARK = "\N{LEFT-TO-RIGHT MARK}", "\N{RIGHT-TO-LEFT MARK}"
LTR_EMBED = "\N{LEFT-TO-RIGHT EMBEDDING}"
RTL_EMBED = "\N{RIGHT-TO-LEFT EMBEDDING}"
POP = "\N{POP DIRECTIONAL FORMATTING}"
LTR_KINDS = {"phone", "date", "datetime", "hour"}


@lru_cache(maxsize=1)
def css():
    """Return the style of the body with the addon's fonts in it.

    Nothing is fetched for a page while it is printed.
    """
    with file_open("sama_crm/static/src/report/paper/report_list.css") as stream:
        parts = [stream.read()]
    for weight in ("Regular", "Bold"):
        path = f"sama_crm/static/fonts/vazirmatn/Vazirmatn-{weight}.ttf"
        with file_open(path, "rb") as stream:
            font = base64.b64encode(stream.read()).decode()
        parts.append(
            '@font-face { font-family: "Sama Vazirmatn"; '
            f"font-weight: {'bold' if weight == 'Bold' else 'normal'}; "
            f'src: url("data:font/ttf;base64,{font}") format("truetype"); }}'
        )
    # The addon's own files, no text of a user is in them.
    return Markup("\n".join(parts))


class Pdf:
    """Prints one report into a stream.

    :param data: :class:`~.data.ReportData`
    :param progress: called with the number of rows after each thousand
    :param int piece: rows of one run
    """

    def __init__(self, data, progress=None, piece=PIECE):
        self.data = data
        # Rows are read with sizes instead of pictures; a letterhead has its logo.
        self.env = data.env(context={**data.env.context, "bin_size": False})
        self.progress = progress or (lambda done: None)
        self.words = Words(data.env, data.request.digits)
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        self.rtl = lang.direction == "rtl"
        self.piece = piece
        self.widths = Widths(data)
        if data.request.layout == "card":
            self.piece = max(1, piece // CARD_WEIGHT)

    def draw(self, stream):
        """Write the file; the stream stays open."""
        first, *others = self._htmls()
        if not others:
            stream.write(self._print(first))
            return
        htmls = [first, *others]
        counts = []
        for html in htmls:
            counts.append(page_count(self._print(html, bare=True)))
            self.progress(self.data.read_count)
        total, offset = sum(counts), 0
        writer = PdfFileWriter()
        for html, count in zip(htmls, counts, strict=True):
            content = self._print(html, offset=offset, total=total)
            for page in PdfFileReader(io.BytesIO(content)).pages:
                writer.add_page(page)
            offset += count
            self.progress(self.data.read_count)
        writer.write(stream)

    # --------------------------------------------------
    # Pages
    # --------------------------------------------------

    def _htmls(self):
        """Return the HTML of each piece."""
        return [self._html(lines, number) for number, lines in self._pieces()]

    def _html(self, lines, number):
        report = self.env["ir.actions.report"]
        return report._render_qweb_html(
            f"{REPORT}_a4",
            [],
            data={
                "report_type": "pdf",
                "sama_report": self._values(lines, number == 0),
            },
        )[0]

    def _print(self, html, bare=False, offset=0, total=0):
        """Return the PDF of one piece.

        :param bool bare: without letterhead, only to count the pages
        :param int offset: pages before this piece, of ``total``
        """
        paper = self.data.request.paper
        # sudo: who may read the rows may print them; the action is a setting
        action = self.env.ref(f"{REPORT}_{paper.lower()}").sudo()
        action = action.with_context(
            debug=False, sama_report=True, sama_page_offset=offset, sama_pages=total
        )
        bodies, _ids, header, footer, arguments = action._prepare_html(html)
        bodies = lean(action.env, *bodies)
        header, footer = (None, None) if bare else lean(action.env, header, footer)
        return action._run_wkhtmltopdf(
            bodies,
            header=header,
            footer=footer,
            landscape=self.data.request.landscape,
            specific_paperformat_args=arguments,
        )

    # --------------------------------------------------
    # Texts
    # --------------------------------------------------

    def _pieces(self):
        """Yield (number, lines): what one run of wkhtmltopdf prints."""
        if self.data.request.layout == "management":
            yield 0, []
            return
        lines, rows, number = [], 0, 0
        for event in self.data.events():
            for line in self._lines(event):
                # A total does not stand alone at the top of a piece.
                if rows >= self.piece and line["type"] in ("row", "group"):
                    yield number, lines
                    lines, rows, number = [], 0, number + 1
                lines.append(line)
                rows += line["type"] == "row"
            if event.rows:
                self.progress(self.data.read_count)
        yield number, lines

    def _lines(self, event):
        """Yield the lines of an event as texts."""
        if event.type == "rows":
            for row in event.rows:
                size = sum(len(lines) for _title, _columns, lines in row.details)
                yield {
                    "type": "row",
                    "level": event.level,
                    "cells": self._cells(row.values),
                    "void": row.void,
                    "name": self.data.row_name(row),
                    "is_short": size < SHORT,
                    # One size of letters for all that stands below one another.
                    "size": min(
                        (self.widths.detail(detail[1])[0] for detail in row.details),
                        default=0,
                    ),
                    "details": [self._detail(*detail) for detail in row.details],
                }
            return
        label = self._apart(event.label)
        if event.type == "subtotal":
            label = self.env._("Subtotal: %(group)s", group=label)
        elif event.type == "total":
            label = self.env._("Total")
        line = {
            "type": event.type,
            "level": event.level,
            "label": label,
            "count": self.words.number(event.count),
        }
        if event.type != "group":
            line["cells"] = self._cells(event.totals)
            # Columns before the first total: the label stands across them.
            filled = [index for index, cell in enumerate(line["cells"]) if cell[0]]
            line["span"] = filled[0] if filled else len(line["cells"])
        yield line

    def _apart(self, text):
        """Return a name that does not turn what stands beside it on the line.

        The old engine knows no isolation: the name is embedded in its own direction,
        and a mark of the page's stands on either side.
        """
        if not (LATIN if self.rtl else PERSIAN).search(text):
            return text
        is_rtl = self.rtl != self._is_other(text)
        mark = RTL_MARK if self.rtl else LTR_MARK
        return f"{mark}{RTL_EMBED if is_rtl else LTR_EMBED}{text}{POP}{mark}"

    def _is_other(self, text):
        """Tell whether a text runs in the other direction than the page.

        Its direction is that of its first letter.
        """
        other = LATIN if self.rtl else PERSIAN
        own = PERSIAN if self.rtl else LATIN
        match = other.search(text)
        return bool(match) and not own.search(text, 0, match.start())

    def _cells(self, values, columns=None):
        """Return (text, class) of the values of a row."""
        columns = columns or self.data.columns
        return [
            self._cell(column, value)
            for column, value in zip(columns, values, strict=True)
        ]

    def _cell(self, column, value):
        text = self.words.value(column, value, self.data.decimals(column))
        if column.kind in NUMBERS:
            return text, "n s-number"
        if column.kind in LTR_KINDS:
            return text, "n"
        return text, "o" if self._is_other(text) else ""

    def _detail(self, title, columns, lines):
        return {
            "title": title,
            "columns": [
                {
                    "label": self.data.label(column),
                    "width": width,
                    "number": column.kind in NUMBERS,
                }
                for column, width in zip(
                    columns, self.widths.detail(columns)[1], strict=True
                )
            ],
            "rows": [self._cells(values, columns) for values in lines],
        }

    def _values(self, lines, is_first):
        """Return what the templates draw."""
        self.widths.look_at(lines)
        values = self._page_values(self.data.columns, is_first)
        if self.data.request.layout == "management":
            values["management"] = self._management()
        return values | {
            "is_last": not lines or lines[-1]["type"] == "total",
            "lines": lines,
            "tables": self._tables(lines),
            "void": self.env._("VOID"),
            "has_void": any(line.get("void") for line in lines),
        }

    def _tables(self, lines):
        """Part the lines into tables; a subtotal or total stays with its rows."""
        tables, rows = [[]], 0
        for line in lines:
            if rows >= TABLE and line["type"] in ("row", "group"):
                tables.append([])
                rows = 0
            tables[-1].append(line)
            rows += line["type"] == "row"
        return tables

    def _page_values(self, columns, is_first):
        """Return what every page has: heading, direction, columns, style."""
        data, request = self.data, self.data.request
        extra = 45 if request.layout == "call" else 0
        size, widths = self.widths.fit(columns, self.widths.words, extra)
        if request.layout in ("card", "management", "calculation"):
            size = LARGEST
        return {
            "layout": request.layout,
            "title": data.title,
            "printed": printed_line(self.env, self.words),
            "filter": filter_line(data),
            "is_first": is_first,
            "letterhead": request.letterhead,
            "signatures": request.signatures,
            "rtl": self.rtl,
            "columns": [
                {
                    "label": data.label(column),
                    "width": width,
                    "number": column.kind in NUMBERS,
                    "phone": column.kind == "phone",
                    "has_total": bool(column.total),
                }
                for column, width in zip(columns, percents(widths, extra), strict=True)
            ],
            "empty_lines": request.empty_lines,
            "size": size,
            "is_dense": size <= SMALL,
            "css": css(),
            "figures": [],
        }

    def _management(self):
        """Return figures, breakdowns and the bars of the chart."""
        measures = self.data.measures()
        by_amount = has_amount(measures)
        tables = []
        for heading, figures in self.data.breakdowns():
            sizes = [row[2][0] if by_amount else row[1] for row in figures]
            largest = max(sizes, default=0)
            tables.append(
                {
                    "heading": heading,
                    "rows": [
                        {
                            "label": label,
                            "count": self.words.number(count),
                            "cells": [
                                self._cell(*pair)[0]
                                for pair in zip(measures, values, strict=True)
                            ],
                            "share": share(size, largest),
                        }
                        for (label, count, values), size in zip(
                            figures, sizes, strict=True
                        )
                    ],
                }
            )
        return {
            "figures": [
                (label, self._cell(column, value)[0])
                for label, column, value in self.data.figures()
            ],
            "tables": tables,
            "measures": [
                {
                    "label": self.data.label(column),
                    "width": 22 if column.kind == "amount" else 11,
                }
                for column in measures
            ],
        }


def share(value, largest):
    """Return the length of a bar in percent, short enough for a style."""
    return round(100 * max(0, value or 0) / largest, 1) if largest > 0 else 0


def page_count(content):
    """Return the number of pages of a PDF."""
    return len(PdfFileReader(io.BytesIO(content)).pages)
