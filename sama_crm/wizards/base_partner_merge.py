from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merged persons keep the addon's data, and open documents the right group."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_values(self, src_partners, dst_partner):
        """Set right what core's merge in SQL passes by.

        Contacts of the merged partners are now the destination's, and so are their
        documents.
        """
        result = super()._update_values(src_partners, dst_partner)
        partners = dst_partner.with_context(active_test=False).search(
            [("id", "child_of", dst_partner.ids)]
        )
        for fname in ("sama_person_group_id", "sama_grade_id"):
            self.env.add_to_compute(partners._fields[fname], partners)
        dst_partner._sama_propagate_person_group()
        return result
