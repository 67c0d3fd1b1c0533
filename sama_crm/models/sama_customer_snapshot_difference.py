from odoo import fields, models
from odoo.tools import SQL

from .sama_customer import CUSTOMER_KINDS

# Each with how rows come together whose customers were merged since.
COMPARED = {
    "quotation_count": "SUM",
    "quotation_amount": "SUM",
    "won_count": "SUM",
    "void_count": "SUM",
    "invoice_count": "SUM",
    "refund_count": "SUM",
    "invoice_amount": "SUM",
    "survey_count": "SUM",
    "survey_score": "AVG",
    "attempt_count": "SUM",
    "complaint_open_count": "SUM",
    "gift_cost": "SUM",
}
LABELS = [
    ("quotation_count", "Quotations"),
    ("quotation_amount", "Quotation Amount"),
    ("won_count", "Confirmed Quotations"),
    ("void_count", "Voided Quotations"),
    ("invoice_count", "Invoices"),
    ("refund_count", "Credit Notes"),
    ("invoice_amount", "Invoice Amount"),
    ("survey_count", "Surveys"),
    ("survey_score", "Customer's Score"),
    ("attempt_count", "Survey Calls"),
    ("complaint_open_count", "Open Complaints"),
    ("gift_cost", "Gifts (Cost)"),
]


class SamaCustomerSnapshotDifference(models.Model):
    """A figure that was kept when a year was closed, and is another one now.

    The context says of which year: `sama_snapshot_year`. It is compared when asked,
    by one statement over the documents of the year.
    """

    _name = "sama.customer.snapshot.difference"
    _description = "Change since a Year was Closed"
    _auto = False
    _order = "partner_id, kind, id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    kind = fields.Selection(CUSTOMER_KINDS, string="Goods or Service", readonly=True)
    figure = fields.Selection(LABELS, readonly=True)
    kept = fields.Float(string="When Closed", readonly=True, aggregator=None)
    live = fields.Float(string="Now", readonly=True, aggregator=None)
    difference = fields.Float(readonly=True, aggregator=None)

    @property
    def _table_query(self):
        snapshots = self.env["sama.customer.snapshot"]
        year = self.env["sama.fiscal.year"].browse(
            int(self.env.context.get("sama_snapshot_year") or 0)
        )
        if not self._sama_may_compare(year):
            return SQL(
                """SELECT 0 AS id, 0 AS partner_id, 0 AS company_id, '' AS kind,
                          '' AS figure, 0.0 AS kept, 0.0 AS live, 0.0 AS difference
                    WHERE FALSE"""
            )
        names = list(COMPARED)
        return SQL(
            """SELECT own.id * 16 + pair.number AS id, own.partner_id, own.company_id,
                      own.kind, pair.figure, pair.kept::float8 AS kept,
                      pair.live::float8 AS live,
                      (COALESCE(pair.live, 0) - COALESCE(pair.kept, 0))::float8
                      AS difference
                 FROM (
                    SELECT partner_id, company_id, kind, %(sums)s
                      FROM sama_customer_snapshot WHERE fiscal_year_id = %(year)s
                     GROUP BY partner_id, company_id, kind
                 ) AS kept
                 FULL JOIN (%(live)s) AS live USING (partner_id, company_id, kind)
                 JOIN sama_customer AS own USING (partner_id, company_id, kind)
                CROSS JOIN LATERAL (VALUES %(pairs)s)
                      AS pair (number, figure, kept, live)
                WHERE COALESCE(pair.kept, 0) != COALESCE(pair.live, 0)""",
            sums=SQL(", ").join(
                SQL(
                    "%s(%s) AS %s", SQL(how), SQL.identifier(name), SQL.identifier(name)
                )
                for name, how in COMPARED.items()
            ),
            year=year.id,
            live=snapshots._sama_year_figures(year),
            pairs=SQL(", ").join(
                SQL(
                    "(%s, %s, ROUND(%s::numeric, 2), ROUND(%s::numeric, 2))",
                    number,
                    name,
                    SQL.identifier("kept", name),
                    SQL.identifier("live", name),
                )
                for number, name in enumerate(names)
            ),
        )

    def _sama_may_compare(self, year):
        """Whether there is such a year, with something kept, for this reader."""
        found = self.env["sama.fiscal.year"].search_count([("id", "=", year.id)])
        return bool(found)
