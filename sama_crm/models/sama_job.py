import logging

from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

#: A worker that dies over a job twice would die a third time.
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
    """The user gave the job up while it was being done."""


class SamaJob(models.AbstractModel):
    """Long work that is done in the background, under the rights of who asked.

    One cron for each model does one after the other. It commits its progress, so that
    the screen can show it and a click can cancel it; what a killed worker left half
    done begins anew once, then is reported as failed.

    Where OCA's queue_job is installed its workers do them, several at a time; the
    cron is then only for what was asked before.

    A model says in `_do` what is done, in `_tell` what its user hears, and in
    `_job_cron` which cron does it.
    """

    _name = "sama.job"
    _description = "Work in the Background"

    _job_cron = None

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
    request_context = fields.Json(readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="queued")
    total = fields.Integer(string="Rows", readonly=True)
    done = fields.Integer(string="Rows Made", readonly=True)
    progress = fields.Integer(compute="_compute_progress", help="In percent.")
    attempts = fields.Integer(readonly=True)
    delayed = fields.Boolean(readonly=True, help="Made by a worker of queue_job.")
    error = fields.Text(readonly=True)

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
        """Give the job up; a running one stops at its next thousand rows.

        :raises UserError: it has already ended
        """
        self.ensure_one()
        if self.state not in ("queued", "running"):
            raise UserError(self._ended_text())
        self.check_access("read")
        # sudo: the one who asked may cancel; he writes nothing else on a job
        self.sudo().state = "cancelled"

    # === WHAT A MODEL SAYS === #

    def _do(self):
        """Do the work, in the environment of `_asker_env`, and keep its result.

        It calls `_report_progress` now and then.
        """
        raise NotImplementedError

    def _tell(self):
        """Tell who asked how it ended."""

    def _ended_text(self):
        """Say that there is nothing to cancel."""
        return self.env._("This is no longer under way.")

    def _killed_text(self):
        """Say that the server was stopped twice over it."""
        return self.env._(
            "The server stopped twice while doing this. Let your administrator raise "
            "limit_time_real_cron."
        )

    # === BUSINESS === #

    @api.model
    def _asked_values(self):
        """Return who asks, where, and how he reads: values of a job."""
        context = {key: self.env.context.get(key) for key in CONTEXT_KEYS}
        context["allowed_company_ids"] = self.env.companies.ids
        return {
            "user_id": self.env.uid,
            "request_context": context,
            "delayed": self._has_queue_job(),
        }

    def _wake(self):
        """Have the job done soon."""
        if self.delayed:
            self.with_delay(description=self.name)._make_delayed()
        else:
            # sudo: a job that was accepted wakes the queue
            self.env.ref(self._job_cron).sudo()._trigger()

    @api.model
    def _has_queue_job(self):
        """Tell whether OCA's queue_job is installed."""
        return "queue.job" in self.env

    def _make_delayed(self):
        """Do the job in a worker of queue_job, which may run it again.

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
    def _cron_do_jobs(self):
        """Do the jobs of the queue, the oldest first."""
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
                job._fail(job._killed_text())

    def _take(self):
        """Mark the job as running; tell whether it is still wanted."""
        self.invalidate_recordset(["state"])
        if not self.exists() or self.state != "queued":
            return False
        self.write({"state": "running", "attempts": self.attempts + 1, "done": 0})
        self.env["ir.cron"]._commit_progress()
        return True

    def _make(self):
        """Do the work and say so; a failure is kept on the job and told."""
        try:
            self._do()
        except Cancelled:
            self.env.cr.rollback()
        except Exception as error:  # what is broken must not stop the queue
            # What a person can put right is no error of the server.
            if not isinstance(error, UserError):
                _logger.exception("%s of job %s failed", self.name, self)
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
        """Keep the progress; stop if the user has given the job up.

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

    def _fail(self, message):
        self.write({"state": "failed", "error": message})
        self._tell()

    def _tell_user(self, channel, text, payload, lines):
        """Tell who asked: in his inbox, and on his screen if he is there.

        :param str channel: of the bus
        :param str text: in his language
        :param dict payload: what his screen is told beside the text
        :param lines: what stands below the text in the inbox
        """
        user = self.user_id
        user._bus_send(channel, {"id": self.id, "text": text, **payload})
        self.env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            subject=text,
            body=Markup().join(
                Markup("<p>%s</p>") % line for line in (text, *lines) if line
            ),
            notify_author=True,
        )
