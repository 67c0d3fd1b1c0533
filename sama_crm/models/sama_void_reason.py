from odoo import fields, models


class SamaVoidReason(models.Model):
    """Why a quotation is taken out of follow-up."""

    _name = "sama.void.reason"
    _description = "Void Reason"
    _inherit = ["sama.catalogue"]

    _catalogue_columns = ("kind",)

    kind = fields.Selection(
        [
            ("price", "Price"),
            ("time", "Time"),
            ("stock", "Stock"),
            ("service", "Service"),
            ("competitor", "Competitor"),
            ("duplicate", "Duplicate"),
            ("mistake", "Mistake"),
            ("declined", "Declined"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
        help="What reports group reasons by.",
    )
