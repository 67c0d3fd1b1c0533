from datetime import date, timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Date
from odoo.tests import tagged

from .common_survey import SurveyCommon
from .test_customer import CustomerCommon


@tagged("post_install", "-at_install")
class TestCustomerAsk(SurveyCommon, CustomerCommon):
    """Ticked customers are asked the questions of a set, about their last purchase."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reasons = cls._survey("Lost", [{"name": "Reason"}], by_hand=True)
        # Of goods: two of the first customer, one of the second.
        cls.old = cls._invoice(invoice_date=cls.today - timedelta(days=400))
        cls.last = cls._invoice(invoice_date=cls.today - timedelta(days=300))
        cls.other = cls._invoice(
            partner=cls.partner2, invoice_date=cls.today - timedelta(days=200)
        )
        # The day of who calls, in Tehran.
        cls.call_day = Date.context_today(cls.env.user.with_user(cls.agent))
        cls.tomorrow = cls.call_day + timedelta(days=1)

    def _ask(self, customers, user=None, **values):
        act = (
            self.env["sama.customer.act"]
            .with_user(user or self.agent)
            .with_context(active_ids=customers.ids, active_model="sama.customer")
            .create({"act": "survey", "date": self.tomorrow, **values})
        )
        # The button comes with another request.
        self.env.invalidate_all()
        return act

    def _both(self):
        return self._customer() | self._customer(self.partner2)

    def _sheets(self, invoices):
        return self.env["sama.survey.response"].search(
            [("move_id", "in", invoices.ids)]
        )

    def test_last_invoice_is_to_be_surveyed(self):
        act = self._ask(self._both(), survey_id=self.reasons.id)
        for _twice in range(2):
            message = act.action_apply()["params"]["message"]
            self.assertIn("2 customers", message)
        sheets = self._sheets(self.old | self.last | self.other)
        self.assertEqual(sheets.move_id, self.last | self.other)
        self.assertEqual(len(sheets), 2)
        self.assertEqual(sheets.survey_id, self.reasons)
        self.assertEqual(sheets.user_id, self.agent)
        self.assertEqual(sheets.mapped("state"), ["draft", "draft"])
        for invoice in self.last | self.other:
            self.assertEqual(invoice.sama_survey_next_call_date, self.tomorrow)
            self.assertEqual(invoice.sama_survey_user_id, self.agent)
        later = self.env["account.move"].with_user(self.agent)
        found = later.search(later._sama_survey_domain("later"))
        self.assertLessEqual(self.last | self.other, found.sudo())

    def test_today_is_among_the_calls_of_the_day(self):
        self._ask(
            self._customer(), survey_id=self.reasons.id, date=self.call_day
        ).action_apply()
        moves = self.env["account.move"].with_user(self.agent)
        found = moves.search(moves._sama_survey_domain("to_call"))
        self.assertIn(self.last, found.sudo())

    def _form(self, invoice):
        """The form that F4 opens, as the agent."""
        forms = self.env["account.move.survey"].with_user(self.agent)
        forms = forms.with_context(
            active_model="account.move", active_ids=invoice.ids, sama_kind="goods"
        )
        return forms.default_get(["document_id", "survey_id", "resurvey"])

    def test_f4_asks_what_was_chosen(self):
        self.assertEqual(self._form(self.last)["survey_id"], self.survey.id)
        self._ask(self._both(), survey_id=self.reasons.id).action_apply()
        form = self._form(self.last)
        self.assertEqual(form["survey_id"], self.reasons.id)
        self.assertFalse(form.get("resurvey"))

    def test_surveyed_invoice_is_asked_again(self):
        sheet = self.last.sama_survey_start()
        sheet.sama_answer({self.q_ten.id: {"score": 8}})
        sheet.action_done()
        self._ask(self._customer(), survey_id=self.reasons.id).action_apply()
        again = self._sheets(self.last) - sheet
        self.assertTrue(again.is_resurvey)
        self.assertEqual(sheet.survey_id, self.survey)
        form = self._form(self.last)
        self.assertEqual((form["survey_id"], form["resurvey"]), (self.reasons.id, True))

    def test_what_is_being_surveyed_goes_on(self):
        sheet = self.last.sama_survey_start()
        sheet.sama_answer({self.q_ten.id: {"score": 8}})
        answer = self._ask(self._both(), survey_id=self.reasons.id).action_apply()
        self.assertIn("1 customers", answer["params"]["message"])
        self.assertIn("1 have no invoice", answer["params"]["message"])
        self.assertEqual(sheet.survey_id, self.survey)

    def test_who_has_no_invoice_is_counted(self):
        partner = self._partner("Only asked for a price")
        self._order(partner=partner)
        answer = self._ask(
            self._customer(partner), survey_id=self.reasons.id
        ).action_apply()
        self.assertIn("0 customers", answer["params"]["message"])

    def test_new_question(self):
        customers = self._customer()
        with self.assertRaises(AccessError):
            self._ask(customers, question="Why not?").action_apply()
        with self.assertRaises(AccessError):
            self._ask(customers, question="Why not?", is_manager=True).action_apply()
        self._ask(
            customers, self.manager, question="Why not?", user_id=self.agent2.id
        ).action_apply()
        survey = self._sheets(self.last).survey_id
        self.assertEqual(survey.question_ids.mapped("name"), ["Why not?"])
        self.assertEqual(survey.question_ids.question_type, "text")
        self.assertEqual(self.last.sama_survey_user_id, self.agent2)
        # Nobody else is asked that by itself.
        self.survey.active = False
        self.assertFalse(self.other._sama_survey_for())

    def test_refused(self):
        customers = self._customer()
        with self.assertRaises(AccessError):
            self._ask(
                customers, survey_id=self.reasons.id, user_id=self.agent2.id
            ).action_apply()
        with self.assertRaises(ValidationError):
            self._ask(customers).action_apply()
        with self.assertRaises(ValidationError):
            self._ask(
                customers, survey_id=self.reasons.id, date=date(2020, 1, 1)
            ).action_apply()
        work = self._survey("Work", [{"name": "Order"}], target="project")
        with self.assertRaises(ValidationError):
            self._ask(customers, survey_id=work.id).action_apply()
