from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common_survey import SurveyCommon


@tagged("post_install", "-at_install")
class TestSurveyDocument(SurveyCommon):
    """The survey of an invoice and of a project: state, calls, responsible."""

    def _posted(self, days=0, **values):
        """An invoice of some days ago."""
        return self._invoice(invoice_date=self.today - timedelta(days=days), **values)

    def _done(self, invoice, score=8):
        response = invoice.sama_survey_start()
        response.sama_answer({self.q_ten.id: {"score": score}})
        response.action_done()
        return response

    def _found(self, state, invoice):
        """Whether searching, sorting and grouping by the state find it as it reads."""
        Move = self.env["account.move"]
        domain = [("id", "=", invoice.id)]
        self.assertEqual(invoice.sama_survey_state, state)
        self.assertEqual(
            Move.search([*domain, ("sama_survey_state", "=", state)]), invoice
        )
        self.assertFalse(Move.search([*domain, ("sama_survey_state", "!=", state)]))
        self.assertEqual(
            Move._read_group(domain, ["sama_survey_state"], ["__count"]), [(state, 1)]
        )
        self.assertEqual(Move.search(domain, order="sama_survey_state"), invoice)

    # === STATE === #

    def test_each_state_is_found(self):
        self._found("due", self._posted())
        self._found("not_applicable", self._posted(post=False))
        self._found("not_applicable", self._posted(move_type="out_refund"))
        self._found("not_applicable", self._posted(days=61))
        attempted = self._posted()
        attempted.sama_log_attempt("no_answer")
        self._found("attempted", attempted)
        refused = self._posted()
        refused.sama_log_attempt("refused")
        self._found("refused", refused)
        done = self._posted()
        self._done(done)
        self._found("done", done)
        sent = self._posted()
        sent.sama_survey_start().write(
            {"state": "sent", "expires_on": fields.Datetime.now() + timedelta(days=3)}
        )
        self._found("sent", sent)

    def test_link_that_expired(self):
        invoice = self._posted()
        response = invoice.sama_survey_start()
        response.write(
            {"state": "sent", "expires_on": fields.Datetime.now() - timedelta(hours=1)}
        )
        self._found("due", invoice)

    def test_time_makes_it_due(self):
        self.company.sama_survey_delay_days = 3
        invoice = self._posted()
        self._found("not_due", invoice)
        with freeze_time(datetime.now() + timedelta(days=3)):
            invoice.invalidate_recordset()
            self._found("due", invoice)
        with freeze_time(datetime.now() + timedelta(days=61)):
            invoice.invalidate_recordset()
            self._found("not_applicable", invoice)

    def test_day_is_the_readers(self):
        """At 21:00 UTC the day after has begun in Tehran."""
        self.company.sama_survey_delay_days = 1
        with freeze_time("2026-05-10 12:00:00"):
            invoice = self._invoice(invoice_date="2026-05-10")
        with freeze_time("2026-05-10 21:00:00"):
            tehran = invoice.with_context(tz="Asia/Tehran")
            self.assertEqual(tehran.sama_survey_state, "due")
            london = invoice.with_context(tz="Europe/London")
            self.assertEqual(london.sama_survey_state, "not_due")

    def test_before_since(self):
        self.company.sama_survey_since = self.today
        self._found("not_applicable", self._posted(days=1))
        self._found("due", self._posted())

    def test_old_ones_can_be_surveyed(self):
        invoice = self._posted(days=500)
        self._done(invoice)
        self._found("done", invoice)

    def test_person_in_peace(self):
        """Asked within N days: left out of due, for all of the person's documents."""
        self.company.sama_survey_quiet_days = 30
        first, second = self._posted(), self._posted()
        stranger = self._posted(partner=self.partner2)
        self._done(first)
        self._found("not_due", second)
        self._found("due", stranger)
        self.assertIn("quiet", [n["kind"] for n in second._sama_survey_notices()])
        self.env["res.lang"]._activate_and_install_lang("fa_IR")
        notices = second.with_context(lang="fa_IR")._sama_survey_notices()
        said = next(n["text"] for n in notices if n["kind"] == "quiet")
        self.assertIn("۳۰", said)
        self.assertNotRegex(said.replace(second.partner_id.display_name, ""), "[0-9:]")
        with freeze_time(datetime.now() + timedelta(days=30)):
            second.invalidate_recordset()
            self._found("due", second)

    def test_no_answer_is_not_asking(self):
        self.company.sama_survey_quiet_days = 30
        first, second = self._posted(), self._posted()
        first.sama_log_attempt("no_answer")
        self._found("due", second)

    def test_fully_credited(self):
        invoice = self._posted()
        invoice._reverse_moves(cancel=True)
        self._found("not_applicable", invoice)
        with self.assertRaises(UserError):
            invoice.sama_survey_start()

    def test_credit_keeps_the_survey(self):
        invoice = self._posted()
        response = self._done(invoice)
        invoice._reverse_moves(cancel=True)
        self.assertEqual(response.state, "done")
        self.assertEqual(invoice.sama_survey_score, 80)
        self.assertIn("survey was made", invoice.message_ids.sorted("id")[-1].body)

    def test_reset_keeps_the_survey(self):
        invoice = self._posted()
        response = self._done(invoice)
        count = len(invoice.message_ids)
        invoice.button_draft()
        self.assertEqual(invoice.sama_response_ids, response)
        said = invoice.message_ids.sorted("id")[count:].mapped("body")
        self.assertTrue(any("survey was made" in body for body in said))
        invoice.action_post()
        self._found("done", invoice)

    def test_settings_by_company(self):
        other = self._other_company()
        other.write(
            {
                "sama_survey_since": "2020-01-01",
                "sama_survey_delay_days": 5,
                "sama_survey_max_days": 0,
                "sama_survey_quiet_days": 0,
            }
        )
        mine = self._posted()
        theirs = (
            self.env["account.move"]
            .with_company(other)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.partner.id,
                    "invoice_date": self.today,
                    "invoice_line_ids": [
                        fields.Command.create(
                            {
                                "product_id": self.goods.id,
                                "price_unit": 10,
                                "tax_ids": [],
                            }
                        )
                    ],
                }
            )
        )
        theirs.action_post()
        self._found("due", mine)
        self._found("not_due", theirs)

    # === UNTOUCHED INVOICE === #

    def test_invoice_is_untouched(self):
        invoice = self._posted()
        invoice.flush_recordset()
        self.env.cr.execute(
            "UPDATE account_move SET write_date = '2020-01-01' WHERE id = %s",
            [invoice.id],
        )
        invoice.invalidate_recordset()
        before = invoice.read(["is_manually_modified", "inalterable_hash", "name"])
        lines = invoice.line_ids
        invoice.sama_survey_user_id = self.agent
        invoice.sama_log_attempt("later", fields.Datetime.now() + timedelta(days=1))
        self._done(invoice)
        self.env.flush_all()
        invoice.invalidate_recordset()
        self.assertEqual(invoice.write_date, datetime(2020, 1, 1))
        self.assertEqual(
            invoice.read(["is_manually_modified", "inalterable_hash", "name"]), before
        )
        self.assertEqual(invoice.line_ids, lines)

    def test_locked_period(self):
        invoice = self._posted(days=20)
        # What else keeps this database's period from being locked is not ours.
        self.patch(type(self.company), "_validate_locks", lambda *args: None)
        self.company.fiscalyear_lock_date = self.today - timedelta(days=1)
        invoice.sama_survey_user_id = self.agent
        self._done(invoice)
        self.assertEqual(invoice.sama_survey_user_id, self.agent)

    def test_posting_costs_nothing(self):
        self._posted()  # Warms what is cached for good.
        fields_of_ours = {
            "sama_survey_sheet",
            "sama_survey_score",
            "sama_survey_attempt_count",
        }
        invoice = self._posted(post=False)
        self.env.flush_all()
        statements = []
        execute = type(self.env.cr).execute

        def spy(cursor, query, *args, **kwargs):
            statements.append(str(query))
            return execute(cursor, query, *args, **kwargs)

        self.patch(type(self.env.cr), "execute", spy)
        invoice.action_post()
        self.env.flush_all()
        ours = [s for s in statements if any(name in s for name in fields_of_ours)]
        written = [s for s in ours if s.lstrip().upper().startswith("UPDATE")]
        self.assertFalse(written)
        self.assertFalse([s for s in statements if "FROM sama_survey" in s])

    # === CALLS === #

    def test_call_again(self):
        invoice = self._posted()
        moment = fields.Datetime.now().replace(microsecond=0) + timedelta(days=2)
        agent = invoice.with_user(self.agent)
        attempt = agent.sama_log_attempt("later", moment, "After lunch")
        self.assertEqual(attempt.sudo().call_again_on, moment)
        activity = invoice.activity_ids
        self.assertEqual(activity.user_id, self.agent)
        self.assertEqual(
            activity.activity_type_id,
            self.env.ref("sama_crm.mail_activity_type_survey_call"),
        )
        local = fields.Datetime.context_timestamp(
            self.env["res.users"].with_context(tz="Asia/Tehran"), moment
        )
        self.assertEqual(invoice.sama_survey_next_call_date, local.date())
        self.assertAlmostEqual(
            invoice.sama_survey_next_call_hour, local.hour + local.minute / 60, 4
        )
        activity.date_deadline = self.today
        self.assertEqual(invoice.sama_survey_next_call_date, self.today)
        Move = self.env["account.move"]
        callbacks = Move.search(Move._sama_survey_domain("callback"))
        self.assertIn(invoice, callbacks)

    def test_next_attempt_takes_the_plan_away(self):
        invoice = self._posted()
        invoice.sama_log_attempt("later", fields.Datetime.now() + timedelta(days=2))
        invoice.sama_log_attempt("busy")
        self.assertFalse(invoice.activity_ids)
        self.assertFalse(invoice.sama_survey_next_call_date)
        self.assertEqual(invoice.sama_survey_attempt_count, 2)
        self.assertEqual(invoice.sama_survey_last_result, "busy")

    def test_later_needs_a_time_to_come(self):
        invoice = self._posted()
        for moment in (None, fields.Datetime.now() - timedelta(minutes=1)):
            with self.assertRaises(ValidationError):
                invoice.sama_log_attempt("later", moment)
        with self.assertRaises(ValidationError):
            invoice.sama_log_attempt("asleep")

    def test_wrong_number(self):
        self.partner.phone = "02188888888"
        self._posted().sama_log_attempt("wrong_number")
        self.assertTrue(self.partner.sama_bad_phone)
        self.partner.name = "Karimi"
        self.assertTrue(self.partner.sama_bad_phone)
        self.partner.phone = "02177777777"
        self.assertFalse(self.partner.sama_bad_phone)

    def test_limit_of_attempts(self):
        Move = self.env["account.move"]
        self.company.sama_survey_attempts = 2
        invoice = self._posted()
        invoice.sama_log_attempt("no_answer")
        self.assertIn(invoice, Move.search(Move._sama_survey_domain("to_call")))
        invoice.sama_log_attempt("no_answer")
        self.assertNotIn(invoice, Move.search(Move._sama_survey_domain("to_call")))
        self.assertEqual(invoice.sama_survey_state, "attempted")

    def test_cut_field_is_the_domain(self):
        Move = self.env["account.move"]
        self._posted()
        for cut in ("to_call", "due", "retry", "callback", "later", "unassigned"):
            self.assertEqual(
                Move.search([("sama_survey_cut", "=", cut)]),
                Move.search(Move._sama_survey_domain(cut)),
            )
        with self.assertRaises(ValueError):
            Move._sama_survey_domain("nonsense")

    # === SELLER === #

    def test_seller(self):
        invoice = self._posted(invoice_user_id=self.agent.id)
        agent = invoice.with_user(self.agent)
        self.company.sama_survey_seller = "warn"
        self.assertEqual(
            [notice["kind"] for notice in agent._sama_survey_notices()], ["seller"]
        )
        self.company.sama_survey_seller = "forbid"
        with self.assertRaises(UserError):
            agent.sama_survey_start()
        self.assertTrue(invoice.with_user(self.agent2).sama_survey_start())

    # === RESPONSIBLE === #

    def test_responsible_by_group(self):
        Group = self.env["sama.person.group"]
        parent = Group.create({"name": "Trade", "survey_user_id": self.agent.id})
        child = Group.create({"name": "Retail", "parent_id": parent.id})
        self.partner2.sama_person_group_id = child
        self.assertEqual(
            self._posted(partner=self.partner2).sama_survey_user_id, self.agent
        )
        self.assertFalse(self._posted().sama_survey_user_id)
        self.company.sama_survey_user_id = self.agent2
        self.assertEqual(self._posted().sama_survey_user_id, self.agent2)
        bill = self.env["account.move"].create(
            {"move_type": "in_invoice", "partner_id": self.partner.id}
        )
        self.assertFalse(bill.sama_survey_user_id)

    def test_assign_evenly(self):
        invoices = self._posted()
        for _number in range(3):
            invoices |= self._posted()
        done = self._posted()
        self._done(done)
        result = (
            (invoices | done)
            .with_user(self.manager)
            .sama_assign_survey((self.agent | self.agent2).ids)
        )
        self.assertEqual(result["assigned"], 4)
        self.assertEqual([row["count"] for row in result["by_user"]], [2, 2])
        self.assertEqual([row["id"] for row in result["refused"]], done.ids)
        self.assertTrue(all(invoice.sama_survey_user_id for invoice in invoices))

    def test_assign_by_group(self):
        group = self.env["sama.person.group"].create({"name": "Trade"})
        self.partner2.sama_person_group_id = group
        one, two = self._posted(), self._posted(partner=self.partner2)
        group.survey_user_id = self.agent
        result = (one | two).with_user(self.manager).sama_assign_survey(share="group")
        self.assertEqual(two.sama_survey_user_id, self.agent)
        self.assertEqual([row["id"] for row in result["refused"]], one.ids)

    def test_assign_dialog(self):
        invoices = self._posted() | self._posted()
        form = (
            self.env["sama.survey.assign"]
            .with_user(self.manager)
            .with_context(active_model="account.move", active_ids=invoices.ids)
            .create({"user_ids": self.agent.ids})
        )
        self.assertIn("2", form.summary)
        self.assertIn(self.agent.name, form.preview)
        form.action_assign()
        self.assertEqual(invoices.sama_survey_user_id, self.agent)

    def test_chatter_keeps_both_names(self):
        invoice = self._posted()
        invoice.sama_survey_user_id = self.agent
        tracked = invoice.message_ids.tracking_value_ids.filtered(
            lambda value: value.field_id.name == "sama_survey_user_id"
        )
        self.assertEqual(tracked.new_value_integer, self.agent.id)

    def test_who_leaves_hands_over(self):
        invoice = self._posted()
        invoice.sama_survey_user_id = self.agent
        self.agent.sama_deputy_id = self.agent2
        self.agent.active = False
        self.assertEqual(invoice.sama_survey_user_id, self.agent2)

    # === PROJECTS === #

    def _project(self, **values):
        return self.env["project.project"].create(
            {"name": "Network", "partner_id": self.partner.id, **values}
        )

    def test_project(self):
        self._survey("Project", [{"name": "Result"}], target="project")
        project = self._project(date_start=self.today, date=self.today)
        self.assertEqual(project.sama_survey_state, "due")
        response = project.sama_survey_start()
        response.sama_answer({response.survey_id.question_ids.id: {"score": 9}})
        response.action_done()
        self.assertEqual(project.sama_survey_state, "done")
        self.assertEqual(project.sama_survey_score, 90)

    def test_project_in_between(self):
        survey = self._survey("Project", [{"name": "Result"}], target="project")
        project = self._project(date_start=self.today, date=self.today)
        middle = project.sama_survey_start(phase="mid")
        middle.sama_answer({survey.question_ids.id: {"score": 1}})
        middle.action_done()
        # Its end is still to be surveyed.
        self.assertEqual(project.sama_survey_state, "due")
        end = project.sama_survey_start()
        self.assertNotEqual(end, middle)
        end.action_done()
        self.assertEqual(project.sama_survey_response_id, end)

    def test_project_states(self):
        Project = self.env["project.project"]
        without = self._project(partner_id=False)
        running = self._project()
        later = self._project(
            date_start=self.today, date=self.today + timedelta(days=9)
        )
        for project, state in (
            (without, "not_applicable"),
            (running, "not_due"),
            (later, "not_due"),
        ):
            self.assertEqual(project.sama_survey_state, state)
            self.assertIn(project, Project.search([("sama_survey_state", "=", state)]))
        self.assertEqual(later.with_context(tz="UTC").sama_days_late, 0)

    def test_call_in_between(self):
        """A call about the middle of a project says nothing of its end."""
        self._survey("Work", [{"name": "Order"}], target="project")
        project = self.env["project.project"].create(
            {"name": "Bridge", "partner_id": self.partner.id, "date": self.today}
        )
        attempt = project.sama_log_attempt("refused", phase="mid")
        self.assertEqual(attempt.response_id.phase, "mid")
        self.assertEqual(attempt.response_id.state, "refused")
        self.assertFalse(project.sama_survey_sheet)
        self.assertEqual(project.sama_survey_attempt_count, 0)
        attempt = project.sama_log_attempt("busy")
        self.assertEqual(attempt.response_id.phase, "end")
        self.assertEqual(project.sama_survey_state, "attempted")
        self.assertEqual(project.sama_survey_attempt_count, 1)
