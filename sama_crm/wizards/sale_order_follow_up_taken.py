from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command


class SaleOrderFollowUp(models.TransientModel):
    """Keep what was typed on a quotation that a colleague took over meanwhile.

    Its agent cannot read it any more, so nothing of the form can be shown or checked;
    his words are logged, and the colleague's plan stays.
    """

    _inherit = "sale.order.follow.up"

    @api.model
    def f4_submit(self, values, act="save", walk=None, token=None):
        """See `sama.f4.form`."""
        asked = self._asked_orders(values)
        taken = asked._sama_taken_meanwhile()
        if not taken:
            return super().f4_submit(values, act=act, walk=walk, token=token)
        digest = self._f4_digest(values, act)
        saved = self.env["sama.draft"].sama_get_saved(asked._name, asked.ids, token)
        if saved:
            return self._f4_repeat(saved, digest)
        save = super().f4_submit
        result = self._submit_taken(save, values, asked, taken, act, walk)
        if not result.get("problems"):
            self._f4_remember(asked, token, digest, result)
        return result

    @api.model
    def _submit_taken(self, save, values, asked, taken, act, walk):
        """Save the form on what is left, and log on what was taken over meanwhile.

        :param save: the form's own `f4_submit`
        """
        result = {"res_ids": [], "type": "success", "notice": False}
        left = asked - taken
        if left:
            rest = {**values, "order_ids": [Command.set(left.ids)]}
            result = save(rest, act=act, walk=walk)
            if result.get("problems"):
                return result
        try:
            with self.env.cr.savepoint():
                said = self._log_taken(taken, values, act)
        except UserError as error:
            if not left:
                return {"problems": {"": str(error)}}
            said = str(error)
        result["res_ids"] += taken.ids
        if left:
            result["notice"] = " ".join(filter(None, [result["notice"], said]))
            return result
        if walk:
            domains = [taken._sama_state_domain(s) for s in ("overdue", "today")]
            result["next_id"] = self._f4_next_id(walk, domains)
        return {**result, "message": said}

    @api.model
    def _asked_orders(self, values):
        """Return the quotations that the form's values name."""
        ids = []
        for command in values.get("order_ids") or []:
            if command[0] == Command.SET:
                ids = list(command[2])
            elif command[0] == Command.LINK:
                ids.append(command[1])
        return self.env["sale.order"].browse(ids)

    @api.model
    def _log_taken(self, taken, values, act):
        """Log what was said, and say who has the quotations now.

        :raises UserError: they were to be voided or confirmed, or nothing was said
        """
        if act == "confirm" or values.get("end") == "void":
            taken._sama_refuse_taken()
        taken.sama_follow_up(
            values.get("description"),
            date=values.get("date"),
            channel=values.get("channel") or "call",
            outcome=values.get("outcome_id"),
        )
        self.env["sama.draft"].sama_drop(taken._name, taken.ids)
        # sudo: number and responsible of what the agent had open until now
        orders = taken.sudo()
        return self.env._(
            "%(names)s took %(orders)s over meanwhile. Your follow-up is logged there, "
            "and the plan stays as it is.",
            names=", ".join(orders.sama_follow_up_user_id.mapped("name")),
            orders=", ".join(orders.mapped("name")),
        )
