from odoo import api, fields, models


class SamaSmsGroup(models.Model):
    """Persons who get the same text messages."""

    _name = "sama.sms.group"
    _description = "SMS Group"
    _inherit = ["sama.catalogue"]
    _catalogue_columns = ("partner_count",)
    _catalogue_editable = False

    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="sama_sms_group_res_partner_rel",
        column1="group_id",
        column2="partner_id",
        string="Persons",
    )
    partner_count = fields.Integer(
        string="Number of persons",
        compute="_compute_partner_count",
    )

    @api.depends("partner_ids")
    def _compute_partner_count(self):
        counts = dict(
            self.env["res.partner"]._read_group(
                [("sama_sms_group_ids", "in", self.ids)],
                ["sama_sms_group_ids"],
                ["__count"],
            )
        )
        for group in self:
            group.partner_count = counts.get(group._origin, 0)
