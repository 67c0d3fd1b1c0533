from odoo import api, fields, models


class ResPartnerRecord(models.TransientModel):
    """The new row, opened on a person."""

    _name = "res.partner.record"
    _description = "New Row of a Person"
    _inherit = ["sama.record.form"]

    _f4_document_model = "res.partner"

    document_id = fields.Many2one("res.partner", string="Person", required=True)

    @api.model
    def _document_partner(self, document):
        return document

    @api.model
    def _document_kind(self, document):
        return self.env.context.get("sama_kind")
