from markupsafe import Markup

from odoo import models
from odoo.tools import format_date, format_duration, formatLang

from .sama_agent_mixin import GROUP_MANAGER
from .sama_follow_up_mixin import OPEN_STATES

NAMED_ORDERS = 5


class SamaFollowUpMixin(models.AbstractModel):
    """Give quotations to followers: any number at once, each person told once."""

    _inherit = "sama.follow.up.mixin"

    _sama_assign_field = "sama_follow_up_user_id"
    _sama_assign_group_field = "follow_up_user_id"

    def sama_assign(
        self,
        user_ids,
        next_date=None,
        next_hour=None,
        share=False,
        move_planned=False,
        only_unassigned=False,
        restart_stopped=False,
    ):
        """Give the quotations to one follower, or share them among several.

        Planned activities move along, the chatter keeps old and new name, and each
        person gets one message.

        :param user_ids: agents: ids, one id, or `res.users` records
        :param next_date: first date for those without plan; date or ISO text, today
            or later in the follower's day
        :param float next_hour: 13.5 is 13:30, 0 or None is no hour; the follower's
            time zone
        :param share: how several followers share: "count" (as many quotations each,
            then amounts as near as may be), "amount" (amounts as near as may be);
            True is "count"
        :param bool move_planned: plan anew also what is planned already
        :param bool only_unassigned: leave those that have a responsible
        :param bool restart_stopped: plan also those out of follow-up
        :return: dict of `assigned` (number of quotations whose responsible changed),
            `unchanged` (were his already), `planned` (number that got the date),
            `by_user` (list of dict `user_id`, `name`, `count`) and `refused` (list of
            dict `id`, `name`, `reason`)
        :raises AccessError: the user is no manager, or may not read an order
        :raises ValidationError: nobody is chosen, somebody who is no agent, several
            without a way to share, or the date is past
        """
        self._sama_check_agent(GROUP_MANAGER)
        users = self._sama_check_followers(user_ids, share)
        next_date = self._sama_to_date(next_date)
        next_hour = self._sama_to_hour(next_hour)
        # sudo: a manager has no right to write on orders; the gate let him pass.
        orders = self.sudo()
        by = "amount" if share == "amount" else "count"
        dealt, shares, refused = orders._sama_deal_out(users, by, only_unassigned)
        to_plan = dealt.browse()
        if next_date:
            to_plan = dealt._sama_to_plan(move_planned, restart_stopped)
        changed = dealt._sama_hand_out(shares, to_plan, next_date, next_hour)
        result = orders._sama_assign_result(dealt, changed, refused)
        return {**result, "planned": len(to_plan)}

    def _sama_deal_out(self, users, by, only_unassigned):
        """Say which of the quotations go to whom, and why others stay as they are.

        :param str by: "count" or "amount"
        :return: the quotations that are dealt, the user by id, the reason by id
        """
        refused = self._sama_refuse_assignment(only_unassigned)
        free = self.filtered(lambda order: order.id not in refused)
        shares = free._sama_share(users, by)
        nobody = self.env._("Nobody chosen works in its company")
        return self._sama_deal(shares, refused, nobody), shares, refused

    def _sama_refuse_assignment(self, only_unassigned):
        """Return why which of the orders stay as they are, by id."""
        refused = {}
        for order in self:
            if order.state not in OPEN_STATES:
                refused[order.id] = self.env._("No quotation any more")
            elif only_unassigned and order.sama_follow_up_user_id:
                refused[order.id] = self.env._("Has a responsible already")
        return refused

    def _sama_to_plan(self, move_planned, restart_stopped):
        """Return the orders that the first date is meant for."""
        return self.filtered(
            lambda order: (
                move_planned
                if order.sama_next_follow_up_date
                else restart_stopped or not order.sama_follow_up_stopped
            )
        )

    def _sama_hand_out(self, shares, to_plan, next_date, next_hour):
        """Set who is responsible, plan the first follow-up, and tell each person.

        :param dict shares: user by id of the quotation
        :param to_plan: those of the quotations that the date is meant for
        :return: the quotations whose responsible changed
        :raises ValidationError: the date is past for a responsible-to-be
        """
        if next_date:
            receivers = self.env["res.users"].browse(
                {shares[order.id].id for order in to_plan}
            )
            self._sama_check_moment(next_date, next_hour, receivers)
        changed = self._sama_set_responsible(shares)
        if to_plan:
            to_plan._sama_plan(next_date, next_hour)
        told = changed | to_plan
        told._sama_tell_assigned(self.env.user, next_date and (next_date, next_hour))
        return changed

    def _sama_assign_amounts(self):
        return {
            order.id: order.amount_total / (order.currency_rate or 1.0)
            for order in self
        }

    # === MESSAGES === #

    def _sama_tell_assigned(self, giver, plan):
        """Tell each new responsible once what he was given; nobody tells himself.

        :param giver: the user who assigned
        :param plan: (date, hour) of the first follow-up, or nothing
        """
        for user, orders in self._sama_by_receiver(giver):
            env = orders.env
            lines = [
                env._(
                    "%(giver)s gave you %(count)s quotations to follow up.",
                    giver=giver.name,
                    count=formatLang(env, len(orders), digits=0),
                ),
                orders._sama_name_some(),
            ]
            if plan:
                when = format_date(env, plan[0])
                if plan[1]:
                    when += f" {format_duration(plan[1])}"
                lines.append(env._("First follow-up: %(when)s", when=when))
            subject = env._(
                "%(count)s quotations to follow up",
                count=formatLang(env, len(orders), digits=0),
            )
            user._sama_notify(subject, lines)

    def _sama_tell_handed_over(self, leaving):
        """Tell each receiver once what he takes over from whom.

        :param leaving: the users who leave
        """
        for user, orders in self._sama_by_receiver(self.env.user):
            env = orders.env
            subject = env._(
                "%(count)s quotations to take over",
                count=formatLang(env, len(orders), digits=0),
            )
            lines = [
                env._(
                    "%(count)s quotations of %(names)s are yours to follow up now.",
                    count=formatLang(env, len(orders), digits=0),
                    names=", ".join(leaving.mapped("name")),
                ),
                orders._sama_name_some(),
            ]
            user._sama_notify(subject, lines)

    def _sama_name_some(self):
        """Return links to the first of the orders, and how many more there are."""
        links = [
            Markup('<a href="%s" data-oe-model="%s" data-oe-id="%s">%s</a>')
            % (
                f"/mail/view?model={order._name}&res_id={order.id}",
                order._name,
                order.id,
                order.name,
            )
            for order in self[:NAMED_ORDERS]
        ]
        names = Markup(self.env._(", ")).join(links)
        rest = len(self) - len(links)
        if not rest:
            return names
        return self.env._(
            "%(names)s and %(rest)s more",
            names=names,
            rest=formatLang(self.env, rest, digits=0),
        )
