from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import formatLang

from ..models.sama_agent_mixin import agents_domain


class SamaCustomerAct(models.TransientModel):
    """Turn ticked customers into planned calls, or into an SMS group.

    The customers are those of the context: `active_ids`, or all of `active_domain`
    where the list selected more than the client sends ids for.
    """

    _name = "sama.customer.act"
    _description = "Call or Text Customers"

    act = fields.Selection(
        [("call", "Plan a call"), ("sms", "Add to an SMS group")],
        string="What",
        required=True,
        default="call",
    )
    date = fields.Date(string="Call on", default=fields.Date.context_today)
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        domain=agents_domain,
    )
    note = fields.Char(string="What about")
    group_id = fields.Many2one("sama.sms.group", string="SMS Group")
    group_name = fields.Char(string="Or a New Group")

    @api.model
    def _customers(self):
        context = self.env.context
        customers = self.env["sama.customer"]
        if "active_domain" in context and not context.get("active_ids"):
            return customers.search(context["active_domain"])
        return customers.browse(context.get("active_ids") or []).exists()

    def action_apply(self):
        """Plan the calls, or fill the group; one activity or place for each person.

        :return: an action that says how many
        :raises UserError: no customer is ticked
        :raises ValidationError: the day is missing or past, or the group is
        """
        self.ensure_one()
        customers = self._customers()
        customers.check_access("read")
        # sudo: the customers are the reader's; a contact may be of another company.
        partners = customers.sudo().partner_id
        if not partners:
            raise UserError(self.env._("Tick the customers first."))
        if self.act == "call":
            self._plan_calls(partners)
            message = self.env._(
                "A call is planned with %(count)s customers.",
                count=formatLang(self.env, len(partners), digits=0),
            )
        else:
            group = self._fill_group(partners)
            message = self.env._(
                "%(count)s customers are in the SMS group %(group)s.",
                count=formatLang(self.env, len(partners), digits=0),
                group=group.name,
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _plan_calls(self, partners):
        """Plan one call each; who has one planned with the same person keeps it."""
        if not self.date or self.date < fields.Date.context_today(self):
            raise ValidationError(
                self.env._("Choose today or a later day for the calls.")
            )
        call = self.env.ref("mail.mail_activity_data_call")
        # sudo: an agent writes on no contact; that he may read the customers is
        # checked, and a plan is all that is made.
        Activity = self.env["mail.activity"].sudo()
        model_id = self.env["ir.model"]._get_id("res.partner")
        planned = Activity._read_group(
            [
                ("res_model_id", "=", model_id),
                ("res_id", "in", partners.ids),
                ("activity_type_id", "=", call.id),
                ("user_id", "=", self.user_id.id),
            ],
            ["res_id"],
        )
        known = {res_id for (res_id,) in planned}
        Activity.with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": call.id,
                    "res_model_id": model_id,
                    "res_id": partner.id,
                    "date_deadline": self.date,
                    "user_id": self.user_id.id,
                    "summary": self.note or False,
                }
                for partner in partners
                if partner.id not in known
            ]
        )

    def _fill_group(self, partners):
        """Add the persons to the group and return it."""
        # sudo: agents write in no catalogue; who is in a group is no secret to them.
        group = self.group_id.sudo()
        if not group and (self.group_name or "").strip():
            group = group.create({"name": self.group_name.strip()})
        if not group:
            raise ValidationError(self.env._("Choose an SMS group, or name a new one."))
        group.partner_ids |= partners
        return group
