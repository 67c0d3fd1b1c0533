from odoo import api, fields, models

from ..models.sama_follow_up_mixin import OPEN_STATES

RECENT = 5
OTHERS = 50


class SaleOrderFollowUp(models.TransientModel):
    """What the form shows of the quotation and its customer, and what it offers."""

    _inherit = "sale.order.follow.up"

    @api.depends("order_ids")
    def _compute_order(self):
        today = fields.Date.context_today(self)
        for form in self:
            orders = form._f4_documents()
            order = orders if len(orders) == 1 else orders.browse()
            form.order_count = len(orders)
            form.order_id = order
            form.follow_up_user_id = order.sama_follow_up_user_id
            form.age_days = (
                (today - order.date_order.date()).days if order.date_order else 0
            )
            form.is_expired = bool(
                order.validity_date
                and order.validity_date < today
                and order.state in OPEN_STATES
            )

    @api.depends("order_ids")
    def _compute_recent_log(self):
        for form in self:
            order = form.order_id
            logs = self.env["sama.follow.up"].search(
                [("order_id", "=", order.id)], limit=RECENT
            )
            form.recent_log = [form._log_line(log) for log in logs]

    @api.model
    def _log_line(self, log):
        """Return one follow-up as the form shows it; dates in the server's format."""
        channels, results = (
            dict(log._fields[fname]._description_selection(self.env))
            for fname in ("channel", "result")
        )
        return {
            "id": log.id,
            "date": fields.Datetime.to_string(log.date),
            "user": log.writer_name or "",
            "channel": channels[log.channel],
            "outcome": log.outcome_id.name or "",
            "reached": log.outcome_id.reached if log.outcome_id else True,
            "text": log.description or "",
            "result": log.result,
            "result_label": results[log.result],
            "reason": log.void_reason_id.name or "",
            "next_date": fields.Date.to_string(log.next_date) or "",
            "next_hour": log.next_hour,
        }

    def _find_others(self):
        """Return the customer's other open quotations that the user may read."""
        self.ensure_one()
        order = self._f4_documents()
        if len(order) != 1:
            return order.browse()
        return order.search(
            [
                ("partner_id", "child_of", order.partner_id.commercial_partner_id.id),
                ("company_id", "=", order.company_id.id),
                ("state", "in", OPEN_STATES),
                ("id", "!=", order.id),
            ],
            order="sama_next_follow_up_date, id desc",
            limit=OTHERS,
        )

    @api.depends("order_ids")
    def _compute_other_orders(self):
        for form in self:
            others = form._find_others()
            labels = dict(
                others._fields["sama_follow_up_state"]._description_selection(self.env)
            )
            form.other_count = len(others)
            form.other_orders = [
                {
                    "id": other.id,
                    "name": other.name,
                    "amount": other.amount_total,
                    "currency_id": other.currency_id.id,
                    "state": other.sama_follow_up_state,
                    "state_label": labels[other.sama_follow_up_state],
                    "next_date": fields.Date.to_string(other.sama_next_follow_up_date)
                    or "",
                }
                for other in others
            ]

    @api.depends("order_ids")
    def _compute_ends(self):
        """Offer only the ends that fit the state and the user's rights."""
        for form in self:
            orders = form._f4_documents()
            states = set(orders.mapped("state"))
            is_open = states <= set(OPEN_STATES)
            may_write = orders.has_access("write")
            form.may_confirm = len(orders) == 1 and is_open and may_write
            form.end_choices = form._end_choices(orders, is_open, may_write)

    def _end_choices(self, orders, is_open, may_write):
        """Return [(value, label)] of the ends to choose from."""
        labels = dict(self._fields["end"]._description_selection(self.env))
        if self.env.context.get("default_end") == "void":
            values = ["void", "stop"] if is_open else ["void"]
        elif len(orders) > 1:
            values = ["next", "keep", "stop", "void"]
        elif is_open:
            values = ["next", "stop", "void"]
        elif orders.state == "cancel":
            values = ["back", "keep", "stop"]
        else:
            values = ["keep", "void"] if may_write else ["keep"]
        if not is_open and len(orders) == 1:
            labels["keep"] = self.env._("Only Log")
        return [(value, labels[value]) for value in values]

    @api.depends_context("lang")
    def _compute_choices(self):
        """Bring the catalogues along, so that the form needs no call of its own."""
        outcomes = self.env["sama.follow.up.outcome"].search_fetch([], ["name"])
        reasons = self.env["sama.void.reason"].search_fetch([], ["name"])
        for form in self:
            form.outcome_choices = [(outcome.id, outcome.name) for outcome in outcomes]
            form.reason_choices = [(reason.id, reason.name) for reason in reasons]
