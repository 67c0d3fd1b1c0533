"""G1, G2, G4, G9: the lists of customers, against Odoo's own screens in the same run.

Ratios are what is meant to be kept; the milliseconds are of the machine. Everything
that is written while measuring is rolled back.
"""

import random
import statistics
from unittest.mock import patch

from odoo.tools import SQL

from .clocks import clock, counted, median_of, rolled_back, stopwatch, tell
from .database import administrator, measure_on_data
from .segments import segment_goal

MEASURE = """
from benchmarks.customers import measure
measure(env)
"""
ROWS = 80
COUNT_LIMIT = 10_001
WRITES = 30
RANDOM_WRITES = 1_000
DRAINED = 1_000

COLUMNS = (
    "partner_id",
    "sama_person_group_id",
    "sama_mobile",
    "quotation_count",
    "quotation_amount",
    "open_quotation_count",
    "invoice_count",
    "invoice_amount",
    "mean_invoice_amount",
    "last_invoice_date",
    "days_since_purchase",
    "survey_score",
)
# What the list shows on demand is sorted by as well.
MORE_ORDERS = (
    "sama_grade_id",
    "phone",
    "user_id",
    "state_id",
    "city",
    "sama_acquaintance_method_id",
    "sama_psychology_id",
    "sama_experience_id",
    "quotation_untaxed",
    "won_count",
    "void_count",
    "won_share",
    "invoice_untaxed",
    "refund_count",
    "last_quotation_date",
    "last_contact_date",
    "survey_count",
    "attempt_count",
    "complaint_open_count",
    "gift_cost",
    "segment_id",
    "recency_score",
    "frequency_score",
    "monetary_score",
    "rhythm_days",
    "next_purchase_date",
)


def main(args):
    """Make a database with the addon and the data, measure, and drop it."""
    measure_on_data(args, "customers", MEASURE)


def measure(env):
    """Print the goals with what was measured."""
    env = administrator(env)
    list_goal(env)
    # Before the full counts: each, rolled back, leaves a dead copy of all rows.
    segment_goal(env)
    drain_goal(env)
    write_goal(env)
    env.cr.rollback()


# === G1 === #


def list_goal(env):
    """The page of 80 customers against Odoo's quotations and its two reports."""
    quotations, queries = clock(counted(env, quotations_page(env)))
    print(f"Odoo's list of quotations: {quotations:.1f} ms, {queries} queries")
    reports, _queries = clock(counted(env, lambda: _reports(env)), runs=3)
    print(f"Odoo's two reports by customer: {reports:.0f} ms")
    worst = most = 0
    for column in (*COLUMNS, *MORE_ORDERS):
        took, queries = clock(counted(env, customers_page(env, f"{column} desc")))
        print(f"  by {column}: {took:.1f} ms, {queries} queries")
        worst, most = max(worst, took), max(most, queries)
    default, _queries = clock(counted(env, customers_page(env, None)))
    tell("G1", "default order / quotations", default / quotations, 1.0)
    tell("G1", "worst column / quotations", worst / quotations, 1.0)
    tell("G1", "worst column / the two reports", worst / reports, 0.01)
    tell("G1", "queries", most, 15)
    for period in ("this_month", "last_year"):
        customers = env["sama.customer"].with_context(sama_period=period)
        took, _queries = clock(
            counted(env, customers_page(customers.env, "invoice_amount desc")), runs=3
        )
        print(f"  figures of {period}: {took:.0f} ms")


def _specification(model, names):
    return {
        name: {"fields": {"display_name": {}}}
        if model._fields[name].type == "many2one"
        else {}
        for name in names
    }


def customers_page(env, order):
    """Return the act that reads the first page of the customers in an order."""
    customers = env["sama.customer"]
    specification = _specification(customers, (*COLUMNS, "currency_id"))
    domain = [("kind", "=", "goods"), ("invoice_count", ">", 0)]
    return lambda: customers.web_search_read(
        domain, specification, limit=ROWS, order=order, count_limit=COUNT_LIMIT
    )


def quotations_page(env):
    """Return the act that reads the first page of Odoo's own quotations."""
    orders = env["sale.order"]
    view = orders.get_view(env.ref("sale.view_quotation_tree").id, "list")
    names = [
        name
        for name in view["models"]["sale.order"]
        if orders._fields[name].type not in ("one2many", "many2many")
    ]
    specification = _specification(orders, names)
    return lambda: orders.web_search_read(
        [], specification, limit=ROWS, order="date_order desc", count_limit=COUNT_LIMIT
    )


def _reports(env):
    for report, amount in (
        ("sale.report", "price_total"),
        ("account.invoice.report", "price_subtotal"),
    ):
        env[report]._read_group(
            [],
            ["partner_id"],
            [f"{amount}:sum", "__count"],
            limit=ROWS,
            order=f"{amount}:sum desc",
        )


# === G2 === #


def drain_goal(env):
    """Exact after random writes; a thousand customers against a full count."""
    from odoo.addons.sama_crm.tools import customer_figures as figures

    customers = env["sama.customer"]
    with rolled_back(env):
        _write_at_random(env)
        drifted = customers._sama_find_drift()
        print(f"G2 after {RANDOM_WRITES} random writes: {len(drifted)} rows differ")
    env.cr.execute(SQL("SET LOCAL jit = off"))
    env.cr.execute(
        SQL(
            """SELECT partner_id FROM sama_customer
                WHERE quotation_count BETWEEN 4 AND 8
                ORDER BY md5(id::text) LIMIT %s""",
            DRAINED,
        )
    )
    partners = [partner for (partner,) in env.cr.fetchall()]

    def damage(where):
        env.cr.execute(
            SQL("UPDATE sama_customer SET quotation_amount = -1 WHERE %s", where)
        )

    def drain():
        damage(SQL("partner_id = ANY(%s)", partners))
        took, _result = stopwatch(lambda: customers._sama_count(partners))
        return took

    def rebuild():
        damage(SQL("TRUE"))
        took, _result = stopwatch(
            lambda: env.cr.execute(
                figures.upsert(
                    figures.select_figures(
                        figures.all_members(), customers._sama_figure_sources()
                    )
                )
            )
        )
        return took

    drained, rebuilt = (median_of(env, act, 5) for act in (drain, rebuild))
    print(f"  {len(partners)} customers: {drained:.0f} ms; all: {rebuilt:.0f} ms")
    tell("G2", "a thousand / a full count", drained / rebuilt, 0.2)


def _write_at_random(env):
    """Confirm, cancel, reprice and hand over orders; take invoices back."""
    rng = random.Random(7)
    env.cr.execute(
        SQL("SELECT id FROM sale_order ORDER BY md5(id::text) LIMIT %s", RANDOM_WRITES)
    )
    orders = env["sale.order"].browse(order_id for (order_id,) in env.cr.fetchall())
    orders = orders.with_context(tracking_disable=True, mail_notrack=True)
    partners = orders.partner_id
    for order in orders:
        act = rng.choice(("state", "cancel", "price", "partner"))
        if act == "state":
            order.state = "sale"
        elif act == "cancel":
            order.state = "cancel"
        elif act == "price":
            order.order_line[:1].price_unit = rng.randint(1, 999)
        else:
            order.partner_id = rng.choice(partners)


# === G4 === #


def write_goal(env):
    """What the notes add to Odoo's own writes, with the hooks and without them."""
    from odoo.addons.sama_crm.models.sama_customer_source import SamaCustomerSource

    def past(name):
        def go_on(self, *args, **kwargs):
            return getattr(super(SamaCustomerSource, self), name)(*args, **kwargs)

        vars(go_on).update(vars(getattr(SamaCustomerSource, name)))
        return patch.object(SamaCustomerSource, name, go_on)

    for what, act in _writes(env).items():
        with_hooks, without = [], []
        queries = {}
        for number in range(2 * WRITES + 2):
            is_plain = number % 2
            with rolled_back(env):
                if is_plain:
                    with past("_create"), past("_write_multi"), past("unlink"):
                        took, queries[is_plain] = _time_write(env, act)
                else:
                    took, queries[is_plain] = _time_write(env, act)
            if number > 1:
                (without if is_plain else with_hooks).append(took)
        ratio = statistics.median(with_hooks) / statistics.median(without)
        print(f"  {what}: {statistics.median(with_hooks):.1f} ms")
        tell("G4", f"{what}, time", ratio, 1.05)
        tell("G4", f"{what}, queries more", queries[0] - queries[1], 2)


def _time_write(env, act):
    """Return milliseconds and queries of an act until all is written."""

    def settle():
        env.flush_all()
        env.cr.precommit.run()

    env.invalidate_all()
    ready = act()
    settle()
    before = env.cr.sql_log_count
    took, _result = stopwatch(lambda: (ready(), settle()))
    return took, env.cr.sql_log_count - before


def _writes(env):
    """Return what Odoo's users do all day: each prepares and returns the act."""
    env.cr.execute(SQL("SELECT id FROM res_partner WHERE name = 'Customer 77'"))
    partner = env["res.partner"].browse(env.cr.fetchone()[0])
    products = env["product.product"].search(
        [("name", "like", "Benchmark product")], limit=2
    )
    values = {
        "partner_id": partner.id,
        "order_line": [
            (0, 0, {"product_id": product.id, "product_uom_qty": 2})
            for product in products
        ],
    }
    invoice = {
        "move_type": "out_invoice",
        "partner_id": partner.id,
        "invoice_line_ids": [
            (0, 0, {"product_id": product.id, "price_unit": 10}) for product in products
        ],
    }

    def sell():
        return lambda: env["sale.order"].create(values)

    def confirm():
        order = env["sale.order"].create(values)
        return order.action_confirm

    def post():
        move = env["account.move"].create(invoice)
        return move.action_post

    def person():
        return lambda: env["res.partner"].create({"name": "New"})

    return {
        "order created": sell,
        "order confirmed": confirm,
        "invoice posted": post,
        "person created": person,
    }
