from datetime import datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_survey import SurveyCommon


@tagged("post_install", "-at_install")
class TestSurveyResults(SurveyCommon):
    """What is known of one customer, worked out by hand."""

    def _sheet(self, document, scores, days=0, resurvey=False):
        sheet = document.sama_survey_start(resurvey=resurvey)
        questions = sheet.survey_id.question_ids
        sheet.sama_answer(
            {
                question.id: {"score": score}
                for question, score in zip(questions, scores, strict=False)
            }
        )
        date = datetime.now() - timedelta(days=days)
        sheet.action_done(date=date.replace(microsecond=0))
        return sheet

    def _results(self, partner=None, user=None, **values):
        Results = self.env["sama.survey.results"].with_user(user or self.env.user)
        return Results.get_results((partner or self.partner).id, **values)

    def test_bought(self):
        won = self._order(partner=self.contact)
        won.action_confirm()
        self._order(lines=[self.service])
        self._order(lines=[(self.goods, 70)]).action_cancel()
        self._order(partner=self.partner2)
        self._invoice(partner=self.contact)
        self._invoice(lines=[self.service], partner=self.partner)
        self._invoice(lines=[(self.goods, 30)], move_type="out_refund")
        self._invoice(post=False)
        result = self._results()
        self.assertEqual(result["quotations"]["count"], 2)
        self.assertEqual(result["quotations"]["amount"], 150)
        self.assertEqual(result["quotations"]["won_share"], 50)
        self.assertEqual(result["invoices"], {"count": 2, "amount": 120})
        # The person alone.
        alone = self._results(self.contact, whole=False)
        self.assertEqual(alone["quotations"]["count"], 1)
        self.assertEqual(alone["invoices"], {"count": 1, "amount": 100})
        self.assertEqual(
            self._results(self.contact),
            {**result, "partner": {**result["partner"], "id": self.contact.id}},
        )
        for name, model in (("quotations", "sale.order"), ("invoices", "account.move")):
            found = self.env[model].search_count(result["domains"][name])
            self.assertEqual(found, result[name]["count"])

    def test_score_and_calls(self):
        first = self._invoice(partner=self.contact)
        first.sama_log_attempt("no_answer")
        self._sheet(first, [4], days=3)
        self._sheet(first, [8], days=2, resurvey=True)
        self._sheet(self._invoice(), [0], days=1)
        # Only words: no score.
        words = self._invoice()
        sheet = words.sama_survey_start()
        sheet.sama_answer({self.q_text.id: {"text": "Fine"}})
        sheet.action_done()
        order = self._order()
        order.sama_follow_up("Talked", next_date=self.today + timedelta(days=9))
        result = self._results()
        self.assertEqual(result["score"]["count"], 2)
        self.assertEqual(result["score"]["mean"], 40)
        self.assertEqual(result["score"]["last"], 0)
        self.assertEqual([p["score"] for p in result["score"]["points"]], [80, 0])
        self.assertEqual(result["calls"]["count"], 5)
        self.assertEqual(result["calls"]["answered"], 4)
        self.assertEqual(result["calls"]["follow_ups"], 1)
        self.assertEqual(result["sheet_count"], 4)
        self.assertEqual([s["score"] for s in result["sheets"]], [None, 0, 80, 40])
        self.assertEqual(result["sheets"][1]["surveyor"], self.env.user.name)

    def test_course_by_month(self):
        points = self.env["sama.survey.results"]._points(
            [(datetime(2026, 5, 1 + day, 9), 50 + day) for day in range(25)]
        )
        # 11 days of Ordibehesht (to 21 May), then Khordad.
        self.assertEqual([point["count"] for point in points], [21, 4])
        self.assertEqual(points[0]["label"], "Ordibehesht 1405")
        self.assertEqual(points[0]["score"], 60)

    def test_nothing(self):
        result = self._results(self.partner2)
        self.assertIs(result["score"]["mean"], None)
        self.assertIs(result["quotations"]["won_share"], None)
        self.assertFalse(result["sheets"])

    def test_rights(self):
        self.company.sama_agents_read_all = False
        other = self._user("sama_colleague", "sama_crm.group_agent")
        self._order(user_id=other.id, sama_follow_up_user_id=other.id)
        self._order(sama_follow_up_user_id=self.agent.id)
        self._sheet(self._invoice(), [7])
        result = self._results(user=self.agent)
        self.assertEqual(result["quotations"]["count"], 1)
        self.assertEqual(result["score"]["mean"], 70)
        self.assertEqual(len(result["sheets"]), 1)
        for user in (self.employee, self.portal, self.salesman):
            with self.assertRaises(AccessError):
                self._results(user=user)
            with self.assertRaises(AccessError):
                self.partner.with_user(user).sama_action_survey_results()
        invoice = self._invoice()
        action = invoice.with_user(self.agent).action_survey_results()
        self.assertEqual(action["tag"], "sama_survey_results")
        self.assertEqual(action["context"]["sama_survey_partner_id"], self.partner.id)

    def test_invited_only(self):
        self._survey("Work", [{"name": "Order"}], target="project")
        project = self.env["project.project"].create(
            {
                "name": "Roof",
                "partner_id": self.partner.id,
                "privacy_visibility": "followers",
            }
        )
        self._sheet(project, [3])
        self.assertEqual(self._results()["projects"]["count"], 1)
        result = self._results(user=self.agent)
        self.assertEqual(result["projects"]["count"], 0)
        self.assertFalse(result["sheets"])
        self.assertIs(result["score"]["mean"], None)

    def test_queries(self):
        """More sheets cost no more queries."""

        def count(number):
            for _index in range(number):
                self._sheet(self._invoice(), [5])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._results()
            return self.cr.sql_log_count - before

        few = count(1)
        self.assertLessEqual(count(6), few + 2)
