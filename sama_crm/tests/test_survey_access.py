from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.mail.tools.discuss import Store

from .common_survey import SurveyCommon


@tagged("post_install", "-at_install")
class TestSurveyAccess(SurveyCommon):
    """Who may survey what: agents, through methods; nobody else at all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._invoice(invoice_date=cls.today)
        cls.project_survey = cls._survey(
            "Project", [{"name": "Result"}], target="project"
        )
        cls.project = cls.env["project.project"].create(
            {"name": "Network", "partner_id": cls.partner.id}
        )

    def test_agent_surveys_whole(self):
        invoice = self.invoice.with_user(self.agent)
        response = invoice.sama_survey_start()
        response.sama_answer({self.q_ten.id: {"score": 8}})
        response.action_done(comment="Good")
        self.assertEqual(invoice.sama_survey_state, "done")
        self.assertEqual(response.user_id, self.agent)
        project = self.project.with_user(self.agent)
        attempt = project.sama_log_attempt("no_answer")
        self.assertEqual(attempt.user_id, self.agent)

    def test_agent_gains_no_right(self):
        response = self.invoice.with_user(self.agent).sama_survey_start()
        for operation in ("write", "create", "unlink"):
            for model in (
                "sama.survey",
                "sama.survey.question",
                "sama.survey.response",
                "sama.survey.answer",
                "sama.survey.attempt",
                "sama.survey.rule",
                "account.move",
                "project.project",
            ):
                records = self.env[model].with_user(self.agent)
                self.assertFalse(records.has_access(operation), (model, operation))
        with self.assertRaises(AccessError):
            response.write({"state": "done"})
        for model in ("account.move.line", "account.payment"):
            self.assertFalse(self.env[model].with_user(self.agent).has_access("read"))

    def test_token_is_not_read(self):
        response = self.invoice.with_user(self.agent).sama_survey_start()
        with self.assertRaises(AccessError):
            response.read(["access_token"])
        self.assertNotIn("access_token", response.read()[0])

    def test_drafts_and_bills_are_refused(self):
        draft = self._invoice(post=False)
        bill = self._invoice(move_type="in_invoice")
        for move in (draft, bill):
            with self.assertRaises(AccessError):
                move.with_user(self.agent).sama_survey_start()
            with self.assertRaises(AccessError):
                move.with_user(self.agent).sama_log_attempt("no_answer")

    def test_others_are_refused(self):
        response = self.invoice.sama_survey_start()
        for user in (self.employee, self.portal, self.accountant, self.salesman):
            with self.subTest(user=user.login):
                for call in (
                    lambda u: self.invoice.with_user(u).sama_survey_start(),
                    lambda u: self.invoice.with_user(u).sama_log_attempt("busy"),
                    lambda u: self.project.with_user(u).sama_survey_start(),
                    lambda u: response.with_user(u).sama_answer({}),
                    lambda u: response.with_user(u).action_done(),
                    lambda u: response.with_user(u).read(["state"]),
                    lambda u: self.survey.with_user(u).read(["name"]),
                ):
                    with self.assertRaises(AccessError):
                        call(user)

    def test_portal_customer_of_the_invoice(self):
        """He may read his invoice, and survey nothing by that."""
        invoice = self._invoice(partner=self.portal_partner, invoice_date=self.today)
        with self.assertRaises(AccessError):
            invoice.with_user(self.portal).sama_survey_start()

    def test_project_for_invited_people(self):
        self.project.privacy_visibility = "followers"
        self.project.message_unsubscribe(self.agent.partner_id.ids)
        with self.assertRaises(AccessError):
            self.project.with_user(self.agent).sama_survey_start()
        response = self.project.sama_survey_start()
        Response = self.env["sama.survey.response"].with_user(self.agent)
        self.assertFalse(Response.search([("id", "=", response.id)]))
        with self.assertRaises(AccessError):
            response.with_user(self.agent).sama_answer({})

    def test_other_company(self):
        other = self._other_company()
        stranger = self._user(
            "sama_stranger",
            "sama_crm.group_agent",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        response = self.invoice.sama_survey_start()
        with self.assertRaises(AccessError):
            self.invoice.with_user(stranger).sama_survey_start()
        with self.assertRaises(AccessError):
            response.with_user(stranger).sama_answer({})
        Response = self.env["sama.survey.response"].with_user(stranger)
        self.assertFalse(Response.search([("id", "=", response.id)]))

    def test_agent_opens_the_chatter_of_a_project(self):
        project = self.project.with_user(self.agent)
        project.invalidate_recordset()
        store = Store()
        project._thread_to_store(store, [], request_list=["followers"])
        self.assertIn("mail.thread", store.get_result())

    def test_only_managers_assign(self):
        with self.assertRaises(AccessError):
            self.invoice.with_user(self.agent).sama_assign_survey(self.agent.ids)
        self.invoice.with_user(self.manager).sama_assign_survey(self.agent.ids)
        self.assertEqual(self.invoice.sama_survey_user_id, self.agent)

    def test_plain_users_are_not_in_the_way(self):
        """Accountants and project people do all as before."""
        draft = self._invoice(post=False)
        draft.with_user(self.accountant).action_post()
        draft.with_user(self.accountant).button_draft()
        done = self._invoice(invoice_date=self.today)
        done.sama_survey_start().action_done()
        done.with_user(self.accountant).button_draft()
        self.assertEqual(done.sama_survey_state, "done")

    def test_desk_counts_what_it_opens(self):
        mine = self._invoice(invoice_date=self.today, partner=self.partner2)
        mine.sama_survey_user_id = self.agent
        desk = self.env["sama.desk"].with_user(self.agent)
        [tile] = desk.get_data()["surveys"]
        self.assertEqual(tile["count"], 1)
        Move = self.env["account.move"].with_user(self.agent)
        self.assertEqual(Move.search(tile["action"]["domain"]), mine)
        mine.with_user(self.agent).sama_survey_start().action_done()
        self.assertFalse(desk.get_data()["surveys"])

    def test_new_row_by_an_agent(self):
        """An agent makes a project by the short form, and has no right to else."""
        Project = self.env["project.project"].with_user(self.agent)
        with self.assertRaises(AccessError):
            Project.create({"name": "Roof", "partner_id": self.partner.id})
        order = self._order(sama_follow_up_user_id=self.agent.id)
        form = (
            self.env["project.project.new"]
            .with_user(self.agent)
            .create(
                {
                    "name": "Roof",
                    "partner_id": self.partner.id,
                    "sama_amount": 120,
                    "sama_order_ids": [Command.set(order.ids)],
                    "description": "Before winter",
                }
            )
        )
        project = Project.browse(form.action_save()["res_id"])
        self.assertEqual(project.user_id, self.agent)
        self.assertEqual(project.sama_amount, 120)
        self.assertEqual(project.sama_order_ids, order)
        self.assertIn("Before winter", project.description)
        # As any project of the company, by whoever made it.
        made = self.env["project.project"].create({"name": "Bridge"})
        self.assertEqual(project.privacy_visibility, made.privacy_visibility)
        project.sama_log_attempt("busy")
        with self.assertRaises(AccessError):
            project.name = "Wall"

    def test_new_row_is_short(self):
        Project = self.env["project.project"]
        values = {"name": "Roof", "partner_id": self.partner.id}
        with self.assertRaises(ValidationError):
            Project.with_user(self.agent).sama_new_project(
                {**values, "privacy_visibility": "portal"}
            )
        with self.assertRaises(ValidationError):
            Project.with_user(self.agent).sama_new_project({"name": "Roof"})
        strange = self._order(sama_follow_up_user_id=self.agent2.id)
        self.company.sama_agents_read_all = False
        with self.assertRaises(AccessError):
            Project.with_user(self.agent).sama_new_project(
                {**values, "sama_order_ids": strange.ids}
            )
        for user in (self.employee, self.portal, self.salesman):
            with self.assertRaises(AccessError):
                Project.with_user(user).sama_new_project(values)
