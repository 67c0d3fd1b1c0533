"""One import: the sheets in their order, in one transaction, and what is wrong."""

from dataclasses import dataclass, field
from itertools import islice

from odoo import fields
from odoo.tools import plaintext2html

from ..tools.private_context import PrivateContext
from ..tools.text import fold_text
from . import guard
from .chase import Chase
from .links import Links
from .loader import BATCH
from .persons import Groups, Persons
from .quotations import FollowUps, Quotations
from .records import Records
from .sheets import SHEETS
from .surveys import Surveys
from .template import LISTS_TITLE, help_titles
from .values import CellError, Reader, as_text
from .workbook import Heading, Workbook, cell_name

LOADERS = {
    loader.sheet.name: loader
    for loader in (Groups, Persons, Quotations, FollowUps, Surveys, Records)
}
COUNTS = ("created", "updated", "unchanged", "failed")
#: Errors and warnings that are kept in words; the others are counted.
MAX_NOTES = 1000
MAX_SHOWN = 200
#: Nobody is written to, nothing is tracked, nobody becomes a follower.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_activity_quick_update": True,
    "mail_activity_automation_skip": True,
    "sale_no_log_for_new_lines": True,
    "sama_import": PrivateContext(running=True),
}


@dataclass
class Note:
    """One error or warning, at a cell.

    :param str cell: ``D17``, or empty for the whole sheet
    """

    sheet: str
    cell: str
    value: str
    error: CellError
    is_error: bool


@dataclass
class Result:
    """What an import did, or would do.

    :param dict counts: {sheet: {created, updated, unchanged, failed}}
    :param list notes: the first thousand
    :param bool is_saved: whether anything was written for good
    """

    counts: dict = field(default_factory=dict)
    notes: list = field(default_factory=list)
    errors: int = 0
    warnings: int = 0
    language: str = "en"
    is_saved: bool = False

    def total(self, *names):
        """Return the sum of counts over all sheets."""
        return sum(count[name] for count in self.counts.values() for name in names)


class Run:
    """One import into one company.

    The caller has checked that the user may import; all is written in sudo, by him.

    :param env: of the user
    :param company: ``res.company``
    :param float factor: what amounts are multiplied by
    :param bool share_persons: new persons belong to all companies
    :param date plan_since: next dates before it are not planned
    :param progress: is called with the number of rows that were read; what it raises
        ends the import, with nothing written
    """

    def __init__(
        self,
        env,
        company,
        factor=1.0,
        share_persons=True,
        plan_since=None,
        progress=None,
    ):
        context = {
            "lang": env.lang,
            "tz": env.context.get("tz") or env.user.tz,
            "allowed_company_ids": company.ids,
            **QUIET,
        }
        # sudo: only the administrator of Customer Relations comes here
        self.env = env(su=True, context=context)
        self.company = company.with_env(self.env)
        self.person_company_id = False if share_persons else company.id
        self.plan_since = plan_since
        self.progress = progress or (lambda done: None)
        self.links = Links(self.env, self.company)
        self.reader = Reader(
            self.company._sama_timezone(), fields.Datetime.now(), factor
        )
        self.chase = Chase(self)
        #: Codes of rows with an error: {sheet: {code: (row, title)}}.
        self.refused = {}
        self.result = Result()

    # --------------------------------------------------
    # What loaders call
    # --------------------------------------------------

    def count(self, sheet, name, number=1):
        """Count rows of a sheet."""
        counts = self.result.counts.setdefault(sheet.name, dict.fromkeys(COUNTS, 0))
        counts[name] += number

    def note(self, title, column, row, error, value=None, is_error=True):
        """Note an error or a warning."""
        if is_error:
            self.result.errors += 1
        else:
            self.result.warnings += 1
        if len(self.result.notes) < MAX_NOTES:
            cell = cell_name(column, row) if column and row else ""
            shown = as_text(value)[:MAX_SHOWN] if value is not None else ""
            self.result.notes.append(Note(title, cell, shown, error, is_error))

    def html(self, text):
        """Return a text of several lines as HTML."""
        return plaintext2html(text)

    # --------------------------------------------------
    # Running
    # --------------------------------------------------

    def bring_in(self, stream, dry=True, good_only=False):
        """Load a workbook; return the :class:`Result`.

        :param stream: binary, seekable
        :param bool dry: write nothing
        :param bool good_only: leave rows with an error out, instead of writing nothing
        :raises guard.FileError: it cannot be read
        """
        book = Workbook(stream)
        savepoint = self.env.cr.savepoint()
        try:
            self._load(book)
            self.env.flush_all()
            # The last moment at which it can be given up.
            self.progress(book.rows_read)
            saved = not dry and (good_only or not self.result.errors)
            self.result.is_saved = saved
        except BaseException:
            savepoint.close(rollback=True)
            self._forget()
            raise
        finally:
            book.close()
        savepoint.close(rollback=not saved)
        if not saved:
            self._forget()
        return self.result

    def _forget(self):
        """Drop what caches learned of records that are gone again."""
        self.env.invalidate_all(flush=False)
        self.env.registry.clear_all_caches()
        # Other workers have nothing to forget.
        self.env.registry.reset_changes()

    def _load(self, book):
        titles = self._match(book)
        for sheet in SHEETS:
            if sheet.name in titles:
                self._load_sheet(book, sheet, titles[sheet.name])
        self.chase.finish()

    def _match(self, book):
        """Return {sheet: title} of the sheets that are known."""
        titles, ignored = {}, {fold_text(t) for t in (LISTS_TITLE, *help_titles())}
        for title in book.titles():
            folded = fold_text(title)
            sheet = next((s for s in SHEETS if folded in s.titles()), None)
            if sheet and sheet.name not in titles:
                titles[sheet.name] = title
                if folded == fold_text(sheet.fa):
                    self.result.language = "fa"
            elif folded not in ignored:
                self.note(title, 0, 0, CellError("unknown_sheet"), is_error=False)
        if not titles:
            raise guard.FileError("no_sheet", sheets=", ".join(book.titles())[:200])
        return titles

    def _load_sheet(self, book, sheet, title):
        heading = book.heading(title, sheet)
        if not heading:
            if next(book.rows(title, _no_heading()), None):
                self.note(title, 0, 0, CellError("no_heading"))
            return
        if not self._check_heading(book, sheet, title, heading):
            return
        self.count(sheet, "created", 0)
        loader = LOADERS[sheet.name](self, title, heading)
        rows = book.rows(title, heading)
        while batch := list(islice(rows, BATCH)):
            loader.take(batch)
            self.progress(book.rows_read)
            # What was read is not held for the next thousand.
            self.env.invalidate_all()
        loader.finish()
        self.env.invalidate_all()

    def _check_heading(self, book, sheet, title, heading):
        """Note what is wrong with a sheet as a whole; return whether it can be read."""
        present = {column.name for column in heading.columns.values()}
        missing = [c for c in sheet.columns if c.required and c.name not in present]
        for column in missing:
            label = column.label(self.result.language)
            self.note(title, 1, heading.row, CellError("no_column", column=label))
        for reference in book.merged(title, heading):
            # Only the first cell of merged ones has a value.
            self._note_range(title, reference)
        if not sheet.questions:
            for index, text in heading.others.items():
                self.note(
                    title,
                    index,
                    heading.row,
                    CellError("unknown_column", value=text),
                    text,
                    is_error=False,
                )
        return not missing

    def _note_range(self, title, reference):
        self.result.errors += 1
        if len(self.result.notes) < MAX_NOTES:
            error = CellError("merged")
            self.result.notes.append(Note(title, reference, "", error, True))


def _no_heading():
    """Return a heading that takes every cell of the first columns."""
    return Heading(0, {}, {index: "" for index in range(1, 10)})
