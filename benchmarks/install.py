"""How long the addon takes to install on a database full of documents."""

import argparse
import os
import subprocess
import sys
import time

GENERATE = """
import logging
logging.getLogger("benchmarks").setLevel(logging.INFO)
from benchmarks.data import Sizes, generate
generate(env, Sizes({partners}, {orders}, {invoices}))
env.cr.commit()
"""

CHECK = """
SELECT '{table}', sama_kind, COUNT(*), SUM(sama_goods_amount + sama_service_amount),
       SUM({total})
  FROM {table} WHERE {where} GROUP BY sama_kind ORDER BY sama_kind
"""


def main(args):
    """Make a database, fill it, install the addon, and print the seconds."""
    options = parse(args, "install", "a database in which Sales is installed")
    name = options.database
    _run("dropdb", "--if-exists", "--force", name)
    try:
        if options.template:
            _run("createdb", "-T", options.template, name)
        else:
            _timed("Odoo's Sales installed", _odoo, name, "-i", "sale_management")
        code = GENERATE.format(**vars(options))
        _timed("data generated", _shell, name, code)
        _timed("sama_crm installed", _odoo, name, "-i", "sama_crm")
        _check(name)
    finally:
        if not options.keep:
            _run("dropdb", "--if-exists", "--force", name)


def parse(args, what, template):
    """Read the words of a command line.

    :param str what: the benchmark's name
    :param str template: what the template is to be
    :return: database, template, partners, orders, invoices and keep
    """
    parser = argparse.ArgumentParser(prog=f"benchmarks {what}")
    parser.add_argument("--database", default=f"sama_bench_{what}")
    parser.add_argument("--template", help=template)
    parser.add_argument("--partners", type=int, default=100_000)
    parser.add_argument("--orders", type=int, default=600_000)
    parser.add_argument("--invoices", type=int, default=400_000)
    parser.add_argument("--keep", action="store_true", help="do not drop it after")
    return parser.parse_args(args)


def _timed(what, function, *args):
    started = time.monotonic()
    function(*args)
    print(f"{what}: {time.monotonic() - started:.0f} s", flush=True)


def _run(*command, **kwargs):
    subprocess.run(command, check=True, **kwargs)


def _odoo(database, *args):
    log = ("--log-handler=odoo.addons.sama_crm.hooks:INFO", "--log-level=warn")
    _run(*_command(), "-d", database, *args, "--stop-after-init", "--no-http", *log)


def _shell(database, code):
    command = _command("shell")
    _run(*command, "-d", database, "--no-http", input=code, text=True)


def _command(*words):
    command = [sys.executable, "-m", "odoo", *words]
    if os.environ.get("ODOO_RC"):
        command += ["-c", os.environ["ODOO_RC"]]
    return command


def _check(database):
    """Show that what is filled sums to what Odoo has."""
    for table, total, where in (
        ("sale_order", "amount_total", "TRUE"),
        ("account_move", "amount_total_signed", "move_type LIKE 'out_%'"),
    ):
        query = CHECK.format(table=table, total=total, where=where)
        _run("psql", "-d", database, "-At", "-c", query)
