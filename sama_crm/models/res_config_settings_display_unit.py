from odoo import api, fields, models

from .sama_agent_mixin import GROUP_ADMIN


class ResConfigSettings(models.TransientModel):
    """Display unit, working hours and Persian supplement among the settings."""

    _inherit = "res.config.settings"

    sama_display_unit_id = fields.Many2one(
        related="company_id.sama_display_unit_id",
        readonly=False,
        groups=GROUP_ADMIN,
    )
    sama_resource_calendar_id = fields.Many2one(
        related="company_id.resource_calendar_id",
        string="Working Hours",
        readonly=False,
        groups=GROUP_ADMIN,
    )
    sama_works_on_friday = fields.Boolean(
        related="company_id.resource_calendar_id.sama_works_on_friday",
        groups=GROUP_ADMIN,
    )
    sama_persian_supplement = fields.Boolean(
        string="Persian Supplement",
        groups=GROUP_ADMIN,
    )

    @api.model
    def get_values(self):
        """Add the switch of the supplement, which belongs to the database."""
        values = super().get_values()
        supplement = self.env["sama.persian.supplement"]
        values["sama_persian_supplement"] = supplement._is_on()
        return values

    def set_values(self):
        """Write the supplement's texts, or give Odoo's back, when switched."""
        result = super().set_values()
        if not self._has_field_access(self._fields["sama_persian_supplement"], "read"):
            # Who keeps Odoo's settings without a role of ours was not asked.
            return result
        supplement = self.env["sama.persian.supplement"]
        if supplement._is_on() != self.sama_persian_supplement:
            supplement._switch(self.sama_persian_supplement)
        return result
