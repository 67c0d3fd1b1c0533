import logging

from num2words import num2words

from odoo import api, fields, models
from odoo.tools import get_lang

from ..jalali import text
from .sama_agent_mixin import GROUP_ADMIN

_logger = logging.getLogger(__name__)

RIAL = "IRR"
#: What Odoo's data says of the rial, and what is right.
RIAL_STOCK = {
    "symbol": "﷼",
    "currency_unit_label": "Dinar",
    "currency_subunit_label": "Fils",
}
RIAL_RIGHT = {
    "symbol": "ریال",
    "currency_unit_label": "Rial",
    "currency_subunit_label": "Dinar",
}
#: Odoo leaves the names of the units in English.
PERSIAN_UNITS = {
    RIAL: ("ریال", "دینار"),
    "USD": ("دلار", "سنت"),
    "EUR": ("یورو", "سنت"),
    "AED": ("درهم", "فلس"),
    "TRY": ("لیر", "کوروش"),
    "CNY": ("یوان", "فن"),
    "GBP": ("پوند", "پنس"),
}


class ResCurrency(models.Model):
    """Amounts with their unit, in digits and in words; the rial as it is used."""

    _inherit = "res.currency"

    sama_has_idle_decimals = fields.Boolean(
        compute="_compute_sama_has_idle_decimals",
        help="The rial has no decimals in use, but entries were made with some.",
        groups=GROUP_ADMIN,
    )

    @api.depends("name", "rounding")
    def _compute_sama_has_idle_decimals(self):
        for currency in self:
            currency.sama_has_idle_decimals = (
                currency.name == RIAL
                and currency.rounding < 1
                and bool(currency.id)
                and currency._has_accounting_entries()
            )

    @api.model
    def _sama_prepare_rial(self):
        """Give the rial its names, and no decimals unless entries use them.

        A currency that accounting has used is never rounded anew: its form, and
        the log, say so. Names that somebody changed stay.
        """
        rial = self.with_context(active_test=False, lang="en_US").search(
            [("name", "=", RIAL)]
        )
        for currency in rial:
            names = {
                name: RIAL_RIGHT[name]
                for name, stock in RIAL_STOCK.items()
                if currency[name] == stock
            }
            if "symbol" in names:
                names["position"] = "after"
            currency.write(names)
            if currency.rounding >= 1:
                continue
            if currency._has_accounting_entries():
                _logger.warning(
                    "IRR is used in accounting with decimals and keeps them."
                )
            else:
                currency.rounding = 1

    def _sama_restore_rial(self):
        """Give back the names that installing changed, if nobody touched them."""
        rial = self.with_context(active_test=False, lang="en_US").search(
            [("name", "=", RIAL)]
        )
        for currency in rial:
            currency.write(
                {
                    name: stock
                    for name, stock in RIAL_STOCK.items()
                    if currency[name] == RIAL_RIGHT[name]
                }
            )

    def _sama_format(self, amount, company=None, lang_code=None):
        """Write an amount for a screen or report: in the company's display unit.

        :return: «۱٬۲۵۰٬۰۰۰ تومان», or the amount in the currency itself
        """
        self.ensure_one()
        unit = self.env["sama.display.unit"]._sama_of(self, company)
        if unit:
            return unit._sama_format(amount, lang_code=lang_code)
        return text.format_amount(self.env, amount, self, lang_code)

    def _sama_unit_name(self, company=None):
        """Return the name for a heading, «مبلغ (ریال)»: the display unit's, or own."""
        self.ensure_one()
        unit = self.env["sama.display.unit"]._sama_of(self, company)
        return unit.name or self.symbol or self.name

    def _sama_amount_to_words(self, amount, lang_code=None):
        """Write an amount in words with the names of the currency's units.

        :param float amount: in the currency, not in a display unit
        :return: «دوازده میلیون و پانصد هزار ریال» in Persian, core's text elsewhere
        """
        self.ensure_one()
        language = (get_lang(self.env, lang_code or None).code or "en").split("_")[0]
        if language != "fa":
            return self.with_context(lang=lang_code or self.env.lang).amount_to_text(
                amount
            )
        # float noise must not become a unit of its own
        whole, _point, part = f"{abs(amount):.{self.decimal_places}f}".partition(".")
        unit, subunit = self._sama_persian_units()
        words = f"{num2words(int(whole), lang='fa')} {unit}"
        if int(part or 0):
            words = f"{words} و {num2words(int(part), lang='fa')} {subunit}".strip()
        return (
            f"منفی {words}" if amount < 0 and (int(whole) or int(part or 0)) else words
        )

    def _sama_persian_units(self):
        """Return the Persian names of unit and subunit: the user's, else ours."""
        own, english = self.with_context(lang="fa_IR"), self.with_context(lang="en_US")
        known = PERSIAN_UNITS.get(self.name, (self.name, ""))
        return tuple(
            own[name] if own[name] and own[name] != english[name] else ours
            for name, ours in zip(
                ("currency_unit_label", "currency_subunit_label"), known, strict=True
            )
        )
