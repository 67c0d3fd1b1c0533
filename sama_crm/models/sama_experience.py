from odoo import models


class SamaExperience(models.Model):
    """What the company has lived through with a customer, in one word."""

    _name = "sama.experience"
    _description = "Customer Experience"
    _inherit = ["sama.catalogue"]
