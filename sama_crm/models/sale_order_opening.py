from odoo import api, models
from odoo.tools import SQL

from .mail_activity import FOLLOW_UP_TYPE, TRY_AGAIN_TYPE


class SaleOrder(models.Model):
    """Quotations being chased go into the new year, with their plan and their log."""

    _inherit = "sale.order"

    _sama_opening_plan_types = (FOLLOW_UP_TYPE, TRY_AGAIN_TYPE)
    _sama_opening_plan_column = "sama_next_follow_up_date"

    @api.model
    def _sama_opening_parts(self, terms):
        since = self.env["res.company"].browse(terms.company_id).sama_follow_up_since
        day = terms.local_day(SQL("doc.date_order"))
        return {
            "kind": SQL(
                "CASE WHEN doc.state = 'cancel' AND again.date IS NOT NULL"
                " THEN 'try_again' ELSE 'quotation' END"
            ),
            "reason": SQL(
                """CASE WHEN doc.state = 'sale' THEN 'won'
                        WHEN doc.state = 'cancel' AND again.date IS NOT NULL
                        THEN 'try_again'
                        WHEN doc.state = 'cancel' THEN 'void'
                        WHEN doc.sama_follow_up_stopped THEN 'stopped'
                        WHEN doc.sama_next_follow_up_date IS NULL
                         AND %(day)s < %(since)s THEN 'too_old'
                        WHEN %(day)s < %(void_before)s
                         AND (doc.sama_next_follow_up_date > %(today)s) IS NOT TRUE
                        THEN 'void_old'
                        WHEN doc.validity_date < %(today)s AND %(strict)s
                        THEN 'validity_over'
                        WHEN doc.sama_next_follow_up_date IS NOT NULL THEN 'chased'
                        WHEN doc.sama_follow_up_user_id IS NULL THEN 'unassigned'
                        ELSE 'undated' END""",
                day=day,
                since=SQL("%s::date", since or None),
                void_before=SQL("%s::date", terms.void_before),
                today=terms.today,
                strict=not terms.carry_expired,
            ),
            "name": SQL("doc.name"),
            "user": SQL("doc.sama_follow_up_user_id"),
            "date": day,
            "next_date": SQL("COALESCE(again.date, doc.sama_next_follow_up_date)"),
            "amount": SQL("doc.sama_goods_amount + doc.sama_service_amount"),
            "joins": SQL(
                """LEFT JOIN (
                       SELECT res_id, MIN(date_deadline) AS date FROM mail_activity
                        WHERE res_model = 'sale.order' AND activity_type_id = %s
                          AND active GROUP BY res_id
                   ) AS again ON again.res_id = doc.id AND doc.state = 'cancel'""",
                self.env["mail.activity"]._sama_type_id(TRY_AGAIN_TYPE) or 0,
            ),
        }

    @api.model
    def _sama_opening_snapshot(self, alias):
        return SQL(
            """jsonb_build_object(
                'year', %(doc)s.sama_fiscal_year_id, 'state', %(doc)s.state,
                'user', %(doc)s.sama_follow_up_user_id,
                'next_date', %(doc)s.sama_next_follow_up_date,
                'next_hour', COALESCE(%(doc)s.sama_next_follow_up_hour, 0),
                'stopped', COALESCE(%(doc)s.sama_follow_up_stopped, FALSE),
                'follow_ups', COALESCE(%(doc)s.sama_follow_up_count, 0),
                'void_reason', %(doc)s.sama_void_reason_id)""",
            doc=SQL.identifier(alias),
        )
