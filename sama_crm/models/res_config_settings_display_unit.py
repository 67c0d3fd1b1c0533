from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The display unit and the working hours among the settings."""

    _inherit = "res.config.settings"

    sama_display_unit_id = fields.Many2one(
        related="company_id.sama_display_unit_id", readonly=False
    )
    sama_resource_calendar_id = fields.Many2one(
        related="company_id.resource_calendar_id",
        string="Working Hours",
        readonly=False,
    )
    sama_works_on_friday = fields.Boolean(
        related="company_id.resource_calendar_id.sama_works_on_friday"
    )
