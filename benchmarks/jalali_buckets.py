"""G10: grouping a million rows by Jalali month against Odoo's Gregorian month.

It fills one column of a temporary million rows, groups them through the ORM both
ways, prints the best times and their ratio, and rolls everything back.
"""

from functools import partial

from .clocks import best
from .database import parse, shell, with_modules

MEASURE = """
from benchmarks.jalali_buckets import measure
measure(env)
"""
ROWS = 1_000_000
RUNS = 9
LIMIT = 1.1


def main(args):
    """Make a database with the addon, measure, and drop it."""
    with with_modules(parse(args, "jalali")) as name:
        shell(name, MEASURE)


def generate(env):
    """Put a million dated rows into tables that have a date and a datetime."""
    currency = env["res.currency"].create({"name": "G10", "symbol": "G"})
    env.flush_all()
    env.cr.execute("SET LOCAL synchronous_commit = off")
    env.cr.execute("SET LOCAL jit = off")
    # ten years; the unique key (currency, company, day) is dropped until rollback
    env.cr.execute(
        "ALTER TABLE res_currency_rate "
        "DROP CONSTRAINT IF EXISTS res_currency_rate_unique_name_per_day"
    )
    env.cr.execute("DROP INDEX IF EXISTS res_currency_rate__unique_name_per_day")
    env.cr.execute(
        "INSERT INTO res_currency_rate (name, currency_id, rate, create_date) "
        "SELECT DATE '2017-01-01' + (n %% 3650), %s, 1 + n %% 7, "
        "       TIMESTAMP '2017-01-01' + n * INTERVAL '315 seconds' "
        "FROM generate_series(1, %s) n",
        [currency.id, ROWS],
    )
    env.cr.execute("ANALYZE res_currency_rate")
    return [("currency_id", "=", currency.id)]


def measure(env):
    """Print one line for each column and unit; tell whether the limit is kept."""
    env["res.lang"]._activate_lang("fa_IR")
    env["res.lang"]._lang_get("fa_IR").sama_calendar = "persian"
    domain = generate(env)
    plain = env["res.currency.rate"].with_context(lang="fa_IR", tz="Asia/Tehran")
    asking = plain.with_context(jalali=True)
    figures = ["__count", "rate:sum"]
    worst = 0
    for field in ("name", "create_date"):
        for unit in ("month", "quarter", "year"):
            spec = f"{field}:{unit}"
            (gregorian, groups), (jalali, buckets) = best(
                *(
                    partial(model.formatted_read_group, domain, [spec], figures)
                    for model in (plain, asking)
                ),
                runs=RUNS,
            )
            assert sum(b["__count"] for b in buckets) == ROWS
            ratio = jalali / gregorian
            worst = max(worst, ratio)
            print(
                f"{spec:22} Gregorian {gregorian:6.0f} ms ({len(groups)} groups)  "
                f"Jalali {jalali:6.0f} ms ({len(buckets)} groups)  x{ratio:.2f}"
            )
    verdict = "kept" if worst <= LIMIT else "MISSED"
    print(f"G10 {verdict}: worst ratio {worst:.2f}, limit {LIMIT}")
    env.cr.rollback()
