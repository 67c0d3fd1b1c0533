from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.date_utils import add

from .mail_activity import FOLLOW_UP_TYPE, TRY_AGAIN_TYPE
from .sama_agent_mixin import GROUP_AGENT

OPEN_STATES = ("draft", "sent")

# In the order of urgency, which is also the order of sorting.
STATES = [
    ("overdue", "Overdue"),
    ("today", "Today"),
    ("planned", "Planned"),
    ("unplanned", "Without Date"),
    ("stopped", "Out of Follow-up"),
]


class SamaFollowUpMixin(models.AbstractModel):
    """The chase of a quotation: its responsible, its plan, its log, its state.

    The plan is a `mail.activity` of the addon's own type, so that bell, chatter and
    phone alarm by themselves; the next date and hour on the document follow it and are
    stored for lists. Count and last follow-up follow the log in the same way. Both are
    written by one SQL statement each, which leaves `write_date` and tracking alone, and
    makes two users who log at once meet on the row: the second is repeated by Odoo.

    A chase is stopped only by a follow-up without next date, by voiding, cancelling
    and confirming. An open quotation without date is `unplanned` and stays on the desk.
    """

    _name = "sama.follow.up.mixin"
    _description = "Follow-up of a Quotation"
    _inherit = ["sama.assign.mixin"]

    sama_follow_up_user_id = fields.Many2one(
        "res.users",
        string="Follow-up Responsible",
        compute="_compute_sama_follow_up_user_id",
        store=True,
        readonly=False,
        copy=False,  # Found anew, also where who copies may not read it.
        tracking=True,
        domain=lambda self: [
            ("share", "=", False),
            ("all_group_ids", "in", self.env.ref(GROUP_AGENT).ids),
        ],
        groups=GROUP_AGENT,
        help="Who chases the quotation: as chosen, else as the person group says, "
        "else the salesperson.",
    )
    sama_follow_up_ids = fields.One2many(
        "sama.follow.up", "order_id", string="Follow-ups", groups=GROUP_AGENT
    )
    sama_follow_up_count = fields.Integer(
        string="Number of Follow-ups",
        readonly=True,
        copy=False,
        groups=GROUP_AGENT,
    )
    sama_last_follow_up_id = fields.Many2one(
        "sama.follow.up",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=GROUP_AGENT,
    )
    sama_last_follow_up_date = fields.Datetime(
        string="Last Follow-up", readonly=True, copy=False, groups=GROUP_AGENT
    )
    sama_last_outcome_id = fields.Many2one(
        related="sama_last_follow_up_id.outcome_id",
        string="Last Outcome",
        groups=GROUP_AGENT,
    )
    sama_last_description = fields.Text(
        related="sama_last_follow_up_id.description",
        string="Last Words",
        groups=GROUP_AGENT,
    )
    sama_last_result = fields.Selection(
        related="sama_last_follow_up_id.result",
        string="Last Result",
        groups=GROUP_AGENT,
    )
    sama_next_follow_up_date = fields.Date(
        string="Next Follow-up Date",
        copy=False,
        groups=GROUP_AGENT,
        help="Follows the planned activity. Writing it plans the activity.",
    )
    sama_next_follow_up_hour = fields.Float(
        string="Next Follow-up Hour",
        copy=False,
        groups=GROUP_AGENT,
        aggregator=None,
        help="13.5 is 13:30; 0 is no hour. In the responsible's time zone.",
    )
    sama_follow_up_stopped = fields.Boolean(
        string="Follow-up Stopped", readonly=True, copy=False, groups=GROUP_AGENT
    )
    sama_follow_up_state = fields.Selection(
        STATES,
        string="Follow-up State",
        compute="_compute_sama_follow_up_state",
        search="_search_sama_follow_up_state",
        groups=GROUP_AGENT,
        help="By the reader's own day.",
    )
    sama_days_late = fields.Integer(
        string="Days Late",
        compute="_compute_sama_follow_up_state",
        groups=GROUP_AGENT,
    )
    sama_phone = fields.Char(
        string="Phone to Call",
        compute="_compute_sama_phone",
        groups=GROUP_AGENT,
        help="Mobile or phone of the contact, else of his company.",
    )
    sama_void_reason_id = fields.Many2one(
        "sama.void.reason",
        string="Void Reason",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups=GROUP_AGENT,
    )

    _sama_open_plan_idx = models.Index(
        "(sama_next_follow_up_date, id) WHERE state IN ('draft', 'sent') "
        "AND sama_next_follow_up_date IS NOT NULL"
    )
    _sama_open_user_idx = models.Index(
        "(sama_follow_up_user_id, sama_next_follow_up_date, id) "
        "WHERE state IN ('draft', 'sent')"
    )

    # === COMPUTE === #

    @api.depends("user_id", "sama_person_group_id")
    def _compute_sama_follow_up_user_id(self):
        """Fill an empty responsible; the one already set stays."""
        for order in self.filtered(lambda order: not order.sama_follow_up_user_id):
            order.sama_follow_up_user_id = next(
                (
                    user.id
                    for user in order._sama_default_responsibles()
                    if user._sama_follows_up_for(order.company_id)
                ),
                False,
            )

    def _sama_default_responsibles(self):
        """Yield who may be the responsible by default, the nearest group's first."""
        self.ensure_one()
        by_group = self.env["sama.person.group"]._get_inherited_ids("follow_up_user_id")
        # Sudo: who makes an order need read neither groups nor other users.
        order = self.sudo()
        group = order.sama_person_group_id
        while group:
            if user_id := by_group.get(group.id):
                yield order.env["res.users"].browse(user_id)
            group = group.parent_id
        if order.user_id:
            yield order.user_id

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

    @api.depends("partner_id.phone", "partner_id.sama_mobile")
    def _compute_sama_phone(self):
        for order in self:
            partner = order.partner_id
            order.sama_phone = next(
                (
                    who[fname]
                    for who in (partner, partner.commercial_partner_id)
                    for fname in who._phone_get_number_fields()
                    if who[fname]
                ),
                False,
            )

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
        rank = SQL(
            "array_position(%s::varchar[], %s)",
            [state for state, _label in STATES],
            self._field_to_sql(alias, field_name, query),
        )
        query._order_groupby.append(rank)
        return SQL("%s %s %s", rank, direction, nulls)

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
        if cut == "try_again":
            # The only one that costs a query.
            return self._sama_try_again_domain(today)
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
        # The activity may be a colleague's; only the order's id leaves this query.
        due = (
            self.env["mail.activity"]
            .sudo()
            .search(activity & Domain("res_model", "=", self._name))
        )
        return Domain("state", "=", "cancel") & Domain("id", "in", due.mapped("res_id"))

    # === PLAN === #

    def _sama_plan(self, date, hour=0.0):
        """Plan the next follow-up: one activity of our type on each order, no more.

        An order without responsible is taken by who plans it, so that somebody is
        alarmed.

        :param date date: the responsible's day
        :param float hour: 13.5 is 13:30; 0 is no hour
        """
        Activity = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True, sama_planning=True
        )
        planned = Activity.search(
            Activity._sama_domain(self), order="res_id, date_deadline, sama_hour, id"
        ).grouped("res_id")
        values = {"date_deadline": date, "sama_hour": hour or 0.0}
        self._sama_take_over()
        kept = Activity.browse(activities[0].id for activities in planned.values())
        rest = Activity.browse(
            activity.id
            for activities in planned.values()
            for activity in activities[1:]
        )
        kept.write(values)
        rest.unlink()
        # The activity stores its document's name, and asks for it one by one.
        self.fetch(["name"])
        Activity.create(
            [
                {
                    **values,
                    "activity_type_id": Activity._sama_type_id(),
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": order.id,
                    "user_id": order.sama_follow_up_user_id.id,
                    "automated": True,
                }
                for order in self
                if order.id not in planned
            ]
        )
        self._sama_sync_plan()

    def _sama_take_over(self):
        """Make the acting agent responsible for orders that have nobody."""
        user = self.env.user
        if user.has_group(GROUP_AGENT) and not user._is_superuser():
            self.filtered(
                lambda order: not order.sama_follow_up_user_id
            ).sama_follow_up_user_id = user

    def _sama_unplan(self, stopped=None):
        """Take the planned activities away and store whether the chase is stopped."""
        Activity = self.env["mail.activity"].with_context(sama_planning=True)
        Activity.search(Activity._sama_domain(self)).unlink()
        self._sama_sync_plan(stopped=stopped)

    def _sama_move_plan(self):
        """Give the planned activities to the orders' responsible."""
        Activity = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True
        )
        user_by_order = {order.id: order.sama_follow_up_user_id for order in self}
        by_user = defaultdict(Activity.browse)
        domain = Activity._sama_domain(self, FOLLOW_UP_TYPE, TRY_AGAIN_TYPE)
        for activity in Activity.search(domain):
            if activity.user_id != user_by_order[activity.res_id]:
                by_user[user_by_order[activity.res_id]] |= activity
        for user, activities in by_user.items():
            activities.write({"user_id": user.id})

    def _sama_sync_plan(self, stopped=None):
        """Store date and hour of each order's earliest activity of our type.

        :param bool stopped: whether the chase is stopped where nothing is planned;
            None leaves it as it is
        """
        if not self:
            return
        stored = [
            "sama_next_follow_up_date",
            "sama_next_follow_up_hour",
            "sama_follow_up_stopped",
        ]
        Activity = self.env["mail.activity"]
        Activity.flush_model()
        self.flush_recordset(stored)
        self.env.cr.execute(
            SQL(
                """
                UPDATE %(table)s AS doc
                   SET sama_next_follow_up_date = plan.date_deadline,
                       sama_next_follow_up_hour = COALESCE(plan.sama_hour, 0),
                       sama_follow_up_stopped = plan.id IS NULL AND %(stopped)s
                  FROM unnest(%(ids)s) AS wanted(id)
                  LEFT JOIN LATERAL (
                        SELECT id, date_deadline, sama_hour
                          FROM mail_activity
                         WHERE res_model = %(model)s
                           AND res_id = wanted.id
                           AND activity_type_id = %(type_id)s
                           AND active
                         ORDER BY date_deadline, COALESCE(sama_hour, 0), id
                         LIMIT 1
                       ) AS plan ON TRUE
                 WHERE doc.id = wanted.id
                """,
                table=SQL.identifier(self._table),
                ids=list(self.ids),
                model=self._name,
                type_id=Activity._sama_type_id() or 0,
                stopped=SQL("COALESCE(doc.sama_follow_up_stopped, FALSE)")
                if stopped is None
                else stopped,
            )
        )
        self.invalidate_recordset(
            [*stored, "sama_follow_up_state", "sama_days_late"], flush=False
        )
        self._sama_notify_desk()

    # === LOG === #

    def _sama_log(self, values):
        """Log one follow-up on each order and say so in the chatter.

        :param dict values: of `sama.follow.up`, the same on each order
        :return: the new `sama.follow.up` records
        """
        user = self.env.user
        writer = user.id if user._is_internal() and not user._is_superuser() else False
        follow_ups = self.env["sama.follow.up"].create(
            [
                {
                    "order_id": order.id,
                    "partner_id": order.partner_id.id,
                    "company_id": order.company_id.id,
                    "user_id": writer,
                    **values,
                }
                for order in self
            ]
        )
        self._message_log_batch(
            bodies={log.order_id.id: log._chatter_body() for log in follow_ups},
            author_id=user.partner_id.id,
        )
        return follow_ups

    def _sama_sync_log(self):
        """Store number and last of each order's follow-ups."""
        if not self:
            return
        stored = [
            "sama_follow_up_count",
            "sama_last_follow_up_id",
            "sama_last_follow_up_date",
        ]
        self.env["sama.follow.up"].flush_model(["order_id", "date"])
        self.flush_recordset(stored)
        self.env.cr.execute(
            SQL(
                """
                UPDATE %(table)s AS doc
                   SET sama_follow_up_count = COALESCE(log.number, 0),
                       sama_last_follow_up_id = log.last_id,
                       sama_last_follow_up_date = log.last_date
                  FROM unnest(%(ids)s) AS wanted(id)
                  LEFT JOIN (
                        SELECT order_id,
                               count(*) AS number,
                               max(date) AS last_date,
                               (array_agg(id ORDER BY date DESC, id DESC))[1] AS last_id
                          FROM sama_follow_up
                         WHERE order_id = ANY(%(ids)s)
                         GROUP BY order_id
                       ) AS log ON log.order_id = wanted.id
                 WHERE doc.id = wanted.id
                """,
                table=SQL.identifier(self._table),
                ids=list(self.ids),
            )
        )
        self.invalidate_recordset(
            [
                *stored,
                "sama_follow_up_ids",
                "sama_last_outcome_id",
                "sama_last_description",
                "sama_last_result",
            ],
            flush=False,
        )
        self._sama_notify_desk()

    def _sama_notify_desk(self):
        """Let the desks of those who chase these orders refresh themselves."""
        # Sudo: an order may leave its writer's reach by the very write.
        self.env["sama.desk"]._notify(self.sudo().sama_follow_up_user_id)
