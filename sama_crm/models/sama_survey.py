from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

TARGETS = [
    ("goods_invoice", "Sales Invoices"),
    ("service_invoice", "Service Invoices"),
    ("project", "Projects"),
]


class SamaSurvey(models.Model):
    """A set of questions that the company asks about one kind of document.

    What was answered never changes: changing the questions of a set that is in use
    first puts the set as it was aside, as an archived version that keeps its sheets
    and their wording; the set itself goes on as the next version.
    """

    _name = "sama.survey"
    _description = "Question Set"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    target = fields.Selection(
        TARGETS, string="Applies to", required=True, default="goods_invoice"
    )
    company_id = fields.Many2one("res.company", help="Empty: for every company.")
    person_group_ids = fields.Many2many(
        "sama.person.group",
        string="Person Groups",
        help="For persons of these groups and of the groups below. Empty: for all.",
    )
    date_from = fields.Date(string="Valid from")
    date_to = fields.Date(string="Valid to")
    question_ids = fields.One2many("sama.survey.question", "survey_id", copy=True)
    response_ids = fields.One2many("sama.survey.response", "survey_id")
    by_hand = fields.Boolean(
        string="Only When Chosen",
        help="Never offered by itself: for a question that was asked of some.",
    )
    version = fields.Integer(default=1, readonly=True, copy=False)
    origin_id = fields.Many2one(
        "sama.survey",
        string="Later Version",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The set of which this is an earlier version.",
    )
    version_ids = fields.One2many(
        "sama.survey",
        "origin_id",
        string="Earlier Versions",
        context={"active_test": False},
    )
    question_count = fields.Integer(
        string="Number of Questions", compute="_compute_question_count"
    )
    response_count = fields.Integer(
        string="Number of Sheets", compute="_compute_response_count"
    )

    _dates_ordered = models.Constraint(
        "CHECK (date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
        "The set ends before it begins.",
    )

    in_use = fields.Boolean(string="Answered", compute="_compute_in_use")
    preview = fields.Html(
        compute="_compute_preview", sanitize=False, string="Preview as the Caller"
    )

    # === COMPUTE === #

    @api.depends("question_ids")
    def _compute_question_count(self):
        for survey in self:
            survey.question_count = len(survey.question_ids)

    @api.depends("response_ids")
    def _compute_response_count(self):
        counts = dict(
            self.env["sama.survey.response"]._read_group(
                [("survey_id", "in", self.ids)], ["survey_id"], ["__count"]
            )
        )
        for survey in self:
            survey.response_count = counts.get(survey._origin, 0)

    @api.depends("response_ids.state", "response_ids.answer_ids")
    def _compute_in_use(self):
        used = self._origin._in_use()
        for survey in self:
            survey.in_use = survey._origin in used

    @api.depends(
        "question_ids.name",
        "question_ids.help",
        "question_ids.question_type",
        "question_ids.min_score",
        "question_ids.max_score",
        "question_ids.required",
        "question_ids.sequence",
    )
    def _compute_preview(self):
        for survey in self:
            questions = survey.question_ids.sorted(lambda q: (q.sequence, q.id or 0))
            survey.preview = Markup("<ol>%s</ol>") % Markup().join(
                Markup(
                    "<li class='mb-3'><strong>%s%s</strong>"
                    "<div class='text-muted'>%s</div><div>%s</div></li>"
                )
                % (
                    question.name or "",
                    " *" if question.required else "",
                    question.help or "",
                    question._scale_text(),
                )
                for question in questions
            )

    @api.depends("name", "version", "active", "origin_id")
    def _compute_display_name(self):
        for survey in self:
            name = survey.name or ""
            if survey.origin_id:
                name = self.env._(
                    "%(name)s (version %(version)s)", name=name, version=survey.version
                )
            survey.display_name = name

    # === CRUD === #

    def copy_data(self, default=None):
        """Name the copy as one; a version put aside keeps its name."""
        vals_list = super().copy_data(default=default)
        if default and "name" in default or self.env.context.get("sama_version"):
            return vals_list
        return [
            {**vals, "name": self.env._("%s (copy)", survey.name)}
            for survey, vals in zip(self, vals_list, strict=True)
        ]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        if self._in_use():
            raise ValidationError(
                self.env._("Sheets were answered with this set. Archive it instead.")
            )

    # === CHOICE === #

    @api.model
    def _sama_choose(self, targets, company, group, day):
        """Return the set for a document: by kind, then person group, then default.

        :param targets: the document's targets, the preferred first
        :param company: its `res.company`; may be empty
        :param group: its `sama.person.group`; may be empty
        :param date day: the day that sets must be valid on
        :return: one `sama.survey`, or none
        """
        near = []
        while group:
            near.append(group)
            group = group.parent_id
        for target in targets:
            surveys = self.search(
                Domain("target", "=", target)
                & Domain("by_hand", "=", False)
                & Domain("company_id", "in", [company.id, False])
                & (Domain("date_from", "=", False) | Domain("date_from", "<=", day))
                & (Domain("date_to", "=", False) | Domain("date_to", ">=", day))
            ).filtered("question_ids")
            # A set of the company goes before one of all companies.
            surveys = surveys.sorted(lambda survey: not survey.company_id)
            for wanted in near:
                found = surveys.filtered(lambda s, g=wanted: g in s.person_group_ids)
                if found:
                    return found[0]
            found = surveys.filtered(lambda survey: not survey.person_group_ids)
            if found:
                return found[0]
        return self.browse()

    # === VERSIONS === #

    def _in_use(self):
        """Return those of the sets by which a sheet was answered or completed."""
        # sudo: whether a set is in use does not depend on who asks.
        Response = self.env["sama.survey.response"].sudo()
        rows = Response._read_group(
            Domain("survey_id", "in", self.ids)
            & (Domain("answer_ids", "!=", False) | Domain("state", "=", "done")),
            ["survey_id"],
        )
        return self.browse([survey.id for (survey,) in rows])

    def _keep_version(self):
        """Put what was answered aside as an archived version of each set in use.

        Its sheets and answers move along; the set's own questions are free to change.
        """
        # sudo: sheets of every company and surveyor follow their wording.
        Response = self.env["sama.survey.response"].sudo()
        # sudo: as above; who calls was let pass by the set's own rights.
        for survey in self._in_use().sudo():
            kept = survey.with_context(sama_version=True).copy(
                {"active": False, "origin_id": survey.id, "version": survey.version}
            )
            pairs = list(
                zip(
                    survey.question_ids.sorted("id"),
                    kept.question_ids.sorted("id"),
                    strict=True,
                )
            )
            for question, kept_question in pairs:
                kept_question.origin_id = question
            sheets = Response.search(
                Domain("survey_id", "=", survey.id)
                & (Domain("answer_ids", "!=", False) | Domain("state", "=", "done"))
            )
            survey._move_sheets(kept, sheets, pairs)
            survey.version += 1

    def _move_sheets(self, kept, sheets, pairs):
        """Let sheets and answers point to the version that they were answered by."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE sama_survey_response SET survey_id = %s WHERE id = ANY(%s)",
                kept.id,
                sheets.ids,
            )
        )
        self.env.cr.execute(
            SQL(
                """UPDATE sama_survey_answer AS answer
                      SET question_id = pair.kept
                     FROM unnest(%s, %s) AS pair(question, kept)
                    WHERE answer.question_id = pair.question
                      AND answer.response_id = ANY(%s)""",
                [question.id for question, _kept in pairs],
                [kept_question.id for _question, kept_question in pairs],
                sheets.ids,
            )
        )
        self.env.invalidate_all(flush=False)

    # === ACTIONS === #

    def action_preview_phone(self):
        """Open the page as a customer's phone shows it; nothing is saved there.

        :return: an action that opens another window
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/sama/survey/preview/{self.id}",
            "target": "new",
        }

    def action_view_responses(self):
        """Open the sheets of this set and of its earlier versions.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sama_crm.sama_survey_response_action"
        )
        versions = self.with_context(active_test=False).version_ids
        return {
            **action,
            "domain": [("survey_id", "in", (self | versions).ids)],
            "context": {},
        }
