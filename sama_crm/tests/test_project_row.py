from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, HttpCase, tagged

from .common_survey import SurveyCommon


@tagged("post_install", "-at_install")
class TestProjectRow(SurveyCommon):
    """An agent corrects the project that he made, without a role in Project."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.project = (
            cls.env["project.project"]
            .with_user(cls.agent)
            .sama_new_project({"name": "Roof", "partner_id": cls.partner.id})
        )

    def _form(self, user=None, project=None):
        action = (project or self.project).with_user(user or self.agent)
        action = action.action_sama_correct()
        wizard = self.env[action["res_model"]].with_user(user or self.agent)
        return Form(wizard.with_context(**action["context"]))

    def _track(self):
        """Let the chatter be written, as at the end of a request."""
        self.env.flush_all()
        self.env.cr.precommit.run()

    def test_maker_corrects(self):
        self._track()
        form = self._form()
        self.assertEqual(form.name, "Roof")
        self.assertEqual(form.partner_id, self.partner)
        form.name = "Roof and gutter"
        form.partner_id = self.partner2
        form.date_start = "2026-05-01"
        form.date = "2026-06-01"
        form.sama_amount = 90
        form.last_update_status = "done"
        form.description = "Before winter"
        form.save().action_save()
        project = self.project.sudo()
        self.assertEqual(project.name, "Roof and gutter")
        self.assertEqual(project.partner_id, self.partner2)
        self.assertEqual(str(project.date_start), "2026-05-01")
        self.assertEqual(str(project.date), "2026-06-01")
        self.assertEqual(project.sama_amount, 90)
        self.assertEqual(project.last_update_status, "done")
        self.assertIn("Before winter", project.description)
        # He gained no right to else.
        with self.assertRaises(AccessError):
            self.project.name = "Wall"
        self._track()
        tracked = project.message_ids.tracking_value_ids.mapped("field_id.name")
        self.assertIn("name", tracked)
        self.assertIn("partner_id", tracked)
        author = self.agent.partner_id
        self.assertEqual(project.message_ids.author_id, author)

    def test_what_was_not_touched_stays(self):
        self.project.sudo().description = "<p>By <b>hand</b></p>"
        before = self.project.sudo().description
        self._form().save().action_save()
        self.assertEqual(self.project.sudo().description, before)
        form = self._form()
        form.sama_amount = 5
        form.save().action_save()
        self.assertEqual(self.project.sudo().description, before)

    def test_who_may(self):
        other = self.env["project.project"].create(
            {"name": "Bridge", "partner_id": self.partner.id}
        )
        for project in (other, other.with_user(self.agent)):
            self.assertEqual(
                project.with_user(self.agent).sama_may_correct, False, project.env.user
            )
        with self.assertRaises(AccessError):
            other.with_user(self.agent).sama_correct_project({"name": "Mine"})
        # Who surveys it, who is responsible for it, and a manager may.
        other.sama_survey_user_id = self.agent
        self.assertTrue(other.with_user(self.agent).sama_may_correct)
        other.with_user(self.agent).sama_correct_project({"name": "By surveyor"})
        other.sama_survey_user_id = False
        other.user_id = self.agent2
        other.with_user(self.agent2).sama_correct_project({"name": "By responsible"})
        other.with_user(self.manager).sama_correct_project({"name": "By manager"})
        self.assertEqual(other.name, "By manager")
        for user in (self.employee, self.portal, self.salesman):
            with self.assertRaises(AccessError):
                other.with_user(user).sama_correct_project({"name": "No"})

    def test_invited_only(self):
        """Who made a project and may no longer read it, corrects it no longer."""
        self.project.sudo().privacy_visibility = "followers"
        self.project.sudo().message_unsubscribe(self.agent.partner_id.ids)
        with self.assertRaises(AccessError):
            self.project.sama_correct_project({"name": "Still mine"})
        self.assertEqual(self.project.sudo().privacy_visibility, "followers")

    def test_few_fields(self):
        for values in (
            {"privacy_visibility": "portal"},
            {"company_id": self.company.id},
            {"sama_survey_user_id": self.agent.id},
            {"active": False},
        ):
            with self.assertRaises(ValidationError):
                self.project.sama_correct_project(values)
        with self.assertRaises(ValidationError):
            self.project.sama_correct_project({"name": ""})
        with self.assertRaises(ValidationError):
            self.project.sama_correct_project({"partner_id": False})

    def test_dates_go_together(self):
        """Odoo would drop a lone date without a word."""
        with self.assertRaises(ValidationError):
            self.project.sama_correct_project({"date": "2026-06-01"})
        self.project.sama_correct_project(
            {"date_start": "2026-05-01", "date": "2026-06-01"}
        )
        self.assertEqual(str(self.project.date), "2026-06-01")
        self.project.sama_correct_project({"date_start": False, "date": False})
        self.assertFalse(self.project.date)

    def test_quotations_that_he_may_not_read(self):
        """They stay on the project, and he can put none there."""
        self.company.sama_agents_read_all = False
        mine = self._order(sama_follow_up_user_id=self.agent.id)
        strange = self._order(sama_follow_up_user_id=self.agent2.id)
        self.project.sudo().sama_order_ids = strange
        form = self._form()
        self.assertFalse(form.sama_order_ids[:])
        form.sama_order_ids.add(mine)
        form.save().action_save()
        self.assertEqual(self.project.sudo().sama_order_ids, mine + strange)
        form = self._form()
        form.sama_order_ids.remove(id=mine.id)
        form.save().action_save()
        self.assertEqual(self.project.sudo().sama_order_ids, strange)
        with self.assertRaises(AccessError):
            self.project.sama_correct_project({"sama_order_ids": strange.ids})

    def test_sheet_follows_the_customer(self):
        """A survey just begun is of the right customer; a done one stays as it was."""
        self._survey("Work", [{"name": "Order"}], target="project")
        sheet = self.project.sama_survey_start().sudo()
        self.assertEqual(sheet.partner_id, self.partner)
        self.project.sama_correct_project({"partner_id": self.partner2.id})
        self.assertEqual(self.project.sama_survey_start().sudo(), sheet)
        self.assertEqual(sheet.partner_id, self.partner2)
        sheet.action_done()
        self.project.sama_correct_project({"partner_id": self.partner.id})
        self.project.sama_survey_start(resurvey=True)
        self.assertEqual(sheet.partner_id, self.partner2)

    def test_new_row_from_the_form(self):
        wizard = self.env["project.project.new"].with_user(self.agent)
        form = Form(wizard)
        form.name = "Wall"
        form.partner_id = self.partner
        form.sama_order_ids.add(self._order(sama_follow_up_user_id=self.agent.id))
        action = form.save().action_save()
        project = self.env["project.project"].browse(action["res_id"])
        self.assertEqual(project.name, "Wall")
        self.assertEqual(len(project.sama_order_ids), 1)
        self.assertEqual(project.create_uid, self.agent)


@tagged("post_install", "-at_install")
class TestProjectRowTour(SurveyCommon, HttpCase):
    def test_corrected_in_the_browser(self):
        project = (
            self.env["project.project"]
            .with_user(self.agent)
            .sama_new_project({"name": "Roof", "partner_id": self.partner.id})
        )
        url = f"/odoo/action-sama_crm.project_project_action_survey/{project.id}"
        self.start_tour(url, "sama_project_correct", login=self.agent.login)
        self.assertEqual(project.sudo().name, "Roof and gutter")
