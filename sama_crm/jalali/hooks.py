"""What uninstalling has to put back."""

from odoo.tools import SQL

from . import optional, rebinding
from .models.res_lang import START_FUNCTIONS


def uninstall_hook(env):
    """Restore Odoo's functions and drop the constants of the database.

    Functions are the process's, not the transaction's: they come back when the
    uninstallation is committed, and stay if it is rolled back.
    """
    for functions in START_FUNCTIONS.values():
        for name in functions:
            env.cr.execute(SQL("DROP FUNCTION IF EXISTS %s()", SQL.identifier(name)))

    @env.cr.postcommit.add
    def restore():
        optional.unpatch(env)
        rebinding.restore(env.cr.dbname)
