"""What the scripts share: a configured Odoo and an environment that commits."""

import contextlib
import sys

import odoo.tools
from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry


def start(*options):
    """Configure Odoo from the command line's first two words.

    :return: name of the database, and the remaining words
    """
    config, database, *rest = sys.argv[1:]
    odoo.tools.config.parse_config(
        ["-c", config, "-d", database, "--no-http", *options], setup_logging=True
    )
    return database, rest


def tell(text):
    """Print a line that `make` shows as progress."""
    print(f"-- {text}", flush=True)


def install(database, *modules):
    """Install modules and return when the registry is whole again."""
    Registry.new(database, update_module=True, install_modules=modules)


@contextlib.contextmanager
def environment(database):
    """Give the superuser's environment; commit at the end."""
    with Registry(database).cursor() as cr:
        yield Environment(cr, SUPERUSER_ID, {})
