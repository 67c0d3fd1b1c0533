from datetime import datetime

from freezegun import freeze_time

from odoo.tests import tagged

from .common_import import ImportCommon


@tagged("post_install", "-at_install")
@freeze_time("2024-06-01 08:00:00")
class TestImportSurveys(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Tehran"
        Survey = cls.env["sama.survey"]
        Survey.search([]).active = False
        cls.survey = Survey.create(
            {
                "name": "Sales",
                "target": "goods_invoice",
                "question_ids": [
                    (0, 0, {"name": "رفتار", "max_score": 10, "weight": 3}),
                    (0, 0, {"name": "کیفیت", "max_score": 5}),
                    (0, 0, {"name": "توصیه", "question_type": "nps"}),
                    (0, 0, {"name": "به‌موقع بود؟", "question_type": "yes_no"}),
                    (0, 0, {"name": "سخن", "question_type": "text"}),
                ],
            }
        )
        cls.project_survey = Survey.create(
            {
                "name": "Projects",
                "target": "project",
                "question_ids": [(0, 0, {"name": "اجرا", "max_score": 20})],
            }
        )
        cls.invoice = cls._invoice([(cls.goods, 100)], post=True)
        cls.invoice2 = cls._invoice([(cls.goods, 100)], post=True)
        cls.project = cls.env["project.project"].create(
            {"name": "راه‌اندازی", "partner_id": cls.partner.id}
        )

    def _rows(self):
        return [
            {
                "code": "N-1",
                "document": self.invoice.name,
                "date": "1403/02/01",
                "user": "sama_agent",
                "رفتار": 8,
                "کیفیت": "۴",
                "توصیه": 9,
                "به‌موقع بود؟": "بله",
                "سخن": "خوب",
                "comment": "راضی",
            },
            {
                "code": "N-2",
                "document": self.invoice2.name,
                "date": "1403/02/02",
                "channel": "لینک",
                "رفتار": 0,
            },
        ]

    def test_sheets_and_scores(self):
        mails = self.env["mail.mail"].search_count([])
        result = self._run({"surveys": self._rows()})
        self.assertEqual(self._notes(result), {})
        first = self._imported("surveys", "N-1")
        second = self._imported("surveys", "N-2")
        self.assertEqual(first.move_id, self.invoice)
        self.assertEqual(first.state, "done")
        # (3 * 80 + 1 * 80) / 4
        self.assertEqual(first.score, 80)
        self.assertEqual(first.nps_class, "promoter")
        self.assertEqual(first.user_id, self.agent)
        self.assertEqual(first.date, datetime(2024, 4, 20, 8, 30))
        self.assertEqual(first.attempt_ids.result, "answered")
        self.assertEqual(len(first.answer_ids), 5)
        # A real 0 counts, what is empty does not; a link is no call.
        self.assertEqual(second.score, 0)
        self.assertEqual(len(second.answer_ids), 1)
        self.assertFalse(second.attempt_ids)
        self.assertEqual(self.invoice.sama_survey_state, "done")
        self.assertEqual(self.invoice.sama_survey_score, 80)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def test_again_is_an_update(self):
        self._run({"surveys": self._rows()})
        again = self._run({"surveys": self._rows()})
        self.assertEqual(again.counts["surveys"]["unchanged"], 2)
        rows = self._rows()
        rows[0].update({"رفتار": 4, "comment": "کمتر راضی"})
        rows[1]["کیفیت"] = 5
        third = self._run({"surveys": rows})
        self.assertEqual(third.counts["surveys"]["updated"], 2)
        first = self._imported("surveys", "N-1")
        self.assertEqual((first.score, first.comment), (50, "کمتر راضی"))
        self.assertEqual(self.invoice.sama_survey_score, 50)
        self.assertEqual(len(self._imported("surveys", "N-2").answer_ids), 2)

    def test_other_documents(self):
        order = self._order([(self.goods, 100)])
        order.action_confirm()
        move = order._create_invoices()
        move.action_post()
        result = self._run(
            {
                "surveys": [
                    {
                        "code": "P-1",
                        "document_kind": "پروژه",
                        "document": "راه‌اندازی",
                        "date": "1403/02/01",
                        "اجرا": 15,
                    },
                    {
                        "code": "P-2",
                        "document_kind": "پیش‌فاکتور",
                        "document": order.name,
                        "date": "1403/02/01",
                        "رفتار": 5,
                    },
                ]
            }
        )
        self.assertEqual(self._notes(result), {})
        self.assertEqual(self._imported("surveys", "P-1").project_id, self.project)
        self.assertEqual(self._imported("surveys", "P-1").score, 75)
        self.assertEqual(self._imported("surveys", "P-2").move_id, move)

    def test_errors_are_named_by_cell(self):
        order = self._order([(self.goods, 100)])
        rows = [
            {"code": "1", "document": "INV/9999", "رفتار": 5},
            {"code": "2", "document": self.invoice.name, "رفتار": 11},
            {"code": "3", "document": self.invoice.name, "رفتار": 5},
            {"code": "4", "document": self.invoice.name, "رفتار": 6},
            {"code": "5", "document": self.invoice2.name, "رفتار": "خوب"},
            {"code": "6", "document": self.invoice2.name, "اجرا": 5},
            {
                "code": "7",
                "document": order.name,
                "document_kind": "Quotation",
                "رفتار": 5,
            },
            {"code": "8", "document": self.invoice2.name, "توصیه": 9.5},
        ]
        for row in rows:
            row["date"] = "1403/02/01"
        result = self._run({"surveys": rows}, language="en")
        self.assertEqual(
            self._notes(result),
            {
                "Surveys!B2": "no_invoice",
                "Surveys!C3": "score",
                "Surveys!B5": "surveyed",
                "Surveys!C6": "number",
                "Surveys!B7": "no_survey_for",
                "Surveys!B8": "no_order_invoice",
                "Surveys!G9": "score",
            },
        )

    def test_re_survey(self):
        rows = self._rows()[:1]
        again = {**rows[0], "code": "N-9", "date": "1403/02/20", "رفتار": 10}
        result = self._run({"surveys": [*rows, again]})
        self.assertEqual(list(self._notes(result).values()), ["surveyed"])
        result = self._run({"surveys": [*rows, {**again, "resurvey": "بله"}]})
        self.assertEqual(self._notes(result), {})
        self.assertEqual(
            self.invoice.sama_survey_response_id, self._imported("surveys", "N-9")
        )

    def test_unknown_question(self):
        rows = [{**self._rows()[0], "پرسش ناشناس": 5}]
        result = self._run({"surveys": rows})
        self.assertIn("unknown_question", self._notes(result).values())
        self.assertFalse(result.is_saved)

    def test_a_change_of_the_set_keeps_what_was_imported(self):
        self._run({"surveys": self._rows()})
        self.survey.question_ids[0].max_score = 20
        again = self._run({"surveys": self._rows()})
        self.assertEqual(again.counts["surveys"]["unchanged"], 2)
        self.assertEqual(self._imported("surveys", "N-1").score, 80)
