from math import floor, log10

from odoo import api, fields, models
from odoo.tools import float_repr, float_round

from ..jalali import text


class SamaDisplayUnit(models.Model):
    """A unit in which amounts of a currency are shown: 10 rials are a toman.

    Amounts are stored, entered and summed in the currency; a unit only divides
    what is shown and names it. When a currency loses zeros, a record changes, not
    the program.
    """

    _name = "sama.display.unit"
    _description = "Display Unit of Amounts"
    _order = "currency_id, sequence, id"

    name = fields.Char(required=True, translate=True, help="Shown beside each amount.")
    sequence = fields.Integer(default=10)
    currency_id = fields.Many2one(
        "res.currency", required=True, ondelete="cascade", index=True
    )
    divisor = fields.Float(
        required=True,
        default=1,
        digits=(16, 6),
        help="Units of the currency in one of this: 10 for toman.",
    )
    active = fields.Boolean(default=True)

    _divisor_positive = models.Constraint(
        "CHECK (divisor > 0)", "The divisor of a display unit has to be positive."
    )

    def _sama_convert(self, amount):
        """Return an amount of the currency in this unit (a float)."""
        self.ensure_one()
        return amount / self.divisor

    def _sama_decimals(self):
        """Return the decimals with which no amount of the currency loses anything."""
        self.ensure_one()
        places = self.currency_id.decimal_places + max(0, log10(self.divisor))
        return min(6, max(0, floor(places + 0.999)))

    def _sama_format(self, amount, with_name=True, lang_code=None):
        """Write an amount in this unit, named, in the reader's digits.

        :param float amount: in the currency
        :param bool with_name: a column whose heading names the unit says no
        :return: «۱٬۲۵۰٬۰۰۰ تومان»; decimals only where an amount has some
        """
        self.ensure_one()
        decimals = self._sama_decimals()
        value = float_round(self._sama_convert(amount), precision_digits=decimals)
        fraction = float_repr(abs(value), decimals).partition(".")[2].rstrip("0")
        lang = text.reader(self.env, lang_code)[0]
        shown = (
            self.env["res.lang"]
            .browse(lang.id)
            .format(f"%.{len(fraction)}f", value, grouping=True)
        )
        shown = text.shown_number(self.env, shown, lang.code)
        if not with_name:
            return shown
        return f"{shown}\N{NO-BREAK SPACE}{self.with_context(lang=lang.code).name}"

    @api.model
    def _sama_of(self, currency, company=None):
        """Return the company's display unit for a currency, empty if it has none."""
        company = company or self.env.company
        # sudo: a unit is a label; the company may be one that the user only reads
        unit = company.sudo().sama_display_unit_id
        return self.browse(unit.id if unit.currency_id == currency else False)
