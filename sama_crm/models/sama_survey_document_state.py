from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.sql_order import order_by_rank, rank_of
from .sama_survey_document import BAND_STARTS, STATES


class SamaSurveyDocument(models.AbstractModel):
    """The survey state of a document: of the reader's day, in lists as in forms."""

    _inherit = "sama.survey.document"

    # === STATE === #

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

    # === SCORE BAND AND CUT === #

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

    # === SORT AND GROUP === #

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
        state = self._field_to_sql(alias, field_name, query)
        rank = rank_of(state, [value for value, _label in STATES])
        return order_by_rank(query, rank, direction, nulls)

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
