from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, HttpCase, tagged

from .common import SamaCommon

NOW = "2026-11-24 08:00:00"
LIST = "/odoo/sama-invoices"


class InterviewCommon(SamaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sama_survey_since = False
        cls.company.sama_survey_max_days = 0
        cls.env["sama.survey"].search([]).active = False
        cls.goods_set = cls._set("Shop", "goods_invoice")
        cls.service_set = cls._set("Help", "service_invoice")
        cls.q10, cls.q5, cls.nps, cls.yes, cls.text = cls.goods_set.question_ids
        cls.invoice = cls._posted("Customer A")

    @classmethod
    def _set(cls, name, target):
        kinds = (
            ("Ten", {"max_score": 10, "required": True}),
            ("Five", {"min_score": 1, "max_score": 5}),
            ("Recommend", {"question_type": "nps"}),
            ("Again", {"question_type": "yes_no"}),
            ("Words", {"question_type": "text"}),
        )
        return cls.env["sama.survey"].create(
            {
                "name": name,
                "target": target,
                "question_ids": [
                    (0, 0, {"name": f"{name} {title}", "sequence": index, **values})
                    for index, (title, values) in enumerate(kinds)
                ],
            }
        )

    @classmethod
    def _posted(cls, customer, products=None, **values):
        partner = cls._partner(customer, phone="+982188001122")
        today = fields.Date.context_today(cls.env.user)
        return cls._invoice(products, partner, invoice_date=today, **values)

    def _model(self, document=None, user=None, **context):
        """The form's model as F4 opens it on the document."""
        document = document or self.invoice
        return (
            self.env[f"{document._name}.survey"]
            .with_user(user or self.agent)
            .with_context(
                active_model=document._name,
                active_id=document.id,
                active_ids=document.ids,
                **context,
            )
        )

    def _defaults(self, document=None, user=None, **context):
        model = self._model(document, user, f4_open=True, **context)
        return model.default_get(list(model._fields))

    def _answers(self, *scores):
        questions = self.goods_set.question_ids
        return {
            str(question.id): {"score": score, "text": ""}
            for question, score in zip(questions, scores, strict=False)
        }

    def _submit(self, values=None, document=None, user=None, act="save", **params):
        """What the browser sends for an open form."""
        document = document or self.invoice
        values = {
            "document_id": document.id,
            "survey_id": self.goods_set.id,
            **(values or {}),
        }
        model = self._model(document, user)
        return model.f4_submit(values, act=act, **params)

    def _sheets(self, document=None):
        document = document or self.invoice
        return document.sama_response_ids


@tagged("post_install", "-at_install")
class TestSurveyInterview(InterviewCommon):
    def test_save(self):
        result = self._submit(
            {"answers": self._answers(8, 5, 9, 0), "comment": "Content"}
        )
        self.assertEqual(result["message"], "Survey saved. Score: 90 of 100.")
        sheet = self._sheets()
        self.assertEqual(sheet.state, "done")
        self.assertEqual(sheet.user_id, self.agent)
        self.assertEqual(sheet.comment, "Content")
        self.assertEqual(sheet.score, 90)
        no = sheet.answer_ids.filtered(lambda a: a.question_id == self.yes)
        self.assertTrue(no.has_score)
        self.assertEqual(sheet.attempt_ids.result, "answered")
        self.assertEqual(self.invoice.sama_survey_state, "done")

    def test_low_score_offers_a_complaint(self):
        """With document, question and comment; the agent only has to save it."""
        self.goods_set.question_ids.unit_id = False
        self.q10.unit_id = unit = self.env["sama.unit"].create({"name": "Stock"})
        result = self._submit(
            {"answers": self._answers(2, 5, 9, 0), "comment": "Came broken"}
        )
        action = result["offer"]["action"]
        Record = self.env["sama.customer.record"].with_user(self.agent)
        complaint = Form(Record.with_context(**action["context"])).save()
        self.assertEqual(complaint.type, "complaint")
        self.assertEqual(complaint.response_id, self._sheets())
        self.assertEqual(complaint.move_id, self.invoice)
        self.assertEqual(complaint.partner_id, self.invoice.partner_id)
        self.assertEqual(complaint.unit_id, unit)
        self.assertIn("2 of 10", complaint.description)
        self.assertIn("Came broken", complaint.description)

    def test_no_complaint_is_offered(self):
        """Not without a low score, and not where there is one already."""
        self.assertNotIn("offer", self._submit({"answers": self._answers(8, 5, 9, 0)}))
        self.env["sama.survey.rule"].create(
            {"name": "Low", "threshold": 50, "action": "complaint"}
        )
        other = self._posted("Customer of the rule")
        result = self._submit({"answers": self._answers(1, 1, 9, 0)}, document=other)
        self.assertTrue(
            self.env["sama.customer.record"].search([("move_id", "=", other.id)])
        )
        self.assertNotIn("offer", result)

    def test_form_opens_for_an_agent_without_accounting_right(self):
        form = Form(self._model())
        self.assertEqual(form.survey_id, self.goods_set)
        self.assertEqual(len(form.questions), 5)
        self.assertEqual(form.partner_id, self.invoice.partner_id)
        self.assertEqual(form.bought_lines["lines"][0]["product"], "Printer")
        self.assertFalse(form.blocked)

    def test_outsider(self):
        with self.assertRaises(AccessError):
            self._defaults(user=self.employee)

    def test_problems_stand_at_their_question_and_save_nothing(self):
        for scores, question in (
            ((), self.q10),
            ((None, 5), self.q10),
            ((11,), self.q10),
            ((8, 0), self.q5),
            ((8, 5, 9.5), self.nps),
        ):
            with self.subTest(scores=scores):
                result = self._submit({"answers": self._answers(*scores)})
                self.assertEqual(list(result["problems"]), [f"question_{question.id}"])
        self.assertFalse(self._sheets())

    def test_zero_is_an_answer(self):
        self._submit({"answers": self._answers(0)})
        self.assertEqual(self._sheets().state, "done")
        self.assertTrue(self._sheets().has_score)
        self.assertEqual(self._sheets().score, 0)

    def test_date_in_the_future(self):
        later = fields.Datetime.now() + timedelta(hours=1)
        result = self._submit({"answers": self._answers(8), "date": later})
        self.assertEqual(list(result["problems"]), ["date"])

    def test_draft_is_on_the_sheet(self):
        Draft = self.env["sama.draft"].with_user(self.agent)
        Draft.sama_save(
            "account.move",
            self.invoice.id,
            {"answers": self._answers(7), "comment": "Half", "channel": "visit"},
        )
        sheet = self._sheets()
        self.assertEqual(sheet.state, "draft")
        self.assertEqual(sheet.answer_ids.score, 7)
        values = self._defaults()
        self.assertEqual(values["answers"][str(self.q10.id)]["score"], 7)
        self.assertEqual(values["comment"], "Half")
        self.assertEqual(values["channel"], "visit")
        self.assertTrue(values["is_begun"])
        # A colleague goes on with it; how it was asked is the first one's own draft.
        values = self._defaults(user=self.agent2)
        self.assertEqual(values["answers"][str(self.q10.id)]["score"], 7)
        self.assertEqual(values["channel"], "phone")

    def test_what_the_browser_has_wins(self):
        self.env["sama.draft"].with_user(self.agent).sama_save(
            "account.move", self.invoice.id, {"answers": self._answers(7, 3)}
        )
        values = self._defaults(f4_draft={"answers": self._answers(9)})
        self.assertEqual(values["answers"][str(self.q10.id)]["score"], 9)
        self.assertEqual(values["answers"][str(self.q5.id)]["score"], 3)

    def test_answer_taken_back(self):
        Draft = self.env["sama.draft"].with_user(self.agent)
        for score in (7, None):
            Draft.sama_save(
                "account.move", self.invoice.id, {"answers": self._answers(score)}
            )
        self.assertFalse(self._sheets().answer_ids.answered)
        self.assertFalse(self._defaults().get("answers"))

    def test_draft_of_a_surveyed_invoice_stays_the_users_own(self):
        self._submit({"answers": self._answers(8)})
        self.env["sama.draft"].with_user(self.agent2).sama_save(
            "account.move", self.invoice.id, {"answers": self._answers(2)}
        )
        self.assertEqual(self._sheets().answer_ids.score, 8)

    def test_set_of_the_list(self):
        mixed = self._posted("Customer M", [self.goods, self.service])
        self.assertEqual(mixed.sama_kind, "mixed")
        for kind, survey in (
            ("goods", self.goods_set),
            ("service", self.service_set),
        ):
            values = self._defaults(mixed, sama_kind=kind)
            self.assertEqual(values["survey_id"], survey.id)

    def test_resurvey_must_be_chosen(self):
        self._submit({"answers": self._answers(8)})
        form = self._model(f4_open=True).new({"document_id": self.invoice.id})
        self.assertTrue(form.is_surveyed)
        self.assertIn("done", [notice["kind"] for notice in form.notices])
        result = self._submit({"answers": self._answers(2)})
        self.assertEqual(list(result["problems"]), ["resurvey"])
        result = self._submit({"answers": self._answers(2), "resurvey": True})
        self.assertNotIn("problems", result)
        self.assertEqual(len(self._sheets()), 2)
        self.assertEqual(self.invoice.sama_survey_score, 20)

    def test_two_at_once_never_make_two(self):
        """Both began; the slower one hears of it, whoever's draft was left over."""
        survey = self.goods_set
        values = {
            "move_id": self.invoice.id,
            "survey_id": survey.id,
            "partner_id": self.invoice.partner_id.id,
        }
        self.env["sama.survey.response"].create([values, values])
        self._submit({"answers": self._answers(8)})
        result = self._submit({"answers": self._answers(3)}, user=self.agent2)
        self.assertIn("resurvey", result["problems"])
        result = self._submit(
            {"answers": self._answers(3), "resurvey": True}, user=self.agent2
        )
        self.assertNotIn("problems", result)
        done = self._sheets().filtered(lambda sheet: sheet.state == "done")
        self.assertEqual(sorted(done.mapped("is_resurvey")), [False, True])

    def test_salesperson(self):
        self.invoice.invoice_user_id = self.agent
        notices = self._model().new({"document_id": self.invoice.id}).notices
        self.assertIn("seller", [notice["kind"] for notice in notices])
        self.company.sama_survey_seller = "off"
        notices = self._model().new({"document_id": self.invoice.id}).notices
        self.assertFalse(notices)
        self.company.sama_survey_seller = "forbid"
        result = self._submit({"answers": self._answers(8)})
        self.assertEqual(list(result["problems"]), [""])
        self.assertFalse(self._sheets())

    def test_asked_lately(self):
        second = self._invoice(partner=self.invoice.partner_id)
        self._submit({"answers": self._answers(8)})
        form = self._model(second).new({"document_id": second.id})
        self.assertIn("quiet", [notice["kind"] for notice in form.notices])
        self.assertEqual(form.earlier_sheets[0]["score"], 80)

    def test_credit_note_is_not_surveyed(self):
        refund = self._posted("Customer R", move_type="out_refund")
        result = self._submit({"answers": self._answers(8)}, refund)
        self.assertEqual(list(result["problems"]), [""])


@tagged("post_install", "-at_install")
class TestSurveyInterviewUnreached(InterviewCommon):
    def test_one_attempt_each(self):
        for act in ("no_answer", "busy", "unreachable"):
            result = self._submit(act=act)
            self.assertIn("Call logged", result["message"])
        self.assertEqual(
            self.invoice.sama_response_ids.attempt_ids.sorted("id").mapped("result"),
            ["no_answer", "busy", "unreachable"],
        )
        self.assertEqual(self.invoice.sama_survey_attempt_count, 3)
        self.assertEqual(self.invoice.sama_survey_state, "attempted")

    def test_wrong_number_marks_the_phone(self):
        self._submit(act="wrong_number")
        self.assertTrue(self.invoice.partner_id.sama_bad_phone)

    def test_refused(self):
        self._submit({"comment": "Never again"}, act="refused")
        self.assertEqual(self.invoice.sama_survey_state, "refused")
        self.assertEqual(self._sheets().attempt_ids.note, "Never again")

    def test_later_needs_a_time_to_come(self):
        result = self._submit(act="later")
        self.assertEqual(list(result["problems"]), ["call_date"])
        result = self._submit({"call_date": "2020-01-01"}, act="later")
        self.assertEqual(list(result["problems"]), ["call_date"])
        self.assertFalse(self._sheets())

    @freeze_time(NOW)
    def test_later_in_the_surveyors_time(self):
        result = self._submit(
            {"call_date": "2026-11-25", "call_hour": 10.5}, act="later"
        )
        attempt = self._sheets().attempt_ids
        # Tehran is half past three ahead.
        self.assertEqual(attempt.call_again_on, datetime(2026, 11, 25, 7))
        self.assertIn("Call Later", result["message"])
        self.assertEqual(self.invoice.sama_survey_next_call_hour, 10.5)

    def test_project_too(self):
        self._set("Work", "project")
        project = self.env["project.project"].create(
            {
                "name": "Roof",
                "partner_id": self.partner.id,
                "privacy_visibility": "employees",
            }
        )
        tomorrow = fields.Date.today() + timedelta(days=1)
        self._submit(
            {"survey_id": False, "call_date": tomorrow, "call_hour": 9},
            project,
            act="later",
        )
        self.assertEqual(project.sama_survey_next_call_date, tomorrow)
        form = Form(self._model(project))
        self.assertEqual(form.survey_id.target, "project")
        form.answers = {str(form.questions[0]["id"]): {"score": 6}}
        form.save().action_f4_save()
        self.assertEqual(project.sama_survey_state, "done")
        self.assertFalse(project.sama_survey_next_call_date)

    def test_phases_of_a_project_have_sheets_of_their_own(self):
        survey = self._set("Work", "project")
        question = survey.question_ids[0]
        project = self.env["project.project"].create(
            {
                "name": "Roof",
                "partner_id": self.partner.id,
                "privacy_visibility": "employees",
            }
        )
        answers = {str(question.id): {"score": 4}}
        values = {"survey_id": survey.id, "answers": answers}
        self._submit({**values, "phase": "mid"}, project)
        self.assertNotEqual(project.sama_survey_state, "done")
        self._submit(values, project)
        self.assertEqual(project.sama_survey_state, "done")
        self.assertEqual(
            sorted(project.sama_response_ids.mapped("phase")), ["end", "mid"]
        )

    def test_next_row_is_one_to_call(self):
        second, third = self._posted("Customer B"), self._posted("Customer C")
        self._submit(act="busy", document=second)
        self._submit({"answers": self._answers(8)}, second)
        walk = {
            "queue": (second + third).ids,
            "domain": [("id", "in", (self.invoice + second + third).ids)],
            "order": "id",
            "done": self.invoice.ids,
        }
        result = self._submit(act="no_answer", walk=walk)
        self.assertEqual(result["next_id"], third.id)


class InterviewTours(InterviewCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fa_IR")
        users = cls.agent
        users.password = users.login
        users.lang = "fa_IR"
        others = [cls._posted(f"Customer {letter}") for letter in "GFEDCB"]
        # In the order of the list, the latest first.
        cls.invoice = cls._posted("Customer A1")
        cls.invoices = cls.env["account.move"].union(cls.invoice, *reversed(others))
        cls.invoices.sama_survey_user_id = cls.agent

    def _tour(self, name, url=LIST):
        self.start_tour(url, f"sama_survey_{name}", login=self.agent.login)
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestSurveyInterviewTour(InterviewTours):
    def test_by_keyboard_in_persian(self):
        self._tour("walk")
        sheet = self.invoice.sama_response_ids
        self.assertEqual(sheet.state, "done")
        scores = {answer.question_id: answer for answer in sheet.answer_ids}
        self.assertEqual(scores[self.q10].score, 10)
        self.assertEqual(scores[self.q5].score, 4)
        self.assertEqual(scores[self.nps].score, 0)
        self.assertTrue(scores[self.nps].has_score)
        self.assertEqual(scores[self.yes].score, 1)
        self.assertEqual(scores[self.text].text, "خوب بود")
        self.assertEqual(
            [
                invoice.sama_response_ids.attempt_ids.result
                for invoice in self.invoices[1:]
            ],
            ["no_answer", "busy", "unreachable", "wrong_number", "refused", "later"],
        )

    def test_draft_and_resurvey(self):
        self._tour("draft")
        self.assertEqual(len(self.invoice.sama_response_ids), 2)
        self.assertEqual(self.invoice.sama_survey_score, 30)


@tagged("post_install", "-at_install")
class TestSurveyInterviewPhone(InterviewTours):
    browser_size = "390x844"
    touch_enabled = True

    def test_by_button(self):
        self._tour("phone", LIST)
        self.assertEqual(self.invoice.sama_survey_score, 80)
        second = self.invoices[1]
        self.assertEqual(second.sama_response_ids.attempt_ids.result, "busy")
