from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..tools import customer_figures
from ..tools.customer_figures import SCORES as COLUMNS
from ..tools.figure_fields import PERIOD_KEYS, FigureInteger
from .sama_agent_mixin import GROUP_MANAGER

# Enough to rank a hundred thousand customers without files.
WORK_MEMORY = "64MB"


class SamaCustomer(models.Model):
    """How recently, how often and for how much a customer buys, and his rhythm.

    Scores are 1 to 5, of the buyers of one company and kind, over the months that the
    company has set: by quintiles, where equal customers always have equal scores, or
    by the company's own limits. They are written every night and on demand; what a
    reader sees of them is as old as that. The rhythm is a figure like the others, and
    exact: when the next purchase is due follows the last one at once.
    """

    _name = "sama.customer"
    _inherit = ["sama.customer", "sama.company.job"]

    recency_score = fields.Integer(string="Recency", readonly=True, aggregator="avg")
    frequency_score = fields.Integer(
        string="Frequency", readonly=True, aggregator="avg"
    )
    monetary_score = fields.Integer(
        string="Monetary Value", readonly=True, aggregator="avg"
    )
    segment_id = fields.Many2one(
        "sama.customer.segment",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    rhythm_days = FigureInteger(
        string="Buying Rhythm (Days)",
        aggregator="avg",
        help="Days from one purchase to the next in the mean, of who bought on three"
        " days or more.",
    )
    next_purchase_date = fields.Date(
        string="Next Purchase Due",
        compute="_compute_next_purchase_date",
        search="_search_next_purchase_date",
        help="The last purchase and his rhythm.",
    )

    @api.depends("last_invoice_date", "rhythm_days")
    @api.depends_context(*PERIOD_KEYS)
    def _compute_next_purchase_date(self):
        for customer in self:
            last, rhythm = customer.last_invoice_date, customer.rhythm_days
            customer.next_purchase_date = (
                last + timedelta(days=rhythm) if last and rhythm else False
            )

    def _search_next_purchase_date(self, operator, value):
        return self._sama_search_by_sql("next_purchase_date", operator, value)

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let lists order by the day without storing it."""
        if field_expr != "next_purchase_date":
            return super()._field_to_sql(alias, field_expr, query)
        return SQL(
            "(%s + NULLIF(%s, 0))",
            SQL.identifier(alias, "last_invoice_date"),
            SQL.identifier(alias, "rhythm_days"),
        )

    # === COUNTING === #

    def action_segment_now(self):
        """Count scores and segments of the reader's companies now.

        :return: an action that shows the list again
        :raises AccessError: the user is no manager
        """
        if not self.env.su and not self.env.user.has_group(GROUP_MANAGER):
            raise AccessError(self.env._("Only a manager counts segments anew."))
        # sudo: nobody may write figures; the group is checked above.
        return self._sama_do_now(self.sudo()._sama_segment)

    @api.model
    def _cron_sama_segment(self):
        """Count the scores of all companies, a batch a commit."""
        self._sama_do_tonight(self._sama_segment)

    @api.model
    def _sama_segment(self, company, commit):
        """Score the customers of a company; only rows that change are written.

        :param bool commit: after each batch, as jobs do
        :return: how many rows changed
        """
        self._sama_settle()
        cr = self.env.cr
        cr.execute(SQL("SET LOCAL jit = off"))
        cr.execute(SQL("SET LOCAL work_mem = %s", WORK_MEMORY))
        changed = self.env.execute_query(
            SQL(
                """SELECT customer_id, %(scores)s
                     FROM (%(scored)s) AS scored
                    WHERE (%(stored)s) IS DISTINCT FROM (%(scores)s)""",
                scored=self._sama_scores(company),
                stored=SQL(", ").join(
                    SQL.identifier(f"stored_{name}") for name in COLUMNS
                ),
                scores=SQL(", ").join(map(SQL.identifier, COLUMNS)),
            )
        )
        self._sama_write_batches(changed, self._sama_scores_statement, commit)
        self.invalidate_model([*COLUMNS, "next_purchase_date"], flush=False)
        return len(changed)

    @api.model
    def _sama_scores_statement(self, rows):
        """Return the UPDATE of these rows: a customer's id and his scores."""
        return SQL(
            """UPDATE sama_customer stored SET %(assignments)s
                 FROM (SELECT unnest(%(ids)s) AS id, %(values)s) AS scored
                WHERE stored.id = scored.id""",
            ids=[row[0] for row in rows],
            values=SQL(", ").join(
                SQL("unnest(%s::int[]) AS %s", list(values), SQL.identifier(name))
                for name, values in zip(
                    COLUMNS, zip(*(row[1:] for row in rows), strict=True), strict=True
                )
            ),
            assignments=SQL(", ").join(
                SQL("%s = %s", SQL.identifier(name), SQL.identifier("scored", name))
                for name in COLUMNS
            ),
        )

    @api.model
    def _sama_scores(self, company):
        """Return the SELECT of the scores of a company's customers, a row for each.

        Who bought in these months is ranked among those who did; who did not has the
        lowest scores, who never did has none. What is stored stands beside it.
        """
        today = fields.Date.context_today(self)
        first = today - relativedelta(months=company.sama_rfm_months or 24)
        invoices = {"account.move": self._sama_figure_sources()["account.move"]}
        bought = customer_figures.select_figures(
            customer_figures.all_members(),
            invoices,
            customer_figures.Period(first, today),
        )
        scores = self._sama_ranks(company, today)
        # Materialized: a planner that thinks the buyers few would count them once in
        # each of its workers.
        return SQL(
            """WITH bought AS MATERIALIZED (
                    SELECT partner_id, kind, last_invoice_date, invoice_count,
                           invoice_amount
                      FROM (%(bought)s) AS figures
                     WHERE company_id = %(company)s AND invoice_count > 0
               )
               SELECT customer_id, %(names)s, %(stored)s,
                      CASE WHEN is_buyer THEN %(segment)s END AS segment_id
                 FROM (
                    SELECT c.id AS customer_id, c.invoice_count > 0 AS is_buyer,
                           %(own)s, %(scores)s
                      FROM sama_customer c
                      LEFT JOIN (SELECT partner_id, kind, %(ranked)s FROM bought)
                             AS ranked USING (partner_id, kind)
                     WHERE c.company_id = %(company)s
                 ) AS score""",
            names=SQL(", ").join(map(SQL.identifier, scores)),
            stored=SQL(", ").join(SQL.identifier(f"stored_{name}") for name in COLUMNS),
            segment=self.env["sama.customer.segment"]._sama_segment_sql(),
            own=SQL(", ").join(
                SQL(
                    "%s AS %s",
                    SQL.identifier("c", name),
                    SQL.identifier(f"stored_{name}"),
                )
                for name in COLUMNS
            ),
            scores=SQL(", ").join(
                SQL(
                    "CASE WHEN c.invoice_count > 0 THEN COALESCE(%s, 1) END AS %s",
                    SQL.identifier("ranked", name),
                    SQL.identifier(name),
                )
                for name in scores
            ),
            ranked=SQL(", ").join(
                SQL("%s AS %s", score, SQL.identifier(name))
                for name, score in scores.items()
            ),
            bought=bought,
            company=company.id,
        )

    @api.model
    def _sama_ranks(self, company, today):
        """Return the scores of `bought`: dict of a column to its SQL."""
        return {
            "recency_score": company._sama_rfm_score(
                "recency", SQL("%s::date - bought.last_invoice_date", today)
            ),
            "frequency_score": company._sama_rfm_score(
                "frequency", SQL("bought.invoice_count")
            ),
            "monetary_score": company._sama_rfm_score(
                "monetary", SQL("bought.invoice_amount")
            ),
        }
