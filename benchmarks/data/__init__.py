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
from odoo.tools.sql import column_exists

from .base import prepare_base, prepare_company
from .documents import draft
from .invoices import insert_invoices, invoice_type
from .orders import insert_orders, order_state
from .partners import insert_partners

_logger = logging.getLogger(__name__)


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
    prepare_company(env)
    base = prepare_base(env)
    cr.execute(SQL("SELECT setseed(0.42)"))
    _relax(cr)
    partners = insert_partners(cr, base, sizes.partners)
    base["partners"] = SQL("(%s + (%s * POWER(RANDOM(), 2))::int)", *partners)
    draft(cr, "bench_order", base, sizes.orders, order_state())
    insert_orders(cr, base)
    draft(cr, "bench_invoice", base, sizes.invoices, invoice_type())
    insert_invoices(cr, base)
    _advance_sequences(cr)
    for table in ("res_partner", "sale_order", "sale_order_line"):
        cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    for table in ("account_move", "account_move_line"):
        cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    if column_exists(cr, "sale_order", "sama_kind"):
        _fill_addon_columns(cr)
        _count_customers(env)
    env.invalidate_all()


def _relax(cr):
    """Leave foreign keys unchecked where the role may: the rows are known to fit."""
    cr.execute(SQL("SELECT usesuper FROM pg_user WHERE usename = current_user"))
    (is_superuser,) = cr.fetchone()
    if is_superuser:
        cr.execute(SQL("SET LOCAL session_replication_role = replica"))
    cr.execute(SQL("SET LOCAL work_mem = '64MB'"))


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
