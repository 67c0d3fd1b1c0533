from odoo import api, fields, models, tools

from .sama_agent_mixin import GROUP_AGENT

# What the state of every survey rests on.
STATE_FIELDS = (
    "sama_survey_since",
    "sama_survey_max_days",
    "sama_survey_delay_days",
    "sama_survey_quiet_days",
    "sama_survey_attempts",
)


class ResCompany(models.Model):
    """Whom a company surveys, and when."""

    _inherit = "res.company"

    sama_survey_since = fields.Date(
        string="Survey Sales since",
        default=fields.Date.context_today,
        help="Older invoices and projects are never due. F4 works on them.",
        groups=GROUP_AGENT,
    )
    sama_survey_delay_days = fields.Integer(
        string="Days until a Survey Is Due",
        default=0,
        help="Days after the invoice, or after the end of the project.",
        groups=GROUP_AGENT,
    )
    sama_survey_max_days = fields.Integer(
        string="Days after Which It Is Too Late",
        default=60,
        help="Days after the invoice, or after the end of the project; 0 is never.",
        groups=GROUP_AGENT,
    )
    sama_survey_quiet_days = fields.Integer(
        string="Days between Two Surveys of a Person",
        default=30,
        help="Who was surveyed or asked is left in peace so long; 0 is not at all.",
        groups=GROUP_AGENT,
    )
    sama_survey_attempts = fields.Integer(
        string="Survey Calls before Giving up",
        default=3,
        help="After so many calls without answer nobody calls any more; 0 is no limit.",
        groups=GROUP_AGENT,
    )
    sama_survey_seller = fields.Selection(
        [("off", "Allow"), ("warn", "Warn"), ("forbid", "Forbid")],
        string="Salesperson Surveys His Own Sale",
        required=True,
        default="warn",
        groups=GROUP_AGENT,
    )
    sama_survey_user_id = fields.Many2one(
        "res.users",
        string="Survey Responsible",
        help="Surveys where the person group names nobody.",
        groups=GROUP_AGENT,
    )

    sama_survey_link_days = fields.Integer(
        string="Days that a Survey Link Stands",
        default=14,
        help="After so many days a link that was sent answers no more.",
        groups=GROUP_AGENT,
    )
    sama_survey_link_auto = fields.Selection(
        [("off", "Off"), ("sms", "By SMS"), ("email", "By E-mail")],
        string="Send Survey Links by Itself",
        required=True,
        default="off",
        groups=GROUP_AGENT,
    )
    sama_survey_link_auto_days = fields.Integer(
        string="Days until a Link Is Sent",
        default=3,
        help="Days after the invoice, or after the end of the project.",
        groups=GROUP_AGENT,
    )

    _sama_survey_link_days_positive = models.Constraint(
        "CHECK (sama_survey_link_days > 0 AND sama_survey_link_auto_days >= 0)",
        "A link must stand for at least one day.",
    )
    _sama_survey_days_positive = models.Constraint(
        "CHECK (sama_survey_delay_days >= 0 AND sama_survey_max_days >= 0 AND"
        " sama_survey_quiet_days >= 0 AND sama_survey_attempts >= 0)",
        "Numbers of days and of calls cannot be negative.",
    )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Create companies; their rules of surveys count at once."""
        companies = super().create(vals_list)
        self.env.registry.clear_cache()
        return companies

    def write(self, vals):
        """Write companies; their rules of surveys count at once."""
        result = super().write(vals)
        if not vals.keys().isdisjoint(STATE_FIELDS):
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        """Delete companies, and forget their rules of surveys."""
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    # === BUSINESS === #

    @api.model
    @tools.ormcache()
    def _sama_survey_settings(self):
        """Return {company id: {field: value}} of STATE_FIELDS, for every company."""
        # sudo: the state of a document rests on its company's settings, not on ours.
        companies = self.sudo().search_fetch([], STATE_FIELDS)
        return {
            company.id: {fname: company[fname] for fname in STATE_FIELDS}
            for company in companies
        }
