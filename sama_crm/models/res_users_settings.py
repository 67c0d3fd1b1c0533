from odoo import api, fields, models


class ResUsersSettings(models.Model):
    """On which day the user was last told what is due; how he last made reports."""

    _inherit = "res.users.settings"

    sama_day_notice_on = fields.Date(
        string="Last Notice of the Day's Follow-ups",
        copy=False,
        groups=fields.NO_ACCESS,
    )

    sama_report_choices = fields.Json(
        string="Last Choices of Reports",
        copy=False,
        groups=fields.NO_ACCESS,
        help="By the name of the report.",
    )

    @api.model
    def _get_fields_blacklist(self):
        # Agents get it with their session (`ir.http`), others not at all.
        return [
            *super()._get_fields_blacklist(),
            "sama_day_notice_on",
            "sama_report_choices",
        ]
