"""What somebody asks for: which rows, and how they are to look. Plain and storable."""

from dataclasses import asdict, dataclass, field, fields

LAYOUTS = ("table", "grouped", "card", "call", "management")
FORMATS = ("xlsx", "pdf")
PAPERS = ("A4", "A5")


@dataclass
class Request:
    """Rows and look of one report; as a dictionary it is kept in templates and jobs.

    :param domain: the list's domain; with ``ids`` only those rows
    :param order: the list's order, as ``search`` takes it
    :param groupby: the list's grouping, ``["partner_id", "date_order:month"]``
    :param filters: the filter in words, a text for each facet of the search
    :param columns: ``[{"name", "label"}]`` in order
    :param context: the list's own keys (``active_test``, ``sama_kind``)
    :param unit: id of a display unit; 0 is the currency itself
    :param digits: ``auto`` (by the language), ``persian`` or ``latin``
    :param empty_lines: of each row on the call sheet
    :param letterhead: the company's own; without it more rows have room
    :param signatures: places for names and signatures at the end
    :param real_dates: a second column with the real date in a sheet
    """

    model: str
    report: str = ""
    title: str = ""
    domain: list = field(default_factory=list)
    ids: list | None = None
    order: str = ""
    groupby: list = field(default_factory=list)
    filters: list = field(default_factory=list)
    columns: list = field(default_factory=list)
    context: dict = field(default_factory=dict)
    format: str = "xlsx"
    layout: str = "table"
    landscape: bool = True
    paper: str = "A4"
    amounts: bool = True
    unit: int = 0
    digits: str = "auto"
    real_dates: bool = False
    empty_lines: int = 2
    letterhead: bool = True
    signatures: bool = False

    @classmethod
    def load(cls, values):
        """Return the request of a dictionary; unknown keys are dropped.

        :raises ValueError: a layout, format or paper that does not exist
        """
        names = {item.name for item in fields(cls)}
        request = cls(**{key: val for key, val in values.items() if key in names})
        known = (LAYOUTS, FORMATS, PAPERS)
        asked = (request.layout, request.format, request.paper)
        if any(one not in those for one, those in zip(asked, known, strict=True)):
            raise ValueError(" ".join(map(str, asked)))
        return request

    def dump(self):
        """Return the request as a dictionary of plain values."""
        return asdict(self)
