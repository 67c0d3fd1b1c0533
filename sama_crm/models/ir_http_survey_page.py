from werkzeug.exceptions import HTTPException

from odoo import models
from odoo.http import request

from ..tools.survey_page import PATH, fault_page


class IrHttp(models.AbstractModel):
    """Nothing in the address of the customer's survey page makes it look like Odoo."""

    _inherit = "ir.http"

    @classmethod
    def _dispatch(cls, endpoint):
        if request.httprequest.path.startswith(PATH):
            # Odoo hands every parameter to the method by name, and one of this name
            # stands for the controller itself.
            request.params.pop("self", None)
        return super()._dispatch(endpoint)

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
