from odoo import fields


class OptionalFloat(fields.Float):
    """A number that may be missing, which is not the same as 0.

    Odoo's own float reads what is missing as 0. This one reads it as False and stores
    it as NULL, so that averages leave it out, in SQL as at the foot of a list.
    """

    falsy_value = None

    def convert_to_column(self, value, record, values=None, validate=True):
        """Store what is missing as NULL."""
        if value is None or value is False:
            return None
        return super().convert_to_column(value, record, values, validate)

    def convert_to_cache(self, value, record, validate=True):
        """Keep what is missing as None."""
        if value is None or value is False:
            return None
        return super().convert_to_cache(value, record, validate)

    def convert_to_record(self, value, record):
        """Read what is missing as False."""
        return False if value is None else value

    def convert_to_export(self, value, record):
        """Leave the cell of what is missing empty."""
        return "" if value is None or value is False else value
