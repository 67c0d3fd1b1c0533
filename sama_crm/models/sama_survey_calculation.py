from collections import Counter, defaultdict

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..jalali import calendar
from ..tools.survey_figures import FEW, figures
from .sama_agent_mixin import GROUP_AGENT

MODELS = ("account.move", "project.project")
GROUPINGS = ("month", "surveyor", "seller", "person_group", "unit", "category")
# What is counted of documents, in the order of the statement.
COUNTED = (
    "eligible",
    "surveyed",
    "refused",
    "sent",
    "attempted",
    "scored",
    "score",
    "promoters",
    "detractors",
    "nps_count",
)


class SamaSurveyCalculation(models.AbstractModel):
    """What the surveys of exactly the chosen documents come to.

    A document counts once, by its latest done sheet. All is read in one pass, under
    the reader's record rules on the documents. Answers come as a count by score; mean,
    median and the rest follow from that without loss. What was not answered is not
    there; a real 0 is.
    """

    _name = "sama.survey.calculation"
    _description = "Calculate Surveys"

    # === ACTIONS === #

    @api.readonly
    @api.model
    def calculate(self, res_model, domain=None, ids=None, group_by=None, kind=None):
        """Return the figures of a list.

        :param str res_model: `account.move` or `project.project`
        :param list domain: what the list shows; not used where `ids` are given
        :param list ids: the ticked rows
        :param str group_by: month (Jalali, of the document's date), surveyor, seller,
            person_group, unit or category; none by default
        :param str kind: `service` lets the questions about services go first
        :return: dict of `domain` (what was calculated), `total`, `previous` (the same
            of the period of equal length before, or False), `questions`, `months`,
            `groups`, `groupings`, `few` (fewer answers say little) and `answer_path`
            (see `_answer_path`). Scores of questions are in their own scale, those of
            documents 0 to 100. Every group has the `domain` of its documents; its
            `stats` are those of `total`, by unit `answers`, `few` and `score`.
        :raises AccessError: the user is no agent
        :raises UserError: no such model or grouping
        """
        groupings = self._check_asked(res_model, group_by)
        model = self.env[res_model]
        domain = self._list_domain(model, domain, ids)
        period = self._period(model, domain) if ids is None else None
        documents, answers = self._read(model, domain, period, group_by)
        questions = self._questions(
            model, kind, answers["total"][None], answers["previous"][None]
        )
        return {
            "res_model": res_model,
            "domain": list(domain),
            "total": self._document_figures(documents["total"][None]),
            "previous": period is not None
            and self._document_figures(documents["previous"][None]),
            "questions": questions,
            "months": self._groups(model, "month", documents["month"], {}, []),
            "groups": group_by
            and self._groups(
                model, group_by, documents["group"], answers["group"], questions
            )
            or [],
            "groupings": groupings,
            "few": FEW,
            "answer_path": self._answer_path(model),
        }

    @api.model
    def _check_asked(self, res_model, group_by):
        """Return how the documents of a model can be grouped; see `calculate`."""
        if not self.env.su and not self.env.user.has_group(GROUP_AGENT):
            raise AccessError(
                self.env._(
                    "Your user has no role in Customer Relations. Ask an administrator."
                )
            )
        groupings = [
            name
            for name in GROUPINGS
            if name != "category" or res_model == "account.move"
        ]
        if res_model not in MODELS or group_by and group_by not in groupings:
            raise UserError(self.env._("This cannot be calculated."))
        return groupings

    @api.model
    def _answer_path(self, model):
        """Return the field by which an answer leads to its document."""
        return model._sama_survey_link

    @api.model
    def _list_domain(self, model, domain, ids):
        """Return the domain of the list, with the archived ones left out as there."""
        if ids is not None:
            return Domain("id", "in", [int(res_id) for res_id in ids])
        domain = Domain(domain or [])
        name = model._active_name
        if name and not any(
            condition.field_expr == name for condition in domain.iter_conditions()
        ):
            domain &= Domain(name, "=", True)
        return domain

    # === READ === #

    @api.model
    def _read(self, model, domain, period, group_by):
        """Read documents and answers.

        :param period: of `_period`, or None
        :return: (documents, answers), both {"total" or "previous": {None: counts},
            "group": {key: counts}}, documents also "month"; counts of documents are
            lists like `COUNTED`, those of answers {(question id, score): number}
        """
        documents = defaultdict(lambda: defaultdict(lambda: [0] * len(COUNTED)))
        answers = defaultdict(lambda: defaultdict(Counter))
        by_row = group_by if group_by not in ("unit", "category") else None
        kinds = ("total", "month", *(["group"] if by_row else []))
        rows = self._fetch(model, domain, period, by_row)
        self._take(rows, documents, answers, kinds)
        if group_by == "month":
            documents["group"] = documents["month"]
        elif group_by == "unit":
            self._take_units(answers)
        elif group_by == "category":
            # A document of several categories counts in each, so it is read apart.
            rows = self._fetch(model, domain, None, group_by)
            self._take(rows, documents, answers, ("group",))
        return documents, answers

    @api.model
    def _take(self, rows, documents, answers, kinds):
        """Sum the rows of `_fetch` up, for these kinds of totals."""
        for is_before, key, month, question_id, score, number, *counts in rows:
            groups = [("total", None), ("month", month), ("group", key)]
            groups = [group for group in groups if group[0] in kinds]
            if is_before:
                groups = [("previous", None)]
            for name, group in groups:
                if question_id is None:
                    known = documents[name][group]
                    for place, count in enumerate((number, *counts)):
                        known[place] += count
                elif name != "month":
                    answers[name][group][question_id, score] += number

    @api.model
    def _take_units(self, answers):
        """Group answers by the unit of the organisation that their question is of."""
        # sudo: what was asked is no secret to who may read the documents.
        Question = self.env["sama.survey.question"].sudo()
        for (question_id, score), number in answers["total"][None].items():
            unit = Question.browse(question_id).unit_id.id or None
            answers["group"][unit][question_id, score] += number

    @api.model
    def _fetch(self, model, domain, period, group_by):
        """Return what is counted of documents and of answers, in one pass.

        :return: rows of whether it is before the period, key of the group, month; then
            of answers question, score and number; of documents, without a question and
            a score, the numbers of `COUNTED`
        """
        self.env["sama.survey.answer"].flush_model()
        self.env["sama.survey.question"].flush_model()
        zeros = SQL(", ").join([SQL("0")] * (len(COUNTED) - 1))
        return self.env.execute_query(
            SQL(
                """
                WITH doc AS MATERIALIZED (%(documents)s)
                SELECT is_before, key, month, NULL::int, NULL::float8, count(*),
                       count(*) FILTER (WHERE state = 'done'),
                       count(*) FILTER (WHERE state = 'refused'),
                       count(*) FILTER (WHERE state = 'sent'),
                       count(*) FILTER (WHERE state = 'attempted'),
                       count(score),
                       COALESCE(sum(score::numeric), 0),
                       count(*) FILTER (WHERE nps = 'promoter'),
                       count(*) FILTER (WHERE nps = 'detractor'),
                       count(nps)
                  FROM doc
                 GROUP BY is_before, key, month
                 UNION ALL
                SELECT doc.is_before, doc.key, NULL::int, answer.question_id,
                       CASE WHEN answer.has_score THEN answer.score END, count(*),
                       %(zeros)s
                  FROM doc
                  JOIN sama_survey_answer answer ON answer.response_id = doc.sheet_id
                 WHERE answer.has_score
                    -- A remark beside a missing score is no answer.
                    OR answer.answered AND answer.question_id IN (
                       SELECT id FROM sama_survey_question
                        WHERE question_type = 'text')
                 GROUP BY 1, 2, 4, 5
                """,
                documents=self._documents_sql(model, domain, period, group_by),
                zeros=zeros,
            )
        )

    @api.model
    def _documents_sql(self, model, domain, period, group_by):
        """Return the statement of the documents, one row a document and category."""
        is_before = SQL("FALSE")
        if period is not None:
            domain = period["domain"]
            is_before = SQL(
                "%s < %s",
                model._sama_survey_column(model._table, period["field"]),
                period["start"],
            )
        query = model._search(domain & model._sama_survey_eligible_domain())
        alias = query.table

        def column(fname):
            return model._sama_survey_column(alias, fname)

        statement = query.select(
            SQL("%s AS id", column("id")),
            SQL("%s AS state", self._state_sql(model, column)),
            SQL("(%s) AS key", self._key_sql(model, group_by, column)),
            SQL("%s AS month", self._month_sql(model, column)),
            SQL("(%s) AS is_before", is_before),
            SQL("%s AS sheet_id", column("sama_survey_response_id")),
            SQL(
                "CASE WHEN %s THEN %s END AS score",
                column("sama_survey_has_score"),
                column("sama_survey_score"),
            ),
            SQL("%s AS nps", column("sama_survey_nps_class")),
        )
        if group_by != "category":
            return statement
        return SQL(
            """SELECT move.id, state, category.id AS key, month, is_before, sheet_id,
                      score, nps
                 FROM (%s) AS move LEFT JOIN LATERAL (%s) AS category ON TRUE""",
            statement,
            model._sama_categories_sql(SQL.identifier("move", "id")),
        )

    @api.model
    def _state_sql(self, model, column):
        """Return what was done, as `sama_survey_state` says of what is done."""
        return SQL(
            "CASE WHEN %(sheet)s IN ('done', 'refused') THEN %(sheet)s"
            " WHEN %(sheet)s = 'sent'"
            " AND COALESCE(%(until)s, 'infinity') >= now() AT TIME ZONE 'UTC'"
            " THEN 'sent' WHEN %(attempts)s > 0 THEN 'attempted' END",
            sheet=column("sama_survey_sheet"),
            until=column("sama_survey_link_until"),
            attempts=column("sama_survey_attempt_count"),
        )

    @api.model
    def _month_sql(self, model, column):
        """Return the number of the document's Jalali month, see `calendar.starts`."""
        return SQL(
            "width_bucket(%s, %s::date[])",
            column(model._sama_survey_date_field),
            list(calendar.starts("month")),
        )

    @api.model
    def _key_sql(self, model, group_by, column):
        """Return what tells one group from another, a number."""
        if group_by == "month":
            return self._month_sql(model, column)
        if group_by == "surveyor":
            return SQL(
                "CASE WHEN %s = 'done' THEN %s ELSE %s END",
                column("sama_survey_sheet"),
                column("sama_survey_surveyor_id"),
                column("sama_survey_user_id"),
            )
        if group_by == "seller":
            return column(model._sama_survey_seller_field)
        if group_by == "person_group":
            return column("sama_person_group_id")
        return SQL("NULL::int")

    # === FIGURES === #

    @api.model
    def _document_figures(self, counts):
        """Return the figures of a number of documents.

        :param counts: as `COUNTED`
        """
        row = dict(zip(COUNTED, counts, strict=True))
        eligible, scored, nps_count = row["eligible"], row["scored"], row["nps_count"]
        balance = row["promoters"] - row["detractors"]
        return {
            **row,
            "share": 100 * row["surveyed"] / eligible if eligible else None,
            "score": float(row["score"] / scored) if scored else None,
            "few": scored < FEW,
            "nps": 100 * balance / nps_count if nps_count else None,
        }

    @api.model
    def _questions(self, model, kind, counts, counts_before):
        """Return the table of questions, those of the list's own sets first.

        Wordings of one question over the versions of its set are one row as long as
        the scale is the same: a mean of two scales says nothing.
        """
        merged = self._merge_versions(counts, counts_before)
        target = "service_invoice" if kind == "service" else "goods_invoice"
        if model._name == "project.project":
            target = "project"
        rows = []
        for (root_id, *_scale), (questions, now, before) in merged.items():
            if now:
                root = questions.filtered(lambda q, r=root_id: q.id == r)
                root = root or questions.sorted("id")[-1:]
                survey = root.survey_id.origin_id or root.survey_id
                order = (survey.target != target, survey.sequence, survey.id)
                order += (root.sequence, root.id)
                rows.append((order, self._question_row(root, questions, now, before)))
        return [row for _order, row in sorted(rows, key=lambda row: row[0])]

    @api.model
    def _merge_versions(self, *sources):
        """Add the answers to the wordings of one question up.

        :param sources: {(question id, score): number} each
        :return: {key of a question: [its wordings, a count by score of each source]}
        """
        # sudo: what was asked is no secret to who may read the documents.
        Question = self.env["sama.survey.question"].sudo()
        merged = defaultdict(lambda: [Question, *(Counter() for _each in sources)])
        for place, source in enumerate(sources, 1):
            for (question_id, score), number in source.items():
                question = Question.browse(question_id)
                row = merged[self._question_key(question)]
                row[0] |= question
                row[place][score] += number
        return merged

    @api.model
    def _question_row(self, root, questions, now, before):
        """Return one row of the table of questions."""
        row, last = self._figures(root, now), self._figures(root, before)
        has_both = row["mean"] is not None and last["mean"] is not None
        return {
            "key": root.id,
            "ids": questions.ids,
            "name": root.name,
            "survey": (root.survey_id.origin_id or root.survey_id).name,
            "type": root.question_type,
            "min_score": root.min_score,
            "max_score": root.max_score,
            "weight": root.weight,
            "unit": root.unit_id.name or "",
            "change": row["mean"] - last["mean"] if has_both else None,
            "before": last["mean"],
            **row,
        }

    @api.model
    def _figures(self, question, counts):
        return figures(
            counts,
            question.min_score,
            question.max_score,
            question.question_type == "nps",
        )

    @api.model
    def _question_key(self, question):
        return (
            question.origin_id.id or question.id,
            question.question_type,
            question.min_score,
            question.max_score,
        )
