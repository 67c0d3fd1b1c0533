"""Quotations and orders, with two lines each."""

from odoo.tools import SQL

from .documents import both_lines
from .rows import insert, next_id, stamps

# Of 100 orders: drafts, then sent ones; the rest is confirmed.
DRAFT_SHARE, SENT_SHARE = 35, 35


def order_state():
    return SQL(
        "CASE WHEN r < %s THEN 'draft' WHEN r < %s THEN 'sent' ELSE 'sale' END",
        DRAFT_SHARE,
        DRAFT_SHARE + SENT_SHARE,
    )


def insert_orders(cr, base):
    first = next_id(cr, "sale_order")
    owner = {
        "company_id": SQL("%s", base["company"]),
        "currency_id": SQL("%s", base["currency"]),
    }
    _insert_order_heads(cr, owner, first)
    _insert_order_lines(cr, owner, first, base["uom"])


def _insert_order_heads(cr, owner, first):
    insert(
        cr,
        "sale_order",
        {
            "id": SQL("%s + n", first),
            "name": SQL("'B' || LPAD(n::text, 7, '0')"),
            "state": SQL("variant"),
            **owner,
            "currency_rate": SQL("1"),
            "partner_id": SQL("partner_id"),
            "partner_invoice_id": SQL("partner_id"),
            "partner_shipping_id": SQL("partner_id"),
            "user_id": SQL("user_id"),
            "date_order": SQL("moment"),
            "validity_date": SQL("(moment + INTERVAL '30 days')::date"),
            "invoice_status": SQL(
                "CASE variant WHEN 'sale' THEN 'to invoice' ELSE 'no' END"
            ),
            "amount_untaxed": SQL("total"),
            "amount_tax": SQL("0"),
            "amount_total": SQL("total"),
            **stamps(SQL("moment")),
        },
        SQL.identifier("bench_order"),
    )


def _insert_order_lines(cr, owner, first_order, uom):
    amount = SQL("l.quantity * l.price")
    insert(
        cr,
        "sale_order_line",
        {
            "id": SQL("%s + 2 * d.n + l.number", next_id(cr, "sale_order_line")),
            "order_id": SQL("%s + d.n", first_order),
            "sequence": SQL("10 + l.number"),
            **owner,
            "order_partner_id": SQL("d.partner_id"),
            "salesman_id": SQL("d.user_id"),
            "state": SQL("d.variant"),
            "name": SQL("'Product ' || l.product_id"),
            "product_id": SQL("l.product_id"),
            "product_uom_id": SQL("%s", uom),
            "product_uom_qty": SQL("l.quantity"),
            "qty_to_invoice": SQL("0"),
            "qty_invoiced": SQL("0"),
            "qty_delivered": SQL("0"),
            "qty_delivered_method": SQL("'manual'"),
            "price_unit": SQL("l.price"),
            "discount": SQL("0"),
            "price_subtotal": amount,
            "price_total": amount,
            "price_tax": SQL("0"),
            "customer_lead": SQL("0"),
            **stamps(SQL("d.moment")),
        },
        both_lines("bench_order"),
    )
