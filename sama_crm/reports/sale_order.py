from odoo import models


class SaleOrder(models.Model):
    """What the Persian quotation prints beside what Odoo prints."""

    _inherit = "sale.order"

    def _sama_prints_persian(self):
        """Return whether the document is read in the Jalali calendar."""
        calendar, _numbering = self.env["res.lang"]._sama_get_calendar(self.env.lang)
        return calendar == "persian"

    def _sama_buyer_identity(self):
        """Return (label, value) of what an Iranian buyer is identified by.

        National id, economic code (Odoo's tax id) and postal code of the buyer,
        those that are known. Labels are in the document's language.
        """
        self.ensure_one()
        buyer = self.partner_id
        owner = buyer.commercial_partner_id
        # sudo: a seller who is no agent may not see the field, but the paper that the
        # customer gets is the same, whoever of those who may print it does so
        buyer_known, owner_known = buyer.sudo(), owner.sudo()
        national_id = buyer_known.sama_national_id or owner_known.sama_national_id or ""
        rows = [
            (self.env._("National id"), national_id),
            (self.env._("Economic code"), owner.vat),
            (self.env._("Postal code"), buyer.zip or owner.zip),
        ]
        return [(label, value) for label, value in rows if value]

    def _sama_amount_in_words(self):
        """Return the total in words, in the document's language."""
        self.ensure_one()
        return self.currency_id._sama_amount_to_words(self.amount_total, self.env.lang)
