"""Groups of several levels with their subtotals, as the list shows them."""

from collections import defaultdict

from .totals import Event, Totals


class Groups:
    """The grouped layout of a :class:`~.data.ReportData`."""

    def _grouped(self, ids, total):
        """Yield groups of several levels with their subtotals, as on the screen."""
        leaves = self.leaves(self.request.groupby)
        position = {record_id: rank for rank, record_id in enumerate(ids)}
        opened: list[tuple] = []  # (key, label, counter, number of rows)
        sizes = self._sizes(leaves)
        for keys, labels, leaf_ids in leaves:
            same = 0
            while same < len(opened) and opened[same][0] == keys[same]:
                same += 1
            yield from self._close(opened, same)
            for level in range(same, len(keys)):
                size = sizes[keys[: level + 1]]
                opened.append((keys[level], labels[level], Totals(self.columns), size))
                yield Event("group", level=level, label=labels[level], count=size)
            leaf_ids = sorted(
                (record_id for record_id in leaf_ids if record_id in position),
                key=position.__getitem__,
            )
            counters = [entry[2] for entry in opened]
            yield from self._rows(self._sets(leaf_ids), [*counters, total], len(keys))
        yield from self._close(opened, 0)

    def _close(self, opened, until):
        """End the groups that are deeper than a level."""
        while len(opened) > until:
            _key, label, counter, size = opened.pop()
            yield Event(
                "subtotal",
                level=len(opened),
                label=label,
                count=size,
                totals=counter.result(),
            )

    def _sizes(self, leaves):
        sizes = defaultdict(int)
        for keys, _labels, ids in leaves:
            for level in range(len(keys)):
                sizes[keys[: level + 1]] += len(ids)
        return sizes

    def leaves(self, groupby):
        """Return (keys, labels, ids) of the groups of all levels, by one query.

        Order, names and Jalali periods are those of the screen.
        """
        groups = self.model.with_context(jalali=True).formatted_read_group(
            self.domain, groupby, ["id:array_agg"]
        )
        leaves = []
        for group in groups:
            values = [group[spec] for spec in groupby]
            keys = tuple(self._group_key(value) for value in values)
            labels = tuple(
                self._group_label(spec, value)
                for spec, value in zip(groupby, values, strict=True)
            )
            leaves.append((keys, labels, group["id:array_agg"]))
        if not self.request.order:
            return leaves
        ranks = self._ranks(groupby)
        levels = range(1, len(groupby) + 1)
        return sorted(
            leaves, key=lambda leaf: [ranks[leaf[0][:level]] for level in levels]
        )

    def _ranks(self, groupby):
        """Return {keys of a group of any level: its place in the list's order}.

        A list whose rows are ordered by an amount has its groups by their sums.
        """
        directions, aggregates = {}, []
        for part in self.request.order.split(","):
            name, *direction = part.split()
            directions[name] = " ".join(direction).upper() or "ASC"
            model_field = self.model._fields.get(name)
            if model_field and model_field.store and model_field.aggregator:
                aggregates.append(f"{name}:{model_field.aggregator}")
        ranks = {}
        model = self.model.with_context(jalali=True)
        for level in range(1, len(groupby) + 1):
            specs = groupby[:level]
            groups = model.formatted_read_group(
                self.domain,
                specs,
                aggregates,
                order=model._get_read_group_order(directions, specs[-1:], aggregates),
            )
            for rank, group in enumerate(groups):
                keys = tuple(self._group_key(group[spec]) for spec in specs)
                ranks[keys] = rank
        return ranks

    def grouping_labels(self):
        """Return the names of the fields that the report is grouped by."""
        if self.request.layout != "grouped":
            return []
        return [self._grouping_label(spec) for spec in self.request.groupby]

    def _grouping_label(self, spec):
        """Return the name of a grouping, as the search names it: «Date: Month»."""
        name, _colon, granularity = spec.partition(":")
        units = {
            "day": self.env._("Day"),
            "week": self.env._("Week"),
            "month": self.env._("Month"),
            "quarter": self.env._("Season"),
            "year": self.env._("Year"),
        }
        label = self._heading(name)
        if granularity not in units:
            return label
        return self.env._("%(field)s: %(unit)s", field=label, unit=units[granularity])

    def _group_key(self, value):
        return value[0] if isinstance(value, tuple | list) else value

    def _group_label(self, spec, value):
        """Return the name of a group as the list writes it."""
        if isinstance(value, tuple | list):
            value = value[1]
        model_field = self.model._fields[spec.partition(":")[0].partition(".")[0]]
        if model_field.type == "boolean":
            return self.reader.yes if value else self.reader.no
        if value is False or value is None or value == "":
            return self.env._("None")
        if model_field.type == "selection":
            options = dict(model_field._description_selection(self.env))
            return str(options.get(value, value))
        return str(value)
