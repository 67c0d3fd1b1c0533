import secrets
import string

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.optional_float import OptionalFloat
from .sama_agent_mixin import GROUP_AGENT

# Of the first answered question of type NPS: 9 and 10, 7 and 8, what is below.
NPS_CLASSES = [
    ("promoter", "Promoters"),
    ("passive", "Passives"),
    ("detractor", "Detractors"),
]
PHASES = [("mid", "During the Project"), ("end", "At the End")]
CHANNELS = [("phone", "Call"), ("visit", "Visit"), ("link", "Link")]
OPEN_STATES = ("draft", "sent", "refused")
# 32 letters and digits are 190 bits. Neither "-" nor "_": a phone takes a mark at the
# end of a link for punctuation, a messenger takes underlines for italics.
TOKEN_LETTERS = string.ascii_letters + string.digits
TOKEN_LENGTH = 32


def new_token():
    """Return a secret for the customer's link."""
    return "".join(secrets.choice(TOKEN_LETTERS) for _number in range(TOKEN_LENGTH))


class SamaSurveyResponse(models.Model):
    """The sheet of one survey: what a customer said about an invoice or a project.

    Both doors, the call and the customer's link, write the same sheet. At most one
    done sheet that is no re-survey stands on a document; the database sees to it.
    The score is written by one SQL statement, so that a sheet without any scored
    question has none (NULL), not 0.
    """

    _name = "sama.survey.response"
    _inherit = ["sama.customer.source", "sama.fiscal.event"]
    _sama_figure_fields = ("partner_id", "company_id", "state", "date", "target")
    _description = "Survey Sheet"
    _order = "date desc, id desc"

    survey_id = fields.Many2one(
        "sama.survey",
        string="Question Set",
        required=True,
        index=True,
        ondelete="restrict",
    )
    target = fields.Selection(related="survey_id.target", store=True)
    move_id = fields.Many2one(
        "account.move", string="Invoice", index="btree_not_null", ondelete="cascade"
    )
    project_id = fields.Many2one(
        "project.project", index="btree_not_null", ondelete="cascade"
    )
    phase = fields.Selection(
        PHASES,
        required=True,
        default="end",
        help="A survey during the project is kept; the result of the project is the"
        " one at its end.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_from_document",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_from_document",
        store=True,
        precompute=True,
        index=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Surveyor",
        index="btree_not_null",
        help="Empty: the customer answered by himself.",
    )
    channel = fields.Selection(
        CHANNELS,
        required=True,
        default="phone",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("sent", "Sent"),
            ("done", "Done"),
            ("refused", "Refused"),
        ],
        required=True,
        default="draft",
        index=True,
        copy=False,
    )
    is_planned = fields.Boolean(
        string="Set Was Chosen",
        copy=False,
        help="Somebody decided what this customer is asked; the form begins with it.",
    )
    is_resurvey = fields.Boolean(string="Re-survey", copy=False)
    date = fields.Datetime(
        required=True, default=fields.Datetime.now, copy=False, index=True
    )
    answer_ids = fields.One2many("sama.survey.answer", "response_id", copy=False)
    attempt_ids = fields.One2many("sama.survey.attempt", "response_id", copy=False)
    score = OptionalFloat(
        readonly=True,
        copy=False,
        aggregator="avg",
        help="0 to 100: the weighted mean of score by maximum over the answered"
        " questions of type score. A sheet without any has no score.",
    )
    has_score = fields.Boolean(string="Scored", readonly=True, copy=False)
    nps_class = fields.Selection(
        NPS_CLASSES,
        string="NPS Class",
        readonly=True,
        copy=False,
    )
    comment = fields.Text(copy=False)
    access_token = fields.Char(
        default=lambda self: new_token(),
        required=True,
        copy=False,
        groups="base.group_system",
    )
    sent_on = fields.Datetime(string="Link Sent on", readonly=True, copy=False)
    expires_on = fields.Datetime(string="Link Valid until", readonly=True, copy=False)
    link_saved_on = fields.Datetime(
        string="Answered by Link on",
        readonly=True,
        copy=False,
        help="When the customer last answered something on his page.",
    )
    # How often each door wrote, so that the other one notices.
    link_changes = fields.Integer(readonly=True, copy=False, aggregator=None)
    desk_changes = fields.Integer(readonly=True, copy=False, aggregator=None)

    rule_ids = fields.Many2many(
        "sama.survey.rule",
        string="Rules Applied",
        readonly=True,
        copy=False,
        groups="sama_crm.group_manager",
    )

    _one_document = models.Constraint(
        "CHECK (num_nonnulls(move_id, project_id) = 1)",
        "A sheet belongs to one invoice or one project.",
    )
    _one_done_by_move = models.UniqueIndex(
        "(move_id) WHERE state = 'done' AND is_resurvey IS NOT TRUE",
        "This invoice has been surveyed already. Choose Re-survey to ask again.",
    )
    _one_done_by_project = models.UniqueIndex(
        "(project_id) WHERE state = 'done' AND is_resurvey IS NOT TRUE"
        " AND phase = 'end'",
        "This project has been surveyed already. Choose Re-survey to ask again.",
    )
    _token_unique = models.UniqueIndex("(access_token)", "The link exists already.")
    _done_date_idx = models.Index("(company_id, date) WHERE state = 'done'")

    # === COMPUTE === #

    @api.depends("move_id", "project_id")
    def _compute_from_document(self):
        for response in self:
            document = response._sama_document()
            if not response.partner_id:
                response.partner_id = document.partner_id
            response.company_id = document.company_id or self.env.company

    @api.depends("move_id", "project_id", "date")
    def _compute_display_name(self):
        for response in self:
            # sudo: the name of a document is no secret to who reads its sheet.
            document = response.sudo()._sama_document()
            response.display_name = self.env._(
                "Survey of %(document)s", document=document.display_name or ""
            )

    # === CONSTRAINTS === #

    @api.constrains("date")
    def _check_date(self):
        now = fields.Datetime.now()
        for response in self:
            if response.date > fields.Datetime.add(now, minutes=5):
                raise ValidationError(
                    self.env._("A survey cannot be dated in the future.")
                )

    @api.constrains("survey_id")
    def _check_survey(self):
        for response in self:
            strangers = response.answer_ids.filtered(
                lambda answer, r=response: answer.question_id.survey_id != r.survey_id
            )
            if strangers:
                raise ValidationError(
                    self.env._("Questions were answered; the set stays as it is.")
                )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        responses = super().create(vals_list)
        responses._sama_note_asked()
        responses._sama_sync_documents()
        return responses

    def write(self, vals):
        documents = self._sama_documents()
        result = super().write(vals)
        watched = {
            "date",
            "expires_on",
            "is_resurvey",
            "move_id",
            "partner_id",
            "phase",
            "project_id",
            "sent_on",
            "state",
            "user_id",
        }
        if not {"state", "date", "sent_on"}.isdisjoint(vals):
            self._sama_note_asked()
        if not watched.isdisjoint(vals):
            for model in documents.keys() | self._sama_documents().keys():
                (
                    documents.get(model, self.env[model])
                    | self._sama_documents().get(model, self.env[model])
                )._sama_sync_survey()
        return result

    def unlink(self):
        documents = self._sama_documents()
        result = super().unlink()
        for records in documents.values():
            records.exists()._sama_sync_survey()
        return result

    # === DOCUMENT === #

    def _sama_worked_document(self):
        return self._sama_document()

    def _sama_document(self):
        """Return the invoice or the project of the sheet."""
        self.ensure_one()
        return self.move_id or self.project_id

    def _sama_documents(self):
        """Return {model: documents}, in sudo."""
        # sudo: who has the sheet at hand brings its document up to date, seen or not.
        responses = self.sudo()
        documents = (responses.move_id, responses.project_id)
        return {records._name: records for records in documents if records}

    def _sama_sync_documents(self):
        for documents in self._sama_documents().values():
            documents._sama_sync_survey()

    def _sama_check_agent(self, group=GROUP_AGENT):
        """Let pass an agent who may read the sheet and its document.

        :raises AccessError: he may not
        """
        self.check_access("read")
        for response in self:
            # sudo: to find the document, which is checked as the user himself.
            document = response.sudo()._sama_document().with_env(self.env)
            document._sama_check_agent(group)

    def _sama_note_asked(self):
        """Remember on the persons when they answered, refused or got the link."""
        moments = {}
        # sudo: the mark is no secret and no right.
        for response in self.sudo():
            done = response.date if response.state in ("done", "refused") else None
            for moment in filter(None, (done, response.sent_on)):
                partner_id = response.partner_id.id
                moments[partner_id] = max(moments.get(partner_id, moment), moment)
        moments.pop(False, None)
        # sudo: as above
        self.env["res.partner"].sudo()._sama_survey_asked(moments)
