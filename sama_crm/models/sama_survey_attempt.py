from odoo import api, fields, models

RESULTS = [
    ("answered", "Answered"),
    ("no_answer", "No Answer"),
    ("busy", "Busy"),
    ("unreachable", "Out of Reach"),
    ("wrong_number", "Wrong Number"),
    ("later", "Call Later"),
    ("refused", "Refused"),
]


class SamaSurveyAttempt(models.Model):
    """One call or visit to survey a customer, whatever came of it."""

    _name = "sama.survey.attempt"
    _inherit = ["sama.customer.source", "sama.fiscal.event"]
    _sama_figure_fields = ("partner_id", "company_id", "date")
    _description = "Survey Attempt"
    _order = "date desc, id desc"
    _rec_name = "date"

    response_id = fields.Many2one(
        "sama.survey.response",
        string="Sheet",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="response_id.company_id", store=True, precompute=True, index=True
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index=True, ondelete="restrict"
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", string="Surveyor", default=lambda self: self.env.user
    )
    result = fields.Selection(RESULTS, required=True)
    call_again_on = fields.Datetime(string="Call Again on")
    note = fields.Text()

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        attempts = super().create(vals_list)
        for attempt in attempts:
            if not attempt.partner_id:
                attempt.partner_id = attempt.response_id.partner_id
        attempts.response_id._sama_sync_documents()
        return attempts

    def write(self, vals):
        result = super().write(vals)
        self.response_id._sama_sync_documents()
        return result

    def unlink(self):
        responses = self.response_id
        result = super().unlink()
        responses.exists()._sama_sync_documents()
        return result

    def _sama_worked_document(self):
        return self.response_id._sama_document()

    # === ACTIONS === #

    def action_open_sheet(self):
        """Open the sheet for which the call was made.

        :return: a window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.response_id.display_name,
            "res_model": "sama.survey.response",
            "res_id": self.response_id.id,
            "views": [(False, "form")],
        }
