import tempfile
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..reports.make import MIMETYPES, file_name, write_report
from ..reports.request import Request

DAYS_KEPT = 7


class SamaReportJob(models.Model):
    """A long report that is made in the background. Files are kept a week."""

    _name = "sama.report.job"
    _description = "Report in the Background"
    _inherit = ["sama.job"]
    _order = "id desc"

    _job_cron = "sama_crm.ir_cron_make_reports"

    template_id = fields.Many2one(
        "sama.report.template", readonly=True, index="btree_not_null"
    )
    request = fields.Json(required=True, readonly=True)
    attachment_id = fields.Many2one(
        "ir.attachment", string="File", readonly=True, index="btree_not_null"
    )

    _queue = models.Index("(state) WHERE state IN ('queued', 'running')")

    # === ACTIONS === #

    def action_download(self):
        """Return the action that downloads the file.

        :raises UserError: there is no file (yet, or any more)
        """
        self.ensure_one()
        if not self.attachment_id:
            raise UserError(self.env._("The file is not ready, or no longer kept."))
        return {
            "type": "ir.actions.client",
            "tag": "sama_report_download",
            "params": {"url": f"/sama_crm/report/job/{self.id}"},
        }

    # === BUSINESS === #

    @api.model
    def _enqueue(self, request, total, template=None):
        """Put a report into the queue and wake the cron.

        :param request: :class:`~odoo.addons.sama_crm.reports.request.Request`
        :param int total: number of its rows, for the progress
        :return: the job
        """
        # sudo: agents have no right to create; user and company are the asker's own
        job = self.sudo().create(
            {
                **self._asked_values(),
                "name": file_name(self.env, request),
                "company_id": self.env.company.id,
                "template_id": template.id if template else False,
                "request": request.dump(),
                "total": total,
            }
        )
        job._wake()
        return job.with_env(self.env)

    @api.model
    def _cron_make_reports(self):
        """Make the reports of the queue, the oldest first."""
        self._cron_do_jobs()

    def _do(self):
        """Make the file and attach it."""
        with tempfile.TemporaryFile() as stream:
            write_report(
                self._asker_env(),
                Request.load(self.request),
                stream,
                self._report_progress,
            )
            stream.seek(0)
            self._finish(stream.read())

    def _finish(self, content):
        """Attach the file and tell the user."""
        self.invalidate_recordset(["state"])
        if self.state == "cancelled":
            return
        self.attachment_id = self.env["ir.attachment"].create(
            {
                "name": self.name,
                "raw": content,
                "mimetype": MIMETYPES[self.request["format"]],
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        self.write({"state": "done", "done": self.total, "error": False})
        if self.template_id:
            unreached = self.template_id._send(self)
            if unreached:
                self._tell_unreached(unreached)
        else:
            self._tell()

    def _ended_text(self):
        return self.env._("This report is no longer being made.")

    def _killed_text(self):
        return self.env._(
            "The server stopped twice while making this report. Ask for fewer rows, "
            "or let your administrator raise limit_time_real_cron."
        )

    def _tell(self):
        """Tell who asked that the file is there, or why not."""
        job = self.with_context(lang=self.user_id.lang)
        done = job.state == "done"
        url = f"/sama_crm/report/job/{job.id}"
        if done:
            text = job.env._("Your report is ready: %(name)s", name=job.name)
        else:
            text = job.env._("Your report could not be made: %(name)s", name=job.name)
        job._tell_user(
            "sama_report",
            text,
            {"url": url if done else False, "error": job.error or False},
            [Markup('<a href="%s">%s</a>') % (url, job.name) if done else job.error],
        )

    def _tell_unreached(self, partners):
        """Tell the owner of a scheduled report whom it did not reach."""
        job = self.with_context(lang=self.user_id.lang)
        text = job.env._(
            "The report %(name)s could not be sent to: %(partners)s",
            name=job.template_id.name,
            partners=", ".join(partners.mapped("display_name")),
        )
        url = f"/sama_crm/report/job/{job.id}"
        job._tell_user(
            "sama_report",
            text,
            {"url": url, "error": job.env._("See the e-mail address.")},
            [Markup('<a href="%s">%s</a>') % (url, job.name)],
        )

    @api.autovacuum
    def _gc_jobs(self):
        """Delete reports and their files after a week."""
        limit = fields.Datetime.now() - timedelta(days=DAYS_KEPT)
        old = self.search([("write_date", "<", limit)])
        old.attachment_id.unlink()
        old.unlink()
