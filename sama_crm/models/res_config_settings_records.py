from odoo import fields, models

from .sama_agent_mixin import GROUP_ADMIN, GROUP_MANAGER


class ResConfigSettings(models.TransientModel):
    """What the company gives without asking."""

    _inherit = "res.config.settings"

    sama_record_manager_id = fields.Many2one(
        related="company_id.sama_record_manager_id",
        readonly=False,
        groups=GROUP_ADMIN,
        domain=lambda self: [("all_group_ids", "in", self.env.ref(GROUP_MANAGER).ids)],
    )
    sama_approval_limit = fields.Monetary(
        related="company_id.sama_approval_limit",
        readonly=False,
        groups=GROUP_ADMIN,
    )
    sama_approval_percent = fields.Float(
        related="company_id.sama_approval_percent",
        readonly=False,
        groups=GROUP_ADMIN,
    )
    sama_customer_ceiling = fields.Monetary(
        related="company_id.sama_customer_ceiling",
        readonly=False,
        groups=GROUP_ADMIN,
    )
    sama_bought_again_days = fields.Integer(
        related="company_id.sama_bought_again_days",
        readonly=False,
        groups=GROUP_ADMIN,
    )
