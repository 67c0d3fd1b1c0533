from odoo import fields, models

from .sama_agent_mixin import GROUP_AGENT


class ResCompany(models.Model):
    """Where a company's bare landline numbers belong."""

    _inherit = "res.company"

    sama_area_code = fields.Char(
        string="Area code",
        size=5,
        help="Stands before landline numbers typed without one, e.g. 021.",
        groups=GROUP_AGENT,
    )

    def write(self, vals):
        """Write companies; another area code means other numbers."""
        result = super().write(vals)
        if "sama_area_code" in vals:
            partners = self.env["res.partner"]
            # sudo: keys are nobody's secret columns; all partners' follow the setting.
            partners.sudo()._sama_recompute_phone_keys()
        return result
