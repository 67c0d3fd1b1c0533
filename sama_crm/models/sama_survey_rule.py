from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import html2plaintext

from ..jalali.text import shown_digits
from .sama_agent_mixin import GROUP_MANAGER


class SamaSurveyRule(models.Model):
    """What follows a low answer: somebody hears of it.

    A rule looks at the total score of a sheet, or at one question in its own scale. It
    acts once for a sheet, and the document's chatter says so. No rule is on unless the
    company makes one.
    """

    _name = "sama.survey.rule"
    _description = "Rule for Low Scores"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for every company.")
    survey_id = fields.Many2one(
        "sama.survey",
        string="Question Set",
        ondelete="cascade",
        help="Empty: every set.",
    )
    question_id = fields.Many2one(
        "sama.survey.question",
        ondelete="cascade",
        domain="[('survey_id', '=', survey_id), ('question_type', '!=', 'text')]",
        help="Empty: the total score of the sheet, 0 to 100.",
    )
    threshold = fields.Float(
        string="Below", required=True, default=50.0, aggregator=None
    )
    action = fields.Selection(
        [
            ("activity", "Call by the Manager"),
            ("email", "E-mail to the Manager"),
            ("complaint", "Complaint"),
        ],
        required=True,
        default="activity",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Manager",
        required=True,
        default=lambda self: self.env.user,
        domain=lambda self: [("all_group_ids", "in", self.env.ref(GROUP_MANAGER).ids)],
        help="Who gets the activity or the e-mail.",
    )
    deadline_days = fields.Integer(string="Days to Act", default=1)

    _deadline_not_negative = models.Constraint(
        "CHECK (deadline_days >= 0)", "The days to act cannot be negative."
    )

    @api.constrains("question_id", "survey_id")
    def _check_question(self):
        for rule in self:
            question = rule.question_id
            if question and rule.survey_id and question.survey_id != rule.survey_id:
                raise ValidationError(
                    self.env._("The question is not in the set of the rule.")
                )

    # === BUSINESS === #

    @api.model
    def _sama_run(self, response):
        """Act on a sheet that was just done, once by rule.

        :param response: one `sama.survey.response`, in sudo
        """
        for rule in self.search(
            [("company_id", "in", [response.company_id.id, False])]
        ):
            score = rule._get_score(response)
            if score is None or score >= rule.threshold:
                continue
            if rule in response.rule_ids:
                continue
            response.rule_ids |= rule
            rule._act(response, score)

    def _get_score(self, response):
        """Return the score that the rule looks at, None where it was not given."""
        if self.survey_id and self.survey_id not in (
            response.survey_id | response.survey_id.origin_id
        ):
            return None
        if not self.question_id:
            return response.score if response.has_score else None
        answer = response.answer_ids.filtered(
            lambda a: (
                a.has_score
                and self.question_id in (a.question_id | a.question_id.origin_id)
            )
        )
        return answer.score if answer else None

    def _act(self, response, score):
        """Plan or send, and say so in the document's chatter."""
        document = response._sama_document()
        # Whoever gets it reads it in his own language.
        rule = self.with_context(lang=self.user_id.lang or self.env.lang)
        subject = rule.env._(
            "%(rule)s: %(customer)s, %(document)s",
            rule=rule.name,
            customer=response.partner_id.display_name,
            document=document.display_name,
        )
        if self.action == "email":
            rule._send(subject, rule._note(response, score))
            is_told = True
        elif self.action == "complaint":
            is_told = rule._complain(response, subject, rule._note(response, score))
        else:
            call = "mail.mail_activity_data_call"
            note = rule._note(response, score)
            is_told = rule._plan(document, subject, note, call)
        text = (
            self.env._(
                "Low score: %(name)s was told by the rule “%(rule)s”.",
                name=self.user_id.name,
                rule=self.name,
            )
            if is_told
            else self.env._(
                "Low score: the rule “%(rule)s” could not tell %(name)s, who may not "
                "read this document.",
                name=self.user_id.name,
                rule=self.name,
            )
        )
        note = self._note(response, score)
        document._sama_log_survey(Markup("%s<br/>%s") % (text, note))

    def _note(self, response, score):
        """Return the score and what was said."""

        def shown(number):
            return shown_digits(self.env, f"{round(number, 1):g}")

        note = self.env._(
            "Score %(score)s, below %(threshold)s.",
            score=shown(score),
            threshold=shown(self.threshold),
        )
        if response.comment:
            note = Markup("%s<br/>%s") % (note, response.comment)
        return note

    def _plan(self, document, subject, note, activity_type):
        """Plan an activity for the manager.

        :return: False where he may not read the document, so that nothing is planned
        """
        if not document.with_user(self.user_id).has_access("read"):
            return False
        today = fields.Date.context_today(self)
        document.activity_schedule(
            activity_type,
            date_deadline=fields.Date.add(today, days=self.deadline_days),
            summary=subject,
            note=note,
            user_id=self.user_id.id,
        )
        return True

    def _send(self, subject, note):
        """Send the manager an e-mail."""
        self.env["mail.mail"].create(
            {
                "subject": subject,
                "body_html": note,
                "email_to": self.user_id.email_formatted,
                "auto_delete": True,
            }
        )

    def _complain(self, response, subject, note):
        """Open a complaint of the customer, for the manager.

        :return: True; whoever handles complaints sees it
        """
        self.env["sama.customer.record"]._sama_from_response(
            response,
            subject=subject,
            description=html2plaintext(note),
            unit_id=self.question_id.unit_id.id,
            user_id=self.user_id.id,
        )
        return True
