from odoo import models

from .. import text


class MailThread(models.AbstractModel):
    """E-mails in the reader's calendar."""

    _inherit = "mail.thread"

    def message_notify(self, *args, subtitles=None, **kwargs):
        """Make the dates of the subtitles Jalali («Deadline: …» of activities)."""
        if subtitles:
            subtitles = [text.rewrite_dates(self.env, line) for line in subtitles]
        return super().message_notify(*args, subtitles=subtitles, **kwargs)

    def _notify_by_email_prepare_rendering_context(self, message, *args, **kwargs):
        """Make the dates of the subtitles Jalali («Deadline: …» of leads)."""
        values = super()._notify_by_email_prepare_rendering_context(
            message, *args, **kwargs
        )
        values["subtitles"] = [
            text.rewrite_dates(self.env, line) for line in values.get("subtitles") or []
        ]
        return values
