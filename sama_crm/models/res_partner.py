from odoo import fields, models


class ResPartner(models.Model):
    """A person of the sales office."""

    _inherit = "res.partner"

    sama_sms_group_ids = fields.Many2many(
        comodel_name="sama.sms.group",
        relation="sama_sms_group_res_partner_rel",
        column1="partner_id",
        column2="group_id",
        string="SMS groups",
    )
