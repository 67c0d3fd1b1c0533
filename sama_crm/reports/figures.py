"""Figures and breakdowns of the management page."""

from .description import Column
from .reader import Reader


class Figures:
    """The management page of a :class:`~.data.ReportData`."""

    def figures(self):
        """Yield (label, column, value) of the figures at the top of the page."""
        count = self.count()
        yield self.env._("Number of rows"), Column("count", kind="integer"), count
        measure = self.measure()
        if not measure:
            return
        divisor = self.unit.divisor if self.unit else 1
        [(total,)] = self.model._read_group(
            self.domain, aggregates=[f"{measure.name}:sum"]
        )
        total = (total or 0) / divisor
        label = self.label(measure)
        yield self.env._("Sum of %(column)s", column=label), measure, total
        if count:
            average = round(total / count, self.decimals(measure))
            yield self.env._("Average of %(column)s", column=label), measure, average

    def measure(self):
        """Return the amount column of the management page, None without one."""
        name = self.report.measure
        if not name or not self.request.amounts:
            return None
        columns = Reader(
            self.env, self.request.model, [(self.report.column(name), "")], self.unit
        ).columns
        return columns[0] if columns else None

    def breakdowns(self):
        """Return (heading, rows) of the figures of the management page.

        :return: rows are (label, count, amount or None); groupings that the user
            may not read are left out
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
        """Return (label, count, amount) of each group of one grouping."""
        measure = self.measure()
        aggregates = ["__count", *([f"{measure.name}:sum"] if measure else [])]
        divisor = self.unit.divisor if self.unit else 1
        groups = self.model.with_context(jalali=True).formatted_read_group(
            self.domain, [spec], aggregates
        )
        return [
            (
                self._group_label(spec, group[spec]),
                group["__count"],
                (group[f"{measure.name}:sum"] or 0) / divisor if measure else None,
            )
            for group in groups
        ]
