from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .sama_agent_mixin import GROUP_AGENT


class AccountMove(models.Model):
    """A posted customer invoice whose customer is surveyed.

    Nothing here writes on the invoice: what a survey stores goes by SQL, so that
    hash, lock dates, posted entries and their lines stay untouched.
    """

    _inherit = "account.move"

    _sama_survey_link = "move_id"
    _sama_survey_date_field = "invoice_date"
    _sama_survey_seller_field = "invoice_user_id"

    sama_response_ids = fields.One2many(
        "sama.survey.response", "move_id", string="Survey Sheets", groups=GROUP_AGENT
    )

    _sama_survey_user_idx = models.Index(
        "(sama_survey_user_id, invoice_date)"
        " WHERE move_type = 'out_invoice' AND state = 'posted'"
    )
    _sama_survey_call_idx = models.Index(
        "(sama_survey_next_call_date) WHERE sama_survey_next_call_date IS NOT NULL"
    )

    # === CRUD === #

    def write(self, vals):
        """Keep the survey responsible out of what is written on an invoice."""
        if "sama_survey_user_id" not in vals:
            return super().write(vals)
        self.check_access("write")
        self._check_field_access(self._fields["sama_survey_user_id"], "write")
        vals = dict(vals)
        user = self.env["res.users"].browse(vals.pop("sama_survey_user_id") or [])
        result = super().write(vals) if vals else True
        # sudo: access was checked; who surveys is no part of the invoice.
        self.sudo()._sama_set_responsible(dict.fromkeys(self.ids, user))
        return result

    def button_draft(self):
        """Keep the survey of an invoice that is set back, and say so."""
        result = super().button_draft()
        self._sama_say_kept()
        return result

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """Keep the survey of an invoice that is credited, and say so."""
        result = super()._reverse_moves(default_values_list, cancel)
        self._sama_say_kept()
        return result

    def _sama_say_kept(self):
        # sudo: whoever resets or credits need not be an agent.
        surveyed = self.sudo().filtered("sama_survey_sheet")
        surveyed._sama_log_survey(
            self.env._(
                "A survey was made on this invoice. Its sheet, its calls and its score "
                "stay as they are."
            )
        )

    # === SURVEY === #

    def _sama_survey_is_kind(self):
        return self.move_type == "out_invoice"

    @api.model
    def _sama_survey_applies_domain(self):
        return (
            Domain("move_type", "=", "out_invoice")
            & Domain("state", "=", "posted")
            & Domain("payment_state", "!=", "reversed")
            & Domain("partner_id", "!=", False)
        )

    @api.model
    def _sama_survey_applies_sql(self, alias):
        return SQL(
            "%s = 'out_invoice' AND %s = 'posted' AND %s IS DISTINCT FROM 'reversed'"
            " AND %s IS NOT NULL",
            *(
                self._sama_survey_column(alias, fname)
                for fname in self._sama_survey_applies_fields()
            ),
        )

    @api.model
    def _sama_survey_applies_fields(self):
        return ["move_type", "state", "payment_state", "partner_id"]

    def _sama_assign_amounts(self):
        return {
            move.id: move.sama_goods_amount + move.sama_service_amount for move in self
        }

    def _sama_survey_targets(self):
        targets = ["goods_invoice", "service_invoice"]
        return targets[::-1] if self.sama_kind == "service" else targets
