from odoo import api, models


class ProductPricelist(models.Model):
    """A customer's grade says his pricelist, unless he has one of his own."""

    _inherit = "product.pricelist"

    @api.model
    def _get_partner_pricelist_multi(self, partner_ids):
        """Put the grade's pricelist between the person's own and the country's."""
        result = super()._get_partner_pricelist_multi(partner_ids)
        by_grade = self.env["sama.customer.grade"]._sama_pricelist_ids()
        if not by_grade or not self.env["res.groups"]._is_feature_enabled(
            "product.group_product_pricelist"
        ):
            return result
        # sudo: the price follows the grade, whoever sells
        partners = self.env["res.partner"].sudo().browse(partner_ids)
        for partner in partners.with_context(active_test=False):
            if partner.specific_property_product_pricelist.active:
                continue
            pricelist = self.browse(by_grade.get(partner.sama_grade_id.id))
            if pricelist._get_partner_pricelist_multi_filter_hook():
                result[partner.id] = pricelist
        return result
