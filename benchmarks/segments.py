"""G9: recency, frequency and monetary value of all customers."""

from unittest.mock import patch

from odoo import fields
from odoo.tools import SQL

from .clocks import median_of, stopwatch, tell


def segment_goal(env):
    """Scores and segments of all customers, against the bare fifths in SQL.

    Both count the same buyers of goods and of services, over the same months. Ours
    also names the segment, compares, and writes what a night changes: before, all are
    scored as of yesterday, and that is committed, as it is when the next night comes.
    """
    customers = env["sama.customer"]
    company = env.company
    yesterday = fields.Date.subtract(fields.Date.today(), days=1)
    with patch.object(fields.Date, "context_today", lambda *args: yesterday):
        customers._sama_segment(company, commit=False)
    env.cr.commit()
    env.cr.execute(SQL("SET LOCAL jit = off"))

    def bare():
        # The fifths are asked for: a planner leaves out what nobody reads.
        fifths = SQL(
            "SELECT SUM(recency), SUM(frequency), SUM(monetary) FROM (%s) AS fifth",
            _fifths(company),
        )
        took, _result = stopwatch(lambda: env.cr.execute(fifths))
        return took

    def ours():
        took, rows = stopwatch(lambda: customers._sama_segment(company, commit=False))
        changed.append(rows)
        return took

    changed = []
    reference, took = (median_of(env, act, 5) for act in (bare, ours))
    print(f"  bare fifths: {reference:.0f} ms; scored: {took:.0f} ms")
    print(f"  rows written: {changed[-1]}")
    tell("G9", "scores and segments / bare fifths", took / reference, 2)


def _fifths(company):
    """Return the SELECT of recency, frequency and monetary value in fifths."""
    return SQL(
        """SELECT person, kind,
                  NTILE(5) OVER (PARTITION BY kind ORDER BY last) AS recency,
                  NTILE(5) OVER (PARTITION BY kind ORDER BY invoices) AS frequency,
                  NTILE(5) OVER (PARTITION BY kind ORDER BY amount) AS monetary
             FROM (
                SELECT person.commercial_partner_id AS person, part.kind,
                       MAX(invoice.invoice_date) AS last,
                       COUNT(*) FILTER (WHERE invoice.move_type = 'out_invoice')
                           AS invoices,
                       SUM(part.amount) AS amount
                  FROM account_move invoice
                  JOIN res_partner person ON person.id = invoice.partner_id
                  CROSS JOIN LATERAL (VALUES
                       ('goods', invoice.sama_goods_amount),
                       ('service', invoice.sama_service_amount)
                  ) AS part (kind, amount)
                 WHERE invoice.state = 'posted'
                   AND invoice.move_type IN ('out_invoice', 'out_refund')
                   AND invoice.company_id = %s
                   AND invoice.sama_kind IN (part.kind, 'mixed')
                   AND invoice.invoice_date
                       >= CURRENT_DATE - MAKE_INTERVAL(months => %s)
                 GROUP BY 1, 2
             ) AS bought""",
        company.id,
        company.sama_rfm_months,
    )
