from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, formatLang

from ..tools import customer_figures
from .sama_agent_mixin import GROUP_MANAGER


class SamaGradeProposal(models.Model):
    """A customer who deserves another grade, by the company's rules.

    Proposals are made every night and on demand, by one statement over all customers;
    only what changed is written. Nothing else changes until a manager accepts: the
    grade is then the person's. What a manager has dismissed is not proposed again,
    unless another grade is due.
    """

    _name = "sama.grade.proposal"
    _inherit = ["sama.company.job"]
    _description = "Proposal for a Customer's Grade"
    _order = "amount desc, id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    current_grade_id = fields.Many2one(
        related="partner_id.sama_grade_id", string="Present Grade"
    )
    grade_id = fields.Many2one(
        "sama.customer.grade",
        string="Proposed Grade",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    rule_id = fields.Many2one("sama.grade.rule", readonly=True, ondelete="set null")
    segment_id = fields.Many2one(
        "sama.customer.segment", readonly=True, ondelete="set null"
    )
    amount = fields.Monetary(
        string="Bought in a Year",
        readonly=True,
        help="In the twelve months before the proposal, less credit notes.",
    )
    date = fields.Datetime(string="Proposed on", readonly=True)
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("accepted", "Accepted"),
            ("dismissed", "Dismissed"),
        ],
        required=True,
        readonly=True,
        default="proposed",
    )
    user_id = fields.Many2one("res.users", string="Decided by", readonly=True)
    decided_on = fields.Datetime(readonly=True)

    _open_idx = models.Index("(company_id, amount DESC) WHERE state = 'proposed'")

    # === DECIDING === #

    def action_accept(self):
        """Give the customers the proposed grades.

        :return: an action that says how many
        :raises AccessError: the user is no manager
        :raises UserError: none of them is open
        """
        proposals = self._sama_decide("accepted")
        for grade, chosen in proposals.grouped("grade_id").items():
            partners = chosen.partner_id
            # What has gone from the person's own card is in his chatter.
            notes = {
                partner.id: self.env._(
                    "Customer grade: %(old)s → %(new)s, proposed by rule and accepted"
                    " by %(user)s.",
                    old=partner.sama_grade_id.name or "–",
                    new=grade.name,
                    user=self.env.user.name,
                )
                for partner in partners
            }
            partners.sama_grade_id = grade
            partners._message_log_batch(bodies=notes)
        return self._sama_told(
            self.env._(
                "%(count)s customers have their new grade.",
                count=formatLang(self.env, len(proposals), digits=0),
            )
        )

    def action_dismiss(self):
        """Leave the customers the grades they have; the same is not proposed again.

        :return: an action that says how many
        :raises AccessError: the user is no manager
        :raises UserError: none of them is open
        """
        proposals = self._sama_decide("dismissed")
        return self._sama_told(
            self.env._(
                "%(count)s proposals are dismissed.",
                count=formatLang(self.env, len(proposals), digits=0),
            )
        )

    def _sama_decide(self, state):
        """Mark the open ones of these and return them, in sudo."""
        self._sama_check_manager()
        self.check_access("read")
        # sudo: a manager decides by this method only, and need not keep contacts; the
        # group was checked
        proposals = self.sudo().filtered(lambda each: each.state == "proposed")
        if not proposals:
            raise UserError(self.env._("Tick open proposals first."))
        proposals.write(
            {
                "state": state,
                "user_id": self.env.uid,
                "decided_on": fields.Datetime.now(),
            }
        )
        return proposals

    def _sama_check_manager(self):
        if not self.env.su and not self.env.user.has_group(GROUP_MANAGER):
            raise AccessError(self.env._("Only a manager decides about grades."))

    @api.model
    def _sama_told(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # === PROPOSING === #

    def action_propose_now(self):
        """Propose grades of the reader's companies now.

        :return: an action that shows the list again
        :raises AccessError: the user is no manager
        """
        self._sama_check_manager()
        # sudo: nobody writes proposals by hand; the group is checked above.
        return self._sama_do_now(self.sudo()._sama_propose)

    @api.model
    def _cron_sama_propose(self):
        """Propose grades in all companies, a batch a commit."""
        self._sama_do_tonight(self._sama_propose)

    @api.model
    def _sama_propose(self, company, commit):
        """Bring the open proposals of a company up to date.

        :param bool commit: after each batch, as jobs do
        :return: how many proposals are new
        """
        self.env["sama.customer"]._sama_settle()
        self.flush_model()
        self.env.cr.execute(SQL("SET LOCAL jit = off"))
        changed = self.env.execute_query(self._sama_changes(company))
        gone = [row[0] for row in changed if row[0]]
        new = [row[1:] for row in changed if not row[0]]
        self.env.cr.execute(
            SQL("DELETE FROM sama_grade_proposal WHERE id = ANY(%s)", gone)
        )
        self.invalidate_model(flush=False)
        self._sama_write_batches(
            new, lambda rows: self._sama_new_statement(company, rows), commit
        )
        return len(new)

    @api.model
    def _sama_changes(self, company):
        """Return the SELECT of what is to be changed.

        Columns: the id of an open proposal that is not due any more, or is a double
        that a merge of persons left; else those of a proposal that is new.
        """
        return SQL(
            """WITH due AS MATERIALIZED (%(due)s), open AS (
                    SELECT *, ROW_NUMBER() OVER (
                                PARTITION BY partner_id, grade_id ORDER BY id
                              ) AS place
                      FROM sama_grade_proposal
                     WHERE state = 'proposed' AND company_id = %(company)s
               )
               SELECT open.id, due.partner_id, due.grade_id, due.rule_id,
                      due.segment_id, due.amount
                 FROM (SELECT *, 1::bigint AS place FROM due) AS due
                 FULL JOIN open USING (partner_id, grade_id, place)
                WHERE open.id IS NULL AND NOT EXISTS (
                        SELECT FROM sama_grade_proposal old
                         WHERE old.partner_id = due.partner_id
                           AND old.company_id = %(company)s
                           AND old.grade_id = due.grade_id
                           AND old.state = 'dismissed'
                      )
                   OR due.partner_id IS NULL""",
            due=self._sama_due(company),
            company=company.id,
        )

    @api.model
    def _sama_new_statement(self, company, rows):
        """Return the INSERT of new proposals."""
        columns = ("partner_id", "grade_id", "rule_id", "segment_id", "amount")
        types = ("int", "int", "int", "int", "numeric")
        return SQL(
            """INSERT INTO sama_grade_proposal
                      (company_id, date, state, %(columns)s,
                       create_uid, write_uid, create_date, write_date)
               SELECT %(company)s, %(now)s, 'proposed', %(columns)s,
                      %(uid)s, %(uid)s, %(now)s, %(now)s
                 FROM (SELECT %(values)s) AS fresh""",
            columns=SQL(", ").join(map(SQL.identifier, columns)),
            company=company.id,
            now=fields.Datetime.now(),
            uid=self.env.uid,
            values=SQL(", ").join(
                SQL("unnest(%s::%s[]) AS %s", list(cells), SQL(kind), SQL.identifier(n))
                for n, kind, cells in zip(
                    columns, types, zip(*rows, strict=True), strict=True
                )
            ),
        )

    @api.model
    def _sama_due(self, company):
        """Return the SELECT of who deserves another grade than his own.

        Columns: partner_id, grade_id, rule_id, segment_id, amount.
        """
        rule = self.env["sama.grade.rule"]._sama_rule_sql(company)
        self.env["res.partner"].flush_model(["sama_grade_id"])
        today = fields.Date.context_today(self)
        invoices = self.env["sama.customer"]._sama_figure_sources()["account.move"]
        bought = customer_figures.select_figures(
            customer_figures.all_members(),
            {"account.move": invoices},
            customer_figures.Period(today - relativedelta(years=1), today),
        )
        return SQL(
            """SELECT found.partner_id, rule.grade_id, rule.id AS rule_id,
                      found.segment_id, found.amount
                 FROM (
                    SELECT partner_id, segment_id, amount, %(rule)s AS rule_id
                      FROM (
                        SELECT c.partner_id, SUM(COALESCE(bought.invoice_amount, 0))
                                   AS amount,
                               ARRAY_AGG(c.segment_id) AS segments,
                               (ARRAY_AGG(c.segment_id
                                    ORDER BY c.invoice_amount DESC, c.id))[1]
                                   AS segment_id
                          FROM sama_customer c
                          LEFT JOIN (%(bought)s) AS bought
                                 USING (partner_id, company_id, kind)
                         WHERE c.company_id = %(company)s AND c.invoice_count > 0
                         GROUP BY c.partner_id
                      ) AS customer
                 ) AS found
                 JOIN sama_grade_rule rule ON rule.id = found.rule_id
                 JOIN res_partner person ON person.id = found.partner_id
                WHERE person.active
                  AND person.sama_grade_id IS DISTINCT FROM rule.grade_id""",
            rule=rule,
            bought=bought,
            company=company.id,
        )
