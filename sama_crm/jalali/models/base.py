from collections import defaultdict
from datetime import datetime, time, timedelta

import pytz

from odoo import api, models
from odoo.fields import Date
from odoo.models import READ_GROUP_TIME_GRANULARITY, parse_read_group_spec
from odoo.tools import (
    DEFAULT_SERVER_DATE_FORMAT,
    DEFAULT_SERVER_DATETIME_FORMAT,
    SQL,
    date_utils,
    get_lang,
)

from .. import calendar
from .res_lang import START_FUNCTIONS

# Context keys. The web client asks by REQUEST; BUCKETS is set by the methods below
# for the one grouping that they make, never from outside and never by language
# alone: spreadsheets and business code call the same methods and expect Gregorian.
REQUEST = "jalali"
BUCKETS = "jalali_buckets"
#: The first day after the Jalali range.
BEYOND = calendar.LAST_DAY + timedelta(days=1)


def bucket_end(start, unit):
    """Return the first moment after the bucket that begins at ``start``.

    :param start: date or naive datetime, as the database returned it
    :param str unit: granularity of ``read_group``
    """
    if unit not in START_FUNCTIONS:
        return start + READ_GROUP_TIME_GRANULARITY[unit]
    if calendar.in_range(start):
        return calendar.add(start, unit, 1)
    end = date_utils.start_of(start, unit) + READ_GROUP_TIME_GRANULARITY[unit]
    first = datetime.combine(calendar.FIRST_DAY, time.min)
    first = first if isinstance(start, datetime) else first.date()
    return min(end, first) if start < first else end


class Base(models.AbstractModel):
    """Group by Jalali months, seasons and years when the web client asks for it."""

    _inherit = "base"

    # --------------------------------------------------
    # Who asks
    # --------------------------------------------------

    def _sama_jalali_self(self):
        """Return ``self`` set to make Jalali buckets, if the client asks for them."""
        context = self.env.context
        if not context.get(REQUEST) or context.get(BUCKETS):
            return self
        if get_lang(self.env).sama_calendar != "persian":
            return self
        return self.with_context(**{BUCKETS: True})

    def _sama_gregorian_self(self):
        """Return ``self`` for whatever else runs inside a grouping."""
        if self.env.context.get(BUCKETS):
            return self.with_context(**{BUCKETS: False, REQUEST: False})
        return self

    @api.model
    @api.readonly
    def formatted_read_group(
        self,
        domain,
        groupby=(),
        aggregates=(),
        having=(),
        offset=0,
        limit=None,
        order=None,
    ):
        """Make Jalali buckets when the client asks for them."""
        return super(Base, self._sama_jalali_self()).formatted_read_group(
            domain,
            groupby,
            aggregates,
            having=having,
            offset=offset,
            limit=limit,
            order=order,
        )

    @api.model
    @api.readonly
    def formatted_read_grouping_sets(
        self, domain, grouping_sets, aggregates=(), *, order=None
    ):
        """Make Jalali buckets when the client asks for them."""
        return super(Base, self._sama_jalali_self()).formatted_read_grouping_sets(
            domain, grouping_sets, aggregates, order=order
        )

    def _formatted_read_group_with_length(
        self, domain, groupby, aggregates, offset=0, limit=None, order=None
    ):
        """Count the groups of ``web_read_group`` in the same buckets."""
        return super(Base, self._sama_jalali_self())._formatted_read_group_with_length(
            domain, groupby, aggregates, offset=offset, limit=limit, order=order
        )

    @api.model
    @api.readonly
    def read_progress_bar(self, domain, group_by, progress_bar):
        """Make Jalali buckets when the client asks for them."""
        records = self._sama_jalali_self()
        result = super(Base, records).read_progress_bar(domain, group_by, progress_bar)
        if not records.env.context.get(BUCKETS):
            return result
        return records._sama_progress_keys(result, group_by)

    def _sama_progress_keys(self, result, group_by):
        """Name the columns of a progress bar as the groups of the view are named.

        Groups of a datetime are named by their start in UTC, the progress bar of
        core by the local start: in Tehran its bars would stay empty.
        """
        fname, path, unit = parse_read_group_spec(group_by)
        field = self._fields[fname]
        if path or field.type != "datetime" or unit not in READ_GROUP_TIME_GRANULARITY:
            return result
        return {
            self._sama_utc(datetime.fromisoformat(key)).strftime(
                DEFAULT_SERVER_DATETIME_FORMAT
            )
            if key != "False"
            else key: counts
            for key, counts in result.items()
        }

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Keep the buckets out of the searches that a grouping makes."""
        return super(Base, self._sama_gregorian_self())._search(domain, *args, **kwargs)

    def _web_read_group_expand(self, domain, groups, groupby_spec, aggregates, order):
        """Keep the buckets out of business methods that add empty groups."""
        return super(Base, self._sama_gregorian_self())._web_read_group_expand(
            domain, groups, groupby_spec, aggregates, order
        )

    # --------------------------------------------------
    # Buckets
    # --------------------------------------------------

    def _read_group_groupby(self, alias, groupby_spec, query):
        """Return the start of the Jalali period as the grouping term."""
        fname, path, unit = parse_read_group_spec(groupby_spec)
        field = self._fields.get(fname)
        if (
            not self.env.context.get(BUCKETS)
            or field is None
            or unit not in START_FUNCTIONS
        ):
            return super()._read_group_groupby(alias, groupby_spec, query)
        if field.type == "properties":
            value = self._read_group_groupby_properties(alias, field, path, query)
        elif field.type in ("date", "datetime") and not path:
            value = self._field_to_sql(alias, fname, query)
            if field.type == "datetime":
                value = field.property_to_sql(value, "tz", self, alias, query)
        else:
            # a path (core comes back here with the other model) or an error
            return super()._read_group_groupby(alias, groupby_spec, query)
        return self._sama_bucket_sql(value, unit, field.type)

    def _sama_bucket_sql(self, value, unit, field_type):
        """Return the SQL of the first day of the Jalali period of ``value``.

        Outside 1178-1501 it is the first day of the Gregorian period.
        """
        starts, offsets = START_FUNCTIONS[unit]
        bucket = SQL(
            "COALESCE((%(starts)s())[width_bucket((%(value)s::date - %(first)s::date)"
            "::float8, %(offsets)s())], GREATEST(date_trunc(%(unit)s, %(value)s"
            "::timestamp)::date, CASE WHEN %(value)s::date >= %(beyond)s::date "
            "THEN %(beyond)s::date END))",
            starts=SQL.identifier(starts),
            offsets=SQL.identifier(offsets),
            first=str(calendar.FIRST_DAY),
            beyond=str(BEYOND),
            value=value,
            unit=unit,
        )
        return bucket if field_type == "date" else SQL("%s::timestamp", bucket)

    # --------------------------------------------------
    # What the client gets
    # --------------------------------------------------

    def _sama_utc(self, local):
        """Return a naive local datetime as UTC, by the time zone of the context."""
        tz = self.env.context.get("tz")
        if tz not in pytz.all_timezones_set:
            return pytz.utc.localize(local)
        return pytz.timezone(tz).localize(local).astimezone(pytz.utc)

    def _sama_bucket_label(self, start, unit):
        """Return the name of a bucket in the reader's language."""
        lang = get_lang(self.env)
        return calendar.period_label(start, unit, lang.code, lang.sama_numbering)

    def _web_read_group_groupby_formatter(self, groupby_spec, values):
        """Name Jalali buckets and end them at the next Jalali boundary."""
        fname, path, unit = parse_read_group_spec(groupby_spec)
        field = self._fields[fname]
        if (
            not self.env.context.get(BUCKETS)
            or path
            or field.type not in ("date", "datetime")
            or unit not in READ_GROUP_TIME_GRANULARITY
        ):
            return super()._web_read_group_groupby_formatter(groupby_spec, values)

        def formatter(value):
            if not value:
                return value, [(fname, "=", value)]
            start, end = value, bucket_end(value, unit)
            form = DEFAULT_SERVER_DATE_FORMAT
            if field.type == "datetime":
                start, end = self._sama_utc(start), self._sama_utc(end)
                form = DEFAULT_SERVER_DATETIME_FORMAT
            start, end = start.strftime(form), end.strftime(form)
            label = self._sama_bucket_label(value, unit)
            return (start, label), ["&", (fname, ">=", start), (fname, "<", end)]

        return formatter

    def _web_read_group_groupby_properties_formatter(self, groupby_spec, values):
        """The same for properties of a date or a datetime."""
        formatter = super()._web_read_group_groupby_properties_formatter(
            groupby_spec, values
        )
        name, _colon, unit = groupby_spec.partition(":")
        if (
            not self.env.context.get(BUCKETS)
            or unit not in READ_GROUP_TIME_GRANULARITY
            or self.get_property_definition(name).get("type")
            not in ("date", "datetime")
        ):
            return formatter
        is_date = self.get_property_definition(name)["type"] == "date"
        form = DEFAULT_SERVER_DATE_FORMAT if is_date else DEFAULT_SERVER_DATETIME_FORMAT

        def property_formatter(value):
            if not value:
                return formatter(value)
            start = value.strftime(form)
            end = bucket_end(value, unit).strftime(form)
            label = self._sama_bucket_label(value, unit)
            return (start, label), [(name, ">=", start), (name, "<", end)]

        return property_formatter

    @api.model
    def _web_read_group_fill_temporal(
        self,
        groups,
        groupby,
        aggregates,
        fill_from=False,
        fill_to=False,
        min_groups=False,
    ):
        """Fill the holes between groups at Jalali boundaries."""
        fname, _path, unit = parse_read_group_spec(groupby[0])
        if not self.env.context.get(BUCKETS) or unit not in START_FUNCTIONS:
            return super()._web_read_group_fill_temporal(
                groups, groupby, aggregates, fill_from, fill_to, min_groups
            )
        existing = sorted(group[0] for group in groups if group[0])
        is_date = self._fields[fname].type == "date"
        first = self._sama_fill_bound(fill_from, unit, is_date, existing[:1])
        last = self._sama_fill_bound(fill_to, unit, is_date, existing[-1:])
        first, last = first or last, last or first
        if not first:
            return groups
        if min_groups and calendar.in_range(first):
            last = max(last, calendar.add(first, unit, min_groups - 1))
        wanted = []
        while first <= last:
            wanted.append(first)
            first = bucket_end(first, unit)
        return self._sama_fill(groups, wanted, groupby, aggregates)

    def _sama_fill_bound(self, text, unit, is_date, existing):
        """Return the bucket of a bound of the filling, else an existing group."""
        if not text:
            return existing[0] if existing else None
        day = Date.to_date(text)
        if calendar.in_range(day):
            day = calendar.start_of(day, unit)
        else:
            day = date_utils.start_of(day, unit)
        return day if is_date else datetime.combine(day, time.min)

    def _sama_fill(self, groups, wanted, groupby, aggregates):
        """Return the groups with an empty one for each wanted start that lacks."""
        empty = tuple(
            self._read_group_empty_value(spec) for spec in (*groupby[1:], *aggregates)
        )
        by_start = defaultdict(list)
        for group in groups:
            by_start[group[0]].append(group)
        without_date = by_start.pop(False, [])
        result = []
        for start in sorted({*by_start, *wanted}):
            result.extend(by_start.get(start) or [(start, *empty)])
        return result + without_date
