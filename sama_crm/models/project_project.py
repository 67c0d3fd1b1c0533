from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .sama_agent_mixin import GROUP_AGENT


class ProjectProject(models.Model):
    """A project whose customer is surveyed: at its end, if need be also before."""

    _name = "project.project"
    _inherit = [
        "project.project",
        "sama.partner.document",
        "sama.survey.document",
        "sama.fiscal.worked",
    ]

    _sama_day_fields = ("date_start", "create_date")
    _sama_survey_link = "project_id"
    _sama_survey_date_field = "date"
    _sama_survey_seller_field = "user_id"
    _sama_survey_sms_template = "sama_crm.sms_template_survey_link_project"
    _sama_survey_mail_template = "sama_crm.mail_template_survey_link_project"

    sama_response_ids = fields.One2many(
        "sama.survey.response", "project_id", string="Survey Sheets", groups=GROUP_AGENT
    )
    sama_person_group_id = fields.Many2one(
        help="The customer's group when the project was made."
    )
    sama_amount = fields.Monetary(
        string="Amount",
        currency_field="currency_id",
        copy=False,
        groups=GROUP_AGENT,
    )
    sama_order_ids = fields.Many2many(
        "sale.order",
        "sama_project_order_rel",
        "project_id",
        "order_id",
        string="Quotations",
        copy=False,
        domain="[('partner_id', 'child_of', partner_id)]",
        groups=GROUP_AGENT,
    )
    sama_days_late = fields.Integer(
        string="Days Late",
        compute="_compute_sama_days_late",
        groups=GROUP_AGENT,
        help="Days since the planned end of a project that is not finished.",
    )

    # === COMPUTE === #

    @api.depends("date", "last_update_status")
    @api.depends_context("uid", "tz")
    def _compute_sama_days_late(self):
        today = fields.Date.context_today(self)
        for project in self:
            late = project.date and project.last_update_status != "done"
            project.sama_days_late = max((today - project.date).days, 0) if late else 0

    # === FISCAL YEAR === #

    @api.model
    def _sama_open_domain(self):
        unfinished = Domain("last_update_status", "!=", "done")
        return unfinished | self._sama_survey_domain("to_call")

    # === CHATTER === #

    def _thread_to_store(self, store, fields, *, request_list=None):
        """Let an agent open the chatter of a project that he may read.

        Odoo names there who the project is shared with, which needs a role in Project.
        """
        if self.env.user.has_group(GROUP_AGENT):
            # sudo: fills the cache; only ids of these persons leave.
            self.sudo().mapped("collaborator_ids.partner_id")
        return super()._thread_to_store(store, fields, request_list=request_list)

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

    def _sama_form_action(self):
        """Open the short form, which needs no role in Project."""
        form = self.env.ref("sama_crm.project_project_view_form_survey")
        return {**super()._sama_form_action(), "views": [(form.id, "form")]}

    def _sama_survey_targets(self):
        return ["project"]

    def _sama_assign_amounts(self):
        return {project.id: project.sama_amount for project in self}

    def write(self, vals):
        """Say in the chatter who surveys now, as on invoices."""
        if "sama_survey_user_id" not in vals:
            return super().write(vals)
        before = {project.id: project.sama_survey_user_id for project in self}
        result = super().write(vals)
        changed = self.filtered(lambda p: p.sama_survey_user_id != before[p.id])
        changed._sama_log_responsible(before)
        return result
