from odoo import api, models
from odoo.exceptions import UserError


class ReportList(models.AbstractModel):
    """Hands the texts of a report to its QWeb templates."""

    _name = "report.sama_crm.report_list"
    _description = "Report of a List"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return what the templates draw; the texts were made by ``reports.pdf``.

        :raises UserError: the report was asked for without a list
        """
        values = (data or {}).get("sama_report")
        if not isinstance(values, dict):
            raise UserError(self.env._("Open this report from one of the lists."))
        return {"report": values, "company": self.env.company}
