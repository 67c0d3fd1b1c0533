from odoo import fields, models

#: A long import is looked at when its user comes back.
HOURS_KEPT = 7 * 24.0


class SamaImportLine(models.TransientModel):
    """One error or warning of an import, at a cell of the workbook."""

    _name = "sama.import.line"
    _description = "Message of an Import"
    _order = "id"
    _transient_max_hours = HOURS_KEPT
    _rec_name = "place"

    import_id = fields.Many2one(
        "sama.import", required=True, ondelete="cascade", index=True
    )
    severity = fields.Selection(
        [("error", "Error"), ("warning", "Warning")], required=True
    )
    place = fields.Char(string="Cell", help="Sheet and cell, as Quotations!D17.")
    value = fields.Char(string="What Stands There")
    message = fields.Char(required=True)
