"""From a request to a file: which writer, which name."""

import re

from odoo import fields

from .data import ReportData
from .excel import Excel
from .pdf import Pdf
from .words import Words

MIMETYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
WRITERS = {"xlsx": Excel, "pdf": Pdf}
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


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
    data = ReportData(env, request)
    day = Words(env, "latin").day(fields.Date.context_today(env.user))
    title = UNSAFE.sub(" ", data.title).strip() or "report"
    return f"{title} {day.replace('/', '-')}.{request.format}"
