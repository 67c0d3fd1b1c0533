from odoo import api, models
from odoo.tools import SQL


class SamaCustomerRecord(models.Model):
    """What is not settled, delivered or used yet goes into the new year."""

    _inherit = "sama.customer.record"

    @api.model
    def _sama_opening_parts(self, terms):
        return {
            "kind": SQL("doc.type"),
            "reason": SQL(
                """CASE WHEN doc.active IS NOT TRUE THEN 'archived'
                        WHEN doc.state = 'done' THEN 'settled'
                        WHEN doc.state = 'rejected' THEN 'rejected'
                        WHEN doc.type IN ('complaint', 'suggestion') THEN 'open'
                        WHEN doc.type IN ('gift', 'service') THEN 'undelivered'
                        WHEN doc.valid_to < %s THEN 'expired'
                        ELSE 'unused' END""",
                terms.today,
            ),
            "name": SQL("CONCAT_WS(' · ', NULLIF(doc.name, ''), doc.subject)"),
            "user": SQL("doc.user_id"),
            "date": terms.local_day(SQL("doc.date")),
            "next_date": SQL("NULL::date"),
            "amount": SQL("doc.amount"),
        }

    @api.model
    def _sama_opening_snapshot(self, alias):
        return SQL(
            """jsonb_build_object(
                'year', %(doc)s.sama_fiscal_year_id, 'state', %(doc)s.state,
                'user', %(doc)s.user_id, 'deadline', %(doc)s.deadline,
                'resolution', COALESCE(%(doc)s.resolution, ''),
                'active', %(doc)s.active)""",
            doc=SQL.identifier(alias),
        )

    def _sama_set_responsible(self, user_by_record):
        """Give records to other people, as documents are given.

        :param dict user_by_record: record id to the new `res.users`
        :return: the records whose responsible changed
        """
        changed = self.filtered(lambda each: each.user_id != user_by_record[each.id])
        by_user = changed.grouped(lambda each: user_by_record[each.id].id)
        for user_id, records in by_user.items():
            records.user_id = user_id
        return changed
