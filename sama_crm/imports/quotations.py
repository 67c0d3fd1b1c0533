"""Quotations of past years and their follow-ups."""

from odoo.fields import Command

from .links import MODULE
from .loader import Loader, changed
from .sheets import FOLLOW_UPS, PERSONS, QUOTATIONS

OPEN_STATES = ("draft", "sent")
STATES = {"open": "draft", "won": "sale", "void": "cancel"}
#: Fields of orders that no past quotation has; said, so that nothing looks for them.
NOTHING = {
    "analytic_account_id": False,
    "campaign_id": False,
    "fiscal_position_id": False,
    "journal_id": False,
    "medium_id": False,
    "note": False,
    "payment_term_id": False,
    "preferred_payment_method_line_id": False,
    "prepayment_percent": 0,
    "pricelist_id": False,
    "quotation_document_ids": [],
    "require_payment": False,
    "require_signature": False,
    "sale_order_template_id": False,
    "source_id": False,
    "team_id": False,
    "validity_date": False,
    "carrier_id": False,
    "warehouse_id": None,
}


class Quotations(Loader):
    """Quotations: one line of an own product with the whole amount, without taxes.

    Won and void ones get their state without Odoo's act of confirming or cancelling,
    which would write to customers, deliver and invoice. The own products are invoiced
    by what is delivered, so that nothing of the past waits to be invoiced.
    """

    sheet = QUOTATIONS

    def __init__(self, *args):
        super().__init__(*args)
        self.products = {kind: self._product(kind) for kind in ("goods", "service")}
        known = self.model._fields
        self.nothing = {
            name: value
            for name, value in NOTHING.items()
            if name in known and value is not None
        }

    def _product(self, kind):
        """Return the product of imported goods or services, made when first wanted."""
        xml_id = f"{MODULE}.product_{kind}"
        product = self.env.ref(xml_id, raise_if_not_found=False)
        if product:
            return product
        names = {
            "goods": ("Goods of earlier years", "کالای سال‌های قبل"),
            "service": ("Service of earlier years", "خدمات سال‌های قبل"),
        }[kind]
        product = self.env["product.product"]._load_records(
            [
                {
                    "xml_id": xml_id,
                    "noupdate": True,
                    "values": {
                        "name": names[0],
                        "type": "consu" if kind == "goods" else "service",
                        "invoice_policy": "delivery",
                        "sale_ok": False,
                        "taxes_id": [Command.clear()],
                        "list_price": 0,
                        "company_id": False,
                    },
                }
            ]
        )
        langs = {code for code, _name in self.env["res.lang"].get_installed()}
        product.with_context(lang="en_US").name = names[0]
        for lang in langs & {"fa_IR"}:
            product.with_context(lang=lang).name = names[1]
        return product

    def prepare(self, items):
        """Look up the customers."""
        self.customers = self.links.persons(
            PERSONS, {item.get("customer") for item in items}
        )

    def values(self, item):
        """Return the values of a quotation; what is only for making it comes later."""
        partner_id = self.one(
            item, "customer", self.customers, PERSONS, "no_person", "many_persons"
        )
        vals = {
            "name": item.get("number") or item.code,
            "partner_id": partner_id,
            "date_order": item.get("date"),
        }
        if user_id := self.user(item, "salesperson"):
            vals["user_id"] = user_id
        if user_id := self._responsible(item):
            vals["sama_follow_up_user_id"] = user_id
        if item.get("state") == "void":
            column = self.sheet.by_name["reason"]
            reason = self.look_up(item, "reason", self.links.catalogue, column.model)
            if reason:
                vals["sama_void_reason_id"] = reason
            elif not item.is_bad and self.company.sama_void_reason_required:
                self.complain(item, "reason", "reason_missing")
        return vals

    def _responsible(self, item):
        """Return who chases it; an open one needs somebody who is still there."""
        user_id = self.user(item, "responsible")
        is_open = item.get("state") in (None, "open")
        if user_id and is_open and not self.links.is_agent(user_id):
            self.warn(item, "responsible", "no_agent", value=item.get("responsible"))
            return False
        return user_id

    # --------------------------------------------------
    # New ones
    # --------------------------------------------------

    def make(self, items):
        """Make quotations, then give the closed ones their state."""
        for item in items:
            partner_id = item.vals["partner_id"]
            item.vals.setdefault("user_id", False)
            item.vals.update(
                self.nothing,
                company_id=self.company.id,
                partner_invoice_id=partner_id,
                partner_shipping_id=partner_id,
                order_line=[Command.create(self._line(item))],
            )
        orders = super().make(items)
        self._close(list(zip(items, orders, strict=True)))
        for item, order in zip(items, orders, strict=True):
            if item.get("state") in (None, "open"):
                self.chase.plan(order.id, item.get("next_date"), 0.0)
        return orders

    @property
    def chase(self):
        """The plans and ends that wait for the follow-ups."""
        return self.run.chase

    def _line(self, item):
        product = self.products[item.get("kind") or "goods"]
        vals = {
            "product_id": product.id,
            "name": item.get("subject") or product.display_name,
            "product_uom_id": product.uom_id.id,
            "product_uom_qty": 1,
            "price_unit": item.get("amount"),
            "discount": 0,
            "tax_ids": [Command.clear()],
            "analytic_distribution": False,
            "qty_delivered": 0,
            "customer_lead": 0,
        }
        return vals

    def _close(self, pairs):
        """Give (item, order) that were won or void their state, set by set."""
        for said in ("won", "void"):
            of_state = [pair for pair in pairs if pair[0].get("state") == said]
            orders = self.model.browse(order.id for _item, order in of_state)
            if not orders:
                continue
            orders.filtered("sama_next_follow_up_date")._sama_unplan()
            orders.write({"state": STATES[said]})
            for item, order in of_state:
                self.chase.end(
                    order.id,
                    said,
                    item.get("closed_on"),
                    item.vals.get("sama_void_reason_id"),
                    item.vals.get("sama_follow_up_user_id") or item.vals.get("user_id"),
                )

    # --------------------------------------------------
    # Those that were imported before
    # --------------------------------------------------

    def update(self, item, order):
        """Write what changed, as far as Odoo has not gone on with it since."""
        said = STATES[item.get("state") or "open"]
        vals = dict(item.vals)
        is_open = order.state in OPEN_STATES
        ends = is_open and said != "draft"
        if not is_open and order.state != said:
            self.warn(item, "state", "kept_state", value=order.name)
            vals.pop("sama_void_reason_id", None)
        changes = changed(order, vals)
        if "partner_id" in changes:
            changes["partner_invoice_id"] = changes["partner_id"]
            changes["partner_shipping_id"] = changes["partner_id"]
        if changes:
            order.write(changes)
        line_changed = self._update_line(item, order)
        if ends:
            self._close([(item, order)])
        return bool(changes or line_changed or ends)

    def _update_line(self, item, order):
        """Write kind, text and amount, if the line is still ours alone."""
        line = order.order_line
        products = {product.id for product in self.products.values()}
        if len(line) != 1 or line.product_id.id not in products:
            self.warn(item, "amount", "kept_lines", value=order.name)
            return False
        vals = {"price_unit": item.get("amount")}
        if item.get("subject"):
            vals["name"] = item.get("subject")
        if item.get("kind"):
            vals["product_id"] = self.products[item.get("kind")].id
        changes = changed(line, vals)
        if "product_id" in changes:
            # A new product brings price, text and taxes of its own.
            changes.update(
                price_unit=vals["price_unit"],
                name=vals.get("name") or line.name,
                tax_ids=[Command.clear()],
            )
        if changes:
            line.write(changes)
        return bool(changes)


class FollowUps(Loader):
    """What was said about quotations."""

    sheet = FOLLOW_UPS
    dated = "date"

    def worked(self, items):
        """Return the quotations."""
        return self.env["sale.order"].browse(i.vals["order_id"] for i in items)

    def prepare(self, items):
        """Look up the quotations."""
        self.orders = self.links.orders(
            QUOTATIONS, {item.get("quotation") for item in items}
        )

    def values(self, item):
        """Return the values of a follow-up."""
        order_id = self.one(
            item,
            "quotation",
            self.orders,
            QUOTATIONS,
            "no_quotation",
            "many_quotations",
        )
        outcome_id = self.look_up(
            item,
            "outcome",
            self.links.catalogue,
            self.sheet.by_name["outcome"].model,
        )
        if not item.get("text") and not item.get("outcome"):
            self.complain(item, "text", "said")
        vals = {
            "order_id": order_id,
            "date": item.get("date"),
            "channel": item.get("channel") or "call",
            **self._writer(item),
        }
        optional = {
            "description": item.get("text"),
            "outcome_id": outcome_id,
            "next_date": item.get("next_date"),
            "next_hour": item.get("next_hour"),
        }
        return vals | {name: value for name, value in optional.items() if value}

    def _writer(self, item):
        """Return who followed up; of who left, the name is kept."""
        name = item.get("user")
        if name is None:
            return {}
        users = self.links.users(name)
        if len(users) == 1:
            return {"user_id": next(iter(users)), "gone_user_name": False}
        if users:
            self.warn(item, "user", "many_users", value=name)
        return {"user_id": False, "gone_user_name": name}

    def make(self, items):
        """Make follow-ups; the latest of an open quotation plans the next."""
        orders = self.env["sale.order"].browse(i.vals["order_id"] for i in items)
        orders.fetch(["partner_id"])
        for item, order in zip(items, orders, strict=True):
            item.vals.update(
                partner_id=order.partner_id.id,
                company_id=self.company.id,
                result="continue",
            )
        logs = super().make(items)
        for log in logs:
            self.run.chase.said(log)
        return logs

    def update(self, item, log):
        """Write what changed; a follow-up keeps its quotation."""
        vals = dict(item.vals)
        if log.order_id.id != vals.pop("order_id"):
            self.warn(item, "quotation", "moved", value=log.order_id.name)
        changes = changed(log, vals)
        if changes:
            log.write(changes)
            self.run.chase.said(log)
        return bool(changes)
