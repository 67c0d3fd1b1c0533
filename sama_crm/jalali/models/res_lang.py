from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL
from odoo.tools.misc import get_lang

from .. import calendar, optional, rebinding

#: What a language gets at installation, and later when it is created.
PERSIAN_CODE = "fa_IR"
PERSIAN_VALUES = {"sama_calendar": "persian", "sama_numbering": "arabext"}
#: Machines write this format, so a Jalali text in it would be read as Gregorian.
MACHINE_FORMAT = "%Y-%m-%d"
#: Granularity -> SQL functions: the starts of its Jalali periods, and the same with
#: the end of the last as days since the first (a bisection over floats is the
#: fastest that PostgreSQL has).
START_FUNCTIONS = {
    "month": ("sama_jalali_months", "sama_jalali_month_offsets"),
    "quarter": ("sama_jalali_quarters", "sama_jalali_quarter_offsets"),
    "year": ("sama_jalali_years", "sama_jalali_year_offsets"),
}


class ResLang(models.Model):
    """A language has a calendar and digits, besides its formats."""

    _inherit = "res.lang"

    sama_calendar = fields.Selection(
        [("gregorian", "Gregorian"), ("persian", "Jalali (Solar Hijri)")],
        string="Calendar",
        required=True,
        default="gregorian",
        # Who keeps the languages, with or without a role of ours; everybody else
        # gets the calendar and the digits with the cached data of his language.
        groups="base.group_system",
        help="The calendar in which users of this language read and enter dates. "
        "What is stored and exchanged stays Gregorian.",
    )
    sama_numbering = fields.Selection(
        [("latn", "Latin (123)"), ("arabext", "Persian (۱۲۳)")],
        string="Digits",
        required=True,
        default="latn",
        groups="base.group_system",
        help="The digits in which numbers and dates are shown. "
        "All kinds of digits are accepted when typing.",
    )

    @api.constrains("sama_calendar", "date_format")
    def _check_sama_calendar(self):
        """Refuse the machines' own date format for a Jalali language."""
        for lang in self:
            if lang.sama_calendar == "persian" and lang.date_format == MACHINE_FORMAT:
                raise ValidationError(
                    self.env._(
                        "%(language)s: the date format with hyphens, year first, is "
                        "the one that programs exchange. Choose another date format "
                        "for a language with the Jalali calendar.",
                        language=lang.name,
                    )
                )

    def init(self):
        """Give the database the starts of all Jalali months, seasons and years.

        They are constants to the planner, so that a grouping carries neither the
        dates in its text nor a calculation for each row.
        """
        for unit, (starts, offsets) in START_FUNCTIONS.items():
            days = calendar.starts(unit)
            self._sama_create_constant(starts, "date[]", days[:-1])
            numbers = [(day - calendar.FIRST_DAY).days for day in days]
            self._sama_create_constant(offsets, "float8[]", numbers)

    def _sama_create_constant(self, name, sql_type, values):
        """Create the SQL function ``name`` that returns a constant array."""
        self.env.cr.execute(
            SQL(
                "CREATE OR REPLACE FUNCTION %s() RETURNS %s LANGUAGE sql "
                "IMMUTABLE PARALLEL SAFE AS %s",
                SQL.identifier(name),
                SQL(sql_type),
                "SELECT '{%s}'::%s" % (",".join(map(str, values)), sql_type),
            )
        )

    def _init_column(self, column_name):
        """Persian begins with its own calendar and digits, once, at installation."""
        super()._init_column(column_name)
        if column_name not in PERSIAN_VALUES:
            return
        self.env.cr.execute(
            SQL(
                "UPDATE res_lang SET %s = %s WHERE code = %s",
                SQL.identifier(column_name),
                PERSIAN_VALUES[column_name],
                PERSIAN_CODE,
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE res_lang SET date_format = '%%Y/%%m/%%d' "
                "WHERE code = %s AND date_format = %s",
                PERSIAN_CODE,
                MACHINE_FORMAT,
            )
        )

    @property
    def CACHED_FIELDS(self):
        """Carry calendar and digits in the cached data of each language."""
        return super().CACHED_FIELDS | set(PERSIAN_VALUES)

    @api.model_create_multi
    def create(self, vals_list):
        """Create Persian with its own calendar and digits."""
        vals_list = [
            {**PERSIAN_VALUES, **vals} if vals.get("code") == PERSIAN_CODE else vals
            for vals in vals_list
        ]
        return super().create(vals_list)

    @api.model
    def _sama_get_calendar(self, lang_code=None):
        """Return (calendar, numbering) of a language, default the reader's."""
        lang = get_lang(self.env, lang_code)
        return lang.sama_calendar or "gregorian", lang.sama_numbering or "latn"

    def _register_hook(self):
        """Bind Odoo's formatting functions to the language's calendar."""
        result = super()._register_hook()
        rebinding.apply(self.env.cr.dbname)
        optional.patch(self.env)
        return result

    def _unregister_hook(self):
        """Put the methods of this database's registry back."""
        optional.unpatch(self.env)
        return super()._unregister_hook()
