from bisect import bisect_right
from datetime import datetime, timedelta

from pytz import timezone, utc

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_datetime

from ..tools.optional_float import OptionalFloat
from .mail_activity import SURVEY_CALL_TYPE
from .sama_agent_mixin import GROUP_AGENT
from .sama_survey_attempt import RESULTS
from .sama_survey_response import OPEN_STATES

# In the order of urgency, which is also the order of sorting.
STATES = [
    ("due", "Due"),
    ("attempted", "Not Reached"),
    ("sent", "Link Sent"),
    ("not_due", "Not Due Yet"),
    ("refused", "Refused"),
    ("done", "Done"),
    ("not_applicable", "Not Applicable"),
]
SHEETS = [
    ("attempted", "Called"),
    ("sent", "Link Sent"),
    ("refused", "Refused"),
    ("done", "Done"),
]
CUTS = [
    ("to_call", "To Call"),
    ("due", "Due"),
    ("retry", "To Try Again"),
    ("callback", "Call-backs Today"),
    ("later", "Call-backs Later"),
    ("unassigned", "Unassigned"),
]
# Lower bounds; a score is in the last band that it reaches.
BANDS = [
    ("1", "Under 50"),
    ("2", "50 – 70"),
    ("3", "70 – 85"),
    ("4", "85 – 100"),
]
BAND_STARTS = [50, 70, 85]
# Written by `_sama_sync_survey` alone.
STORED = (
    "sama_survey_sheet",
    "sama_survey_response_id",
    "sama_survey_score",
    "sama_survey_has_score",
    "sama_survey_nps_class",
    "sama_survey_date",
    "sama_survey_surveyor_id",
    "sama_survey_link_until",
    "sama_survey_attempt_count",
    "sama_survey_last_result",
    "sama_survey_last_attempt",
    "sama_survey_next_call_date",
    "sama_survey_next_call_hour",
)


class SamaSurveyDocument(models.AbstractModel):
    """An invoice or a project that its customer is surveyed about.

    What was done is stored, by one SQL statement that leaves the document's
    `write_date`, tracking, hash and lock dates alone: the kind of its sheet, score,
    attempts, next call. What passes with time is not: whether a survey is due, comes
    later or comes too late, and whether a link still stands, is always of the reader's
    day, and lists search, sort and group by it all the same. So nothing has to run at
    night, and a document without a survey costs nothing at all when it is posted.

    A document answers `_sama_survey_applies_domain`, `_sama_survey_date_field`,
    `_sama_survey_seller` and `_sama_survey_targets`.
    """

    _name = "sama.survey.document"
    _description = "Document to Survey"
    _inherit = ["sama.assign.mixin"]

    _sama_survey_link = None
    _sama_survey_date_field = None
    _sama_survey_seller_field = None

    sama_survey_user_id = fields.Many2one(
        "res.users",
        string="Survey Responsible",
        compute="_compute_sama_survey_user_id",
        store=True,
        readonly=False,
        copy=False,
        domain=lambda self: [
            ("share", "=", False),
            ("all_group_ids", "in", self.env.ref(GROUP_AGENT).ids),
        ],
        groups=GROUP_AGENT,
        help="Who surveys the customer: as chosen, else as the person group says, else "
        "as the company says.",
    )
    sama_survey_state = fields.Selection(
        STATES,
        string="Survey State",
        compute="_compute_sama_survey_state",
        search="_search_sama_survey_state",
        groups=GROUP_AGENT,
        help="By the reader's own day.",
    )
    sama_survey_sheet = fields.Selection(
        SHEETS, string="Survey so far", readonly=True, copy=False, groups=GROUP_AGENT
    )
    sama_survey_response_id = fields.Many2one(
        "sama.survey.response",
        string="Latest Done Sheet",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=GROUP_AGENT,
    )
    sama_survey_score = OptionalFloat(
        string="Survey Score",
        readonly=True,
        copy=False,
        aggregator="avg",
        groups=GROUP_AGENT,
        help="0 to 100, of the latest done sheet.",
    )
    sama_survey_has_score = fields.Boolean(
        string="Has a Survey Score", readonly=True, copy=False, groups=GROUP_AGENT
    )
    sama_survey_nps_class = fields.Selection(
        [
            ("promoter", "Promoters"),
            ("passive", "Passives"),
            ("detractor", "Detractors"),
        ],
        string="NPS Class",
        readonly=True,
        copy=False,
        groups=GROUP_AGENT,
    )
    sama_survey_date = fields.Datetime(
        string="Surveyed on", readonly=True, copy=False, groups=GROUP_AGENT
    )
    sama_survey_surveyor_id = fields.Many2one(
        "res.users",
        string="Surveyed by",
        readonly=True,
        copy=False,
        ondelete="set null",
        groups=GROUP_AGENT,
    )
    sama_survey_link_until = fields.Datetime(
        string="Link Valid until", readonly=True, copy=False, groups=GROUP_AGENT
    )
    sama_survey_attempt_count = fields.Integer(
        string="Number of Survey Calls",
        readonly=True,
        copy=False,
        groups=GROUP_AGENT,
    )
    sama_survey_last_result = fields.Selection(
        RESULTS,
        string="Last Call",
        readonly=True,
        copy=False,
        groups=GROUP_AGENT,
    )
    sama_survey_last_attempt = fields.Datetime(
        string="Last Call on", readonly=True, copy=False, groups=GROUP_AGENT
    )
    sama_survey_next_call_date = fields.Date(
        string="Call Again on",
        readonly=True,
        copy=False,
        groups=GROUP_AGENT,
        help="Follows the planned activity.",
    )
    sama_survey_next_call_hour = fields.Float(
        string="Call Again at",
        readonly=True,
        copy=False,
        aggregator=None,
        groups=GROUP_AGENT,
        help="13.5 is 13:30; 0 is no hour. In the surveyor's time zone.",
    )

    sama_survey_cut = fields.Selection(
        CUTS,
        string="Surveys to Make",
        store=False,
        copy=False,
        search="_search_sama_survey_cut",
        groups=GROUP_AGENT,
    )
    sama_survey_score_band = fields.Selection(
        BANDS,
        string="Score Band",
        compute="_compute_sama_survey_score_band",
        search="_search_sama_survey_score_band",
        groups=GROUP_AGENT,
    )
    sama_bad_phone = fields.Boolean(
        related="partner_id.sama_bad_phone", string="Wrong Number", groups=GROUP_AGENT
    )

    # Every document has these; declared for what relates to them.
    partner_id = fields.Many2one("res.partner")
    company_id = fields.Many2one("res.company")

    # === WHAT A DOCUMENT ANSWERS === #

    @api.model
    def _sama_survey_applies_domain(self):
        """Return the domain, on columns of its own, of documents to be surveyed."""
        return Domain.FALSE

    @api.model
    def _sama_survey_applies_sql(self, alias):
        """Return the same as `_sama_survey_applies_domain`, as a condition."""
        return SQL("FALSE")

    @api.model
    def _sama_survey_applies_fields(self):
        """Return the fields that `_sama_survey_applies_domain` rests on."""
        return []

    def _sama_survey_targets(self):
        """Return the targets of question sets, the preferred one first."""
        return []

    # === COMPUTE === #

    @api.depends(
        # The documents have it, this model has not.
        lambda self: [
            fname for fname in ("sama_person_group_id",) if fname in self._fields
        ]
    )
    def _compute_sama_survey_user_id(self):
        """Fill an empty responsible; the one already set stays."""
        by_group = self.env["sama.person.group"]._get_inherited_ids("survey_user_id")
        for document in self:
            if document.sama_survey_user_id:
                continue
            # Sudo: the company's choice, whoever makes the document.
            company = document.company_id.sudo()
            document.sama_survey_user_id = (
                (
                    by_group.get(document.sama_person_group_id.id)
                    or company.sama_survey_user_id.id
                )
                if document._sama_survey_is_kind()
                else False
            )

    def _sama_survey_is_kind(self):
        """Whether such a document is ever surveyed."""
        return True

    @api.depends(
        lambda self: [
            *self._sama_survey_applies_fields(),
            self._sama_survey_date_field or "company_id",
            "company_id",
            "partner_id.sama_survey_asked_on",
            "sama_survey_sheet",
            "sama_survey_link_until",
            "sama_survey_attempt_count",
            "company_id.sama_survey_since",
            "company_id.sama_survey_max_days",
            "company_id.sama_survey_delay_days",
            "company_id.sama_survey_quiet_days",
        ]
    )
    @api.depends_context("uid", "tz")
    def _compute_sama_survey_state(self):
        ids = tuple(self._origin.ids)
        states = {}
        if ids:
            # Of records at hand, by the statement that lists search and sort by.
            states = dict(
                self.env.execute_query(
                    SQL(
                        "SELECT document.id, %s FROM %s AS document"
                        " WHERE document.id IN %s",
                        self._sama_survey_state_sql("document"),
                        SQL.identifier(self._table),
                        ids,
                    )
                )
            )
        for document in self:
            document.sama_survey_state = states.get(
                document._origin.id, "not_applicable"
            )

    def _search_sama_survey_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        wanted = {state for state in value if state}
        if not wanted:
            return Domain.FALSE
        domain = Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s IN %s", model._sama_survey_state_sql(alias), tuple(wanted)
            )
        )
        # What an index can serve goes first.
        if "done" not in wanted and "not_applicable" not in wanted:
            domain &= self._sama_survey_applies_domain()
        if wanted == {"done"}:
            domain &= Domain("sama_survey_sheet", "=", "done")
        if wanted == {"due"}:
            domain &= Domain("sama_survey_sheet", "in", [False, "sent"])
            earliest = min(
                (days[0] for days in self._sama_survey_days().values()),
                default=None,
            )
            if earliest and self._name == "account.move":
                domain &= Domain(self._sama_survey_date_field, ">=", earliest)
        return domain

    @api.depends("sama_survey_score", "sama_survey_has_score")
    def _compute_sama_survey_score_band(self):
        for document in self:
            reached = bisect_right(BAND_STARTS, document.sama_survey_score)
            document.sama_survey_score_band = (
                BANDS[reached][0] if document.sama_survey_has_score else False
            )

    def _search_sama_survey_score_band(self, operator, value):
        if operator != "in":
            return NotImplemented
        wanted = [band for band in value if band]
        band = Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s = ANY(%s)", model._sama_score_band_sql(alias), wanted
            )
        )
        if len(wanted) < len(list(value)):
            band |= Domain("sama_survey_has_score", "!=", True)
        return band

    def _sama_score_band_sql(self, alias):
        return SQL(
            "(width_bucket(%s, %s) + 1)::text",
            self._sama_survey_column(alias, "sama_survey_score"),
            [float(start) for start in BAND_STARTS],
        )

    def _search_sama_survey_cut(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(self._sama_survey_domain(cut) for cut in value if cut)

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let lists sort and group by the state, which is of the reader's day."""
        if field_expr == "sama_survey_score_band":
            self._check_field_access(self._fields[field_expr], "read")
            return self._sama_score_band_sql(alias)
        if field_expr != "sama_survey_state":
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        return self._sama_survey_state_sql(alias)

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Sort states by urgency, not by their letters."""
        if field_name != "sama_survey_state":
            return super()._order_field_to_sql(
                alias, field_name, direction, nulls, query
            )
        rank = SQL(
            "array_position(%s::varchar[], %s)",
            [state for state, _label in STATES],
            self._field_to_sql(alias, field_name, query),
        )
        query._order_groupby.append(rank)
        return SQL("%s %s %s", rank, direction, nulls)

    # === STATE IN SQL === #

    @api.model
    def _sama_survey_days(self):
        """Return what the companies' settings say of today, the reader's day.

        :return: {company id: (first day of documents not too old, last day of
            documents whose time has come, moment since which whoever was asked is left
            in peace)}
        """
        today = fields.Date.context_today(self)
        midnight = datetime.combine(today, datetime.min.time())
        days = {}
        rules = self.env["res.company"]._sama_survey_settings()
        for company_id, settings in rules.items():
            first = [settings["sama_survey_since"] or datetime.min.date()]
            if settings["sama_survey_max_days"]:
                first.append(today - timedelta(days=settings["sama_survey_max_days"]))
            quiet = settings["sama_survey_quiet_days"]
            days[company_id] = (
                max(first),
                today - timedelta(days=settings["sama_survey_delay_days"]),
                midnight - timedelta(days=quiet - 1) if quiet else datetime.max,
            )
        return days

    @api.model
    def _sama_survey_column(self, alias, fname):
        return SQL.identifier(alias, fname, to_flush=self._fields[fname])

    @api.model
    def _sama_survey_state_sql(self, alias):
        """Return the expression of the survey state, on the reader's day."""

        def column(fname):
            return self._sama_survey_column(alias, fname)

        days = self._sama_survey_days()
        default = days.get(self.env.company.id) or next(iter(days.values()))
        first, last, quiet = (
            self._sama_by_company(
                column("company_id"), days, default, which, SQL(type_name)
            )
            for which, type_name in enumerate(("date", "date", "timestamp"))
        )
        asked = self.env["res.partner"]._fields["sama_survey_asked_on"]
        return SQL(
            "CASE WHEN %(sheet)s = 'done' THEN 'done'"
            " WHEN (%(applies)s) IS NOT TRUE THEN 'not_applicable'"
            " WHEN %(sheet)s = 'refused' THEN 'refused'"
            " WHEN %(sheet)s = 'sent'"
            " AND COALESCE(%(until)s, 'infinity') >= %(now)s THEN 'sent'"
            " WHEN %(attempts)s > 0 THEN 'attempted'"
            " WHEN %(date)s < %(first)s THEN 'not_applicable'"
            " WHEN (%(date)s <= %(last)s) IS NOT TRUE THEN 'not_due'"
            " WHEN EXISTS (SELECT 1 FROM res_partner asked"
            " WHERE asked.id = %(partner)s AND %(asked)s >= %(quiet)s) THEN 'not_due'"
            " ELSE 'due' END",
            sheet=column("sama_survey_sheet"),
            applies=self._sama_survey_applies_sql(alias),
            until=column("sama_survey_link_until"),
            now=fields.Datetime.now(),
            attempts=column("sama_survey_attempt_count"),
            date=column(self._sama_survey_date_field),
            first=first,
            last=last,
            quiet=quiet,
            partner=column("partner_id"),
            asked=SQL.identifier("asked", "sama_survey_asked_on", to_flush=asked),
        )

    @api.model
    def _sama_by_company(self, column, days, default, which, type_name):
        """Return each company's value; one value alone if all have the same."""
        values = {company_id: value[which] for company_id, value in days.items()}
        if set(values.values()) == {default[which]}:
            return SQL("%s::%s", default[which], type_name)
        cases = SQL(" ").join(
            SQL("WHEN %s THEN %s::%s", company_id, value, type_name)
            for company_id, value in values.items()
        )
        return SQL(
            "CASE %s %s ELSE %s::%s END", column, cases, default[which], type_name
        )

    # === DOMAINS === #

    @api.model
    def _sama_survey_since_domain(self):
        """Return the domain of documents that are not too old to be surveyed."""
        days = self._sama_survey_days()
        date = self._sama_survey_date_field
        return Domain.OR(
            Domain("company_id", "in", [company.id, False])
            & Domain(date, ">=", days[company.id][0])
            for company in self.env.companies
        )

    @api.model
    def _sama_survey_eligible_domain(self):
        """Return the domain of documents of which a survey was ever to be made.

        Also those whose time is over: they belong to the share that was surveyed.
        """
        return self._sama_survey_applies_domain() | Domain(
            "sama_survey_sheet", "=", "done"
        )

    @api.model
    def _sama_survey_domain(self, cut):
        """Return the domain of one cut of the surveyor's day, to be sent to clients.

        `due` are those whose time has come; `retry` those not reached, without a
        planned call, called less often than the company says; `callback` those with a
        call planned for today or before; `to_call` all three; `later` those with a
        call planned after today; `unassigned` those to call that are nobody's.

        :raises ValueError: no such cut
        """
        today = fields.Date.context_today(self)
        running = Domain("sama_survey_state", "in", ["attempted"])
        planned = Domain("sama_survey_next_call_date", "!=", False)
        # Set only by `later`, and taken away with every other end.
        callback = Domain("sama_survey_next_call_date", "<=", today)
        rules = self.env["res.company"]._sama_survey_settings()
        limit = Domain.OR(
            Domain("company_id", "in", [company_id, False])
            & (
                Domain("sama_survey_attempt_count", "<", attempts)
                if attempts
                else Domain.TRUE
            )
            for company_id, attempts in (
                (company_id, rules[company_id]["sama_survey_attempts"])
                for company_id in self.env.companies.ids
            )
        )
        due = Domain("sama_survey_state", "in", ["due"])
        retry = running & ~planned & limit & self._sama_survey_since_domain()
        cuts = {
            "due": due,
            "retry": retry,
            "callback": callback,
            "to_call": due | retry | callback,
            "later": Domain("sama_survey_next_call_date", ">", today),
            "unassigned": (due | retry | callback)
            & Domain("sama_survey_user_id", "=", False),
        }
        if cut not in cuts:
            raise ValueError(f"No such cut of surveys: {cut!r}")
        return cuts[cut]

    # === STORED BY SQL === #

    def _sama_sync_survey(self):
        """Store what sheets, attempts and planned calls say of each document."""
        if not self:
            return
        Activity = self.env["mail.activity"]
        for model in ("sama.survey.response", "sama.survey.attempt", "mail.activity"):
            self.env[model].flush_model()
        self.flush_recordset(STORED)
        self.env.cr.execute(
            SQL(
                """
                UPDATE %(table)s AS doc
                   SET sama_survey_sheet = CASE
                            WHEN done.id IS NOT NULL THEN 'done'
                            WHEN running.state IN ('sent', 'refused')
                            THEN running.state
                            WHEN calls.number > 0 THEN 'attempted' END,
                       sama_survey_response_id = done.id,
                       sama_survey_score = done.score,
                       sama_survey_has_score = done.score IS NOT NULL,
                       sama_survey_nps_class = done.nps_class,
                       sama_survey_date = done.date,
                       sama_survey_surveyor_id = done.user_id,
                       sama_survey_link_until = running.expires_on,
                       sama_survey_attempt_count = COALESCE(calls.number, 0),
                       sama_survey_last_result = calls.result,
                       sama_survey_last_attempt = calls.date,
                       sama_survey_next_call_date = plan.date_deadline,
                       sama_survey_next_call_hour = COALESCE(plan.sama_hour, 0)
                  FROM unnest(%(ids)s) AS wanted(id)
                  LEFT JOIN LATERAL (
                        SELECT id, score, nps_class, date, user_id
                          FROM sama_survey_response
                         WHERE %(link)s = wanted.id
                           AND state = 'done' AND phase = 'end'
                         ORDER BY date DESC, id DESC LIMIT 1
                       ) AS done ON TRUE
                  LEFT JOIN LATERAL (
                        SELECT state, expires_on
                          FROM sama_survey_response
                         WHERE %(link)s = wanted.id
                           AND state != 'done' AND phase = 'end'
                         ORDER BY id DESC LIMIT 1
                       ) AS running ON TRUE
                  LEFT JOIN LATERAL (
                        SELECT count(*) AS number,
                               max(attempt.date) AS date,
                               (array_agg(attempt.result
                                    ORDER BY attempt.date DESC, attempt.id DESC))[1]
                               AS result
                          FROM sama_survey_attempt attempt
                          JOIN sama_survey_response sheet
                            ON sheet.id = attempt.response_id
                         WHERE sheet.%(link)s = wanted.id
                       ) AS calls ON TRUE
                  LEFT JOIN LATERAL (
                        SELECT date_deadline, sama_hour
                          FROM mail_activity
                         WHERE res_model = %(model)s
                           AND res_id = wanted.id
                           AND activity_type_id = %(type_id)s
                           AND active
                         ORDER BY date_deadline, COALESCE(sama_hour, 0), id LIMIT 1
                       ) AS plan ON TRUE
                 WHERE doc.id = wanted.id
                """,
                table=SQL.identifier(self._table),
                link=SQL.identifier(self._sama_survey_link),
                ids=list(self.ids),
                model=self._name,
                type_id=Activity._sama_type_id(SURVEY_CALL_TYPE) or 0,
            )
        )
        self.invalidate_recordset([*STORED, "sama_survey_state"], flush=False)

    def _sama_sync_plan(self, stopped=None):
        """Follow the planned call, however its activity is changed."""
        self._sama_sync_survey()

    # === SHEETS === #

    def _sama_survey_for(self, target=None):
        """Return the question set for this document: kind, person group, default.

        :param str target: of the list that one stands in; the document's own first
        :return: a `sama.survey`, or none
        """
        self.ensure_one()
        targets = self._sama_survey_targets()
        if target in targets:
            targets = [target, *(t for t in targets if t != target)]
        # Sets are no secret; which one fits does not depend on who asks.
        document = self.sudo()
        return (
            self.env["sama.survey"]
            .sudo()
            ._sama_choose(
                targets,
                document.company_id,
                document.sama_person_group_id,
                fields.Date.context_today(self),
            )
            .with_env(self.env)
        )

    def _sama_sheets(self):
        """Return the document's sheets, the latest first."""
        return self.env["sama.survey.response"].search(
            [(self._sama_survey_link, "in", self.ids)], order="id desc"
        )

    def _sama_done_sheet(self):
        """Return the latest done sheet of the document, or none."""
        return self.env["sama.survey.response"].search(
            Domain(self._sama_survey_link, "=", self.id)
            & self.env["sama.survey.response"]._sama_done_domain(),
            order="date desc, id desc",
            limit=1,
        )

    def _sama_open_sheet(self, survey=None, resurvey=False, phase="end"):
        """Return the document's sheet that is not done, or a new one.

        :raises UserError: it was surveyed and this is no re-survey, it is nothing to
            survey, or there is no question set
        """
        sheets = self._sama_sheets().filtered(lambda sheet: sheet.phase == phase)
        running = sheets.filtered(lambda sheet: sheet.state in OPEN_STATES)[:1]
        if running:
            if survey and not running.answer_ids and running.survey_id != survey:
                running.survey_id = survey
            return running
        done = sheets.filtered(lambda sheet: sheet.state == "done")[:1]
        if done and not resurvey and phase == "end":
            raise UserError(done._sama_already_text(done))
        if not self.filtered_domain(self._sama_survey_applies_domain()):
            raise UserError(
                self.env._(
                    "%(document)s is not surveyed: only posted invoices that were not "
                    "fully credited, and projects with a customer, are.",
                    document=self.display_name,
                )
            )
        survey = survey or self._sama_survey_for()
        if not survey:
            raise UserError(
                self.env._(
                    "There is no question set for %(document)s. Ask an administrator "
                    "to make one.",
                    document=self.display_name,
                )
            )
        return self.env["sama.survey.response"].create(
            {
                self._sama_survey_link: self.id,
                "survey_id": survey.id,
                "partner_id": self.partner_id.id,
                "user_id": self.env.uid,
                "is_resurvey": bool(done) and phase == "end",
                "phase": phase,
            }
        )

    def sama_survey_start(self, survey=None, resurvey=False, phase="end"):
        """Return the sheet to fill: the one begun before, else a new one.

        :param survey: a `sama.survey` or its id; as kind and group say by default.
            A sheet that has answers keeps its set.
        :param bool resurvey: ask again although there is a done sheet
        :param str phase: `mid` for a survey during a project
        :return: `sama.survey.response`
        :raises AccessError: not an agent, or not his document
        :raises UserError: surveyed already, nothing to survey, no question set, or the
            salesperson surveys himself where the company forbids it
        """
        self.ensure_one()
        self._sama_check_agent()
        # An agent makes sheets through this method only.
        document = self.sudo()
        document._sama_check_seller(self.env.user)
        survey = self.env["sama.survey"].sudo().browse(getattr(survey, "id", survey))
        response = document._sama_open_sheet(survey.exists(), resurvey, phase)
        return response.with_env(self.env)

    def sama_log_attempt(self, result, call_again_on=None, note=None):
        """Log one call that brought no answers.

        A call planned before is done by it; `later` plans one, an activity of the
        surveyor; `refused` ends the survey; a wrong number marks the person's phone.

        :param str result: no_answer, busy, unreachable, wrong_number, later, refused
        :param call_again_on: UTC datetime or ISO text in the future; `later` needs it
        :param str note: what was said
        :return: `sama.survey.attempt`
        :raises AccessError: not an agent, or not his document
        :raises ValidationError: no such result, or no or a past time to call again
        :raises UserError: as `sama_survey_start`
        """
        self.ensure_one()
        self._sama_check_agent()
        if result not in dict(RESULTS):
            raise ValidationError(self.env._("Choose what came of the call."))
        call_again_on = fields.Datetime.to_datetime(call_again_on) or False
        if result == "later" and not call_again_on:
            raise ValidationError(self.env._("Choose when to call again."))
        if call_again_on and call_again_on <= fields.Datetime.now():
            raise ValidationError(
                self.env._("The time to call again is past. Choose a later one.")
            )
        # An agent logs attempts through this method only.
        document = self.sudo()
        response = document._sama_open_sheet()
        if result == "refused":
            response.write({"state": "refused", "date": fields.Datetime.now()})
        document._sama_drop_calls()
        if call_again_on:
            document._sama_plan_call(call_again_on)
        attempt = (
            self.env["sama.survey.attempt"]
            .sudo()
            .create(
                {
                    "response_id": response.id,
                    "partner_id": response.partner_id.id,
                    "user_id": self.env.uid,
                    "result": result,
                    "call_again_on": call_again_on,
                    "note": note or False,
                }
            )
        )
        if result == "wrong_number":
            response.partner_id.sama_bad_phone = True
        return attempt.with_env(self.env)

    # === PLANNED CALLS === #

    def _sama_plan_call(self, moment):
        """Plan a call: an activity of the surveyor who plans it.

        :param datetime moment: UTC
        """
        user = self.env.user
        local = utc.localize(moment).astimezone(timezone(user.tz or "UTC"))
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": self.env["mail.activity"]._sama_type_id(
                        SURVEY_CALL_TYPE
                    ),
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": document.id,
                    "date_deadline": local.date(),
                    "sama_hour": local.hour + local.minute / 60,
                    "user_id": user.id,
                    "automated": True,
                }
                for document in self
            ]
        )

    def _sama_drop_calls(self):
        """Take planned calls away: one was made, or there is nothing left to ask."""
        Activity = self.env["mail.activity"]
        Activity.search(Activity._sama_domain(self, SURVEY_CALL_TYPE)).unlink()

    # === CHECKS AND NOTICES === #

    def _sama_check_seller(self, user):
        """Refuse that the salesperson surveys himself, where the company forbids it.

        :raises UserError: he is the salesperson
        """
        for document in self:
            company = document.company_id or self.env.company
            if (
                company.sama_survey_seller == "forbid"
                and user == document._sama_seller()
            ):
                raise UserError(
                    self.env._(
                        "The salesperson of %(document)s cannot survey his own sale.",
                        document=document.display_name,
                    )
                )

    def _sama_seller(self):
        """Return the salesperson, or who is responsible for the project."""
        return self[self._sama_survey_seller_field]

    def _sama_survey_notices(self):
        """Return what a surveyor should know before he asks.

        :return: list of dict `kind` (`seller`, `quiet`, `done`, `sent`, `bad_phone`)
            and `text`
        """
        self.ensure_one()
        document = self.sudo()  # For who may read it; the caller has checked.
        company = document.company_id or self.env.company
        partner = document.partner_id
        notices = []
        if company.sama_survey_seller == "warn" and (
            document._sama_seller() == self.env.user
        ):
            notices.append(("seller", self.env._("You are the salesperson yourself.")))
        if document.sama_survey_sheet == "done":
            done = document.sama_survey_response_id
            notices.append(("done", done._sama_already_text(done)))
        asked = partner.sama_survey_asked_on
        days = company.sama_survey_quiet_days
        if asked and days and asked >= fields.Datetime.now() - timedelta(days=days):
            notices.append(
                (
                    "quiet",
                    self.env._(
                        "%(name)s was asked on %(date)s already, less than %(days)s "
                        "days ago.",
                        name=partner.display_name,
                        date=format_datetime(self.env, asked),
                        days=days,
                    ),
                )
            )
        if document.sama_survey_sheet == "sent":
            notices.append(("sent", self.env._("The customer has the link.")))
        if partner.sama_bad_phone:
            notices.append(("bad_phone", self.env._("The number was a wrong one.")))
        return [{"kind": kind, "text": text} for kind, text in notices]

    def _sama_log_survey(self, body):
        """Say in the chatter what happened to the survey; the document stays as is."""
        self._message_log_batch(bodies=dict.fromkeys(self.ids, body))
