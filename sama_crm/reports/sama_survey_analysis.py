from odoo import fields, models
from odoo.tools import SQL

from ..models.sama_survey import TARGETS
from ..models.sama_survey_response import CHANNELS, PHASES
from ..tools.optional_float import OptionalFloat

COLUMNS = """
    answer.id,
    COALESCE(question.origin_id, question.id) AS question_id,
    question.id AS asked_question_id,
    COALESCE(survey.origin_id, survey.id) AS survey_id,
    survey.target,
    question.unit_id,
    answer.response_id,
    sheet.phase = 'end' AND sheet.id = COALESCE(
        move.sama_survey_response_id, project.sama_survey_response_id) AS is_result,
    sheet.move_id,
    sheet.project_id,
    COALESCE(move.invoice_date, project.date) AS document_date,
    sheet.partner_id,
    partner.commercial_partner_id,
    COALESCE(move.sama_person_group_id, project.sama_person_group_id)
        AS person_group_id,
    sheet.company_id,
    sheet.user_id,
    COALESCE(move.invoice_user_id, project.user_id) AS seller_id,
    sheet.channel,
    sheet.phase,
    sheet.date,
    sheet.fiscal_year_id,
    answer.has_score,
    CASE WHEN answer.has_score THEN answer.score END AS score,
    question.max_score,
    CASE WHEN answer.has_score
         THEN 100 * answer.score / question.max_score END AS percent,
    CASE WHEN NOT answer.has_score OR question.question_type != 'nps' THEN NULL
         WHEN answer.score >= 9 THEN 100.0
         WHEN answer.score >= 7 THEN 0.0
         ELSE -100.0 END AS nps,
    answer.text
"""
TABLES = """
    sama_survey_answer answer
    JOIN sama_survey_response sheet
      ON sheet.id = answer.response_id AND sheet.state = 'done'
    JOIN sama_survey_question question ON question.id = answer.question_id
    JOIN sama_survey survey ON survey.id = question.survey_id
    LEFT JOIN account_move move ON move.id = sheet.move_id
    LEFT JOIN project_project project ON project.id = sheet.project_id
    LEFT JOIN res_partner partner ON partner.id = sheet.partner_id
"""


class SamaSurveyAnalysis(models.Model):
    """Answers of done sheets, one row an answer, to pivot and to look behind a figure.

    Reading it is reading answers: the same companies, the same projects. Questions
    and sets are those of today; `asked_question_id` is the wording that was answered.
    """

    _name = "sama.survey.analysis"
    _description = "Survey Analysis"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "question_id"
    _depends = {
        "sama.survey.answer": [
            "answered",
            "has_score",
            "question_id",
            "response_id",
            "score",
            "text",
        ],
        "sama.survey.question": ["max_score", "origin_id", "question_type", "unit_id"],
        "sama.survey": ["origin_id", "target"],
        "sama.survey.response": [
            "channel",
            "company_id",
            "date",
            "fiscal_year_id",
            "move_id",
            "partner_id",
            "phase",
            "project_id",
            "state",
            "survey_id",
            "user_id",
        ],
        "account.move": [
            "invoice_date",
            "invoice_user_id",
            "sama_person_group_id",
            "sama_survey_response_id",
        ],
        "project.project": [
            "date",
            "sama_person_group_id",
            "sama_survey_response_id",
            "user_id",
        ],
        "res.partner": ["commercial_partner_id"],
    }

    question_id = fields.Many2one("sama.survey.question", readonly=True)
    asked_question_id = fields.Many2one(
        "sama.survey.question", string="Question as Asked", readonly=True
    )
    question_type = fields.Selection(
        related="asked_question_id.question_type", string="Type"
    )
    survey_id = fields.Many2one("sama.survey", string="Question Set", readonly=True)
    target = fields.Selection(TARGETS, string="Applies to", readonly=True)
    unit_id = fields.Many2one(
        "sama.unit", string="Unit of the Organisation", readonly=True
    )
    response_id = fields.Many2one("sama.survey.response", string="Sheet", readonly=True)
    is_result = fields.Boolean(
        string="Counts",
        readonly=True,
        help="Of the latest done sheet of the document, which alone counts.",
    )
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    project_id = fields.Many2one("project.project", readonly=True)
    document_name = fields.Char(string="Document", compute="_compute_document_name")
    document_date = fields.Date(string="Date of the Document", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    commercial_partner_id = fields.Many2one(
        "res.partner", string="Company or Person", readonly=True
    )
    person_group_id = fields.Many2one("sama.person.group", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", string="Surveyor", readonly=True)
    seller_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    channel = fields.Selection(CHANNELS, readonly=True)
    phase = fields.Selection(PHASES, readonly=True)
    date = fields.Datetime(readonly=True)
    fiscal_year_id = fields.Many2one("sama.fiscal.year", readonly=True)
    has_score = fields.Boolean(string="Scored", readonly=True)
    score = OptionalFloat(readonly=True, aggregator="avg")
    max_score = fields.Float(string="Maximum", readonly=True, aggregator=None)
    percent = OptionalFloat(
        readonly=True,
        aggregator="avg",
        help="The score by its maximum, 0 to 100: of every question alike.",
    )
    nps = OptionalFloat(
        string="NPS",
        readonly=True,
        aggregator="avg",
        help="Of questions of type NPS: promoters less detractors, -100 to 100.",
    )
    text = fields.Text(readonly=True)

    def _compute_document_name(self):
        for row in self:
            # sudo: the name of a document is no secret to who reads its answers.
            document = row.sudo().move_id or row.sudo().project_id
            row.document_name = document.display_name

    @property
    def _table_query(self):
        """Return the statement that stands for the table."""
        return SQL("SELECT %s FROM %s WHERE answer.answered", SQL(COLUMNS), SQL(TABLES))

    def action_open_document(self):
        """Open the invoice or the project, where F4 works.

        :return: a window action
        """
        self.ensure_one()
        # sudo: to find the document, which opens under the reader's own rights.
        document = self.sudo().move_id or self.sudo().project_id
        return document._sama_form_action()
