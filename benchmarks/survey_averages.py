"""G8: what surveys come to, over two million answers, against plain SQL and core.

`python -m benchmarks surveys` makes 400,000 invoices, 200,000 of them surveyed with ten
questions each, and measures as an agent under his record rules.

What is compared gives the same figures: the plain statement counts documents by what
was done and answers by question and score, written by hand for exactly this data,
without any right, any date and any group. The score of each customer is a column of
the list of customers, whose page is measured against Odoo's list of quotations.
"""

from odoo.tools import SQL

from .clocks import best, clock, counted, tell
from .customers import customers_page, quotations_page
from .database import administrator, measure_on_data

SHEETS = 200_000
QUESTIONS = 10
LIMIT = 1.2
FILL_CODE = """
from benchmarks.survey_averages import fill
fill(env)
env.cr.commit()
"""
MEASURE_CODE = """
from benchmarks.survey_averages import measure
measure(env)
"""

PLAIN = """
    WITH doc AS MATERIALIZED (
        SELECT sama_survey_sheet AS sheet, sama_survey_response_id AS sheet_id,
               sama_survey_score AS score
          FROM account_move
         WHERE move_type = 'out_invoice' AND state = 'posted'
           AND payment_state != 'reversed' AND partner_id IS NOT NULL
           AND journal_id = %(journal)s
    )
    SELECT NULL::int, sheet, count(*), sum(score::numeric) FROM doc GROUP BY sheet
     UNION ALL
    SELECT answer.question_id, answer.score::text, count(*), NULL
      FROM doc JOIN sama_survey_answer answer ON answer.response_id = doc.sheet_id
     WHERE answer.has_score GROUP BY answer.question_id, answer.score
"""
AVERAGES = """
    SELECT question_id, avg(score), count(*) FROM sama_survey_answer
     WHERE has_score GROUP BY question_id
"""

# What is filled, in this order: sheets, answers, scores, and the marks on invoices.
FILL = (
    """INSERT INTO sama_survey_response
              (survey_id, target, move_id, phase, partner_id, company_id, user_id,
               channel, state, date, has_score, access_token, create_date)
       SELECT %(survey)s, 'goods_invoice', id, 'end', partner_id, company_id,
              %(agent)s, 'phone', 'done', invoice_date, TRUE,
              'bench-' || id, invoice_date
         FROM account_move
        WHERE journal_id = %(journal)s AND move_type = 'out_invoice'
        ORDER BY id DESC LIMIT %(limit)s""",
    """INSERT INTO sama_survey_answer
              (response_id, question_id, answered, has_score, score)
       SELECT sheet.id, question, TRUE, TRUE, (random() * 10)::int
         FROM sama_survey_response sheet, unnest(%(questions)s) AS question
        WHERE sheet.survey_id = %(survey)s""",
    """UPDATE sama_survey_response sheet SET score = mean.score
         FROM (SELECT response_id, avg(score) * 10 AS score
                 FROM sama_survey_answer GROUP BY response_id) mean
        WHERE mean.response_id = sheet.id AND sheet.survey_id = %(survey)s""",
    """UPDATE account_move SET sama_survey_sheet = 'done',
              sama_survey_response_id = sheet.id, sama_survey_score = sheet.score,
              sama_survey_has_score = TRUE, sama_survey_date = sheet.date,
              sama_survey_surveyor_id = sheet.user_id
         FROM sama_survey_response sheet
        WHERE sheet.move_id = account_move.id AND sheet.survey_id = %(survey)s""",
)


def main(args):
    """Make a database with the addon and the data, measure, and drop it."""
    measure_on_data(args, "surveys", MEASURE_CODE, FILL_CODE)


def fill(env):
    """Survey the latest invoices: one done sheet each, ten answers a sheet."""
    survey = env["sama.survey"].create(
        {
            "name": "Benchmark",
            "question_ids": [
                (0, 0, {"name": f"Question {number}"}) for number in range(QUESTIONS)
            ],
        }
    )
    agent = env["res.users"].create(
        {
            "name": "Benchmark surveyor",
            "login": "bench_surveyor",
            "group_ids": [(4, env.ref("sama_crm.group_agent").id)],
        }
    )
    env.flush_all()
    values = {
        "agent": agent.id,
        "journal": _journal(env),
        "limit": SHEETS,
        "questions": survey.question_ids.ids,
        "survey": survey.id,
    }
    for statement in FILL:
        env.cr.execute(statement, values)
    # The figures of customers were counted before.
    env["sama.customer.queue"]._sama_queue_all()
    env.invalidate_all()


def _journal(env):
    env.cr.execute("SELECT id FROM account_journal WHERE code = 'BENCH' LIMIT 1")
    [journal] = env.cr.fetchone()
    return journal


def measure(env):
    """Print the goals with what was measured."""
    env.cr.execute("SET LOCAL jit = off")
    calculation_goal(env)
    customer_goal(env)
    env.cr.rollback()


def calculation_goal(env):
    """Calculate, and averages by the ORM, against plain SQL."""
    agent = env["res.users"].search([("login", "=", "bench_surveyor")])
    calculation = env["sama.survey.calculation"].with_user(agent)
    answers = env["sama.survey.answer"].with_user(agent)
    journal = _journal(env)

    def plain(statement):
        env.cr.execute(statement, {"journal": journal})
        return env.cr.fetchall()

    def calculate(**options):
        env.invalidate_all()
        domain = [("journal_id", "=", journal)]
        return calculation.calculate("account.move", domain=domain, **options)

    acts = {
        "plain SQL of the figures of Calculate": lambda: plain(PLAIN),
        "Calculate, as an agent": calculate,
        "Calculate by salesperson": lambda: calculate(group_by="seller"),
        "plain SQL of averages": lambda: plain(AVERAGES),
        "averages by the ORM, as an agent": lambda: answers._read_group(
            [], ["question_id"], ["score:avg", "__count"]
        ),
    }
    rows = best(*acts.values())
    for name, (spent, _result) in zip(acts, rows, strict=True):
        print(f"  {name:40} {spent:7.0f} ms")
    _check(env, rows[1][1])
    what = f"Calculate / plain SQL, {SHEETS * QUESTIONS} answers"
    tell("G8", what, rows[1][0] / rows[0][0], LIMIT)


def _check(env, result):
    """Fail where Calculate does not say what plain SQL says of each question."""
    assert result["total"]["surveyed"] == SHEETS
    for row in result["questions"]:
        env.cr.execute(
            SQL(
                "SELECT avg(score), count(*) FROM sama_survey_answer"
                " WHERE question_id = %s",
                row["key"],
            )
        )
        mean, count = env.cr.fetchone()
        assert count == row["count"] == SHEETS, row
        assert abs(mean - row["mean"]) < 1e-9, row


def customer_goal(env):
    """The customers by their score against Odoo's list of quotations (G1)."""
    env = administrator(env)
    quotations, _queries = clock(counted(env, quotations_page(env)))
    print(f"  Odoo's list of quotations: {quotations:.1f} ms")
    for order in ("survey_score desc", "survey_score asc"):
        took, queries = clock(counted(env, customers_page(env, order)))
        print(f"  customers by {order}: {took:.1f} ms, {queries} queries")
        what = f"customers by {order} / quotations"
        tell("G8", what, took / quotations, 1.0)
