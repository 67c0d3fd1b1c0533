"""Records into plain values, a set at once, under the rights of the user."""

from functools import cached_property

from odoo import fields as odoo_fields
from odoo.fields import Domain
from odoo.tools import SQL, html2plaintext

from .description import NUMBERS, Column, described
from .values import Foreign

#: Types whose column holds what a record would return.
PLAIN_TYPES = {
    "boolean",
    "char",
    "date",
    "datetime",
    "float",
    "integer",
    "many2one",
    "monetary",
    "selection",
    "text",
}
#: Names of one model that are kept between sets of records.
MOST_NAMES = 20_000


class Batch:
    """Records and what a query has already brought of them, a list for each field."""

    def __init__(self, records, by_name):
        self.records = records
        self.by_name = by_name

    def raw(self, name):
        """Return the values of a field, a record or the id of a many2one."""
        if name in self.by_name:
            return self.by_name[name]
        return [record[name] for record in self.records]


class Reader:
    """Reads columns of a model into plain values, a set of records at once."""

    def __init__(self, env, model, columns, unit=None):
        self.env = env
        self.model = env[model]
        self.unit = unit
        self.currency = env.company.currency_id
        self.columns = [col for col in map(self._bind, columns) if col]
        self.yes, self.no = env._("Yes"), env._("No")
        self._names = {}

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

    def read_rows(self, ids, extra=()):
        """Return (ids, values of the columns, extra values), in the order given.

        One query, under the record rules, brings all that is stored, without the
        records' cache; what is computed is read by the ORM, a set at once. Records
        that have vanished, or may no longer be read, are left out.

        :param extra: names of further fields, read as they are
        """
        query = self.model._search(Domain("id", "in", ids), active_test=False)
        names = dict.fromkeys(self._stored_names(extra))
        selected = [self.model._field_to_sql(query.table, n, query) for n in names]
        id_column = SQL.identifier(query.table, "id")
        found = {
            row[0]: row
            for row in self.env.execute_query(query.select(id_column, *selected))
        }
        ids = [record_id for record_id in ids if record_id in found]
        by_name = dict(
            zip(
                ("id", *names),
                zip(*(found[record_id] for record_id in ids), strict=True),
                strict=False,
            )
        )
        batch = Batch(self.model.browse(ids), by_name)
        self._fetch_computed(batch, extra)
        columns = [produce(batch) for produce in self._producers]
        extras = [batch.raw(name) for name in extra]
        return ids, list(zip(*columns, strict=True)) if ids else [], extras

    def _stored_names(self, extra):
        """Yield the fields that one query can read."""
        for column in self.columns:
            for name in (column.name, column.only_if, self._currency(column)):
                if name and self._is_stored(name):
                    yield name
        yield from filter(self._is_stored, extra)

    def _is_stored(self, name):
        """Tell whether a field's column holds plainly what the ORM would return."""
        model_field = self.model._fields.get(name)
        return bool(
            model_field
            and model_field.store
            and model_field.column_type
            and model_field.type in PLAIN_TYPES
            and not model_field.company_dependent
        )

    def _fetch_computed(self, batch, extra):
        """Read what is not stored plainly, for all the records at once."""
        names = {column.name.split(".")[0] for column in self.columns} | set(extra)
        names |= {column.only_if for column in self.columns if column.only_if}
        names = [name for name in names if not self._is_stored(name)]
        if names:
            batch.records.fetch(names)

    @cached_property
    def _producers(self):
        """Functions from a batch to the plain values of each column."""
        return [self._producer(column) for column in self.columns]

    def _producer(self, column):
        """Return a function from a batch to the list of a column's values."""
        *path, name = column.name.split(".")
        model = self.model
        for step in path:
            model = self.env[model._fields[step].comodel_name]
        model_field = model._fields[name]
        currency_field = self._currency(column)
        is_many2one = model_field.type == "many2one"
        plain = None if is_many2one else self._plain(column, model_field)

        def produce(batch):
            if path:
                owners = [self._owner(record, path) for record in batch.records]
                batch = Batch(owners, {})
            values = batch.raw(name)
            if is_many2one:
                return self._names_of(model_field, values)
            if currency_field:
                currencies = batch.raw(currency_field)
                return [plain(*pair) for pair in zip(values, currencies, strict=True)]
            return list(map(plain, values)) if plain else values

        if not column.only_if:
            return produce

        def produce_some(batch):
            return [
                value if has_value else None
                for value, has_value in zip(
                    produce(batch), batch.raw(column.only_if), strict=True
                )
            ]

        return produce_some

    def _owner(self, record, path):
        for step in path:
            record = record[step][:1]
        return record

    def _plain(self, column, model_field):
        """Return a function from one value of the ORM or SQL to the plain value."""
        kind = column.kind
        if kind == "amount":
            return self._amount(self._currency(column))
        if model_field.relational:
            return lambda value: ", ".join(value.mapped("display_name")) or None
        if model_field.type == "selection":
            return dict(model_field._description_selection(self.env)).get
        if model_field.type == "boolean":
            return lambda value: self.yes if value else self.no
        if model_field.type == "datetime":
            return self._moment(kind)
        if kind == "html":
            return lambda value: html2plaintext(value or "").strip() or None
        if kind in NUMBERS and kind != "hour":
            missing = model_field.convert_to_record(None, self.model.browse())
            missing = None if missing is False else missing
            # False is a figure that is not known, 0 one that is nothing.
            return lambda value: (
                missing if value is None else None if value is False else value
            )
        return lambda value: value or None

    def _moment(self, kind):
        """Return a function to the moment, or the day, in the user's time zone."""
        local, user = odoo_fields.Datetime.context_timestamp, self.env.user

        def moment(value):
            if not value:
                return None
            value = local(user, value)
            return value.date() if kind == "date" else value.replace(tzinfo=None)

        return moment

    def _is_company_currency(self, currency_field):
        """Tell whether a currency is the one of all the companies, for every row."""
        path = self.model._fields[currency_field].related or ""
        return path == "company_id.currency_id" and (
            self.env.companies.currency_id == self.currency
        )

    def _currency(self, column):
        """Return the field with the currency of each row's amount, None for one."""
        if column.kind != "amount" or "." in column.name:
            return None
        model_field = self.model._fields[column.name]
        if model_field.type != "monetary":
            return None
        name = model_field.get_currency_field(self.model)
        return None if not name or self._is_company_currency(name) else name

    def _names_of(self, model_field, values):
        """Return the names of what a many2one refers to, each read once."""
        ids = [getattr(value, "id", value) or 0 for value in values]
        known = self._names.setdefault(model_field.comodel_name, {})
        if len(known) > MOST_NAMES:
            known.clear()
        new = [record_id for record_id in {*ids} if record_id not in known]
        if new:
            # sudo: as in every list, who may read a row reads the names in it
            others = self.env[model_field.comodel_name].sudo()
            others = others.browse(filter(None, new))
            known.update((other.id, other.display_name or None) for other in others)
            known[0] = None
        return [known[record_id] for record_id in ids]

    def _amount(self, currency_field):
        """Return a function to an amount in the unit asked for."""
        unit, main = self.unit, self.currency
        divisor = unit.divisor if unit else 1

        def own(value):
            # None is SQL's nothing in a column of amounts, False an unknown figure.
            return None if value is False else (value or 0.0) / divisor

        if not currency_field:
            return own
        currencies = self.env["res.currency"]

        def amount(value, currency):
            currency_id = getattr(currency, "id", currency)
            if currency_id and currency_id != main.id:
                foreign = currencies.browse(currency_id)
                return Foreign(value or 0.0, foreign.name, foreign.decimal_places)
            return own(value)

        return amount
