from odoo import api, fields, models


class SamaCustomerRow(models.TransientModel):
    """The new row, opened on a customer."""

    _name = "sama.customer.row"
    _description = "New Row of a Customer"
    _inherit = ["sama.record.form"]

    _f4_document_model = "sama.customer"

    document_id = fields.Many2one("sama.customer", string="Customer's Figures")

    @api.model
    def _document_partner(self, document):
        # sudo: whose customer it is belongs to the row.
        return document.sudo().partner_id.sudo(False)
