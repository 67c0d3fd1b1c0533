from odoo import api, fields, models

from .sama_agent_mixin import GROUP_AGENT, agents_domain

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
        domain=agents_domain,
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
        # sudo: who makes an order need read neither groups nor other users.
        order = self.sudo()
        group = order.sama_person_group_id
        while group:
            if user_id := by_group.get(group.id):
                yield order.env["res.users"].browse(user_id)
            group = group.parent_id
        if order.user_id:
            yield order.user_id

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

    # === DESK === #

    def _sama_notify_desk(self):
        """Let the desks of those who chase these orders refresh themselves."""
        # sudo: an order may leave its writer's reach by the very write. They are read
        # together, though the log by which they were reached may be out of the cache.
        orders = self.sudo().with_prefetch(self.ids)
        self.env["sama.desk"]._notify(orders.sama_follow_up_user_id)
