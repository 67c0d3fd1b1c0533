from odoo import fields, models

from .sama_agent_mixin import GROUP_AGENT


class ResCompany(models.Model):
    """How a company follows up its quotations."""

    _inherit = "res.company"

    sama_follow_up_since = fields.Date(
        string="Follow Up Quotations since",
        default=fields.Date.context_today,
        help="Older quotations stay off the desk unless somebody plans them.",
        groups=GROUP_AGENT,
    )
    sama_agents_read_all = fields.Boolean(
        string="Agents See All Quotations",
        help="Otherwise an agent sees his own and those without a responsible.",
        groups=GROUP_AGENT,
    )
    sama_correction_hours = fields.Integer(
        string="Hours to Correct a Follow-up",
        default=24,
        help="So long its writer may correct a follow-up; then a manager.",
        groups=GROUP_AGENT,
    )
    sama_void_reason_required = fields.Boolean(
        string="Void Needs a Reason",
        default=True,
        groups=GROUP_AGENT,
    )

    _sama_correction_hours_positive = models.Constraint(
        "CHECK (sama_correction_hours >= 0)",
        "The hours to correct a follow-up cannot be negative.",
    )

    # === CRUD === #

    def write(self, vals):
        """Let nobody who is taken out of the company leave with its plans."""
        if "user_ids" not in vals:
            return super().write(vals)
        # sudo: who manages companies need not be an agent himself.
        before = {company: company.user_ids for company in self.sudo()}
        result = super().write(vals)
        for company, users in before.items():
            (users - company.user_ids)._sama_hand_over(company)
        return result
