import tempfile

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import content_disposition, request

from ..reports.make import MIMETYPES, file_name, write_report


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
        stream = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the response)
        write_report(request.env, asked, stream)
        size = stream.tell()
        stream.seek(0)
        response = request.make_response(
            stream,
            headers=[
                ("Content-Type", MIMETYPES[asked.format]),
                ("Content-Length", str(size)),
                (
                    "Content-Disposition",
                    content_disposition(file_name(request.env, asked)),
                ),
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
