from odoo import fields, models
from odoo.fields import Command


class ResPartnerAnonymise(models.TransientModel):
    """Asks once more before persons are forgotten for good."""

    _name = "res.partner.anonymise"
    _description = "Anonymise Persons"

    partner_ids = fields.Many2many(
        "res.partner",
        string="Persons",
        required=True,
        default=lambda self: [Command.set(self.env.context.get("active_ids") or [])],
    )

    def action_anonymise(self):
        """Take away who the persons are.

        :return: an action that closes the dialog and reads the record again
        """
        self.ensure_one()
        self.partner_ids.action_sama_anonymise()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
