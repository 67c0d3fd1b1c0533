from odoo import api, models


class IrHttp(models.AbstractModel):
    """Tell the browser its calendar before any service starts."""

    _inherit = "ir.http"

    def session_info(self):
        """Add ``sama_calendar: {calendar, numbering}`` of the user's language."""
        info = super().session_info()
        lang_code = info["bundle_params"]["lang"]
        info["sama_calendar"] = self._sama_session_calendar(lang_code)
        return info

    @api.model
    def get_frontend_session_info(self):
        """Add ``sama_calendar`` of the language in which the page is shown."""
        info = super().get_frontend_session_info()
        info["sama_calendar"] = self._sama_session_calendar()
        return info

    @api.model
    def _sama_session_calendar(self, lang_code=None):
        """Return what the browser needs to know of a language's calendar."""
        calendar, numbering = self.env["res.lang"]._sama_get_calendar(lang_code)
        return {"calendar": calendar, "numbering": numbering}
