import math
from contextlib import suppress
from datetime import date, datetime

from pytz import utc

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SamaArgumentMixin(models.AbstractModel):
    """What other programs hand to our public methods, read and checked.

    They call with what JSON has: texts for dates, numbers for records. What cannot be
    meant is answered by one sentence that says what was wrong.
    """

    _name = "sama.argument.mixin"
    _description = "Arguments of Public Methods"

    @api.model
    def _sama_to_text(self, value):
        """Return a text, or False for none.

        :raises ValidationError: it is no text
        """
        if not value:
            return False
        if not isinstance(value, str):
            raise ValidationError(self.env._("%(value)s is no text.", value=value))
        return value

    @api.model
    def _sama_to_date(self, value):
        """Return a date, or False for none; of a datetime its day.

        :raises ValidationError: it is neither a date nor its ISO text
        """
        if not value:
            return False
        with suppress(ValueError):  # Said below, as of any other type.
            if isinstance(value, str | date):
                return fields.Date.to_date(value)
        raise ValidationError(
            self.env._("%(value)s is no date. Write a date as 2026-03-21.", value=value)
        )

    @api.model
    def _sama_to_moment(self, value):
        """Return a UTC datetime in whole seconds, or False for none.

        :param value: a datetime, or any ISO text: with its offset, or UTC
        :raises ValidationError: it is neither
        """
        if not value:
            return False
        # Said below, as of any other type.
        with suppress(ValueError, OverflowError):
            moment = datetime.fromisoformat(value) if isinstance(value, str) else value
            if isinstance(moment, datetime) and moment.tzinfo:
                moment = moment.astimezone(utc).replace(tzinfo=None)
            if isinstance(moment, date):
                return fields.Datetime.to_datetime(moment).replace(microsecond=0)
        raise ValidationError(
            self.env._(
                "%(value)s is no date and time. Write it as 2026-03-21T13:30:00.",
                value=value,
            )
        )

    @api.model
    def _sama_to_hour(self, value):
        """Return an hour of the day, 13.5 for 13:30, or 0.0 for none.

        :raises ValidationError: it is no number, or no hour of a day
        """
        if not value:
            return 0.0
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not math.isfinite(value):
            raise ValidationError(
                self.env._(
                    "%(value)s is no hour. Write half past one in the afternoon as "
                    "the number 13.5.",
                    value=value,
                )
            )
        if not 0 <= value < 24:
            raise ValidationError(
                self.env._("The hour must be between 0:00 and 23:59.")
            )
        return float(value)

    @api.model
    def _sama_to_choice(self, fname, value, model):
        """Return one of the values of a selection field.

        :raises ValidationError: it is none of them
        """
        field = self.env[model]._fields[fname]
        if value not in field.get_values(self.env):
            description = field.get_description(self.env, ["string"])
            raise ValidationError(
                self.env._(
                    "%(field)s: %(value)s cannot be chosen. Choose one of: %(values)s.",
                    field=description["string"],
                    value=value,
                    values=", ".join(field.get_values(self.env)),
                )
            )
        return value

    @api.model
    def _sama_to_record(self, model, value):
        """Return the id of an existing record, or False for none.

        :param value: a record or its id
        :raises ValidationError: there is no such record, or there are several
        """
        records = self._sama_to_records(model, value)
        if len(records) > 1:
            raise ValidationError(self.env._("%(value)s are several.", value=value))
        return records.id

    @api.model
    def _sama_to_records(self, model, value):
        """Return existing records, in the caller's environment.

        :param value: records, one id, or a list of ids; nothing for none
        :raises ValidationError: one of them does not exist
        """
        ids = getattr(value, "ids", value) or []
        ids = [ids] if isinstance(ids, int) else ids
        Model = self.env[model]
        if isinstance(ids, list | tuple) and all(map(self._sama_may_be_id, ids)):
            # sudo: whether it exists, no more; what it holds is not read here.
            missing = set(ids) - set(Model.sudo().browse(ids).exists().ids)
        else:
            missing = [value]
        if missing:
            raise ValidationError(
                self.env._(
                    "%(kind)s %(value)s does not exist.",
                    kind=self.env["ir.model"]._get(model).name,
                    value=", ".join(map(str, missing)),
                )
            )
        return Model.browse(ids)

    @api.model
    def _sama_may_be_id(self, value):
        """Whether the database could have it as an id: a positive int4."""
        return type(value) is int and 0 < value < 2**31
