"""The commands and their order of work."""

import argparse
import importlib
import shlex
import signal

from .console import DevError, colour, say

# command -> (module, function, what it does)
COMMANDS = {
    "run": ("serve", "run", "start Odoo 19 with sama_crm; bring what is missing"),
    "stop": ("serve", "stop", "stop Odoo and the private database cluster"),
    "test": ("testing", "test", "lint and all tests; ARGS goes to pytest"),
    "lint": ("lint", "lint", "style, types of files, translations"),
    "format": ("lint", "format_code", "let ruff, prettier and eslint lay out the code"),
    "i18n": ("translations", "update", "rewrite sama_crm.pot, merge it into fa.po"),
    "update": ("serve", "update", "upgrade sama_crm in the running database"),
    "shell": ("serve", "shell", "Odoo's Python prompt on that database"),
    "test-odoo": ("compare", "test_odoo", "Odoo's own tests with and without sama_crm"),
    "test-oca": ("oca", "test_oca", "the addon's tests beside addons of OCA's"),
    "bench": ("bench", "bench", "the benchmarks; ARGS goes to them"),
    "screenshots": (
        "screenshots",
        "screenshots",
        "the pictures in docs/, from the demo",
    ),
    "setup": ("odoo", "setup", "only bring what is missing"),
    "clean": ("cleaning", "clean", "remove all but downloads; CACHE=1: those too"),
}
WITH_ARGS = {"test", "test-odoo", "test-oca", "bench", "screenshots"}


def main(words):
    """Run a command and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="make", description="sama_crm for Odoo 19: its tools."
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (_module, _function, help_text) in COMMANDS.items():
        command = commands.add_parser(name, help=help_text)
        if name in WITH_ARGS:
            command.add_argument("args", nargs=argparse.REMAINDER)
    options = parser.parse_args(words)
    module, function, _help = COMMANDS[options.command]
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        work = getattr(importlib.import_module(f".{module}", __package__), function)
        result = work(*_arguments(options))
        return result if isinstance(result, int) else 0
    except DevError as error:
        say(f"{colour('Error:', '1;31')} {error}")
        if error.hint:
            say(f"{colour('What to do:', '1')} {error.hint}")
        return 1
    except KeyboardInterrupt:
        say("\nInterrupted; the next call goes on from here.")
        return 130


def _arguments(options):
    """Return the words given in ARGS (one string from make, or several words)."""
    if options.command not in WITH_ARGS:
        return []
    if len(options.args) == 1:
        return [shlex.split(options.args[0])]
    return [options.args]
