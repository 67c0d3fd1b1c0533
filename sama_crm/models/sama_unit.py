from odoo import models


class SamaUnit(models.Model):
    """A unit of the organisation that questions and complaints speak of.

    What is sent to its e-mail address becomes a complaint about the unit.
    """

    _name = "sama.unit"
    _description = "Unit of the Organisation"
    _inherit = ["sama.catalogue", "mail.alias.mixin.optional"]

    _catalogue_columns = ("alias_name", "alias_domain_id")

    def _alias_get_creation_values(self):
        """Return the alias's values: a complaint about the unit, in this company."""
        return {
            **super()._alias_get_creation_values(),
            "alias_model_id": self.env["ir.model"]._get_id("sama.customer.record"),
            "alias_defaults": repr(
                {
                    "type": "complaint",
                    "unit_id": self.id,
                    "company_id": self.env.company.id,
                }
            ),
        }
