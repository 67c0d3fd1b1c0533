"""G5 and G6: our Excel against Odoo's own export, our PDF against bare wkhtmltopdf.

Run it in a shell of a database that has the addon, while a server of that database
answers on ``report.url`` (the letterhead's style comes from it)::

    python -m odoo shell -d DATABASE --no-http < benchmarks/reports.py

``REPORT_ROWS=500000,20000`` adds the long ones: rows of Excel, rows of PDF. Everything
is rolled back.
"""

import io
import os
import resource
import tracemalloc
from datetime import date
from statistics import median
from time import perf_counter
from types import SimpleNamespace
from unittest.mock import patch

FIELDS = [
    "name",
    "partner_id",
    "user_id",
    "date_order",
    "sama_goods_amount",
    "amount_total",
    "amount_untaxed",
    "state",
    "validity_date",
    "company_id",
]
# A list on paper has fewer.
PAPER_FIELDS = FIELDS[:7]
SMALL, LARGE = 10_000, 50_000
RUNS = 3
LIMITS = {"time": 0.70, "memory": 0.12, "growth": 1.2, "pdf": 1.2, "pdf_growth": 5.0}
PDF_KILOBYTES = 400


def generate(env, count):
    """Write orders in bulk, each of one of a hundred customers."""
    partners = env["res.partner"].create(
        [{"name": f"مشتری شماره {number} Co."} for number in range(100)]
    )
    order = env["sale.order"].create({"partner_id": partners[0].id})
    env.flush_all()
    env.cr.execute("SELECT * FROM sale_order WHERE id = %s", [order.id])
    row = env.cr.dictfetchone()
    changed = {
        "id": "nextval('sale_order_id_seq')",
        "name": "'Q' || LPAD(n::text, 7, '0')",
        "partner_id": f"{partners[0].id} + n % 100",
        "sama_goods_amount": "1000 + n",
        "amount_total": "1000 + n",
        "access_token": "NULL",
    }
    names = [f'"{name}"' for name in row]
    values = [changed.get(name, f'"{name}"') for name in row]
    env.cr.execute(
        f"INSERT INTO sale_order ({', '.join(names)}) SELECT {', '.join(values)} "
        f"FROM sale_order, generate_series(1, {count}) n WHERE id = {order.id}"
    )
    env.cr.execute("ANALYZE sale_order")
    env.invalidate_all()
    return order.id


def core_excel(env, ids):
    """Make the file as Odoo's Export does: all values, then all cells."""
    from odoo.addons.web.controllers import export

    records = env["sale.order"].browse(ids)
    rows = records.export_data(FIELDS)["datas"]
    fields = [
        {"label": name, "type": records._fields[name].type, "name": name}
        for name in FIELDS
    ]
    # The writer asks the request for its environment only.
    with (
        patch.object(export, "request", SimpleNamespace(env=env)),
        export.ExportXlsxWriter(fields, FIELDS, len(rows)) as writer,
    ):
        for index, row in enumerate(rows):
            for cell, value in enumerate(row):
                writer.write_cell(index + 1, cell, value)
    return writer.value


def own(env, first, count, file_format="xlsx"):
    """Make our file of so many rows; return its bytes."""
    from odoo.addons.sama_crm.reports.make import write_report
    from odoo.addons.sama_crm.reports.request import Request

    request = Request(
        "sale.order",
        format=file_format,
        domain=[("id", ">", first), ("id", "<=", first + count)],
        order="id",
        columns=[
            {"name": name}
            for name in (PAPER_FIELDS if file_format == "pdf" else FIELDS)
        ],
    )
    stream = io.BytesIO()
    write_report(env, request, stream)
    return stream.getvalue()


def timed(env, function, runs=RUNS):
    """Return the median of the seconds of some runs, and the last result."""
    times = []
    for _run in range(runs):
        env.invalidate_all()
        begin = perf_counter()
        result = function()
        times.append(perf_counter() - begin)
    return median(times), result


def peak(env, function):
    """Return the MiB that Python holds at the most while it runs."""
    env.invalidate_all()
    tracemalloc.start()
    function()
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 2**20


def line(name, value, limit):
    """Print one figure beside its limit."""
    told = "ok" if value <= limit else "MISSED"
    print(f"{name:58} {value:8.2f}  <= {limit:<6} {told}")


def excel(env, first):
    """G5."""
    ids = list(range(first + 1, first + LARGE + 1))
    ours, _file = timed(env, lambda: own(env, first, LARGE))
    core, _file = timed(env, lambda: core_excel(env, ids))
    print(f"Excel of {LARGE} rows: ours {ours:.1f} s, core {core:.1f} s")
    line("G5 time, ours / core", ours / core, LIMITS["time"])
    ours = peak(env, lambda: own(env, first, LARGE))
    small = peak(env, lambda: own(env, first, SMALL))
    core = peak(env, lambda: core_excel(env, ids))
    print(f"Peak MiB: ours {ours:.0f} ({SMALL} rows: {small:.0f}), core {core:.0f}")
    line("G5 memory, ours / core", ours / core, LIMITS["memory"])
    line(f"G5 memory, {LARGE} / {SMALL} rows", ours / small, LIMITS["growth"])


def pdf(env, first):
    """G6."""
    from odoo.addons.sama_crm.reports.pdf import Pdf

    bare_times = []
    original = Pdf._print

    def spy(self, html, **options):
        begin = perf_counter()
        content = original(self, html, **options)
        bare_times.append(perf_counter() - begin)
        return content

    Pdf._print = spy
    try:
        own(env, first, 100, "pdf")
        bare_times.clear()
        one, content = timed(env, lambda: own(env, first, 1000, "pdf"), 5)
        bare = median(bare_times)
        five, _content = timed(env, lambda: own(env, first, 5000, "pdf"), 3)
    finally:
        Pdf._print = original
    print(f"PDF of 1,000 rows {one:.2f} s, wkhtmltopdf alone {bare:.2f} s")
    print(f"PDF of 5,000 rows {five:.2f} s")
    line("G6 time, 1,000 rows, whole / wkhtmltopdf alone", one / bare, LIMITS["pdf"])
    line("G6 KB of 1,000 rows", len(content) / 1024, PDF_KILOBYTES)
    line("G6 time, 5,000 / 1,000 rows", five / one, LIMITS["pdf_growth"])


def long_ones(env, first, excel_rows, pdf_rows):
    """Make the longest reports once; print time and the memory of the processes."""
    for file_format, rows in (("pdf", pdf_rows), ("xlsx", excel_rows)):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begin = perf_counter()
        content = own(env, first, rows, file_format)
        seconds = perf_counter() - begin
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        print(
            f"{file_format} of {rows} rows: {seconds:.0f} s, "
            f"{len(content) / 2**20:.1f} MiB; peak of Odoo's process "
            f"{before / 1024:.0f} -> {after / 1024:.0f} MiB, "
            f"of wkhtmltopdf {child / 1024:.0f} MiB"
        )


def main(env):
    """Measure, print, roll back."""
    print(f"Reports, {date.today()}")
    user = env.ref("base.user_admin")
    env = env(
        user=user.id,
        context={"lang": user.lang, "tz": "Asia/Tehran", "report_print": True},
    )
    sizes = os.environ.get("REPORT_ROWS")
    excel_rows, pdf_rows = map(int, sizes.split(",")) if sizes else (0, 0)
    try:
        first = generate(env, max(LARGE, excel_rows, pdf_rows))
        if sizes:
            long_ones(env, first, excel_rows, pdf_rows)
        else:
            excel(env, first)
            pdf(env, first)
    finally:
        env.cr.rollback()


if "env" in globals():
    main(env)  # noqa: F821 (the shell's own)
