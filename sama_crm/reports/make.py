"""From a request to a file: which writer, which name."""

import re

from odoo import fields

from .calculation import Calculation
from .calculation_excel import CalculationExcel
from .calculation_pdf import CalculationPdf, ResultsPdf
from .data import ReportData
from .excel import Excel
from .pdf import Pdf
from .request import Request
from .words import Words

MIMETYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
WRITERS = {"xlsx": Excel, "pdf": Pdf}
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\u200b-\u200f]+')


def write_report(env, request, stream, progress=None):
    """Write the file of a request under the rights of the environment's user.

    :param request: :class:`~.request.Request`
    :param stream: binary file; it stays open
    :param progress: called with the number of rows read
    :return: :class:`~.data.ReportData` that was drawn
    """
    data = ReportData(env, request)
    WRITERS[request.format](data, progress).draw(stream)
    return data


def file_name(env, request):
    """Return the name of the file: what it is, and of which day in the calendar."""
    return _name(env, ReportData(env, request).title, request.format)


def calculation(env, request):
    """Return the name of the file of the page Calculate, and what writes it.

    :param request: :class:`~.request.Request` of the list whose rows are calculated;
        its first grouping is that of the page
    :raises AccessError: the user is no agent
    :raises UserError: no such list or grouping
    """
    request.layout, request.amounts = "calculation", False
    data = Calculation(env, request)
    writer = CalculationPdf if request.format == "pdf" else CalculationExcel
    return _name(env, data.title, request.format), writer(data).draw


def customer_file(env, partner_id, whole=True):
    """Return the name of the file of a customer for a visit, and what writes it.

    :param bool whole: the company with all its contacts; else this person alone
    :raises AccessError: the user is no agent, or may not read the customer
    """
    results = env["sama.survey.results"].get_results(partner_id, whole)
    root = env["res.partner"].browse(partner_id)
    if whole:
        root = root.commercial_partner_id
    request = Request(
        "res.partner",
        report="customer_file" if whole else "person_file",
        domain=[("id", "in", root.ids)],
        filters=[results["partner"]["name"]],
        context={"active_test": False},
        format="pdf",
        layout="card",
        landscape=False,
    )
    data = ReportData(env, request)
    title = f"{data.title} {results['partner']['name']}"
    return _name(env, title, "pdf"), ResultsPdf(data, results).draw


def _name(env, title, file_format):
    """Return the name of a file: a title and the day."""
    day = Words(env, "latin").day(fields.Date.context_today(env.user))
    lang = env["res.lang"]._get_data(code=env.lang or "en_US")
    # Behind a Persian word hyphens would turn the day around: 08-09-1405.
    day = day.replace("/", "." if lang.direction == "rtl" else "-")
    # Browsers write an underscore for a letter without width.
    title = " ".join(UNSAFE.sub(" ", title).split()) or "report"
    return f"{title} {day}.{file_format}"
