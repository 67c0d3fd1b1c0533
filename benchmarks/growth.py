"""G11: the same pages at ten times the data.

Two databases are made one after the other, the second with ten times the customers and
documents of the first; the pages are read in each as an agent's manager reads them.
The manager follows up two hundred quotations himself, as in life, whatever the size.
"""

import argparse
import json
import tempfile
from pathlib import Path

from odoo.tools import SQL

from .clocks import clock, counted, tell
from .customers import COUNT_LIMIT, ROWS, customers_page
from .database import (
    GENERATE,
    SETTLE,
    administrator,
    parse,
    run,
    shell,
    timed,
    with_modules,
)

TIMES = 10
LIMIT = 1.3
PLANNED = 200
MEASURE = """
from benchmarks.growth import measure
measure(env, {target!r})
"""


def main(args):
    """Make both databases, measure in each, and compare."""
    options = parse(args, "growth")
    smaller = argparse.Namespace(**vars(options))
    for name in ("partners", "orders", "invoices"):
        setattr(smaller, name, getattr(options, name) // TIMES)
    small, large = (_pages(sizes) for sizes in (smaller, options))
    for page, took in large.items():
        print(f"  {page}: {small[page]:.1f} ms, then {took:.1f} ms")
        tell("G11", page, took / small[page], LIMIT)


def _pages(options):
    """Return the milliseconds of each page in a database of these sizes."""
    with with_modules(options) as name, tempfile.TemporaryDirectory() as folder:
        target = f"{folder}/pages.json"
        timed("data generated", shell, name, GENERATE.format(**vars(options)))
        timed("queue drained", shell, name, SETTLE)
        run("vacuumdb", "--analyze", name)
        shell(name, MEASURE.format(target=target))
        return json.loads(Path(target).read_text(encoding="utf-8"))


def measure(env, target):
    """Write the milliseconds of each page into a file."""
    env = administrator(env)
    _plan(env)
    order, partner = _usual(env)
    pages = {
        "follow-up list": _follow_up_list(env),
        "follow-up form": _follow_up_form(env, order),
        "customers": customers_page(env, None),
        "customer's file": lambda: (
            env["sama.customer.file"].get_head(partner),
            env["sama.customer.file"].get_page(partner),
        ),
        "desk": lambda: env["sama.desk"].get_data("mine"),
    }
    took = {name: clock(counted(env, page))[0] for name, page in pages.items()}
    env.cr.rollback()
    Path(target).write_text(json.dumps(took), encoding="utf-8")


def _plan(env):
    """Give the admin 200 open quotations, due around today.

    The others are of the time before there were follow-ups, as when the addon comes
    to an office that has sold for years.
    """
    env.cr.execute(
        SQL(
            """UPDATE sale_order
                  SET sama_follow_up_user_id = %(user)s,
                      sama_next_follow_up_date = CURRENT_DATE + open.place::int %% 60
                                                 - 30
                 FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS place
                         FROM sale_order WHERE state IN ('draft', 'sent')
                        ORDER BY id LIMIT %(count)s) AS open
                WHERE open.id = sale_order.id""",
            user=env.uid,
            count=PLANNED,
        )
    )
    env.cr.execute(SQL("ANALYZE sale_order"))
    env.invalidate_all()


def _usual(env):
    """Return an open quotation, and the customer, of who has six of them."""
    env.cr.execute(
        SQL(
            """SELECT MAX(id), partner_id FROM sale_order
                WHERE state IN ('draft', 'sent')
                  AND partner_id IN (SELECT partner_id FROM sale_order
                                      GROUP BY partner_id HAVING COUNT(*) = 6)
                GROUP BY partner_id ORDER BY partner_id LIMIT 1"""
        )
    )
    return env.cr.fetchone()


def _columns(env, xmlid, kind):
    """Return the specification of what a view reads."""
    orders = env["sale.order"]
    view = orders.get_view(env.ref(xmlid).id, kind)
    return {
        name: {"fields": {"display_name": {}}}
        if orders._fields[name].type == "many2one"
        else {}
        for name in view["models"]["sale.order"]
        if orders._fields[name].type not in ("one2many", "many2many")
    }


def _follow_up_list(env):
    columns = _columns(env, "sama_crm.sale_order_view_list", "list")
    domain = [
        ("sama_kind", "in", ("goods", "mixed")),
        ("state", "in", ("draft", "sent")),
        ("sama_follow_up_user_id", "=", env.uid),
    ]
    return lambda: env["sale.order"].web_search_read(
        domain,
        columns,
        limit=ROWS,
        order="sama_next_follow_up_date, sama_next_follow_up_hour, amount_total desc",
        count_limit=COUNT_LIMIT,
    )


def _follow_up_form(env, order_id):
    """What F4 asks the server for: the draft, and the last entries of the log."""
    order = env["sale.order"].browse(order_id)
    log = env["sama.follow.up"]
    columns = _columns(env, "sama_crm.sale_order_view_list", "list")
    return lambda: (
        env["sama.draft"].sama_load("sale.order", order_id),
        order.web_read(columns),
        log.web_search_read(
            [("order_id", "=", order_id)], {"date": {}, "description": {}}, limit=ROWS
        ),
    )
