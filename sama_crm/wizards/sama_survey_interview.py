from datetime import timedelta

from dateutil.relativedelta import SA, relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..models.sama_survey_response import OPEN_STATES

LINES = 3
EARLIER = 3
TARGET_BY_KIND = {"goods": "goods_invoice", "service": "service_invoice"}


class SamaSurveyInterview(models.AbstractModel):
    """The interview: a customer on the phone, the company's questions, one key a score.

    What is typed goes to the document's own sheet while one types, so that a closed
    dialog, a colleague or the customer's link goes on where it stopped. It writes
    through the public methods of the document and of the sheet, which check group and
    read access. A form for a document inherits this and names its model and document.
    """

    _name = "sama.survey.interview"
    _description = "Survey Interview"
    _inherit = ["sama.f4.form"]

    _f4_document_field = "document_id"
    _f4_draft_fields = (
        "answers",
        "call_date",
        "call_hour",
        "channel",
        "comment",
        "phase",
        "resurvey",
        "survey_id",
    )

    # === WHAT IS SHOWN === #

    # Each form's own `document_id` leads to its model.
    document_id = fields.Many2one("sama.survey.document", required=True)
    notices = fields.Json(compute="_compute_notices")
    is_surveyed = fields.Boolean(compute="_compute_notices")
    blocked = fields.Char(
        string="Cannot Be Surveyed",
        compute="_compute_notices",
        help="Why nobody, or not this user, surveys the document.",
    )
    bought_lines = fields.Json(compute="_compute_document")
    earlier_sheets = fields.Json(compute="_compute_document")
    questions = fields.Json(compute="_compute_questions")
    survey_choices = fields.Json(compute="_compute_survey_choices")
    survey_choice_count = fields.Integer(compute="_compute_survey_choices")
    is_begun = fields.Boolean(
        store=False, help="The sheet has answers, so its question set stays."
    )

    # === WHAT IS ASKED === #

    date = fields.Datetime(
        string="Survey Date", default=fields.Datetime.now, required=True
    )
    channel = fields.Selection(
        [("phone", "Call"), ("visit", "Visit")], default="phone", required=True
    )
    phase = fields.Selection(
        [("end", "At the End"), ("mid", "During the Project")],
        default="end",
        required=True,
    )
    loaded_phase = fields.Char(
        store=False, help="Of which phase the answers are; another one has others."
    )
    loaded_link = fields.Integer(
        help="How often the customer had written by link when it opened."
    )
    survey_id = fields.Many2one("sama.survey", string="Question Set")
    resurvey = fields.Boolean(string="Re-survey")
    answers = fields.Json(
        help="{question id: {score, text}}; a score of null takes the answer back."
    )
    comment = fields.Text()
    call_later = fields.Boolean(store=False)
    call_date = fields.Date(string="Call Again on")
    call_hour = fields.Float(
        string="Hour", help="13.5 is 13:30. In the surveyor's time zone."
    )

    # === DEFAULTS === #

    @api.model
    def default_get(self, fields_list):
        """Take the document from the context and its running sheet from the server.

        :raises AccessError: the user is no agent, or may not read the document
        """
        values = super().default_get(fields_list)
        document = self._f4_asked()[:1]
        if "document_id" not in fields_list or not document:
            return values
        document._sama_check_agent()
        values["document_id"] = document.id
        values["loaded_phase"] = values.get("phase") or "end"
        sheet = self._running_sheet(document, values["loaded_phase"])
        values["loaded_link"] = sheet.link_changes
        answers = self._sheet_answers(sheet)
        if answers or values.get("answers"):
            # What the browser could not yet send goes before what the sheet has.
            values["answers"] = {**answers, **(values.get("answers") or {})}
        if answers:
            values["survey_id"] = sheet.survey_id.id
            values["is_begun"] = True
        if sheet.is_planned and not values.get("survey_id"):
            values["survey_id"] = sheet.survey_id.id
        if sheet.is_planned and sheet.is_resurvey:
            values["resurvey"] = True
        if not values.get("survey_id"):
            values["survey_id"] = document._sama_survey_for(self._target()).id
        if sheet.comment and not values.get("comment"):
            values["comment"] = sheet.comment
        values["call_later"] = bool(values.get("call_date"))
        return values

    @api.model
    def _target(self):
        """Return the target of the list that one stands in, or None."""
        return TARGET_BY_KIND.get(self.env.context.get("sama_kind"))

    @api.model
    def _running_sheet(self, document, phase):
        """Return the sheet of the document that is not done, or none."""
        # sudo: the caller has checked the document; its sheet is of the same people.
        sheets = document.sudo()._sama_sheets()
        return sheets.filtered(
            lambda sheet: sheet.phase == phase and sheet.state in OPEN_STATES
        )[:1]

    @api.model
    def _sheet_answers(self, sheet):
        """Return the sheet's answers as the form has them."""
        return {
            str(answer.question_id.id): {
                "score": answer.score if answer.has_score else None,
                "text": answer.text or "",
            }
            for answer in sheet.answer_ids
            if answer.answered
        }

    @api.onchange("phase")
    def _onchange_phase(self):
        """A survey during the project has a sheet of its own."""
        document = self._f4_documents()
        if document and self.phase != self.loaded_phase:
            self.loaded_phase = self.phase
            document._sama_check_agent()
            sheet = self._running_sheet(document, self.phase)
            self.loaded_link = sheet.link_changes
            self.answers = self._sheet_answers(sheet) or False
            self.is_begun = bool(self.answers)
            if self.is_begun:
                self.survey_id = sheet.survey_id

    @api.onchange("survey_id")
    def _onchange_survey_id(self):
        """Another set has other questions."""
        known = {str(question["id"]) for question in self.questions or []}
        self.answers = {
            key: value for key, value in (self.answers or {}).items() if key in known
        } or False

    # === COMPUTE === #

    @api.depends("document_id")
    def _compute_document(self):
        for form in self:
            document = form._f4_documents()
            form.bought_lines = form._bought_lines(document)
            form.earlier_sheets = form._earlier_sheets(document)

    @api.model
    def _bought_lines(self, document):
        """Return the first lines bought, and how many more there are."""
        if not document or not hasattr(document, "sama_get_bought_lines"):
            return {}
        lines = document.sama_get_bought_lines()
        return {"lines": lines[:LINES], "more": max(len(lines) - LINES, 0)}

    @api.model
    def _earlier_sheets(self, document):
        """Return the latest done sheets of the customer, as the user may see them."""
        partner = document.partner_id.commercial_partner_id
        if not partner:
            return []
        Response = self.env["sama.survey.response"]
        sheets = Response.search(
            Domain("partner_id", "child_of", partner.id) & Domain("state", "=", "done"),
            order="date desc, id desc",
            limit=EARLIER,
        )
        return [
            {
                "id": sheet.id,
                # sudo: the name of a document, of whose customer one reads the sheet
                "document": sheet.sudo()._sama_document().display_name,
                "date": fields.Datetime.to_string(sheet.date),
                # sudo: the name of a colleague, who may be of another company
                "user": sheet.user_id.sudo().name or "",
                "score": sheet.score if sheet.has_score else None,
                "comment": sheet.comment or "",
            }
            for sheet in sheets
        ]

    @api.depends("document_id", "phase")
    def _compute_notices(self):
        for form in self:
            document = form._f4_documents()
            form.blocked = form._why_blocked(document)
            form.is_surveyed = bool(
                document
                and form.phase != "mid"
                # sudo: whether it was surveyed is known to who reads the document.
                and document.sudo().sama_survey_sheet == "done"
            )
            form.notices = [
                notice
                for notice in (document._sama_survey_notices() if document else [])
                if notice["kind"] != "done" or form.is_surveyed
            ]

    @api.model
    def _why_blocked(self, document):
        """Return why the document cannot be surveyed by this user, or False."""
        if not document:
            return False
        # sudo: conditions of the document and a setting of its company
        document = document.sudo()
        try:
            document._sama_check_seller(self.env.user)
        except UserError as error:
            return str(error)
        if not document.filtered_domain(document._sama_survey_applies_domain()):
            return self.env._(
                "Only posted invoices that were not fully credited, and projects with "
                "a customer, are surveyed."
            )
        return False

    @api.depends("survey_id")
    def _compute_questions(self):
        for form in self:
            # sudo: the wording by which a sheet was begun, also of an archived set
            questions = form.survey_id.sudo().question_ids
            form.questions = [
                {
                    "id": question.id,
                    "name": question.name,
                    "help": question.help or "",
                    "type": question.question_type,
                    "min": question.min_score,
                    "max": question.max_score,
                    "weight": question.weight,
                    "required": question.required,
                    "unit": question.unit_id.name or "",
                }
                for question in questions
            ]

    @api.depends("document_id", "survey_id")
    def _compute_survey_choices(self):
        today = fields.Date.context_today(self)
        for form in self:
            document = form._f4_documents()
            # sudo: sets are no secret, and the document was checked.
            company = document.sudo().company_id
            targets = document._sama_survey_targets()
            if self._f4_document_model == "account.move" and form.survey_id:
                # Of goods and service one chooses where the invoice has both.
                # sudo: as above
                kind = document.sudo().sama_kind
                targets = targets if kind == "mixed" else [form.survey_id.target]
            surveys = self.env["sama.survey"].search(
                Domain("target", "in", targets)
                & Domain("company_id", "in", [company.id, False])
                & (Domain("date_from", "=", False) | Domain("date_from", "<=", today))
                & (Domain("date_to", "=", False) | Domain("date_to", ">=", today))
                & Domain("question_ids", "!=", False)
            )
            surveys |= form.survey_id._origin
            form.survey_choices = [(survey.id, survey.name) for survey in surveys]
            form.survey_choice_count = len(surveys)

    # === FORM === #

    def _f4_title(self):
        """See `sama.f4.form`."""
        document = self._f4_documents()
        return self.env._(
            "Survey %(document)s · %(customer)s",
            document=document.display_name or "",
            customer=document.partner_id.display_name or "",
        )

    def _f4_next_domains(self):
        """Go to whom it is time to call."""
        return [self.env[self._f4_document_model]._sama_survey_domain("to_call")]

    def _quick_dates(self):
        """See `sama.f4.form`: the times to call again that are chosen most."""
        now = self._now()
        soon = now + timedelta(hours=2, minutes=-now.minute % 5)
        today = now.date()
        tomorrow = today + timedelta(days=1)
        saturday = today + relativedelta(days=1, weekday=SA)
        ten, four = self._shown(10), self._shown(16)
        return [
            (
                "hours",
                self.env._("In 2 Hours"),
                soon.date(),
                soon.hour + soon.minute / 60,
            ),
            ("tomorrow", self.env._("Tomorrow at %s", ten), tomorrow, 10.0),
            (
                "afternoon",
                self.env._("Tomorrow at %s", four),
                tomorrow,
                16.0,
            ),
            ("saturday", self.env._("Saturday at %s", ten), saturday, 10.0),
            (
                "week",
                self.env._("Next Week at %s", ten),
                today + timedelta(days=7),
                10.0,
            ),
        ]
