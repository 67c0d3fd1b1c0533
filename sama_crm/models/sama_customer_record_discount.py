from odoo import api, fields, models
from odoo.exceptions import LockError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from .sama_customer_record import OPEN_STATES

# What a quotation has taken from its discount.
OF_THE_QUOTATION = {"partner_id", "company_id", "amount", "percent"}


class SamaCustomerRecord(models.Model):
    """A discount: offers itself on the customer's quotations and is used once.

    It goes onto a quotation as Odoo's own discount lines, which remember it. When they
    are removed, or the quotation is cancelled, it is given back. The row is locked
    while it is put on, so that two people cannot use it at the same time.
    """

    _inherit = "sama.customer.record"

    valid_to = fields.Date(help="The last day on which the discount can be used.")
    used_on = fields.Datetime(readonly=True, copy=False)
    used_order_id = fields.Many2one(
        "sale.order",
        string="Used on Quotation",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    used_amount = fields.Monetary(
        readonly=True,
        copy=False,
        help="By how much the quotation became cheaper, tax included.",
    )

    _offer_idx = models.Index(
        "(partner_id) WHERE type = 'discount' AND state = 'in_progress'"
    )

    # === COMPUTE === #

    @api.depends("used_amount")
    def _compute_charge(self):
        result = super()._compute_charge()
        for record in self:
            if record.type == "discount" and record.used_amount:
                record.charge = record.used_amount
        return result

    # === CONSTRAINTS === #

    @api.constrains("type", "state", "amount", "percent")
    def _check_discount(self):
        for record in self.filtered(lambda each: each.type == "discount"):
            if record.amount and record.percent:
                raise ValidationError(
                    self.env._("A discount is an amount or a percentage, not both.")
                )
            if record.state in ("in_progress", "done") and not (
                record.amount or record.percent
            ):
                raise ValidationError(
                    self.env._("How much is the discount? Write amount or percentage.")
                )

    # === CRUD === #

    def write(self, vals):
        """Write records; a discount on a quotation is given back there only.

        :raises UserError: it is on a quotation
        """
        is_given_back = vals.get("state") in (*OPEN_STATES, "rejected")
        if not self.env.su and (is_given_back or OF_THE_QUOTATION & vals.keys()):
            used = self.filtered(
                lambda record: (
                    record.used_order_id
                    and (is_given_back or record._sama_changed(OF_THE_QUOTATION, vals))
                )
            )
            if used:
                raise UserError(
                    self.env._(
                        "%(record)s is on quotation %(order)s. Remove it there first.",
                        record=used[0].display_name,
                        # sudo: the number only
                        order=used[0].used_order_id.sudo().name,
                    )
                )
        return super().write(vals)

    def _note_reopened(self):
        """A discount that a quotation gives back is approved as before."""
        used = self.filtered(lambda record: record.used_on)
        result = super(SamaCustomerRecord, self - used)._note_reopened()
        for record in used:
            record._message_log(
                body=self.env._(
                    "Given back by quotation %(order)s.",
                    # sudo: the number only
                    order=record.used_order_id.sudo().name or "",
                )
            )
            # sudo: the use keeps itself
            record.sudo().write(
                {
                    "used_on": False,
                    "used_order_id": False,
                    "used_amount": 0.0,
                    "answered_on": False,
                }
            )
        return result

    # === BUSINESS === #

    @api.model
    def _sama_offer_domain(self, partners, day):
        """Return the domain of discounts that these customers can use on a day."""
        return (
            Domain("type", "=", "discount")
            & Domain("state", "=", "in_progress")
            & Domain("used_order_id", "=", False)
            & Domain("partner_id", "child_of", partners.commercial_partner_id.ids)
            & (Domain("valid_to", "=", False) | Domain("valid_to", ">=", day))
        )

    def _sama_take(self, order):
        """Lock the discount for the quotation, or say why it cannot be used.

        :raises UserError: used, expired, another customer's, not approved, or just
            being used by a colleague
        """
        self.ensure_one()
        try:
            self.lock_for_update()
        except LockError:
            raise UserError(
                self.env._("A colleague is using this discount at this moment.")
            ) from None
        self.invalidate_recordset()
        problem = self._sama_offer_problem(order)
        if problem:
            raise UserError(problem)

    def _sama_offer_problem(self, order):
        """Return why the discount cannot be used on the quotation, or False."""
        today = fields.Date.context_today(self)
        if self.type != "discount" or self.state != "in_progress" or self.used_order_id:
            return self.env._(
                "%(record)s is %(state)s and cannot be used.",
                record=self.display_name,
                state=self.state_text,
            )
        if self.valid_to and self.valid_to < today:
            return self.env._(
                "%(record)s was valid until %(date)s.",
                record=self.display_name,
                date=format_date(self.env, self.valid_to),
            )
        owner = self.partner_id.commercial_partner_id
        if owner != order.partner_id.commercial_partner_id:
            return self.env._("This discount is another customer's.")
        if self.company_id != order.company_id:
            return self.env._("This discount is another company's.")
        return False

    def _sama_mark_used(self, order, amount):
        """Remember that the quotation has the discount.

        :param float amount: in the company's currency, tax included
        """
        self.write(
            {
                "state": "done",
                "used_on": fields.Datetime.now(),
                "used_order_id": order.id,
                "used_amount": amount,
            }
        )

    def _sama_give_back(self):
        """Let the discounts be used again: their quotation has them no more."""
        self.write({"state": "in_progress"})

    # === ACTIONS === #

    def action_apply_to_order(self):
        """Put the discount on the quotation that the list was opened from.

        :return: an action that closes the list
        :raises UserError: it cannot be used there
        """
        self.ensure_one()
        order = self.env["sale.order"].browse(
            self._sama_to_record("sale.order", self.env.context.get("sama_order_id"))
        )
        if not order:
            raise UserError(self.env._("Open the discounts from a quotation."))
        order.sama_apply_discount(self.id)
        return {"type": "ir.actions.act_window_close"}
