"""What uninstalling has to put back."""

from odoo.tools import SQL

from . import optional, rebinding
from .models.res_lang import START_FUNCTIONS


def uninstall_hook(env):
    """Restore Odoo's functions and drop the constants of the database."""
    optional.unpatch(env)
    rebinding.restore(env.cr.dbname)
    for functions in START_FUNCTIONS.values():
        for name in functions:
            env.cr.execute(SQL("DROP FUNCTION IF EXISTS %s()", SQL.identifier(name)))
