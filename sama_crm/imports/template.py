"""The workbook to fill in: headings, notes on them, lists to choose from, a help sheet.

A small workbook, so it is held in memory. Headings are in the language that was asked
for; the texts that explain them in the language of the environment, which the caller
makes the same.
"""

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from .description import EXAMPLE, REQUIRED_MARK
from .sheets import SHEETS
from .workbook import MAX_ROWS

HELP = {"fa": "راهنما", "en": "Help"}
LISTS_TITLE = "lists"
YES_NO = {"fa": ("بله", "خیر"), "en": ("Yes", "No")}
FONT = "Vazirmatn"
HEAD = PatternFill("solid", start_color="1F4E79")
REQUIRED = PatternFill("solid", start_color="9C2A10")
SHADE = PatternFill("solid", start_color="EEF2F6")
LINE = Border(bottom=Side(style="thin", color="D0D5DD"))
#: Rows for which there are lists and formats; more may be filled.
PREPARED_ROWS = 2000
WIDTHS = {"long": 40, "text": 20, "code": 16, "link": 16, "amount": 16, "datetime": 18}
#: Kinds that Excel must leave as they are typed: leading zeros, Jalali dates.
TYPED = ("code", "link", "text", "national_id", "date", "past_date", "datetime")
MAX_QUESTION_COLUMNS = 40
HELP_WIDTHS = (18, 26, 10, 70, 60)
LINE_HEIGHT = 14


def help_titles():
    """Return the titles of sheets that only explain."""
    return tuple(HELP.values())


class Template:
    """Makes the template of a company in one language.

    :param env: of who downloads it, in the language of the template
    :param company: ``res.company`` whose users, catalogues and questions are offered
    :param str language: ``fa`` or ``en``
    """

    def __init__(self, env, company, language):
        self.env = env
        self.company = company
        self.language = language
        self.book = Workbook()
        self.book.remove(self.book.active)
        self.lists = None
        self._ranges = {}
        # 2 is from right to left: a full stop after a Latin word stays at the end.
        self.reading_order = 2 if language == "fa" else 1

    def save_to(self, stream):
        """Write the workbook."""
        sheets = [(sheet, self._new(sheet.label(self.language))) for sheet in SHEETS]
        help_sheet = self._new(HELP[self.language], 0)
        # The lists stand last and hidden, and are there before what points to them.
        self.lists = self.book.create_sheet(LISTS_TITLE)
        self.lists.sheet_state = "hidden"
        for sheet, page in sheets:
            self._fill(sheet, page)
        self._fill_help(help_sheet)
        self.book.active = 0
        self.book.save(stream)

    def _new(self, title, index=None):
        page = self.book.create_sheet(title, index)
        page.sheet_view.rightToLeft = self.language == "fa"
        # On paper all columns beside each other.
        page.page_setup.orientation = "landscape"
        page.page_setup.paperSize = page.PAPERSIZE_A4
        page.page_setup.fitToHeight = 0
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        return page

    # --------------------------------------------------
    # A sheet
    # --------------------------------------------------

    def _fill(self, sheet, page):
        labels = []
        for index, column in enumerate(sheet.columns, 1):
            self._head(page, index, column)
            self._example(page, index, column)
            self._offer(page, index, column)
            labels.append(column.label(self.language))
        if sheet.questions:
            first = len(sheet.columns) + 1
            for index, name in enumerate(self._questions(), first):
                self._head_cell(page, index, name, HEAD)
                page.column_dimensions[get_column_letter(index)].width = 24
                cell = page.cell(2, index)
                cell.font = Font(name=FONT, size=10, italic=True, color="6B7280")
        page.row_dimensions[1].height = 34 if sheet.questions else 24
        page.freeze_panes = "C2"

    def _head(self, page, index, column):
        text = column.label(self.language)
        if column.required:
            text += f" {REQUIRED_MARK}"
        cell = self._head_cell(page, index, text, REQUIRED if column.required else HEAD)
        if column.help:
            note = Comment(self.env._(column.help), "Sama CRM", height=90, width=260)
            cell.comment = note
        width = max(WIDTHS.get(column.kind, 14), len(text) + 4)
        page.column_dimensions[get_column_letter(index)].width = width

    def _head_cell(self, page, index, text, fill):
        cell = page.cell(1, index, text)
        # A question may begin like a formula.
        cell.data_type = "s"
        cell.font = Font(name=FONT, size=10, bold=True, color="FFFFFF")
        cell.fill = fill
        cell.alignment = Alignment(
            horizontal="center",
            vertical="center",
            wrap_text=True,
            readingOrder=self.reading_order,
        )
        return cell

    def _example(self, page, index, column):
        """Write the example row: its code says that it is one."""
        text = column.example[0 if self.language == "fa" else 1]
        cell = page.cell(2, index)
        if column.kind == "amount" and text:
            cell.value = int(text)
        elif text:
            cell.value = text
        cell.font = Font(name=FONT, size=10, italic=True, color="6B7280")
        if column.kind in TYPED:
            # Of the column, for rows that nobody has touched; and of the first ones.
            dimension = page.column_dimensions[get_column_letter(index)]
            dimension.number_format = "@"
            cell.number_format = "@"
        elif column.kind == "amount":
            page.column_dimensions[get_column_letter(index)].number_format = "#,##0"
            cell.number_format = "#,##0"

    # --------------------------------------------------
    # Lists to choose from
    # --------------------------------------------------

    def _offer(self, page, index, column):
        values = self._values(column)
        if not values:
            return
        letter = get_column_letter(index)
        validation = DataValidation(
            type="list",
            formula1=self._range(column, values),
            allow_blank=True,
            showErrorMessage=False,
        )
        validation.add(f"{letter}2:{letter}{PREPARED_ROWS}")
        page.add_data_validation(validation)

    def _values(self, column):
        """Return what a column offers, in the template's language."""
        if column.kind == "choice":
            return [getattr(choice, self.language) for choice in column.choices]
        if column.kind == "flag":
            return list(YES_NO[self.language])
        if column.kind == "catalogue":
            return self.env[column.model].search([]).mapped("name")
        if column.kind == "user":
            return self._users()
        if column.name == "survey":
            return self._surveys().mapped("name")
        return []

    def _range(self, column, values):
        """Return the reference of a list; equal lists stand there once."""
        key = tuple(values)
        if key not in self._ranges:
            index = len(self._ranges) + 1
            for row, value in enumerate(values, 1):
                cell = self.lists.cell(row, index, value)
                cell.data_type = "s"
            letter = get_column_letter(index)
            self._ranges[key] = (
                f"{quote_sheetname(LISTS_TITLE)}!${letter}$1:${letter}${len(values)}"
            )
        return self._ranges[key]

    def _users(self):
        users = self.env["res.users"].search(
            [
                ("share", "=", False),
                ("company_ids", "in", self.company.ids),
                ("all_group_ids", "in", self.env.ref("sama_crm.group_agent").ids),
            ]
        )
        return users.sorted("name").mapped("name")

    def _surveys(self):
        return self.env["sama.survey"].search(
            [("company_id", "in", [False, self.company.id])]
        )

    def _questions(self):
        """Return the questions of the company's sets, each once."""
        names = dict.fromkeys(self._surveys().question_ids.mapped("name"))
        return list(names)[:MAX_QUESTION_COLUMNS]

    # --------------------------------------------------
    # Help
    # --------------------------------------------------

    def _rules(self):
        """Return what is to be known of the whole workbook."""
        mark, example = REQUIRED_MARK, EXAMPLE[self.language]
        return [
            self.env._(
                "Fill in the sheets that you have; the others may stay empty. "
                "Headings with %(mark)s must be there, and filled in each row.",
                mark=mark,
            ),
            self.env._(
                "Rows whose code is “%(example)s” are examples; they are left out.",
                example=example,
            ),
            self.env._(
                "Each row has a code of its own. Importing again finds the record by "
                "it and updates it; nothing is doubled. An empty cell changes nothing."
            ),
            self.env._(
                "Dates: 1402/05/03, 14020503 or a real date. Digits may be Persian or "
                "Latin. Amounts are in the unit that you choose when importing."
            ),
            self.env._(
                "The order of columns is free; columns that nobody needs may go."
            ),
            self.env._(
                "One file may have %(most)s rows in all; codes connect several files.",
                most=f"{MAX_ROWS:,}",
            ),
        ]

    def _fill_help(self, page):
        for letter, width in zip("ABCDE", HELP_WIDTHS, strict=True):
            page.column_dimensions[letter].width = width
        for row, rule in enumerate(self._rules(), 1):
            page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=5)
            self._help_cell(page, row, 1, f"{row}. {rule}")
            page.row_dimensions[row].height = 22
        row += 2
        heads = (
            self.env._("Sheet"),
            self.env._("Column"),
            self.env._("Required"),
            self.env._("What to write"),
            self.env._("Values"),
        )
        for index, text in enumerate(heads, 1):
            cell = self._help_cell(page, row, index, text)
            cell.font = Font(name=FONT, size=10, bold=True, color="FFFFFF")
            cell.fill = HEAD
        page.freeze_panes = None
        for number, sheet in enumerate(SHEETS):
            for column in sheet.columns:
                row += 1
                self._help_row(page, row, sheet, column, number % 2)

    def _help_row(self, page, row, sheet, column, shaded):
        values = self._values(column)
        comma = "، " if self.language == "fa" else ", "
        texts = (
            sheet.label(self.language),
            column.label(self.language),
            YES_NO[self.language][0] if column.required else "",
            self.env._(column.help) if column.help else "",
            comma.join(values[:12]) + ("…" if len(values) > 12 else ""),
        )
        lines = max(
            -(-len(text) // width)
            for text, width in zip(texts, HELP_WIDTHS, strict=True)
        )
        page.row_dimensions[row].height = LINE_HEIGHT * max(lines, 1) + 3
        for index, text in enumerate(texts, 1):
            cell = self._help_cell(page, row, index, text)
            cell.border = LINE
            if shaded:
                cell.fill = SHADE

    def _help_cell(self, page, row, index, text):
        cell = page.cell(row, index, text or None)
        if text:
            cell.data_type = "s"
        cell.font = Font(name=FONT, size=10)
        cell.alignment = Alignment(
            vertical="top", wrap_text=True, readingOrder=self.reading_order
        )
        return cell
