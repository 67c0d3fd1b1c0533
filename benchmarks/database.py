"""The databases that benchmarks are run in, and the programs that make them."""

import argparse
import os
import subprocess
import sys
import time
from contextlib import contextmanager

TEMPLATE = "a database in which the addon is installed"
GENERATE = """
import logging
logging.getLogger("benchmarks").setLevel(logging.INFO)
from benchmarks.data import Sizes, generate
generate(env, Sizes({partners}, {orders}, {invoices}))
env.cr.commit()
"""
SETTLE = """
env["sama.customer"]._sama_settle()
env.cr.commit()
"""


def parse(args, what, template=TEMPLATE):
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


@contextmanager
def with_modules(options, modules="sama_crm"):
    """Give the name of a fresh database with modules, or of a copy of the template.

    :param options: what `parse` returns
    """
    name = options.database
    drop(name)
    try:
        if options.template:
            run("createdb", "-T", options.template, name)
        else:
            timed(f"{modules} installed", odoo, name, "-i", modules)
        yield name
    finally:
        if not options.keep:
            drop(name)


def measure_on_data(args, what, code, fill=None):
    """Make a database with the addon and the data, run code on it, and drop it.

    :param str what: the benchmark's name
    :param str code: run in a shell once all is filled and analyzed
    :param str fill: run before that
    """
    options = parse(args, what)
    with with_modules(options) as name:
        timed("data generated", shell, name, GENERATE.format(**vars(options)))
        if fill:
            timed("filled", shell, name, fill)
        timed("queue drained", shell, name, SETTLE)
        # What autovacuum does behind a big import, on Odoo's tables and on ours.
        run("vacuumdb", "--analyze", name)
        shell(name, code)


def administrator(env):
    """Return the environment of a user who may do all that the addon lets one do."""
    env = env(user=env.ref("base.user_admin"))
    env.user.group_ids += env.ref("sama_crm.group_admin")
    env.flush_all()
    return env


# === PROGRAMS === #


def drop(database):
    """Drop a database, if it is there."""
    run("dropdb", "--if-exists", "--force", database)


def timed(what, function, *args):
    """Call the function and print how many seconds it took."""
    started = time.monotonic()
    function(*args)
    print(f"{what}: {time.monotonic() - started:.0f} s", flush=True)


def run(*command, **kwargs):
    """Run a program.

    :raises subprocess.CalledProcessError: it fails
    """
    subprocess.run(command, check=True, **kwargs)


def odoo(database, *args):
    """Run Odoo on a database until it has installed what the words say."""
    log = ("--log-handler=odoo.addons.sama_crm.hooks:INFO", "--log-level=warn")
    run(*command(), "-d", database, *args, "--stop-after-init", "--no-http", *log)


def shell(database, code):
    """Run code in Odoo's shell on a database."""
    run(*command("shell"), "-d", database, "--no-http", input=code, text=True)


def command(*words):
    """Return the words that start Odoo with our configuration."""
    started = [sys.executable, "-m", "odoo", *words]
    if os.environ.get("ODOO_RC"):
        started += ["-c", os.environ["ODOO_RC"]]
    return started
