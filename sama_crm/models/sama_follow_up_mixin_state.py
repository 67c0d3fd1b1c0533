from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.date_utils import add

from ..tools.sql_order import order_by_rank, rank_of
from .mail_activity import TRY_AGAIN_TYPE
from .sama_follow_up_mixin import OPEN_STATES, STATES


class SamaFollowUpMixin(models.AbstractModel):
    """The state of a chase, which is of the reader's day, and the cuts of the desk."""

    _inherit = "sama.follow.up.mixin"

    # === COMPUTE === #

    @api.depends("state", "sama_next_follow_up_date", "sama_follow_up_stopped")
    @api.depends_context("uid", "tz")
    def _compute_sama_follow_up_state(self):
        today = fields.Date.context_today(self)
        for order in self:
            planned = order.sama_next_follow_up_date
            order.sama_days_late = 0
            if order.state not in OPEN_STATES or order.sama_follow_up_stopped:
                order.sama_follow_up_state = "stopped"
            elif not planned:
                order.sama_follow_up_state = "unplanned"
            elif planned == today:
                order.sama_follow_up_state = "today"
            elif planned > today:
                order.sama_follow_up_state = "planned"
            else:
                order.sama_follow_up_state = "overdue"
                order.sama_days_late = (today - planned).days

    # === SEARCH AND SORT === #

    def _search_sama_follow_up_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(self._sama_state_domain(state) for state in value)

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let lists sort and group by the state, which is of the reader's day."""
        if field_expr != "sama_follow_up_state":
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        planned = SQL.identifier(alias, "sama_next_follow_up_date")
        today = fields.Date.context_today(self)
        return SQL(
            "CASE WHEN %(state)s NOT IN %(open)s OR %(stopped)s THEN 'stopped'"
            " WHEN %(planned)s IS NULL THEN 'unplanned'"
            " WHEN %(planned)s < %(today)s THEN 'overdue'"
            " WHEN %(planned)s = %(today)s THEN 'today' ELSE 'planned' END",
            state=SQL.identifier(alias, "state"),
            open=OPEN_STATES,
            stopped=SQL.identifier(alias, "sama_follow_up_stopped"),
            planned=planned,
            today=today,
        )

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Sort states by urgency, not by their letters, and no hour after all hours."""
        if field_name == "sama_next_follow_up_hour":
            hour = self._field_to_sql(alias, field_name, query)
            query._order_groupby.append(hour)
            return SQL("NULLIF(%s, 0) %s %s", hour, direction, nulls)
        if field_name != "sama_follow_up_state":
            return super()._order_field_to_sql(
                alias, field_name, direction, nulls, query
            )
        state = self._field_to_sql(alias, field_name, query)
        return order_by_rank(query, self._sama_rank_sql(state), direction, nulls)

    def _read_group_orderby(self, order, groupby_terms, query):
        """Sort the groups of the states as their rows are sorted."""
        state = groupby_terms.get("sama_follow_up_state")
        if not state:
            return super()._read_group_orderby(order, groupby_terms, query)
        terms = {**groupby_terms, "sama_follow_up_state": self._sama_rank_sql(state)}
        result = super()._read_group_orderby(order, terms, query)
        # What core adds to the terms, to group by it, is kept.
        groupby_terms.update({**terms, "sama_follow_up_state": state})
        return result

    @api.model
    def _sama_rank_sql(self, state):
        """Return the place of a state in the order of urgency."""
        return rank_of(state, [value for value, _label in STATES])

    # === DOMAINS === #

    @api.model
    def _sama_state_domain(self, state):
        """Return the domain of one follow-up state, on stored fields only."""
        today = fields.Date.context_today(self)
        is_open = Domain("state", "in", OPEN_STATES)
        if state == "stopped":
            return ~is_open | Domain("sama_follow_up_stopped", "=", True)
        running = is_open & Domain("sama_follow_up_stopped", "!=", True)
        planned = {
            "unplanned": Domain("sama_next_follow_up_date", "=", False),
            "overdue": Domain("sama_next_follow_up_date", "<", today),
            "today": Domain("sama_next_follow_up_date", "=", today),
            "planned": Domain("sama_next_follow_up_date", ">", today),
        }
        return running & planned[state] if state in planned else Domain.FALSE

    @api.model
    def _sama_since_domain(self):
        """Return the domain that keeps years of old quotations off the desk.

        A quotation that somebody planned is alive, however old it is.
        """
        planned = Domain("sama_next_follow_up_date", "!=", False)
        since = Domain.OR(
            Domain("company_id", "=", company.id)
            & (
                Domain("date_order", ">=", company.sama_follow_up_since)
                if company.sama_follow_up_since
                else Domain.TRUE
            )
            for company in self.env.companies
        )
        return planned | since

    @api.model
    def _sama_cut_domain(self, cut):
        """Return the domain of one cut of the desk.

        `overdue`, `today`, `later`, `no_date`, `never` and `stopped` part the open
        assigned quotations (`open`): each is in exactly one. `unassigned` are the other
        open ones; `next_7`, `expiring_3` and `try_again` cut across.

        :raises ValueError: no such cut
        """
        today = fields.Date.context_today(self)
        if cut == "try_again":
            # The only one that costs a query.
            return self._sama_try_again_domain(today)
        is_open = Domain("state", "in", OPEN_STATES) & self._sama_since_domain()
        assigned = is_open & Domain("sama_follow_up_user_id", "!=", False)
        running = Domain("sama_follow_up_stopped", "!=", True)
        followed = Domain("sama_follow_up_count", ">", 0)
        unplanned = self._sama_state_domain("unplanned")
        cuts = {
            "open": assigned,
            "overdue": assigned & self._sama_state_domain("overdue"),
            "today": assigned & self._sama_state_domain("today"),
            "later": assigned & self._sama_state_domain("planned"),
            "no_date": assigned & unplanned & followed,
            "never": assigned & unplanned & ~followed,
            "stopped": assigned & Domain("sama_follow_up_stopped", "=", True),
            "unassigned": is_open
            & running
            & Domain("sama_follow_up_user_id", "=", False),
            "next_7": assigned
            & running
            & Domain("sama_next_follow_up_date", ">", today)
            & Domain("sama_next_follow_up_date", "<=", add(today, days=7)),
            "expiring_3": assigned
            & running
            & Domain("validity_date", ">=", today)
            & Domain("validity_date", "<=", add(today, days=3)),
        }
        if cut not in cuts:
            raise ValueError(f"No such cut of the desk: {cut!r}")
        return cuts[cut]

    @api.model
    def _sama_try_again_domain(self, today):
        """Return the domain of voided quotations that are to be tried again by now."""
        activity = Domain(
            "activity_type_id",
            "=",
            self.env["mail.activity"]._sama_type_id(TRY_AGAIN_TYPE),
        ) & Domain("date_deadline", "<=", today)
        # sudo: the activity may be a colleague's; only the order's id leaves this.
        Activity = self.env["mail.activity"].sudo()
        due = Activity.search(activity & Domain("res_model", "=", self._name))
        return Domain("state", "=", "cancel") & Domain("id", "in", due.mapped("res_id"))
