from odoo import api, fields, models
from odoo.fields import Domain

FOLLOW_UP_TYPE = "sama_crm.mail_activity_type_follow_up"
TRY_AGAIN_TYPE = "sama_crm.mail_activity_type_try_again"


class MailActivity(models.Model):
    """The plan of a quotation is an activity; what happens to it reaches the order."""

    _inherit = "mail.activity"

    sama_hour = fields.Float(
        string="Hour",
        help="13.5 is 13:30; 0 is no hour. In the time zone of the one assigned.",
    )

    _sama_hour_of_day = models.Constraint(
        "CHECK (sama_hour >= 0 AND sama_hour < 24)",
        "The hour must be between 0:00 and 23:59.",
    )

    @api.model
    def _sama_type_id(self, xmlid=FOLLOW_UP_TYPE):
        """Return the id of our activity type, or False while it is (un)installed."""
        return self.env["ir.model.data"]._xmlid_to_res_id(
            xmlid, raise_if_not_found=False
        )

    @api.model
    def _sama_domain(self, orders, *xmlids):
        """Return the domain of the orders' open activities of our types.

        :param xmlids: the types; the follow-up by default
        """
        type_ids = [self._sama_type_id(xmlid) for xmlid in xmlids or (FOLLOW_UP_TYPE,)]
        return Domain(
            [
                ("res_model", "=", orders._name),
                ("res_id", "in", orders.ids),
                ("activity_type_id", "in", type_ids),
            ]
        )

    def _sama_planned_orders(self):
        """Return the orders whose plan these activities are, in sudo.

        Nothing for who plans a set of orders and stores their dates once at the end.
        """
        if self.env.context.get("sama_planning"):
            return self.env["sale.order"]
        # Read in sudo: the activity is at hand, only the order's id is wanted.
        type_id = self._sama_type_id()
        ours = self.sudo().filtered(
            lambda activity: (
                activity.activity_type_id.id == type_id
                and activity.res_model == "sale.order"
            )
        )
        return self.env["sale.order"].sudo().browse(set(ours.mapped("res_id")))

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        activities._sama_planned_orders()._sama_sync_plan()
        return activities

    def write(self, vals):
        watched = {
            "active",
            "activity_type_id",
            "date_deadline",
            "res_id",
            "res_model_id",
            "sama_hour",
        }
        if not watched & vals.keys():
            return super().write(vals)
        orders = self._sama_planned_orders()
        result = super().write(vals)
        (orders | self._sama_planned_orders())._sama_sync_plan()
        return result

    def unlink(self):
        orders = self._sama_planned_orders()
        result = super().unlink()
        orders.exists()._sama_sync_plan()
        return result

    def _action_done(self, feedback=False, attachment_ids=None):
        """Marked done in the chatter: the log says so, the quotation goes on."""
        orders = self.filtered("active")._sama_planned_orders().exists()
        done = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        if orders:
            orders._sama_log({"description": feedback or False, "result": "continue"})
        return done
