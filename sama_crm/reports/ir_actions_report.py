from odoo import api, models

from odoo.addons.base.models import ir_actions_report


class IrActionsReport(models.Model):
    """Prints our reports without waiting for scripts that they do not have."""

    _inherit = "ir.actions.report"

    @api.model
    def _build_wkhtmltopdf_args(
        self,
        paperformat_id,
        landscape,
        specific_paperformat_args=None,
        set_viewport_size=False,
    ):
        """Leave out the delay."""
        arguments = super()._build_wkhtmltopdf_args(
            paperformat_id,
            landscape,
            specific_paperformat_args=specific_paperformat_args,
            set_viewport_size=set_viewport_size,
        )
        if self.env.context.get("sama_report") and "--javascript-delay" in arguments:
            arguments[arguments.index("--javascript-delay") + 1] = "0"
        return arguments

    @api.model
    def _sama_pdf_problem(self):
        """Return what is wrong with this server's wkhtmltopdf, empty if nothing is."""
        info = ir_actions_report._wkhtml()
        if info.state == "install":
            return self.env._(
                "wkhtmltopdf is not installed on the server: no PDF can be made. "
                "Install wkhtmltopdf 0.12.6.1 with patched Qt."
            )
        if not info.is_patched_qt:
            return self.env._(
                "wkhtmltopdf on the server lacks the patched Qt: letterhead and page "
                "numbers will be missing, and Persian text may run over its "
                "neighbour. Install wkhtmltopdf 0.12.6.1 with patched Qt."
            )
        return ""
