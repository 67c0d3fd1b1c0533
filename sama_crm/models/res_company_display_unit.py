from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .sama_agent_mixin import GROUP_AGENT


class ResCompany(models.Model):
    """The unit in which a company reads its amounts."""

    _inherit = "res.company"

    sama_display_unit_id = fields.Many2one(
        "sama.display.unit",
        string="Amounts Are Shown in",
        domain="[('currency_id', '=', currency_id)]",
        help="Only what Customer Relations shows and prints. Amounts are entered, "
        "stored and summed in the currency.",
        groups=GROUP_AGENT,
    )

    @api.constrains("sama_display_unit_id", "currency_id")
    def _check_sama_display_unit_id(self):
        """A unit of another currency would name amounts wrongly."""
        # sudo: who changes the currency need not see the unit.
        for company in self.sudo():
            unit = company.sama_display_unit_id
            if unit and unit.currency_id != company.currency_id:
                raise ValidationError(
                    self.env._(
                        "%(unit)s is a unit of %(currency)s, not of the company's "
                        "currency.",
                        unit=unit.name,
                        currency=unit.currency_id.name,
                    )
                )
