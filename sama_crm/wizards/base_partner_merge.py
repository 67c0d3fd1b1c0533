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
        self._sama_update_hidden_values(src_partners, dst_partner)
        partners = dst_partner.with_context(active_test=False).search(
            [("id", "child_of", dst_partner.ids)]
        )
        for fname in ("sama_person_group_id", "sama_grade_id"):
            self.env.add_to_compute(partners._fields[fname], partners)
        dst_partner._sama_propagate_person_group()
        return result

    @api.model
    def _sama_update_hidden_values(self, src_partners, dst_partner):
        """Keep what core does not see as a user without a role of ours.

        By core's rule: the destination's value, else the last one of the others.
        """
        shown = dst_partner.fields_get()
        # Sudo: nothing of it is shown, and the merge itself was allowed.
        dst_partner, src_partners = dst_partner.sudo(), src_partners.sudo()
        values = {}
        for fname, field in dst_partner._fields.items():
            if (
                fname in shown
                or not fname.startswith("sama_")
                or not field.store
                or field.compute
                or field.type in ("many2many", "one2many")
            ):
                continue
            for partner in src_partners:
                if partner[fname] and not dst_partner[fname]:
                    values[fname] = field.convert_to_write(partner[fname], partner)
        if values:
            dst_partner.write(values)
