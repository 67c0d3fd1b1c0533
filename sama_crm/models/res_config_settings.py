from odoo import fields, models

from .sama_agent_mixin import GROUP_ADMIN


class ResConfigSettings(models.TransientModel):
    """The company's settings of Customer Relations."""

    _inherit = "res.config.settings"

    sama_follow_up_since = fields.Date(
        related="company_id.sama_follow_up_since",
        readonly=False,
        groups=GROUP_ADMIN,
    )
    sama_agents_read_all = fields.Boolean(
        related="company_id.sama_agents_read_all",
        readonly=False,
        groups=GROUP_ADMIN,
    )
    sama_correction_hours = fields.Integer(
        related="company_id.sama_correction_hours",
        readonly=False,
        groups=GROUP_ADMIN,
    )
    sama_void_reason_required = fields.Boolean(
        related="company_id.sama_void_reason_required",
        readonly=False,
        groups=GROUP_ADMIN,
    )
    sama_area_code = fields.Char(
        related="company_id.sama_area_code",
        readonly=False,
        groups=GROUP_ADMIN,
    )
