"""Rows of a report, read in sets under the rights of the user of the environment.

Every renderer walks through :meth:`ReportData.events`: groups, rows, subtotals and the
total, in the order of the screen, a thousand rows at a time.
"""

from array import array
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from odoo import fields as odoo_fields
from odoo.fields import Domain
from odoo.tools import html2plaintext

from .description import NUMBERS, Column, described, find
from .values import Foreign
from .words import Words

CHUNK = 1000


@dataclass
class Row:
    """One record: plain values in the order of the columns."""

    id: int
    values: list
    void: bool = False
    details: list = field(default_factory=list)


@dataclass
class Event:
    """One thing to draw: ``group``, ``rows``, ``subtotal`` or ``total``."""

    type: str
    level: int = 0
    label: str = ""
    count: int = 0
    rows: list[Row] = field(default_factory=list)
    totals: list = field(default_factory=list)


class Totals:
    """Sums and averages of the columns that have one."""

    def __init__(self, columns):
        self.columns = columns
        self.sums = [0] * len(columns)
        self.counts = [0] * len(columns)
        self.mixed = [False] * len(columns)

    def add(self, values):
        """Count one row."""
        for index, column in enumerate(self.columns):
            value = values[index]
            if not column.total or value is None:
                continue
            if isinstance(value, Foreign):
                self.mixed[index] = True
            else:
                self.sums[index] += value
                self.counts[index] += 1

    def result(self):
        """Return a value for each column, None where there is none to show."""
        result = []
        for index, column in enumerate(self.columns):
            count = self.counts[index]
            if not column.total or self.mixed[index]:
                result.append(None)
            elif column.total == "avg":
                result.append(self.sums[index] / count if count else None)
            else:
                result.append(self.sums[index])
        return result


class Reader:
    """Reads columns of a model into plain values, a set of records at once."""

    def __init__(self, env, model, columns, unit=None):
        self.env = env
        self.model = env[model]
        self.unit = unit
        self.currency = env.company.currency_id
        self.columns = [col for col in map(self._bind, columns) if col]
        self.yes, self.no = env._("Yes"), env._("No")

    def _bind(self, asked):
        """Return the column with its field's knowledge; None if it may not be read."""
        column = asked if isinstance(asked, Column) else asked[0]
        label = "" if isinstance(asked, Column) else asked[1]
        model, names = self.model, column.name.split(".")
        for name in names[:-1]:
            if not self._readable(model, name):
                return None
            model = self.env[model._fields[name].comodel_name]
        if not self._readable(model, names[-1]):
            return None
        model_field = model._fields[names[-1]]
        label = str(label or column.label or "")
        if not label:
            info = model.fields_get([names[-1]], ["string"])
            label = info[names[-1]]["string"]
        return described(column, model_field, label)

    def _readable(self, model, name):
        return name in model._fields and model._has_field_access(
            model._fields[name], "read"
        )

    def values(self, records):
        """Return the plain values of each record, in the order of the columns."""
        getters = [self._getter(column) for column in self.columns]
        records.fetch({column.name.split(".")[0] for column in self.columns})
        return [[getter(record) for getter in getters] for record in records]

    def _getter(self, column):
        """Return a function from a record to the plain value of a column."""
        names = column.name.split(".")
        path, name = names[:-1], names[-1]
        model = self.model
        for step in path:
            model = self.env[model._fields[step].comodel_name]
        value_of = self._plain(column, model._fields[name])

        def getter(record):
            for step in path:
                record = record[step][:1]
            if column.only_if and not record[column.only_if]:
                return None
            return value_of(record)

        return getter

    def _plain(self, column, model_field):
        """Return a function from a record to one field's plain value."""
        name, kind = model_field.name, column.kind
        if model_field.type == "many2one":
            return self._name_of(name)
        if model_field.relational:
            return lambda record: ", ".join(record[name].mapped("display_name")) or None
        if kind == "amount":
            return self._amount(model_field)
        if model_field.type == "selection":
            options = dict(model_field._description_selection(self.env))
            return lambda record: options.get(record[name])
        if model_field.type == "boolean":
            return lambda record: self.yes if record[name] else self.no
        if model_field.type == "datetime":
            local = odoo_fields.Datetime.context_timestamp
            user = self.env.user

            def moment(record):
                value = record[name] and local(user, record[name])
                if not value:
                    return None
                return value.date() if kind == "date" else value.replace(tzinfo=None)

            return moment
        if kind == "html":
            return lambda record: html2plaintext(record[name] or "").strip() or None
        if kind == "hour":
            return lambda record: record[name] or None
        if kind in NUMBERS:
            return lambda record: record[name]
        return lambda record: record[name] or None

    def _is_company_currency(self, currency_field):
        """Tell whether a currency is the one of all the companies, for every row."""
        path = self.model._fields[currency_field].related or ""
        return path == "company_id.currency_id" and (
            self.env.companies.currency_id == self.currency
        )

    def _name_of(self, name):
        """Return a function to the name of what a many2one refers to."""
        names = {}

        def name_of(record):
            other = record[name]
            if other._ids not in names:
                # sudo: as in every list, who may read a row reads the names in it
                names[other._ids] = other.sudo().display_name or None
            return names[other._ids]

        return name_of

    def _amount(self, model_field):
        """Return a function to an amount in the unit asked for."""
        name = model_field.name
        currency_field = (
            model_field.get_currency_field(self.model)
            if model_field.type == "monetary"
            else None
        )
        if currency_field and self._is_company_currency(currency_field):
            currency_field = None
        unit, main = self.unit, self.currency
        divisor = unit.divisor if unit else 1
        if not currency_field:
            return lambda record: record[name] / divisor

        def amount(record):
            currency = record[currency_field]
            if currency._ids != main._ids and currency:
                return Foreign(record[name], currency.name, currency.decimal_places)
            return record[name] / divisor

        return amount


class ReportData:
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
        total = Totals(self.columns)
        found = self.model.search(self.domain, order=self.request.order or None)
        # Half a million ids as objects would be most of the memory.
        ids = array("q", found._ids)
        del found
        if self.request.layout == "grouped" and self.request.groupby:
            yield from self._grouped(ids, total)
        else:
            yield from self._rows(ids, [total])
        yield Event("total", count=len(ids), totals=total.result())

    def _rows(self, ids, counters, level=0):
        """Yield rows in chunks, counting them."""
        for start in range(0, len(ids), CHUNK):
            rows = self._read(ids[start : start + CHUNK])
            for row in rows:
                for counter in counters:
                    counter.add(row.values)
            yield Event("rows", level=level, rows=rows)

    def _read(self, ids):
        """Return the rows of records; what has vanished meanwhile is left out."""
        records = self.model.browse(tuple(ids))._filtered_access("read")
        values = self.reader.values(records)
        rows = [
            Row(record.id, line, self._is_void(record))
            for record, line in zip(records, values, strict=True)
        ]
        if self.request.layout == "card":
            self._add_details(rows)
        self.read_count += len(ids)
        # What was read is of no more use; a long report keeps a steady size.
        self.env.invalidate_all(flush=False)
        return rows

    def _is_void(self, record):
        void = self.report.void
        return bool(void) and record[void[0]] == void[1]

    def _add_details(self, rows):
        """Put the detail rows of all the records onto their rows."""
        for detail in self.report.details:
            if not self.env[detail.model].has_access("read"):
                continue
            reader = Reader(self.env, detail.model, detail.columns, self.unit)
            if not self.request.amounts:
                reader.columns = [c for c in reader.columns if c.kind != "amount"]
            domain = Domain(detail.link, "in", [row.id for row in rows])
            records = self.env[detail.model].search(
                domain & Domain(detail.domain), order=detail.order
            )
            by_owner = defaultdict(list)
            for record, values in zip(records, reader.values(records), strict=True):
                by_owner[record.mapped(detail.link).id].append(values)
            for row in rows:
                if row.id in by_owner:
                    row.details.append(
                        (str(detail.title), reader.columns, by_owner[row.id])
                    )

    # --------------------------------------------------
    # Groups
    # --------------------------------------------------

    def _grouped(self, ids, total):
        """Yield groups of several levels with their subtotals, as on the screen."""
        leaves = self.leaves(self.request.groupby)
        position = {record_id: rank for rank, record_id in enumerate(ids)}
        opened: list[tuple] = []  # (key, label, counter, number of rows)
        sizes = self._sizes(leaves)
        for keys, labels, leaf_ids in leaves:
            same = 0
            while same < len(opened) and opened[same][0] == keys[same]:
                same += 1
            yield from self._close(opened, same)
            for level in range(same, len(keys)):
                size = sizes[keys[: level + 1]]
                opened.append((keys[level], labels[level], Totals(self.columns), size))
                yield Event("group", level=level, label=labels[level], count=size)
            leaf_ids = sorted(
                (record_id for record_id in leaf_ids if record_id in position),
                key=position.__getitem__,
            )
            counters = [entry[2] for entry in opened]
            yield from self._rows(leaf_ids, [*counters, total], len(keys))
        yield from self._close(opened, 0)

    def _close(self, opened, until):
        """End the groups that are deeper than a level."""
        while len(opened) > until:
            _key, label, counter, size = opened.pop()
            yield Event(
                "subtotal",
                level=len(opened),
                label=label,
                count=size,
                totals=counter.result(),
            )

    def _sizes(self, leaves):
        sizes = defaultdict(int)
        for keys, _labels, ids in leaves:
            for level in range(len(keys)):
                sizes[keys[: level + 1]] += len(ids)
        return sizes

    def leaves(self, groupby):
        """Return (keys, labels, ids) of the groups of all levels, by one query.

        Order, names and Jalali periods are those of the screen.
        """
        groups = self.model.with_context(jalali=True).formatted_read_group(
            self.domain, groupby, ["id:array_agg"]
        )
        leaves = []
        for group in groups:
            values = [group[spec] for spec in groupby]
            keys = tuple(self._group_key(value) for value in values)
            labels = tuple(
                self._group_label(spec, value)
                for spec, value in zip(groupby, values, strict=True)
            )
            leaves.append((keys, labels, group["id:array_agg"]))
        return leaves

    def grouping_labels(self):
        """Return the names of the fields that the report is grouped by."""
        if self.request.layout != "grouped":
            return []
        return [self._heading(spec.partition(":")[0]) for spec in self.request.groupby]

    def _group_key(self, value):
        return value[0] if isinstance(value, tuple | list) else value

    def _group_label(self, spec, value):
        """Return the name of a group as the list writes it."""
        if isinstance(value, tuple | list):
            value = value[1]
        model_field = self.model._fields[spec.partition(":")[0].partition(".")[0]]
        if model_field.type == "boolean":
            return self.reader.yes if value else self.reader.no
        if value is False or value is None or value == "":
            return self.env._("None")
        if model_field.type == "selection":
            options = dict(model_field._description_selection(self.env))
            return str(options.get(value, value))
        return str(value)

    # --------------------------------------------------
    # Figures
    # --------------------------------------------------

    def figures(self):
        """Yield (label, column, value) of the figures at the top of the page."""
        count = self.count()
        yield self.env._("Number of rows"), Column("count", kind="integer"), count
        measure = self.measure()
        if not measure:
            return
        divisor = self.unit.divisor if self.unit else 1
        [(total,)] = self.model._read_group(
            self.domain, aggregates=[f"{measure.name}:sum"]
        )
        total = (total or 0) / divisor
        label = self.label(measure)
        yield self.env._("Sum of %(column)s", column=label), measure, total
        if count:
            average = round(total / count, self.decimals(measure))
            yield self.env._("Average of %(column)s", column=label), measure, average

    def measure(self):
        """Return the amount column of the management page, None without one."""
        name = self.report.measure
        if not name or not self.request.amounts:
            return None
        columns = Reader(
            self.env, self.request.model, [(self.report.column(name), "")], self.unit
        ).columns
        return columns[0] if columns else None

    def breakdowns(self):
        """Return (heading, rows) of the figures of the management page.

        :return: rows are (label, count, amount or None); groupings that the user
            may not read are left out
        """
        groupings = [*self.request.groupby, *self.report.breakdowns]
        result, seen = [], set()
        for spec in groupings:
            name = spec.partition(":")[0]
            if name in seen or not self.reader._readable(self.model, name):
                continue
            seen.add(name)
            result.append((self._heading(name), self._figures(spec)))
        return result[:4]

    def _heading(self, name):
        return self.model.fields_get([name], ["string"])[name]["string"]

    def _figures(self, spec):
        """Return (label, count, amount) of each group of one grouping."""
        measure = self.measure()
        aggregates = ["__count", *([f"{measure.name}:sum"] if measure else [])]
        divisor = self.unit.divisor if self.unit else 1
        groups = self.model.with_context(jalali=True).formatted_read_group(
            self.domain, [spec], aggregates
        )
        return [
            (
                self._group_label(spec, group[spec]),
                group["__count"],
                (group[f"{measure.name}:sum"] or 0) / divisor if measure else None,
            )
            for group in groups
        ]
