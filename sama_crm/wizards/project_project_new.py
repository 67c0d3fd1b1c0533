from odoo import api, fields, models
from odoo.tools import html2plaintext

from ..models.project_project_new import CORRECT_FIELDS, NEW_FIELDS


class ProjectProjectNew(models.TransientModel):
    """The short form of a project, for agents without a role in Project.

    Without `project_id` it makes a project, with it the form puts that one right.
    """

    _name = "project.project.new"
    _description = "New Project"

    project_id = fields.Many2one(
        "project.project", string="Project to Correct", readonly=True
    )
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
    last_update_status = fields.Selection(
        selection=lambda self: self._project_states(), string="State"
    )
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

    @api.model
    def _project_states(self):
        """Return the states that a project has in Odoo."""
        field = self.env["project.project"]._fields["last_update_status"]
        return field._description_selection(self.env)

    # === DEFAULTS === #

    @api.model
    def default_get(self, fields_list):
        """Show the project that is put right.

        :raises AccessError: it is not the user's
        """
        values = super().default_get(fields_list)
        project = self.env["project.project"].browse(values.get("project_id"))
        if project:
            project._sama_check_correct()
            values.update(self._row_of(project))
            values["currency_id"] = project.currency_id.id
        return {key: value for key, value in values.items() if key in fields_list}

    @api.model
    def _row_of(self, project):
        """Return what the project says of `CORRECT_FIELDS`, as the form has it."""
        # sudo: those that he may not read are left out below
        orders = project.sudo().sama_order_ids.with_env(self.env)
        return {
            **{
                fname: self._fields[fname].convert_to_write(project[fname], project)
                for fname in CORRECT_FIELDS
                if fname != "sama_order_ids"
            },
            # sudo: those that he may not read are left out, and stay.
            "sama_order_ids": orders._filtered_access("read").ids,
            "description": html2plaintext(project.description or ""),
        }

    # === ACTIONS === #

    def action_save(self):
        """Make the project and open it, or put it right and close the form.

        :return: an action
        :raises AccessError: as `sama_new_project` and `sama_correct_project`
        :raises ValidationError: as these
        """
        self.ensure_one()
        project = self.project_id
        values = self._values(CORRECT_FIELDS if project else NEW_FIELDS)
        if not project:
            project = project.sama_new_project(values)
            return project._sama_form_action()
        before = self._row_of(project)
        changed = {
            fname: value
            for fname, value in values.items()
            if (value or False) != (before[fname] or False)
        }
        project.sama_correct_project(changed)
        return {"type": "ir.actions.act_window_close"}

    def _values(self, fnames):
        """Return what the form says."""
        return {
            fname: self[fname].ids
            if fname == "sama_order_ids"
            else self._fields[fname].convert_to_write(self[fname], self)
            for fname in fnames
        }
