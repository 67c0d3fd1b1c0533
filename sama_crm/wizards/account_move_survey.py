from odoo import fields, models


class AccountMoveSurvey(models.TransientModel):
    """The interview about an invoice."""

    _name = "account.move.survey"
    _description = "Survey of an Invoice"
    _inherit = ["sama.survey.interview"]

    _f4_document_model = "account.move"

    document_id = fields.Many2one("account.move", string="Invoice", required=True)
