"""From the rows of one sheet to records, in sets."""

from dataclasses import dataclass, field

import psycopg2

from odoo.exceptions import AccessError, UserError

from ..tools.text import fold_text
from .description import EXAMPLES
from .values import CellError, as_text
from .workbook import Row

#: Rows that are looked up, made and written together.
BATCH = 1000


@dataclass
class Item:
    """One row on its way to a record.

    :param dict values: what its cells say, by the names of the columns
    :param dict vals: of the record
    """

    row: Row
    values: dict
    vals: dict = field(default_factory=dict)
    is_bad: bool = False

    @property
    def code(self):
        """By which the record is known again."""
        return self.values["code"]

    def get(self, name):
        """Return what a cell says, None for nothing."""
        return self.values.get(name)


class Loader:
    """Loads one sheet; a subclass says how a row becomes a record.

    :param run: the :class:`~.run.Run`
    :param str title: of the sheet in the file
    :param heading: its :class:`~.workbook.Heading`
    """

    #: Its description, a ``description.Sheet``.
    sheet = None
    #: The column of the day that no closed year takes, if there is one.
    dated = None

    def __init__(self, run, title, heading):
        self.run = run
        self.env = run.env
        self.links = run.links
        self.company = run.company
        self.title = title
        self.model = self.env[self.sheet.model]
        self.place = {
            **{column.name: index for index, column in heading.columns.items()},
            **{index: index for index in heading.others},
        }
        self.codes = {}

    # --------------------------------------------------
    # What a subclass says
    # --------------------------------------------------

    def prepare(self, items):
        """Look up in sets what the cells name."""

    def values(self, item):
        """Return the values of a row's record; complain of cells."""
        raise NotImplementedError

    def known(self, items):
        """Return {code: record} of the rows whose records are there already."""
        found = self.links.imported(self.sheet, [item.code for item in items])
        records = self.model.browse(found.values())
        return dict(zip(found, records, strict=True))

    def worked(self, items):
        """Return the document, or nothing, whose working year counts for each row."""
        return [None for _item in items]

    def make(self, items):
        """Make the records of rows; return them in order."""
        return self.model.create([item.vals for item in items])

    def update(self, item, record):
        """Write what changed; return whether anything did."""
        changes = changed(record, item.vals)
        if changes:
            record.write(changes)
        return bool(changes)

    def finish(self):
        """Load what had to wait for all rows."""

    # --------------------------------------------------
    # Complaints
    # --------------------------------------------------

    def complain(self, item, name, reason, **details):
        """Note an error of a cell; its row is not loaded."""
        item.is_bad = True
        self.note(item.row, name, CellError(reason, **details))

    def warn(self, item, name, reason, **details):
        """Note what is to be known of a cell; its row is loaded."""
        self.note(item.row, name, CellError(reason, **details), is_error=False)

    def note(self, row, name, error, is_error=True):
        """Note an error or a warning at a cell."""
        self.run.note(
            self.title,
            self.place.get(name, self.place.get("code", 1)),
            row.number,
            error,
            row.cells.get(name),
            is_error,
        )

    def refuse(self, code, row):
        """Remember a code whose row has an error, for those who name it."""
        self.run.refused.setdefault(self.sheet.name, {})[code] = (row, self.title)
        self.run.count(self.sheet, "failed")

    def missing(self, item, name, sheet, reason):
        """Complain of a code that is nowhere: or in a row with an error."""
        value = item.get(name)
        refused = self.run.refused.get(sheet.name, {}).get(value)
        if refused:
            row, title = refused
            self.complain(item, name, "row_refused", value=value, row=row, sheet=title)
        else:
            self.complain(item, name, reason, value=value)

    def one(self, item, name, found, sheet, none, many):
        """Return the one id that a cell means, False for an empty cell.

        :param dict found: {value: ids}
        :param sheet: where the row might stand that has an error
        """
        value = item.get(name)
        if value is None:
            return False
        ids = found.get(value) or ()
        if len(ids) == 1:
            return ids[0]
        if ids:
            self.complain(item, name, many, value=value)
        else:
            self.missing(item, name, sheet, none)
        return False

    def user(self, item, name):
        """Return the id of the user that a cell names; warn if there is none."""
        value = item.get(name)
        if value is None:
            return False
        try:
            return self.links.user(value)
        except CellError as error:
            self.note(item.row, name, error, is_error=False)
            return False

    def look_up(self, item, name, function, *args):
        """Return what a function finds for a cell; complain if it finds nothing."""
        value = item.get(name)
        if value is None:
            return False
        try:
            return function(*args, value)
        except CellError as error:
            item.is_bad = True
            self.note(item.row, name, error)
            return False

    # --------------------------------------------------
    # Loading
    # --------------------------------------------------

    def take(self, rows):
        """Load some rows."""
        items = [item for item in map(self.item_of, rows) if item]
        self.bring(items)

    def item_of(self, row):
        """Return the :class:`Item` of a row, None if it has an error or is no row."""
        code = row.cells.get("code")
        if code is not None and fold_text(as_text(code)) in EXAMPLES:
            return None
        item = Item(row, {})
        for column in self.sheet.columns:
            try:
                value = self.run.reader.value_of(column, row.cells.get(column.name))
                if value is None and column.required and column.name in self.place:
                    raise CellError("required")
            except CellError as error:
                item.is_bad = True
                self.note(row, column.name, error)
                continue
            if value is not None:
                item.values[column.name] = value
        self.read_more(item)
        code = item.values.get("code")
        if code in self.codes:
            self.complain(item, "code", "twice", row=self.codes[code])
            # The first row of the code may be right.
            self.run.count(self.sheet, "failed")
            return None
        if code is not None:
            self.codes[code] = row.number
        if item.is_bad:
            self.refuse(code, row.number)
            return None
        return item

    def read_more(self, item):
        """Read cells that no column describes."""

    def bring(self, items):
        """Load rows that could be read."""
        if not items:
            return
        self.prepare(items)
        good = []
        for item in items:
            item.vals = self.values(item)
            if item.is_bad:
                self.refuse(item.code, item.row.number)
            else:
                good.append(item)
        known = self.known(good)
        if self.dated:
            self.check_years([item for item in good if not item.is_bad], known)
        for item in good:
            if item.is_bad:
                self.refuse(item.code, item.row.number)
        self.safely(
            self._create, [i for i in good if not i.is_bad and i.code not in known]
        )
        old = [item for item in good if not item.is_bad and item.code in known]
        self.safely(lambda part: self._update(part, known), old)

    def check_years(self, items, known):
        """Refuse what would come into a closed year, unless its work was carried on.

        What is there already and keeps its day is no news.
        """
        Year = self.env["sama.fiscal.year"]
        closed = []
        for item in items:
            day, record = item.get(self.dated), known.get(item.code)
            if not day or (record and record.date == day):
                continue
            year = Year._sama_row_of(self.company.id, day)
            if year and year[3]:
                closed.append((item, year))
        if not closed:
            return
        documents = self.worked([item for item, _year in closed])
        for (item, (*_days, year_id, _is_closed, name)), document in zip(
            closed, documents, strict=True
        ):
            worked = document and document.sama_fiscal_year_id
            if not worked or worked.id == year_id or worked.state != "open":
                self.complain(item, self.dated, "year_closed", value=name)

    def safely(self, function, items):
        """Do a set of rows; if Odoo refuses it, its halves, down to the bad rows."""
        if not items:
            return
        try:
            with self.env.cr.savepoint():
                function(items)
        except (
            AccessError,
            UserError,
            psycopg2.IntegrityError,
            psycopg2.DataError,
        ) as error:
            if len(items) == 1:
                message = getattr(error, "pgerror", None) or str(error)
                item = items[0]
                self.complain(item, "code", "refused", value=message.strip())
                self.refuse(item.code, item.row.number)
                return
            middle = len(items) // 2
            self.safely(function, items[:middle])
            self.safely(function, items[middle:])
            return

    def _create(self, items):
        records = self.make(items)
        self.links.remember(self.sheet, [item.code for item in items], records)
        self.env.flush_all()
        self.run.count(self.sheet, "created", len(items))

    def _update(self, items, known):
        updated = sum(bool(self.update(item, known[item.code])) for item in items)
        self.env.flush_all()
        self.run.count(self.sheet, "updated", updated)
        self.run.count(self.sheet, "unchanged", len(items) - updated)


def changed(record, vals):
    """Return those values that a record does not have already."""
    return {
        name: value for name, value in vals.items() if not _has(record, name, value)
    }


def _has(record, name, value):
    model_field = record._fields[name]
    old = record[name]
    if model_field.relational:
        return old.ids == list(value) if isinstance(value, tuple) else old.id == value
    if model_field.type in ("float", "monetary"):
        return abs((old or 0.0) - (value or 0.0)) < 1e-6
    return (old or False) == (value or False)
