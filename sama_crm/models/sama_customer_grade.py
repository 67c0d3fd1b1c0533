from odoo import api, fields, models, tools


class SamaCustomerGrade(models.Model):
    """How much a customer is worth to the company: A, B, C…

    A grade may carry a pricelist, in each company its own: customers of the grade are
    sold to by it, unless they have a pricelist of their own.
    """

    _name = "sama.customer.grade"
    _description = "Customer Grade"
    _inherit = ["sama.catalogue"]
    _catalogue_columns = ("pricelist_id",)

    pricelist_id = fields.Many2one(
        "product.pricelist",
        company_dependent=True,
        domain=lambda self: [("company_id", "in", (self.env.company.id, False))],
        groups="product.group_product_pricelist",
        help="Of customers of this grade who have no pricelist of their own.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Create grades; a pricelist counts at once."""
        grades = super().create(vals_list)
        self.env.registry.clear_cache()
        return grades

    def write(self, vals):
        """Write grades; a pricelist counts at once."""
        result = super().write(vals)
        if "pricelist_id" in vals:
            self.env.registry.clear_cache()
            self.env["res.partner"].invalidate_model(["property_product_pricelist"])
        return result

    @api.model
    @tools.ormcache("self.env.company.id")
    def _sama_pricelist_ids(self):
        """Return {grade id: pricelist id} of the company; do not change it."""
        # sudo: what a customer is sold to by does not depend on who sells
        grades = self.sudo().with_context(active_test=False)
        return {
            grade.id: grade.pricelist_id.id
            for grade in grades.search([])
            if grade.pricelist_id
        }
