from odoo import api, fields, models
from odoo.exceptions import UserError

from .sama_agent_mixin import GROUP_AGENT


class SaleOrder(models.Model):
    """A quotation offers the discounts of its customer, and gives them back."""

    _inherit = "sale.order"

    sama_discount_offer_count = fields.Integer(
        string="Discounts of the Customer",
        compute="_compute_sama_discount_offer",
        groups=GROUP_AGENT,
    )
    sama_discount_offer = fields.Char(
        string="Discount of the Customer",
        compute="_compute_sama_discount_offer",
        groups=GROUP_AGENT,
    )

    # === COMPUTE === #

    @api.depends("partner_id", "state", "company_id")
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_sama_discount_offer(self):
        self.sama_discount_offer_count = 0
        self.sama_discount_offer = False
        open_orders = self.filtered(
            lambda order: order.state in ("draft", "sent") and order.partner_id
        )
        offers = self._sama_discount_offers(open_orders)
        for order in open_orders:
            mine = offers.filtered(
                lambda record, o=order: (
                    record.company_id == o.company_id
                    and record.partner_id.commercial_partner_id
                    == o.partner_id.commercial_partner_id
                )
            )
            order.sama_discount_offer_count = len(mine)
            order.sama_discount_offer = (
                " · ".join(
                    f"{record._promise_text()} ({record.name})" for record in mine
                )
                or False
            )

    @api.model
    def _sama_discount_offers(self, orders):
        """Return the discounts that the customers of the quotations can use today."""
        Record = self.env["sama.customer.record"]
        if not orders:
            return Record
        return Record.search(
            Record._sama_offer_domain(
                orders.partner_id, fields.Date.context_today(self)
            )
        )

    # === CRUD === #

    def write(self, vals):
        """Write quotations; their discounts follow."""
        if not {"state", "partner_id", "company_id"} & vals.keys():
            return super().write(vals)
        cancelled = self.filtered(lambda order: order.state == "cancel")
        result = super().write(vals)
        if vals.get("state") == "cancel":
            (self - cancelled)._sama_give_back_discounts()
        elif "state" in vals:
            cancelled._sama_retake_discounts()
        if "partner_id" in vals or "company_id" in vals:
            self._sama_drop_strange_discounts()
        return result

    def unlink(self):
        """Delete quotations; their discounts can be used elsewhere."""
        records = self._sama_used_discounts()
        result = super().unlink()
        records._sama_give_back()
        return result

    def _get_copiable_order_lines(self):
        """A copy has no discount that was used on its model."""
        return (
            super()
            ._get_copiable_order_lines()
            # sudo: who copies the quotation may have no role of ours
            .filtered(lambda line: not line.sudo().sama_record_id)
        )

    # === BUSINESS === #

    def sama_apply_discount(self, record_id):
        """Put a discount of the customer on his quotation, by Odoo's discount lines.

        :param int record_id: the `sama.customer.record`
        :return: True
        :raises AccessError: the user is no agent, or may not read one of the two
        :raises UserError: the quotation is no quotation any more, or the discount
            cannot be used
        """
        self.ensure_one()
        self._sama_check_agent()
        record = self.env["sama.customer.record"].browse(
            self._sama_to_record("sama.customer.record", record_id)
        )
        if not record:
            raise UserError(self.env._("Choose a discount."))
        record._sama_check_agent()
        # sudo: an agent has no right of his own on quotations
        self.sudo()._sama_put_discount(record.sudo())
        return True

    def action_sama_apply_discount(self):
        """Put the customer's discount on the quotation; of several, let choose.

        :return: an action, or True
        """
        self.ensure_one()
        self._sama_check_agent()
        offers = self._sama_discount_offers(self).filtered(
            lambda record: record.company_id == self.company_id
        )
        if not offers:
            raise UserError(self.env._("The customer has no discount to use today."))
        if len(offers) == 1:
            return self.sama_apply_discount(offers.id)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sama_crm.sama_customer_record_action_offers"
        )
        action["domain"] = [("id", "in", offers.ids)]
        action["context"] = {"sama_order_id": self.id}
        return action

    def _sama_put_discount(self, record):
        """Add the lines of the discount, and mark it used."""
        if self.state not in ("draft", "sent"):
            raise UserError(self.env._("Only a quotation takes a discount."))
        record._sama_take(self)
        company = self.company_id
        day = fields.Date.to_date(self.date_order) or fields.Date.context_today(self)
        amount = record.currency_id._convert(
            record.amount, self.currency_id, company, day
        )
        if self.currency_id.compare_amounts(amount, self.amount_total) > 0:
            raise UserError(
                self.env._("The discount is more than the quotation's amount.")
            )
        before = self.order_line
        self.env["sale.order.discount"].create(
            {
                "sale_order_id": self.id,
                "discount_type": "so_discount" if record.percent else "amount",
                "discount_percentage": record.percent / 100,
                "discount_amount": amount,
            }
        ).action_apply_discount()
        lines = self.order_line - before
        if not lines:
            raise UserError(self.env._("There is nothing to discount yet."))
        lines.sama_record_id = record
        record._sama_mark_used(
            self,
            self.currency_id._convert(
                -sum(lines.mapped("price_total")), company.currency_id, company, day
            ),
        )
        self._message_log(
            body=self.env._("Discount %(number)s applied.", number=record.name)
        )

    def _sama_used_discounts(self):
        """Return the discounts on these quotations, in sudo."""
        return (
            self.env["sama.customer.record"]
            # sudo: they follow whoever acts on the quotation
            .sudo()
            .search([("used_order_id", "in", self.ids)])
        )

    def _sama_give_back_discounts(self):
        self._sama_used_discounts()._sama_give_back()

    def _sama_retake_discounts(self):
        """Take what a cancelled quotation had given back, or remove its lines."""
        # sudo: the discount follows whoever sets the quotation back
        for line in self.sudo().order_line.filtered("sama_record_id"):
            record, order = line.sama_record_id, line.order_id
            if record.used_order_id == order:
                continue
            try:
                with self.env.cr.savepoint():
                    record._sama_take(order)
            except UserError as error:
                order._sama_remove_discount_lines(record, str(error))
                continue
            lines = order.order_line.filtered(
                lambda each, r=record: each.sama_record_id == r
            )
            record._sama_mark_used(
                order,
                order.currency_id._convert(
                    -sum(lines.mapped("price_total")),
                    order.company_id.currency_id,
                    order.company_id,
                    fields.Date.to_date(order.date_order),
                ),
            )

    def _sama_drop_strange_discounts(self):
        """Remove the discounts of a customer that the quotation is not for any more."""
        for record in self._sama_used_discounts():
            order = record.used_order_id
            if (
                record.partner_id.commercial_partner_id
                != order.partner_id.commercial_partner_id
                or record.company_id != order.company_id
            ):
                order._sama_remove_discount_lines(
                    record, self.env._("This discount is another customer's.")
                )

    def _sama_remove_discount_lines(self, record, reason):
        lines = self.order_line.filtered(lambda line: line.sama_record_id == record)
        lines.unlink()
        self._message_log(
            body=self.env._(
                "Discount %(number)s removed: %(reason)s",
                number=record.name,
                reason=reason,
            )
        )
