from psycopg2.errors import UniqueViolation

from odoo import SUPERUSER_ID
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests.common import new_test_user, tagged

from .common_at_once import AtOnceCase


@tagged("post_install", "-at_install")
class TestLinkAndPhoneAtOnce(AtOnceCase):
    """The customer sends his page while a surveyor saves the interview."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._environment() as env:
            agent = new_test_user(
                env, "sama_link_at_once", groups="sama_crm.group_agent"
            )
            partner = env["res.partner"].create({"name": "Two at Once"})
            survey = env["sama.survey"].create(
                {
                    "name": "At Once",
                    "target": "project",
                    "sequence": -1,
                    "question_ids": [
                        Command.create({"name": name, "sequence": number})
                        for number, name in enumerate(("First", "Second"))
                    ],
                }
            )
            cls.agent_id = agent.id
            cls.survey_id = survey.id
            cls.question_ids = survey.question_ids.ids
            cls.partner_ids = [partner.id, agent.partner_id.id]
        cls.addClassCleanup(cls._clean_up)

    @classmethod
    def _clean_up(cls):
        with cls._environment() as env:
            env["res.users"].browse(cls.agent_id).unlink()
            env["sama.survey"].browse(cls.survey_id).unlink()
            env["res.partner"].browse(cls.partner_ids).exists().unlink()

    def setUp(self):
        super().setUp()
        with self._environment() as env:
            project = env["project.project"].create(
                {"name": "At Once", "partner_id": self.partner_ids[0]}
            )
            sheet = project._sama_open_sheet(env["sama.survey"].browse(self.survey_id))
            sheet._sama_link_renew()
            self.project_id, self.sheet_id = project.id, sheet.id
            self.token = sheet.access_token
        self.addCleanup(self._remove_project)

    def _remove_project(self):
        with self._environment() as env:
            env["project.project"].browse(self.project_id).unlink()

    def _by_link(self, score, finish=True):
        """What the page does, see the controller."""

        def act(project):
            Response = project.env["sama.survey.response"]
            sheet, _known = Response._sama_by_token(self.token, lock=True)
            if not sheet:
                return "dead"
            values, _problems = sheet._sama_link_read(
                {f"q{self.question_ids[0]}": str(score)}
            )
            sheet._sama_link_save(values)
            if finish:
                sheet._sama_link_finish()
            return "saved"

        return SUPERUSER_ID, act

    def _by_phone(self, finish=True, index=1):
        def act(project):
            answers = {self.question_ids[index]: {"score": 4}}
            try:
                with project.env.cr.savepoint():
                    sheet = project._sama_survey_fill({"answers": answers})
                    if finish:
                        sheet.action_done(channel="phone")
            except (UserError, UniqueViolation):
                return "told"
            return "saved"

        return self.agent_id, act

    def _meet(self, *acts):
        return self._run_at_once(
            ("project.project", self.project_id), "sama_response_ids.state", acts
        )

    def _sheets(self, env):
        return env["project.project"].browse(self.project_id).sama_response_ids

    def test_both_finish(self):
        """One is saved, the other is told; never two sheets."""
        results = self._meet(self._by_link(9), self._by_phone())
        with self._environment() as env:
            sheet = self._sheets(env)
            self.assertEqual(sheet.ids, [self.sheet_id])
            self.assertEqual(sheet.state, "done")
            if sheet.channel == "link":
                self.assertEqual(results, ["saved", "told"])
                self.assertEqual(sheet.answer_ids.mapped("score"), [9])
                self.assertFalse(sheet.attempt_ids)
            else:
                self.assertEqual(results, ["dead", "saved"])
                self.assertEqual(sheet.answer_ids.mapped("score"), [4])
                self.assertEqual(len(sheet.attempt_ids), 1)

    def test_both_type(self):
        """Saved as it goes, from both sides: every answer stays."""
        results = self._meet(self._by_link(9, finish=False), self._by_phone(False))
        self.assertEqual(results, ["saved", "saved"])
        with self._environment() as env:
            sheet = self._sheets(env)
            self.assertEqual(sorted(sheet.answer_ids.mapped("score")), [4, 9])
            self.assertEqual((sheet.link_changes, sheet.desk_changes), (1, 1))

    def test_two_taps_on_the_button(self):
        results = self._meet(self._by_link(9), self._by_link(9))
        self.assertEqual(sorted(results), ["dead", "saved"])
        with self._environment() as env:
            sheet = self._sheets(env)
            self.assertEqual(sheet.state, "done")
            self.assertEqual(sheet.answer_ids.mapped("score"), [9])

    def test_two_agents_send(self):
        """Two documents of one person: one link, whoever was faster."""
        with self._environment() as env:
            self.quiet_days = env.company.sama_survey_quiet_days
            env.company.sama_survey_quiet_days = 30
            partner = env["res.partner"].browse(self.partner_ids[0])
            partner.sama_mobile = "+989121234567"
            # The link of the set-up is forgotten.
            env.cr.execute(
                "UPDATE res_partner SET sama_survey_asked_on = NULL WHERE id = %s",
                (partner.id,),
            )
            other = env["project.project"].create(
                {"name": "Another", "partner_id": partner.id}
            )
            sheet = env["sama.survey.response"].browse(self.sheet_id)
            sheet.write({"state": "draft", "sent_on": False, "expires_on": False})
            other_id = other.id

        def send(project_id):
            return (
                self.agent_id,
                lambda project: project.browse(project_id).sama_survey_send("sms"),
            )

        try:
            results = self._meet(send(self.project_id), send(other_id))
            self.assertEqual(sorted(result["sent"] for result in results), [0, 1])
        finally:
            with self._environment() as env:
                env.company.sama_survey_quiet_days = self.quiet_days
                env["project.project"].browse(other_id).unlink()
                env["sms.sms"].search(
                    [("partner_id", "=", self.partner_ids[0])]
                ).unlink()
