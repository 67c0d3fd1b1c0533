from collections import defaultdict
from datetime import datetime, timedelta

from dateutil.relativedelta import SA, relativedelta
from pytz import timezone

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import format_date, format_duration

from ..jalali import calendar
from ..jalali.text import shown_digits
from ..models.mail_activity import TRY_AGAIN_TYPE
from ..models.sama_agent_mixin import GROUP_AGENT
from ..models.sama_follow_up import CHANNELS
from ..models.sama_follow_up_mixin import OPEN_STATES

RECENT = 5
OTHERS = 50
# "This afternoon" is the first of these hours that is still an hour away.
AFTERNOON = (15, 17)


class SaleOrderFollowUp(models.TransientModel):
    """The follow-up form, the heart of the product: what was said, and what comes next.

    It ends in exactly one way: a next date, the plan as it is, no more follow-up, void,
    or, for a void quotation, back to quotation. It writes through the public methods of
    `sale.order`, which check group and read access.
    """

    _name = "sale.order.follow.up"
    _description = "Follow-up"
    _inherit = ["sama.f4.form"]

    _f4_document_model = "sale.order"
    _f4_draft_fields = (
        "channel",
        "outcome_id",
        "description",
        "end",
        "next_date",
        "next_hour",
        "also_others",
        "void_reason_id",
        "competitor",
        "try_again_on",
    )

    # === WHAT IS SHOWN === #

    order_ids = fields.Many2many("sale.order", string="Quotations", required=True)
    order_id = fields.Many2one("sale.order", compute="_compute_order")
    order_count = fields.Integer(compute="_compute_order")
    order_state = fields.Selection(related="order_id.state")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", compute="_compute_order"
    )
    phone = fields.Char(related="partner_id.phone")
    amount = fields.Monetary(related="order_id.amount_total")
    currency_id = fields.Many2one(related="order_id.currency_id")
    validity_date = fields.Date(string="Expiry", related="order_id.validity_date")
    follow_up_user_id = fields.Many2one(
        "res.users", string="Follow-up Responsible", compute="_compute_order"
    )
    age_days = fields.Integer(string="Age in Days", compute="_compute_order")
    is_expired = fields.Boolean(string="Expired", compute="_compute_order")
    person_facts = fields.Json(compute="_compute_order")
    recent_log = fields.Json(compute="_compute_recent_log")
    other_orders = fields.Json(compute="_compute_other_orders")
    other_count = fields.Integer(compute="_compute_other_orders")
    may_confirm = fields.Boolean(compute="_compute_ends")
    end_choices = fields.Json(compute="_compute_ends")
    outcome_choices = fields.Json(compute="_compute_choices")
    reason_choices = fields.Json(compute="_compute_choices")
    quick_dates = fields.Json(compute="_compute_quick_dates")
    seen_log_id = fields.Integer(
        default=-1,
        help="The latest follow-up when the form was opened; newer ones are a "
        "surprise. -1 if that is not known.",
    )

    # === WHAT IS ASKED === #

    date = fields.Datetime(
        string="Follow-up Date", default=fields.Datetime.now, required=True
    )
    channel = fields.Selection(
        [choice for choice in CHANNELS if choice[0] != "portal"],
        default="call",
        required=True,
    )
    outcome_id = fields.Many2one("sama.follow.up.outcome")
    description = fields.Text()
    end = fields.Selection(
        [
            ("next", "Next Follow-up"),
            ("keep", "Keep Each Plan"),
            ("back", "Set Back to Quotation"),
            ("stop", "Stop Following"),
            ("void", "Void"),
        ],
        string="What Comes Next",
    )
    next_date = fields.Date(
        string="Next Follow-up Date",
        compute="_compute_next",
        store=True,
        readonly=False,
    )
    next_hour = fields.Float(
        string="Hour",
        compute="_compute_next",
        store=True,
        readonly=False,
        help="13.5 is 13:30; 0 is no hour. In the responsible's time zone.",
    )
    proposed_date = fields.Date(compute="_compute_next", store=True, readonly=False)
    proposed_hour = fields.Float(compute="_compute_next", store=True, readonly=False)
    next_working_day = fields.Date(
        compute="_compute_next_working_day",
        help="Set if the company does not work on the next date.",
    )
    also_others = fields.Boolean(string="Also on This Customer's Other Open Quotations")
    void_reason_id = fields.Many2one("sama.void.reason")
    competitor = fields.Char()
    try_again_on = fields.Date()

    # === DEFAULTS === #

    @api.model
    def default_get(self, fields_list):
        """Take the quotations from the context; ask for the group first.

        :raises AccessError: the user is no agent, or may read none of the quotations
        """
        values = super().default_get(fields_list)
        context = self.env.context
        if "order_ids" in fields_list and context.get("active_model") == "sale.order":
            orders = self._readable(context.get("active_ids") or [])
            values["order_ids"] = [Command.set(orders.ids)]
            values["seen_log_id"] = self._latest_log_id(orders)
            if len(orders) == 1 and "end" in fields_list and not values.get("end"):
                values["end"] = self._default_end(orders)
        return values

    @api.model
    def _readable(self, order_ids):
        """Return the quotations that this agent may read.

        :raises AccessError: he is no agent, or it is none of them
        """
        orders = self.env["sale.order"].browse(order_ids)
        if not self.env.user.has_group(GROUP_AGENT):
            orders._sama_check_agent()
        readable = orders._filtered_access("read")
        if orders and not readable:
            raise AccessError(
                self.env._(
                    "You have no access to this quotation. "
                    "Please ask your sales manager."
                )
            )
        return readable

    @api.model
    def _latest_log_id(self, orders):
        return (
            self.env["sama.follow.up"]
            .search([("order_id", "in", orders.ids)], order="id desc", limit=1)
            .id
            or 0
        )

    @api.model
    def _default_end(self, order):
        if order.state == "cancel":
            return "back"
        return "next" if order.state in OPEN_STATES else "keep"

    # === COMPUTE === #

    @api.depends("order_ids")
    def _compute_title(self):
        for form in self:
            orders = form._f4_documents()
            if len(orders) == 1:
                form.title = self.env._(
                    "Follow-up %(order)s · %(customer)s",
                    order=orders.name,
                    customer=orders.partner_id.display_name,
                )
            else:
                form.title = self.env._(
                    "Follow-up of %(count)s quotations",
                    count=form._count(len(orders)),
                )

    @api.depends("order_ids")
    def _compute_order(self):
        today = fields.Date.context_today(self)
        for form in self:
            orders = form._f4_documents()
            order = orders if len(orders) == 1 else orders.browse()
            form.order_count = len(orders)
            form.order_id = order
            form.partner_id = order.partner_id
            form.follow_up_user_id = order.sama_follow_up_user_id
            form.age_days = (
                (today - order.date_order.date()).days if order.date_order else 0
            )
            form.is_expired = bool(
                order.validity_date
                and order.validity_date < today
                and order.state in OPEN_STATES
            )
            form.person_facts = form._person_facts(order.partner_id)

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
            # sudo: the name of a colleague, who may be of another company
            "user": log.user_id.sudo().name or "",
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

    @api.depends("order_ids")
    def _compute_quick_dates(self):
        for form in self:
            form.quick_dates = [
                {
                    "key": key,
                    "label": label,
                    "date": fields.Date.to_string(day),
                    "hour": hour,
                }
                for key, label, day, hour in form._quick_dates()
            ]

    def _quick_dates(self):
        """Return (key, label, day, hour) of the next dates that are chosen most."""
        now = self._now()
        today = now.date()
        choices = [("hours", self.env._("In 2 Hours"), *self._in_hours(2))]
        hour = now.hour + now.minute / 60
        afternoon = next((at for at in AFTERNOON if at >= hour + 1), None)
        if afternoon:
            choices.append(
                ("afternoon", self.env._("This Afternoon"), today, float(afternoon))
            )
        saturday = today + relativedelta(days=1, weekday=SA)
        return [
            *choices,
            ("tomorrow", self.env._("Tomorrow"), today + timedelta(days=1), 0.0),
            ("days", self.env._("In 3 Days"), today + timedelta(days=3), 0.0),
            ("saturday", self.env._("Saturday"), saturday, 0.0),
            ("week", self.env._("Next Week"), today + timedelta(days=7), 0.0),
            ("month", self.env._("Next Month"), self._next_month(today), 0.0),
        ]

    @api.model
    def _next_month(self, today):
        """Return the same day of the next month in the reader's calendar."""
        if self.env["res.lang"]._sama_get_calendar()[0] == "persian":
            return calendar.add(today, "month", 1)
        return today + relativedelta(months=1)

    def _now(self):
        """Return the present time where the responsible works."""
        user = self._f4_documents().sama_follow_up_user_id[:1] or self.env.user
        # sudo: the time zone of a colleague, who may be of another company
        zone = user.sudo().tz or self.env.user.tz or "UTC"
        return datetime.now(timezone(zone))

    def _in_hours(self, hours):
        """Return (day, hour) some hours from now, to five minutes.

        What would fall into the night is for the next working day.
        """
        now = self._now()
        then = now + timedelta(hours=hours, minutes=-now.minute % 5)
        if then.date() != now.date():
            return self._company()._sama_next_working_day(then.date()), 0.0
        return then.date(), then.hour + then.minute / 60

    def _company(self):
        return self._f4_documents().company_id[:1] or self.env.company

    @api.depends("outcome_id")
    def _compute_next(self):
        """Propose the next date of a call that reached nobody.

        A proposal goes with its outcome; what the user chose himself stays.
        """
        for form in self:
            day, hour = form._proposal()
            chosen = form.next_date or False, form.next_hour
            if day:
                chosen = day, hour
            elif chosen == (form.proposed_date, form.proposed_hour):
                chosen = False, 0.0
            form.next_date, form.next_hour = chosen
            form.proposed_date, form.proposed_hour = day, hour

    def _proposal(self):
        """Return (day, hour) by the outcome's default delay, else (False, 0)."""
        outcome = self.outcome_id
        if not outcome or outcome.reached or not outcome.delay_value:
            return False, 0.0
        if outcome.delay_unit == "hours":
            return self._in_hours(outcome.delay_value)
        days = max(round(outcome.delay_value), 1)
        return self._company()._sama_add_working_days(self._now().date(), days), 0.0

    @api.depends("next_date")
    def _compute_next_working_day(self):
        for form in self:
            day = form.next_date
            working = day and form._company()._sama_next_working_day(day)
            form.next_working_day = working if working != day else False

    # === FORM === #

    def _f4_documents(self):
        """See `sama.f4.form`."""
        return self.order_ids._origin

    def _f4_next_domains(self):
        """Go to what is due; from a row without date also to others without one."""
        Order = self.env["sale.order"]
        due = Order._sama_state_domain("overdue") | Order._sama_state_domain("today")
        unplanned = Order._sama_state_domain("unplanned")
        was_unplanned = "unplanned" in self._f4_documents().mapped(
            "sama_follow_up_state"
        )
        return [due, unplanned] if was_unplanned else [due]

    def _end(self):
        """Return how the form ends, if it may so end; a date alone says it as well."""
        end = self.end or ("next" if self.next_date else False)
        return end if end in [value for value, _label in self.end_choices] else False

    def _f4_problems(self, act):
        """See `sama.f4.form`."""
        problems = {}
        if self.date > fields.Datetime.now() + timedelta(minutes=1):
            problems["date"] = self.env._(
                "This is still to come. Log what has happened, and plan the rest."
            )
        if act == "confirm":
            return problems
        end = self._end()
        if end == "void":
            problems.update(self._void_problems())
        elif not (self.description or "").strip() and not self.outcome_id:
            problems["description"] = self.env._(
                "Choose the outcome or write what was said."
            )
        if not end:
            problems["end"] = self._no_end()
        elif end in ("next", "back"):
            problems.update(self._next_problems())
        return problems

    def _no_end(self):
        return self.env._(
            "Set the next follow-up date, or void the quotation or stop following it."
        )

    def _next_problems(self):
        """Return what is wrong with the next date and hour."""
        if not self.next_date:
            return {"next_date": self._no_end()}
        # sudo: only dates are compared, in the time zones of the responsibles.
        orders = self._f4_documents().sudo()
        if self._end() == "next":
            orders = orders.filtered(lambda order: order.state in OPEN_STATES)
        else:
            orders = orders.browse()
        for fname, hour in (("next_date", 0.0), ("next_hour", self.next_hour)):
            try:
                orders._sama_check_plan(self.next_date, hour)
            except ValidationError as error:
                return {fname: str(error)}
        return {}

    def _void_problems(self):
        """Return what is missing for a void."""
        problems = {}
        companies = self._f4_documents().company_id
        # sudo: a setting of the quotation's company
        if not self.void_reason_id and any(
            companies.sudo().mapped("sama_void_reason_required")
        ):
            problems["void_reason_id"] = self.env._("Choose the void reason.")
        today = fields.Date.context_today(self)
        if self.try_again_on and self.try_again_on <= today:
            problems["try_again_on"] = self.env._(
                "The day to try again must be later than today."
            )
        return problems

    def _f4_save(self, act):
        """See `sama.f4.form`."""
        if act == "confirm":
            return self._save_confirm()
        orders = self._f4_documents()
        notice = self._colleagues_notice()
        if self.also_others and self._end() in ("next", "stop"):
            orders |= self._find_others()
        done, refused = self._log_each(orders)
        return {
            "message": self._result_message(done, refused),
            "type": "warning" if refused else "success",
            "notice": notice,
        }

    def _log_each(self, orders):
        """Log on all quotations at once; if one refuses, on each that does not.

        :return: (quotations logged, {reason: quotations refused})
        :raises UserError: none took it
        """
        try:
            with self.env.cr.savepoint():
                self._log(orders)
            return orders, {}
        except UserError:
            if len(orders) == 1:
                raise
        done, refused = orders.browse(), defaultdict(orders.browse)
        for order in orders:
            try:
                with self.env.cr.savepoint():
                    self._log(order)
                done |= order
            except UserError as error:
                refused[str(error)] |= order
        if not done:
            raise UserError("\n".join(refused))
        return done, refused

    def _log(self, orders):
        """Log the follow-up on the quotations, and what comes next."""
        end = self._end()
        if end == "void":
            self._void(orders)
            return
        if end == "back":
            orders.sama_set_back()
        planned = end in ("next", "back")
        orders.sama_follow_up(
            self.description,
            next_date=self.next_date if planned else None,
            next_hour=self.next_hour if planned else None,
            date=self.date,
            channel=self.channel,
            outcome=self.outcome_id,
            keep_next=end == "keep",
        )
        if end == "stop":
            self._drop_try_again(orders)

    def _void(self, orders):
        logs = orders.sama_void(
            self.void_reason_id,
            description=self.description,
            competitor=self.competitor,
            try_again_on=self.try_again_on,
        )
        # sudo: a new log is not yet corrected, so it leaves no trace of a correction.
        logs.sudo().write(
            {
                "channel": self.channel,
                "outcome_id": self.outcome_id.id,
                "date": self.date,
            }
        )

    def _drop_try_again(self, orders):
        """Whoever stops following a void quotation does not want it back some day."""
        void = orders.filtered(lambda order: order.state == "cancel")
        if void:
            # sudo: the activity may be a colleague's; `sama_follow_up` let us pass.
            Activity = self.env["mail.activity"].sudo()
            Activity.search(Activity._sama_domain(void, TRY_AGAIN_TYPE)).unlink()

    def _save_confirm(self):
        """Confirm the quotation with the user's own rights, logging what was said."""
        order = self._f4_documents()
        order.ensure_one()
        if (self.description or "").strip() or self.outcome_id:
            order.sama_follow_up(
                self.description,
                date=self.date,
                channel=self.channel,
                outcome=self.outcome_id,
                keep_next=True,
            )
        action = order.action_confirm()
        return {
            "message": self.env._(
                "Quotation %(order)s is confirmed.", order=order.name
            ),
            "action": action if isinstance(action, dict) else False,
        }

    def action_f4_confirm(self):
        """Confirm the quotation; the button of the form.

        :return: an action
        :raises AccessError: the user may not confirm quotations
        """
        return self._f4_act("confirm")

    # === MESSAGES === #

    def _result_message(self, done, refused):
        """Return what was saved, in words."""
        if refused:
            return self.env._(
                "Saved for %(done)s quotations; %(refused)s not saved: %(reasons)s",
                done=self._count(len(done)),
                refused=self._count(sum(len(orders) for orders in refused.values())),
                reasons=" ".join(refused),
            )
        if len(done) > 1:
            return self.env._(
                "Saved for %(done)s quotations.", done=self._count(len(done))
            )
        end = self._end()
        if end == "void":
            return self.env._("Quotation %(order)s is void.", order=done.name)
        if end == "stop":
            return self.env._(
                "Follow-up saved. %(order)s is out of follow-up.", order=done.name
            )
        if end == "keep":
            return self.env._("Follow-up saved.")
        return self.env._(
            "Follow-up saved. Next follow-up: %(when)s.",
            when=self._when(self.next_date, self.next_hour),
        )

    def _count(self, number):
        return shown_digits(self.env, str(number))

    def _when(self, day, hour):
        """Return a day and hour as one says them."""
        text = format_date(self.env, day, date_format="EEEE d MMMM")
        if not hour:
            return text
        return self.env._(
            "%(day)s, at %(hour)s",
            day=text,
            hour=shown_digits(self.env, format_duration(hour)),
        )

    def _colleagues_notice(self):
        """Return a sentence if a colleague logged here since the form was opened."""
        if self.seen_log_id < 0:
            return False
        newer = self.env["sama.follow.up"].search(
            Domain("order_id", "in", self._f4_documents().ids)
            & Domain("id", ">", self.seen_log_id)
            & Domain("user_id", "not in", [self.env.uid, False]),
            order="id desc",
            limit=1,
        )
        if not newer:
            return False
        notice = self.env._(
            "A colleague has just logged a follow-up on this quotation. "
            "Both follow-ups stay."
        )
        if newer.next_date:
            notice += " " + self.env._(
                "The colleague's next date was %(when)s.",
                when=self._when(newer.next_date, newer.next_hour),
            )
        return notice
