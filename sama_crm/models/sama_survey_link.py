import re
from datetime import timedelta
from hmac import compare_digest

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..tools.digits import fold_digits
from .sama_survey_response import new_token

# The first letters of a token find its row by an index; the other 24, 142 bits of it,
# are compared in constant time.
TOKEN_START = 8
TOKEN = re.compile(r"[A-Za-z0-9_-]{20,100}")
TEXT_LIMIT = 2000


class SamaSurveyResponse(models.Model):
    """The customer's door to his sheet: a link that answers once and expires."""

    _inherit = "sama.survey.response"

    _token_start_idx = models.Index("(left(access_token, 8))")

    # === LINK === #

    def _sama_link_url(self):
        """Return the address of the customer's page."""
        self.ensure_one()
        # sudo: the token is told to nobody but the customer.
        return f"{self.get_base_url()}/sama/survey/{self.sudo().access_token}"

    def _sama_link_lang(self):
        """Return the code of the customer's language, one that is installed."""
        self.ensure_one()
        codes = (
            self.partner_id.lang,
            self.partner_id.commercial_partner_id.lang,
            self.company_id.partner_id.lang,
            self.env.lang,
        )
        installed = dict(self.env["res.lang"].get_installed())
        return next((code for code in codes if code in installed), min(installed))

    def _sama_link_renew(self):
        """Give the sheet a new link, whose time starts now; the one before is dead."""
        self.ensure_one()
        now = fields.Datetime.now()
        days = max(self.company_id.sama_survey_link_days, 1)
        vals = {
            "access_token": new_token(),
            "state": "sent",
            "sent_on": now,
            "expires_on": now + timedelta(days=days),
        }
        if not self.desk_changes:
            # Nobody has interviewed yet.
            vals["user_id"] = False
        self.write(vals)

    def _sama_link_revoke(self):
        """Let the link die; the sheet goes on as a draft."""
        self.ensure_one()
        self.write({"access_token": new_token(), "state": "draft", "expires_on": False})

    @api.model
    def _sama_by_token(self, token, lock=False):
        """Return the sheet that the token opens, and whether the token is known.

        The caller is nobody in particular: the token is what gives access. One
        statement looks for the token and whether it still opens something, so that a
        wrong one takes as long as one that was used or has expired.

        :param bool lock: to answer it; who comes second waits
        :return: (`sama.survey.response` in sudo, or none; whether the token is known)
        """
        none = self.browse()
        if not TOKEN.fullmatch(token or ""):
            return none, False
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT sheet.id, sheet.access_token,
                       sheet.state = 'sent' AND sheet.expires_on > %(now)s
                       AND (sheet.is_resurvey IS TRUE OR sheet.phase = 'mid'
                            OR NOT EXISTS (
                                SELECT FROM sama_survey_response AS done
                                 WHERE done.state = 'done' AND done.phase = 'end'
                                   AND (done.move_id = sheet.move_id
                                        OR done.project_id = sheet.project_id)))
                  FROM sama_survey_response AS sheet
                 WHERE left(sheet.access_token, 8) = %(start)s
                 ORDER BY sheet.id
                       %(lock)s
                """,
                now=fields.Datetime.now(),
                start=token[:TOKEN_START],
                lock=SQL("FOR UPDATE OF sheet") if lock else SQL(),
            )
        )
        found = [row for row in rows if compare_digest(row[1], token)]
        live = [sheet_id for sheet_id, _token, is_live in found if is_live]
        # As the superuser: the token was right.
        sheet = self.with_user(SUPERUSER_ID).browse(live)
        return sheet.with_company(sheet.company_id), bool(found)

    # === ANSWERS === #

    def _sama_link_read(self, form):
        """Return what a form says.

        Fields are `q<question>` for a score and `t<question>` for words. What is no
        question of the set is passed over.

        :param dict form: texts
        :return: (values as `sama_answer` takes them, what changes something only;
            {question id: what is wrong with the answer})
        """
        values, problems = {}, {}
        known = {answer.question_id: answer for answer in self.answer_ids}
        for question in self.survey_id.question_ids:
            prefix = "t" if question.question_type == "text" else "q"
            typed = self._sama_link_typed(form, prefix, question)
            if typed is None:
                continue
            try:
                value = self._sama_link_value(question, typed)
            except ValidationError as error:
                problems[question.id] = str(error)
                continue
            answer = known.get(question)
            if prefix == "t":
                before = (answer and answer.text) or ""
            else:
                before = answer.score if answer and answer.has_score else None
            if value != before:
                values[question.id] = {"text" if prefix == "t" else "score": value}
        return values, problems

    @api.model
    def _sama_link_typed(self, form, prefix, question):
        """Return what was typed for a question, None where it was not on the form."""
        # The page was opened before the set went on as a new version.
        ids = (question.id, question.origin_id.id)
        return next(
            (form[f"{prefix}{id_}"] for id_ in ids if f"{prefix}{id_}" in form), None
        )

    @api.model
    def _sama_link_value(self, question, typed):
        """Return the score or the words that were typed for a question.

        :raises ValidationError: too long, no number, or out of the question's scale
        """
        if question.question_type == "text":
            # NUL is no text for PostgreSQL; a browser counts a new line as one.
            text = typed.replace("\x00", "").replace("\r\n", "\n").strip()
            if len(text) > TEXT_LIMIT:
                raise ValidationError(
                    self.env._(
                        "Your text has %(count)s characters. Please shorten it to"
                        " %(limit)s.",
                        count=len(text),
                        limit=TEXT_LIMIT,
                    )
                )
            return text
        score = fold_digits(typed).strip().replace("٫", ".").replace("/", ".")
        if not score:
            return None
        if not re.fullmatch(r"\d{1,9}(\.\d{1,9})?", score, re.ASCII):
            raise ValidationError(self.env._("Please type a number."))
        question._check_score(float(score))
        return float(score)

    def _sama_link_save(self, values):
        """Write what the customer answered so far; the link stays.

        :param dict values: see `_sama_link_read`
        """
        if values:
            self._sama_write_answers(values, "link_changes")
            self.link_saved_on = fields.Datetime.now()

    def _sama_link_missing(self):
        """Return {question id: what to say} of what must be answered and is not."""
        text = self.env._("Please answer this question.")
        missing = dict.fromkeys(self._sama_missing_required().ids, text)
        if not missing and not self.answer_ids.filtered("answered"):
            missing[False] = self.env._("Please answer at least one question.")
        return missing

    def _sama_link_finish(self):
        """Complete the sheet; the link is used up.

        :raises UserError: somebody was faster
        """
        self._sama_for_office().action_done(channel="link")

    def _sama_link_stop(self):
        """End the survey: the customer wants no more messages of this kind."""
        self.write({"state": "refused", "date": fields.Datetime.now()})
        self.partner_id.sama_survey_opt_out = True
        office = self._sama_for_office()
        office._sama_document()._sama_log_survey(
            office.env._("The customer wants no more surveys by link.")
        )

    def _sama_for_office(self):
        """Return the sheet in the language of the company, whose chatter is written."""
        lang = self.company_id.partner_id.lang or self.env.lang
        return self.with_context(lang=lang)
