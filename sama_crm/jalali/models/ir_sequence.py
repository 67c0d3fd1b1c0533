import re
from datetime import datetime

from odoo import fields, models

from .. import calendar

# Keys of a prefix or suffix; core's own (year, month…) stay Gregorian, since the
# numbering of journals relies on them.
_KEY = re.compile(r"%\((range_|current_)?j(year|y|month|day|doy)\)s")


class IrSequence(models.Model):
    """Numbers with the Jalali year and month: ``%(jyear)s``, ``%(jmonth)s``…"""

    _inherit = "ir.sequence"

    def _get_prefix_suffix(self, date=None, date_range=None):
        """Fill in the Jalali keys, then what core knows.

        Keys: jyear, jy (two digits), jmonth, jday, jdoy, each also with
        ``range_`` or ``current_`` in front. Digits are Latin: numbers are codes.
        """
        self.ensure_one()
        if not _KEY.search(f"{self.prefix or ''}{self.suffix or ''}"):
            return super()._get_prefix_suffix(date=date, date_range=date_range)
        context = self.env.context
        now = datetime.now(self.env.tz).date()
        effective = date or context.get("ir_sequence_date")
        span = date_range or context.get("ir_sequence_date_range")
        days = {
            None: fields.Date.to_date(effective) if effective else now,
            "range_": fields.Date.to_date(span) if span else now,
            "current_": now,
        }

        def value(match):
            return self._sama_jalali_key(days[match[1]], match[2])

        filled = self.new(
            {
                "name": self.name,
                "prefix": _KEY.sub(value, self.prefix or ""),
                "suffix": _KEY.sub(value, self.suffix or ""),
            }
        )
        return super(IrSequence, filled)._get_prefix_suffix(
            date=date, date_range=date_range
        )

    def _sama_jalali_key(self, day, key):
        """Return one key's text for a day."""
        pattern = {"year": "yyyy", "y": "yy", "month": "MM", "day": "dd", "doy": "D"}
        if not calendar.in_range(day):
            return gregorian_key(day, key)
        text = calendar.format_jalali(day, pattern[key], "en")
        return text.zfill(3) if key == "doy" else text

    def _create_date_range_seq(self, date):
        """Give a sequence that writes the Jalali year a range of that year."""
        if "%(range_jyear)s" not in (self.prefix or "") + (self.suffix or ""):
            return super()._create_date_range_seq(date)
        day = fields.Date.to_date(date)
        return (
            self.env["ir.sequence.date_range"]
            # sudo: as core does; who draws a number need not manage sequences
            .sudo()
            .create(
                {
                    "date_from": calendar.start_of(day, "year"),
                    "date_to": calendar.end_of(day, "year"),
                    "sequence_id": self.id,
                }
            )
        )


def gregorian_key(day, key):
    """Return a key outside the Jalali range: the Gregorian one."""
    directive = {"year": "%Y", "y": "%y", "month": "%m", "day": "%d", "doy": "%j"}
    return day.strftime(directive[key])
