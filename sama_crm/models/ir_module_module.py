from odoo import models

from .sama_persian_supplement import PERSIAN


class IrModuleModule(models.Model):
    """Renew the supplement whenever Odoo loads translations of a module."""

    _inherit = "ir.module.module"

    def _load_module_terms(self, modules, langs, overwrite=False):
        """Write the supplement after Odoo's own Persian."""
        result = super()._load_module_terms(modules, langs, overwrite=overwrite)
        if PERSIAN in langs:
            self.env["sama.persian.supplement"]._sync(modules)
        return result
