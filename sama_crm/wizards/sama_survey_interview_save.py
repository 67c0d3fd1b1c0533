from datetime import datetime, timedelta

from psycopg2.errors import UniqueViolation
from pytz import utc

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_datetime

from ..jalali.text import shown_digits

# What a call came to that brought no answers; the form has a button for each.
UNREACHED = ("no_answer", "busy", "unreachable", "wrong_number", "later", "refused")


class SamaSurveyInterview(models.AbstractModel):
    """Save an interview, or what else the call came to."""

    _inherit = "sama.survey.interview"

    # === FORM === #

    def _f4_problems(self, act):
        """See `sama.f4.form`; a question's problem is named `question_<id>`."""
        if act not in ("save", *UNREACHED):
            raise ValueError(f"No such button of the interview: {act!r}")
        if self.is_surveyed and not self.resurvey:
            return {
                "resurvey": self.env._(
                    "It was surveyed already. Choose Re-survey to ask again."
                )
            }
        if act == "later":
            return self._later_problems()
        if act in UNREACHED:
            return {}
        if self.blocked:
            return {"": self.blocked}
        if self._link_changed():
            return {
                "": self.env._(
                    "Meanwhile the customer answered by link. Close the form and press "
                    "F4 again: it shows his answers and what you typed."
                )
            }
        problems = {}
        if self._is_to_come(self.date):
            problems["date"] = self.env._("A survey cannot be dated in the future.")
        return {**problems, **self._answer_problems()}

    def _link_changed(self):
        """Return whether the customer answered by link since the form was opened."""
        document = self._f4_documents()
        sheet = self._running_sheet(document, self.phase)
        return (sheet.link_changes or 0) != (self.loaded_link or 0)

    def _later_problems(self):
        """Return what is wrong with the time to call again."""
        if not self.call_date:
            return {"call_date": self.env._("Choose when to call again.")}
        if self._call_again_on() <= fields.Datetime.now():
            return {
                "call_date": self.env._(
                    "The time to call again is past. Choose a later one."
                )
            }
        return {}

    def _answer_problems(self):
        """Return what is missing or out of its scale, by question."""
        # sudo: as the form shows them
        questions = self.survey_id.sudo().question_ids
        answers = self.answers or {}
        problems = {}
        for question in questions:
            value = answers.get(str(question.id)) or {}
            is_text = question.question_type == "text"
            is_answered = (
                bool((value.get("text") or "").strip())
                if is_text
                else self._has_score(value)
            )
            if is_answered and not is_text:
                try:
                    question._check_score(value["score"])
                except ValidationError as error:
                    problems[f"question_{question.id}"] = str(error)
            elif question.required and not is_answered:
                problems[f"question_{question.id}"] = self.env._(
                    "Please answer this question."
                )
        if not problems and not self._given():
            first = f"question_{questions[:1].id}" if questions else ""
            problems[first] = self.env._(
                "Nothing is answered yet. Type the scores, or say what came of the "
                "call."
            )
        return problems

    @api.model
    def _has_score(self, value):
        """Return whether an answer has a score, be it 0, which equals False."""
        score = value.get("score")
        return score is not None and score is not False

    def _given(self):
        """Return the answers that say something."""
        return {
            key: value
            for key, value in (self.answers or {}).items()
            if self._has_score(value) or (value.get("text") or "").strip()
        }

    def _f4_save(self, act):
        """See `sama.f4.form`."""
        document = self._f4_documents()
        if act in UNREACHED:
            return self._save_attempt(document, act)
        try:
            with self.env.cr.savepoint():
                response = document._sama_survey_fill(
                    {
                        "answers": self.answers or {},
                        "phase": self.phase,
                        "resurvey": self.resurvey,
                        "survey_id": self.survey_id.id,
                    }
                )
                response.action_done(
                    channel=self.channel, date=self.date, comment=self.comment or ""
                )
        except UniqueViolation:
            raise UserError(
                self.env._(
                    "A colleague has just finished this survey. Close the form and "
                    "press F4 again to see it."
                )
            ) from None
        # sudo: the sheet that was just filled
        offer = self._complaint_offer(response.sudo())
        result = {"offer": offer} if offer else {}
        if not response.has_score:
            return {**result, "message": self.env._("Survey saved.")}
        return {
            **result,
            "message": self.env._(
                "Survey saved. Score: %(score)s of 100.",
                score=shown_digits(self.env, f"{round(response.score, 1):g}"),
            ),
        }

    def _save_attempt(self, document, result):
        """Log that the call brought no answers.

        :return: as `_f4_save`
        """
        if self.resurvey:
            document.sama_survey_start(self.survey_id, resurvey=True, phase=self.phase)
        moment = self._call_again_on() if result == "later" else None
        document.sama_log_attempt(
            result, call_again_on=moment, note=self.comment, phase=self.phase
        )
        labels = dict(
            self.env["sama.survey.attempt"]
            ._fields["result"]
            ._description_selection(self.env)
        )
        if moment:
            return {
                "message": self.env._(
                    "%(result)s: %(when)s.",
                    result=labels[result],
                    when=format_datetime(self.env, moment, dt_format="short"),
                )
            }
        return {
            "message": self.env._("Call logged: %(result)s.", result=labels[result])
        }

    def _call_again_on(self):
        """Return the time to call again, UTC."""
        minutes = round((self.call_hour or 0.0) * 60)
        local = datetime.combine(self.call_date, datetime.min.time()) + timedelta(
            minutes=minutes
        )
        moment = self._zone().localize(local).astimezone(utc)
        return moment.replace(tzinfo=None)

    # === BUTTONS, FOR CLIENTS WITHOUT OUR SCRIPT === #

    def action_f4_no_answer(self):
        """Log that nobody answered.

        :return: an action
        """
        return self._f4_act("no_answer")

    def action_f4_busy(self):
        """Log that the line was busy.

        :return: an action
        """
        return self._f4_act("busy")

    def action_f4_unreachable(self):
        """Log that the phone was off or out of reach.

        :return: an action
        """
        return self._f4_act("unreachable")

    def action_f4_wrong_number(self):
        """Log a wrong number, which marks the person's phone.

        :return: an action
        """
        return self._f4_act("wrong_number")

    def action_f4_later(self):
        """Log that the customer wants to be called later.

        :return: an action
        :raises ValidationError: no time to call again, or a past one
        """
        return self._f4_act("later")

    def action_f4_refused(self):
        """Log that the customer does not want to be surveyed.

        :return: an action
        """
        return self._f4_act("refused")
