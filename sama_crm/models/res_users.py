from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from .mail_activity import FOLLOW_UP_TYPE, TRY_AGAIN_TYPE
from .sama_agent_mixin import GROUP_AGENT, GROUP_MANAGER, agents_domain
from .sama_follow_up_mixin import OPEN_STATES

# What a manager sets on a follow-up person without other rights on users.
MANAGER_FIELDS = {"sama_deputy_id", "sama_daily_capacity"}


class ResUsers(models.Model):
    """A follow-up person: his deputy, his load, and what he leaves behind.

    Whoever is archived or deleted, or is no agent any more, hands his quotations and
    their plans over: to his deputy, else to the one whom the person group names, else
    to the salesperson, else they stay dated and unassigned for the managers.
    """

    _inherit = "res.users"

    sama_deputy_id = fields.Many2one(
        "res.users",
        string="Deputy",
        domain=agents_domain,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=GROUP_AGENT,
        help="Takes over the quotations of a person who leaves.",
    )
    sama_daily_capacity = fields.Integer(
        string="Daily Capacity",
        copy=False,
        groups=GROUP_AGENT,
        aggregator=None,
        help="How many follow-ups a day are expected; 0 is no limit.",
    )
    sama_open_quotation_count = fields.Integer(
        string="Open Quotations",
        compute="_compute_sama_quotation_counts",
        groups=GROUP_AGENT,
    )
    sama_overdue_quotation_count = fields.Integer(
        string="Overdue",
        compute="_compute_sama_quotation_counts",
        groups=GROUP_AGENT,
    )

    _sama_daily_capacity_positive = models.Constraint(
        "CHECK (sama_daily_capacity >= 0)",
        "The daily capacity cannot be negative.",
    )

    # === COMPUTE === #

    @api.depends_context("uid", "tz", "allowed_company_ids")
    def _compute_sama_quotation_counts(self):
        """Count what the reader would find on each person's desk."""
        Order = self.env["sale.order"]
        mine = fields.Domain("sama_follow_up_user_id", "in", self.ids)
        groups = Order._read_group(
            Order._sama_cut_domain("open") & mine,
            ["sama_follow_up_user_id", "sama_follow_up_state"],
            ["__count"],
        )
        counts = defaultdict(lambda: defaultdict(int))
        for user, state, count in groups:
            counts[user.id][state] += count
        for user in self:
            user.sama_open_quotation_count = sum(counts[user.id].values())
            user.sama_overdue_quotation_count = counts[user.id]["overdue"]

    # === CONSTRAINS === #

    @api.constrains("sama_deputy_id")
    def _check_sama_deputy_id(self):
        """A deputy is another agent. Two may stand in for each other."""
        for user in self:
            if user.sama_deputy_id == user:
                raise ValidationError(
                    self.env._("%(name)s cannot be his own deputy.", name=user.name)
                )
            if user.sama_deputy_id and not user.sama_deputy_id._sama_is_agent():
                raise ValidationError(
                    self.env._(
                        "%(name)s is no follow-up person. Choose an agent.",
                        name=user.sama_deputy_id.name,
                    )
                )

    # === CRUD === #

    def write(self, vals):
        """Let managers set deputies, and let nobody leave with his plans."""
        users = self
        if (
            vals
            and vals.keys() <= MANAGER_FIELDS
            and self.env.user.has_group(GROUP_MANAGER)
            # sudo: whether they are agents is no secret to their manager
            and all(user._sama_is_agent() for user in self.sudo())
        ):
            # sudo: a manager keeps these two of his agents, and nothing else of a user.
            users = self.sudo()
        if "active" in vals and not vals["active"]:
            self._sama_hand_over()
        agents = self.browse()
        companies = {}
        if "group_ids" in vals:
            # sudo: who manages users need not be an agent himself.
            agents = self.sudo().filtered(lambda user: user._sama_is_agent())
        if "company_ids" in vals:
            # sudo: as above
            companies = {user: user.company_ids for user in self.sudo()}
        result = super(ResUsers, users).write(vals)
        agents.filtered(lambda user: not user._sama_is_agent())._sama_hand_over()
        for user, before in companies.items():
            if lost := before - user.company_ids:
                user._sama_hand_over(lost)
        return result

    def action_archive(self):
        # Odoo deletes the activities of who is archived.
        self.check_access("write")
        self._sama_hand_over()
        return super().action_archive()

    def unlink(self):
        # The database deletes the activities of who is deleted.
        self.check_access("unlink")
        self._sama_hand_over()
        self._sama_keep_names()
        return super().unlink()

    def _sama_keep_names(self):
        """Keep the names in the log, where no user means the customer himself."""
        self.env["sama.follow.up"].flush_model(["user_id"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE sama_follow_up log
                   SET gone_user_name = partner.name
                  FROM res_users leaver
                  JOIN res_partner partner ON partner.id = leaver.partner_id
                 WHERE log.user_id = leaver.id AND leaver.id = ANY(%s)
                """,
                list(self._ids),
            )
        )
        self.env["sama.follow.up"].invalidate_model(["gone_user_name"])

    # === ACTIONS === #

    def action_sama_open_quotations(self):
        """Open the quotations that `sama_open_quotation_count` counts.

        :return: a window action
        """
        return self._sama_quotation_action("open")

    def action_sama_overdue_quotations(self):
        """Open the quotations that `sama_overdue_quotation_count` counts.

        :return: a window action
        """
        return self._sama_quotation_action("overdue")

    def _sama_quotation_action(self, cut):
        domain = self.env["sale.order"]._sama_cut_domain(cut) & fields.Domain(
            "sama_follow_up_user_id", "in", self.ids
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "Quotations of %(names)s", names=", ".join(self.mapped("name"))
            ),
            "res_model": "sale.order",
            "view_mode": "list,kanban,form",
            "domain": list(domain),
            "context": {"create": False},
        }

    # === HANDOVER === #

    def _sama_is_agent(self):
        """Return whether the user follows up quotations: active, internal, agent."""
        self.ensure_one()
        return self.active and not self.share and self._has_group(GROUP_AGENT)

    def _sama_follows_up_for(self, company):
        """Return whether the user is an agent who works in the company."""
        return self._sama_is_agent() and (
            not company or company.id in self._get_company_ids()
        )

    def _sama_hand_over(self, companies=None):
        """Give the open quotations of these users, who leave, to who stays.

        Also the plans that they have on quotations of others, and the days to try a
        voided one again. Each receiver gets one message.

        :param companies: those that they leave; all by default
        """
        if not self:
            return
        # sudo: whoever lets a user go need not see his quotations.
        leaving = self.sudo()
        for model in ("account.move", "project.project"):
            leaving.env[model]._sama_leave_surveys(leaving, companies)
        plans = leaving._sama_plans(companies)
        orders = leaving._sama_left_orders(plans, companies)
        if not orders:
            return
        planners = {plan.res_id: plan.user_id for plan in plans}
        leaver_by_order = {}
        for order in orders:
            responsible = order.sama_follow_up_user_id
            if not responsible or responsible in leaving:
                leaver_by_order[order] = responsible or planners[order.id]
        receivers = leaving._sama_receivers(leaver_by_order)
        changed = orders.browse(receivers)._sama_set_responsible(receivers)
        leaving._sama_pass_on_plans(plans.exists())
        touched = changed | orders.browse(plans.mapped("res_id")).exists()
        touched._sama_tell_handed_over(leaving)

    def _sama_plans(self, companies=None):
        """Return the users' activities of our types on quotations of the companies."""
        Activity = self.env["mail.activity"]
        types = [
            Activity._sama_type_id(xmlid) for xmlid in (FOLLOW_UP_TYPE, TRY_AGAIN_TYPE)
        ]
        plans = Activity.search(
            [
                ("user_id", "in", self.ids),
                ("res_model", "=", "sale.order"),
                ("activity_type_id", "in", types),
            ]
        )
        if companies is None:
            return plans
        orders = self.env["sale.order"].browse(plans.mapped("res_id")).exists()
        left = orders.filtered(lambda order: order.company_id in companies)
        return plans.filtered(lambda plan: plan.res_id in left._ids)

    def _sama_left_orders(self, plans, companies=None):
        """Return the orders that the users are to hand over."""
        domain = fields.Domain("state", "in", OPEN_STATES) & fields.Domain(
            "sama_follow_up_user_id", "in", self.ids
        )
        if companies is not None:
            domain &= fields.Domain("company_id", "in", companies.ids)
        orders = self.env["sale.order"].search(domain, order="id")
        return orders | orders.browse(set(plans.mapped("res_id"))).exists()

    def _sama_pass_on_plans(self, plans):
        """Give plans that did not move with their order to its responsible."""
        Activity = plans.with_context(mail_activity_quick_update=True)
        by_user = defaultdict(Activity.browse)
        for plan in Activity.filtered(lambda plan: plan.user_id in self):
            order = self.env["sale.order"].browse(plan.res_id)
            by_user[order.sama_follow_up_user_id] |= plan
        for user, moved in by_user.items():
            moved.write({"user_id": user.id})

    def _sama_receivers(self, leaver_by_order):
        """Choose who takes over each order.

        :param dict leaver_by_order: the order to the user who leaves it
        :return: dict of order id to user; an empty one where nobody is left
        """
        agents = self.env["res.users"].search(
            [*agents_domain(self), ("id", "not in", self.ids)]
        )
        companies = {user: set(user.company_ids.ids) for user in agents}
        named = self.env["sale.order"]._sama_group_responsibles(
            [order.id for order in leaver_by_order]
        )
        receivers = {}
        for order, leaver in leaver_by_order.items():
            candidates = [
                *leaver._sama_deputies(),
                *agents.browse(named.get(order.id, [])),
                order.user_id,
            ]
            company_id = order.company_id.id
            receivers[order.id] = next(
                (user for user in candidates if company_id in companies.get(user, ())),
                self.env["res.users"],
            )
        return receivers

    def _sama_deputies(self):
        """Return the user's deputy, the deputy's deputy and so on, each once."""
        chain = self.browse()
        deputy = self.sama_deputy_id
        while deputy and deputy not in chain | self:
            chain |= deputy
            deputy = deputy.sama_deputy_id
        return chain

    # === MESSAGES === #

    def _sama_notify(self, subject, lines):
        """Send the user one notification, where he wants his: inbox or e-mail.

        :param str subject: in the user's language
        :param lines: texts, escaped unless they are Markup
        """
        self.ensure_one()
        body = Markup("<br/>").join(line for line in lines if line)
        self.env["mail.thread"].message_notify(
            partner_ids=self.partner_id.ids, subject=subject, body=body
        )
