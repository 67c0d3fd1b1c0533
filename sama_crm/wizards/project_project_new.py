from odoo import fields, models

from ..models.project_project_new import NEW_FIELDS


class ProjectProjectNew(models.TransientModel):
    """The short form of a new project, for agents without a role in Project."""

    _name = "project.project.new"
    _description = "New Project"

    name = fields.Char(string="Project", required=True)
    partner_id = fields.Many2one("res.partner", string="Customer", required=True)
    user_id = fields.Many2one(
        "res.users",
        string="Responsible for the Project",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    date_start = fields.Date(string="Start", default=fields.Date.context_today)
    date = fields.Date(string="Planned End")
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )
    sama_amount = fields.Monetary(string="Amount")
    sama_order_ids = fields.Many2many(
        "sale.order",
        string="Quotations",
        domain="[('partner_id', 'child_of', partner_id)]",
    )
    description = fields.Text()

    def action_create(self):
        """Make the project and open it.

        :return: a window action
        :raises AccessError: as `sama_new_project`
        :raises ValidationError: as `sama_new_project`
        """
        self.ensure_one()
        values = {
            fname: self[fname].ids
            if fname == "sama_order_ids"
            else self._fields[fname].convert_to_write(self[fname], self)
            for fname in NEW_FIELDS
        }
        project = self.env["project.project"].sama_new_project(values)
        return project._sama_form_action()
