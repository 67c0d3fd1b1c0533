from odoo import fields, models


class ProjectProjectSurvey(models.TransientModel):
    """The interview about a project, at its end or in its course."""

    _name = "project.project.survey"
    _description = "Survey of a Project"
    _inherit = ["sama.survey.interview"]

    _f4_document_model = "project.project"

    document_id = fields.Many2one("project.project", required=True)
