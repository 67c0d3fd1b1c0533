import json
import tempfile

from werkzeug.exceptions import BadRequest, NotFound

from odoo import http
from odoo.http import content_disposition, request

from ..reports.make import (
    MIMETYPES,
    calculation,
    customer_file,
    file_name,
    write_report,
)
from ..reports.request import Request


class ReportController(http.Controller):
    """Hands out files of reports, under the rights of who asks."""

    @http.route(
        "/sama_crm/report/<int:dialog_id>", type="http", auth="user", methods=["POST"]
    )
    def report(self, dialog_id, **_kwargs):
        """Make the report of a dialog and send its file."""
        dialog = request.env["sama.report.dialog"].browse(dialog_id)
        dialog.check_access("read")
        if not dialog.exists() or dialog.create_uid != request.env.user:
            raise NotFound()
        asked = dialog._final_request()
        name = file_name(request.env, asked)
        return self._send(
            asked.format,
            name,
            lambda stream: write_report(request.env, asked, stream),
        )

    @http.route(
        "/sama_crm/report/calculation", type="http", auth="user", methods=["POST"]
    )
    def calculation(self, asked, **_kwargs):
        """Send what the page Calculate shows; see ``reports.make.calculation``.

        :param str asked: JSON of the request
        """
        try:
            wanted = Request.load(json.loads(asked))
        except (TypeError, ValueError) as error:
            raise BadRequest() from error
        name, write = calculation(request.env, wanted)
        return self._send(wanted.format, name, write)

    @http.route(
        "/sama_crm/report/customer/<int:partner_id>",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def customer(self, partner_id, whole="1", **_kwargs):
        """Send the file of a customer for a visit.

        :param str whole: ``1``: the company with its contacts, else this person alone
        """
        name, write = customer_file(request.env, partner_id, whole == "1")
        return self._send("pdf", name, write)

    def _send(self, file_format, name, write):
        """Return the response with a file that a function writes."""
        stream = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the response)
        write(stream)
        size = stream.tell()
        stream.seek(0)
        response = request.make_response(
            stream,
            headers=[
                ("Content-Type", MIMETYPES[file_format]),
                ("Content-Length", str(size)),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "no-store"),
            ],
        )
        response.call_on_close(stream.close)
        return response

    @http.route(
        "/sama_crm/report/job/<int:job_id>",
        type="http",
        auth="user",
        methods=["GET", "POST"],
    )
    def job(self, job_id, **_kwargs):
        """Send the file of a report that was made in the background."""
        job = request.env["sama.report.job"].browse(job_id)
        if not job.exists() or not job.has_access("read") or not job.attachment_id:
            raise NotFound()
        stream = request.env["ir.binary"]._get_stream_from(job.attachment_id)
        return stream.get_response(as_attachment=True)
