from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL, float_compare, format_amount

from ..jalali.text import shown_digits
from .sama_agent_mixin import GROUP_MANAGER
from .sama_customer_record import PROMISES

# What a promise is worth; who changes it may need the approval anew.
WORTH = {"type", "state", "amount", "cost", "percent", "quantity", "company_id"}


class SamaCustomerRecord(models.Model):
    """Promises above the company's limit wait for a manager; budgets warn.

    What a manager approved is remembered with its amount: beyond it an agent can give
    nothing, by whatever way he writes.
    """

    _inherit = "sama.customer.record"

    needs_approval = fields.Boolean(
        compute="_compute_needs_approval",
        search="_search_needs_approval",
        help="A promise above the limit that no manager has approved.",
    )
    may_approve = fields.Boolean(compute="_compute_may_approve")
    approved_by_id = fields.Many2one(
        "res.users", string="Approved by", readonly=True, copy=False
    )
    approved_on = fields.Datetime(readonly=True, copy=False)
    approved_amount = fields.Monetary(readonly=True, copy=False)
    approved_percent = fields.Float(readonly=True, copy=False, aggregator=None)
    budget_warning = fields.Text(compute="_compute_budget_warning")

    # === COMPUTE === #

    @api.depends(
        "type",
        "amount",
        "cost",
        "percent",
        "approved_by_id",
        "approved_amount",
        "approved_percent",
        "company_id",
    )
    def _compute_needs_approval(self):
        for record in self:
            record.needs_approval = record._is_above_limit() and not (
                record._is_covered()
            )

    def _search_needs_approval(self, operator, value):
        if operator != "in" or len(value) != 1:
            return NotImplemented
        limits = ("sama_approval_limit", "sama_approval_percent")
        self.env["res.company"].flush_model(limits)
        self.flush_model(
            [*WORTH, "approved_by_id", "approved_amount", "approved_percent"]
        )
        domain = Domain("type", "in", PROMISES) & Domain.custom(
            to_sql=self._sama_above_limit_sql
        )
        return domain if True in value else ~domain

    @api.model
    def _sama_above_limit_sql(self, model, alias, query):
        """Return the SQL of `needs_approval`, of promises."""

        def column(name):
            return SQL.identifier(alias, name)

        worth = SQL("GREATEST(%s, %s, 0)", column("cost"), column("amount"))
        percent = SQL("ROUND(COALESCE(%s, 0)::numeric, 2)", column("percent"))
        return SQL(
            """EXISTS (
                SELECT FROM res_company company
                 WHERE company.id = %(company)s
                   AND (company.sama_approval_limit > 0
                            AND %(worth)s > company.sama_approval_limit
                        OR company.sama_approval_percent > 0
                            AND %(type)s = 'discount'
                            AND %(percent)s
                                > ROUND(company.sama_approval_percent::numeric, 2))
                   AND (%(approver)s IS NULL
                        OR %(worth)s > COALESCE(%(approved)s, 0)
                        OR %(percent)s
                            > ROUND(COALESCE(%(approved_percent)s, 0)::numeric, 2)))
            """,
            company=column("company_id"),
            type=column("type"),
            worth=worth,
            percent=percent,
            approver=column("approved_by_id"),
            approved=column("approved_amount"),
            approved_percent=column("approved_percent"),
        )

    @api.depends_context("uid")
    def _compute_may_approve(self):
        self.may_approve = self._sama_is_manager()

    def _is_above_limit(self):
        """Whether the promise is worth more than an agent may give."""
        self.ensure_one()
        if self.type not in PROMISES:
            return False
        # sudo: the limit counts for who may not read the company
        company = self.company_id.sudo()
        limit, percent = company.sama_approval_limit, company.sama_approval_percent
        return bool(
            (limit and self.currency_id.compare_amounts(self._get_worth(), limit) > 0)
            or (
                self.type == "discount"
                and percent
                and float_compare(self.percent, percent, precision_digits=2) > 0
            )
        )

    def _get_worth(self):
        """Return what was promised in money; what a percentage came to is not.

        The greater of both sides: a small cost makes no promise a small one.
        """
        return max(self.cost, self.amount)

    def _is_covered(self):
        """Whether a manager has approved at least so much."""
        return bool(
            self.approved_by_id
            and self.currency_id.compare_amounts(
                self._get_worth(), self.approved_amount
            )
            <= 0
            and float_compare(self.percent, self.approved_percent, precision_digits=2)
            <= 0
        )

    @api.depends("type", "charge", "date", "partner_id", "company_id", "state")
    def _compute_budget_warning(self):
        Budget = self.env["sama.budget"]
        for record in self:
            record.budget_warning = (
                "\n".join(Budget._sama_warnings(record)) or False
                if record.type in PROMISES and record.state != "rejected"
                else False
            )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Create records; what is above the limit comes in as a proposal only."""
        records = super().create(vals_list)
        records._check_approval()
        records._ask_for_approval()
        return records

    def write(self, vals):
        """Write records; beyond what is approved only a manager writes."""
        if not WORTH & vals.keys():
            return super().write(vals)
        waiting = self.filtered("needs_approval")
        result = super().write(vals)
        self._check_approval()
        (self - waiting)._ask_for_approval()
        return result

    def _check_approval(self):
        """Let a manager's writing approve, and refuse an agent's.

        :raises AccessError: an approved or given promise above the limit
        """
        waiting = self.filtered(
            lambda record: (
                record.state in ("in_progress", "done") and record.needs_approval
            )
        )
        if waiting and not self._sama_is_manager():
            raise AccessError(
                self.env._(
                    "%(record)s is above the limit; a sales manager approves it.",
                    record=waiting[0].display_name,
                )
            )
        waiting._stamp_approval()

    def _stamp_approval(self):
        for record in self:
            # sudo: the approval keeps itself
            record.sudo().write(
                {
                    "approved_by_id": self.env.uid,
                    "approved_on": fields.Datetime.now(),
                    "approved_amount": record._get_worth(),
                    "approved_percent": record.percent,
                }
            )

    def _ask_for_approval(self):
        """Let a manager know of new promises that wait for him."""
        waiting = self.filtered(
            lambda record: record.state == "new" and record.needs_approval
        )
        if self.env.context.get("mail_activity_automation_skip"):
            return
        for record in waiting:
            manager = record.company_id._sama_record_manager()
            if not manager or manager == self.env.user:
                continue
            # sudo: asking is no right on another's activities
            record.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._(
                    "To approve: %(amount)s for %(customer)s",
                    amount=record._promise_text(),
                    customer=record.partner_id.display_name,
                ),
                user_id=manager.id,
            )

    def _promise_text(self):
        """Return what is promised: percent or amount."""
        if self.type == "discount" and self.percent:
            percent = shown_digits(self.env, f"{round(self.percent, 2):g}")
            return self.env._("%(percent)s percent", percent=percent)
        return format_amount(self.env, self._get_worth(), self.currency_id)

    # === ACTIONS === #

    def action_approve(self):
        """Approve proposals: an agent below the limit, a manager any.

        :return: True
        :raises AccessError: above the limit, and the user is no manager
        """
        self._check_state("new")
        result = self.write({"state": "in_progress"})
        if self.env.user.has_group(GROUP_MANAGER):
            self._stamp_approval()
        return result
