"""Every figure of Calculate against plain SQL, on data made at random."""

import random
from datetime import date, timedelta

from odoo.tests import tagged

from .common_survey import SurveyCommon

# The first days of Jalali months, from a printed calendar: 1404 was no leap year's
# neighbour (Esfand 1403 has 30 days), 1405 begins on 21 March 2026.
MONTHS = {
    "Bahman 1404": ("2026-01-21", "2026-02-20"),
    "Esfand 1404": ("2026-02-20", "2026-03-21"),
    "Farvardin 1405": ("2026-03-21", "2026-04-21"),
    "Ordibehesht 1405": ("2026-04-21", "2026-05-22"),
}
LATEST = """
    SELECT DISTINCT ON (move_id) move_id, id, score, has_score, nps_class
      FROM sama_survey_response
     WHERE state = 'done' AND move_id IN %(moves)s
     ORDER BY move_id, date DESC, id DESC
"""
DOCUMENTS = f"""
    SELECT count(*), count(sheet.id), avg(sheet.score::numeric)
      FROM account_move move LEFT JOIN ({LATEST}) sheet ON sheet.move_id = move.id
     WHERE move.id IN %(moves)s AND
"""
ANSWERS = f"""
    SELECT COALESCE(question.origin_id, question.id), count(*), avg(answer.score),
           percentile_cont(0.5) WITHIN GROUP (ORDER BY answer.score),
           min(answer.score), max(answer.score), stddev_pop(answer.score),
           count(*) FILTER (WHERE answer.score >= 9),
           count(*) FILTER (WHERE answer.score < 7)
      FROM ({LATEST}) sheet
      JOIN account_move move ON move.id = sheet.move_id
      JOIN sama_survey_answer answer ON answer.response_id = sheet.id
      JOIN sama_survey_question question ON question.id = answer.question_id
     WHERE answer.has_score AND %(where)s
     GROUP BY 1
"""
HAS_CATEGORY = """
    EXISTS (SELECT 1 FROM account_move_line line
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
             WHERE line.move_id = move.id AND line.display_type = 'product'
               AND template.categ_id = %s)
"""


@tagged("post_install", "-at_install")
class TestCalculationAgainstSql(SurveyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rng = random.Random(1405)
        cls._create_groups()
        cls.moves = cls.env["account.move"]
        for _number in range(24):
            cls._make_move()
        # Question sets go on in versions meanwhile; weights of 0 leave one out.
        cls.q_five.weight = 0
        cls.q_ten.name = "Quality of the goods"
        for _number in range(12):
            cls._make_move()
        # A draft, and one that is only begun, are no result.
        begun = cls._invoice(invoice_date="2026-03-01", invoice_user_id=cls.agent.id)
        begun.sama_survey_start().sama_answer({cls.q_nps.id: {"score": 1}})
        cls.moves |= begun
        cls.env.flush_all()

    @classmethod
    def _create_groups(cls):
        Category = cls.env["product.category"]
        cls.categories = Category.create([{"name": "Paper"}, {"name": "Machines"}])
        cls.goods.categ_id, cls.goods2.categ_id = cls.categories
        groups = cls.env["sama.person.group"].create([{"name": "A"}, {"name": "B"}])
        cls.groups = groups
        cls.people = cls.env["res.partner"].union(
            cls._partner("In A", sama_person_group_id=groups[0].id),
            cls._partner("In B", sama_person_group_id=groups[1].id),
            cls._partner("In none"),
        )
        cls.units = cls.env["sama.unit"].create([{"name": "Sales"}, {"name": "Stock"}])
        cls.q_ten.unit_id = cls.q_nps.unit_id = cls.units[0]
        cls.q_twenty.unit_id = cls.units[1]

    @classmethod
    def _make_move(cls):
        rng = cls.rng
        day = date(2026, 1, 21) + timedelta(days=rng.randrange(121))
        move = cls._invoice(
            lines=rng.choice([[cls.goods], [cls.goods2], [cls.goods, cls.goods2]]),
            partner=rng.choice(cls.people),
            invoice_date=day,
            invoice_user_id=rng.choice(cls.agent + cls.agent2 + cls.manager).id,
        )
        cls.moves |= move
        for again in range(rng.choice([0, 1, 1, 1, 2])):
            surveyor = rng.choice(cls.agent + cls.agent2)
            sheet = move.with_user(surveyor).sama_survey_start(resurvey=bool(again))
            questions = sheet.sudo().survey_id.question_ids
            answers = {}
            for question in questions:
                if rng.random() < 0.2:
                    continue
                kind = question.question_type
                score = rng.randint(0, int(question.max_score))
                if kind == "text":
                    answers[question.id] = {"text": "Said"}
                else:
                    answers[question.id] = {"score": score}
            sheet.sama_answer(answers)
            sheet.action_done(date=f"2026-06-0{1 + again} 08:00:00")

    # === BOTH WAYS === #

    def _calculate(self, **values):
        Calculation = self.env["sama.survey.calculation"].with_user(self.agent)
        return Calculation.calculate(
            "account.move", domain=[("id", "in", self.moves.ids)], **values
        )

    def _sql(self, where, *params):
        """Return (documents, {question: figures}) of what the condition leaves."""
        cr = self.env.cr
        where = cr.mogrify(where, params).decode()
        values = {"moves": tuple(self.moves.ids)}
        cr.execute(DOCUMENTS + where, values)
        [documents] = cr.fetchall()
        cr.execute(ANSWERS.replace("%(where)s", where), values)
        return documents, {row[0]: row[1:] for row in cr.fetchall()}

    def _assert_cells(self, cells, expected):
        """`cells` of Calculate, by the key of the question."""
        scored = {int(k): c for k, c in cells.items() if c["mean"] is not None}
        self.assertEqual(scored.keys(), expected.keys())
        for key, cell in scored.items():
            number, mean, median, low, high, spread, good, bad = expected[key]
            self.assertEqual(cell["count"], number)
            self.assertAlmostEqual(cell["mean"], mean, 9)
            self.assertEqual(cell["median"], median)
            self.assertEqual((cell["min"], cell["max"]), (low, high))
            self.assertAlmostEqual(cell["spread"], spread, 9)
            if key == self.q_nps.id:
                self.assertEqual((cell["promoters"], cell["detractors"]), (good, bad))
                self.assertAlmostEqual(cell["nps"], 100 * (good - bad) / number, 9)

    def _assert_documents(self, stats, expected):
        eligible, surveyed, score = expected
        self.assertEqual((stats["eligible"], stats["surveyed"]), (eligible, surveyed))
        if score is None:
            self.assertIsNone(stats["score"])
        else:
            self.assertAlmostEqual(stats["score"], float(score), 9)

    def _assert_groups(self, group_by, conditions):
        """Each group is what plain SQL says of its condition, and there is no other."""
        rows = {row["key"]: row for row in self._calculate(group_by=group_by)["groups"]}
        found = {}
        for key, (where, *params) in conditions.items():
            documents, answers = self._sql(where, *params)
            if documents[0]:
                found[key] = True
                self._assert_documents(rows[key]["stats"], documents)
                self._assert_cells(rows[key]["cells"], answers)
        self.assertEqual(rows.keys(), found.keys())
        self.assertGreater(len(found), 1)

    # === TESTS === #

    def test_total(self):
        result = self._calculate()
        documents, answers = self._sql("TRUE")
        self._assert_documents(result["total"], documents)
        self._assert_cells({r["key"]: r for r in result["questions"]}, answers)
        for row in result["questions"]:
            if row["mean"] is not None:
                self.assertEqual(sum(b["count"] for b in row["bars"]), row["count"])
        # Enough of each kind that the comparison means something.
        self.assertGreater(documents[0], documents[1])
        self.assertGreater(documents[1], 20)

    def test_months(self):
        between = "move.invoice_date >= %s AND move.invoice_date < %s"
        rows = self._calculate(group_by="month")["groups"]
        key_by_label = {row["label"]: row["key"] for row in rows}
        self._assert_groups(
            "month",
            {key_by_label.get(m): (between, *days) for m, days in MONTHS.items()},
        )
        # The chart shows the same, in the order of time.
        chart = self._calculate()["months"]
        self.assertEqual([row["label"] for row in chart], list(MONTHS))
        for row in chart:
            documents, _answers = self._sql(between, *MONTHS[row["label"]])
            self._assert_documents(row["stats"], documents)

    def test_sellers_and_person_groups(self):
        users = self.agent + self.agent2 + self.manager
        self._assert_groups(
            "seller",
            {user.id: ("move.invoice_user_id = %s", user.id) for user in users},
        )
        group = "move.sama_person_group_id"
        self._assert_groups(
            "person_group",
            {
                **{g.id: (f"{group} = %s", g.id) for g in self.groups},
                0: (f"{group} IS NULL",),
            },
        )

    def test_surveyors(self):
        """Who surveyed; what was not surveyed is of who should."""
        self._assert_groups(
            "surveyor",
            {
                **{
                    user.id: (
                        "sheet.id IN (SELECT id FROM sama_survey_response"
                        " WHERE user_id = %s)",
                        user.id,
                    )
                    for user in self.agent + self.agent2
                },
                0: ("sheet.id IS NULL",),
            },
        )

    def test_categories(self):
        self._assert_groups(
            "category", {c.id: (HAS_CATEGORY, c.id) for c in self.categories}
        )

    def test_units(self):
        """Each unit has the answers to its own questions."""
        _documents, answers = self._sql("TRUE")
        questions = {
            self.units[0].id: self.q_ten + self.q_nps,
            self.units[1].id: self.q_twenty,
            0: self.q_five + self.q_yes,
        }
        groups = self._calculate(group_by="unit")["groups"]
        self.assertEqual({row["key"] for row in groups}, questions.keys())
        for row in groups:
            ids = questions[row["key"]].ids
            self._assert_cells(row["cells"], {key: answers[key] for key in ids})
            number = sum(answers[key][0] for key in ids)
            self.assertEqual(row["stats"]["answers"], number)
        scores = {row["key"]: row["stats"]["score"] for row in groups}
        # One question of type score in each of the two, so weights do not matter.
        self.assertAlmostEqual(
            scores[self.units[0].id], 10 * answers[self.q_ten.id][1], 9
        )
        self.assertAlmostEqual(
            scores[self.units[1].id], 5 * answers[self.q_twenty.id][1], 9
        )

    def test_period_before(self):
        """A month of 31 days against the 31 days before it, not the month before."""
        first, after = MONTHS["Farvardin 1405"]
        result = self._calculate_between(first, "2026-04-20")
        before = "move.invoice_date >= '2026-02-18' AND move.invoice_date < %s"
        documents, answers = self._sql(before, first)
        self._assert_documents(result["previous"], documents)
        now = self._sql(
            "move.invoice_date >= %s AND move.invoice_date < %s", first, after
        )
        self._assert_documents(result["total"], now[0])
        for row in result["questions"]:
            if row["mean"] is None:
                continue
            mean_before = answers.get(row["key"], (0, None))[1]
            if mean_before is None:
                self.assertIsNone(row["change"])
            else:
                self.assertAlmostEqual(row["change"], row["mean"] - mean_before, 9)

    def _calculate_between(self, first, last):
        Calculation = self.env["sama.survey.calculation"].with_user(self.agent)
        return Calculation.calculate(
            "account.move",
            domain=[
                ("id", "in", self.moves.ids),
                ("invoice_date", ">=", first),
                ("invoice_date", "<=", last),
            ],
        )
