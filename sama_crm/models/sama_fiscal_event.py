from odoo import api, fields, models


class SamaFiscalEvent(models.AbstractModel):
    """Something that happened in one fiscal year, and stays there."""

    _name = "sama.fiscal.event"
    _description = "Event of a Fiscal Year"
    _inherit = ["sama.fiscal.dated"]

    company_id = fields.Many2one("res.company")
    fiscal_year_id = fields.Many2one(
        "sama.fiscal.year",
        compute="_compute_fiscal_year_id",
        store=True,
        precompute=True,
        ondelete="restrict",
        help="The year of its date.",
    )

    @api.depends(lambda self: [*self._sama_day_fields, "company_id"])
    def _compute_fiscal_year_id(self):
        for event in self:
            event.fiscal_year_id = event._sama_year_of_date()
