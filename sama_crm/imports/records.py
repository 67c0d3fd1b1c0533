"""Customer records of past years: complaints, suggestions, gifts and the like."""

from odoo.fields import Domain

from ..models.sama_customer_record import OPEN_STATES
from .loader import Loader, changed
from .sheets import PERSONS, QUOTATIONS, RECORDS


class Records(Loader):
    """Records keep date and number of the old product.

    They have no deadline, so that no old one is escalated, and nobody is asked to
    approve what was given long ago.
    """

    sheet = RECORDS
    dated = "date"
    FIELDS = {
        "type": "type",
        "date": "date",
        "subject": "subject",
        "text": "description",
        "resolution": "resolution",
        "amount": "amount",
        "percent": "percent",
    }

    def __init__(self, *args):
        super().__init__(*args)
        self.numbers = set()

    def prepare(self, items):
        """Look up customers and quotations."""
        self.customers = self.links.persons(
            PERSONS, {item.get("customer") for item in items}
        )
        self.orders = self.links.orders(
            QUOTATIONS, {item.get("quotation") for item in items}
        )
        numbers = {item.get("number") for item in items} - {None}
        self.taken = {
            (record.type, record.name): record
            for record in self.model.with_context(active_test=False).search(
                Domain("name", "in", list(numbers))
            )
        }

    def values(self, item):
        """Return the values of a record."""
        vals = {
            fname: item.get(name)
            for name, fname in self.FIELDS.items()
            if item.get(name) is not None
        }
        vals["partner_id"] = self.one(
            item, "customer", self.customers, PERSONS, "no_person", "many_persons"
        )
        if item.get("quotation"):
            vals["order_id"] = self.one(
                item,
                "quotation",
                self.orders,
                QUOTATIONS,
                "no_quotation",
                "many_quotations",
            )
        unit = self.look_up(
            item, "unit", self.links.catalogue, self.sheet.by_name["unit"].model
        )
        if unit:
            vals["unit_id"] = unit
        if user_id := self.user(item, "user"):
            vals["user_id"] = user_id
        if item.get("kind"):
            vals["kind"] = item.get("kind")
        if item.get("number"):
            vals["name"] = item.get("number")
        self._close(item, vals)
        return vals

    def _close(self, item, vals):
        """Say how and when it ended."""
        state = item.get("state") or "done"
        vals["state"] = state
        if state in OPEN_STATES:
            return
        vals["answered_on"] = item.get("answered_on") or item.get("date")
        if item.get("type") == "complaint" and not item.get("resolution"):
            self.complain(item, "resolution", "resolution_missing")
        if item.get("type") in ("gift", "service") and state == "done":
            vals["delivered_on"] = self.company._sama_local_day(vals["answered_on"])

    def known(self, items):
        """Return the records of these codes; a number of another one is refused."""
        known = super().known(items)
        for item in items:
            if not item.get("number"):
                continue
            key = (item.get("type"), item.get("number"))
            other = self.taken.get(key)
            if (other and other != known.get(item.code)) or key in self.numbers:
                self.complain(item, "number", "number_taken")
            self.numbers.add(key)
        return known

    def make(self, items):
        """Make records, without deadline and without anybody in charge by default."""
        for item in items:
            item.vals.setdefault("kind", "goods")
            item.vals.setdefault("user_id", False)
            item.vals.update(company_id=self.company.id, deadline=False)
        return super().make(items)

    def update(self, item, record):
        """Write what changed, as far as Odoo has not gone on with it since."""
        vals = dict(item.vals)
        if vals.pop("type") != record.type:
            self.warn(item, "type", "moved", value=record.display_name)
            return False
        if record.state not in OPEN_STATES and vals["state"] != record.state:
            self.warn(item, "state", "kept_state", value=record.display_name)
            for name in ("state", "answered_on", "delivered_on"):
                vals.pop(name, None)
        elif record.state == "in_progress" and vals["state"] == "new":
            self.warn(item, "state", "kept_state", value=record.display_name)
            vals.pop("state")
        changes = changed(record, vals)
        if changes:
            record.write(changes)
        return bool(changes)
