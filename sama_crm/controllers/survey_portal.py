from odoo import fields, http
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

PAGE = 20


class SurveyPortal(CustomerPortal):
    """A customer who has logged in finds the surveys that wait for him."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "sama_survey_count" in counters:
            values["sama_survey_count"] = self._sama_surveys().search_count(
                self._sama_survey_domain()
            )
        return values

    @http.route(
        ["/my/surveys", "/my/surveys/page/<int:page>"],
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_my_surveys(self, page=1, **_query):
        """List the open surveys of the customer and of his company's people."""
        domain = self._sama_survey_domain()
        surveys = self._sama_surveys()
        pages = pager(
            url="/my/surveys",
            total=surveys.search_count(domain),
            page=page,
            step=PAGE,
        )
        sheets = surveys.search(
            domain, order="expires_on, id", limit=PAGE, offset=pages["offset"]
        )
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "sama_survey",
            "sheets": sheets,
            "pager": pages,
            "default_url": "/my/surveys",
        }
        response = request.render("sama_crm.portal_my_surveys", values)
        # Its links are for this customer alone.
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    def _sama_surveys(self):
        # sudo: a customer reads no sheets; the domain leaves him his own.
        return request.env["sama.survey.response"].sudo()

    def _sama_survey_domain(self):
        """Return the domain of the open surveys of whoever is logged in."""
        partner = request.env.user.partner_id.commercial_partner_id
        return (
            Domain("partner_id", "child_of", partner.id)
            & Domain("state", "=", "sent")
            & Domain("expires_on", ">", fields.Datetime.now())
        )
