"""G7: the fiscal opening, against one INSERT..SELECT of as many activities.

Then what a big office opens: 100,000 quotations that are followed up, with their
planned activities moved, and 50,000 records.

What stands before an act is committed, as it is when a person opens the screen and
then presses the button: of a row that its own transaction has written, PostgreSQL
checks every reference again. Each measured act is rolled back, but for the last.
"""

import resource
from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from .clocks import median_of, stopwatch, tell
from .data.rows import insert, next_id, stamps
from .database import administrator, measure_on_data

MEASURE = """
from benchmarks.opening import measure
measure(env)
"""
ROWS = 10_000
BIG_QUOTATIONS = 100_000
BIG_RECORDS = 50_000
SECONDS = 60
RUNS = 5
# Those of the benchmark: demo quotations may be out of follow-up.
OPEN = SQL("state IN ('draft', 'sent') AND name LIKE 'B0%%'")
EVERY = SQL("TRUE")


def main(args):
    """Make a database with the addon and open quotations, measure, and drop it."""
    sizes = ("--partners=20000", "--orders=150000", "--invoices=20000")
    measure_on_data([*sizes, *args], "opening", MEASURE)


def measure(env):
    """Print the goals with what was measured."""
    env = administrator(env)
    env.cr.precommit.run()
    years = prepare(env)
    ratio_goal(env, years)
    big_goal(env, years)


# === DATA === #


def prepare(env):
    """Plan every open quotation, write records, and put all into an earlier year.

    :return: (a year before, the old year, the new year)
    """
    Year = env["sama.fiscal.year"]
    today = fields.Date.context_today(Year)
    Year._sama_ensure(env.company, today - timedelta(days=3 * 365), today)
    years = Year.search([("company_id", "=", env.company.id)], order="date_from desc")
    new, old, before = years[:3]
    env.flush_all()
    _plan(env, today)
    _write_records(env, old)
    for table in ("sale_order", "account_move", "sama_customer_record"):
        _put(env, table, before)
    for table in ("sale_order", "account_move", "sama_customer_record"):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    env.cr.execute(SQL("ANALYZE mail_activity"))
    env.invalidate_all()
    env.cr.commit()
    return before, old, new


def _plan(env, today):
    """Give each open quotation a responsible and an activity, half of them overdue."""
    env.cr.execute(SQL("SELECT setseed(0.42)"))
    _insert_activities(
        env,
        SQL("sale_order WHERE state IN ('draft', 'sent')"),
        SQL("%s::date + (RANDOM() * 60)::int - 30", today),
    )
    env.cr.execute(
        SQL(
            """UPDATE sale_order AS doc
                  SET sama_next_follow_up_date = plan.date_deadline,
                      sama_next_follow_up_hour = 0, sama_follow_up_user_id = %s
                 FROM mail_activity AS plan
                WHERE plan.res_model = 'sale.order' AND plan.res_id = doc.id""",
            env.uid,
        )
    )


def _insert_activities(env, source, day):
    """One INSERT..SELECT of planned activities; this is the reference as well."""
    Activity = env["mail.activity"]
    return insert(
        env.cr,
        "mail_activity",
        {
            "res_model_id": SQL("%s", env["ir.model"]._get_id("sale.order")),
            "res_model": SQL("'sale.order'"),
            "res_id": SQL("id"),
            "res_name": SQL("name"),
            "activity_type_id": SQL("%s", Activity._sama_type_id()),
            "date_deadline": day,
            "user_id": SQL("%s", env.uid),
            "automated": SQL("TRUE"),
            "active": SQL("TRUE"),
            "sama_hour": SQL("0"),
            **stamps(SQL("NOW() AT TIME ZONE 'UTC'")),
        },
        source,
    )


def _write_records(env, year):
    """Write open complaints and gifts."""
    company = env.company
    insert(
        env.cr,
        "sama_customer_record",
        {
            "id": SQL("%s + n", next_id(env.cr, "sama_customer_record")),
            "name": SQL("'BENCH' || n"),
            "active": SQL("TRUE"),
            "type": SQL("CASE WHEN n %% 2 = 0 THEN 'complaint' ELSE 'gift' END"),
            "subject": SQL("'Record ' || n"),
            "partner_id": SQL("(SELECT MAX(id) FROM res_partner) - n %% 10000"),
            "company_id": SQL("%s", company.id),
            "currency_id": SQL("%s", company.currency_id.id),
            "kind": SQL("'goods'"),
            "source": SQL("'staff'"),
            "date": SQL("%s::timestamp", year.date_from),
            "user_id": SQL("%s", env.uid),
            "priority": SQL("'0'"),
            "state": SQL("'new'"),
            "amount": SQL("n %% 100"),
            "charge": SQL("0"),
            "cost": SQL("0"),
            "quantity": SQL("1"),
            "percent": SQL("0"),
            **stamps(SQL("NOW() AT TIME ZONE 'UTC'")),
        },
        SQL("generate_series(1, %s) n", BIG_RECORDS),
    )


def _put(env, table, year, where=EVERY, limit=None):
    """Let rows of a table be worked in a year."""
    env.cr.execute(
        SQL(
            """UPDATE %(table)s SET sama_fiscal_year_id = %(year)s
                WHERE id IN (SELECT id FROM %(table)s WHERE %(where)s
                              ORDER BY id LIMIT %(limit)s)""",
            table=SQL.identifier(table),
            year=year.id,
            where=where,
            limit=limit,
        )
    )


def _opening(env, years, **values):
    _before, old, new = years
    env.flush_all()
    return env["sama.fiscal.opening"].create(
        {
            "company_id": env.company.id,
            "from_year_id": old.id,
            "to_year_id": new.id,
            "with_earlier": False,
            # The documents are of all years by their dates.
            "cut_date": new.date_to,
            **values,
        }
    )


# === G7 === #


def ratio_goal(env, years):
    """Carrying 10,000 quotations against writing 10,000 activities."""
    _put(env, "sale_order", years[1], OPEN, ROWS)
    env.cr.commit()
    orders = SQL("(SELECT id, name FROM sale_order LIMIT %s) AS orders", ROWS)

    def write():
        today = SQL("CURRENT_DATE")
        took, _result = stopwatch(lambda: _insert_activities(env, orders, today))
        return took

    reference = median_of(env, write, RUNS, warming=1)
    print(f"INSERT..SELECT of {ROWS} activities: {reference:.0f} ms")
    for what, values, limit in (
        ("carry", {}, 4),
        ("carry, dates moved", {"move_overdue": True}, None),
        ("carry with one note a document", {"write_note": True}, 20),
    ):
        opening = _opening(env, years, **values)
        seen, _action = stopwatch(opening.action_preview)
        env.cr.commit()
        queries = []
        took = median_of(env, lambda o=opening, q=queries: _run(o, q), RUNS, warming=1)
        opening.unlink()
        env.cr.commit()
        print(f"  {what}: {took:.0f} ms after a preview of {seen:.0f} ms")
        if limit:
            tell("G7", f"{what} / INSERT..SELECT", took / reference, limit)
            tell("G7", f"{what}, queries per 1,000", queries[-1] / (ROWS / 1000), 15)


def _run(opening, queries):
    """Return the milliseconds of one run; its queries go into the list."""
    cr = opening.env.cr
    before = cr.sql_log_count
    took, _action = stopwatch(opening.action_run)
    queries.append(cr.sql_log_count - before)
    opening.invalidate_recordset()
    if opening.done_count != ROWS or opening.todo_count:
        raise AssertionError(f"{opening.done_count} of {ROWS} rows were carried")
    return took


def big_goal(env, years):
    """The biggest office that is promised: within a minute, memory bounded.

    A tenth of it goes before: what memory it takes is taken then.
    """
    _put(env, "sama_customer_record", years[1], limit=BIG_RECORDS // 10)
    env.cr.commit()
    _open_and_undo(env, years)
    _put(env, "sale_order", years[1], OPEN, BIG_QUOTATIONS)
    _put(env, "sama_customer_record", years[1])
    env.cr.commit()
    memory = _peak()
    rows, seconds = _open_and_undo(env, years)
    print(f"  memory: {_peak() - memory:.0f} MiB more than for a tenth of it")
    tell("G7", f"{rows} rows seen and carried, seconds", seconds, SECONDS)


def _open_and_undo(env, years):
    """Return how many rows were carried, and the seconds to see and carry them."""
    opening = _opening(env, years, move_overdue=True)
    seconds = []
    for act in (opening.action_preview, opening.action_run, opening.action_undo):
        took, _action = stopwatch(act)
        seconds.append(took / 1000)
        env.cr.commit()
        if act == opening.action_run:
            opening.invalidate_recordset()
            rows = opening.done_count
    opening.invalidate_recordset()
    seen, carried, undone = seconds
    print(f"  {rows} rows: seen in {seen:.1f} s, carried in {carried:.1f} s,")
    print(f"  undone in {undone:.1f} s; {opening.left_count} were left")
    return rows, seen + carried


def _peak():
    """Return the most memory that this process has used, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
