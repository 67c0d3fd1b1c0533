from datetime import datetime, timedelta

from pytz import timezone

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..tools.private_context import PrivateContext
from .sama_agent_mixin import GROUP_AGENT
from .sama_follow_up_mixin import OPEN_STATES

# How long a form may be open, whose quotation a colleague takes over meanwhile.
TAKEN_HOURS = 8


class SaleOrder(models.Model):
    """What an agent does on a quotation: log, plan, void, set back."""

    _inherit = "sale.order"

    # === LOG AND PLAN === #

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
        as it is. On an order that a colleague took over while the agent had it open,
        the follow-up is logged and the colleague's plan stays.

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
        :raises ValidationError: text and outcome are missing, an argument is of a wrong
            type or names what does not exist, the next date or hour is past, or the
            follow-up is in the future
        :raises UserError: a next date on an order that is no quotation any more
        """
        taken = self._sama_taken_meanwhile()
        (self - taken)._sama_check_agent()
        next_date = self._sama_to_date(next_date)
        next_hour = self._sama_to_hour(next_hour) if next_date else 0.0
        said = self._sama_check_said(description, date, channel, outcome)
        # sudo: an agent has no right to write on orders; the gate above let him pass.
        orders = (self - taken).sudo()
        logs = orders._sama_log_and_plan(said, next_date, next_hour, keep_next)
        # sudo: he could read them when he began; only his words are added.
        logs += taken.sudo()._sama_log({**said, "result": "continue"})
        by_order = {log.order_id.id: log.id for log in logs}
        return logs.browse(by_order[res_id] for res_id in self._ids).with_env(self.env)

    def _sama_log_and_plan(self, said, next_date, next_hour, keep_next):
        """Write one log an order, and plan its next or stop its chase.

        :param dict said: as `_sama_check_said` returns
        :return: the logs
        :raises ValidationError: date or hour are past for a responsible
        :raises UserError: a next date on an order that is no quotation any more
        """
        if next_date:
            self._sama_check_plan(next_date, next_hour)
        goes_on = bool(next_date or keep_next)
        logs = self._sama_log(
            {
                **said,
                "result": "continue" if goes_on else "stop",
                "next_date": next_date,
                "next_hour": next_hour,
            }
        )
        if next_date:
            self._sama_plan(next_date, next_hour)
        elif not goes_on:
            self._sama_unplan(stopped=True)
        return logs

    @api.model
    def _sama_check_said(self, description, date, channel, outcome):
        """Return the values of a log that say what happened; see `sama_follow_up`.

        :raises ValidationError: nothing was said, or an argument is wrong
        """
        description = self._sama_to_text(description)
        outcome_id = self._sama_to_record("sama.follow.up.outcome", outcome)
        if not (description or "").strip() and not outcome_id:
            raise ValidationError(
                self.env._("Write what was said, or choose an outcome.")
            )
        return {
            "description": description,
            "channel": self._sama_to_choice("channel", channel, "sama.follow.up"),
            "outcome_id": outcome_id,
            "date": self._sama_to_moment(date) or fields.Datetime.now(),
            "user_id": self.env.uid,
        }

    def _sama_taken_meanwhile(self):
        """Return those that the agent could read a moment ago, until they got somebody.

        He had their form open, and what he typed there must not be lost. The chatter
        knows when an order was nobody's, or his own, and got another responsible.
        """
        if self.has_access("read") or not self.env.user.has_group(GROUP_AGENT):
            return self.browse()
        hidden = self.exists() - self.exists()._filtered_access("read")
        hidden = hidden.filtered(
            # sudo: only the company, of what he could read until then.
            lambda order: order.sudo().company_id in self.env.companies
        )
        if not hidden:
            return hidden
        self.env["mail.tracking.value"].flush_model()
        field = self.env["ir.model.fields"]._get(self._name, "sama_follow_up_user_id")
        rows = self.env.execute_query(
            SQL(
                """
                SELECT message.res_id
                  FROM mail_message message
                  JOIN mail_tracking_value value ON value.mail_message_id = message.id
                 WHERE message.model = %(model)s
                   AND message.res_id = ANY(%(ids)s)
                   AND message.create_date >= %(since)s
                   AND value.field_id = %(field_id)s
                   AND COALESCE(value.old_value_integer, 0) IN (0, %(uid)s)
                """,
                model=self._name,
                ids=list(hidden._ids),
                since=fields.Datetime.now() - timedelta(hours=TAKEN_HOURS),
                field_id=field.id,
                uid=self.env.uid,
            )
        )
        return hidden.browse({row[0] for row in rows})

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
        hour = self._sama_to_hour(hour)
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

    # === VOID AND SET BACK === #

    def sama_void(self, reason, description=None, competitor=None, try_again_on=None):
        """Cancel the orders and end their chase, with a coded reason.

        :param reason: a `sama.void.reason` or its id
        :param str description: what the customer said
        :param str competitor: who got the order
        :param try_again_on: date or ISO text, later than today; plans one activity
        :return: the new `sama.follow.up` records, one an order
        :raises AccessError: the user is no agent, or may not read an order
        :raises ValidationError: the reason is missing, an argument is of a wrong type
            or names what does not exist, or the day to try again is past
        :raises UserError: whatever `action_cancel` raises, or a colleague took an order
            over meanwhile; then nothing is saved
        """
        self._sama_refuse_taken()
        self._sama_check_agent()
        # A sale that is made is undone by who may write it, as in plain Odoo.
        if closed := self.filtered(lambda order: order.state not in OPEN_STATES):
            closed.check_access("write")
        values = PrivateContext(
            void_reason_id=self._sama_to_record("sama.void.reason", reason),
            description=self._sama_to_text(description),
            competitor=self._sama_to_text(competitor),
            try_again_on=self._sama_to_date(try_again_on),
            user_id=self.env.uid,
        )
        # sudo: an agent has no right to write on orders; the gate above let him pass.
        orders = self.sudo()
        orders._sama_check_void(values)
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

    def _sama_check_void(self, values):
        """Refuse a void that lacks its reason, or is to be tried again before tomorrow.

        :raises ValidationError: it is so
        """
        needs_reason = any(self.company_id.mapped("sama_void_reason_required"))
        if needs_reason and not values["void_reason_id"]:
            raise ValidationError(self.env._("Choose the void reason."))
        try_again_on = values["try_again_on"]
        if try_again_on and try_again_on <= fields.Date.context_today(self):
            raise ValidationError(
                self.env._("The day to try again must be later than today.")
            )

    def _sama_refuse_taken(self):
        """Say who took an order over, where the agent may act on it no more.

        :raises UserError: somebody did
        """
        # sudo: the name of the order, which he had open, and of who has it now.
        for order in self._sama_taken_meanwhile().sudo():
            raise UserError(
                self.env._(
                    "%(name)s took %(order)s over meanwhile. Ask to have it voided "
                    "there; your own follow-up can still be logged.",
                    name=order.sama_follow_up_user_id.name,
                    order=order.name,
                )
            )

    def sama_set_back(self):
        """Set voided orders back to quotation; their chase starts again without date.

        Orders that are not cancelled stay as they are.

        :return: True
        :raises AccessError: the user is no agent, or may not read an order
        """
        self._sama_check_agent()
        # sudo: an agent has no right to write on orders; the gate above let him pass.
        voided = self.sudo().filtered(lambda order: order.state == "cancel")
        voided.action_draft()
        return True
