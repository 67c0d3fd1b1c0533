from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .sama_agent_mixin import GROUP_AGENT


class ProjectProject(models.Model):
    """A project whose customer is surveyed: at its end, if need be also before."""

    _name = "project.project"
    _inherit = ["project.project", "sama.survey.document"]

    _sama_survey_link = "project_id"
    _sama_survey_date_field = "date"
    _sama_survey_seller_field = "user_id"

    sama_response_ids = fields.One2many(
        "sama.survey.response", "project_id", string="Survey Sheets", groups=GROUP_AGENT
    )
    sama_person_group_id = fields.Many2one(
        "sama.person.group",
        string="Person Group",
        compute="_compute_sama_person_group_id",
        store=True,
        index="btree_not_null",
        ondelete="set null",
        groups=GROUP_AGENT,
        help="The customer's group when the project was made.",
    )

    # === COMPUTE === #

    @api.depends("partner_id")
    def _compute_sama_person_group_id(self):
        group_by_partner = self.partner_id._sama_group_id_by_partner()
        for project in self:
            project.sama_person_group_id = group_by_partner.get(
                project.partner_id._origin.id or project.partner_id.id, False
            )

    # === SURVEY === #

    @api.model
    def _sama_survey_applies_domain(self):
        return Domain("partner_id", "!=", False) & Domain("is_template", "!=", True)

    @api.model
    def _sama_survey_applies_sql(self, alias):
        return SQL(
            "%s IS NOT NULL AND %s IS NOT TRUE",
            self._sama_survey_column(alias, "partner_id"),
            self._sama_survey_column(alias, "is_template"),
        )

    @api.model
    def _sama_survey_applies_fields(self):
        return ["partner_id", "is_template"]

    def _sama_survey_targets(self):
        return ["project"]

    def write(self, vals):
        """Say in the chatter who surveys now, as on invoices."""
        if "sama_survey_user_id" not in vals:
            return super().write(vals)
        before = {project.id: project.sama_survey_user_id for project in self}
        result = super().write(vals)
        self._sama_log_survey_user(before)
        return result
