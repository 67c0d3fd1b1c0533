from collections import Counter

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, formatLang

from ..models.sama_agent_mixin import agents_domain
from ..models.sama_follow_up_mixin import OPEN_STATES


class SaleOrderAssign(models.TransientModel):
    """Give the quotations of a list to followers, in one dialog.

    The quotations are those of the context: `active_ids`, or all of `active_domain`
    where the list selected more than the client sends ids for.
    """

    _name = "sale.order.assign"
    _description = "Assign Quotations"

    user_ids = fields.Many2many(
        "res.users",
        string="Follow-up Responsible",
        domain=agents_domain,
    )
    share = fields.Selection(
        [
            ("count", "The same number of quotations each"),
            ("amount", "The same amount each"),
        ],
        string="Share Evenly",
        required=True,
        default="count",
        help="The largest quotation first, each to the person who has least so far.",
    )
    only_unassigned = fields.Boolean(string="Only Those without Responsible")
    next_date = fields.Date(
        string="First Follow-up Date", help="Empty: plans stay as they are."
    )
    next_hour = fields.Float(
        string="Hour",
        help="13.5 is 13:30; 0 is no hour. In the responsible's time zone.",
    )
    planned = fields.Selection(
        [("keep", "Keep their date"), ("move", "Move to this date too")],
        string="Those Planned Already",
        required=True,
        default="keep",
    )
    restart_stopped = fields.Boolean(string="Also Those out of Follow-up")
    several = fields.Boolean(compute="_compute_preview")
    planned_count = fields.Integer(compute="_compute_summary")
    stopped_count = fields.Integer(compute="_compute_summary")
    summary = fields.Char(compute="_compute_summary")
    preview = fields.Html(compute="_compute_preview")

    # === COMPUTE === #

    @api.depends_context("active_ids")
    def _compute_summary(self):
        orders = self._get_orders()
        running = orders.filtered(lambda order: order.state in OPEN_STATES)
        planned = running.filtered("sama_next_follow_up_date")
        stopped = running.filtered("sama_follow_up_stopped")
        texts = [
            self.env._(
                "%(count)s quotations are selected: %(assigned)s with responsible, "
                "%(planned)s planned, %(stopped)s out of follow-up.",
                count=self._shown(len(orders)),
                assigned=self._shown(len(running.filtered("sama_follow_up_user_id"))),
                planned=self._shown(len(planned)),
                stopped=self._shown(len(stopped)),
            )
        ]
        if orders != running:
            texts.append(
                self.env._(
                    "%(count)s are no quotations any more and stay as they are.",
                    count=self._shown(len(orders - running)),
                )
            )
        self.planned_count = len(planned)
        self.stopped_count = len(stopped)
        self.summary = " ".join(texts)

    @api.depends("user_ids", "share", "only_unassigned")
    @api.depends_context("active_ids")
    def _compute_preview(self):
        orders = self._get_orders()
        for wizard in self:
            users = wizard.user_ids._origin.sorted("id")
            wizard.several = len(users) > 1
            wizard.preview = wizard._get_preview(orders, users) if users else False

    # === ACTIONS === #

    def action_assign(self):
        """Assign, and say how many were assigned and which were not, and why.

        :return: a client action: notification, then close
        :raises UserError: whatever `sale.order.sama_assign` raises
        """
        self.ensure_one()
        orders = self._get_orders()
        if not orders:
            raise UserError(self.env._("Tick the quotations to assign first."))
        result = orders.sama_assign(
            self.user_ids,
            next_date=self.next_date or None,
            next_hour=self.next_hour,
            share=self.share,
            move_planned=self.planned == "move",
            only_unassigned=self.only_unassigned,
            restart_stopped=self.restart_stopped,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if result["refused"] else "success",
                "sticky": bool(result["refused"]),
                "message": self._describe_result(result),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    # === TOOLS === #

    def _get_orders(self):
        """Return the quotations that the list selected."""
        orders = self.env["sale.order"]
        if self.env.context.get("active_model") != orders._name:
            return orders
        ids = self.env.context.get("active_ids") or []
        # The client sends no more ids than this; then the list's filter says all.
        # sudo: a setting of everybody's web client
        parameters = self.env["ir.config_parameter"].sudo()
        limit = int(parameters.get_param("web.active_ids_limit", default="20000"))
        domain = self.env.context.get("active_domain")
        if len(ids) >= limit and domain:
            return orders.search(domain)
        return orders.browse(ids).exists()

    def _shown(self, number):
        """Return a count in the digits of the user's language."""
        return formatLang(self.env, number, digits=0)

    def _get_preview(self, orders, users):
        """Return who would get how many, with what he has now."""
        # sudo: only numbers of quotations that the manager may read leave this
        users = users.sudo()
        orders = orders.filtered(
            lambda order: (
                order.state in OPEN_STATES
                and not (self.only_unassigned and order.sama_follow_up_user_id)
            )
        )
        # sudo: he may read the quotations; how they would be shared writes nothing
        shares = orders.sudo()._sama_share(users, self.share or "count")
        count = Counter(shares.values())
        amount = Counter()
        for order in orders:
            amount[shares[order.id]] += order.amount_total / (
                order.currency_rate or 1.0
            )
        return Markup("<ul>%s</ul>") % Markup().join(
            Markup("<li>%s</li>")
            % self.env._(
                "%(name)s: %(count)s quotations, %(amount)s (open now: %(open)s)",
                name=user.name,
                count=self._shown(count[user]),
                amount=format_amount(
                    self.env, amount[user], self.env.company.currency_id
                ),
                open=self._shown(user.with_env(self.env).sama_open_quotation_count),
            )
            for user in users
        )

    def _describe_result(self, result):
        """Return one text: what was done, what was not, and why."""
        texts = [
            self.env._(
                "%(count)s quotations assigned.", count=self._shown(result["assigned"])
            ),
        ]
        if result["unchanged"]:
            texts.append(
                self.env._(
                    "%(count)s had this responsible already.",
                    count=self._shown(result["unchanged"]),
                )
            )
        if result["planned"]:
            texts.append(
                self.env._(
                    "%(count)s got the date.", count=self._shown(result["planned"])
                )
            )
        refused = Counter(row["reason"] for row in result["refused"])
        if refused:
            reasons = self.env._(", ").join(
                f"{reason} ({self._shown(count)})" for reason, count in refused.items()
            )
            texts.append(
                self.env._(
                    "%(count)s were not assigned: %(reasons)s",
                    count=self._shown(len(result["refused"])),
                    reasons=reasons,
                )
            )
        return " ".join(texts)
