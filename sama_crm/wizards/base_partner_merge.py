from odoo import api, models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merged persons keep the addon's data, and open documents the right group."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Let the customers concerned be counted again: core moves documents by SQL."""
        partners = src_partners | dst_partner
        partners |= partners.commercial_partner_id
        self.env["sama.customer.queue"]._sama_note("partner", partners.ids)
        self._sama_drop_doubles(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _sama_drop_doubles(self, src_partners, dst_partner):
        """Leave one row of figures for each company and kind; what stays keeps its id.

        All of them will be the destination's.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """DELETE FROM sama_customer
                    WHERE id IN (
                        SELECT id FROM (
                            SELECT id, ROW_NUMBER() OVER (
                                       PARTITION BY company_id, kind
                                       ORDER BY partner_id != %(dst)s, id
                                   ) AS place
                              FROM sama_customer
                             WHERE partner_id = ANY(%(partners)s)
                        ) AS row
                        WHERE place > 1
                    )""",
                dst=dst_partner.id,
                partners=[*src_partners.ids, dst_partner.id],
            )
        )

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
        # sudo: nothing of it is shown, and the merge itself was allowed.
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
