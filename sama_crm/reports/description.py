"""What a report is, told once: columns, detail rows, figures. It draws nothing.

A list whose ``<list>`` carries the class ``o_sama_report`` has a report already: its
columns are described by their fields. A :class:`Report` registered for its model says
what fields cannot: totals, widths, what a card, a call sheet and the management page
show. See ``docs/reports.md``.
"""

from dataclasses import dataclass, field, replace

#: Kind of a column by the type of its field.
KIND_OF_TYPE = {
    "integer": "integer",
    "float": "float",
    "monetary": "amount",
    "date": "date",
    "datetime": "datetime",
    "boolean": "boolean",
    "html": "html",
}
#: Width in characters by kind, where the description says none.
WIDTHS = {
    "integer": 8,
    "float": 8,
    "percent": 8,
    "amount": 16,
    "date": 12,
    "datetime": 18,
    "boolean": 7,
    "hour": 7,
    "phone": 17,
    "html": 40,
    "text": 18,
    "long": 40,
}
#: Kinds whose values are numbers in a spreadsheet.
NUMBERS = {"integer", "float", "percent", "amount"}


@dataclass(frozen=True)
class Column:
    """One column; what is left empty follows the field.

    :param str name: field, or a path of fields (``partner_id.phone``)
    :param str label: heading; the field's own by default (lazily translated)
    :param str kind: a key of :data:`WIDTHS`
    :param int width: in characters
    :param str total: ``sum``, ``avg`` or nothing
    :param int digits: decimals of a float
    :param str only_if: boolean field without which there is no value (a score)
    """

    name: str
    label: str = ""
    kind: str = ""
    width: int = 0
    total: str = ""
    digits: int = 0
    only_if: str = ""


@dataclass(frozen=True)
class Detail:
    """Rows below a document on its card: its log, answers or records.

    :param str model: model of the rows
    :param str link: path from a row to the document (``response_id.move_id``)
    :param str owner: path from the document to what ``link`` leads to, if that is not
        the document itself (a customer's ``partner_id``)
    :param same: many2one fields in which both agree (``company_id``)
    :param int limit: rows of a document at the most, the first in the order; 0 is all
    """

    title: str
    model: str
    link: str
    columns: tuple[Column, ...]
    order: str = "id"
    domain: tuple = ()
    owner: str = ""
    same: tuple[str, ...] = ()
    limit: int = 0


@dataclass(frozen=True)
class Report:
    """One report: what is known of a list beyond its fields.

    :param str name: unique; also of remembered choices and saved templates
    :param str model: model of the rows
    :param str kind: ``service`` for the second list of the same model, else empty
    :param columns: known columns; others of the list are described by their fields
    :param heading: columns in the title of a card
    :param call: columns of the call sheet
    :param measure: amount whose sum the management page shows
    :param aggregates: further figures of the management page, each as its field is
        aggregated (a mean, a share)
    :param breakdowns: groupings of the management page, the first as a chart
    :param date: of which a scheduled report takes a period
    :param void: (field, value) that puts a watermark on a card
    """

    name: str
    model: str
    title: str = ""
    kind: str = ""
    columns: tuple[Column, ...] = ()
    details: tuple[Detail, ...] = ()
    heading: tuple[str, ...] = ("display_name",)
    call: tuple[str, ...] = ()
    measure: str = ""
    aggregates: tuple[Column, ...] = ()
    breakdowns: tuple[str, ...] = ()
    void: tuple = ()
    date: str = "create_date"
    by_name: dict = field(default_factory=dict, init=False, compare=False, repr=False)

    def __post_init__(self):
        self.by_name.update({column.name: column for column in self.columns})

    def column(self, name):
        """Return the description of a column, an empty one if nothing is known."""
        return self.by_name.get(name) or Column(name)


_REPORTS: dict[str, Report] = {}


def register(report):
    """Make a report known; the second of a name replaces the first.

    :return: the report
    """
    _REPORTS[report.name] = report
    return report


def find(model, kind="", name=""):
    """Return the report of a list; one without any description if none is known.

    :param str kind: ``goods``, ``service`` or empty, as in the list's context
    :param str name: the report's own name, where it is known
    """
    if name in _REPORTS and _REPORTS[name].model == model:
        return _REPORTS[name]
    kind = kind if kind == "service" else ""
    reports = [report for report in _REPORTS.values() if report.model == model]
    for report in reports:
        if report.kind == kind:
            return report
    return reports[0] if reports else Report(name=model, model=model)


def described(column, model_field, label=""):
    """Return a column with what its field knows put in the empty places.

    :param model_field: the field (``fields.Field``) at the end of the column's path
    :param str label: heading on the screen
    """
    kind = column.kind or KIND_OF_TYPE.get(model_field.type, "text")
    if not column.kind and model_field.type == "text":
        kind = "long"
    return replace(
        column,
        kind=kind,
        label=label or column.label,
        width=column.width or WIDTHS[kind],
    )
