from odoo import api, fields, models
from odoo.fields import Domain


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
    fiscal_year_cut = fields.Selection(
        [("this", "This Fiscal Year"), ("last", "Last Fiscal Year")],
        string="Fiscal Year from Today",
        store=False,
        search="_search_fiscal_year_cut",
    )

    @api.depends(lambda self: [*self._sama_day_fields, "company_id"])
    def _compute_fiscal_year_id(self):
        for event in self:
            event.fiscal_year_id = event._sama_year_of_date()

    @api.constrains("date")
    def _check_fiscal_year(self):
        self._sama_check_year_open()

    @api.model
    def _search_fiscal_year_cut(self, operator, value):
        if operator != "in":
            return NotImplemented
        years = self.env["sama.fiscal.year"]
        return Domain.OR(
            Domain("fiscal_year_id", "in", years._sama_relative_ids(which))
            for which in value
            if which
        )
