"""`document_kind` said in SQL, for many documents at once.

Used where the ORM would take hours: when the addon is installed on a database full
of documents, and when a product with many open quotations changes its type. The
rules are those of `document_kind.split_document`, step by step.
"""

from odoo.tools import SQL
from odoo.tools.sql import column_exists


def update_orders(cr, where):
    """Return the UPDATE of kind and parts of the sale orders ``o`` that fit."""
    is_delivery = SQL("FALSE")
    if column_exists(cr, "sale_order_line", "is_delivery"):
        is_delivery = SQL("COALESCE(l.is_delivery, FALSE)")
    documents = SQL(
        """
        SELECT o.id, o.amount_total AS amount, o.amount_untaxed AS untaxed,
               %(company_columns)s,
               o.currency_rate AS document_rate
          FROM sale_order o
          JOIN res_company c ON c.id = o.company_id
          JOIN res_currency cc ON cc.id = c.currency_id
          JOIN res_currency dc ON dc.id = COALESCE(o.currency_id, c.currency_id)
         WHERE %(where)s
        """,
        company_columns=_company_columns(),
        where=where,
    )
    lines = SQL(
        """
        SELECT d.id, l.price_total AS amount, l.price_subtotal AS untaxed,
               %(line_columns)s,
               NULL AS order_kind,
               0.0 AS order_goods, 0.0 AS order_service,
               0.0 AS order_goods_untaxed, 0.0 AS order_service_untaxed
          FROM document d
          JOIN sale_order_line l ON l.order_id = d.id AND l.display_type IS NULL
          LEFT JOIN product_product p ON p.id = l.product_id
          LEFT JOIN product_template t ON t.id = p.product_tmpl_id
        """,
        line_columns=_line_columns(is_delivery),
    )
    return _update(SQL.identifier("sale_order"), documents, lines)


def update_moves(cr, where):
    """Return the UPDATE of kind and parts of the customer invoices ``m`` that fit.

    The orders' own parts have to be there: down payments follow them.
    """
    is_delivery = SQL("FALSE")
    if column_exists(cr, "sale_order_line", "is_delivery"):
        is_delivery = SQL(
            """EXISTS (
                SELECT FROM sale_order_line_invoice_rel r
                  JOIN sale_order_line ol ON ol.id = r.order_line_id
                 WHERE r.invoice_line_id = l.id AND ol.is_delivery
            )"""
        )
    table = SQL.identifier("account_move")
    return _update(table, _move_documents(where), _move_lines(is_delivery))


def _move_documents(where):
    """The customer invoices ``m`` that fit, with what their lines sum to."""
    return SQL(
        """
        SELECT m.id, s.amount, s.untaxed,
               CASE WHEN m.move_type = 'out_refund' THEN -1 ELSE 1 END AS sign,
               %(company_columns)s,
               m.invoice_currency_rate AS document_rate
          FROM account_move m
          JOIN res_company c ON c.id = m.company_id
          JOIN res_currency cc ON cc.id = c.currency_id
          JOIN res_currency dc ON dc.id = COALESCE(m.currency_id, c.currency_id)
    CROSS JOIN LATERAL (
            SELECT COALESCE(-SUM(amount_currency), 0) AS amount,
                   COALESCE(-SUM(amount_currency) FILTER (
                       WHERE display_type NOT IN ('tax', 'non_deductible_tax')
                   ), 0) AS untaxed
              FROM account_move_line
             WHERE move_id = m.id
               AND display_type IN ('product', 'non_deductible_product',
                                    'non_deductible_product_total',
                                    'tax', 'non_deductible_tax')
          ) s
         WHERE m.move_type IN ('out_invoice', 'out_refund') AND %(where)s
        """,
        company_columns=_company_columns(),
        where=where,
    )


def _move_lines(is_delivery):
    """The product lines of those invoices; a down payment's with its orders' parts."""
    return SQL(
        """
        SELECT d.id, d.sign * l.price_total AS amount,
               d.sign * l.price_subtotal AS untaxed,
               %(line_columns)s,
               o.kind AS order_kind,
               o.goods AS order_goods, o.service AS order_service,
               o.goods_untaxed AS order_goods_untaxed,
               o.service_untaxed AS order_service_untaxed
          FROM document d
          JOIN account_move_line l ON l.move_id = d.id AND l.display_type = 'product'
          LEFT JOIN product_product p ON p.id = l.product_id
          LEFT JOIN product_template t ON t.id = p.product_tmpl_id
          LEFT JOIN LATERAL (%(origin)s) o
                 ON l.is_downpayment AND (l.price_total <> 0 OR l.price_subtotal <> 0)
        """,
        line_columns=_line_columns(is_delivery),
        origin=_down_payment_origin(),
    )


def _company_columns():
    """Columns of a document that turn its money ``dc`` into the company's ``cc``."""
    return SQL(
        """c.sale_discount_product_id AS discount_product_id,
           dc.rounding AS rounding, cc.rounding AS company_rounding,
           dc.id <> cc.id AS is_foreign"""
    )


def _line_columns(is_delivery):
    """Whether line ``l`` with product template ``t`` is a service, and decides."""
    return SQL(
        """COALESCE(t.type = 'service', FALSE) AS is_service,
           (l.price_total <> 0 OR l.price_subtotal <> 0)
               AND l.is_downpayment IS NOT TRUE
               AND (l.product_id = d.discount_product_id) IS NOT TRUE
               AND (l.extra_tax_data->>'computation_key' LIKE 'global_discount,%%')
                   IS NOT TRUE
               AND NOT %(is_delivery)s AS decides""",
        is_delivery=is_delivery,
    )


def _down_payment_origin():
    """The orders of down payment line ``l``: one row of kind and parts, or none."""
    return SQL(
        """
        SELECT CASE WHEN MIN(so.sama_kind) = MAX(so.sama_kind)
                    THEN MIN(so.sama_kind) ELSE 'mixed' END AS kind,
               SUM(so.sama_goods_amount) AS goods,
               SUM(so.sama_service_amount) AS service,
               SUM(so.sama_goods_untaxed) AS goods_untaxed,
               SUM(so.sama_service_untaxed) AS service_untaxed
          FROM sale_order so
         WHERE so.sama_kind IS NOT NULL
           AND so.id IN (
                SELECT ol.order_id
                  FROM sale_order_line_invoice_rel r
                  JOIN sale_order_line ol ON ol.id = r.order_line_id
                 WHERE r.invoice_line_id = l.id
           )
        HAVING COUNT(*) > 0
        """
    )


def _update(table, documents, lines):
    """The UPDATE that both kinds of documents share; see `split_document`."""
    return SQL(
        """
        WITH document AS (%(documents)s),
             line AS (%(lines)s),
             %(steps)s
        UPDATE %(table)s target
           SET sama_kind = s.kind,
               sama_goods_amount = s.goods,
               sama_service_amount = s.amount - s.goods,
               sama_goods_untaxed = s.goods_untaxed,
               sama_service_untaxed = s.untaxed - s.goods_untaxed
          FROM split s
         WHERE target.id = s.id
        """,
        documents=documents,
        lines=lines,
        steps=_steps(),
        table=table,
    )


def _steps():
    """From ``document`` and ``line`` to ``split``: kind, shares, their sums, parts."""
    return SQL(
        """kind AS (SELECT id, %(kind)s AS kind, %(all_decide)s AS all_decide
                        FROM document LEFT JOIN line USING (id) GROUP BY id),
             share AS (SELECT line.id, %(shares)s
                         FROM line
                         JOIN kind ON kind.id = line.id AND kind.kind = 'mixed'),
             weight AS (SELECT id, %(taxed_sums)s, %(untaxed_sums)s
                          FROM share GROUP BY id),
             split AS (SELECT d.id, k.kind, %(company_amounts)s, d.company_rounding,
                              %(taxed_goods)s AS goods,
                              %(untaxed_goods)s AS goods_untaxed
                         FROM (SELECT *, %(rate)s AS rate FROM document) d
                         JOIN kind k ON k.id = d.id
                         LEFT JOIN weight w ON w.id = d.id)""",
        kind=_kind(),
        all_decide=SQL("COUNT(*) FILTER (WHERE decides OR order_kind IS NOT NULL) = 0"),
        shares=_shares(),
        taxed_sums=_sums(""),
        untaxed_sums=_sums("untaxed_"),
        company_amounts=SQL(
            "%s AS amount, %s AS untaxed",
            _converted(SQL("d.amount")),
            _converted(SQL("d.untaxed")),
        ),
        taxed_goods=_goods(SQL("d.amount"), ""),
        untaxed_goods=_goods(SQL("d.untaxed"), "untaxed_"),
        rate=SQL(
            "CASE WHEN is_foreign AND document_rate <> 0 THEN document_rate ELSE 1 END"
        ),
    )


def _kind():
    """The kind of a document grouped over its lines (`document_kind._kind`)."""
    return SQL(
        """CASE
            WHEN COUNT(*) FILTER (WHERE decides OR order_kind IS NOT NULL) > 0 THEN
                CASE
                WHEN COUNT(*) FILTER (WHERE
                        CASE WHEN order_kind IS NULL THEN decides AND is_service
                             ELSE order_kind <> 'goods' END) = 0 THEN 'goods'
                WHEN COUNT(*) FILTER (WHERE
                        CASE WHEN order_kind IS NULL THEN decides AND NOT is_service
                             ELSE order_kind <> 'service' END) = 0 THEN 'service'
                ELSE 'mixed' END
            WHEN BOOL_AND(is_service) THEN 'service'
            WHEN BOOL_OR(is_service) THEN 'mixed'
            ELSE 'goods' END"""
    )


def _shares():
    """A line's shares, with tax and without."""
    return SQL(
        "%s, %s",
        _share(SQL("amount"), SQL("order_goods"), SQL("order_service"), ""),
        _share(
            SQL("untaxed"),
            SQL("order_goods_untaxed"),
            SQL("order_service_untaxed"),
            "untaxed_",
        ),
    )


def _share(amount, order_goods, order_service, prefix):
    """A line's goods, service and shareable amount (`document_kind._share`)."""
    weight = SQL("NULLIF(ABS(%s) + ABS(%s), 0)", order_goods, order_service)
    of_order = SQL(
        """CASE order_kind WHEN 'goods' THEN %(amount)s
                           WHEN 'service' THEN 0
                           ELSE %(amount)s * ABS(%(order_goods)s) / %(weight)s END""",
        amount=amount,
        order_goods=order_goods,
        weight=weight,
    )
    return SQL(
        """decides OR all_decide AS %(decides)s,
           CASE WHEN order_kind IS NOT NULL THEN %(of_order)s
                WHEN (decides OR all_decide) AND NOT is_service THEN %(amount)s
                ELSE 0 END AS %(goods)s,
           CASE WHEN order_kind IS NOT NULL THEN %(amount)s - %(of_order)s
                WHEN (decides OR all_decide) AND is_service THEN %(amount)s
                ELSE 0 END AS %(service)s,
           CASE WHEN order_kind IS NOT NULL AND %(of_order)s IS NOT NULL THEN 0
                WHEN order_kind IS NULL AND (decides OR all_decide) THEN 0
                ELSE %(amount)s END AS %(rest)s""",
        amount=amount,
        of_order=of_order,
        decides=SQL.identifier(f"{prefix}decides"),
        goods=SQL.identifier(f"{prefix}goods"),
        service=SQL.identifier(f"{prefix}service"),
        rest=SQL.identifier(f"{prefix}rest"),
    )


def _sums(prefix):
    """A document's shares summed up, in all and of the lines that decide."""
    decides, goods, service, rest = (
        SQL.identifier(prefix + name)
        for name in ("decides", "goods", "service", "rest")
    )
    return SQL(
        """COALESCE(SUM(%(goods)s), 0) AS %(goods)s,
           COALESCE(SUM(%(service)s), 0) AS %(service)s,
           COALESCE(SUM(%(goods)s) FILTER (WHERE %(decides)s), 0) AS %(own_goods)s,
           COALESCE(SUM(%(service)s) FILTER (WHERE %(decides)s), 0) AS %(own_service)s,
           COALESCE(SUM(%(rest)s), 0) AS %(rest)s""",
        decides=decides,
        goods=goods,
        service=service,
        rest=rest,
        own_goods=SQL.identifier(f"{prefix}own_goods"),
        own_service=SQL.identifier(f"{prefix}own_service"),
    )


def _goods(amount, prefix):
    """The goods part in company currency (`document_kind._goods_part`)."""
    names = ("goods", "service", "own_goods", "own_service", "rest")
    goods, service, own_goods, own_service, rest = (
        SQL.identifier("w", prefix + name) for name in names
    )
    mixed_goods = SQL(
        """%(goods)s + CASE
            WHEN %(own_goods)s <> 0 OR %(own_service)s <> 0 THEN
                %(rest)s * ABS(%(own_goods)s)
                    / (ABS(%(own_goods)s) + ABS(%(own_service)s))
            WHEN %(goods)s <> 0 OR %(service)s <> 0 THEN
                %(rest)s * ABS(%(goods)s) / (ABS(%(goods)s) + ABS(%(service)s))
            ELSE 0 END""",
        goods=goods,
        service=service,
        own_goods=own_goods,
        own_service=own_service,
        rest=rest,
    )
    return SQL(
        "CASE k.kind WHEN 'goods' THEN %s WHEN 'service' THEN 0 ELSE %s END",
        _converted(amount),
        _converted(_rounded(mixed_goods, SQL("d.rounding"))),
    )


def _converted(amount):
    """Company money for an amount of document ``d``."""
    return _rounded(SQL("(%s) / d.rate", amount), SQL("d.company_rounding"))


def _rounded(amount, rounding):
    """Half up, away from zero, to a multiple of a currency's rounding."""
    return SQL(
        "ROUND((%(amount)s) / %(rounding)s) * %(rounding)s",
        amount=amount,
        rounding=rounding,
    )
