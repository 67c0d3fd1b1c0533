from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date, format_duration

from ..models.mail_activity import TRY_AGAIN_TYPE
from ..models.sama_follow_up_mixin import OPEN_STATES


class SaleOrderFollowUp(models.TransientModel):
    """Check what the form says, save it, and say what was saved."""

    _inherit = "sale.order.follow.up"

    # === CHECKS === #

    def _f4_problems(self, act):
        """See `sama.f4.form`."""
        problems = {}
        if self._is_to_come(self.date):
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
        # sudo: a setting of the quotation's company
        companies = self._f4_documents().company_id.sudo()
        if not self.void_reason_id and any(
            companies.mapped("sama_void_reason_required")
        ):
            problems["void_reason_id"] = self.env._("Choose the void reason.")
        today = fields.Date.context_today(self)
        if self.try_again_on and self.try_again_on <= today:
            problems["try_again_on"] = self.env._(
                "The day to try again must be later than today."
            )
        return problems

    # === SAVING === #

    def _f4_save(self, act):
        """See `sama.f4.form`."""
        if act == "confirm":
            return self._save_confirm()
        orders = self._f4_documents()
        notice = self._colleagues_notice()
        if self.also_others and self._end() in ("next", "stop"):
            orders |= self._find_others()
        done, refused = self._log_each(orders)
        self._attach(done)
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
        self._attach(order)
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
                done=self._shown(len(done)),
                refused=self._shown(sum(len(orders) for orders in refused.values())),
                reasons=" ".join(refused),
            )
        if len(done) > 1:
            return self.env._(
                "Saved for %(done)s quotations.", done=self._shown(len(done))
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

    def _when(self, day, hour):
        """Return a day and hour as one says them."""
        text = format_date(self.env, day, date_format="EEEE d MMMM")
        if not hour:
            return text
        return self.env._(
            "%(day)s, at %(hour)s",
            day=text,
            hour=self._shown(format_duration(hour)),
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
