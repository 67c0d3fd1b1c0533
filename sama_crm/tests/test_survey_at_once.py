from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests.common import new_test_user, tagged

from .common_at_once import AtOnceCase


@tagged("post_install", "-at_install")
class TestTwoSurveyorsAtOnce(AtOnceCase):
    """Two surveyors finish the same document's survey in one moment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._environment() as env:
            agents = [
                new_test_user(env, login, groups="sama_crm.group_agent")
                for login in ("sama_surveyor_1", "sama_surveyor_2")
            ]
            partner = env["res.partner"].create({"name": "Asked by Two"})
            survey = env["sama.survey"].create(
                {
                    "name": "At Once by Two",
                    "target": "project",
                    "question_ids": [Command.create({"name": "Content?"})],
                }
            )
            project = env["project.project"].create(
                {"name": "Asked by Two", "partner_id": partner.id}
            )
            cls.agent_ids = [agent.id for agent in agents]
            cls.partner_ids = [partner.id, *(agent.partner_id.id for agent in agents)]
            cls.survey_id, cls.project_id = survey.id, project.id
            cls.question_id = survey.question_ids.id
        cls.addClassCleanup(cls._clean_up)

    @classmethod
    def _clean_up(cls):
        with cls._environment() as env:
            env["project.project"].browse(cls.project_id).unlink()
            env["sama.survey"].browse(cls.survey_id).unlink()
            env["res.users"].browse(cls.agent_ids).unlink()
            env["res.partner"].browse(cls.partner_ids).exists().unlink()

    def _survey(self, score):
        def act(project):
            try:
                sheet = project.sama_survey_start(self.survey_id)
                sheet.sama_answer({self.question_id: {"score": score}})
                sheet.action_done()
            except UserError as error:
                return str(error)
            return "done"

        return act

    def test_one_sheet_is_done(self):
        """One of the two is told; a second sheet, or a score of both, never is."""
        acts = list(zip(self.agent_ids, map(self._survey, (4, 9)), strict=True))
        said = self._run_at_once(
            ("project.project", self.project_id), "sama_survey_sheet", acts
        )
        self.assertEqual(said.count("done"), 1, said)
        with self._environment() as env:
            project = env["project.project"].browse(self.project_id)
            sheet = project.sama_response_ids
            self.assertEqual(sheet.mapped("state"), ["done"])
            self.assertEqual(sheet.attempt_ids.mapped("result"), ["answered"])
            winner = said.index("done")
            self.assertEqual(sheet.user_id.id, self.agent_ids[winner])
            self.assertEqual(sheet.answer_ids.score, (4, 9)[winner])
