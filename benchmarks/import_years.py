"""10,000 rows of earlier years from Excel, tried, imported and imported again.

``IMPORT_ROWS=20000`` in the environment is another size. Half the rows are follow-ups,
the rest quotations and persons, which are the dearest.
"""

import io
import os
import resource
from time import perf_counter, process_time

from .database import parse, shell, with_modules

MEASURE = """
from benchmarks.import_years import measure
measure(env)
"""
LIMIT = 120


def workbook(count):
    """Return the bytes of a workbook with so many rows in all."""
    from openpyxl import Workbook

    persons, orders = count // 10, count * 4 // 10
    book = Workbook(write_only=True)
    page = book.create_sheet("اشخاص")
    page.append(["کد شخص", "نام", "تلفن همراه", "شهر"])
    for number in range(persons):
        page.append([f"P{number}", f"بازرگانی {number}", f"0912{number:07}", "تهران"])
    page = book.create_sheet("پیش‌فاکتورها")
    page.append(["کد", "شماره", "تاریخ", "مشتری", "نوع", "مبلغ", "وضعیت"])
    states, kinds = ("باز", "تبدیل به فروش", "ابطال"), ("کالا", "خدمات")
    for number in range(orders):
        day = f"140{number % 4}/{number % 12 + 1:02}/{number % 28 + 1:02}"
        page.append(
            [
                f"Q{number}",
                number,
                day,
                f"P{number % persons}",
                kinds[number % 2],
                1_000_000 + number,
                states[number % 3],
            ]
        )
    page = book.create_sheet("پیگیری‌ها")
    page.append(["کد", "پیش‌فاکتور", "تاریخ پیگیری", "شرح", "تاریخ پیگیری بعدی"])
    for number in range(count - persons - orders):
        page.append(
            [
                f"F{number}",
                f"Q{number % orders}",
                f"1404/{number % 12 + 1:02}/{number % 28 + 1:02}",
                "تماس گرفته شد",
                f"1405/{number % 12 + 1:02}/{number % 28 + 1:02}",
            ]
        )
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def main(args):
    """Make a database with the addon, measure, and drop it."""
    with with_modules(parse(args, "import")) as name:
        shell(name, MEASURE)


def measure(env):
    """Print what each pass takes; nothing stays."""
    from odoo.addons.sama_crm.imports.run import Run

    count = int(os.environ.get("IMPORT_ROWS", 10_000))
    env.company.sama_void_reason_required = False
    content = workbook(count)
    print(f"{count} rows, {len(content) / 1024:.0f} KB")
    try:
        for what, dry in (("tried", True), ("imported", False), ("again", False)):
            queries = env.cr.sql_log_count
            begin, begin_cpu = perf_counter(), process_time()
            result = Run(env, env.company).bring_in(io.BytesIO(content), dry=dry)
            seconds, cpu = perf_counter() - begin, process_time() - begin_cpu
            told = "ok" if seconds <= LIMIT and not result.errors else "MISSED"
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"{what:9} {seconds:6.1f} s <= {LIMIT}  {told}  cpu {cpu:.1f} s, "
                f"{env.cr.sql_log_count - queries} queries, peak {memory:.0f} MiB, "
                f"{result.errors} errors {result.counts}"
            )
            for note in result.notes[:3]:
                print("   ", note.sheet, note.cell, note.error.reason)
    finally:
        env.cr.rollback()
