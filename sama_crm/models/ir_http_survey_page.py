from werkzeug.exceptions import HTTPException

from odoo import models
from odoo.http import request

from ..tools.survey_page import PATH, fault_page


class IrHttp(models.AbstractModel):
    """Faults on the customer's survey page look like the page, not like Odoo."""

    _inherit = "ir.http"

    @classmethod
    def _handle_error(cls, exception):
        response = super()._handle_error(exception)
        if not request.httprequest.path.startswith(PATH) or not isinstance(
            response, HTTPException
        ):
            return response
        status = response.code or (response.response and response.response.status_code)
        if not status or status < 400:
            # A redirection, or a login first.
            return response
        request.env.cr.rollback()
        if not request.env.uid:
            cls._auth_method_public()
        return fault_page(status)
