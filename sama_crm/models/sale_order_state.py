from odoo import models

from ..tools.private_context import PrivateContext
from .mail_activity import TRY_AGAIN_TYPE
from .sama_follow_up_mixin import OPEN_STATES


class SaleOrder(models.Model):
    """What the end of a quotation means to its chase, and its being set back."""

    _inherit = "sale.order"

    def _sama_state_changed(self, before):
        """End the chase of orders that were won or void, reopen those set back.

        An import of earlier years writes the end of each by its own date.
        """
        if PrivateContext.get_from(self.env.context, "sama_import"):
            return
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
        given = PrivateContext.get_from(self.env.context, "sama_void")
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
