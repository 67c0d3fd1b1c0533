from odoo import models
from odoo.tools import SQL


class ResCompany(models.Model):
    """A company, in whose currency the figures of its customers are."""

    _inherit = "res.company"

    def write(self, vals):
        """Let the figures follow the company's currency."""
        result = super().write(vals)
        if "currency_id" in vals:
            rows = self.env.execute_query(
                SQL(
                    "SELECT partner_id FROM sama_customer WHERE company_id = ANY(%s)",
                    self.ids,
                )
            )
            partners = [partner for (partner,) in rows]
            self.env["sama.customer.queue"]._sama_note("partner", partners)
        return result
