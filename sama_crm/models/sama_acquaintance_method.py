from odoo import models


class SamaAcquaintanceMethod(models.Model):
    """How a person came to know the company: exhibition, a friend, the web site…"""

    _name = "sama.acquaintance.method"
    _description = "Acquaintance Method"
    _inherit = ["sama.catalogue"]
