from odoo import models


class SamaCustomerRecord(models.Model):
    """What the customer is told about his complaint, and where all about him is."""

    _inherit = "sama.customer.record"

    # === ACTIONS === #

    def action_tell_by_sms(self):
        """Open Odoo's SMS composer with the answer.

        :return: a window action
        """
        self.ensure_one()
        template = self.env.ref(
            "sama_crm.sms_template_record_done", raise_if_not_found=False
        )
        return {
            "name": self.env._("Tell the Customer"),
            "type": "ir.actions.act_window",
            "res_model": "sms.composer",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_res_model": self._name,
                "default_res_id": self.id,
                "default_composition_mode": "comment",
                "default_template_id": template.id if template else False,
            },
        }

    def action_tell_by_email(self):
        """Open Odoo's e-mail composer with the answer.

        :return: a window action
        """
        self.ensure_one()
        template = self.env.ref(
            "sama_crm.mail_template_record_done", raise_if_not_found=False
        )
        return {
            "name": self.env._("Tell the Customer"),
            "type": "ir.actions.act_window",
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_template_id": template.id if template else False,
                "default_partner_ids": self.partner_id.ids,
            },
        }

    def action_open_file(self):
        """Open the file of the customer.

        :return: a client action
        """
        self.ensure_one()
        return self.partner_id._sama_file_action(self.kind)
