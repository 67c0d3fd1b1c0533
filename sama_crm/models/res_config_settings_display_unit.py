from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The display unit among the settings."""

    _inherit = "res.config.settings"

    sama_display_unit_id = fields.Many2one(
        related="company_id.sama_display_unit_id", readonly=False
    )
