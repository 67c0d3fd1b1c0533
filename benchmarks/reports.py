"""G5 and G6: our Excel against Odoo's own export, our PDF against bare wkhtmltopdf.

Files are written to the disk, as the server writes them; Odoo's own export returns the
bytes of its file, as it does there. Everything is rolled back. ``--long`` makes the
longest ones instead, once: 500,000 rows of Excel and 20,000 of PDF.

The printer fetches style and font of the page from a server of that database: one is
started beside the measuring.
"""

import argparse
import resource
import socket
import subprocess
import tempfile
import time
import tracemalloc
from contextlib import contextmanager, nullcontext
from datetime import date
from statistics import median
from time import perf_counter
from types import SimpleNamespace
from unittest.mock import patch

from .database import TEMPLATE, command, shell, with_modules

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
MEASURE = """
from benchmarks.reports import measure
measure(env, {url!r}, {long})
"""
LONG = {"xlsx": 500_000, "pdf": 20_000}
LIMITS = {"time": 0.70, "memory": 0.12, "growth": 1.2, "pdf": 1.2, "pdf_growth": 5.0}
PDF_KILOBYTES = 400


def main(args):
    """Make a database with the addon, measure, and drop it."""
    options = parse(args)
    place = nullcontext(options.database) if options.here else with_modules(options)
    with place as name, server(name) as url:
        shell(name, MEASURE.format(url=url, long=options.long))


def parse(args):
    """Read the words of a command line."""
    parser = argparse.ArgumentParser(prog="benchmarks reports")
    parser.add_argument("--database", default="sama_bench_reports")
    parser.add_argument("--template", help=TEMPLATE)
    parser.add_argument(
        "--here", action="store_true", help="in that database as it is; it is kept"
    )
    parser.add_argument("--long", action="store_true", help="the longest, once each")
    parser.add_argument("--keep", action="store_true", help="do not drop it after")
    return parser.parse_known_args(args)[0]


@contextmanager
def server(database):
    """Serve a database on a free port while something is measured; yield its URL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ("--http-interface", "127.0.0.1", "--http-port", str(port))
    process = subprocess.Popen(
        [
            *command(),
            *("-d", database, *options, "--max-cron-threads", "0", "--workers", "0"),
            "--log-level=warn",
        ]
    )
    try:
        for _second in range(120):
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", port)):
                    break
            time.sleep(1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


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
    """Make our file of so many rows on the disk; return its size in bytes."""
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
    with tempfile.TemporaryFile() as stream:
        write_report(env, request, stream)
        return stream.tell()


class Seconds(float):
    """Seconds on the clock, which know those of the processor (without PostgreSQL)."""

    processor = 0.0

    @classmethod
    def median(cls, times):
        """Return the median of (clock, processor), of each by itself."""
        clock, processor = map(median, zip(*times, strict=True))
        result = cls(clock)
        result.processor = processor
        return result


def processor():
    """Return the processor's seconds of this process and of those that it ran."""
    used = [resource.getrusage(who) for who in (0, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def timed(env, function, runs=RUNS):
    """Return the median :class:`Seconds` of some runs, and the last result."""
    times = []
    for _run in range(runs):
        env.invalidate_all()
        begin, used = perf_counter(), processor()
        result = function()
        times.append((perf_counter() - begin, processor() - used))
    return Seconds.median(times), result


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
    print(f"{name:58} {value:8.2f}  <= {limit:<6} {told}", flush=True)


def ratio(name, ours, other, limit):
    """Print a ratio of times, beside it that of the processor: others may be busy."""
    line(name, ours / other, limit)
    print(f"{'  of processor time':58} {ours.processor / other.processor:8.2f}")


def excel(env, first):
    """G5."""
    ids = list(range(first + 1, first + LARGE + 1))
    ours, _file = timed(env, lambda: own(env, first, LARGE))
    core, _file = timed(env, lambda: core_excel(env, ids))
    print(f"Excel of {LARGE} rows: ours {ours:.1f} s, core {core:.1f} s")
    ratio("G5 time, ours / core", ours, core, LIMITS["time"])
    ours = peak(env, lambda: own(env, first, LARGE))
    small = peak(env, lambda: own(env, first, SMALL))
    core = peak(env, lambda: core_excel(env, ids))
    print(f"Peak MiB: ours {ours:.0f} ({SMALL} rows: {small:.0f}), core {core:.0f}")
    line("G5 memory, ours / core", ours / core, LIMITS["memory"])
    line(f"G5 memory, {LARGE} / {SMALL} rows", ours / small, LIMITS["growth"])


def pdf(env, first):
    """G6."""
    printer = type(env["ir.actions.report"])
    original = printer._run_wkhtmltopdf
    bare_times = []

    def spy(self, *args, **options):
        begin, used = perf_counter(), processor()
        content = original(self, *args, **options)
        bare_times.append((perf_counter() - begin, processor() - used))
        return content

    with patch.object(printer, "_run_wkhtmltopdf", spy):
        own(env, first, 100, "pdf")
        bare_times.clear()
        one, size = timed(env, lambda: own(env, first, 1000, "pdf"), 5)
        bare = Seconds.median(bare_times)
        five, _size = timed(env, lambda: own(env, first, 5000, "pdf"), 3)
    print(f"PDF of 1,000 rows {one:.2f} s, wkhtmltopdf alone {bare:.2f} s")
    print(f"PDF of 5,000 rows {five:.2f} s")
    ratio("G6 time, 1,000 rows, whole / wkhtmltopdf alone", one, bare, LIMITS["pdf"])
    line("G6 KB of 1,000 rows", size / 1024, PDF_KILOBYTES)
    ratio("G6 time, 5,000 / 1,000 rows", five, one, LIMITS["pdf_growth"])


def long_ones(env, first):
    """Make the longest reports once; print time and the memory of the processes."""
    for file_format in ("pdf", "xlsx"):
        rows = LONG[file_format]
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begin = perf_counter()
        size = own(env, first, rows, file_format)
        seconds = perf_counter() - begin
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        print(
            f"{file_format} of {rows} rows: {seconds:.0f} s, "
            f"{size / 2**20:.1f} MiB; peak of Odoo's process "
            f"{before / 1024:.0f} -> {after / 1024:.0f} MiB, "
            f"of wkhtmltopdf {child / 1024:.0f} MiB",
            flush=True,
        )


def measure(env, url, is_long=False):
    """Measure, print, roll back.

    :param str url: of a server of the same database
    """
    print(f"Reports, {date.today()}")
    user = env.ref("base.user_admin")
    user.lang = env["res.lang"]._activate_lang("fa_IR").code
    env = env(
        user=user.id,
        context={"lang": user.lang, "tz": "Asia/Tehran", "report_print": True},
    )
    env["ir.config_parameter"].sudo().set_param("report.url", url)
    try:
        first = generate(env, max(LONG.values()) if is_long else LARGE)
        if is_long:
            long_ones(env, first)
        else:
            excel(env, first)
            pdf(env, first)
    finally:
        env.cr.rollback()
