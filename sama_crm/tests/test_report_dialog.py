from contextlib import contextmanager
from types import SimpleNamespace
from unittest.mock import patch

from freezegun import freeze_time
from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.base.models.ir_cron import IrCron

from ..models import sama_report_job
from ..models.sama_job import SamaJob
from .test_report import ReportCommon

# Taken before the tests put another in its place.
HAS_QUEUE_JOB = SamaJob._has_queue_job


@tagged("post_install", "-at_install")
class TestReportDialog(ReportCommon):
    def _dialog(self, user=None, **request):
        request = {
            "model": "sale.order",
            "title": "Quotations",
            "domain": [["id", "in", self.orders.ids]],
            "order": "id",
            "columns": [
                {"name": "name", "label": "Number", "on": True},
                {"name": "partner_id", "label": "Customer", "on": True},
                {"name": "date_order", "label": "Date", "on": False},
            ],
            **request,
        }
        env = self._env(user)
        model = env["sama.report.dialog"].with_context(default_request=request)
        return model.create(model.default_get(list(model._fields))).with_env(env)

    def test_begins_with_the_screen(self):
        dialog = self._dialog(filters=["Mine"])
        self.assertEqual(dialog.row_count, 3)
        self.assertEqual(dialog.filter_words, "Mine")
        self.assertEqual(dialog.layout, "table")
        ticked = [column["name"] for column in dialog.columns if column["on"]]
        self.assertEqual(ticked, ["name", "partner_id"])
        self.assertIn("sama_phone", [column["name"] for column in dialog.columns])

    def test_grouped_list_gives_the_grouped_layout(self):
        dialog = self._dialog(groupby=["sama_follow_up_user_id"])
        self.assertEqual(dialog.layout, "grouped")
        self.assertEqual(dialog.grouping_words, "Follow-up Responsible")

    def test_choices_are_remembered(self):
        dialog = self._dialog()
        columns = [
            {**column, "on": column["name"] in ("date_order", "name")}
            for column in dialog.columns
        ]
        dialog.write({"format": "pdf", "paper": "A5", "columns": columns})
        action = dialog.action_make()
        self.assertEqual(action["tag"], "sama_report_download")
        again = self._dialog()
        self.assertEqual((again.format, again.paper), ("pdf", "A5"))
        ticked = [column["name"] for column in again.columns if column["on"]]
        self.assertEqual(sorted(ticked), ["date_order", "name"])
        self.assertEqual(self._dialog(self.agent).format, "xlsx")
        service = self._dialog(context={"sama_kind": "service"})
        self.assertEqual(service.format, "xlsx")

    def test_template_is_shared_and_used(self):
        dialog = self._dialog()
        with self.assertRaises(UserError):
            dialog.action_save_template()
        dialog.write(
            {"layout": "call", "template_name": "To call", "template_shared": True}
        )
        dialog.action_save_template()
        template = dialog.template_id
        self.assertEqual(template.request["layout"], "call")
        other = self._dialog(self.agent)
        other.template_id = template.with_user(self.agent)
        other._onchange_template_id()
        self.assertEqual(other.layout, "call")
        with self.assertRaises(AccessError):
            template.with_user(self.agent).name = "Mine"
        template.shared = False
        template.invalidate_recordset()
        with self.assertRaises(AccessError):
            template.with_user(self.agent).read(["name"])

    def test_nobody_else_makes_reports(self):
        with self.assertRaises(AccessError):
            self._dialog(self.employee)
        with self.assertRaises(AccessError):
            self._dialog(self.salesman)


@tagged("post_install", "-at_install")
class TestReportJob(ReportCommon):
    """Long reports; the cron's commits are left out, its steps are not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.commits = []
        cls.startClassPatcher(
            patch.object(IrCron, "_commit_progress", cls._commit_progress)
        )
        cls.startClassPatcher(patch.object(cls.env.cr, "rollback", lambda: None))
        cls.jobs = cls.env["sama.report.job"]

    def _commit_progress(self, processed=0, *, remaining=None, deactivate=False):
        """Stand in for the cron's own: flushes as a commit does."""
        self.env.flush_all()
        TestReportJob.commits.append(processed)
        return 100

    def _enqueue(self, user=None, **values):
        env = self._env(user)
        values.setdefault("columns", self._columns("name", "partner_id"))
        request = self._request(**values)
        return env["sama.report.job"]._enqueue(request, 3).sudo()

    def test_made_in_the_background(self):
        self.company.sama_report_excel_rows = 2
        env = self._env()
        dialog = env["sama.report.dialog"].create(
            {
                "request": {
                    "model": "sale.order",
                    "title": "Long",
                    "domain": [["id", "in", self.orders.ids]],
                },
                "columns": [{"name": "name", "on": True}],
            }
        )
        self.assertTrue(dialog.is_long)
        action = dialog.action_make()
        job = self.jobs.browse(action["res_id"])
        self.assertEqual((job.state, job.progress), ("queued", 0))
        self.assertEqual(job.user_id, self.manager)
        self.jobs._cron_make_reports()
        self.assertEqual((job.state, job.progress), ("done", 100))
        self.assertTrue(job.attachment_id.name.startswith("Long "))
        self.assertTrue(job.attachment_id.raw.startswith(b"PK"))
        note = self.env["mail.message"].search(
            [("partner_ids", "in", self.manager.partner_id.ids)],
            limit=1,
            order="id desc",
        )
        self.assertIn(f"/sama_crm/report/job/{job.id}", note.body)
        self.assertTrue(job.with_user(self.manager).has_access("read"))
        self.assertFalse(job.with_user(self.agent).has_access("read"))
        with self.assertRaises(AccessError):
            job.attachment_id.with_user(self.agent).read(["raw"])

    def test_rights_of_who_asked(self):
        """An agent's long report holds his own rows, whoever runs the cron."""
        job = self._enqueue(self.agent, ids=self.orders.ids)
        rows = []
        original = sama_report_job.write_report

        def spy(env, request, stream, progress=None):
            data = original(env, request, stream, progress)
            rows.append((env.user, env.su, data.count()))
            return data

        with patch.object(sama_report_job, "write_report", spy):
            self.jobs._cron_make_reports()
        self.assertEqual(job.state, "done")
        self.assertEqual(rows, [(self.agent, False, 2)])

    def test_cancel(self):
        job = self._enqueue()
        job.with_user(self.manager).action_cancel()
        self.jobs._cron_make_reports()
        self.assertEqual(job.state, "cancelled")
        self.assertFalse(job.attachment_id)
        with self.assertRaises(UserError):
            job.with_user(self.manager).action_cancel()

    def test_cancel_a_running_one(self):
        job = self._enqueue()
        original = type(job)._report_progress

        def cancel_first(record, done):
            record.state = "cancelled"
            return original(record, done)

        with patch.object(type(job), "_report_progress", cancel_first):
            self.jobs._cron_make_reports()
        self.assertEqual(job.state, "cancelled")
        self.assertFalse(job.attachment_id)

    def test_killed_worker(self):
        job = self._enqueue()
        job.write({"state": "running", "attempts": 1})
        self.jobs._cron_make_reports()
        self.assertEqual((job.state, job.attempts), ("done", 2))
        job.write({"state": "running"})
        self.jobs._cron_make_reports()
        self.assertEqual(job.state, "failed")
        self.assertIn("limit_time_real_cron", job.error)

    # === QUEUE_JOB === #

    @contextmanager
    def _queue_job(self):
        """Pretend that OCA's queue_job is installed; yield what it was given."""
        given = []

        def with_delay(job, **options):
            call = SimpleNamespace(job=job, options=options)
            given.append(call)
            return SimpleNamespace(_make_delayed=lambda: None)

        with (
            patch.object(SamaJob, "_has_queue_job", lambda self: True),
            patch.object(type(self.jobs), "with_delay", with_delay, create=True),
        ):
            yield given

    def test_queue_job_makes_it_where_it_is_installed(self):
        triggers = self.env["ir.cron.trigger"]
        before = triggers.search_count([])
        with self._queue_job() as given:
            job = self._enqueue(self.agent)
            self.assertTrue(job.delayed)
            self.assertEqual([call.job for call in given], [job])
            self.assertEqual(given[0].options["description"], job.name)
            self.assertEqual(triggers.search_count([]), before)
            self.jobs._cron_make_reports()
            self.assertEqual(job.state, "queued", "not the cron's")
            with self.enter_registry_test_mode():
                job.with_user(self.agent).sudo()._make_delayed()
        job.invalidate_recordset()
        self.assertEqual((job.state, job.progress), ("done", 100))
        self.assertEqual(job.user_id, self.agent)

    def test_queue_job_runs_a_killed_one_again_once(self):
        with self._queue_job():
            job = self._enqueue()
            for attempts, state in ((1, "done"), (2, "failed")):
                job.write({"state": "running", "attempts": attempts})
                self.jobs._cron_make_reports()
                self.assertEqual(job.state, "running", "not the cron's")
                with self.enter_registry_test_mode():
                    job._make_delayed()
                job.invalidate_recordset()
                self.assertEqual(job.state, state)

    def test_queue_job_itself(self):
        """The real one, where it is beside us: it takes our job, and does it."""
        if "queue.job" not in self.env:
            self.skipTest("needs OCA's queue_job")
        with patch.object(SamaJob, "_has_queue_job", HAS_QUEUE_JOB):
            job = self._enqueue(self.agent)
        self.assertTrue(job.delayed)
        [theirs] = self.env["queue.job"].search([("name", "=", job.name)])
        self.assertEqual((theirs.state, theirs.records), ("pending", job))
        with self.enter_registry_test_mode():
            getattr(theirs.records, theirs.method_name)(*theirs.args, **theirs.kwargs)
        job.invalidate_recordset()
        self.assertEqual((job.state, job.user_id), ("done", self.agent))

    def test_without_queue_job_the_cron_makes_all(self):
        job = self._enqueue()
        self.assertFalse(job.delayed)
        job.delayed = True  # it was installed once
        self.jobs._cron_make_reports()
        self.assertEqual(job.state, "done")

    def test_a_failure_is_told_and_stops_nothing(self):
        broken = self._enqueue(domain=[["no_such_field", "=", 1]])
        good = self._enqueue()
        with self.assertLogs("odoo.addons.sama_crm.models.sama_job", "ERROR"):
            self.jobs._cron_make_reports()
        self.assertEqual((broken.state, good.state), ("failed", "done"))
        self.assertTrue(broken.error)

    def test_kept_a_week(self):
        job = self._enqueue()
        self.jobs._cron_make_reports()
        attachment = job.attachment_id
        self.env.flush_all()
        self.jobs._gc_jobs()
        self.assertTrue(job.exists())
        self.env.cr.execute(
            "UPDATE sama_report_job SET write_date = write_date - interval '8 days' "
            "WHERE id = %s",
            [job.id],
        )
        self.env.invalidate_all()
        self.jobs._gc_jobs()
        self.assertFalse(job.exists())
        self.assertFalse(attachment.exists())

    # === SCHEDULED === #

    def _template(self, user=None, **values):
        user = user or self.persian
        return self.env["sama.report.template"].create(
            {
                "name": "Monthly",
                "user_id": user.id,
                "report": "quotations",
                "model": "sale.order",
                "request": self._request(columns=self._columns("name")).dump(),
                **values,
            }
        )

    def test_days_of_sending(self):
        """First days of Jalali months for a Persian owner; of his weeks."""
        day = fields.Date.to_date
        template = self._template(schedule="monthly")
        self.assertEqual(template._next_after(day("2026-11-24")), day("2026-12-22"))
        english = self._template(self.manager, schedule="monthly")
        self.assertEqual(english._next_after(day("2026-11-24")), day("2026-12-01"))
        template.schedule = "weekly"
        after = template._next_after(day("2026-11-24"))
        lang = self.env["res.lang"]._get_data(code="fa_IR")
        self.assertEqual(after.weekday(), int(lang.week_start) - 1)
        self.assertLessEqual(after, day("2026-12-01"))
        template.schedule = "daily"
        self.assertEqual(template._next_after(day("2026-11-24")), day("2026-11-25"))

    def test_period_in_the_owner_calendar(self):
        template = self._template(schedule="monthly", period="last_month")
        request = template._request(fields.Date.to_date("2026-11-22"))  # 1 Azar
        self.assertIn(["date_order", ">=", "2026-10-23"], [*map(list, request.domain)])
        self.assertIn(["date_order", "<", "2026-11-22"], [*map(list, request.domain)])
        self.assertIn("۱۴۰۵/۰۸/۰۱", request.filters[-1])
        self.assertIn("۱۴۰۵/۰۸/۳۰", request.filters[-1])

    @freeze_time("2026-11-24 02:00")
    def test_sent_once_under_the_owners_rights(self):
        recipient = self._partner("Boss", email="boss@example.com")
        template = self._template(
            self.agent, schedule="daily", partner_ids=[(4, recipient.id)]
        )
        template.next_date = "2026-11-24"
        self.env["sama.report.template"]._cron_send()
        self.env["sama.report.template"]._cron_send()
        job = self.jobs.search([("template_id", "=", template.id)])
        self.assertEqual(len(job), 1)
        self.assertEqual((job.user_id, job.total), (self.agent, 2))
        self.assertEqual(template.next_date, fields.Date.to_date("2026-11-25"))
        with self.mock_mail():
            self.jobs._cron_make_reports()
        mail = self.env["mail.mail"].search(
            [("recipient_ids", "in", recipient.ids)], limit=1
        )
        self.assertEqual(mail.attachment_ids, job.attachment_id)

    def test_the_owner_is_told_whom_it_did_not_reach(self):
        recipient = self._partner("Nobody Writes", email=False)
        template = self._template(
            self.agent, schedule="daily", partner_ids=[(4, recipient.id)]
        )
        template.next_date = fields.Date.today()
        self.env["sama.report.template"]._cron_send()
        with patch.object(
            type(self.env["mail.mail"]),
            "send",
            lambda mails: mails.write({"state": "exception"}),
        ):
            self.jobs._cron_make_reports()
        job = self.jobs.search([("template_id", "=", template.id)])
        self.assertEqual(job.state, "done")
        message = self.env["mail.message"].search(
            [("partner_ids", "in", self.agent.partner_id.ids)], order="id desc", limit=1
        )
        self.assertIn("Nobody Writes", message.subject)
        self.assertIn(f"/sama_crm/report/job/{job.id}", message.body)

    def test_only_the_owner_changes_a_template(self):
        """Colleagues are not offered what they may not do."""
        View = self.env["sama.report.template"].with_user(self.agent)
        arch = etree.fromstring(View.get_view(view_type="form")["arch"])
        for name in ("name", "shared", "schedule", "next_date", "partner_ids"):
            [node] = arch.xpath(f"//sheet//field[@name='{name}']")
            self.assertEqual(node.get("readonly"), "user_id != uid", name)

    def test_who_deletes_a_template(self):
        """Its owner; an administrator what somebody left, without changing it."""
        shared = self._template(self.manager, shared=True)
        own = self._template(self.agent)
        with self.assertRaises(AccessError):
            shared.with_user(self.agent).unlink()
        own.with_user(self.agent).unlink()
        self.assertFalse(own.exists())
        with self.assertRaises(AccessError):
            shared.with_user(self.admin).name = "Mine"
        job = self._enqueue(self.manager)
        job.template_id = shared
        shared.with_user(self.admin).unlink()
        self.assertFalse(shared.exists())
        self.assertFalse(job.template_id)

    def mock_mail(self):
        """Keep e-mail from leaving, and from being deleted once sent."""
        return patch.object(type(self.env["mail.mail"]), "send", lambda mails: None)


@tagged("post_install", "-at_install")
class TestReportUi(ReportCommon, HttpCase):
    """From the list to the file, in Persian."""

    def test_list_to_file(self):
        self.persian.action_id = False
        self.start_tour(
            "/odoo/action-sama_crm.sale_order_action_goods",
            "sama_crm_report",
            login=self.persian.login,
        )
        choices = self.persian.res_users_settings_id.sama_report_choices
        self.assertEqual(choices["quotations"]["layout"], "grouped")

    def _long(self, tour, on_look=None):
        """Play a tour in which every report is long; return the job."""
        self.company.sama_report_excel_rows = 0
        self.persian.action_id = False
        looks = []
        model_class = type(self.env["sama.report.job"])
        original = model_class.web_read

        def web_read(jobs, specification):
            looks.append(jobs)
            if len(looks) == 3 and on_look:
                on_look()
            return original(jobs, specification)

        def commit_progress(cron, processed=0, *, remaining=None, deactivate=False):
            cron.env.flush_all()
            return 100

        with (
            patch.object(model_class, "web_read", web_read),
            patch.object(IrCron, "_commit_progress", commit_progress),
        ):
            self.start_tour(
                "/odoo/action-sama_crm.sale_order_action_goods",
                tour,
                login=self.persian.login,
            )
        return self.env["sama.report.job"].search(
            [("user_id", "=", self.persian.id)], limit=1
        )

    def test_long_report_is_followed_and_fetched(self):
        job = self._long(
            "sama_crm_report_long",
            lambda: self.env["sama.report.job"]._cron_make_reports(),
        )
        self.assertEqual(job.state, "done")

    def test_long_report_is_given_up(self):
        job = self._long("sama_crm_report_cancel")
        self.assertEqual(job.state, "cancelled")
        self.assertFalse(job.attachment_id)

    def test_another_users_dialog_gives_nothing(self):
        dialog = self._env()["sama.report.dialog"].create(
            {"request": self._request().dump(), "columns": [{"name": "name", "on": 1}]}
        )
        self.authenticate(self.agent.login, self.agent.login)
        response = self.url_open(
            f"/sama_crm/report/{dialog.id}", data={"csrf_token": self.csrf()}
        )
        self.assertEqual(response.status_code, 404)

    def csrf(self):
        """Return the token of the session that was authenticated."""
        from odoo import http

        return http.Request.csrf_token(self)

    def test_kanban_to_file(self):
        """A phone shows cards; they know no columns."""
        self.persian.action_id = False
        self.start_tour(
            "/odoo/sama-quotations?view_type=kanban",
            "sama_crm_report_kanban",
            login=self.persian.login,
        )
