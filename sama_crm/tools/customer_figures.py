"""What a customer's documents add up to, said once in SQL.

The same SELECT serves the drain of the queue (some customers), the nightly check and
the first filling (all of them), and the figures of a period. A `Source` counts one
kind of fact; the sources are united, and summed up by customer, company and kind.
"""

from dataclasses import dataclass, field

from odoo.tools import SQL

KEY = ("partner_id", "company_id", "kind")

# How the facts of several sources come together.
FACTS = {
    "quotation_count": "SUM",
    "open_quotation_count": "SUM",
    "won_count": "SUM",
    "void_count": "SUM",
    "quotation_amount": "SUM",
    "quotation_untaxed": "SUM",
    "invoice_count": "SUM",
    "refund_count": "SUM",
    "invoice_amount": "SUM",
    "invoice_untaxed": "SUM",
    "survey_count": "SUM",
    "scored_count": "SUM",
    "score_sum": "SUM",
    "attempt_count": "SUM",
    "complaint_open_count": "SUM",
    "gift_cost": "SUM",
    "last_quotation_date": "MAX",
    "last_invoice_date": "MAX",
    "last_contact_date": "MAX",
    "purchase_days": "SUM",
    "first_invoice_date": "MIN",
}
FACT_TYPES = {
    "quotation_amount": "numeric",
    "quotation_untaxed": "numeric",
    "invoice_amount": "numeric",
    "invoice_untaxed": "numeric",
    "score_sum": "numeric",
    "gift_cost": "numeric",
    "last_quotation_date": "timestamp",
    "last_invoice_date": "date",
    "last_contact_date": "timestamp",
    "first_invoice_date": "date",
}
# What the rhythm is worked out of; of a period nobody asks for it.
RHYTHM_FACTS = ("purchase_days", "first_invoice_date")
# What is stored: the facts themselves, and what is worked out of them.
STORED_FACTS = tuple(
    name for name in FACTS if name not in ("scored_count", "score_sum", *RHYTHM_FACTS)
)
DERIVED = {
    "active": "quotation_count + invoice_count + refund_count > 0",
    # Half a unit of the currency is of no interest in a mean.
    "mean_invoice_amount": "ROUND(invoice_amount / NULLIF(invoice_count, 0), 2)",
    "won_share": "ROUND(100.0 * won_count / NULLIF(won_count + void_count, 0), 2)"
    "::float8",
    "survey_score": "ROUND(score_sum / NULLIF(scored_count, 0), 2)::float8",
    # From one purchase to the next, of who bought on three days or more.
    "rhythm_days": "CASE WHEN purchase_days > 2 THEN ROUND("
    "(last_invoice_date - first_invoice_date)::numeric / (purchase_days - 1)"
    ")::int END",
}
FIGURES = (*STORED_FACTS, *DERIVED)
# Of a period as well; the others are always those of all documents.
PERIOD_FIGURES = tuple(
    name for name in FIGURES if name not in ("active", "rhythm_days")
)
# What is the partner's own: a column of the customer to that of the partner. Copied,
# so that a page in this order is read from an index and joins nobody.
COPIES = {
    "partner_name": "complete_name",
    "sama_person_group_id": "sama_person_group_id",
    "sama_grade_id": "sama_grade_id",
    "sama_acquaintance_method_id": "sama_acquaintance_method_id",
    "sama_psychology_id": "sama_psychology_id",
    "sama_experience_id": "sama_experience_id",
    "user_id": "user_id",
    "state_id": "state_id",
    "city": "city",
    "phone": "phone",
    "sama_mobile": "sama_mobile",
}
# What is worked out at night, whatever the period.
SCORES = (
    "recency_score",
    "frequency_score",
    "monetary_score",
    "segment_id",
)


@dataclass(frozen=True)
class Source:
    """One table of facts about customers.

    :param SQL rows: FROM clause over ``m``, the customer's own contacts and itself
        (columns ``id`` and ``customer``), that also gives ``k.kind``
    :param str company: the column of the company
    :param str date: the column that a period is about; no column: never in a period
    :param dict facts: name of a fact to its aggregate, as SQL text
    :param SQL where: which rows count
    """

    rows: SQL
    company: str
    facts: dict
    date: str = ""
    is_datetime: bool = False
    where: SQL = field(default_factory=lambda: SQL("TRUE"))


@dataclass(frozen=True)
class Period:
    """Two days, both included; ``tz`` says where a moment's day begins."""

    first: object
    last: object
    tz: str = "UTC"

    def condition(self, source):
        """Return the SQL that a fact of the source lies within."""
        column = SQL(source.date)
        if not source.is_datetime:
            return SQL("%s BETWEEN %s AND %s", column, self.first, self.last)
        # The bounds are moved, not the column: an index on it can serve.
        first, end = self.moments()
        return SQL("%s >= %s AND %s < %s", column, first, column, end)

    def moments(self):
        """Return the SQL of the first moment and of that after the last, in UTC."""
        days = (SQL("%s::date", self.first), SQL("%s::date + 1", self.last))
        return tuple(
            SQL("((%s)::timestamp AT TIME ZONE %s) AT TIME ZONE 'UTC'", day, self.tz)
            for day in days
        )


@dataclass(frozen=True)
class CompanyPeriods:
    """A period of its own for each company; of others nothing counts.

    :param tuple periods: of (company's id, `Period`)
    """

    periods: tuple

    def condition(self, source):
        """Return the SQL that a fact of the source lies within its company's."""
        if not self.periods:
            return SQL("FALSE")
        return SQL(
            "(%s)",
            SQL(" OR ").join(
                SQL(
                    "(%s = %s AND %s)",
                    SQL(source.company),
                    company_id,
                    period.condition(source),
                )
                for company_id, period in self.periods
            ),
        )


def document_kinds(alias):
    """Return the parts of document ``alias`` as rows ``k``: kind, amount, untaxed."""
    return SQL(
        """CROSS JOIN LATERAL (VALUES
            ('goods', %(alias)s.sama_goods_amount, %(alias)s.sama_goods_untaxed),
            ('service', %(alias)s.sama_service_amount, %(alias)s.sama_service_untaxed)
        ) AS k (kind, amount, untaxed)""",
        alias=SQL.identifier(alias),
    )


def sources():
    """Return what Odoo's documents, the follow-ups and the surveys count."""
    return {
        "sale.order": _orders(),
        "account.move": _invoices(),
        "sama.survey.response": _sheets(),
        "sama.survey.attempt": _attempts(),
        "sama.customer.record": _records(),
    }


def _orders():
    counted = "FILTER (WHERE o.state != 'cancel')"
    return Source(
        SQL("JOIN sale_order o ON o.partner_id = m.id %s", document_kinds("o")),
        company="o.company_id",
        date="o.date_order",
        is_datetime=True,
        where=SQL("o.sama_kind IN (k.kind, 'mixed')"),
        facts={
            "quotation_count": f"COUNT(*) {counted}",
            "open_quotation_count": "COUNT(*) FILTER"
            " (WHERE o.state IN ('draft', 'sent'))",
            "won_count": "COUNT(*) FILTER (WHERE o.state = 'sale')",
            "void_count": "COUNT(*) FILTER (WHERE o.state = 'cancel')",
            "quotation_amount": f"SUM(k.amount) {counted}",
            "quotation_untaxed": f"SUM(k.untaxed) {counted}",
            "last_quotation_date": f"MAX(o.date_order) {counted}",
            "last_contact_date": "MAX(o.sama_last_follow_up_date)",
        },
    )


def _invoices():
    invoice = "FILTER (WHERE i.move_type = 'out_invoice')"
    return Source(
        SQL("JOIN account_move i ON i.partner_id = m.id %s", document_kinds("i")),
        company="i.company_id",
        date="i.invoice_date",
        where=SQL(
            "i.state = 'posted' AND i.move_type IN ('out_invoice', 'out_refund')"
            " AND i.sama_kind IN (k.kind, 'mixed')"
        ),
        facts={
            "invoice_count": f"COUNT(*) {invoice}",
            "refund_count": "COUNT(*) FILTER (WHERE i.move_type = 'out_refund')",
            # A credit note's parts are negative.
            "invoice_amount": "SUM(k.amount)",
            "invoice_untaxed": "SUM(k.untaxed)",
            "last_invoice_date": f"MAX(i.invoice_date) {invoice}",
            "first_invoice_date": f"MIN(i.invoice_date) {invoice}",
            "purchase_days": f"COUNT(DISTINCT i.invoice_date) {invoice}",
        },
    )


def _target_kind(alias):
    """Return the kind that a sheet speaks of: a project is a service."""
    return SQL(
        """CROSS JOIN LATERAL (VALUES (
            CASE WHEN %s = 'goods_invoice' THEN 'goods' ELSE 'service' END
        )) AS k (kind)""",
        SQL.identifier(alias, "target"),
    )


def _sheets():
    return Source(
        SQL(
            "JOIN sama_survey_response s ON s.partner_id = m.id %s",
            _target_kind("s"),
        ),
        company="s.company_id",
        date="s.date",
        is_datetime=True,
        where=SQL("s.state = 'done'"),
        facts={
            "survey_count": "COUNT(*)",
            "scored_count": "COUNT(s.score)",
            "score_sum": "SUM(s.score::numeric)",
        },
    )


def _attempts():
    return Source(
        SQL(
            """JOIN sama_survey_attempt a ON a.partner_id = m.id
               JOIN sama_survey_response s ON s.id = a.response_id %s""",
            _target_kind("s"),
        ),
        company="a.company_id",
        date="a.date",
        is_datetime=True,
        facts={"attempt_count": "COUNT(*)", "last_contact_date": "MAX(a.date)"},
    )


def _records():
    return Source(
        SQL(
            """JOIN sama_customer_record r ON r.partner_id = m.id
               CROSS JOIN LATERAL (VALUES (r.kind)) AS k (kind)"""
        ),
        company="r.company_id",
        date="r.date",
        is_datetime=True,
        where=SQL("r.active"),
        facts={
            "complaint_open_count": "COUNT(*) FILTER (WHERE r.type = 'complaint'"
            " AND r.state IN ('new', 'in_progress'))",
            "gift_cost": "SUM(r.charge) FILTER (WHERE r.type = 'gift'"
            " AND r.state = 'done')",
        },
    )


# === STATEMENTS === #


def some_members(partner_ids):
    """Return the SELECT of the customers' contacts and the customers themselves."""
    return SQL(
        """SELECT id, commercial_partner_id AS customer
             FROM res_partner WHERE commercial_partner_id = ANY(%s)""",
        list(partner_ids),
    )


def all_members():
    """Return the SELECT of every partner with its customer."""
    return SQL("SELECT id, commercial_partner_id AS customer FROM res_partner")


def select_figures(members, sources, period=None, known=None):
    """Return the SELECT of key and figures, a row for each key.

    :param SQL members: see `some_members` and `all_members`
    :param dict sources: see `sources`
    :param Period period: count what lies within only
    :param SQL known: SELECT of keys that get a row even with nothing to count
    """
    # Not materialized: a planner that thinks the documents few, as it does after a big
    # import, would search the list of members from end to end for each of them.
    parts = [
        _select_source(source, period)
        for source in sources.values()
        if source.date or not period
    ]
    if known is not None:
        parts.append(SQL("SELECT known.*, %s FROM (%s) AS known", _no_facts(), known))
    # The rows of one source alone are summed up already.
    grouped = len(parts) > 1
    return SQL(
        """SELECT partner_id, company_id, kind, %(facts)s, %(derived)s
             FROM (
                SELECT partner_id, company_id, kind, %(sums)s
                  FROM (WITH m AS NOT MATERIALIZED (%(members)s) %(parts)s) AS fact
                 WHERE company_id IS NOT NULL
                 %(group)s
             ) AS figure""",
        members=members,
        facts=_names(STORED_FACTS),
        derived=SQL(", ").join(
            SQL("%s AS %s", SQL(expression), SQL.identifier(name))
            for name, expression in DERIVED.items()
        ),
        sums=SQL(", ").join(_sum(name, grouped) for name in FACTS),
        parts=SQL(" UNION ALL ").join(parts),
        group=SQL("GROUP BY partner_id, company_id, kind") if grouped else SQL(),
    )


def upsert(figures):
    """Return the statement that stores the figures; rows that stand are not touched.

    A key that is there keeps its row, and so its id.
    """
    return SQL(
        """INSERT INTO sama_customer AS stored
                  (partner_id, company_id, kind, currency_id, %(copies)s, %(names)s)
           SELECT fresh.partner_id, fresh.company_id, fresh.kind, company.currency_id,
                  %(person)s, %(fresh)s
             FROM (%(figures)s) AS fresh
             JOIN res_company company ON company.id = fresh.company_id
             JOIN res_partner person ON person.id = fresh.partner_id
            ORDER BY fresh.partner_id, fresh.company_id, fresh.kind
               ON CONFLICT (partner_id, company_id, kind)
        DO UPDATE SET currency_id = EXCLUDED.currency_id, %(assignments)s
            WHERE (stored.currency_id, %(stored)s)
                  IS DISTINCT FROM (EXCLUDED.currency_id, %(excluded)s)""",
        copies=_names(COPIES),
        names=_names(FIGURES),
        person=_names(COPIES.values(), "person"),
        fresh=_names(FIGURES, "fresh"),
        figures=figures,
        assignments=SQL(", ").join(
            SQL("%s = %s", SQL.identifier(name), SQL.identifier("excluded", name))
            for name in (*COPIES, *FIGURES)
        ),
        stored=_names((*COPIES, *FIGURES), "stored"),
        excluded=_names((*COPIES, *FIGURES), "excluded"),
    )


def select_in_period(figures):
    """Return the SELECT of the stored customers with the figures of a period."""
    zero = {name for name in FIGURES if FACTS.get(name) == "SUM"}
    return SQL(
        """SELECT %(own)s, %(figures)s
             FROM sama_customer AS stored
             LEFT JOIN (%(fresh)s) AS fresh USING (partner_id, company_id, kind)""",
        own=SQL(", ").join(
            [
                *(SQL.identifier("stored", name) for name in ("id", *KEY)),
                SQL.identifier("stored", "currency_id"),
                *(
                    SQL.identifier("stored", name)
                    for name in FIGURES
                    if name not in PERIOD_FIGURES
                ),
                *(SQL.identifier("stored", name) for name in (*SCORES, *COPIES)),
            ]
        ),
        figures=SQL(", ").join(
            SQL(
                "COALESCE(%s, 0) AS %s" if name in zero else "%s AS %s",
                SQL.identifier("fresh", name),
                SQL.identifier(name),
            )
            for name in PERIOD_FIGURES
        ),
        fresh=figures,
    )


def select_drift(figures):
    """Return the SELECT of the customers whose stored row is not what is counted.

    Or not what their partner says of himself.
    """
    return SQL(
        """SELECT DISTINCT COALESCE(stored.partner_id, fresh.partner_id)
             FROM sama_customer stored
             FULL JOIN (%(figures)s) fresh USING (partner_id, company_id, kind)
             LEFT JOIN res_partner person ON person.id = stored.partner_id
            WHERE (%(stored)s) IS DISTINCT FROM (%(fresh)s)
              AND (fresh.partner_id IS NOT NULL OR stored.active
                   OR stored.void_count > 0)
               OR person.id IS NOT NULL
              AND (%(copies)s) IS DISTINCT FROM (%(person)s)""",
        figures=figures,
        stored=_names(FIGURES, "stored"),
        fresh=_names(FIGURES, "fresh"),
        copies=_names(COPIES, "stored"),
        person=_names(COPIES.values(), "person"),
    )


def _select_source(source, period):
    facts = {
        name: fact
        for name, fact in source.facts.items()
        if not (period and name in RHYTHM_FACTS)
    }
    return SQL(
        """SELECT m.customer AS partner_id, %(company)s AS company_id, k.kind,
                  %(facts)s
             FROM m %(rows)s
            WHERE %(where)s AND %(period)s
            GROUP BY m.customer, %(company)s, k.kind""",
        company=SQL(source.company),
        facts=SQL(", ").join(
            SQL(
                "%s AS %s",
                SQL(facts[name]) if name in facts else _nothing(name),
                SQL.identifier(name),
            )
            for name in FACTS
        ),
        rows=source.rows,
        where=source.where,
        period=period.condition(source) if period else SQL("TRUE"),
    )


def _no_facts():
    return SQL(", ").join(
        SQL("%s AS %s", _nothing(name), SQL.identifier(name)) for name in FACTS
    )


def _nothing(name):
    return SQL(f"NULL::{FACT_TYPES.get(name, 'bigint')}")


def _sum(name, grouped):
    column = SQL.identifier(name)
    way = FACTS[name]
    value = SQL("%s(%s)", SQL(way), column) if grouped else column
    if way == "SUM":
        value = SQL("COALESCE(%s, 0)", value)
    return SQL("%s AS %s", value, column)


def _names(names, alias=None):
    return SQL(", ").join(
        SQL.identifier(alias, name) if alias else SQL.identifier(name) for name in names
    )
