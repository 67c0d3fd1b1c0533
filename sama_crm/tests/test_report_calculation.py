import io
import json

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from odoo.addons.base.models import ir_actions_report

from ..reports.calculation import Calculation, Table
from ..reports.calculation_pdf import CalculationPdf
from ..reports.customer_lists import LAST_OF_VISIT
from ..reports.description import Column
from ..reports.make import calculation, customer_file
from ..reports.request import Request
from .common_survey import SurveyCommon


@tagged("post_install", "-at_install")
class TestReportCalculation(SurveyCommon, HttpCase):
    """Files of Calculate and of a customer: figures are those of the models."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fa_IR")
        cls.moves = cls.env["account.move"]
        for scores, user in (
            ([10, 5], cls.agent),
            ([8], cls.agent2),
            ([0], cls.agent),
        ):
            move = cls._invoice(invoice_date="2026-05-01", invoice_user_id=user.id)
            cls.moves |= move
            sheet = move.sama_survey_start()
            questions = zip(cls.survey.question_ids, scores, strict=False)
            sheet.sama_answer({q.id: {"score": score} for q, score in questions})
            sheet.action_done()
        cls.moves |= cls._invoice(invoice_date="2026-06-30")

    def _request(self, **values):
        values.setdefault("domain", [["id", "in", self.moves.ids]])
        return Request(
            "account.move", title="فاکتورها", filters=["خرداد ۱۴۰۵"], **values
        )

    def _manager_env(self, **context):
        self.manager.lang = "fa_IR"
        context = {"lang": "fa_IR", "tz": "Asia/Tehran", **context}
        return self.env(
            user=self.manager.id,
            context={"allowed_company_ids": self.company.ids, **context},
        )

    def _sheet_rows(self, sheet):
        return [[cell.value for cell in row] for row in sheet.iter_rows()]

    def test_excel(self):
        """Every figure, question and group of the page, and a chart of each table."""
        env = self._manager_env()
        request = self._request(groupby=["seller"])
        name, write = calculation(env, request)
        self.assertTrue(name.endswith(".xlsx"))
        stream = io.BytesIO()
        write(stream)
        book = load_workbook(io.BytesIO(stream.getvalue()))
        result = env["sama.survey.calculation"].calculate(
            "account.move", domain=request.domain, group_by="seller"
        )
        first, months, groups, filters = book.worksheets
        self.assertTrue(first.sheet_view.rightToLeft)
        rows = self._sheet_rows(first)
        by_label = {row[0]: row[1] for row in rows}
        for label, _column, value in Calculation(env, request).figures():
            self.assertAlmostEqual(by_label[label], value, msg=label)
        self.assertEqual(by_label["نمره کل"], result["total"]["score"])
        by_question = {row[1]: row for row in rows}
        for question in result["questions"]:
            row = by_question[question["name"]]
            self.assertEqual(
                row[2:6],
                [
                    question["count"],
                    question["mean"],
                    question["max_score"],
                    question["percent"],
                ],
            )
        rows = {row[0]: row for row in self._sheet_rows(groups)}
        for group in result["groups"]:
            stats = group["stats"]
            self.assertEqual(
                rows[group["label"]][1:5],
                [stats[n] for n in ("eligible", "surveyed", "share", "score")],
            )
            mean = (group["cells"].get(str(self.q_ten.id)) or {}).get("mean")
            self.assertEqual(rows[group["label"]][5], mean)
        self.assertEqual(
            [len(sheet._charts) for sheet in book.worksheets], [1, 1, 1, 0]
        )
        self.assertEqual(months["A7"].value, "اردیبهشت ۱۴۰۵")
        self.assertIn("خرداد ۱۴۰۵", [row[1] for row in self._sheet_rows(filters)])

    def test_figures_are_written_as_on_the_screen(self):
        """A share of yes is no mean of 1; a score of recommendation keeps its tenth."""
        for number, (yes, score) in enumerate([(1, 10), (1, 9), (0, 3)]):
            move = self._invoice(invoice_date=f"2026-04-2{number + 1}")
            self.moves |= move
            sheet = move.sama_survey_start()
            sheet.sama_answer(
                {self.q_yes.id: {"score": yes}, self.q_nps.id: {"score": score}}
            )
            sheet.action_done()
        data = Calculation(self._manager_env(), self._request(groupby=["month"]))
        writer = CalculationPdf(data)
        questions, _months, groups = map(writer._table, data.tables())
        labels = [column["label"] for column in questions["columns"]]
        shown = {row["cells"][1][0]: row["cells"] for row in questions["rows"]}
        shown = {
            name: dict(zip(labels, [cell[0] for cell in cells], strict=True))
            for name, cells in shown.items()
        }
        yes = shown[self.q_yes.name]
        self.assertEqual((yes["میانگین"], yes["درصد"], yes["بیشترین"]), ("", "۶۷٪", ""))
        nps = shown[self.q_nps.name]
        self.assertEqual(nps["NPS (توصیه به دیگران)"], "۳۳٫۳")
        self.assertEqual(nps["بیشترین"], "۱۰")
        # The break-down by month has the questions too.
        self.assertIn(
            "۶۷٪", [cell[0] for row in groups["rows"] for cell in row["cells"]]
        )

    def test_every_grouping(self):
        for group_by in ("month", "surveyor", "person_group", "unit", "category", ""):
            groupby = [group_by] if group_by else []
            request = self._request(groupby=groupby)
            calculation(self._manager_env(), request)[1](io.BytesIO())

    def test_nothing(self):
        request = self._request(domain=[["id", "=", 0]])
        stream = io.BytesIO()
        calculation(self._manager_env(), request)[1](stream)
        book = load_workbook(io.BytesIO(stream.getvalue()))
        self.assertEqual(len(book.worksheets), 2)

    def test_who_may(self):
        for user in (self.salesman, self.employee):
            env = self.env(user=user.id)
            with self.assertRaises(AccessError):
                calculation(env, self._request())
            with self.assertRaises(AccessError):
                customer_file(env, self.partner.id)

    def test_broken_request(self):
        self.authenticate(self.agent.login, self.agent.login)
        data = {"csrf_token": self.csrf(), "asked": "{"}
        response = self.url_open("/sama_crm/report/calculation", data=data)
        self.assertEqual(response.status_code, 400)

    def test_routes(self):
        """As the buttons of the two pages ask for their files."""
        if not ir_actions_report._wkhtml().is_patched_qt:
            self.skipTest("needs wkhtmltopdf with patched Qt")
        self.env["ir.config_parameter"].set_param("report.url", self.base_url())
        self.authenticate(self.manager.login, self.manager.login)
        asked = json.dumps(self._request(groupby=["seller"], format="pdf").dump())
        for path, data in (
            ("calculation", {"asked": asked}),
            (f"customer/{self.partner.id}", {"whole": "0"}),
        ):
            data["csrf_token"] = self.csrf()
            response = self.url_open(f"/sama_crm/report/{path}", data=data)
            self.assertEqual(response.status_code, 200, path)
            self.assertEqual(response.headers["Content-Type"], "application/pdf")

    def csrf(self):
        """Return the token of the session that was authenticated."""
        from odoo import http

        return http.Request.csrf_token(self)

    # === PDF === #

    def _lines(self, html):
        """Return the HTML of a page as text, without what it is drawn with."""
        return html.decode() if isinstance(html, bytes) else str(html)

    def test_pdf_has_the_figures(self):
        """What goes to wkhtmltopdf: the figures in the reader's digits, and bars."""
        env = self._manager_env()
        data = Calculation(env, self._request(groupby=["seller"], format="pdf"))
        data.request.layout = "calculation"
        [html] = CalculationPdf(data)._htmls()
        html = self._lines(html)
        result = data.result
        self.assertEqual(result["total"]["score"], 60)
        for text in ("۶۰٫۰", "۷۵٪", self.q_ten.name, "اردیبهشت ۱۴۰۵", self.agent.name):
            self.assertIn(text, html)
        self.assertIn('class="s-bar" style="width: 60.0%"', html)

    def test_pdf_of_many_questions_goes_on_in_further_tables(self):
        """No question of a break-down is left out for want of room."""
        columns = [Column(f"c{n}", f"Q{n}", kind="float") for n in range(50)]
        table = Table("Compare", columns, [[float(n) for n in range(50)]], bar=4)
        data = Calculation(self._manager_env(), self._request(format="pdf"))
        data.request.layout = "calculation"
        writer = CalculationPdf(data)
        parts = list(writer._parts(table))
        self.assertEqual([len(part.columns) for part in parts], [22, 22, 8])
        self.assertEqual([bool(part.bar) for part in parts], [True, False, False])
        labels = [column.label for part in parts for column in part.columns[1:]]
        self.assertEqual(labels, [column.label for column in columns[1:]])
        values = [value for part in parts for value in part.rows[0][1:]]
        self.assertEqual(values, table.rows[0][1:])
        self.assertEqual({part.rows[0][0] for part in parts}, {0.0})
        data.tables = lambda: [table]
        [html] = writer._htmls()
        self.assertEqual(self._lines(html).count("(ادامه)"), 2)

    def test_pdf_of_a_customer(self):
        env = self._manager_env()
        other = self._partner("Somebody else")
        self._invoice(partner=other)
        mean = env["sama.survey.results"].get_results(self.partner.id)["score"]["mean"]
        writer = customer_file(env, self.partner.id)[1].__self__
        rows = [row for event in writer.data.events() for row in event.rows]
        self.assertEqual([row.id for row in rows], self.partner.ids)
        titles = {title: lines for title, _columns, lines in rows[0].details}
        # Of four: the file has one page.
        self.assertEqual(len(titles["فاکتورها"]), LAST_OF_VISIT)
        self.assertEqual(len(titles["برگه‌های نظرسنجی"]), 3)
        self.assertEqual(mean, 60)
        self.assertIn(("نمره", "۶۰", ""), writer._figures())
        [html] = writer._htmls()
        body = self._lines(html).rpartition("</style>")[2]
        self.assertIn('class="s-card', body)
        # Of one customer there is nothing to sum up.
        self.assertNotIn("s-total", body)

    def test_pdf_is_printed(self):
        if not ir_actions_report._wkhtml().is_patched_qt:
            self.skipTest("needs wkhtmltopdf with patched Qt")
        self.env["ir.config_parameter"].set_param("report.url", self.base_url())
        env = self._manager_env(force_report_rendering=True)
        request = self._request(groupby=["seller"], format="pdf")
        for _name, write in (
            calculation(env, request),
            customer_file(env, self.partner.id),
        ):
            stream = io.BytesIO()
            write(stream)
            self.assertTrue(stream.getvalue().startswith(b"%PDF"))
