from odoo import fields, models


class SamaFollowUpOutcome(models.Model):
    """What came of a call, coded; one that reached nobody plans the next by itself."""

    _name = "sama.follow.up.outcome"
    _description = "Follow-up Outcome"
    _inherit = ["sama.catalogue"]

    _catalogue_columns = ("reached", "delay_value", "delay_unit")

    reached = fields.Boolean(
        default=True, help="Untick it for calls that nobody answered."
    )
    delay_value = fields.Float(
        string="Default Delay",
        help="The next follow-up is proposed so much later. 0 proposes nothing.",
    )
    delay_unit = fields.Selection(
        [("hours", "Hours"), ("days", "Working Days")], default="days", required=True
    )

    _delay_not_negative = models.Constraint(
        "CHECK (delay_value >= 0)", "The default delay cannot be negative."
    )
