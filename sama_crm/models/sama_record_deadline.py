from odoo import fields, models

from .sama_customer_record import PRIORITIES, TYPES


class SamaRecordDeadline(models.Model):
    """How many working hours a record has, by type and priority."""

    _name = "sama.record.deadline"
    _description = "Deadline of Customer Records"
    _order = "type, priority desc, company_id, id"
    _rec_name = "type"

    company_id = fields.Many2one("res.company", help="Empty: for every company.")
    type = fields.Selection(TYPES, string="Record Type", required=True)
    priority = fields.Selection(PRIORITIES, help="Empty: every priority.")
    hours = fields.Float(
        string="Working Hours",
        required=True,
        aggregator=None,
        help="By the company's working hours and holidays.",
    )

    _hours_positive = models.Constraint(
        "CHECK (hours > 0)", "A deadline needs at least some minutes."
    )

    def _sama_hours_for(self, company, record_type, priority):
        """Return the working hours of the closest row among these, or None.

        A row of the company goes before one of every company, then a row of the
        priority before one of every priority.
        """
        found = self.filtered(
            lambda row: (
                row.type == record_type
                and row.company_id in (company, company.browse())
                and row.priority in (priority, False)
            )
        ).sorted(lambda row: (not row.company_id, not row.priority, row.id))
        return found[0].hours if found else None
