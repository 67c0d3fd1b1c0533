from odoo import api, models


class ResPartner(models.Model):
    """The pricelist of a person follows his grade."""

    _inherit = "res.partner"

    @api.depends("sama_grade_id")
    def _compute_product_pricelist(self):
        return super()._compute_product_pricelist()

    def _inverse_product_pricelist(self):
        """Keep what was chosen against the grade, be it the country's own."""
        by_grade = self.env["sama.customer.grade"]._sama_pricelist_ids()
        chosen = {}
        if by_grade:
            chosen = {
                partner: partner.property_product_pricelist
                for partner in self
                # sudo: the grade decides, shown or not
                if by_grade.get(partner.sudo().sama_grade_id.id)
            }
        result = super()._inverse_product_pricelist()
        for partner, pricelist in chosen.items():
            # sudo: the grade decides, shown or not
            grades = by_grade[partner.sudo().sama_grade_id.id]
            own = pricelist if pricelist.id != grades else pricelist.browse()
            partner.specific_property_product_pricelist = own
        return result
