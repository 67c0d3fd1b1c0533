from odoo import api, models


class SamaCustomer(models.Model):
    """Enter on a customer opens his file, with the figures of this list."""

    _inherit = "sama.customer"

    @api.readonly
    def action_open_file(self):
        """Open the customer's file.

        :return: a client action
        :raises AccessError: the user may not read the customer
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: whose customer it is belongs to the row; the file checks the rest.
        partner = self.sudo().partner_id.sudo(False)
        return partner._sama_file_action(self.kind)
