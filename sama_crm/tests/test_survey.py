from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_survey import SurveyCommon


@tagged("post_install", "-at_install")
class TestSurvey(SurveyCommon):
    """Sheets: what counts, by cases worked by hand; versions; one sheet a document."""

    def _sheet(self, answers, survey=None):
        """A sheet of a new invoice with {question: score or text}."""
        response = self._invoice(invoice_date=self.today).sama_survey_start(
            survey=survey or self.survey
        )
        response.sama_answer(
            {
                question.id: {"text" if isinstance(value, str) else "score": value}
                for question, value in answers.items()
            }
        )
        return response

    # === SCORE === #

    def test_weighted_mean_by_hand(self):
        """(2 x 8/10 + 1 x 3/5) / 3 = 2.2 / 3 = 73.333..."""
        response = self._sheet({self.q_ten: 8, self.q_five: 3})
        self.assertEqual(response.score, 220 / 3)

    def test_scales_of_ten_five_and_twenty(self):
        """(2 x 9/10 + 4/5 + 15/20) / 4 = (1.8 + 0.8 + 0.75) / 4 = 83.75"""
        response = self._sheet({self.q_ten: 9, self.q_five: 4, self.q_twenty: 15})
        self.assertEqual(response.score, 83.75)

    def test_unanswered_never_counts(self):
        response = self._sheet({self.q_ten: 8})
        self.assertEqual(response.score, 80)
        self.assertEqual(len(response.answer_ids), 1)

    def test_a_real_zero_counts(self):
        """(2 x 8/10 + 0/5) / 3 = 53.333..."""
        response = self._sheet({self.q_ten: 8, self.q_five: 0})
        self.assertEqual(response.score, 160 / 3)
        zero = response.answer_ids.filtered(lambda a: a.question_id == self.q_five)
        self.assertTrue(zero.answered and zero.has_score)

    def test_only_zeros_are_a_score(self):
        response = self._sheet({self.q_ten: 0})
        self.assertTrue(response.has_score)
        self.assertEqual(response.score, 0)

    def test_minimum_other_than_zero(self):
        """Score by maximum, whatever the minimum: 1 of 1 to 5 is 20 percent."""
        self.q_five.min_score = 1
        response = self._sheet({self.q_five: 1})
        self.assertEqual(response.score, 20)

    def test_nps_and_yes_no_are_no_part_of_it(self):
        response = self._sheet({self.q_ten: 5, self.q_nps: 10, self.q_yes: 1})
        self.assertEqual(response.score, 50)
        self.assertEqual(response.nps_class, "promoter")

    def test_text_only_has_no_score(self):
        response = self._sheet({self.q_text: "Thanks"})
        self.assertFalse(response.has_score)
        self.env.cr.execute(
            "SELECT score FROM sama_survey_response WHERE id = %s", [response.id]
        )
        self.assertEqual(self.env.cr.fetchone(), (None,))

    def test_weights_of_zero(self):
        self.survey.question_ids.weight = 0
        response = self._sheet({self.q_ten: 8, self.q_five: 3})
        self.assertFalse(response.has_score)

    def test_weight_of_zero_leaves_one_out(self):
        self.q_ten.weight = 0
        response = self._sheet({self.q_ten: 0, self.q_five: 3})
        self.assertEqual(response.score, 60)

    def test_average_leaves_sheets_without_score_out(self):
        sheets = self._sheet({self.q_ten: 6}) | self._sheet({self.q_text: "Hm"})
        [(average,)] = sheets._read_group([("id", "in", sheets.ids)], [], ["score:avg"])
        self.assertEqual(average, 60)

    # === ANSWERED === #

    def test_score_taken_back(self):
        response = self._sheet({self.q_ten: 8, self.q_five: 5})
        response.sama_answer({self.q_five.id: {"score": None}})
        self.assertEqual(response.score, 80)
        taken = response.answer_ids.filtered(lambda a: a.question_id == self.q_five)
        self.assertFalse(taken.answered or taken.has_score)

    def test_remark_is_no_score(self):
        response = self._sheet({self.q_ten: 8})
        response.sama_answer({self.q_five.id: {"text": "Depends"}})
        self.assertEqual(response.score, 80)
        remark = response.answer_ids.filtered(lambda a: a.question_id == self.q_five)
        self.assertTrue(remark.answered)

    def test_plain_create_and_write(self):
        """Import files write answers without our method."""
        response = self._sheet({})
        answer = self.env["sama.survey.answer"].create(
            {"response_id": response.id, "question_id": self.q_ten.id}
        )
        self.assertFalse(answer.answered)
        self.assertFalse(response.has_score)
        answer.score = 0
        self.assertTrue(answer.answered)
        self.assertTrue(response.has_score)
        answer.write({"score": 7})
        self.assertEqual(response.score, 70)
        answer.unlink()
        self.assertFalse(response.has_score)

    def test_persian_names_of_ids(self):
        """Keys come as texts through JSON."""
        response = self._sheet({})
        result = response.sama_answer({str(self.q_ten.id): {"score": "8"}})
        self.assertEqual(result, {"score": 80.0, "answered": 1})

    def test_out_of_range(self):
        response = self._sheet({})
        for question, score in (
            (self.q_ten, 11),
            (self.q_ten, -1),
            (self.q_five, 5.5),
            (self.q_nps, 9.5),
            (self.q_yes, 2),
            (self.q_text, 1),
        ):
            with self.subTest(question=question.name, score=score):
                with self.assertRaises(ValidationError):
                    response.sama_answer({question.id: {"score": score}})

    def test_strange_question(self):
        other = self._survey("Other", [{"name": "Else"}])
        response = self._sheet({})
        with self.assertRaises(ValidationError):
            response.sama_answer({other.question_ids.id: {"score": 1}})

    def test_question_once_a_sheet(self):
        response = self._sheet({self.q_ten: 8})
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env["sama.survey.answer"].create(
                {"response_id": response.id, "question_id": self.q_ten.id}
            )

    # === DONE === #

    def test_done_logs_one_attempt(self):
        response = self._sheet({self.q_ten: 8})
        response.action_done(comment="Good")
        self.assertEqual(response.state, "done")
        self.assertEqual(response.user_id, self.env.user)
        self.assertEqual(response.attempt_ids.mapped("result"), ["answered"])

    def test_link_logs_none(self):
        response = self._sheet({self.q_ten: 8})
        response.action_done(channel="link")
        self.assertFalse(response.attempt_ids)
        self.assertFalse(response.user_id)

    def test_done_is_done(self):
        response = self._sheet({self.q_ten: 8})
        response.action_done()
        with self.assertRaises(UserError):
            response.action_done()
        with self.assertRaises(UserError):
            response.sama_answer({self.q_ten.id: {"score": 1}})

    def test_required(self):
        self.q_five.required = True
        response = self._sheet({self.q_ten: 8})
        response.sama_answer({self.q_five.id: {"text": "A remark is no answer"}})
        with self.assertRaises(ValidationError):
            response.action_done()
        response.sama_answer({self.q_five.id: {"score": 0}})
        self.assertTrue(response.action_done())

    def test_second_needs_a_resurvey(self):
        response = self._sheet({self.q_ten: 8})
        response.action_done()
        invoice = response.move_id
        with self.assertRaises(UserError):
            invoice.sama_survey_start()
        again = invoice.sama_survey_start(resurvey=True)
        again.sama_answer({self.q_ten.id: {"score": 4}})
        again.action_done()
        self.assertTrue(again.is_resurvey)
        self.assertEqual(invoice.sama_survey_score, 40)
        self.assertEqual(invoice.sama_survey_response_id, again)

    def test_database_refuses_a_second(self):
        response = self._sheet({self.q_ten: 8})
        response.action_done()
        other = self.env["sama.survey.response"].create(
            {"survey_id": self.survey.id, "move_id": response.move_id.id}
        )
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            other.write({"state": "done"})
            other.flush_recordset()

    def test_exactly_one_document(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env["sama.survey.response"].create({"survey_id": self.survey.id})

    def test_not_in_the_future(self):
        response = self._sheet({self.q_ten: 8})
        with self.assertRaises(ValidationError):
            response.action_done(date=fields.Datetime.now() + timedelta(days=1))

    def test_start_resumes(self):
        response = self._sheet({self.q_ten: 8})
        self.assertEqual(response.move_id.sama_survey_start(), response)

    def test_tokens_are_long_and_different(self):
        one, two = self._sheet({}), self._sheet({})
        self.assertNotEqual(one.access_token, two.access_token)
        # 32 letters and digits are 190 bits.
        self.assertRegex(one.access_token, r"^[A-Za-z0-9]{32}$")

    # === VERSIONS === #

    def test_change_in_use_makes_a_version(self):
        response = self._sheet({self.q_ten: 8, self.q_five: 5})
        response.action_done()
        before = response.score
        self.q_ten.write({"name": "Quality, reworded", "max_score": 20})
        self.assertEqual(self.survey.version, 2)
        old = response.survey_id
        self.assertNotEqual(old, self.survey)
        self.assertFalse(old.active)
        self.assertEqual(old.origin_id, self.survey)
        self.assertEqual(
            response.answer_ids.question_id.mapped("name"), ["Quality", "Price"]
        )
        self.assertEqual(response.answer_ids.question_id[0].max_score, 10)
        self.assertEqual(response.score, before)
        self.assertEqual(self.q_ten.max_score, 20)

    def test_change_before_use_makes_none(self):
        self.q_ten.max_score = 20
        self.assertEqual(self.survey.version, 1)

    def test_help_and_order_make_none(self):
        self._sheet({self.q_ten: 8})
        self.q_ten.write({"help": "Ask slowly", "sequence": 99})
        self.assertEqual(self.survey.version, 1)

    def test_several_changes_make_one_version(self):
        self._sheet({self.q_ten: 8})
        self.survey.write(
            {
                "question_ids": [
                    fields.Command.update(self.q_ten.id, {"name": "A"}),
                    fields.Command.update(self.q_five.id, {"name": "B"}),
                    fields.Command.create({"name": "C"}),
                    fields.Command.delete(self.q_twenty.id),
                ]
            }
        )
        self.assertEqual(self.survey.version, 2)
        self.assertEqual(len(self.survey.version_ids), 1)

    def test_sheet_begun_before_goes_on(self):
        """The surveyor's screen still names the questions of before."""
        response = self._sheet({self.q_ten: 8})
        self.q_ten.name = "Reworded"
        response.sama_answer({self.q_five.id: {"score": 5}})
        self.assertEqual(response.score, 260 / 3)

    def test_copy_is_a_set_of_its_own(self):
        copy = self.survey.copy()
        self.assertEqual(len(copy.question_ids), len(self.survey.question_ids))
        self.assertFalse(copy.origin_id)
        self.assertNotEqual(copy.name, self.survey.name)

    # === CHOICE OF THE SET === #

    def test_set_by_kind(self):
        service = self._survey("Work", [{"name": "Q"}], target="service_invoice")
        goods_invoice = self._invoice([self.goods])
        service_invoice = self._invoice([self.service])
        mixed = self._invoice([self.goods, self.service])
        self.assertEqual(goods_invoice._sama_survey_for(), self.survey)
        self.assertEqual(service_invoice._sama_survey_for(), service)
        self.assertEqual(mixed._sama_survey_for(), self.survey)
        self.assertEqual(mixed._sama_survey_for("service_invoice"), service)

    def test_set_by_nearest_group(self):
        Group = self.env["sama.person.group"]
        parent = Group.create({"name": "Trade"})
        child = Group.create({"name": "Retail", "parent_id": parent.id})
        self.partner2.sama_person_group_id = child
        invoice = self._invoice(partner=self.partner2)
        of_parent = self._survey("Trade", [{"name": "Q"}], person_group_ids=parent.ids)
        self.assertEqual(invoice._sama_survey_for(), of_parent)
        of_child = self._survey("Retail", [{"name": "Q"}], person_group_ids=child.ids)
        self.assertEqual(invoice._sama_survey_for(), of_child)
        of_child.active = False
        self.assertEqual(invoice._sama_survey_for(), of_parent)

    def test_set_out_of_date(self):
        self.survey.date_to = self.today - timedelta(days=1)
        self.assertFalse(self._invoice()._sama_survey_for())
        with self.assertRaises(UserError):
            self._invoice().sama_survey_start()

    # === RULES === #

    def _rule(self, **values):
        return self.env["sama.survey.rule"].create(
            {"name": "Unhappy", "user_id": self.manager.id, **values}
        )

    def test_rule_acts_once(self):
        rule = self._rule()
        response = self._sheet({self.q_ten: 2})
        response.action_done()
        activities = response.move_id.activity_ids
        self.assertEqual(activities.user_id, self.manager)
        self.env["sama.survey.rule"]._sama_run(response)
        self.assertEqual(response.move_id.activity_ids, activities)
        self.assertEqual(response.rule_ids, rule)

    def test_rule_of_one_question(self):
        self._rule(survey_id=self.survey.id, question_id=self.q_five.id, threshold=2)
        fine = self._sheet({self.q_ten: 0, self.q_five: 2})
        fine.action_done()
        self.assertFalse(fine.move_id.activity_ids)
        unanswered = self._sheet({self.q_ten: 0})
        unanswered.action_done()
        self.assertFalse(unanswered.move_id.activity_ids)
        low = self._sheet({self.q_ten: 10, self.q_five: 0})
        low.action_done()
        self.assertEqual(len(low.move_id.activity_ids), 1)

    def test_rule_sends_mail(self):
        self._rule(action="email")
        before = self.env["mail.mail"].search([])
        self._sheet({self.q_ten: 1}).action_done()
        mail = self.env["mail.mail"].search([]) - before
        self.assertIn(self.manager.email, mail.email_to)

    def test_rule_of_a_complaint(self):
        rule = self._rule(action="complaint", threshold=30)
        response = self._sheet({self.q_ten: 2})
        response.action_done(comment="Came late")
        record = self.env["sama.customer.record"].search(
            [("response_id", "=", response.id)]
        )
        self.assertEqual((record.type, record.source), ("complaint", "survey"))
        self.assertEqual(record.user_id, self.manager)
        self.assertEqual(record.partner_id, response.partner_id)
        self.assertIn("Score 20, below 30.", record.description)
        self.assertIn("Came late", record.description)
        chatter = response.move_id.message_ids.mapped("body")
        self.assertTrue([body for body in chatter if rule.name in body])
        # A real 0 is low, one above the threshold is not.
        fine = self._sheet({self.q_ten: 3})
        fine.action_done()
        self.assertEqual(
            self.env["sama.customer.record"].search_count(
                [("response_id", "in", (response | fine).ids)]
            ),
            1,
        )

    def test_rule_of_who_may_not_read(self):
        """The sheet is saved, and the chatter says that nobody was told."""
        self._rule()
        sheet = self._project_sheet(0)
        project = sheet.project_id
        sheet.action_done()
        self.assertEqual(sheet.state, "done")
        self.assertFalse(project.activity_ids)
        chatter = project.message_ids.mapped("body")
        self.assertTrue([body for body in chatter if "could not tell" in body])

    def test_no_rule_by_default(self):
        self.assertFalse(self.env["sama.survey.rule"].search_count([]))
