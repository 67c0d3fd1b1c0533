from odoo import fields, models

from .sama_agent_mixin import GROUP_ADMIN


class ResConfigSettings(models.TransientModel):
    """How the company scores its customers."""

    _inherit = "res.config.settings"

    sama_rfm_months = fields.Integer(
        related="company_id.sama_rfm_months", readonly=False, groups=GROUP_ADMIN
    )
    sama_rfm_method = fields.Selection(
        related="company_id.sama_rfm_method", readonly=False, groups=GROUP_ADMIN
    )
    sama_rfm_recency = fields.Char(
        related="company_id.sama_rfm_recency", readonly=False, groups=GROUP_ADMIN
    )
    sama_rfm_frequency = fields.Char(
        related="company_id.sama_rfm_frequency", readonly=False, groups=GROUP_ADMIN
    )
    sama_rfm_monetary = fields.Char(
        related="company_id.sama_rfm_monetary", readonly=False, groups=GROUP_ADMIN
    )
