from odoo import fields, models

from .sama_customer_record import PROMISES, TYPES


class SamaRecordCause(models.Model):
    """Why there is a record: what a complaint is about, what a gift is for."""

    _name = "sama.record.cause"
    _description = "Cause of Customer Records"
    _inherit = ["sama.catalogue"]

    _catalogue_columns = ("type",)

    type = fields.Selection(
        [*TYPES, ("promise", "Gift, Service or Discount")],
        string="Record Type",
        help="Empty: offered on records of every type.",
    )

    def _sama_fits(self, record_type):
        """Whether the cause, or none, can be that of a record of a type."""
        kinds = {False, record_type, record_type in PROMISES and "promise"}
        return self.type in kinds
