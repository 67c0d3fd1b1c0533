from odoo import fields, models

from .sama_agent_mixin import GROUP_ADMIN


class ResConfigSettings(models.TransientModel):
    """When the company's fiscal year begins."""

    _inherit = "res.config.settings"

    sama_fiscal_start = fields.Selection(
        related="company_id.sama_fiscal_start", readonly=False, groups=GROUP_ADMIN
    )
