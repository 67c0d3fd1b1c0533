"""What the page Calculate shows, as tables that the writers of reports draw.

The figures are those of ``sama.survey.calculation``, asked for once, under the rights
of who asks.
"""

from dataclasses import dataclass, field

from ..jalali import digits
from .description import Column

COUNT = Column("count", kind="integer")
SCORE = Column("score", kind="float", digits=1)
SHARE = Column("share", kind="percent")
#: Decimals only where there are some, as on the screen: 10, but 35.7.
NPS = Column("nps", kind="integer", digits=1)
TEXT = Column("text", kind="text")


@dataclass
class Table:
    """One table: columns with labels, rows of plain values, the column of its bars.

    :param int bar: index of the column that the chart draws, of 0 to ``most``
    """

    title: str
    columns: list[Column]
    rows: list[list] = field(default_factory=list)
    bar: int = 0
    most: float = 100


class Calculation:
    """Figures and tables of a calculation; for writers what ``ReportData`` is to them.

    :param request: :class:`~.request.Request`; its grouping is that of the page
    """

    def __init__(self, env, request):
        self.env = env
        self.request = request
        self.columns = []
        group_by = request.groupby[0] if request.groupby else None
        self.group_by = group_by
        self.result = env["sama.survey.calculation"].calculate(
            request.model,
            domain=request.domain,
            ids=request.ids,
            group_by=group_by,
            kind=request.context.get("sama_kind"),
        )
        self.title = env._(
            "%(report)s: %(list)s", report=env._("Calculate"), list=request.title
        )

    def count(self):
        """Return the number of documents that were calculated."""
        return self.result["total"]["eligible"]

    def decimals(self, column):
        """Return the decimals that values of a column may have."""
        return column.digits

    def label(self, column):
        """Return the heading of a column."""
        return column.label

    def grouping_labels(self):
        """Return the name of what the break-down is by."""
        return [self._grouping()] if self.group_by else []

    def _grouping(self):
        env = self.env
        return {
            "month": env._("Month"),
            "surveyor": env._("Surveyor"),
            "seller": env._("Salesperson"),
            "person_group": env._("Person Group"),
            "unit": env._("Unit of the Organisation"),
            "category": env._("Product Category"),
        }[self.group_by]

    def figures(self):
        """Yield (label, column, value) of the figures at the top of the page."""
        env, total = self.env, self.result["total"]
        yield env._("Total Score"), SCORE, total["score"]
        if total["nps_count"]:
            yield env._("NPS"), NPS, total["nps"]
        yield env._("Eligible"), COUNT, total["eligible"]
        yield env._("Surveyed"), COUNT, total["surveyed"]
        yield env._("Response Rate"), SHARE, total["share"]
        yield env._("Not Reached"), COUNT, total["attempted"]
        yield env._("Refused"), COUNT, total["refused"]
        yield env._("Link Sent"), COUNT, total["sent"]

    def tables(self):
        """Return the tables of the page: questions, months, and its break-down."""
        tables = [self._questions(), self._months(), self._groups()]
        return [table for table in tables if table and table.rows]

    def _column(self, label, kind="float", places=1, width=0):
        return Column("x", label, kind=kind, digits=places, width=width or 9)

    def _question_columns(self):
        env, column = self.env, self._column
        return [
            column(env._("No."), "integer", 0, 5),
            column(env._("Question"), "text", 0, 44),
            column(env._("Answers"), "integer", 0),
            column(env._("Mean")),
            column(env._("of"), "float", 0, 6),
            column(env._("Percent"), "percent", 0),
            column(env._("Median"), "integer"),
            column(env._("Lowest"), "integer"),
            column(env._("Highest"), "integer"),
            column(env._("Spread")),
            column(env._("NPS"), "integer"),
            column(env._("Change")),
        ]

    def _questions(self):
        columns = self._question_columns()
        rows = [
            [number, row["name"], row["count"], *self._question_figures(row)]
            for number, row in enumerate(self.result["questions"], 1)
        ]
        # A column that nobody has a value in (no NPS, nothing before) says nothing.
        kept = [
            index
            for index in range(len(columns))
            if index < 6 or any(row[index] is not None for row in rows)
        ]
        return Table(
            self.env._("Questions"),
            [columns[index] for index in kept],
            [[row[index] for index in kept] for row in rows],
            bar=5,
        )

    def _question_figures(self, row):
        """Return the figures of a question beside the number of its answers."""
        if row["type"] == "yes_no":
            # As on the screen: the share of yes says all, «1.0 of 1» is none of it.
            return [None, None, row["percent"], *[None] * 5, row["change"]]
        return [
            row["mean"],
            row["max_score"] if row["mean"] is not None else None,
            row.get("percent"),
            row.get("median"),
            row.get("min"),
            row.get("max"),
            row.get("spread"),
            row.get("nps"),
            row["change"],
        ]

    def _stat_columns(self):
        env, column = self.env, self._column
        return [
            column(env._("Eligible"), "integer", 0),
            column(env._("Surveyed"), "integer", 0, 12),
            column(env._("Response Rate"), "percent", 0),
            column(env._("Score")),
        ]

    def _unit_columns(self):
        env, column = self.env, self._column
        return [column(env._("Answers"), "integer", 0), column(env._("Score"))]

    def _stats(self, stats):
        stats = stats or {}
        return [stats.get(n) for n in ("eligible", "surveyed", "share", "score")]

    def _months(self):
        label = self.env._("Month")
        return Table(
            self.env._("Score by Month"),
            [self._column(label, "text", 0, 20), *self._stat_columns()],
            [
                [month["label"], *self._stats(month["stats"])]
                for month in self.result["months"]
                if month["stats"]["surveyed"]
            ],
            bar=4,
        )

    def _groups(self):
        """Return the break-down: figures of the documents, means of each question."""
        if not self.group_by:
            return None
        questions = [
            (number, row)
            for number, row in enumerate(self.result["questions"], 1)
            if row["mean"] is not None
        ]
        of_units = self.group_by == "unit"
        stats = self._unit_columns() if of_units else self._stat_columns()
        columns = [self._column(self._grouping(), "text", 0, 26), *stats]
        columns += [
            self._column(
                self.env._("Question %(number)s", number=self._digits(number)),
                *(("percent", 0) if row["type"] == "yes_no" else ()),
                width=7,
            )
            for number, row in questions
        ]
        rows = []
        for group in self.result["groups"]:
            cells = [
                (group["cells"].get(str(row["key"])) or {}).get(
                    "percent" if row["type"] == "yes_no" else "mean"
                )
                for _number, row in questions
            ]
            figures = group["stats"]
            shown = (
                [figures["answers"], figures["score"]]
                if of_units
                else self._stats(figures)
            )
            rows.append([group["label"], *shown, *cells])
        title = self.env._("Compare: %(grouping)s", grouping=self._grouping())
        return Table(title, columns, rows, bar=2 if of_units else 4)

    def _digits(self, number):
        is_persian = self.request.digits == "persian" or (
            self.request.digits == "auto" and self.env.lang == "fa_IR"
        )
        return digits.to_persian_digits(str(number)) if is_persian else str(number)
