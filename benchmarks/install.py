"""How long the addon takes to install on a database full of documents."""

from .database import GENERATE, odoo, parse, run, shell, timed, with_modules

CHECK = """
SELECT '{table}', sama_kind, COUNT(*), SUM(sama_goods_amount + sama_service_amount),
       SUM({total})
  FROM {table} WHERE {where} GROUP BY sama_kind ORDER BY sama_kind
"""


def main(args):
    """Make a database, fill it, install the addon, and print the seconds."""
    options = parse(args, "install", "a database in which Sales is installed")
    with with_modules(options, "sale_management") as name:
        timed("data generated", shell, name, GENERATE.format(**vars(options)))
        timed("sama_crm installed", odoo, name, "-i", "sama_crm")
        _check(name)


def _check(database):
    """Show that what is filled sums to what Odoo has."""
    for table, total, where in (
        ("sale_order", "amount_total", "TRUE"),
        ("account_move", "amount_total_signed", "move_type LIKE 'out_%'"),
    ):
        query = CHECK.format(table=table, total=total, where=where)
        run("psql", "-d", database, "-At", "-c", query)
