"""What cells name: users, catalogues, groups, persons, documents. Looked up in sets."""

from collections import defaultdict
from urllib.parse import quote

from odoo.fields import Domain

from ..tools.text import fold_text
from .values import CellError

#: The module of the external ids that say what was imported from where.
MODULE = "__sama_import__"


class Links:
    """Looks up what cells name, under one company.

    Codes are kept as external ids (``ir.model.data``) of the records: Odoo's own way to
    know again what was imported. They need no column on core models, go when a record
    is deleted and follow when persons are merged.
    """

    def __init__(self, env, company):
        self.env = env
        self.company = company
        self._users = None
        self._groups = None
        self._provinces = None
        self._catalogues = {}
        self._agents = {}

    # --------------------------------------------------
    # Codes
    # --------------------------------------------------

    def xml_id(self, sheet, code):
        """Return the external id of a code of a sheet.

        Letters that an external id must not have are written as in an address.
        """
        name = quote(code, safe="").replace(".", "%2E")
        return f"{MODULE}.{self.company.id}-{sheet.name}-{name}"

    def imported(self, sheet, codes):
        """Return {code: id} of the records that were imported with these codes."""
        by_name = {self.xml_id(sheet, code): code for code in codes if code}
        rows = self.env["ir.model.data"]._lookup_xmlids(
            list(by_name), self.env[sheet.model]
        )
        return {
            by_name[f"{module}.{name}"]: record_id
            for _id, module, name, model, _res_id, _noupdate, record_id in rows
            if record_id and model == sheet.model
        }

    def remember(self, sheet, codes, records):
        """Keep the codes of records."""
        self.env["ir.model.data"]._update_xmlids(
            [
                {
                    "xml_id": self.xml_id(sheet, code),
                    "record": record,
                    "noupdate": True,
                }
                for code, record in zip(codes, records, strict=True)
            ]
        )

    # --------------------------------------------------
    # Small tables, read once
    # --------------------------------------------------

    def user(self, name):
        """Return the id of a user by login or name, also of an archived one.

        :raises CellError: there is none, or there are several
        """
        found = self.users(name)
        if len(found) != 1:
            raise CellError("many_users" if found else "no_user", value=name)
        return next(iter(found))

    def users(self, name):
        """Return the ids of the users whose login or name this is."""
        if self._users is None:
            self._users = self._read_users()
        return self._users.get(fold_text(name), set())

    def is_agent(self, user_id):
        """Whether a user follows up quotations of the company."""
        if user_id not in self._agents:
            user = self.env["res.users"].browse(user_id)
            self._agents[user_id] = user._sama_follows_up_for(self.company)
        return self._agents[user_id]

    def _read_users(self):
        users = (
            self.env["res.users"]
            .with_context(active_test=False)
            .search(
                Domain("share", "=", False)
                & Domain("company_ids", "in", self.company.ids)
            )
        )
        found = defaultdict(set)
        for user in users:
            found[fold_text(user.name)].add(user.id)
        for user in users:
            # A login means one user, whoever is called so.
            found[fold_text(user.login)] = {user.id}
        return found

    def catalogue(self, model, name):
        """Return the id of a catalogue's row by its name in any language.

        :raises CellError: there is none
        """
        if model not in self._catalogues:
            self._catalogues[model] = self._read_names(self.env[model].search([]))
        found = self._catalogues[model].get(fold_text(name))
        if not found:
            names = self.env[model].search([]).mapped("name")
            raise CellError("catalogue", value=name, names=names)
        return min(found)

    def _read_names(self, records):
        """Return {folded name: ids}, the names in every language."""
        found = defaultdict(set)
        for lang, _name in self.env["res.lang"].get_installed():
            for record in records.with_context(lang=lang):
                found[fold_text(record.name)].add(record.id)
        for record in records.with_context(lang=None):
            found[fold_text(record.name)].add(record.id)
        return found

    def province(self, name):
        """Return the id of a province of the company's country.

        :raises CellError: there is none
        """
        if self._provinces is None:
            country = self.company.country_id or self.env.ref("base.ir")
            states = self.env["res.country.state"].search(
                [("country_id", "=", country.id)]
            )
            self._provinces = self._read_names(states)
        return self._one(self._provinces, name, "no_province", "no_province")

    def group(self, name):
        """Return the id of a person group by code, name or full path.

        :raises CellError: there is none, or there are several
        """
        if self._groups is None:
            self._groups = self._read_groups()
        return self._one(self._groups, name, "no_group", "many_groups")

    def forget_groups(self):
        """Read the groups anew: some were made."""
        self._groups = None

    def _read_groups(self):
        groups = self.env["sama.person.group"].search([])
        found = self._read_names(groups)
        for lang, _name in self.env["res.lang"].get_installed():
            for group in groups.with_context(lang=lang):
                found[fold_text(group.complete_name)].add(group.id)
        for group in groups.filtered("code"):
            found[fold_text(group.code)] = {group.id}
        return found

    def _one(self, table, name, none, many):
        found = table.get(fold_text(name)) or ()
        if len(found) != 1:
            raise CellError(many if found else none, value=name)
        return next(iter(found))

    # --------------------------------------------------
    # Persons and documents, in sets
    # --------------------------------------------------

    def partners_by(self, fname, values):
        """Return {value: ids} of the company's persons with these exact values.

        :param str fname: a stored field of text
        """
        return self._by(
            "res.partner",
            fname,
            values,
            Domain("company_id", "in", [False, self.company.id]),
        )

    def persons(self, sheet, keys):
        """Return {key: ids} of persons by code, Odoo's reference or whole name."""
        return self._first(
            keys,
            lambda rest: {
                key: [res_id] for key, res_id in self.imported(sheet, rest).items()
            },
            lambda rest: self.partners_by("ref", rest),
            lambda rest: self.partners_by("name", rest),
        )

    def orders(self, sheet, keys):
        """Return {key: ids} of quotations by code or number."""
        return self._first(
            keys,
            lambda rest: {
                key: [res_id] for key, res_id in self.imported(sheet, rest).items()
            },
            lambda rest: self._by(
                "sale.order", "name", rest, Domain("company_id", "=", self.company.id)
            ),
        )

    def invoices(self, keys):
        """Return {key: ids} of posted customer invoices by number."""
        domain = (
            Domain("company_id", "=", self.company.id)
            & Domain("move_type", "=", "out_invoice")
            & Domain("state", "=", "posted")
        )
        return self._by("account.move", "name", keys, domain)

    def projects(self, keys):
        """Return {key: ids} of projects by name."""
        domain = Domain("company_id", "in", [False, self.company.id]) & Domain(
            "is_template", "=", False
        )
        return self._by("project.project", "name", keys, domain)

    def _first(self, keys, *ways):
        """Return what the first way finds that finds anything, of each key."""
        found, rest = {}, {key for key in keys if key}
        for way in ways:
            if not rest:
                break
            found.update(way(rest))
            rest -= found.keys()
        return found

    def _by(self, model, fname, values, domain):
        values = [value for value in set(values) if value]
        if not values:
            return {}
        found = defaultdict(list)
        records = self.env[model].with_context(active_test=False)
        query = domain & Domain(fname, "in", values)
        for record in records.search_fetch(query, [fname]):
            found[record[fname]].append(record.id)
        return found
