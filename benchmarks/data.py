"""A company that has sold for years: documents in bulk, written by SQL in minutes.

`generate(env)` fills a database in which Odoo's Sales is installed. The customers are
skewed as in life: the median has four orders, the biggest some 1,900 of 600,000. The
same sizes give the same data (the random numbers are seeded), but for ids and dates,
which count back from today.

Everything is committed by the caller.
"""

import logging
import time
from dataclasses import dataclass

from odoo.tools import SQL
from odoo.tools.sql import column_exists, table_columns

_logger = logging.getLogger(__name__)

PRODUCTS = 30
SALESPEOPLE = 10
GROUPS = 40
STATES = 31
YEARS = 4

# Of 100 documents: about goods only, then about services only; the rest is mixed.
GOODS_SHARE, SERVICE_SHARE = 65, 20
# Of 100 orders: drafts, then sent ones; the rest is confirmed.
DRAFT_SHARE, SENT_SHARE = 35, 35
# Of 100 invoices: refunds.
REFUND_SHARE = 4


@dataclass(frozen=True)
class Sizes:
    """How many of each; every document has two product lines."""

    partners: int = 100_000
    orders: int = 600_000
    invoices: int = 400_000


def generate(env, sizes=None):
    """Write partners, sale orders and posted customer invoices; commit nothing."""
    sizes = sizes or Sizes()
    cr = env.cr
    _prepare_company(env)
    base = _prepare_base(env)
    cr.execute(SQL("SELECT setseed(0.42)"))
    _relax(cr)
    partners = _insert_partners(cr, base, sizes.partners)
    base["partners"] = SQL("(%s + (%s * POWER(RANDOM(), 2))::int)", *partners)
    _draft(cr, "bench_order", base, sizes.orders, _order_state())
    _insert_orders(cr, base)
    _draft(cr, "bench_invoice", base, sizes.invoices, _invoice_type())
    _insert_invoices(cr, base)
    _advance_sequences(cr)
    for table in ("res_partner", "sale_order", "sale_order_line"):
        cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    for table in ("account_move", "account_move_line"):
        cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    if column_exists(cr, "sale_order", "sama_kind"):
        _fill_addon_columns(cr)
        _count_customers(env)
    env.invalidate_all()


# === WHAT THE DOCUMENTS STAND ON === #


def _prepare_company(env):
    if not env.company.chart_template:
        env["account.chart.template"].try_loading(
            "generic_coa", company=env.company, install_demo=False
        )


def _prepare_base(env):
    """Make products and salespeople, and return the ids that rows refer to."""
    products = env["product.product"].create(
        [
            {
                "name": f"Benchmark product {number}",
                "type": "service" if number % 3 == 0 else "consu",
                "list_price": 100,
                "taxes_id": [(5,)],
            }
            for number in range(PRODUCTS)
        ]
    )
    users = env["res.users"].with_context(no_reset_password=True)
    users = users.create(
        [
            {
                "name": f"Benchmark seller {number}",
                "login": f"bench_seller_{number}",
                "group_ids": [(4, env.ref("sales_team.group_sale_salesman").id)],
            }
            for number in range(SALESPEOPLE)
        ]
    )
    company = env.company
    account = env["account.account"].with_company(company)
    journal = env["account.journal"].create(
        {"name": "Benchmark", "code": "BENCH", "type": "sale"}
    )
    env.flush_all()
    return {
        "company": company.id,
        "currency": company.currency_id.id,
        "journal": journal.id,
        "income": account.search([("account_type", "=", "income")], limit=1).id,
        "receivable": account.search(
            [("account_type", "=", "asset_receivable")], limit=1
        ).id,
        "goods": products.filtered(lambda product: product.type == "consu").ids,
        "services": products.filtered(lambda product: product.type == "service").ids,
        "uom": products[0].uom_id.id,
        "users": users.ids,
        "states": env["res.country.state"].search([], limit=STATES).ids,
        **_prepare_choices(env),
    }


def _prepare_choices(env):
    """Return what the addon's persons choose from, when the addon is there already."""
    if "sama.person.group" not in env:
        return {"groups": [], "grades": []}
    groups = env["sama.person.group"].create(
        [{"name": f"Benchmark group {number}"} for number in range(GROUPS)]
    )
    for number, group in enumerate(groups[4:]):
        group.parent_id = groups[number % 4]
    env.flush_all()
    return {"groups": groups.ids, "grades": env["sama.customer.grade"].search([]).ids}


def _relax(cr):
    """Leave foreign keys unchecked where the role may: the rows are known to fit."""
    cr.execute(SQL("SELECT usesuper FROM pg_user WHERE usename = current_user"))
    (is_superuser,) = cr.fetchone()
    if is_superuser:
        cr.execute(SQL("SET LOCAL session_replication_role = replica"))
    cr.execute(SQL("SET LOCAL work_mem = '64MB'"))


# === ROWS === #


def _insert(cr, table, values, source):
    """INSERT the values (column -> SQL) of a FROM clause, where the column exists.

    :return: the number of rows
    """
    columns = table_columns(cr, table)
    values = {name: value for name, value in values.items() if name in columns}
    cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s",
            SQL.identifier(table),
            SQL(", ").join(map(SQL.identifier, values)),
            SQL(", ").join(values.values()),
            source,
        )
    )
    _logger.info("%s: %s rows", table, cr.rowcount)
    return cr.rowcount


def _stamps(moment):
    """The columns of every table that say who and when."""
    return {
        "create_uid": SQL("1"),
        "write_uid": SQL("1"),
        "create_date": moment,
        "write_date": moment,
    }


def _next_id(cr, table):
    cr.execute(SQL("SELECT COALESCE(MAX(id), 0) + 1 FROM %s", SQL.identifier(table)))
    return cr.fetchone()[0]


def _nth_of(ids, blank):
    """One of the ids by the row's number; of so many rows one has none."""
    if not ids:
        return SQL("NULL::int")
    return SQL(
        "CASE WHEN n %% %s > 0 THEN (%s::int[])[1 + n * 31 %% %s] END",
        blank,
        list(ids),
        len(ids),
    )


def _one_of(ids):
    """One of the ids, at random in every row."""
    return SQL("(%s::int[])[1 + (RANDOM() * %s)::int]", list(ids), len(ids) - 1)


def _insert_partners(cr, base, count):
    """Write the customers.

    :return: (first id, number of the others)
    """
    first = _next_id(cr, "res_partner")
    identifier = SQL("%s + n", first)
    name = SQL("'Customer ' || n")
    _insert(
        cr,
        "res_partner",
        {
            "id": identifier,
            "commercial_partner_id": identifier,
            "name": name,
            "complete_name": name,
            "type": SQL("'contact'"),
            "active": SQL("TRUE"),
            "is_company": SQL("n %% 2 = 0"),
            "partner_share": SQL("TRUE"),
            "lang": SQL("'en_US'"),
            "autopost_bills": SQL("'ask'"),
            "customer_rank": SQL("1"),
            "color": SQL("0"),
            "city": SQL("(ARRAY['Tehran', 'Tabriz', 'Shiraz', 'Yazd'])[1 + n %% 4]"),
            "phone": SQL("'+98912' || LPAD(n::text, 7, '0')"),
            "email": SQL("'customer' || n || '@example.com'"),
            "email_normalized": SQL("'customer' || n || '@example.com'"),
            "user_id": _nth_of(base["users"], 3),
            "state_id": _nth_of(base["states"], 6),
            # Of the addon, where it is there.
            "sama_mobile": SQL(
                "CASE WHEN n %% 5 > 0"
                " THEN '0912' || LPAD((n * 7919 %% 10000000)::text, 7, '0') END"
            ),
            "sama_person_group_id": _nth_of(base["groups"], 10),
            "sama_own_person_group_id": _nth_of(base["groups"], 10),
            "sama_grade_id": _nth_of(base["grades"], 4),
            "sama_own_grade_id": _nth_of(base["grades"], 4),
            **_stamps(SQL("NOW() AT TIME ZONE 'UTC'")),
        },
        SQL("generate_series(0, %s) n", count - 1),
    )
    return first, count - 1


def _order_state():
    return SQL(
        "CASE WHEN r < %s THEN 'draft' WHEN r < %s THEN 'sent' ELSE 'sale' END",
        DRAFT_SHARE,
        DRAFT_SHARE + SENT_SHARE,
    )


def _invoice_type():
    return SQL(
        "CASE WHEN r < %s THEN 'out_refund' ELSE 'out_invoice' END", REFUND_SHARE
    )


def _draft(cr, name, base, count, variant):
    """Make the temporary table ``name``: what is decided once for a document.

    Two lines with product, quantity and price; ``variant`` is an expression over
    ``r``, a random number below 100.
    """
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE %(name)s ON COMMIT DROP AS
            SELECT n, partner_id, user_id, moment, %(variant)s AS variant,
                   CASE WHEN k < %(goods_share)s + %(mixed_share)s
                        THEN %(goods)s ELSE %(service)s END AS product_1,
                   CASE WHEN k < %(goods_share)s
                        THEN %(goods)s ELSE %(service)s END AS product_2,
                   quantity_1, quantity_2, price_1, price_2,
                   quantity_1 * price_1 + quantity_2 * price_2 AS total
              FROM (
                SELECT n, %(partner)s AS partner_id, %(user)s AS user_id,
                       DATE_TRUNC('second', NOW() AT TIME ZONE 'UTC')
                           - (RANDOM() * %(days)s) * INTERVAL '1 day' AS moment,
                       RANDOM() * 100 AS r, RANDOM() * 100 AS k,
                       1 + (RANDOM() * 4)::int AS quantity_1,
                       1 + (RANDOM() * 4)::int AS quantity_2,
                       10 + (RANDOM() * 990)::int AS price_1,
                       10 + (RANDOM() * 990)::int AS price_2
                  FROM generate_series(0, %(last)s) n
              ) random_numbers
            """,
            name=SQL.identifier(name),
            variant=variant,
            goods_share=GOODS_SHARE,
            mixed_share=100 - GOODS_SHARE - SERVICE_SHARE,
            goods=_one_of(base["goods"]),
            service=_one_of(base["services"]),
            partner=base["partners"],
            user=_one_of(base["users"]),
            days=YEARS * 365,
            last=count - 1,
        )
    )


def _both_lines(table):
    """FROM clause: the document's two lines, as ``d`` and ``l``."""
    return SQL(
        """%s d CROSS JOIN LATERAL (VALUES
            (0, d.product_1, d.quantity_1, d.price_1),
            (1, d.product_2, d.quantity_2, d.price_2)
        ) l (number, product_id, quantity, price)""",
        SQL.identifier(table),
    )


# === SALE ORDERS === #


def _insert_orders(cr, base):
    first = _next_id(cr, "sale_order")
    owner = {
        "company_id": SQL("%s", base["company"]),
        "currency_id": SQL("%s", base["currency"]),
    }
    _insert_order_heads(cr, owner, first)
    _insert_order_lines(cr, owner, first, base["uom"])


def _insert_order_heads(cr, owner, first):
    _insert(
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
            **_stamps(SQL("moment")),
        },
        SQL.identifier("bench_order"),
    )


def _insert_order_lines(cr, owner, first_order, uom):
    amount = SQL("l.quantity * l.price")
    _insert(
        cr,
        "sale_order_line",
        {
            "id": SQL("%s + 2 * d.n + l.number", _next_id(cr, "sale_order_line")),
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
            **_stamps(SQL("d.moment")),
        },
        _both_lines("bench_order"),
    )


# === CUSTOMER INVOICES === #


def _insert_invoices(cr, base):
    first = _next_id(cr, "account_move")
    first_line = _next_id(cr, "account_move_line")
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
    _insert(cr, "account_move_line", values, _both_lines("bench_invoice"))
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
    _insert(cr, "account_move_line", values, SQL("bench_invoice d"))


def _insert_moves(cr, base, first, sign):
    name = SQL("'BENCH/' || LPAD(n::text, 7, '0')")
    signed = SQL("%s * total", sign)
    _insert(
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
            **_stamps(SQL("moment")),
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
        **_stamps(SQL("d.moment")),
    }


# === AFTERWARDS === #


def _advance_sequences(cr):
    for table in (
        "res_partner",
        "sale_order",
        "sale_order_line",
        "account_move",
        "account_move_line",
    ):
        cr.execute(
            SQL(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), MAX(id)) FROM %s",
                table,
                SQL.identifier(table),
            )
        )


def _fill_addon_columns(cr):
    """Bring the addon's columns up to date, when it is there already."""
    # Only importable when the addon is on the addons path.
    from odoo.addons.sama_crm.hooks import fill_kinds

    fill_kinds(cr)


def _count_customers(env):
    """Count the figures of all customers, when the addon is there already.

    The statistics are still those of documents without kind, as after an import.
    """
    env["sama.customer.queue"]._sama_queue_all()
    started = time.monotonic()
    env["sama.customer"]._sama_settle()
    _logger.info("customers counted in %d s", time.monotonic() - started)
    for table in ("sale_order", "account_move", "sama_customer"):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
