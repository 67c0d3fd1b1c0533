from odoo import fields, models

from .sama_agent_mixin import GROUP_AGENT


class SaleOrderLine(models.Model):
    """A discount line knows the customer record that it comes from."""

    _inherit = "sale.order.line"

    sama_record_id = fields.Many2one(
        "sama.customer.record",
        string="Discount of the Customer",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=GROUP_AGENT,
    )

    def unlink(self):
        """Delete lines; a discount without any line left can be used again."""
        # sudo: the discount follows whoever may delete the line
        used = [(line.order_id, line.sama_record_id) for line in self.sudo()]
        result = super().unlink()
        for order, record in used:
            if (
                record.used_order_id == order
                and record not in order.order_line.sama_record_id
            ):
                record._sama_give_back()
        return result
