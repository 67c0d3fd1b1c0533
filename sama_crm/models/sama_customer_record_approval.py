from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import float_compare, format_amount

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
        domain = Domain.FALSE
        # sudo: the limits count for whoever asks
        for company in self.env["res.company"].sudo().search(Domain.TRUE):
            above = Domain.FALSE
            if company.sama_approval_limit:
                above |= Domain("charge", ">", company.sama_approval_limit)
            if company.sama_approval_percent:
                above |= Domain("type", "=", "discount") & Domain(
                    "percent", ">", company.sama_approval_percent
                )
            domain |= Domain("company_id", "=", company.id) & above
        domain &= Domain("type", "in", PROMISES) & Domain("approved_by_id", "=", False)
        return domain if True in value else ~domain

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
        """Return what was promised in money; what a percentage came to is not."""
        return self.cost or self.amount

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
        result = super().write(vals)
        if WORTH & vals.keys():
            self._check_approval()
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
        return format_amount(self.env, self.charge, self.currency_id)

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
