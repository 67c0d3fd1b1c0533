"""Posted invoices and credit notes of customers, with their journal items."""

from odoo.tools import SQL

from .documents import both_lines
from .rows import insert, next_id, stamps

# Of 100 invoices: refunds.
REFUND_SHARE = 4


def invoice_type():
    return SQL(
        "CASE WHEN r < %s THEN 'out_refund' ELSE 'out_invoice' END", REFUND_SHARE
    )


def insert_invoices(cr, base):
    first = next_id(cr, "account_move")
    first_line = next_id(cr, "account_move_line")
    # Amounts of the entry are negative for what is sold, and turn with a refund.
    sign = SQL("(CASE variant WHEN 'out_refund' THEN -1 ELSE 1 END)")
    _insert_moves(cr, base, first, sign)
    amount = SQL("(l.quantity * l.price)")
    values = _entry_line(base, first, SQL("-%s * %s", sign, amount))
    values.update(
        {
            "id": SQL("%s + 3 * d.n + l.number", first_line),
            "sequence": SQL("10 + l.number"),
            "display_type": SQL("'product'"),
            "name": SQL("'Product ' || l.product_id"),
            "account_id": SQL("%s", base["income"]),
            "product_id": SQL("l.product_id"),
            "product_uom_id": SQL("%s", base["uom"]),
            "quantity": SQL("l.quantity"),
            "price_unit": SQL("l.price"),
            "price_subtotal": amount,
            "price_total": amount,
            "amount_residual": SQL("0"),
            "amount_residual_currency": SQL("0"),
        }
    )
    insert(cr, "account_move_line", values, both_lines("bench_invoice"))
    total = SQL("%s * d.total", sign)
    values = _entry_line(base, first, total)
    values.update(
        {
            "id": SQL("%s + 3 * d.n + 2", first_line),
            "sequence": SQL("12000"),
            "display_type": SQL("'payment_term'"),
            "account_id": SQL("%s", base["receivable"]),
            "date_maturity": SQL("d.moment::date"),
            "quantity": SQL("0"),
            "price_unit": SQL("0"),
            "price_subtotal": SQL("0"),
            "price_total": SQL("0"),
            "amount_residual": total,
            "amount_residual_currency": total,
        }
    )
    insert(cr, "account_move_line", values, SQL("bench_invoice d"))


def _insert_moves(cr, base, first, sign):
    name = SQL("'BENCH/' || LPAD(n::text, 7, '0')")
    signed = SQL("%s * total", sign)
    insert(
        cr,
        "account_move",
        {
            "id": SQL("%s + n", first),
            "name": name,
            "payment_reference": name,
            "sequence_prefix": SQL("'BENCH/'"),
            "sequence_number": SQL("n"),
            "move_type": SQL("variant"),
            "state": SQL("'posted'"),
            "auto_post": SQL("'no'"),
            "payment_state": SQL("'not_paid'"),
            "posted_before": SQL("TRUE"),
            "checked": SQL("TRUE"),
            "company_id": SQL("%s", base["company"]),
            "currency_id": SQL("%s", base["currency"]),
            "invoice_currency_rate": SQL("1"),
            "journal_id": SQL("%s", base["journal"]),
            "partner_id": SQL("partner_id"),
            "commercial_partner_id": SQL("partner_id"),
            "partner_shipping_id": SQL("partner_id"),
            "invoice_user_id": SQL("user_id"),
            "date": SQL("moment::date"),
            "invoice_date": SQL("moment::date"),
            "invoice_date_due": SQL("moment::date"),
            "amount_untaxed": SQL("total"),
            "amount_tax": SQL("0"),
            "amount_total": SQL("total"),
            "amount_residual": SQL("total"),
            "amount_untaxed_signed": signed,
            "amount_untaxed_in_currency_signed": signed,
            "amount_tax_signed": SQL("0"),
            "amount_total_signed": signed,
            "amount_total_in_currency_signed": signed,
            "amount_residual_signed": signed,
            **stamps(SQL("moment")),
        },
        SQL.identifier("bench_invoice"),
    )


def _entry_line(base, first, balance):
    """The columns of a journal item of document ``d`` with this balance."""
    return {
        "move_id": SQL("%s + d.n", first),
        "move_name": SQL("'BENCH/' || LPAD(d.n::text, 7, '0')"),
        "parent_state": SQL("'posted'"),
        "journal_id": SQL("%s", base["journal"]),
        "company_id": SQL("%s", base["company"]),
        "company_currency_id": SQL("%s", base["currency"]),
        "currency_id": SQL("%s", base["currency"]),
        "partner_id": SQL("d.partner_id"),
        "date": SQL("d.moment::date"),
        "invoice_date": SQL("d.moment::date"),
        "debit": SQL("GREATEST(%s, 0)", balance),
        "credit": SQL("GREATEST(-(%s), 0)", balance),
        "balance": balance,
        "amount_currency": balance,
        "discount": SQL("0"),
        "reconciled": SQL("FALSE"),
        "deductible_amount": SQL("100"),
        **stamps(SQL("d.moment")),
    }
