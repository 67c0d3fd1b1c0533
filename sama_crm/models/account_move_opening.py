from odoo import api, models
from odoo.tools import SQL


class AccountMove(models.Model):
    """A customer invoice goes into the new year for its survey, and by SQL only."""

    _inherit = "account.move"

    @api.model
    def _sama_opening_parts(self, terms):
        return {
            "kind": SQL("'invoice'"),
            "reason": self._sama_opening_survey_reason(terms),
            "name": SQL("doc.name"),
            "user": SQL("doc.sama_survey_user_id"),
            "date": SQL("COALESCE(doc.invoice_date, doc.date)"),
            "next_date": SQL("doc.sama_survey_next_call_date"),
            "amount": SQL("doc.sama_goods_amount + doc.sama_service_amount"),
            "joins": self._sama_opening_survey_join(),
            "applies": SQL(
                "doc.sama_fiscal_year_id = ANY(%s) AND doc.move_type = 'out_invoice'",
                list(terms.year_ids),
            ),
        }

    @api.model
    def _sama_opening_snapshot(self, alias):
        return SQL("jsonb_build_object(%s)", self._sama_opening_survey_snapshot(alias))
