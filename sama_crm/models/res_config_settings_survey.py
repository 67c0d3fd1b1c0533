from odoo import fields, models

from .sama_agent_mixin import GROUP_ADMIN, agents_domain


class ResConfigSettings(models.TransientModel):
    """How the company surveys."""

    _inherit = "res.config.settings"

    sama_survey_since = fields.Date(
        related="company_id.sama_survey_since",
        readonly=False,
        groups=GROUP_ADMIN,
    )
    sama_survey_delay_days = fields.Integer(
        related="company_id.sama_survey_delay_days",
        readonly=False,
        groups=GROUP_ADMIN,
    )
    sama_survey_max_days = fields.Integer(
        related="company_id.sama_survey_max_days",
        readonly=False,
        groups=GROUP_ADMIN,
    )
    sama_survey_quiet_days = fields.Integer(
        related="company_id.sama_survey_quiet_days",
        readonly=False,
        groups=GROUP_ADMIN,
    )
    sama_survey_attempts = fields.Integer(
        related="company_id.sama_survey_attempts",
        readonly=False,
        groups=GROUP_ADMIN,
    )
    sama_survey_seller = fields.Selection(
        related="company_id.sama_survey_seller",
        readonly=False,
        groups=GROUP_ADMIN,
    )
    sama_survey_user_id = fields.Many2one(
        related="company_id.sama_survey_user_id",
        readonly=False,
        domain=agents_domain,
        groups=GROUP_ADMIN,
    )
    sama_survey_link_days = fields.Integer(
        related="company_id.sama_survey_link_days",
        readonly=False,
        groups=GROUP_ADMIN,
    )
    sama_survey_link_auto = fields.Selection(
        related="company_id.sama_survey_link_auto",
        readonly=False,
        groups=GROUP_ADMIN,
    )
    sama_survey_link_auto_days = fields.Integer(
        related="company_id.sama_survey_link_auto_days",
        readonly=False,
        groups=GROUP_ADMIN,
    )
