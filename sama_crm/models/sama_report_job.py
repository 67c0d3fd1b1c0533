import logging
import tempfile
from datetime import timedelta

from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..reports.make import MIMETYPES, file_name, write_report
from ..reports.request import Request

_logger = logging.getLogger(__name__)

DAYS_KEPT = 7
#: A worker that dies over a report twice would die a third time.
MAX_ATTEMPTS = 2
STATES = [
    ("queued", "Waiting"),
    ("running", "In Progress"),
    ("done", "Done"),
    ("failed", "Failed"),
    ("cancelled", "Cancelled"),
]
#: Keys of the asker's context that say what he sees and how.
CONTEXT_KEYS = ("lang", "tz", "allowed_company_ids")


class Cancelled(Exception):
    """The user gave the report up while it was being made."""


class SamaReportJob(models.Model):
    """A long report that is made in the background, under the rights of who asked.

    One cron makes them one after the other. It commits its progress, so that the
    dialog can show it and a click can cancel it; what a killed worker left half done
    begins anew once, then is reported as failed. Files are kept a week.

    Where OCA's queue_job is installed its workers make them, several at a time; the
    cron is then only for what was asked before.
    """

    _name = "sama.report.job"
    _description = "Report in the Background"
    _order = "id desc"

    name = fields.Char(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Asked by",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    template_id = fields.Many2one(
        "sama.report.template", readonly=True, index="btree_not_null"
    )
    request = fields.Json(required=True, readonly=True)
    request_context = fields.Json(readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="queued")
    total = fields.Integer(string="Rows", readonly=True)
    done = fields.Integer(string="Rows Made", readonly=True)
    progress = fields.Integer(compute="_compute_progress", help="In percent.")
    attempts = fields.Integer(readonly=True)
    delayed = fields.Boolean(readonly=True, help="Made by a worker of queue_job.")
    error = fields.Text(readonly=True)
    attachment_id = fields.Many2one(
        "ir.attachment", string="File", readonly=True, index="btree_not_null"
    )

    _queue = models.Index("(state) WHERE state IN ('queued', 'running')")

    # === COMPUTE === #

    @api.depends("total", "done", "state")
    def _compute_progress(self):
        for job in self:
            if job.state == "done":
                job.progress = 100
            else:
                job.progress = min(99, 100 * job.done // max(1, job.total))

    # === ACTIONS === #

    def action_cancel(self):
        """Give the report up; a running one stops at its next thousand rows.

        :raises UserError: it has already ended
        """
        self.ensure_one()
        if self.state not in ("queued", "running"):
            raise UserError(self.env._("This report is no longer being made."))
        self.check_access("read")
        # sudo: the one who asked may cancel; he writes nothing else on a job
        self.sudo().state = "cancelled"

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
        context = {key: self.env.context.get(key) for key in CONTEXT_KEYS}
        context["allowed_company_ids"] = self.env.companies.ids
        # sudo: agents have no right to create; user and company are the asker's own
        job = self.sudo().create(
            {
                "name": file_name(self.env, request),
                "user_id": self.env.uid,
                "company_id": self.env.company.id,
                "template_id": template.id if template else False,
                "request": request.dump(),
                "request_context": context,
                "total": total,
                "delayed": self._has_queue_job(),
            }
        )
        if job.delayed:
            job.with_delay(description=job.name)._make_delayed()
        else:
            # sudo: a job that was accepted wakes the queue
            self.env.ref("sama_crm.ir_cron_make_reports").sudo()._trigger()
        return job.with_env(self.env)

    @api.model
    def _has_queue_job(self):
        """Tell whether OCA's queue_job is installed."""
        return "queue.job" in self.env

    def _make_delayed(self):
        """Make the report in a worker of queue_job, which may run it again.

        Progress is committed, which a job of theirs may not do: it has its own cursor.
        """
        with self.env.registry.cursor() as cr:
            # The books are the system's; the rows are read as who asked.
            job = self.with_env(self.env(cr=cr, user=SUPERUSER_ID))
            if job.exists() and job.state == "running":
                job._recover()
            if job._take():
                job._make()

    @api.model
    def _cron_make_reports(self):
        """Make the reports of the queue, the oldest first."""
        own = Domain("delayed", "=", False) if self._has_queue_job() else Domain.TRUE
        # Only one cron runs at a time: what is running was left by a killed worker.
        self.search(own & Domain("state", "=", "running"))._recover()
        cron = self.env["ir.cron"]
        queue = self.search(own & Domain("state", "=", "queued"), order="id")
        cron._commit_progress(remaining=len(queue))
        for job in queue:
            if not job._take():
                cron._commit_progress(1)
                continue
            job._make()
            if not cron._commit_progress(1):
                break

    def _recover(self):
        """Take up what a killed worker left, or report it as failed."""
        for job in self:
            if job.attempts < MAX_ATTEMPTS:
                job.state = "queued"
            else:
                job._fail(
                    self.env._(
                        "The server stopped twice while making this report. Ask for "
                        "fewer rows, or let your administrator raise "
                        "limit_time_real_cron."
                    )
                )

    def _take(self):
        """Mark the job as running; tell whether it is still wanted."""
        self.invalidate_recordset(["state"])
        if not self.exists() or self.state != "queued":
            return False
        self.write({"state": "running", "attempts": self.attempts + 1, "done": 0})
        self.env["ir.cron"]._commit_progress()
        return True

    def _make(self):
        """Make the file and say so; a failure is kept on the job and told."""
        try:
            with tempfile.TemporaryFile() as stream:
                write_report(
                    self._asker_env(),
                    Request.load(self.request),
                    stream,
                    self._report_progress,
                )
                stream.seek(0)
                self._finish(stream.read())
        except Cancelled:
            self.env.cr.rollback()
        except Exception as error:  # a broken report must not stop the queue
            _logger.exception("Report %s of job %s failed", self.name, self.id)
            self.env.cr.rollback()
            self.env.invalidate_all()
            self._fail(str(error))

    def _asker_env(self):
        """Return the environment of who asked, with his rights and his language."""
        context = {
            key: value for key, value in (self.request_context or {}).items() if value
        }
        user = self.user_id
        allowed = [
            company
            for company in context.get("allowed_company_ids") or self.company_id.ids
            if company in user.company_ids.ids
        ]
        context["allowed_company_ids"] = allowed or user.company_id.ids
        context["lang"] = context.get("lang") or user.lang
        context["tz"] = context.get("tz") or user.tz
        return self.env(user=user.id, su=False, context=context)

    def _report_progress(self, done):
        """Keep the progress; stop if the user has given the report up.

        :raises Cancelled: he has
        """
        cron = self.env["ir.cron"]
        # First the reading ends: what the user did meanwhile is seen only after it.
        cron._commit_progress()
        self.invalidate_recordset(["state"])
        if self.state == "cancelled":
            raise Cancelled
        self.done = done
        cron._commit_progress()

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
            self.template_id._send(self)
        else:
            self._tell()

    def _fail(self, message):
        self.write({"state": "failed", "error": message})
        self._tell()

    def _tell(self):
        """Tell who asked: in his inbox, and on his screen if he is there."""
        user = self.user_id
        job = self.with_context(lang=user.lang)
        done = job.state == "done"
        if done:
            text = job.env._("Your report is ready: %(name)s", name=job.name)
        else:
            text = job.env._("Your report could not be made: %(name)s", name=job.name)
        user._bus_send(
            "sama_report",
            {
                "id": job.id,
                "text": text,
                "url": f"/sama_crm/report/job/{job.id}" if done else False,
                "error": job.error or False,
            },
        )
        link = Markup('<a href="%s">%s</a>') % (
            f"/sama_crm/report/job/{job.id}",
            job.name,
        )
        body = Markup("<p>%s</p><p>%s</p>") % (text, link if done else job.error or "")
        job.env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            subject=text,
            body=body,
            notify_author=True,
        )

    @api.autovacuum
    def _gc_jobs(self):
        """Delete reports and their files after a week."""
        limit = fields.Datetime.now() - timedelta(days=DAYS_KEPT)
        old = self.search([("write_date", "<", limit)])
        old.attachment_id.unlink()
        old.unlink()
