from math import ceil, floor

from psycopg2.errors import UniqueViolation
from werkzeug.exceptions import MethodNotAllowed, NotFound

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..models.sama_agent_mixin import GROUP_MANAGER
from ..models.sama_survey_link import TEXT_LIMIT
from ..tools.digits import persian_digits
from ..tools.survey_page import FORM_LIMIT, dead_page, page, render

# Up to so many steps a scale is shown as buttons.
BUTTONS = 10
# The token is what lets in and no other site knows it, so there is no session whose
# cookie another site could abuse, and no cookie is set that could hold a CSRF token.
ROUTE = {
    "type": "http",
    "auth": "public",
    "website": False,
    "sitemap": False,
    "csrf": False,
    "save_session": False,
    "max_content_length": FORM_LIMIT,
}


class SurveyPage(http.Controller):
    """The page on which a customer answers by himself.

    GET and HEAD show and change nothing. A link that is wrong, used, refused or expired
    gives one and the same answer.
    """

    @http.route("/sama/survey/<string:token>", methods=["GET"], **ROUTE)
    def survey_page(self, token, **_query):
        """Show the questions; nothing is consumed by looking."""
        sheet = self._sheet(token)
        return self._form(sheet) if sheet else dead_page()

    @http.route("/sama/survey/<string:token>", methods=["POST"], **ROUTE)
    def survey_submit(self, token, **_params):
        """Save the answers and finish; the link is used up."""
        sheet = self._sheet(token, lock=True)
        if not sheet:
            return dead_page()
        form = self._typed()
        values, problems = sheet._sama_link_read(form)
        if form.get("seen", "0") != str(sheet.desk_changes):
            # What the company wrote meanwhile is not overwritten unseen.
            notice = sheet.env._(
                "Meanwhile our colleague noted answers of yours on the phone. Please"
                " check your answers and send them again."
            )
            return self._form(sheet, form, problems, notice)
        # What is right is kept, whatever is wrong with the rest.
        sheet._sama_link_save(values)
        problems = problems or sheet._sama_link_missing()
        if problems:
            return self._form(sheet, form, problems)
        try:
            with request.env.cr.savepoint():
                sheet._sama_link_finish()
        except (UserError, UniqueViolation):
            # Somebody was faster, by phone.
            return dead_page()
        return self._end(sheet, "sama_crm.survey_page_end")

    @http.route("/sama/survey/<string:token>/save", methods=["POST"], **ROUTE)
    def survey_save(self, token, **_params):
        """Save what is answered so far; the script of the page calls it.

        :return: 204, or 422 where half a number is typed: the end says it in words
        """
        sheet = self._sheet(token, lock=True)
        if not sheet:
            return dead_page()
        values, problems = sheet._sama_link_read(self._typed())
        sheet._sama_link_save(values)
        return page(status=422 if problems else 204)

    @http.route("/sama/survey/<string:token>/stop", methods=["POST"], **ROUTE)
    def survey_stop(self, token, **_params):
        """Ask whether to end the survey; then end it and send no more links."""
        sheet = self._sheet(token, lock=True)
        if not sheet:
            return dead_page()
        if self._typed().get("sure") != "1":
            return self._end(sheet, "sama_crm.survey_page_stop")
        sheet._sama_link_stop()
        return self._end(sheet, "sama_crm.survey_page_stopped")

    @http.route(
        "/sama/survey/preview/<int:survey_id>",
        type="http",
        auth="user",
        methods=["GET"],
        website=False,
        sitemap=False,
    )
    def survey_preview(self, survey_id, **_query):
        """Show a manager the page as customers see it; it has nowhere to send to."""
        survey = request.env["sama.survey"].browse(survey_id).exists()
        if not request.env.user.has_group(GROUP_MANAGER) or not survey:
            raise NotFound()
        survey.check_access("read")
        values = {
            "company": (survey.company_id or request.env.company).name,
            "document": survey.name,
            "questions": self._questions(survey.question_ids, {}, {}, {}),
            "preview": True,
        }
        return self._page(request.env, "sama_crm.survey_page_form", values)

    # === SHEET === #

    def _sheet(self, token, lock=False):
        """Return the live sheet of the token in the customer's language, or none.

        :param bool lock: to write on it
        """
        if lock and request.httprequest.method != "POST":
            # Odoo lets OPTIONS through to every route.
            raise MethodNotAllowed(["POST"])
        # sudo: nobody reads the list of wrong links.
        guesses = request.env["sama.survey.guess"].sudo()
        address = request.httprequest.remote_addr or ""
        if guesses._is_blocked(address):
            return None
        # sudo: the token is the customer's right to this one sheet.
        sheets = request.env["sama.survey.response"].sudo()
        sheet, is_known = sheets._sama_by_token(token, lock)
        if not sheet:
            # Who opens a used link again is no guesser.
            guesses._count(address, 0 if is_known else 1)
            return None
        return sheet.with_context(lang=sheet._sama_link_lang())

    def _typed(self):
        """Return the texts of the form that was sent; nothing of the address counts."""
        return request.httprequest.form.to_dict()

    # === PAGES === #

    def _form(self, sheet, typed=None, problems=None, notice=None):
        """Return the page of the questions, with what was answered before or typed."""
        answers = {answer.question_id.id: answer for answer in sheet.answer_ids}
        if not notice and not typed and sheet.desk_changes and answers:
            notice = sheet.env._(
                "Our colleague noted these answers on the phone. Please check them."
            )
        document = sheet._sama_document()
        values = {
            "company": sheet.company_id.name,
            "document": document.name,
            "questions": self._questions(
                sheet.survey_id.question_ids, answers, typed or {}, problems or {}
            ),
            "notice": notice,
            "error": problems
            and (
                problems.get(False)
                or sheet.env._("Please look at what is marked in red.")
            ),
            "action": f"/sama/survey/{sheet.access_token}",
            "seen": str(sheet.desk_changes),
        }
        status = 422 if problems else 409 if notice and typed else 200
        return self._page(sheet.env, "sama_crm.survey_page_form", values, status)

    def _questions(self, questions, answers, typed, problems):
        """Return what the page shows of each question."""
        rows = []
        for question in questions:
            answer = answers.get(question.id)
            prefix = "t" if question.question_type == "text" else "q"
            if prefix == "t":
                value = (answer and answer.text) or ""
            else:
                value = f"{answer.score:g}" if answer and answer.has_score else ""
            # What was typed stays, also what is wrong.
            again = question.env["sama.survey.response"]._sama_link_typed(
                typed, prefix, question
            )
            rows.append(
                {
                    "name": question.name,
                    "input": f"{prefix}{question.id}",
                    "type": question.question_type,
                    "required": question.required,
                    "scale": self._scale(question),
                    "range": question._scale_text(),
                    "value": value if again is None else again,
                    "problem": problems.get(question.id),
                }
            )
        return rows

    def _scale(self, question):
        """Return the scores to show as buttons, or none."""
        low, high = ceil(question.min_score), floor(question.max_score)
        if question.question_type == "text" or high - low > BUTTONS:
            return []
        return [str(score) for score in range(low, high + 1)]

    def _end(self, sheet, template):
        values = {
            "company": sheet.company_id.name,
            "action": f"/sama/survey/{sheet.access_token}",
        }
        return self._page(sheet.env, template, values)

    def _page(self, env, template, values, status=200):
        """Return a page in the language of the environment."""
        lang = env.lang or "en_US"
        is_persian = lang.startswith("fa")
        values = {
            **values,
            "page_lang": lang.replace("_", "-"),
            "rtl": env["res.lang"]._get_data(code=lang).direction == "rtl",
            "limit": TEXT_LIMIT,
            # Persian digits for who reads Persian.
            "shown": lambda text: persian_digits(text) if is_persian else text,
        }
        view = request.env["ir.ui.view"].with_context(lang=lang)
        return page(render(view, template, values), status)
