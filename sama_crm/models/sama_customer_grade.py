from odoo import models


class SamaCustomerGrade(models.Model):
    """How much a customer is worth to the company: A, B, C…"""

    _name = "sama.customer.grade"
    _description = "Customer Grade"
    _inherit = ["sama.catalogue"]
