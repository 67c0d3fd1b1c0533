"""Orders that lists want and columns do not have."""

from odoo.tools import SQL


def rank_of(expression, values):
    """Return the SQL of a value's place in a list, such as states by urgency."""
    return SQL("array_position(%s::varchar[], %s)", list(values), expression)


def order_by_rank(query, rank, direction, nulls):
    """Return the SQL that sorts by a rank.

    :param query: the query that is sorted; it may be grouped
    :param SQL rank: as `rank_of` returns
    :param SQL direction: ascending or descending
    :param SQL nulls: where what has no value goes
    """
    query._order_groupby.append(rank)
    return SQL("%s %s %s", rank, direction, nulls)
