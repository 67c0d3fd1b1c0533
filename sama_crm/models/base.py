from odoo import models

from ..tools.phone import is_mobile, normalise_phone


class Base(models.AbstractModel):
    """Text messages to persons go to mobiles."""

    _inherit = "base"

    def _sms_get_recipients_info(self, force_field=False, partner_fallback=True):
        """Take no landline of Iran for a number that can be texted.

        A field that the user clicked on stays his choice.
        """
        result = super()._sms_get_recipients_info(
            force_field=force_field, partner_fallback=partner_fallback
        )
        if force_field:
            return result
        for info in result.values():
            of_person = info["partner_store"] or self._name == "res.partner"
            if of_person and _is_iranian_landline(info["sanitized"]):
                info["sanitized"] = False
        return result


def _is_iranian_landline(sanitized):
    """Tell whether an E.164 number is one of Iran but not a mobile."""
    return (sanitized or "").startswith("+98") and not is_mobile(
        normalise_phone(sanitized)
    )
