from odoo import models


class MailThread(models.AbstractModel):
    """Followers get their text messages on the mobile."""

    _inherit = "mail.thread"

    def _creation_message(self):
        """Name the document in the language in which "created" is said.

        Without language in the context, as in crons and imports, core takes the words
        from the user's language and the name of the document from English.
        """
        return super(MailThread, self._fallback_lang())._creation_message()

    def _notify_thread_by_sms(
        self,
        message,
        recipients_data,
        msg_vals=False,
        sms_content=None,
        sms_numbers=None,
        sms_pid_to_number=None,
        put_in_queue=False,
        **kwargs,
    ):
        """Prefer the mobile, where core would take the phone."""
        numbers = dict(sms_pid_to_number or {})
        partner_ids = [
            data["id"]
            for data in recipients_data
            if data["notif"] == "sms" and not numbers.get(data["id"])
        ]
        # As core, which reads the phones of recipients in sudo to send to them.
        for partner in self.env["res.partner"].sudo().browse(partner_ids):
            if partner.sama_mobile:
                numbers[partner.id] = partner.sama_mobile
        return super()._notify_thread_by_sms(
            message,
            recipients_data,
            msg_vals=msg_vals,
            sms_content=sms_content,
            sms_numbers=sms_numbers,
            sms_pid_to_number=numbers,
            put_in_queue=put_in_queue,
            **kwargs,
        )
