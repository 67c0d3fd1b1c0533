from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class SamaGradeRule(models.Model):
    """Which grade a customer deserves by his segment or by what he bought in a year.

    The first rule that fits a customer, in their order, proposes its grade; see
    `sama.grade.proposal`. The amount is that of the last twelve months, goods and
    services, tax included, less credit notes, in the company's currency.
    """

    _name = "sama.grade.rule"
    _description = "Rule for Customer Grades"
    _order = "sequence, id"
    _rec_name = "grade_id"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    grade_id = fields.Many2one("sama.customer.grade", required=True, ondelete="cascade")
    segment_ids = fields.Many2many(
        "sama.customer.segment",
        string="Segments",
        help="Of goods or of services. Empty: whatever the segment.",
    )
    amount = fields.Monetary(
        string="Bought in a Year at Least",
        help="Of the last twelve months; 0: whatever he bought.",
    )

    _amount_positive = models.Constraint(
        "CHECK (amount >= 0)", "An amount cannot be negative."
    )

    @api.constrains("segment_ids", "amount", "active")
    def _check_condition(self):
        for rule in self.filtered("active"):
            if not rule.segment_ids and not rule.amount:
                raise ValidationError(
                    self.env._("Choose segments, or what was bought in a year.")
                )

    @api.model
    def _sama_rule_sql(self, company):
        """Return the SQL that names the rule of a row, by `segments` and `amount`."""
        self.flush_model()
        cases = [
            SQL(
                "WHEN %s AND %s THEN %s",
                SQL("segments && %s::int[]", rule.segment_ids.ids)
                if rule.segment_ids
                else SQL("TRUE"),
                SQL("amount >= %s", rule.amount) if rule.amount else SQL("TRUE"),
                rule.id,
            )
            for rule in self.search([("company_id", "=", company.id)])
            if rule.grade_id.active
        ]
        return SQL("CASE %s END", SQL(" ").join(cases)) if cases else SQL("NULL::int")
