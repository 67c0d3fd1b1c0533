from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """A person has a file, and open records follow his group."""

    _inherit = "res.partner"

    @api.model
    def _sama_open_documents(self):
        """Answer the documents whose group follows the person, records among them."""
        return {
            **super()._sama_open_documents(),
            "sama.customer.record": SQL("document.state IN ('new', 'in_progress')"),
        }

    def action_sama_open_file(self):
        """Open the customer's file.

        :return: a client action
        """
        self.ensure_one()
        return self._sama_file_action()

    def _sama_file_action(self, kind=False):
        """Return the action that opens the file of the commercial entity.

        :param kind: goods or service: of which list the figures are; both by default
        """
        partner = self.commercial_partner_id
        return {
            "type": "ir.actions.client",
            "tag": "sama_customer_file",
            "name": partner.display_name,
            "params": {"partner_id": partner.id, "kind": kind},
            "context": {"active_id": partner.id, "active_model": "res.partner"},
        }
