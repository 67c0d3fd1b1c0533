from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command


class SaleOrderFollowUp(models.TransientModel):
    """Write to the customer from the form, and keep files with the follow-up."""

    _inherit = "sale.order.follow.up"

    contact_actions = fields.Json(
        compute="_compute_contact_actions",
        help="{channel: action} that opens Odoo's own composer.",
    )
    attachment_ids = fields.Many2many("ir.attachment", string="Attach a File")

    @api.depends("order_ids")
    def _compute_contact_actions(self):
        for form in self:
            order = form.order_id
            actions = {}
            if order.sama_phone:
                actions["message"] = form._compose_sms(order)
            if order.partner_id.email:
                actions["email"] = form._compose_email(order)
            form.contact_actions = actions

    def _compose_sms(self, order):
        """Return the action that writes a text message to the customer.

        Who may write on the quotation posts it there; an agent without that right
        sends it to the number, and the follow-up is its trace.
        """
        if order.has_access("write"):
            context = {
                "default_composition_mode": "comment",
                "default_res_model": order._name,
                "default_res_id": order.id,
            }
        else:
            context = {
                "default_composition_mode": "numbers",
                "default_numbers": order.sama_phone,
            }
        # Odoo's form does not say to which numbers it sends.
        title = self.env._(
            "SMS to %(customer)s, %(number)s",
            customer=order.partner_id.display_name,
            number=order.sama_phone,
        )
        return self._compose("sms.composer", title, context)

    def _compose_email(self, order):
        """Return the action that writes an e-mail; as for text messages."""
        context = {
            "default_composition_mode": "comment",
            "default_model": order._name,
            "default_res_ids": order.ids,
            "default_partner_ids": order.partner_id.ids,
            "default_subject": order.name,
        }
        if not order.has_access("write"):
            # Posting asks for that right; a mailing, even of one, only for reading.
            context["default_composition_mode"] = "mass_mail"
        title = self.env._(
            "E-mail to %(customer)s", customer=order.partner_id.display_name
        )
        return self._compose("mail.compose.message", title, context)

    def _compose(self, res_model, name, context):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": res_model,
            "views": [(False, "form")],
            "target": "new",
            "context": context,
        }

    # === FILES === #

    def _attach(self, orders):
        """Put the uploaded files into the chatter of each quotation.

        :raises AccessError: a file is not one that this user has just uploaded here
        """
        # sudo: whose they are is checked before anything is done with them.
        files = self.attachment_ids.sudo()
        if any(
            file.create_uid != self.env.user or file.res_model != self._name
            for file in files
        ):
            raise AccessError(self.env._("This file was not uploaded here."))
        for number, order in enumerate(orders if files else orders.browse()):
            values = {"res_model": order._name, "res_id": order.id}
            if number:
                own = files.browse(file.copy(values).id for file in files)
            else:
                files.write(values)
                own = files
            # sudo: an agent may not post on orders; logging on it was allowed before.
            order.sudo()._message_log(
                body=self.env._("Files of the follow-up"),
                author_id=self.env.user.partner_id.id,
                attachment_ids=[Command.link(file.id) for file in own],
            )
