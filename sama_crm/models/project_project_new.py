from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from .sama_agent_mixin import GROUP_AGENT, GROUP_MANAGER

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
# What can be put right later.
CORRECT_FIELDS = (*NEW_FIELDS, "last_update_status")


class ProjectProject(models.Model):
    """A new project by who has no role in Project, who may also put it right."""

    _inherit = "project.project"

    sama_may_correct = fields.Boolean(
        string="May Correct",
        compute="_compute_sama_may_correct",
        groups=GROUP_AGENT,
        help="The user made the project, surveys it, is responsible for it, or is a "
        "manager of Customer Relations.",
    )

    @api.depends("sama_survey_user_id", "user_id")
    @api.depends_context("uid")
    def _compute_sama_may_correct(self):
        user = self.env.user
        is_manager = user.has_group(GROUP_MANAGER)
        for project in self:
            people = project.create_uid | project.sama_survey_user_id | project.user_id
            project.sama_may_correct = is_manager or user in people

    # === ACTIONS === #

    def action_sama_correct(self):
        """Open the short form on the project.

        :return: a window action
        :raises AccessError: see `sama_correct_project`
        """
        self.ensure_one()
        self._sama_check_correct()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct Project"),
            "res_model": "project.project.new",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_project_id": self.id},
        }

    # === BUSINESS === #

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
        vals = {
            "user_id": self.env.uid,
            "company_id": self.env.company.id,
            **self._sama_row_values({"name": "", "partner_id": False, **values}),
        }
        # sudo: an agent makes projects through this method only.
        project = self.sudo().create(vals)
        return project.with_env(self.env)

    def sama_correct_project(self, values):
        """Put right what the short form of a project says.

        :param dict values: what changes, of `CORRECT_FIELDS`; see `sama_new_project`.
            Quotations that the user may not read stay on the project.
        :return: True
        :raises AccessError: not an agent, not his project, or a person or quotation
            that he may not read
        :raises ValidationError: another field, no name, no customer, or one date alone
        """
        self.ensure_one()
        self._sama_check_correct()
        vals = self._sama_row_values(values, CORRECT_FIELDS)
        self._sama_check_row_dates(vals)
        # sudo: an agent corrects projects through this method only.
        self.sudo().write(vals)
        return True

    # === CHECKS === #

    def _sama_check_correct(self):
        """Let pass an agent whose project it is.

        :raises AccessError: he is none, may not read it, or it is not his
        """
        self._sama_check_agent()
        if not self.env.su and not all(self.mapped("sama_may_correct")):
            raise AccessError(
                self.env._(
                    "Only who made the project, surveys it or is responsible for it, "
                    "and managers, can correct it."
                )
            )

    @api.model
    def _sama_row_values(self, values, known=NEW_FIELDS):
        """Return what the short form says as values to write, checked.

        :raises AccessError: a person or quotation that the user may not read
        :raises ValidationError: another field, no name, or no customer
        """
        strange = values.keys() - set(known)
        if strange:
            raise ValidationError(
                self.env._(
                    "A new row has no such field: %(fields)s",
                    fields=", ".join(sorted(strange)),
                )
            )
        if not all(values.get(fname, True) for fname in ("name", "partner_id")):
            raise ValidationError(
                self.env._("Name the project and its customer, please.")
            )
        partner = self.env["res.partner"].browse(values.get("partner_id") or [])
        partner.check_access("read")
        if "sama_order_ids" not in values:
            return dict(values)
        orders = self.env["sale.order"].browse(values["sama_order_ids"] or [])
        orders.check_access("read")
        # sudo: those of colleagues are not taken away by who cannot see them.
        linked = self.sudo().sama_order_ids.with_env(self.env)
        orders |= linked - linked._filtered_access("read")
        return {**values, "sama_order_ids": [(6, 0, orders.ids)]}

    def _sama_check_row_dates(self, vals):
        """Refuse a start without an end and an end without a start.

        :raises ValidationError: Odoo would drop such a date without a word
        """
        if vals.keys().isdisjoint(("date_start", "date")):
            return
        dates = [vals.get(fname, self[fname]) for fname in ("date_start", "date")]
        if any(dates) and not all(dates):
            raise ValidationError(
                self.env._("Give both the start and the planned end, or neither.")
            )
