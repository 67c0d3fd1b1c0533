from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .sama_agent_mixin import GROUP_AGENT


class SamaFiscalWorked(models.AbstractModel):
    """A document with two years: that of its date, and the one in which it is worked.

    They are the same until a fiscal opening carries the document into a later year,
    which changes `sama_fiscal_year_id` alone. From then on they differ, and only the
    year of the date follows a date that changes.
    """

    _name = "sama.fiscal.worked"
    _description = "Worked in a Fiscal Year"
    _inherit = ["sama.fiscal.dated"]

    _sama_year_field = "sama_date_year_id"
    _sama_worked_field = "sama_fiscal_year_id"

    company_id = fields.Many2one("res.company")
    sama_fiscal_year_id = fields.Many2one(
        "sama.fiscal.year",
        string="Working Year",
        compute="_compute_sama_fiscal_years",
        store=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups=GROUP_AGENT,
        help="The fiscal year in which it is worked: that of its date, until a fiscal"
        " opening carries it on.",
    )
    sama_date_year_id = fields.Many2one(
        "sama.fiscal.year",
        string="Fiscal Year",
        compute="_compute_sama_fiscal_years",
        store=True,
        copy=False,
        ondelete="restrict",
        groups=GROUP_AGENT,
        help="The fiscal year of its date.",
    )
    sama_year_cut = fields.Selection(
        [
            ("current", "This Fiscal Year or Open"),
            ("this", "This Fiscal Year"),
            ("last", "Last Fiscal Year"),
        ],
        string="Working Year from Today",
        store=False,
        copy=False,
        search="_search_sama_year_cut",
        groups=GROUP_AGENT,
    )

    @api.depends(lambda self: self._sama_year_depends())
    def _compute_sama_fiscal_years(self):
        for document in self:
            year = document._sama_year_of_date()
            if document.sama_fiscal_year_id == document.sama_date_year_id:
                document.sama_fiscal_year_id = year
            else:
                # Assigned, or it would be asked for again.
                document.sama_fiscal_year_id = document.sama_fiscal_year_id
            document.sama_date_year_id = year

    @api.constrains("sama_fiscal_year_id")
    def _check_sama_fiscal_year_company(self):
        years = self.env["sama.fiscal.year"]
        for document in self:
            # sudo: whose year it is, no more; and from the cache, on every save
            year_id = document.sudo().sama_fiscal_year_id.id
            if year_id and year_id not in years._sama_ids(document.company_id.id):
                raise ValidationError(
                    self.env._("A document is worked in a year of its own company.")
                )

    @api.model
    def _sama_year_depends(self):
        """Return what the year of a document's date depends on."""
        return [*self._sama_day_fields, "company_id"]

    @api.model
    def _search_sama_year_cut(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(self._sama_year_domain(cut) for cut in value if cut)

    @api.model
    def _sama_year_domain(self, cut):
        """Return the domain of what is worked in this or the last year of its company.

        ``current`` is this year and whatever is still open, from any year: a new year
        hides nobody who waits for a call.
        """
        years = self.env["sama.fiscal.year"]
        if cut != "current":
            ids = years._sama_relative_ids(cut)
            return Domain("sama_fiscal_year_id", "in", ids)
        ids = [*years._sama_relative_ids("this"), False]
        return Domain("sama_fiscal_year_id", "in", ids) | self._sama_open_domain()

    @api.model
    def _sama_open_domain(self):
        """Return the domain of what is still to be worked, whatever its year."""
        return Domain.FALSE
