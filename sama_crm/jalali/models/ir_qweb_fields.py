import babel.dates
from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import posix_to_ldml
from odoo.tools.misc import babel_locale_parse

from .. import calendar, digits, text

# A field that the editor of pages may change is read back by strptime and float:
# there (``inherit_branding``) stay the texts of Odoo.


def _is_edited(options):
    return bool((options or {}).get("inherit_branding"))


class NumberMixin(models.AbstractModel):
    """Numbers in the reader's digits."""

    _name = "sama.qweb.number.mixin"
    _description = "Numbers of QWeb in the Reader's Digits"

    @api.model
    def _sama_number(self, html, options):
        """Return the HTML of a number with the reader's digits."""
        if _is_edited(options) or not text.reader(self.env)[2]:
            return html
        shown = digits.to_persian_markup(html, self._sama_shown)
        return Markup(shown) if isinstance(html, Markup) else shown

    @api.model
    def _sama_shown(self, part):
        """Return one piece of text; a price in two sizes ends with its point."""
        shown = text.shown_number(self.env, part)
        if part[-1:] == "." and part[-2:-1].isdigit():
            shown = shown[:-1] + digits.PERSIAN_DECIMAL
        return shown


class IrQwebFieldInteger(models.AbstractModel):
    """Integers in the reader's digits."""

    _name = "ir.qweb.field.integer"
    _inherit = ["ir.qweb.field.integer", "sama.qweb.number.mixin"]

    @api.model
    def value_to_html(self, value, options):
        """Return the integer in the reader's digits."""
        return self._sama_number(super().value_to_html(value, options), options)


class IrQwebFieldFloat(models.AbstractModel):
    """Floats in the reader's digits."""

    _name = "ir.qweb.field.float"
    _inherit = ["ir.qweb.field.float", "sama.qweb.number.mixin"]

    @api.model
    def value_to_html(self, value, options):
        """Return the float in the reader's digits."""
        return self._sama_number(super().value_to_html(value, options), options)


class IrQwebFieldMonetary(models.AbstractModel):
    """Amounts in the reader's digits."""

    _name = "ir.qweb.field.monetary"
    _inherit = ["ir.qweb.field.monetary", "sama.qweb.number.mixin"]

    @api.model
    def value_to_html(self, value, options):
        """Return the amount in the reader's digits."""
        return self._sama_number(super().value_to_html(value, options), options)


class IrQwebFieldFloatTime(models.AbstractModel):
    """Hours and minutes in the reader's digits."""

    _name = "ir.qweb.field.float_time"
    _inherit = ["ir.qweb.field.float_time", "sama.qweb.number.mixin"]

    @api.model
    def value_to_html(self, value, options):
        """Return the hours in the reader's digits."""
        return self._sama_number(super().value_to_html(value, options), options)


class IrQwebFieldTime(models.AbstractModel):
    """Times in the reader's digits."""

    _name = "ir.qweb.field.time"
    _inherit = ["ir.qweb.field.time", "sama.qweb.number.mixin"]

    @api.model
    def value_to_html(self, value, options):
        """Return the time in the reader's digits."""
        return self._sama_number(super().value_to_html(value, options), options)


class IrQwebFieldDuration(models.AbstractModel):
    """Durations in the reader's digits."""

    _name = "ir.qweb.field.duration"
    _inherit = ["ir.qweb.field.duration", "sama.qweb.number.mixin"]

    @api.model
    def value_to_html(self, value, options):
        """Return the duration in the reader's digits."""
        return self._sama_number(super().value_to_html(value, options), options)


class IrQwebFieldRelative(models.AbstractModel):
    """«3 days ago» in the reader's digits."""

    _name = "ir.qweb.field.relative"
    _inherit = ["ir.qweb.field.relative", "sama.qweb.number.mixin"]

    @api.model
    def value_to_html(self, value, options):
        """Return the distance in the reader's digits."""
        return self._sama_number(super().value_to_html(value, options), options)


class IrQwebFieldDate(models.AbstractModel):
    """Dates in the reader's calendar."""

    _inherit = "ir.qweb.field.date"

    @api.model
    def value_to_html(self, value, options):
        """Return the date in the reader's calendar and digits."""
        if _is_edited(options):
            return text.core_format_date(
                self.env, value, date_format=options.get("format")
            )
        return text.format_date(self.env, value, date_format=options.get("format"))


class IrQwebFieldDatetime(models.AbstractModel):
    """Moments in the reader's calendar."""

    _inherit = "ir.qweb.field.datetime"

    @api.model
    def value_to_html(self, value, options):
        """Return the moment in the reader's calendar, digits and time zone."""
        lang, jalali, _persian = text.reader(self.env)
        if not value or _is_edited(options):
            return super().value_to_html(value, options)
        if not jalali:
            return text.shown_digits(self.env, super().value_to_html(value, options))
        moment = fields.Datetime.context_timestamp(
            self.with_context(tz=options.get("tz_name") or self.env.context.get("tz")),
            fields.Datetime.to_datetime(value),
        )
        locale = babel_locale_parse(lang.code)
        pattern = self._sama_pattern(lang, locale, options)
        if options.get("time_only"):
            shown = babel.dates.format_time(moment, format=pattern, locale=locale)
            return text.shown_digits(self.env, shown)
        if options.get("date_only"):
            moment = moment.date()
        return calendar.format_jalali(moment, pattern, locale, lang.sama_numbering)

    @api.model
    def _sama_pattern(self, lang, locale, options):
        """Return the LDML pattern that the options ask for, as core does."""
        if "format" in options:
            pattern = options["format"]
        elif options.get("time_only"):
            pattern = posix_to_ldml(lang.time_format, locale=locale)
        elif options.get("date_only"):
            pattern = posix_to_ldml(lang.date_format, locale=locale)
        else:
            posix = f"{lang.date_format} {lang.time_format}"
            pattern = posix_to_ldml(posix, locale=locale)
        if options.get("hide_seconds"):
            pattern = pattern.replace(":ss", "").replace(":s", "")
        return pattern
