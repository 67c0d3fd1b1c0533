from odoo import fields, models

from .sama_customer_record import TYPES


class SamaRecordCause(models.Model):
    """Why there is a record: what a complaint is about, what a gift is for."""

    _name = "sama.record.cause"
    _description = "Cause of Customer Records"
    _inherit = ["sama.catalogue"]

    _catalogue_columns = ("type",)

    type = fields.Selection(
        TYPES, string="Record Type", help="Empty: offered on records of every type."
    )
