"""A long report whose worker is really killed in the middle."""

import io

from openpyxl import load_workbook

from odoo.tests.common import new_test_user, tagged

from ..reports.data import CHUNK
from ..reports.request import Request
from .common import without_queue_job
from .common_at_once import AtOnceCase

# The first thousand rows are read, and that is saved.
SCRIPT = """
import time

Job = type(env["sama.report.job"])
progress = Job._report_progress

def wait(self, done):
    progress(self, done)
    print("MIDDLE", flush=True)
    time.sleep(120)

Job._report_progress = wait
env["sama.report.job"]._cron_make_reports()
"""
ROWS = CHUNK + 5


@tagged("post_install", "-at_install")
class TestReportKilled(AtOnceCase):
    """The next cron begins it anew; what kills twice is given up and said."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(without_queue_job())
        with cls._environment() as env:
            user = new_test_user(env, "sama_killed", groups="sama_crm.group_manager")
            cls.user_id = user.id
            cls.partner_ids = (
                env["res.partner"]
                .create([{"name": f"Killed {number:04}"} for number in range(ROWS)])
                .ids
            )
        cls.addClassCleanup(cls._clean_up)

    @classmethod
    def _clean_up(cls):
        with cls._environment() as env:
            jobs = env["sama.report.job"].search([("user_id", "=", cls.user_id)])
            jobs.attachment_id.unlink()
            jobs.unlink()
            user = env["res.users"].browse(cls.user_id)
            own = user.partner_id
            env["mail.message"].search([("partner_ids", "in", own.ids)]).unlink()
            user.unlink()
            (own + env["res.partner"].browse(cls.partner_ids)).unlink()

    def _ask(self):
        request = Request(
            "res.partner",
            domain=[["id", "in", self.partner_ids]],
            order="id",
            columns=[{"name": "complete_name", "label": "Who"}],
        )
        with self._environment(self.user_id) as env:
            return env["sama.report.job"]._enqueue(request, ROWS).id

    def _state(self, job_id):
        with self._environment() as env:
            job = env["sama.report.job"].browse(job_id)
            return job.state, job.attempts, job.done, bool(job.attachment_id)

    def _cron(self):
        with self._environment() as env:
            env["sama.report.job"]._cron_make_reports()

    def test_goes_on_after_the_kill(self):
        job_id = self._ask()
        self._kill_in_the_middle(SCRIPT)
        self.assertEqual(self._state(job_id), ("running", 1, CHUNK, False))
        self._cron()
        self.assertEqual(self._state(job_id), ("done", 2, ROWS, True))
        with self._environment() as env:
            job = env["sama.report.job"].browse(job_id)
            book = load_workbook(io.BytesIO(job.attachment_id.raw))
        names = [row[0].value for row in book.worksheets[0].iter_rows()]
        self.assertEqual(
            [name for name in names if str(name).startswith("Killed ")],
            [f"Killed {number:04}" for number in range(ROWS)],
        )

    def test_killed_twice_is_told(self):
        job_id = self._ask()
        for attempt in (1, 2):
            self._kill_in_the_middle(SCRIPT)
            self.assertEqual(self._state(job_id)[:2], ("running", attempt))
        self._cron()
        self.assertEqual(self._state(job_id), ("failed", 2, CHUNK, False))
        with self._environment() as env:
            job = env["sama.report.job"].browse(job_id)
            self.assertIn("limit_time_real_cron", job.error)
            told = env["mail.message"].search(
                [("partner_ids", "in", job.user_id.partner_id.ids)]
            )
            self.assertIn(job.name, told[:1].subject)
