from odoo import api, models
from odoo.exceptions import ValidationError

# What the short form of a new row writes; everything else is Odoo's default.
NEW_FIELDS = (
    "name",
    "partner_id",
    "user_id",
    "date_start",
    "date",
    "sama_amount",
    "sama_order_ids",
    "description",
)


class ProjectProject(models.Model):
    """A new project by who has no role in Project."""

    _inherit = "project.project"

    @api.model
    def sama_new_project(self, values):
        """Make a project from the short form of an agent.

        He needs no right to create projects and gains none: the fields are few, and
        who may see the project is as the company has it by default.

        :param dict values: of `NEW_FIELDS`, ids for relations (a list of ids for
            `sama_order_ids`)
        :return: the `project.project`
        :raises AccessError: not an agent, or a person or quotation that he may not read
        :raises ValidationError: another field, no name, or no customer
        """
        self._sama_check_agent()
        strange = values.keys() - set(NEW_FIELDS)
        if strange:
            raise ValidationError(
                self.env._(
                    "A new row has no such field: %(fields)s",
                    fields=", ".join(sorted(strange)),
                )
            )
        partner = self.env["res.partner"].browse(values.get("partner_id") or [])
        orders = self.env["sale.order"].browse(values.get("sama_order_ids") or [])
        if not values.get("name") or not partner:
            raise ValidationError(
                self.env._("Name the project and its customer, please.")
            )
        partner.check_access("read")
        orders.check_access("read")
        vals = {
            "user_id": self.env.uid,
            "company_id": self.env.company.id,
            **values,
            "sama_order_ids": [(6, 0, orders.ids)],
        }
        # sudo: an agent makes projects through this method only.
        project = self.sudo().create(vals)
        return project.with_env(self.env)
