from odoo import api, fields, models


class ResUsersSettings(models.Model):
    """On which day the user was last told what is due."""

    _inherit = "res.users.settings"

    sama_day_notice_on = fields.Date(
        string="Last Notice of the Day's Follow-ups",
        copy=False,
        groups=fields.NO_ACCESS,
    )

    @api.model
    def _get_fields_blacklist(self):
        # Agents get it with their session (`ir.http`), others not at all.
        return [*super()._get_fields_blacklist(), "sama_day_notice_on"]
