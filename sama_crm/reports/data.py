"""Rows of a report, read in sets under the rights of the user of the environment.

Every renderer walks through :meth:`ReportData.events`: groups, rows, subtotals and the
total, in the order of the screen, a thousand rows at a time.
"""

import sys
import zlib
from array import array
from collections import defaultdict
from functools import cached_property

from odoo.fields import Domain
from odoo.tools import SQL

from .description import find
from .figures import Figures
from .groups import Groups
from .reader import Reader
from .totals import Event, Row, Totals
from .words import Words

CHUNK = 1000
#: Chunks read at once of what a query counts anew each time (a period's figures).
COUNTED = 10


class ReportData(Groups, Figures):
    """One report of one user, ready to be drawn.

    :param env: environment whose user, companies and language count
    :param request: :class:`~.request.Request`
    """

    def __init__(self, env, request):
        self.request = request
        self.env = env(context={**env.context, **request.context, "bin_size": True})
        self.report = find(
            request.model, request.context.get("sama_kind"), request.report
        )
        self.model = self.env[request.model]
        self.unit = self._unit()
        self.reader = Reader(self.env, request.model, self._asked(), self.unit)
        self.columns = self.reader.columns
        self.words = Words(self.env, request.digits)
        self.title = request.title or str(self.report.title) or self._model_title()
        self.read_count = 0

    # --------------------------------------------------
    # What is asked
    # --------------------------------------------------

    def _unit(self):
        """Return the display unit asked for, if it is one of the company's currency."""
        units = self.env["sama.display.unit"]
        unit = units.browse(self.request.unit).exists()
        return unit if unit.currency_id == self.env.company.currency_id else units

    def _model_title(self):
        return self.env["ir.model"]._get(self.request.model).name

    def _asked(self):
        """Return (description, label) of the columns asked for."""
        request, report = self.request, self.report
        labels = {col["name"]: col.get("label") or "" for col in request.columns}
        names = list(labels)
        if request.layout == "call" and report.call:
            names = list(report.call)
        elif not names:
            names = [column.name for column in report.columns] or ["display_name"]
        asked = [(report.column(name), labels.get(name, "")) for name in names]
        if not request.amounts:
            asked = [pair for pair in asked if not self._is_amount(pair[0])]
        return asked

    def _is_amount(self, column):
        model_field = self.model._fields.get(column.name)
        kind = column.kind or (model_field.type if model_field else "")
        return kind in ("amount", "monetary")

    def _heading(self, name):
        return self.model.fields_get([name], ["string"])[name]["string"]

    @property
    def unit_name(self):
        """The name for headings, «مبلغ (ریال)»."""
        currency = self.env.company.currency_id
        return self.unit.name if self.unit else currency.symbol or currency.name

    def label(self, column):
        """Return the heading of a column, an amount's with its unit."""
        if column.kind == "amount":
            return f"{column.label} ({self.unit_name})"
        return column.label

    def decimals(self, column):
        """Return the decimals that values of a column may have."""
        return self._amount_decimals if column.kind == "amount" else column.digits

    @cached_property
    def _amount_decimals(self):
        if self.unit:
            return self.unit._sama_decimals()
        return self.env.company.currency_id.decimal_places

    @property
    def report_label(self):
        """What one row of the report is called, above the rows of its details."""
        return self._model_title()

    def row_name(self, row):
        """Return the name of a row: the values of the columns of its heading."""
        by_name = {
            column.name: (column, value)
            for column, value in zip(self.columns, row.values, strict=True)
        }
        parts = [by_name[name] for name in self.report.heading if name in by_name]
        parts = parts or [(self.columns[0], row.values[0])]
        words = self.words
        return " - ".join(filter(None, (words.value(*part) for part in parts)))

    @property
    def domain(self):
        """Rows of the report: the list's filter, or the ticked rows of it."""
        if self.request.ids is not None:
            return Domain("id", "in", self.request.ids)
        return Domain(self.request.domain)

    def count(self):
        """Return the number of rows."""
        return self.model.search_count(self.domain)

    # --------------------------------------------------
    # Rows
    # --------------------------------------------------

    def events(self):
        """Yield the :class:`Event` of the report, the total at the end."""
        total, before = Totals(self.columns), self.read_count
        if self.request.layout == "grouped" and self.request.groupby:
            ids = self._ids()
            count = len(ids)
            yield from self._grouped(ids, total)
        else:
            yield from self._rows(self._packed_sets(self._ids()), [total])
            count = self.read_count - before
        yield Event("total", count=count, totals=total.result())

    def _ids(self):
        """Return the ids of the rows in order, packed by PostgreSQL.

        As objects, half a million would be most of the memory.
        """
        order = self.request.order or self.model._order
        query = self.model._search(self.domain, order=order)
        found = query.select(SQL("%s AS id", SQL.identifier(query.table, "id")))
        statement = SQL(
            "SELECT string_agg(int4send(id), ''::bytea) FROM (%s) AS found", found
        )
        [[packed]] = self.env.execute_query(statement)
        ids = array("i")
        ids.frombytes(packed or b"")
        if sys.byteorder == "little":
            ids.byteswap()
        return ids

    def _sets(self, ids):
        """Yield the ids in sets that are read at once."""
        size = CHUNK * COUNTED if self.model._table_query is not None else CHUNK
        for start in range(0, len(ids), size):
            yield ids[start : start + size]

    def _packed_sets(self, ids):
        """Yield the same, of which those to come take little memory."""
        packed = [zlib.compress(part.tobytes(), 1) for part in self._sets(ids)]
        del ids
        for part in packed:
            yield array("i", zlib.decompress(part))

    def _rows(self, sets, counters, level=0):
        """Yield rows, a set of them at a time, and count them."""
        for ids in sets:
            rows = self._read(ids)
            for row in rows:
                for counter in counters:
                    counter.add(row.values)
            yield Event("rows", level=level, rows=rows)

    def _read(self, ids):
        """Return the rows of records; what has vanished meanwhile is left out."""
        void = self.report.void
        found, values, extras = self.reader.read_rows(list(ids), void[:1])
        states = extras[0] if void else [None] * len(found)
        rows = [
            Row(record_id, line, bool(void) and state == void[1])
            for record_id, line, state in zip(found, values, states, strict=True)
        ]
        if self.request.layout == "card":
            self._add_details(rows)
        self.read_count += len(ids)
        # What was read is of no more use; a long report keeps a steady size.
        self.env.invalidate_all()
        return rows

    def _add_details(self, rows):
        """Put the detail rows of all the records onto their rows."""
        for detail in self.report.details:
            if not self.env[detail.model].has_access("read"):
                continue
            reader = Reader(self.env, detail.model, detail.columns, self.unit)
            if not self.request.amounts:
                reader.columns = [c for c in reader.columns if c.kind != "amount"]
            by_row = self._detail_ids(detail, [row.id for row in rows])
            ids = list(dict.fromkeys(sum(by_row.values(), [])))
            found, values, _extras = reader.read_rows(ids)
            lines = dict(zip(found, values, strict=True))
            for row in rows:
                own = [lines[item] for item in by_row[row.id] if item in lines]
                if own:
                    row.details.append((str(detail.title), reader.columns, own))

    def _detail_ids(self, detail, ids):
        """Return {id of a row: ids of its detail rows, in order}."""
        owners = self.model.browse(ids)
        keys = {
            owner.id: self._detail_key(owner, detail.owner or "id", detail)
            for owner in owners
        }
        domain = Domain(detail.link, "in", list({key[0] for key in keys.values()}))
        records = self.env[detail.model].search(
            domain & Domain(detail.domain), order=detail.order
        )
        by_key = defaultdict(list)
        for record in records:
            by_key[self._detail_key(record, detail.link, detail)].append(record.id)
        stop = detail.limit or None
        return {row_id: by_key[key][:stop] for row_id, key in keys.items()}

    def _detail_key(self, record, path, detail):
        """Return what a document and its detail rows have in common."""
        # sudo: only ids of what rows that may be read refer to; nothing of it is shown
        known = record.sudo()
        linked = known.id if path == "id" else known.mapped(path).id
        return linked, *(known[name].id for name in detail.same)
