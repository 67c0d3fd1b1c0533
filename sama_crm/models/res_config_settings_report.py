from odoo import fields, models

from .sama_agent_mixin import GROUP_ADMIN


class ResConfigSettings(models.TransientModel):
    """Long reports, and whether the server can print."""

    _inherit = "res.config.settings"

    sama_report_pdf_rows = fields.Integer(
        related="company_id.sama_report_pdf_rows",
        readonly=False,
        groups=GROUP_ADMIN,
    )
    sama_report_excel_rows = fields.Integer(
        related="company_id.sama_report_excel_rows",
        readonly=False,
        groups=GROUP_ADMIN,
    )
    sama_pdf_problem = fields.Char(
        compute="_compute_sama_pdf_problem",
        string="Printing Problem",
        groups=GROUP_ADMIN,
    )

    def _compute_sama_pdf_problem(self):
        self.sama_pdf_problem = self.env["ir.actions.report"]._sama_pdf_problem()
