from datetime import date, datetime

from odoo import models

from odoo.addons.base_import.models.base_import import ImportValidationError

from .. import calendar, digits, text

OPTION = "sama_jalali_dates"


class BaseImportImport(models.TransientModel):
    """Import files whose dates are Jalali, if the user says so."""

    _inherit = "base_import.import"

    def _parse_date_from_data(self, data, index, name, field_type, options):
        """Read the dates of a column as Jalali when the option is on.

        A year from 1700 stays Gregorian: real dates of a sheet come so.
        """
        if options.get(OPTION):
            # rows as the file's own program numbers them
            first = 1 + bool(options.get("has_headers")) + (options.get("skip") or 0)
            for number, line in enumerate(data, start=first):
                value = line[index]
                if value and not isinstance(value, date):
                    line[index] = self._sama_parse_jalali(
                        value.strip(), number, name, field_type
                    )
            options = dict(options, date_format=None, datetime_format=None)
        return super()._parse_date_from_data(data, index, name, field_type, options)

    def _sama_parse_jalali(self, value, number, name, field_type):
        """Return a typed Jalali date (and time) in the server's format."""
        latin = digits.to_latin_digits(value).replace("T", " ")
        day_text, _space, time_text = latin.partition(" ")
        try:
            day = calendar.parse_jalali(day_text)
            moment = self._sama_parse_time(time_text.strip())
        except ValueError as error:
            raise ImportValidationError(
                self._sama_jalali_reason(error, value, number, name),
                field=name,
                field_type=field_type,
            ) from error
        if field_type == "date":
            return str(day)
        return f"{day} {moment:%H:%M:%S}"

    def _sama_parse_time(self, value):
        """Return the time of day, midnight when there is none."""
        if not value:
            return datetime.min
        form = "%H:%M:%S" if value.count(":") == 2 else "%H:%M"
        return datetime.strptime(value.split(".")[0], form)

    def _sama_jalali_reason(self, error, value, number, name):
        """Say what is wrong with a date, and where."""
        place = {
            "row": text.shown_digits(self.env, str(number)),
            "column": name,
            "date": value,
        }
        if getattr(error, "reason", None) != "day" or error.parts[0] >= 1700:
            return self.env._(
                "Row %(row)s, column %(column)s: %(date)s is not a Jalali date.",
                **place,
            )
        year, month, _day = error.parts
        year += 1400 if year < 100 else 0
        length = calendar.month_length(year, month)
        return self.env._(
            "Row %(row)s, column %(column)s: %(date)s does not exist; "
            "%(month)s %(year)s has %(days)s days.",
            month=calendar.month_name(month, self.env.lang or "en"),
            year=text.shown_digits(self.env, str(year)),
            days=text.shown_digits(self.env, str(length)),
            **place,
        )

    def _parse_float_from_data(self, data, index, name, options):
        """Read numbers in Persian and Arabic digits too."""
        for line in data:
            if isinstance(line[index], str) and not line[index].isascii():
                line[index] = digits.to_latin_number(line[index])
        return super()._parse_float_from_data(data, index, name, options)
