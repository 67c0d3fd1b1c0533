from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_datetime

from ..jalali.text import shown_digits
from .sama_survey_response import OPEN_STATES


class SamaSurveyResponse(models.Model):
    """Complete a sheet, once for a document unless it is asked again on purpose."""

    _inherit = "sama.survey.response"

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
        # sudo: an agent writes on sheets through this method only.
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
                self.env._(
                    "Score: %(score)s of 100.",
                    score=shown_digits(self.env, f"{round(self.score, 1):g}"),
                )
            )
        return " ".join(parts)

    # === CHECKS === #

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
            date=format_datetime(self.env, done.date, dt_format="short"),
        )

    def _sama_check_required(self):
        """Refuse a sheet on which a required question is open.

        :raises ValidationError: one is
        """
        missing = self._sama_missing_required()
        if missing:
            raise ValidationError(
                self.env._(
                    "Please answer first: %(questions)s",
                    questions="; ".join(missing.mapped("name")),
                )
            )

    def _sama_missing_required(self):
        """Return the required questions of the sheet that are open."""
        answered = self.answer_ids.filtered("answered").question_id
        # A remark is no answer to a question with a scale.
        scored = self.answer_ids.filtered("has_score").question_id
        return self.survey_id.question_ids.filtered(
            lambda q: (
                q.required
                and q not in (answered if q.question_type == "text" else scored)
            )
        )

    @api.model
    def _sama_done_domain(self):
        """Return the domain of the sheets that count as a document's result."""
        return Domain("state", "=", "done") & Domain("phase", "=", "end")
