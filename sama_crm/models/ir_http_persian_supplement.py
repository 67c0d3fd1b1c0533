from odoo import api, models
from odoo.tools.misc import ReadonlyDict

from .sama_persian_supplement import PERSIAN


class IrHttp(models.AbstractModel):
    """Send the supplement's Persian with the texts of the browser's code."""

    _inherit = "ir.http"

    @api.model
    def _get_translations_for_webclient(self, modules, lang):
        """Lay the supplement over Odoo's own Persian."""
        texts, parameters = super()._get_translations_for_webclient(modules, lang)
        supplement = self.env["sama.persian.supplement"]
        if (lang or self.env.context.get("lang")) == PERSIAN and supplement._is_on():
            for module in texts:
                ours = supplement._web_terms(module)
                if ours:
                    texts[module] = self._sama_laid_over(texts[module], ours)
        return texts, parameters

    @api.model
    def _sama_laid_over(self, translations, ours):
        """Return Odoo's web translations with ours in their place."""
        messages = {term["id"]: term["string"] for term in translations["messages"]}
        messages |= ours
        return ReadonlyDict(
            {
                "messages": tuple(
                    ReadonlyDict({"id": source, "string": value})
                    for source, value in messages.items()
                )
            }
        )
