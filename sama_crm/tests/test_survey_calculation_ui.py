from odoo import fields
from odoo.tests import HttpCase, tagged

from .common_survey import SurveyCommon

LIST = "/odoo/sama-invoices"
PAGE = "/odoo/sama-calculate"


class CalculationTours(SurveyCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fa_IR")
        cls.agent.write({"password": cls.agent.login, "lang": "fa_IR"})
        cls.survey.question_ids[1:].unlink()
        # Nothing of others is counted.
        for model in ("account.move", "project.project"):
            cls.env[model].search([]).sama_response_ids.unlink()
        cls.env.cr.execute("UPDATE account_move SET state = 'draft'")
        cls.env.invalidate_all()
        today = fields.Date.context_today(cls.env.user)
        for name, score in (("A", 0), ("B", 8), ("C", None)):
            partner = cls._partner(f"Customer {name}")
            invoice = cls._invoice(partner=partner, invoice_date=today)
            if score is not None:
                sheet = invoice.sama_survey_start()
                sheet.sama_answer({cls.q_ten.id: {"score": score}})
                sheet.action_done(comment="هیچ" if not score else "")


@tagged("post_install", "-at_install")
class TestSurveyCalculationTour(CalculationTours):
    def test_from_list_to_answer(self):
        self.start_tour(LIST, "sama_survey_calculate", login=self.agent.login)

    def test_to_the_files(self):
        self.start_tour(PAGE, "sama_survey_calculate_report", login=self.agent.login)

    def test_nothing(self):
        self.env.cr.execute("UPDATE account_move SET state = 'draft'")
        self.env.cr.execute("DELETE FROM sama_survey_response")
        self.env.cr.execute("UPDATE account_move SET sama_survey_sheet = NULL")
        self.env.invalidate_all()
        self.start_tour(PAGE, "sama_survey_calculate_nothing", login=self.agent.login)


@tagged("post_install", "-at_install")
class TestSurveyCalculationPhone(CalculationTours):
    browser_size = "390x844"
    touch_enabled = True

    def test_phone(self):
        self.start_tour(PAGE, "sama_survey_calculate_phone", login=self.agent.login)
