from odoo import fields, models


class SamaCustomerRecordRow(models.TransientModel):
    """The new row, opened on another row of the same customer."""

    _name = "sama.customer.record.row"
    _description = "New Row of the Same Customer"
    _inherit = ["sama.record.form"]

    _f4_document_model = "sama.customer.record"

    document_id = fields.Many2one(
        "sama.customer.record", string="Record", required=True
    )
