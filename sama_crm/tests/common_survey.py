from odoo import fields
from odoo.fields import Command

from .common import SamaCommon


class SurveyCommon(SamaCommon):
    """A question set of every type, and nothing of other sets in the way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.context_today(cls.env.user)
        cls.company.write(
            {
                "sama_survey_since": "2020-01-01",
                "sama_survey_max_days": 60,
                "sama_survey_delay_days": 0,
                "sama_survey_quiet_days": 0,
                "sama_survey_seller": "off",
            }
        )
        cls.env["sama.survey"].search([]).active = False
        cls.survey = cls._survey(
            "Purchase",
            [
                {"name": "Quality", "weight": 2},
                {"name": "Price", "max_score": 5},
                {"name": "Delivery", "max_score": 20},
                {"name": "Recommend", "question_type": "nps"},
                {"name": "Again", "question_type": "yes_no"},
                {"name": "Words", "question_type": "text"},
            ],
        )
        (
            cls.q_ten,
            cls.q_five,
            cls.q_twenty,
            cls.q_nps,
            cls.q_yes,
            cls.q_text,
        ) = cls.survey.question_ids

    @classmethod
    def _survey(cls, name, questions, target="goods_invoice", **values):
        """A set with the questions, in the order given."""
        return cls.env["sama.survey"].create(
            {
                "name": name,
                "target": target,
                "question_ids": [
                    Command.create({"sequence": number, **question})
                    for number, question in enumerate(questions)
                ],
                **values,
            }
        )

    def _project_sheet(self, score):
        """The sheet, not yet done, of a project that only invited people see."""
        self._survey("Work", [{"name": "Order"}], target="project")
        project = self.env["project.project"].create(
            {
                "name": "Roof",
                "partner_id": self.partner.id,
                "privacy_visibility": "followers",
            }
        )
        sheet = project.sama_survey_start()
        sheet.sama_answer({sheet.survey_id.question_ids.id: {"score": score}})
        return sheet
