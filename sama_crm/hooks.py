"""What installing and uninstalling do beyond creating our own models.

A database that is installed into may hold hundreds of thousands of documents. The
ORM would compute every new stored field on them record by record; here the columns
are made and filled by SQL before it looks, so that it finds nothing left to do.
`write_date` is not touched: nobody has changed a document.
"""

import logging
import time

from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from . import jalali
from .imports.links import MODULE as IMPORT_MODULE
from .models.res_partner_keys import fill_partner_keys
from .tools.document_kind_sql import update_moves, update_orders

_logger = logging.getLogger(__name__)

BATCH_SIZE = 50_000

KIND_COLUMNS = {
    "sama_kind": "varchar",
    "sama_goods_amount": "numeric",
    "sama_service_amount": "numeric",
    "sama_goods_untaxed": "numeric",
    "sama_service_untaxed": "numeric",
}
PERSON_GROUP_COLUMNS = {"sama_person_group_id": "int4"}
# Columns that nothing computes are left to the ORM: it adds them at once, empty.
FOLLOW_UP_COLUMNS = {"sama_follow_up_user_id": "int4"}
# What surveys store on invoices and projects is empty until the first one: what is
# due is of the reader's day. Only the responsible is computed.
SURVEY_COLUMNS = {"sama_survey_user_id": "int4"}
# The years come when their table is there; see `post_init_hook`.
FISCAL_COLUMNS = {"sama_fiscal_year_id": "int4", "sama_date_year_id": "int4"}
PERSON_COLUMNS = {
    "sama_person_group_id": "int4",
    "sama_grade_id": "int4",
    "sama_birth_month": "varchar",
}


def pre_init_hook(env):
    """Prepare the columns of core tables before the ORM sees them."""
    cr = env.cr
    # Compiling costs more than it saves on statements over a batch.
    cr.execute(SQL("SET LOCAL jit = off"))
    prepare_persons(env)
    prepare_kinds(cr)
    prepare_person_groups(cr)
    prepare_follow_ups(cr)
    prepare_surveys(cr)
    prepare_fiscal_years(cr)


def post_init_hook(env):
    """Fill what the data files cannot know."""
    # From the oldest document to today; the documents are filled with their years.
    companies = env["res.company"].search([])
    env["sama.fiscal.year"]._sama_ensure_current(companies)
    # The queue holds every customer there is.
    env["sama.customer"]._sama_settle()
    for company in companies:
        env["sama.customer"]._sama_segment(company, commit=False)


def uninstall_hook(env):
    """Put back what the addon changed on records that are not its own.

    Columns, views, rules and rights go by themselves.
    """
    remove_own_activities(env)
    remove_own_filters(env)
    remove_kept_figures(env)
    remove_import_codes(env)
    env["res.currency"]._sama_restore_rial()
    env["sama.persian.supplement"]._sync(revert=True)
    jalali.uninstall_hook(env)


def remove_own_activities(env):
    """Delete the activities of our types: they forbid the deletion of their type."""
    env.flush_all()
    env.cr.execute(
        SQL(
            """DELETE FROM mail_activity WHERE activity_type_id IN (
                    SELECT res_id FROM ir_model_data
                     WHERE module = 'sama_crm' AND model = 'mail.activity.type'
               )"""
        )
    )
    env.invalidate_all()


def remove_own_filters(env):
    """Delete saved filters that name fields of ours: no list could load them."""
    filters = env["ir.filters"].with_context(active_test=False)
    filters.search(
        Domain.OR(
            Domain(name, "like", "sama_") for name in ("domain", "context", "sort")
        )
    ).unlink()


def remove_kept_figures(env):
    """Delete what closed years keep of customers: it forbids the deletion of persons.

    The table goes later, after the persons of the demo.
    """
    env.flush_all()
    env.cr.execute(SQL("DELETE FROM sama_customer_snapshot"))
    env.invalidate_all()


def remove_import_codes(env):
    """Forget by which codes records were imported; the records stay.

    The external ids are of no module, so nothing else would ever delete them.
    """
    env.flush_all()
    env.cr.execute(SQL("DELETE FROM ir_model_data WHERE module = %s", IMPORT_MODULE))
    env.invalidate_all()
    env.registry.clear_cache()


# === COLUMNS, A FUNCTION PER FAMILY === #


def prepare_persons(env):
    """Group, grade and birthday of persons, empty; the keys to compare them, filled."""
    cr = env.cr
    fill_partner_keys(env)
    create_columns(cr, "res_partner", PERSON_COLUMNS)
    if not column_exists(cr, "res_partner", "sama_birth_key"):
        # A default fills all rows at once, without writing them.
        cr.execute(
            SQL("ALTER TABLE res_partner ADD COLUMN sama_birth_key int4 DEFAULT 0")
        )
        cr.execute(SQL("ALTER TABLE res_partner ALTER sama_birth_key DROP DEFAULT"))


def prepare_kinds(cr):
    """Kind and parts of quotations and customer invoices, filled."""
    for table in ("sale_order", "account_move"):
        create_columns(cr, table, KIND_COLUMNS)
    # Invoices after orders: a down payment follows its order.
    fill_kinds(cr)


def prepare_person_groups(cr):
    """The group of the document's person; empty, since no person has one yet."""
    for table in ("sale_order", "account_move"):
        create_columns(cr, table, PERSON_GROUP_COLUMNS)


def prepare_follow_ups(cr):
    """The follow-up columns of quotations that the ORM would compute."""
    create_columns(cr, "sale_order", FOLLOW_UP_COLUMNS)
    fill_follow_up_responsible(cr)


def fill_follow_up_responsible(cr):
    """Who chases the quotations that are there: nobody, until a manager assigns."""


def prepare_surveys(cr):
    """Who surveys what is there: nobody, until a manager assigns; groups are new."""
    create_columns(cr, "account_move", SURVEY_COLUMNS)
    create_columns(cr, "project_project", {**SURVEY_COLUMNS, **PERSON_GROUP_COLUMNS})


def prepare_fiscal_years(cr):
    """The years of documents, empty: they are filled when there are years."""
    for table in ("sale_order", "account_move", "project_project"):
        create_columns(cr, table, FISCAL_COLUMNS)


def create_columns(cr, table, columns):
    """Create those of the columns (name -> type) that the table does not have."""
    for name, column_type in columns.items():
        if not column_exists(cr, table, name):
            create_column(cr, table, name, column_type)


def fill_kinds(cr):
    """Fill kind and parts of all documents with what the computed fields would say."""
    fill_in_batches(
        cr, "sale_order", lambda ids: update_orders(cr, SQL("o.id %s", ids))
    )
    fill_in_batches(
        cr, "account_move", lambda ids: update_moves(cr, SQL("m.id %s", ids))
    )


def fill_in_batches(cr, table, update):
    """Run ``update(BETWEEN ...)`` over the table's ids, and tell how far it is."""
    cr.execute(SQL("SELECT MIN(id), MAX(id) FROM %s", SQL.identifier(table)))
    first, last = cr.fetchone()
    if first is None:
        return
    started, filled = time.monotonic(), 0
    for start in range(first, last + 1, BATCH_SIZE):
        end = start + BATCH_SIZE - 1
        cr.execute(update(SQL("BETWEEN %s AND %s", start, end)))
        filled += cr.rowcount
        _logger.info(
            "%s: %s rows filled, %s %% of the ids, %.0f s",
            table,
            filled,
            100 * (min(end, last) - first + 1) // (last - first + 1),
            time.monotonic() - started,
        )
