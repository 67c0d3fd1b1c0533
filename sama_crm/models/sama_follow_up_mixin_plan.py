from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from ..tools.private_context import PrivateContext
from .mail_activity import FOLLOW_UP_TYPE, TRY_AGAIN_TYPE
from .sama_agent_mixin import GROUP_AGENT

# Says that dates are stored once at the end, and not by each activity.
PLANNING = PrivateContext(planning=True)


class SamaFollowUpMixin(models.AbstractModel):
    """The plan of a chase: one activity of our type, and what is stored of it."""

    _inherit = "sama.follow.up.mixin"

    def _sama_plan(self, date, hour=0.0):
        """Plan the next follow-up: one activity of our type on each order, no more.

        An order without responsible is taken by who plans it, so that somebody is
        alarmed.

        :param date date: the responsible's day
        :param float hour: 13.5 is 13:30; 0 is no hour
        """
        Activity = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True, sama_planning=PLANNING
        )
        planned = Activity.search(
            Activity._sama_domain(self), order="res_id, date_deadline, sama_hour, id"
        ).grouped("res_id")
        values = {"date_deadline": date, "sama_hour": hour or 0.0}
        self._sama_take_over()
        kept = Activity.browse(activities[0].id for activities in planned.values())
        rest = Activity.browse(
            activity.id
            for activities in planned.values()
            for activity in activities[1:]
        )
        kept.write(values)
        rest.unlink()
        # The activity stores its document's name, and asks for it one by one.
        self.fetch(["name"])
        Activity.create(
            [
                {
                    **values,
                    "activity_type_id": Activity._sama_type_id(),
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": order.id,
                    "user_id": order.sama_follow_up_user_id.id,
                    "automated": True,
                }
                for order in self
                if order.id not in planned
            ]
        )
        self._sama_sync_plan()

    def _sama_take_over(self):
        """Make the acting agent responsible for orders that have nobody."""
        user = self.env.user
        if user.has_group(GROUP_AGENT) and not user._is_superuser():
            self.filtered(
                lambda order: not order.sama_follow_up_user_id
            ).sama_follow_up_user_id = user

    def _sama_unplan(self, stopped=None):
        """Take the planned activities away and store whether the chase is stopped."""
        Activity = self.env["mail.activity"].with_context(sama_planning=PLANNING)
        Activity.search(Activity._sama_domain(self)).unlink()
        self._sama_sync_plan(stopped=stopped)

    def _sama_move_plan(self):
        """Give the planned activities to the orders' responsible."""
        Activity = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True
        )
        user_by_order = {order.id: order.sama_follow_up_user_id for order in self}
        by_user = defaultdict(Activity.browse)
        domain = Activity._sama_domain(self, FOLLOW_UP_TYPE, TRY_AGAIN_TYPE)
        for activity in Activity.search(domain):
            if activity.user_id != user_by_order[activity.res_id]:
                by_user[user_by_order[activity.res_id]] |= activity
        for user, activities in by_user.items():
            activities.write({"user_id": user.id})

    def _sama_sync_plan(self, stopped=None):
        """Store date and hour of each order's earliest activity of our type.

        :param bool stopped: whether the chase is stopped where nothing is planned;
            None leaves it as it is
        """
        if not self:
            return
        stored = [
            "sama_next_follow_up_date",
            "sama_next_follow_up_hour",
            "sama_follow_up_stopped",
        ]
        Activity = self.env["mail.activity"]
        Activity.flush_model()
        self.flush_recordset(stored)
        self.env.cr.execute(
            SQL(
                """
                UPDATE %(table)s AS doc
                   SET sama_next_follow_up_date = plan.date_deadline,
                       sama_next_follow_up_hour = COALESCE(plan.sama_hour, 0),
                       sama_follow_up_stopped = plan.id IS NULL AND %(stopped)s
                  FROM unnest(%(ids)s) AS wanted(id)
                  LEFT JOIN LATERAL (
                        SELECT id, date_deadline, sama_hour
                          FROM mail_activity
                         WHERE res_model = %(model)s
                           AND res_id = wanted.id
                           AND activity_type_id = %(type_id)s
                           AND active
                         ORDER BY date_deadline, COALESCE(sama_hour, 0), id
                         LIMIT 1
                       ) AS plan ON TRUE
                 WHERE doc.id = wanted.id
                """,
                table=SQL.identifier(self._table),
                ids=list(self.ids),
                model=self._name,
                type_id=Activity._sama_type_id() or 0,
                stopped=SQL("COALESCE(doc.sama_follow_up_stopped, FALSE)")
                if stopped is None
                else stopped,
            )
        )
        self.invalidate_recordset(
            [*stored, "sama_follow_up_state", "sama_days_late"], flush=False
        )
        self._sama_notify_desk()
