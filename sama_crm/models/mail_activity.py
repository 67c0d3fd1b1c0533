from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.private_context import PrivateContext
from .sama_agent_mixin import GROUP_AGENT

FOLLOW_UP_TYPE = "sama_crm.mail_activity_type_follow_up"
TRY_AGAIN_TYPE = "sama_crm.mail_activity_type_try_again"
SURVEY_CALL_TYPE = "sama_crm.mail_activity_type_survey_call"
# What plans which documents.
PLAN_TYPES = {
    "sale.order": FOLLOW_UP_TYPE,
    "account.move": SURVEY_CALL_TYPE,
    "project.project": SURVEY_CALL_TYPE,
}


class MailActivity(models.Model):
    """A plan of ours is an activity; what happens to it reaches its document."""

    _inherit = "mail.activity"

    sama_hour = fields.Float(
        string="Hour",
        help="13.5 is 13:30; 0 is no hour. In the time zone of the one assigned.",
        copy=False,
        groups=GROUP_AGENT,
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

    def _sama_planned(self):
        """Return the documents whose plan these activities are, in sudo.

        Nothing for who plans a set of orders and stores their dates once at the end.

        :return: dict of model name to documents
        """
        if PrivateContext.get_from(self.env.context, "sama_planning"):
            return {}
        types = {model: self._sama_type_id(name) for model, name in PLAN_TYPES.items()}
        by_model = (
            # sudo: the activity is at hand, only the document's id is wanted.
            self.sudo()
            .filtered(
                lambda activity: (
                    activity.activity_type_id
                    and types.get(activity.res_model) == activity.activity_type_id.id
                )
            )
            .grouped("res_model")
        )
        return {
            # sudo: the dates of the document follow, whoever moves its activity
            model: self.env[model].sudo().browse(set(activities.mapped("res_id")))
            for model, activities in by_model.items()
        }

    def _sama_planned_orders(self):
        """Return the quotations whose plan these activities are, in sudo."""
        return self._sama_planned().get("sale.order", self.env["sale.order"])

    @api.model
    def _sama_sync(self, *planned):
        """Let the documents follow their plans.

        :param planned: dicts as `_sama_planned` returns
        """
        for model in {model for each in planned for model in each}:
            documents = self.env[model].union(
                *(each[model] for each in planned if model in each)
            )
            # sudo: as `_sama_planned` returns them
            documents.sudo().exists()._sama_sync_plan()

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        self._sama_sync(activities._sama_planned())
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
        before = self._sama_planned()
        result = super().write(vals)
        self._sama_sync(before, self._sama_planned())
        return result

    def unlink(self):
        before = self._sama_planned()
        result = super().unlink()
        self._sama_sync(before)
        return result

    def _action_done(self, feedback=False, attachment_ids=None):
        """Marked done in the chatter: the log says so, the quotation goes on."""
        orders = self.filtered("active")._sama_planned_orders().exists()
        done = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        if orders:
            orders._sama_log({"description": feedback or False, "result": "continue"})
        return done
