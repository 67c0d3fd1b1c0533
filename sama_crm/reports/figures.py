"""Figures and breakdowns of the management page."""

from odoo.fields import Domain

from .description import Column
from .reader import Reader


def has_amount(measures):
    """Tell whether the first of the columns is an amount: then it draws the bars."""
    return bool(measures) and measures[0].kind == "amount"


class Figures:
    """The management page of a :class:`~.data.ReportData`."""

    def figures(self):
        """Yield (label, column, value) of the figures at the top of the page."""
        count = self.count()
        yield self.env._("Number of rows"), Column("count", kind="integer"), count
        columns = self.measures()
        if not columns:
            return
        [values] = self.model._read_group(self.domain, aggregates=self._specs(columns))
        for column, value in zip(columns, self._in_unit(columns, values), strict=True):
            label = self.label(column)
            if column.kind != "amount":
                yield label, column, value
                continue
            yield self.env._("Sum of %(column)s", column=label), column, value
            rows = self._count_with(column, count)
            if rows:
                average = round(value / rows, self.decimals(column))
                yield self.env._("Average of %(column)s", column=label), column, average

    def _count_with(self, column, count):
        """Return the number of rows that have a value: the others lower no average."""
        if not column.only_if:
            return count
        return self.model.search_count(
            self.domain & Domain(column.only_if, "!=", False)
        )

    def measures(self):
        """Return the columns of figures beside the number of rows.

        The amount, if the report has one and it is asked for, comes first.
        """
        report = self.report
        columns = [*([report.column(report.measure)] if report.measure else [])]
        columns += report.aggregates
        reader = Reader(self.env, self.request.model, columns, self.unit)
        if self.request.amounts:
            return reader.columns
        return [column for column in reader.columns if column.kind != "amount"]

    def _specs(self, columns):
        """Return what `_read_group` takes for the columns."""
        fields = self.model._fields
        return [f"{column.name}:{fields[column.name].aggregator}" for column in columns]

    def _in_unit(self, columns, values):
        """Return aggregated values, amounts in the unit asked for, None for none."""
        divisor = self.unit.divisor if self.unit else 1
        return [
            (value or 0) / divisor
            if column.kind == "amount"
            # Odoo writes the mean of nothing as False.
            else None
            if value is False
            else value
            for column, value in zip(columns, values, strict=True)
        ]

    def breakdowns(self):
        """Return (heading, rows) of the figures of the management page.

        :return: rows are (label, count, values of the measures); groupings that the
            user may not read are left out
        """
        groupings = [*self.request.groupby, *self.report.breakdowns]
        result, seen = [], set()
        for spec in groupings:
            name = spec.partition(":")[0]
            if name in seen or not self.reader._readable(self.model, name):
                continue
            seen.add(name)
            result.append((self._heading(name), self._figures(spec)))
        return result[:4]

    def _figures(self, spec):
        """Return (label, count, values of the measures) of each group of a grouping."""
        columns = self.measures()
        specs = self._specs(columns)
        groups = self.model.with_context(jalali=True).formatted_read_group(
            self.domain, [spec], ["__count", *specs]
        )
        return [
            (
                self._group_label(spec, group[spec]),
                group["__count"],
                self._in_unit(columns, [group[name] for name in specs]),
            )
            for group in groups
        ]
