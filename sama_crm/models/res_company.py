from odoo import fields, models


class ResCompany(models.Model):
    """How a company follows up its quotations."""

    _inherit = "res.company"

    sama_follow_up_since = fields.Date(
        string="Follow Up Quotations since",
        default=fields.Date.context_today,
        help="Older quotations stay off the desk unless somebody plans them.",
    )
    sama_agents_read_all = fields.Boolean(
        string="Agents See All Quotations",
        help="Otherwise an agent sees his own and those without a responsible.",
    )
    sama_correction_hours = fields.Integer(
        string="Hours to Correct a Follow-up",
        default=24,
        help="So long its writer may correct a follow-up; then a manager.",
    )
    sama_void_reason_required = fields.Boolean(
        string="Void Needs a Reason", default=True
    )

    _sama_correction_hours_positive = models.Constraint(
        "CHECK (sama_correction_hours >= 0)",
        "The hours to correct a follow-up cannot be negative.",
    )
