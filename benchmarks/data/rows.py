"""Rows in bulk: how they are written, and what their columns are made of."""

import logging

from odoo.tools import SQL
from odoo.tools.sql import table_columns

_logger = logging.getLogger(__name__)


def insert(cr, table, values, source):
    """INSERT the values (column -> SQL) of a FROM clause, where the column exists.

    :return: the number of rows
    """
    columns = table_columns(cr, table)
    values = {name: value for name, value in values.items() if name in columns}
    cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s",
            SQL.identifier(table),
            SQL(", ").join(map(SQL.identifier, values)),
            SQL(", ").join(values.values()),
            source,
        )
    )
    _logger.info("%s: %s rows", table, cr.rowcount)
    return cr.rowcount


def stamps(moment):
    """The columns of every table that say who and when."""
    return {
        "create_uid": SQL("1"),
        "write_uid": SQL("1"),
        "create_date": moment,
        "write_date": moment,
    }


def next_id(cr, table):
    cr.execute(SQL("SELECT COALESCE(MAX(id), 0) + 1 FROM %s", SQL.identifier(table)))
    return cr.fetchone()[0]


def nth_of(ids, blank):
    """One of the ids by the row's number; of so many rows one has none."""
    if not ids:
        return SQL("NULL::int")
    return SQL(
        "CASE WHEN n %% %s > 0 THEN (%s::int[])[1 + n * 31 %% %s] END",
        blank,
        list(ids),
        len(ids),
    )


def one_of(ids):
    """One of the ids, at random in every row."""
    return SQL("(%s::int[])[1 + (RANDOM() * %s)::int]", list(ids), len(ids) - 1)
