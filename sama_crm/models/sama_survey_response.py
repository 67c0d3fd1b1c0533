import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_datetime

from ..tools.optional_float import OptionalFloat
from .sama_agent_mixin import GROUP_AGENT

OPEN_STATES = ("draft", "sent", "refused")
TOKEN_BYTES = 32


class SamaSurveyResponse(models.Model):
    """The sheet of one survey: what a customer said about an invoice or a project.

    Both doors, the call and the customer's link, write the same sheet. At most one
    done sheet that is no re-survey stands on a document; the database sees to it.
    The score is written by one SQL statement, so that a sheet without any scored
    question has none (NULL), not 0.
    """

    _name = "sama.survey.response"
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
        [("mid", "During the Project"), ("end", "At the End")],
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
        [("phone", "Call"), ("visit", "Visit"), ("link", "Link")],
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
        [
            ("promoter", "Promoters"),
            ("passive", "Passives"),
            ("detractor", "Detractors"),
        ],
        string="NPS Class",
        readonly=True,
        copy=False,
    )
    comment = fields.Text(copy=False)
    access_token = fields.Char(
        default=lambda self: secrets.token_urlsafe(TOKEN_BYTES),
        required=True,
        copy=False,
        groups="base.group_system",
    )
    sent_on = fields.Datetime(string="Link Sent on", readonly=True, copy=False)
    expires_on = fields.Datetime(string="Link Valid until", readonly=True, copy=False)

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
            # Sudo: the name of a document is no secret to who reads its sheet.
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

    def _sama_document(self):
        """Return the invoice or the project of the sheet."""
        self.ensure_one()
        return self.move_id or self.project_id

    def _sama_documents(self):
        """Return {model: documents}, in sudo."""
        # Who has the sheet at hand brings its document up to date, seen or not.
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
            # The document is checked as the user himself.
            document = response.sudo()._sama_document().with_env(self.env)
            document._sama_check_agent(group)

    def _sama_note_asked(self):
        """Remember on the persons when they answered, refused or got the link."""
        for response in self.sudo():  # The mark is no secret and no right.
            if response.state in ("done", "refused"):
                response.partner_id._sama_survey_asked(response.date)
            if response.sent_on:
                response.partner_id._sama_survey_asked(response.sent_on)

    # === SCORE === #

    def _sama_sync_score(self):
        """Store score and NPS class of each sheet from its answers."""
        if not self:
            return
        stored = ["score", "has_score", "nps_class"]
        self.env["sama.survey.answer"].flush_model()
        self.env["sama.survey.question"].flush_model()
        self.flush_recordset(stored)
        # Numeric, so that a mean is right to its last digit.
        self.env.cr.execute(
            SQL(
                """
                UPDATE sama_survey_response AS sheet
                   SET score = mean.score,
                       has_score = mean.score IS NOT NULL,
                       nps_class = CASE WHEN mean.nps >= 9 THEN 'promoter'
                                        WHEN mean.nps >= 7 THEN 'passive'
                                        WHEN mean.nps >= 0 THEN 'detractor' END
                  FROM unnest(%(ids)s) AS wanted(id)
                  LEFT JOIN (
                        SELECT answer.response_id,
                               sum(question.weight::numeric * answer.score::numeric
                                   / question.max_score::numeric * 100)
                                   FILTER (WHERE question.question_type = 'score')
                               / NULLIF(sum(question.weight::numeric)
                                   FILTER (WHERE question.question_type = 'score'), 0)
                               AS score,
                               (array_agg(answer.score
                                    ORDER BY question.sequence, question.id)
                                   FILTER (WHERE question.question_type = 'nps'))[1]
                               AS nps
                          FROM sama_survey_answer answer
                          JOIN sama_survey_question question
                            ON question.id = answer.question_id
                         WHERE answer.response_id = ANY(%(ids)s)
                           AND answer.has_score
                         GROUP BY answer.response_id
                       ) AS mean ON mean.response_id = wanted.id
                 WHERE sheet.id = wanted.id
                """,
                ids=list(self.ids),
            )
        )
        self.invalidate_recordset(stored, flush=False)
        self.filtered(lambda response: response.state == "done")._sama_sync_documents()

    # === BUSINESS === #

    def sama_answer(self, values):
        """Write answers on the sheet; what is not named stays as it is.

        :param dict values: {question id: {"score": number, "text": words}}; either may
            be missing; a score of None or False takes the answer back
        :return: dict of `score` (0-100, or False), `answered` (number of questions)
        :raises AccessError: not an agent, or not his document
        :raises UserError: the sheet is done
        :raises ValidationError: no question of the set, or out of its scale
        """
        self.ensure_one()
        self._sama_check_agent()
        # An agent writes on sheets through this method only.
        response = self.sudo()
        response._sama_check_open()
        if not isinstance(values, dict):
            raise ValidationError(self.env._("Answers come by question."))
        known = {answer.question_id.id: answer for answer in response.answer_ids}
        new = []
        for key, value in values.items():
            question = response._sama_question(key)
            vals = {k: v for k, v in value.items() if k in ("score", "text")}
            if "score" in vals and vals["score"] not in (None, False):
                vals["score"] = float(vals["score"])
                question._check_score(vals["score"])
            if question.id in known:
                known[question.id].write(vals)
            elif vals:
                new.append(
                    {"response_id": response.id, "question_id": question.id, **vals}
                )
        self.env["sama.survey.answer"].sudo().create(new)
        return {
            "score": response.score if response.has_score else False,
            "answered": len(response.answer_ids.filtered("answered")),
        }

    def action_done(self, channel=None, date=None, comment=None, user=None):
        """Complete the sheets.

        A call or visit counts as one attempt, answered; a link as none.

        :param str channel: phone, visit or link; as the sheet says by default
        :param date: when it was, UTC datetime or ISO text; now by default
        :param str comment: what else was said
        :param user: who surveyed, `res.users` or id; the caller by default
        :return: True
        :raises AccessError: not an agent, or not his document
        :raises UserError: done already, or the salesperson surveys himself where the
            company forbids it
        :raises ValidationError: a required question is not answered
        """
        self._sama_check_agent()
        # An agent writes on sheets through this method only.
        for response in self.sudo():
            response._sama_check_open()
            channel = channel or response.channel
            vals = {"state": "done", "channel": channel}
            user_id = getattr(user, "id", user) or self.env.uid
            vals["user_id"] = False if channel == "link" else user_id
            vals["date"] = fields.Datetime.to_datetime(date) or fields.Datetime.now()
            if comment is not None:
                vals["comment"] = comment or False
            document = response._sama_document()
            if channel != "link":
                document._sama_check_seller(self.env["res.users"].browse(user_id))
            response._sama_check_required()
            response._sama_check_single()
            response.write(vals)
            # Two at once meet here, at the database's constraint.
            response.flush_recordset()
            response._sama_after_done()
        return True

    def _sama_after_done(self):
        """Do what completing a sheet brings along."""
        self.ensure_one()
        if self.channel != "link":
            self.env["sama.survey.attempt"].create(
                {
                    "response_id": self.id,
                    "partner_id": self.partner_id.id,
                    "date": self.date,
                    "user_id": self.user_id.id,
                    "result": "answered",
                }
            )
        document = self._sama_document()
        document._sama_drop_calls()
        document._sama_log_survey(self._sama_done_text())
        self.env["sama.survey.rule"]._sama_run(self)

    def _sama_done_text(self):
        """Return what the document's chatter says about the done sheet."""
        parts = [
            self.env._("Customer surveyed by link.")
            if self.channel == "link"
            else self.env._(
                "Customer surveyed by %(name)s.", name=self.user_id.name or ""
            )
        ]
        if self.has_score:
            parts.append(
                self.env._("Score: %(score)s of 100.", score=round(self.score, 1))
            )
        return " ".join(parts)

    # === CHECKS === #

    def _sama_question(self, key):
        """Return the set's question of this id, or of which it is an earlier wording.

        :raises ValidationError: there is none
        """
        questions = self.survey_id.question_ids
        found = questions.filtered(lambda q: q.id == int(key)) or questions.filtered(
            lambda q: q.origin_id.id == int(key)
        )
        if not found:
            raise ValidationError(
                self.env._("This question is not in the set of the sheet.")
            )
        return found[0]

    def _sama_check_open(self):
        """Refuse a sheet that is done.

        :raises UserError: it is
        """
        for response in self:
            if response.state not in OPEN_STATES:
                raise UserError(response._sama_already_text(response))

    def _sama_check_single(self):
        """Refuse a second done sheet that is no re-survey.

        :raises UserError: there is one
        """
        if self.is_resurvey or self.phase == "mid":
            return
        done = self._sama_document()._sama_done_sheet()
        if done:
            raise UserError(self._sama_already_text(done))

    @api.model
    def _sama_already_text(self, done):
        return self.env._(
            "%(document)s was surveyed on %(date)s. Choose Re-survey to ask again.",
            document=done._sama_document().display_name,
            date=format_datetime(self.env, done.date),
        )

    def _sama_check_required(self):
        """Refuse a sheet on which a required question is open.

        :raises ValidationError: one is
        """
        answered = self.answer_ids.filtered("answered").question_id
        # A remark is no answer to a question with a scale.
        scored = self.answer_ids.filtered("has_score").question_id
        missing = self.survey_id.question_ids.filtered(
            lambda q: (
                q.required
                and q not in (answered if q.question_type == "text" else scored)
            )
        )
        if missing:
            raise ValidationError(
                self.env._(
                    "Please answer first: %(questions)s",
                    questions="; ".join(missing.mapped("name")),
                )
            )

    @api.model
    def _sama_done_domain(self):
        """Return the domain of the sheets that count as a document's result."""
        return Domain("state", "=", "done") & Domain("phase", "=", "end")
