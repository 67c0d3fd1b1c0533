"""What uninstalling has to put back."""

from odoo.tools import SQL

from . import optional, rebinding, smart_dates
from .models.res_lang import START_FUNCTIONS


def uninstall_hook(env):
    """Restore Odoo's functions and drop the constants of the database.

    Functions are the process's, not the transaction's: they come back when the
    uninstallation is committed, and stay if it is rolled back.
    """
    rewrite_filters(env)
    for functions in START_FUNCTIONS.values():
        for name in functions:
            env.cr.execute(SQL("DROP FUNCTION IF EXISTS %s()", SQL.identifier(name)))

    @env.cr.postcommit.add
    def restore():
        optional.unpatch(env)
        rebinding.restore(env.cr.dbname)


def rewrite_filters(env):
    """Make the Jalali periods of saved filters Gregorian: nobody else reads them."""
    filters = env["ir.filters"].with_context(active_test=False)
    for record in filters.search([("domain", "like", "today =1j")]):
        record.domain = smart_dates.to_gregorian_terms(record.domain)
