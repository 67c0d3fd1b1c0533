from odoo import models


class SamaUnit(models.Model):
    """A unit of the organisation that questions and complaints speak of."""

    _name = "sama.unit"
    _description = "Unit of the Organisation"
    _inherit = ["sama.catalogue"]
