"""What is drawn: rows, events, and the sums and averages of columns."""

from dataclasses import dataclass, field

from .values import Foreign


@dataclass
class Row:
    """One record: plain values in the order of the columns."""

    id: int
    values: list
    void: bool = False
    details: list = field(default_factory=list)


@dataclass
class Event:
    """One thing to draw: ``group``, ``rows``, ``subtotal`` or ``total``."""

    type: str
    level: int = 0
    label: str = ""
    count: int = 0
    rows: list[Row] = field(default_factory=list)
    totals: list = field(default_factory=list)


class Totals:
    """Sums and averages of the columns that have one."""

    def __init__(self, columns):
        self.columns = columns
        self.sums = [0] * len(columns)
        self.counts = [0] * len(columns)
        self.mixed = [False] * len(columns)

    def add(self, values):
        """Count one row."""
        for index, column in enumerate(self.columns):
            value = values[index]
            if not column.total or value is None:
                continue
            if isinstance(value, Foreign):
                self.mixed[index] = True
            else:
                self.sums[index] += value
                self.counts[index] += 1

    def result(self):
        """Return a value for each column, None where there is none to show."""
        result = []
        for index, column in enumerate(self.columns):
            count = self.counts[index]
            if not column.total or self.mixed[index]:
                result.append(None)
            elif column.total == "avg":
                result.append(self.sums[index] / count if count else None)
            else:
                result.append(self.sums[index])
        return result
