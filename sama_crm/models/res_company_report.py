from odoo import fields, models

from .sama_agent_mixin import GROUP_AGENT


class ResCompany(models.Model):
    """From how many rows on a report is made in the background."""

    _inherit = "res.company"

    sama_report_pdf_rows = fields.Integer(
        string="Rows of a PDF Made at Once",
        default=2000,
        help="Longer ones are made in the background.",
        groups=GROUP_AGENT,
    )
    sama_report_excel_rows = fields.Integer(
        string="Rows of an Excel File Made at Once",
        default=20000,
        help="Longer ones are made in the background.",
        groups=GROUP_AGENT,
    )

    _sama_report_rows_positive = models.Constraint(
        "CHECK (sama_report_pdf_rows >= 0 AND sama_report_excel_rows >= 0)",
        "Numbers of rows cannot be negative.",
    )

    def _sama_report_limit(self, file_format):
        """Return the number of rows up to which a user waits for the file."""
        self.ensure_one()
        # sudo: a setting of the company whose report it is
        company = self.sudo()
        if file_format == "pdf":
            return company.sama_report_pdf_rows
        return company.sama_report_excel_rows
