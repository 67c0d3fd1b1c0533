from odoo import fields, models

from .sama_agent_mixin import GROUP_AGENT


class IrHttp(models.AbstractModel):
    """What the web client knows of an agent without asking."""

    _inherit = "ir.http"

    def session_info(self):
        """Tell an agent's client the day of the last notice; others see plain Odoo."""
        info = super().session_info()
        user = self.env.user
        if info.get("uid") and user.has_group(GROUP_AGENT):
            # sudo: everybody has settings of his own and may not read the model.
            settings = self.env["res.users.settings"].sudo()
            settings = settings._find_or_create_for_user(user)
            info["sama_crm_desk"] = {
                "notice_on": fields.Date.to_string(settings.sama_day_notice_on)
            }
        return info
