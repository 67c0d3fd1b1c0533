from datetime import datetime

from pytz import timezone

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..tools.document_kind import Total
from .mail_activity import TRY_AGAIN_TYPE
from .sama_agent_mixin import GROUP_AGENT
from .sama_follow_up_mixin import OPEN_STATES

PLAN_FIELDS = ("sama_next_follow_up_date", "sama_next_follow_up_hour")


class VoidValues(dict):
    """What is known of a void, handed on in the context.

    A client chooses the context of his call, but cannot make one of this class: what
    it holds is written in sudo.
    """


class SaleOrder(models.Model):
    """A quotation that somebody chases until it is won or void."""

    _name = "sale.order"
    _inherit = ["sale.order", "sama.sale.document", "sama.follow.up.mixin"]

    sama_company_currency_id = fields.Many2one(related="company_id.currency_id")

    sama_viewed_on = fields.Datetime(
        string="Viewed by Customer on",
        readonly=True,
        copy=False,
        groups=GROUP_AGENT,
        help="When the customer last opened the quotation by his link.",
    )

    # === VIEW === #

    @api.model
    def _sama_has_light_form(self):
        """Whether the user opens quotations in our form: he has no right of Sales."""
        user = self.env.user
        return user.has_group(GROUP_AGENT) and not self.has_access("write")

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self._sama_has_light_form())

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        if view_type == "form" and not view_id and self._sama_has_light_form():
            view_id = self.env.ref("sama_crm.sale_order_view_form").id
        return super()._get_view(view_id, view_type, **options)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        plans = [self._sama_pop_plan(vals) for vals in vals_list]
        orders = super().create(vals_list)
        for order, plan in zip(orders, plans, strict=True):
            if plan and plan[0]:
                order.sudo()._sama_plan(*plan)  # Access checked by create.
        orders._sama_notify_desk()
        return orders

    def write(self, vals):
        """Follow the state wherever it is changed, and plan a date that is written."""
        vals = dict(vals)
        plan = self._sama_pop_plan(vals)
        before = {order.id: order.state for order in self} if "state" in vals else {}
        if "sama_follow_up_user_id" in vals:
            self._sama_notify_desk()  # The one who loses them, too.
        result = super().write(vals)
        # What follows rests on the write that was just allowed.
        orders = self.sudo()
        if before:
            orders._sama_state_changed(before)
            orders._sama_notify_desk()
        if "sama_follow_up_user_id" in vals:
            orders._sama_move_plan()
            orders._sama_notify_desk()
        if plan:
            orders._sama_write_plan(*plan)
        return result

    def unlink(self):
        self._sama_notify_desk()
        return super().unlink()

    @api.model
    def _sama_pop_plan(self, vals):
        """Take the plan out of the values.

        :return: (date, hour), where None is not given; None if neither is
        :raises AccessError: the user may not write these fields
        """
        if not any(fname in vals for fname in PLAN_FIELDS):
            return None
        # Taken out, they pass the ORM's own check by.
        for fname in PLAN_FIELDS:
            if fname in vals:
                self._check_field_access(self._fields[fname], "write")
        date, hour = (vals.pop(fname, None) for fname in PLAN_FIELDS)
        return fields.Date.to_date(date) if date else date, hour

    def _sama_write_plan(self, date, hour):
        """Plan what was written on the fields: date, hour, or both."""
        if date is False:
            self._sama_unplan()
            return
        for order in self:
            planned = date or order.sama_next_follow_up_date
            if planned:
                order._sama_plan(
                    planned, order.sama_next_follow_up_hour if hour is None else hour
                )

    def _message_post_after_hook(self, message, msg_values):
        """Keep the moment when the customer looked at the quotation."""
        result = super()._message_post_after_hook(message, msg_values)
        viewed = self.env.ref("sale.mt_order_viewed", raise_if_not_found=False)
        if viewed and msg_values.get("subtype_id") == viewed.id:
            # Odoo posts it as superuser; tracking and write_date are left alone.
            self.env.cr.execute(
                SQL(
                    "UPDATE sale_order SET sama_viewed_on = %s WHERE id IN %s",
                    fields.Datetime.now(),
                    self._ids,
                )
            )
            self.invalidate_recordset(["sama_viewed_on"], flush=False)
        return result

    # === STATE === #

    def _sama_state_changed(self, before):
        """End the chase of orders that were won or void, reopen those set back."""
        won = self.filtered(
            lambda order: order.state == "sale" and before[order.id] in OPEN_STATES
        )
        void = self.filtered(
            lambda order: order.state == "cancel" and before[order.id] != "cancel"
        )
        back = self.filtered(
            lambda order: (
                order.state in OPEN_STATES and before[order.id] not in OPEN_STATES
            )
        )
        won._sama_end_chase({"result": "won", **self._sama_act_channel()})
        void._sama_end_chase(
            {"result": "void", **self._sama_act_channel(), **self._sama_void_values()}
        )
        back._sama_reopen_chase()

    def _sama_act_channel(self):
        """Return the channel of an act that nobody logged: the customer's or ours."""
        return {"channel": "other" if self.env.user._is_internal() else "portal"}

    def _sama_void_values(self):
        """Return what is known of why the orders are cancelled."""
        given = self.env.context.get("sama_void")
        if not isinstance(given, VoidValues):
            given = None
        if given is None and not self.env.user._is_internal():
            declined = self.env.ref(
                "sama_crm.sama_void_reason_declined", raise_if_not_found=False
            )
            return {"void_reason_id": declined.id if declined else False}
        return given or {}

    def _sama_end_chase(self, values):
        """Log the end and take the plan away.

        An order that was never followed nor planned gets no line, unless somebody
        voids it on purpose.
        """
        on_purpose = bool(values.get("void_reason_id") or values.get("user_id"))
        chased = self.filtered(
            lambda order: (
                on_purpose
                or order.sama_next_follow_up_date
                or order.sama_follow_up_count
            )
        )
        if not chased:
            return
        chased._sama_log(values)
        chased.filtered("sama_next_follow_up_date")._sama_unplan()
        if values.get("void_reason_id"):
            chased.sama_void_reason_id = values["void_reason_id"]
        if values.get("try_again_on"):
            chased._sama_plan_try_again(values["try_again_on"])

    def _sama_plan_try_again(self, date):
        """Plan one activity on the cancelled order for the day to try again."""
        Activity = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True
        )
        Activity.create(
            [
                {
                    "activity_type_id": Activity._sama_type_id(TRY_AGAIN_TYPE),
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": order.id,
                    "date_deadline": date,
                    "user_id": (order.sama_follow_up_user_id or order.user_id).id,
                    "automated": True,
                }
                for order in self
            ]
        )

    def _sama_reopen_chase(self):
        """Set back to quotation: without date, the void withdrawn, the log kept."""
        if not self:
            return
        Activity = self.env["mail.activity"]
        Activity.search(Activity._sama_domain(self, TRY_AGAIN_TYPE)).unlink()
        self._sama_unplan(stopped=False)
        voids = self.sama_last_follow_up_id.filtered(lambda log: log.result == "void")
        voids.withdrawn = True
        self.filtered("sama_void_reason_id").sama_void_reason_id = False
        people = self.sama_follow_up_user_id
        people.filtered(lambda user: not user._sama_is_agent())._sama_hand_over()

    # === ACTIONS === #

    def sama_follow_up(
        self,
        description,
        next_date=None,
        next_hour=None,
        date=None,
        channel="call",
        outcome=None,
        keep_next=False,
    ):
        """Log one follow-up on each order and plan the next.

        Without next date the chase of the order stops; with `keep_next` the plan stays
        as it is.

        :param str description: what was said; may be empty if there is an outcome
        :param next_date: date or ISO text, today or later in the responsible's day
        :param float next_hour: 13.5 is 13:30, 0 or None is no hour; the responsible's
            time zone; today it must still be to come
        :param date: when it happened, UTC datetime or ISO text (with its offset, or
            UTC); now by default
        :param str channel: call, visit, message, email, portal or other
        :param outcome: a `sama.follow.up.outcome` or its id
        :param bool keep_next: leave the plan (ignored when a next date is given)
        :return: the new `sama.follow.up` records, one an order
        :raises AccessError: the user is no agent, or may not read an order
        :raises ValidationError: text and outcome are missing, the next date or hour is
            past, or the follow-up is in the future
        :raises UserError: a next date on an order that is no quotation any more
        """
        self._sama_check_agent()
        if not (description or "").strip() and not outcome:
            raise ValidationError(
                self.env._("Write what was said, or choose an outcome.")
            )
        # An agent has no right to write on orders; the gate above let him pass.
        orders = self.sudo()
        next_date = fields.Date.to_date(next_date) or False
        if next_date:
            orders._sama_check_plan(next_date, next_hour)
        keeps = keep_next and not next_date
        values = {
            "description": description or False,
            "channel": channel,
            "outcome_id": getattr(outcome, "id", outcome) or False,
            "date": self._sama_to_moment(date) or fields.Datetime.now(),
            "result": "continue" if next_date or keeps else "stop",
            "next_date": next_date,
            "next_hour": next_hour or 0.0 if next_date else 0.0,
            "user_id": self.env.uid,
        }
        follow_ups = orders._sama_log(values)
        if next_date:
            orders._sama_plan(next_date, next_hour)
        elif not keeps:
            orders._sama_unplan(stopped=True)
        return follow_ups.with_env(self.env)

    @api.model
    def _sama_to_moment(self, value):
        """Return a datetime, or any ISO text, as UTC without zone, in whole seconds.

        :raises ValueError: a text that is no ISO date and time
        """
        if not isinstance(value, str) or not value:
            return fields.Datetime.to_datetime(value)
        moment = datetime.fromisoformat(value)
        if moment.tzinfo:
            moment = moment.astimezone(timezone("UTC")).replace(tzinfo=None)
        return moment.replace(microsecond=0)

    def _sama_check_plan(self, date, hour):
        """Refuse a plan that lies in the past, or on an order that is none any more.

        :raises ValidationError: date or hour are past for a responsible
        :raises UserError: an order is confirmed or cancelled
        """
        closed = self.filtered(lambda order: order.state not in OPEN_STATES)
        if closed:
            raise UserError(
                self.env._(
                    "%(orders)s is no quotation any more, so nothing can be planned. "
                    "Set it back to quotation first.",
                    orders=", ".join(closed.mapped("name")),
                )
            )
        self._sama_check_moment(
            date, hour, self.sama_follow_up_user_id or self.env.user
        )

    @api.model
    def _sama_check_moment(self, date, hour, users):
        """Refuse a date or hour that is past for one of the users.

        :raises ValidationError: it is
        """
        if hour and not 0 <= hour < 24:
            raise ValidationError(
                self.env._("The hour must be between 0:00 and 23:59.")
            )
        for user in users:
            now = datetime.now(timezone(user.tz or self.env.user.tz or "UTC"))
            if date < now.date():
                raise ValidationError(
                    self.env._(
                        "The next follow-up date is past. Choose today or a later day."
                    )
                )
            if hour and date == now.date() and hour <= now.hour + now.minute / 60:
                raise ValidationError(
                    self.env._("This hour of today is past. Choose a later one.")
                )

    def sama_void(self, reason, description=None, competitor=None, try_again_on=None):
        """Cancel the orders and end their chase, with a coded reason.

        :param reason: a `sama.void.reason` or its id
        :param str description: what the customer said
        :param str competitor: who got the order
        :param try_again_on: date or ISO text, later than today; plans one activity
        :return: the new `sama.follow.up` records, one an order
        :raises AccessError: the user is no agent, or may not read an order
        :raises ValidationError: the reason is missing, or the day to try again is past
        :raises UserError: whatever `action_cancel` raises; then nothing is saved
        """
        self._sama_check_agent()
        # A sale that is made is undone by who may write it, as in plain Odoo.
        if closed := self.filtered(lambda order: order.state not in OPEN_STATES):
            closed.check_access("write")
        reason_id = getattr(reason, "id", reason) or False
        try_again_on = fields.Date.to_date(try_again_on) or False
        # An agent has no right to write on orders; the gate above let him pass.
        orders = self.sudo()
        if not reason_id and any(orders.company_id.mapped("sama_void_reason_required")):
            raise ValidationError(self.env._("Choose the void reason."))
        if try_again_on and try_again_on <= fields.Date.context_today(self):
            raise ValidationError(
                self.env._("The day to try again must be later than today.")
            )
        values = VoidValues(
            void_reason_id=reason_id,
            description=description or False,
            competitor=competitor or False,
            try_again_on=try_again_on,
            user_id=self.env.uid,
        )
        with self.env.cr.savepoint():
            orders.with_context(sama_void=values).action_cancel()
            kept = orders.filtered(lambda order: order.state != "cancel")
            if kept:
                raise UserError(
                    self.env._(
                        "%(orders)s could not be cancelled.",
                        orders=", ".join(kept.mapped("name")),
                    )
                )
        return orders.sama_last_follow_up_id.with_env(self.env)

    def sama_set_back(self):
        """Set voided orders back to quotation; their chase starts again without date.

        Orders that are not cancelled stay as they are.

        :return: True
        :raises AccessError: the user is no agent, or may not read an order
        """
        self._sama_check_agent()
        # An agent has no right to write on orders; the gate above let him pass.
        voided = self.sudo().filtered(lambda order: order.state == "cancel")
        voided.action_draft()
        return True

    # === GOODS AND SERVICE === #

    @api.model
    def _sama_kind_depends(self):
        return [
            "amount_total",
            "amount_untaxed",
            "currency_rate",
            "order_line.price_total",
            "order_line.product_id",
        ]

    def _sama_kind_lines(self):
        has_delivery = "is_delivery" in self.env["sale.order.line"]._fields
        for line in self._get_priced_lines():
            yield self._sama_kind_line(
                line, is_delivery=has_delivery and line.is_delivery
            )

    def _sama_kind_total(self):
        company_currency = self.company_id.currency_id
        currency = self.currency_id or company_currency
        return Total(
            self.amount_total,
            self.amount_untaxed,
            rate=1.0 if currency == company_currency else self.currency_rate,
            rounding=currency.rounding or 0.01,
            company_rounding=company_currency.rounding or 0.01,
        )
