"""Workbooks for the tests of the import, and what they make."""

import io

from openpyxl import Workbook

from ..imports.run import Run
from ..imports.sheets import SHEETS
from .common import SamaCommon

BY_NAME = {sheet.name: sheet for sheet in SHEETS}


def workbook(sheets, language="fa"):
    """Return the bytes of a workbook.

    :param dict sheets: {sheet's name: rows}; a row is a dict by columns' names, or by
        heading for what no column describes
    """
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = BY_NAME[name]
        page = book.create_sheet(sheet.label(language))
        names = list(dict.fromkeys(key for row in rows for key in row))
        page.append(
            [
                sheet.by_name[key].label(language) if key in sheet.by_name else key
                for key in names
            ]
        )
        for row in rows:
            page.append([row.get(key) for key in names])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


class ImportCommon(SamaCommon):
    """Runs imports as the administrator, into years that are open."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        years = cls.env["sama.fiscal.year"].with_context(tracking_disable=True)
        years.search([("state", "=", "closed")]).state = "open"

    def _run(self, sheets, dry=False, good_only=False, language="fa", **options):
        """Import a workbook (bytes, or as :func:`workbook` takes) and flush."""
        content = sheets if isinstance(sheets, bytes) else workbook(sheets, language)
        env = self.env(user=self.admin, su=False)
        run = Run(env, self.company.with_env(env), **options)
        result = run.bring_in(io.BytesIO(content), dry=dry, good_only=good_only)
        self.env.invalidate_all()
        return result

    def _notes(self, result):
        """Return {(sheet!cell): reason} of the errors."""
        return {
            f"{note.sheet}!{note.cell}": note.error.reason
            for note in result.notes
            if note.is_error
        }

    def _warnings(self, result):
        return {
            f"{note.sheet}!{note.cell}": note.error.reason
            for note in result.notes
            if not note.is_error
        }

    def _imported(self, sheet_name, code):
        """Return the record of a code."""
        run = Run(self.env, self.company)
        sheet = BY_NAME[sheet_name]
        found = run.links.imported(sheet, [code])
        return self.env[sheet.model].browse(found.get(code))
