"""What orders and invoices have alike: decided once for a document."""

from odoo.tools import SQL

from .rows import one_of

YEARS = 4
# Of 100 documents: about goods only, then about services only; the rest is mixed.
GOODS_SHARE, SERVICE_SHARE = 65, 20


def draft(cr, name, base, count, variant):
    """Make the temporary table ``name``: what is decided once for a document.

    Two lines with product, quantity and price; ``variant`` is an expression over
    ``r``, a random number below 100.
    """
    cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE %(name)s ON COMMIT DROP AS
            SELECT n, partner_id, user_id, moment, %(variant)s AS variant,
                   CASE WHEN k < %(goods_share)s + %(mixed_share)s
                        THEN %(goods)s ELSE %(service)s END AS product_1,
                   CASE WHEN k < %(goods_share)s
                        THEN %(goods)s ELSE %(service)s END AS product_2,
                   quantity_1, quantity_2, price_1, price_2,
                   quantity_1 * price_1 + quantity_2 * price_2 AS total
              FROM (
                SELECT n, %(partner)s AS partner_id, %(user)s AS user_id,
                       DATE_TRUNC('second', NOW() AT TIME ZONE 'UTC')
                           - (RANDOM() * %(days)s) * INTERVAL '1 day' AS moment,
                       RANDOM() * 100 AS r, RANDOM() * 100 AS k,
                       1 + (RANDOM() * 4)::int AS quantity_1,
                       1 + (RANDOM() * 4)::int AS quantity_2,
                       10 + (RANDOM() * 990)::int AS price_1,
                       10 + (RANDOM() * 990)::int AS price_2
                  FROM generate_series(0, %(last)s) n
              ) random_numbers
            """,
            name=SQL.identifier(name),
            variant=variant,
            goods_share=GOODS_SHARE,
            mixed_share=100 - GOODS_SHARE - SERVICE_SHARE,
            goods=one_of(base["goods"]),
            service=one_of(base["services"]),
            partner=base["partners"],
            user=one_of(base["users"]),
            days=YEARS * 365,
            last=count - 1,
        )
    )


def both_lines(table):
    """FROM clause: the document's two lines, as ``d`` and ``l``."""
    return SQL(
        """%s d CROSS JOIN LATERAL (VALUES
            (0, d.product_1, d.quantity_1, d.price_1),
            (1, d.product_2, d.quantity_2, d.price_2)
        ) l (number, product_id, quantity, price)""",
        SQL.identifier(table),
    )
