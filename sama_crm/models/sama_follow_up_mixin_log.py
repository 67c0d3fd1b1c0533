from odoo import models
from odoo.tools import SQL


class SamaFollowUpMixin(models.AbstractModel):
    """The log of a chase, and what is stored of it."""

    _inherit = "sama.follow.up.mixin"

    def _sama_log(self, values):
        """Log one follow-up on each order and say so in the chatter.

        :param dict values: of `sama.follow.up`, the same on each order
        :return: the new `sama.follow.up` records
        """
        user = self.env.user
        writer = user.id if user._is_internal() and not user._is_superuser() else False
        follow_ups = self.env["sama.follow.up"].create(
            [
                {
                    "order_id": order.id,
                    "partner_id": order.partner_id.id,
                    "company_id": order.company_id.id,
                    "user_id": writer,
                    **values,
                }
                for order in self
            ]
        )
        self._message_log_batch(
            bodies={log.order_id.id: log._chatter_body() for log in follow_ups},
            author_id=user.partner_id.id,
        )
        return follow_ups

    def _sama_sync_log(self):
        """Store number and last of each order's follow-ups."""
        if not self:
            return
        stored = [
            "sama_follow_up_count",
            "sama_last_follow_up_id",
            "sama_last_follow_up_date",
        ]
        self.env["sama.follow.up"].flush_model(["order_id", "date"])
        self.flush_recordset(stored)
        self.env.cr.execute(
            SQL(
                """
                UPDATE %(table)s AS doc
                   SET sama_follow_up_count = COALESCE(log.number, 0),
                       sama_last_follow_up_id = log.last_id,
                       sama_last_follow_up_date = log.last_date
                  FROM unnest(%(ids)s) AS wanted(id)
                  LEFT JOIN (
                        SELECT order_id,
                               count(*) AS number,
                               max(date) AS last_date,
                               (array_agg(id ORDER BY date DESC, id DESC))[1] AS last_id
                          FROM sama_follow_up
                         WHERE order_id = ANY(%(ids)s)
                         GROUP BY order_id
                       ) AS log ON log.order_id = wanted.id
                 WHERE doc.id = wanted.id
                """,
                table=SQL.identifier(self._table),
                ids=list(self.ids),
            )
        )
        self.invalidate_recordset(
            [
                *stored,
                "sama_follow_up_ids",
                "sama_last_outcome_id",
                "sama_last_description",
                "sama_last_result",
            ],
            flush=False,
        )
        # The last contact is one of the customer's figures.
        self._sama_note_changed()
        self._sama_notify_desk()
