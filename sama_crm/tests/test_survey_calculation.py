from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_survey import SurveyCommon


@tagged("post_install", "-at_install")
class TestSurveyCalculation(SurveyCommon):
    """Figures worked out by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.moves = cls.env["account.move"]

    def _surveyed(self, scores, day="2026-05-01", resurvey=False, move=None, **values):
        """An invoice with a done sheet; scores in the order of the questions."""
        move = move or self._invoice(invoice_date=day, **values)
        self.moves |= move
        sheet = move.sama_survey_start(resurvey=resurvey)
        sheet.sama_answer(
            {
                question.id: {"text" if question == self.q_text else "score": score}
                for question, score in zip(
                    self.survey.question_ids, scores, strict=False
                )
                if score is not None
            }
        )
        sheet.action_done()
        return move

    def _calculate(self, user=None, **values):
        values.setdefault("domain", [("id", "in", self.moves.ids)])
        Calculation = self.env["sama.survey.calculation"]
        Calculation = Calculation.with_user(user or self.env.user)
        return Calculation.calculate("account.move", **values)

    def _question(self, result, question):
        return next(row for row in result["questions"] if row["key"] == question.id)

    def test_by_hand(self):
        """10, 8, 0 and one who did not answer: 6 of 10, not 4.5."""
        self._surveyed([10, 5])
        self._surveyed([8])
        self._surveyed([0])
        self._surveyed([None, 3])
        self.moves |= self._invoice(invoice_date="2026-05-02")
        result = self._calculate()
        self.assertEqual(result["total"]["eligible"], 5)
        self.assertEqual(result["total"]["surveyed"], 4)
        self.assertEqual(result["total"]["share"], 80)
        row = self._question(result, self.q_ten)
        self.assertEqual((row["count"], row["mean"], row["percent"]), (3, 6, 60))
        self.assertEqual((row["median"], row["min"], row["max"]), (8, 0, 10))
        # Squares of 4, 2 and 6 from the mean: 56 / 3.
        self.assertAlmostEqual(row["spread"], (56 / 3) ** 0.5)
        self.assertTrue(row["few"])
        bars = [bar["count"] for bar in row["bars"]]
        self.assertEqual(bars, [1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1])
        # Sheets: (2*100 + 100) / 3 = 100, 80, 0, 60.
        self.assertEqual(result["total"]["score"], 60)
        self.assertEqual(self._question(result, self.q_five)["mean"], 4)

    def test_nps_yes_and_words(self):
        for nps in (10, 9, 8, 6, 0):
            self._surveyed([None, None, None, nps, int(nps > 5), "Fine"])
        result = self._calculate()
        row = self._question(result, self.q_nps)
        self.assertEqual((row["nps"], row["count"], row["few"]), (0, 5, False))
        self.assertEqual(
            (row["promoters"], row["passives"], row["detractors"]), (2, 1, 2)
        )
        self.assertEqual(self._question(result, self.q_yes)["percent"], 80)
        words = self._question(result, self.q_text)
        self.assertEqual((words["count"], words["mean"]), (5, None))
        # Nothing of type score: no total.
        self.assertIs(result["total"]["score"], None)
        self.assertEqual(result["total"]["nps_count"], 5)

    def test_resurvey_counts_once(self):
        move = self._surveyed([2])
        move.sama_response_ids.date = datetime.now() - timedelta(days=2)
        self._surveyed([9], move=move, resurvey=True)
        result = self._calculate()
        self.assertEqual(result["total"]["surveyed"], 1)
        row = self._question(result, self.q_ten)
        self.assertEqual((row["count"], row["mean"]), (1, 9))

    def test_zero_weight(self):
        self.survey.question_ids.weight = 0
        self._surveyed([7])
        result = self._calculate()
        self.assertIs(result["total"]["score"], None)
        self.assertEqual(self._question(result, self.q_ten)["mean"], 7)

    def test_versions_are_one_row(self):
        self._surveyed([4])
        self.q_ten.name = "Quality of the goods"
        self._surveyed([8])
        row = self._question(self._calculate(), self.q_ten)
        self.assertEqual((row["count"], row["mean"]), (2, 6))
        self.assertEqual(len(row["ids"]), 2)
        self.q_ten.max_score = 20
        self._surveyed([20])
        rows = [r for r in self._calculate()["questions"] if r["type"] == "score"]
        self.assertEqual([r["count"] for r in rows if r["max_score"] == 20], [1])

    def test_nothing(self):
        result = self._calculate(domain=[("id", "=", 0)])
        self.assertEqual(result["total"]["eligible"], 0)
        self.assertIs(result["total"]["share"], None)
        self.assertFalse(result["questions"] or result["months"] or result["groups"])

    def test_not_reached_and_refused(self):
        for answer in ("no_answer", "refused"):
            move = self._invoice(invoice_date=self.today)
            move.sama_log_attempt(answer)
            self.moves |= move
        total = self._calculate()["total"]
        self.assertEqual((total["attempted"], total["refused"]), (1, 1))

    def test_change(self):
        """Ten days against the ten before; without a range there is no change."""
        self._surveyed([4], day="2026-05-05")
        self._surveyed([9], day="2026-05-15")
        self._surveyed([1], day="2026-04-30")
        base = [("id", "in", self.moves.ids)]
        dates = [
            ("invoice_date", ">=", "2026-05-11"),
            ("invoice_date", "<=", "2026-05-20"),
        ]
        result = self._calculate(domain=base + dates)
        self.assertEqual(result["previous"]["score"], 40)
        self.assertEqual(self._question(result, self.q_ten)["change"], 5)
        self.assertEqual(result["previous"]["surveyed"], 1)
        self.assertEqual(result["total"]["surveyed"], 1)
        self.assertIs(self._calculate(domain=base)["previous"], False)
        either = ["|", *dates, *base]
        self.assertIs(self._calculate(domain=either)["previous"], False)
        both = ["&", "|", *dates, dates[0], *base]
        self.assertIs(self._calculate(domain=both)["previous"], False)

    def test_every_group_opens_its_documents(self):
        self._surveyed([4], day="2026-05-05")
        self._surveyed([10], day="2026-06-05", lines=[self.service])
        for group_by in ("surveyor", "seller", "person_group", "category", "month"):
            for row in self._calculate(group_by=group_by, user=self.agent)["groups"]:
                found = self.env["account.move"].with_user(self.agent)
                found = found.search([("id", "in", self.moves.ids), *row["domain"]])
                self.assertEqual(len(found), row["stats"]["eligible"], group_by)

    def test_groups(self):
        self.q_ten.unit_id = unit = self.env["sama.unit"].create({"name": "Stock"})
        self.goods.categ_id = goods = self.env["product.category"].create(
            {"name": "Goods"}
        )
        group = self.env["sama.person.group"].create({"name": "Offices"})
        partner = self._partner("Office", sama_person_group_id=group.id)
        first = self._surveyed([4], day="2026-05-05", partner=partner)
        self._surveyed([10], day="2026-06-05", lines=[self.service])
        months = self._calculate(group_by="month")["groups"]
        self.assertEqual(
            [(r["label"], r["cells"][str(self.q_ten.id)]["mean"]) for r in months],
            [("Ordibehesht 1405", 4), ("Khordad 1405", 10)],
        )
        self.assertEqual(months[0]["domain"][1][2], str(date(2026, 4, 21)))
        rows = {r["key"]: r for r in self._calculate(group_by="person_group")["groups"]}
        self.assertEqual(rows[group.id]["stats"]["score"], 40)
        rows = {r["key"]: r for r in self._calculate(group_by="category")["groups"]}
        self.assertEqual(rows[goods.id]["stats"]["surveyed"], 1)
        rows = {r["key"]: r for r in self._calculate(group_by="unit")["groups"]}
        self.assertEqual(rows[unit.id]["cells"][str(self.q_ten.id)]["mean"], 7)
        self.assertEqual(self._calculate(ids=first.ids)["total"]["eligible"], 1)

    def test_unit_by_hand(self):
        """Ten weighs 2, of five 1: (2 x 0.8 + 2 x 0.5 + 1 x 0.2) / 5 is 56 of 100."""
        unit = self.env["sama.unit"].create({"name": "Sales"})
        (self.q_ten + self.q_five + self.q_nps).unit_id = unit
        self._surveyed([8, 1])
        self._surveyed([5, None, None, 0])
        rows = {r["key"]: r for r in self._calculate(group_by="unit")["groups"]}
        stats = rows[unit.id]["stats"]
        self.assertEqual((stats["score"], stats["answers"]), (56, 4))
        self.assertTrue(stats["few"])

    def test_projects(self):
        sheet = self._project_sheet(3)
        project = sheet.project_id
        sheet.action_done()
        Calculation = self.env["sama.survey.calculation"]
        values = ("project.project", [("id", "=", project.id)])
        result = Calculation.calculate(*values, group_by="seller")
        self.assertEqual(result["questions"][0]["mean"], 3)
        # Only for invited people: not for the agent.
        result = Calculation.with_user(self.agent).calculate(*values)
        self.assertEqual(result["total"]["eligible"], 0)
        self.assertFalse(result["questions"])

    def test_rights(self):
        self._surveyed([8])
        self.assertEqual(self._calculate(user=self.agent)["total"]["surveyed"], 1)
        for user in (self.employee, self.portal, self.salesman):
            with self.assertRaises(AccessError):
                self._calculate(user=user)
        other = self._other_company()
        journal = self.env["account.journal"].search(
            [("company_id", "=", other.id), ("type", "=", "sale")], limit=1
        )
        self.moves |= self._invoice(
            company_id=other.id, journal_id=journal.id, lines=[(False, 10)]
        )
        self.assertEqual(self._calculate(user=self.agent)["total"]["eligible"], 1)

    def test_surveyed_on(self):
        """A range of the survey's own moment has a period before as well."""
        self._surveyed([4])
        self._surveyed([8])
        first, last = self.moves.sama_response_ids.sorted("id")
        first.date = "2026-05-05 08:00:00"
        last.date = "2026-05-15 08:00:00"
        result = self._calculate(
            domain=[
                ("id", "in", self.moves.ids),
                ("sama_survey_date", ">=", "2026-05-10 20:30:00"),
                ("sama_survey_date", "<=", "2026-05-20 20:29:59"),
            ]
        )
        self.assertEqual(result["total"]["surveyed"], 1)
        self.assertEqual(self._question(result, self.q_ten)["change"], 4)

    def test_remark_is_no_answer(self):
        move = self._surveyed([None, 5])
        answer = {"response_id": move.sama_response_ids.id, "text": "Not asked"}
        self.env["sama.survey.answer"].create({**answer, "question_id": self.q_ten.id})
        keys = [row["key"] for row in self._calculate()["questions"]]
        self.assertEqual(keys, [self.q_five.id])

    def test_behind_a_cell(self):
        """What a cell counts, and no more, is opened by its domain."""
        first = self._surveyed([4], day="2026-05-05")
        first.sama_response_ids.date = datetime.now() - timedelta(days=1)
        self._surveyed([6], move=first, resurvey=True)
        self._surveyed([9], day="2026-06-05")
        Analysis = self.env["sama.survey.analysis"].with_user(self.agent)
        result = self._calculate(group_by="month", user=self.agent)
        path = result["answer_path"]
        for group in result["groups"]:
            for row in result["questions"]:
                cell = group["cells"].get(str(row["key"]))
                found = Analysis.search(
                    [
                        ("asked_question_id", "in", row["ids"]),
                        ("is_result", "=", True),
                        (path, "any", [*result["domain"], *group["domain"]]),
                    ]
                )
                self.assertEqual(len(found), cell["count"])
                self.assertEqual(sum(found.mapped("score")), cell["mean"])
        # The first sheet is there as well, and does not count.
        answers = Analysis.search([("move_id", "=", first.id)])
        self.assertEqual(answers.mapped("is_result"), [True, False])
        self.assertEqual(answers[0].document_name, first.display_name)
        self.assertEqual(answers[0].action_open_document()["res_id"], first.id)

    def test_queries(self):
        """More documents and questions cost no more queries."""
        self._surveyed([4, 1, 2, 3, 1])
        self._calculate(group_by="seller")
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            self._calculate(group_by="seller")


@tagged("post_install", "-at_install")
class TestSurveyAnalysis(SurveyCommon):
    def test_figures_and_versions(self):
        move = self._invoice()
        sheet = move.sama_survey_start()
        sheet.sama_answer({self.q_five.id: {"score": 4}, self.q_nps.id: {"score": 6}})
        sheet.action_done()
        self.q_five.name = "Price, tax included"
        rows = self.env["sama.survey.analysis"].search([("move_id", "=", move.id)])
        by_question = {row.question_id: row for row in rows}
        self.assertEqual(by_question[self.q_five].percent, 80)
        self.assertEqual(by_question[self.q_five].asked_question_id.name, "Price")
        self.assertEqual(by_question[self.q_five].survey_id, self.survey)
        self.assertEqual(by_question[self.q_nps].nps, -100)
        self.assertIs(by_question[self.q_five].nps, False)

    def test_rights(self):
        move = self._invoice()
        sheet = move.sama_survey_start()
        sheet.sama_answer({self.q_ten.id: {"score": 4}})
        Analysis = self.env["sama.survey.analysis"]
        domain = [("response_id", "=", sheet.id)]
        # What is not done is no answer yet.
        self.assertFalse(Analysis.search(domain))
        sheet.action_done()
        self.assertEqual(len(Analysis.with_user(self.agent).search(domain)), 1)
        for user in (self.employee, self.portal, self.salesman):
            with self.assertRaises(AccessError):
                Analysis.with_user(user).search(domain)
        other = self._other_company()
        self.agent.company_ids += other
        stranger = Analysis.with_user(self.agent).with_context(
            allowed_company_ids=other.ids
        )
        self.assertFalse(stranger.search(domain))

    def test_projects_of_others(self):
        sheet = self._project_sheet(3)
        project = sheet.project_id
        sheet.action_done()
        Analysis = self.env["sama.survey.analysis"]
        domain = [("project_id", "=", project.id)]
        self.assertEqual(len(Analysis.search(domain)), 1)
        self.assertFalse(Analysis.with_user(self.agent).search(domain))
