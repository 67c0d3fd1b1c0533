"""Groups and persons."""

from ..tools.text import fold_text
from .loader import Loader
from .sheets import GROUPS, PERSONS


class TreeLoader(Loader):
    """Loads rows that may stand below rows of the same sheet, in any order."""

    def __init__(self, *args):
        super().__init__(*args)
        self.waiting = []

    # pylint: disable=missing-return,super-method-mismatch
    def bring(self, items):
        """Load rows that stand below nothing; the others wait."""
        self.waiting += [item for item in items if item.get("parent")]
        super().bring([item for item in items if not item.get("parent")])

    def finish(self):
        """Load those that waited, each after the one above it."""
        waiting = self.waiting
        while waiting:
            codes = {item.code for item in waiting}
            ready = [item for item in waiting if item.get("parent") not in codes]
            if not ready:
                for item in waiting:
                    self.complain(item, "parent", "circle", value=item.get("parent"))
                    self.refuse(item.code, item.row.number)
                return
            super().bring(ready)
            done = {item.code for item in ready}
            waiting = [item for item in waiting if item.code not in done]


class Groups(TreeLoader):
    """Groups; their own code is what they are known by."""

    sheet = GROUPS

    def prepare(self, items):
        """Look up the groups above."""
        codes = {item.get("parent") for item in items} - {None}
        groups = self.model.with_context(active_test=False).search(
            [("code", "in", list(codes))]
        )
        self.parents = {group.code: [group.id] for group in groups}

    def values(self, item):
        """Return the values of a group."""
        vals = {"name": item.get("name"), "code": item.code}
        if item.get("parent"):
            vals["parent_id"] = self.one(
                item, "parent", self.parents, GROUPS, "no_group", "many_groups"
            )
        for name, fname in (
            ("follow_up_user", "follow_up_user_id"),
            ("survey_user", "survey_user_id"),
        ):
            if user_id := self.user(item, name):
                vals[fname] = user_id
        return vals

    def known(self, items):
        """Return the groups of these codes, or of these names without a code."""
        groups = self.model.with_context(active_test=False)
        codes = [item.code for item in items]
        known = {g.code: g for g in groups.search([("code", "in", codes)])}
        nameless = {
            (fold_text(group.name), group.parent_id.id): group
            for group in groups.search([("code", "=", False)])
        }
        for item in items:
            key = (fold_text(item.get("name")), item.vals.get("parent_id", False))
            if item.code not in known and key in nameless:
                known[item.code] = nameless.pop(key)
        return known

    def _create(self, items):
        """A group's code is its own; it needs no external id."""
        self.make(items)
        self.env.flush_all()
        self.run.count(self.sheet, "created", len(items))

    # pylint: disable=missing-return
    def finish(self):
        """Load the lower groups; persons look all of them up."""
        super().finish()
        self.links.forget_groups()


class Persons(TreeLoader):
    """Persons, companies and their contacts."""

    sheet = PERSONS
    #: Columns that are a field each.
    FIELDS = {
        "name": "name",
        "job": "function",
        "phone": "phone",
        "mobile": "sama_mobile",
        "email": "email",
        "national_id": "sama_national_id",
        "vat": "vat",
        "registry": "company_registry",
        "city": "city",
        "street": "street",
        "zip": "zip",
        "birth_date": "sama_birth_date",
        "experience_note": "sama_experience_note",
    }
    CATALOGUES = {
        "grade": "sama_grade_id",
        "psychology": "sama_psychology_id",
        "acquaintance": "sama_acquaintance_method_id",
        "experience": "sama_experience_id",
    }

    def __init__(self, *args):
        super().__init__(*args)
        self.taken = {}

    def prepare(self, items):
        """Look up the companies of contacts."""
        self.parents = self.links.persons(
            PERSONS, {item.get("parent") for item in items}
        )

    def values(self, item):
        """Return the values of a person."""
        vals = {
            fname: item.get(name)
            for name, fname in self.FIELDS.items()
            if item.get(name) is not None
        }
        for name, fname in self.CATALOGUES.items():
            column = self.sheet.by_name[name]
            found = self.look_up(item, name, self.links.catalogue, column.model)
            if found:
                vals[fname] = found
        if group_id := self.look_up(item, "group", self.links.group):
            vals["sama_person_group_id"] = group_id
        if state_id := self.look_up(item, "state", self.links.province):
            vals["state_id"] = state_id
        if item.get("kind"):
            vals["is_company"] = item.get("kind") == "company"
        if item.get("parent"):
            vals["parent_id"] = self.one(
                item, "parent", self.parents, PERSONS, "no_person", "many_persons"
            )
        return vals

    def known(self, items):
        """Return persons by code, else by Odoo's reference, else by national id.

        So who is in Odoo already is updated at the first import, too.
        """
        known = super().known(items)
        rest = [item for item in items if item.code not in known]
        refs = self.links.partners_by("ref", [item.code for item in rest])
        numbers = self.links.partners_by(
            "sama_national_id", [item.get("national_id") for item in rest]
        )
        found = {}
        for item in rest:
            ids = refs.get(item.code) or numbers.get(item.get("national_id")) or ()
            if len(ids) > 1:
                name = "code" if item.code in refs else "national_id"
                self.complain(item, name, "many_persons", value=item.get(name))
            elif ids:
                found[item.code] = self.model.browse(ids[0])
        self.links.remember(PERSONS, found, found.values())
        known.update(found)
        for item in items:
            if item.code in known:
                self._take(item, known[item.code])
        return known

    def _take(self, item, partner):
        """Refuse a second row that is the same person."""
        code = self.taken.setdefault(partner.id, item.code)
        if code != item.code:
            self.complain(item, "code", "other_match", value=partner.display_name)

    def make(self, items):
        """Make persons; those of one company alone belong to it."""
        for item in items:
            item.vals.setdefault("ref", item.code)
            item.vals.setdefault("is_company", False)
            item.vals["company_id"] = self.run.person_company_id
            if item.get("note"):
                item.vals["comment"] = self.run.html(item.get("note"))
            if item.vals.get("state_id"):
                state = self.env["res.country.state"].browse(item.vals["state_id"])
                item.vals["country_id"] = state.country_id.id
        return super().make(items)
