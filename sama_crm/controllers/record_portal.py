from odoo import http
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from ..models.sama_customer_record_source import (
    PORTAL_FILE_SIZE,
    PORTAL_FILES,
    PORTAL_TYPES,
)

PAGE = 20


class RecordPortal(CustomerPortal):
    """A customer who has logged in complains, proposes, and sees what came of it."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "sama_record_count" in counters:
            values["sama_record_count"] = self._sama_records().search_count(
                self._sama_record_domain()
            )
        return values

    @http.route(
        ["/my/feedback", "/my/feedback/page/<int:page>"],
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_my_feedback(self, page=1, **_query):
        """List what the customer and his company's people have written."""
        domain = self._sama_record_domain()
        records = self._sama_records()
        pages = pager(
            url="/my/feedback",
            total=records.search_count(domain),
            page=page,
            step=PAGE,
        )
        return self._sama_render(
            "sama_crm.portal_my_feedback",
            records=records.search(domain, limit=PAGE, offset=pages["offset"]),
            pager=pages,
        )

    @http.route(
        "/my/feedback/new", type="http", auth="user", methods=["GET"], website=True
    )
    def portal_feedback_new(self, **_query):
        """Show the form."""
        return self._sama_form({"type": "complaint"})

    @http.route(
        "/my/feedback/new", type="http", auth="user", methods=["POST"], website=True
    )
    def portal_feedback_create(self, **post):
        """Save what the customer wrote, or show the form again with the reason."""
        cause_id = post.get("cause_id") or ""
        values = {
            **{key: post.get(key) for key in ("type", "subject", "description")},
            "cause_id": int(cause_id) if cause_id.isdigit() else False,
        }
        # One more than allowed, of files as of bytes, tells that it is too much.
        uploads = request.httprequest.files.getlist("attachments")[: PORTAL_FILES + 1]
        files = [
            (upload.filename, upload.read(PORTAL_FILE_SIZE + 1))
            for upload in uploads
            if upload.filename
        ]
        try:
            record = request.env["sama.customer.record"]._sama_from_portal(
                request.env.user.partner_id, values, files
            )
        except UserError as error:
            return self._sama_form(values, problem=str(error))
        return request.redirect(f"/my/feedback/{record.id}")

    @http.route(
        "/my/feedback/<int:record_id>",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_feedback(self, record_id, **_query):
        """Show one record of the customer, and the answer."""
        record = self._sama_records().search(
            self._sama_record_domain() & Domain("id", "=", record_id)
        )
        if not record:
            return request.redirect("/my/feedback")
        return self._sama_render(
            "sama_crm.portal_feedback",
            record=record,
            attachments=record._sama_portal_files(),
        )

    def _sama_records(self):
        # sudo: a customer reads no records; the domain leaves him his own.
        return request.env["sama.customer.record"].sudo()

    def _sama_record_domain(self):
        """Return the domain of what whoever is logged in may see: what was said."""
        partner = request.env.user.partner_id.commercial_partner_id
        return Domain("partner_id", "child_of", partner.id) & Domain(
            "type", "in", PORTAL_TYPES
        )

    def _sama_form(self, values, problem=None):
        # sudo: names of causes, which the form offers
        causes = request.env["sama.record.cause"].sudo()
        return self._sama_render(
            "sama_crm.portal_feedback_new",
            values=values,
            problem=problem,
            causes=causes.search([("type", "in", [*PORTAL_TYPES, False])]),
        )

    def _sama_render(self, template, **values):
        response = request.render(
            template,
            {
                **self._prepare_portal_layout_values(),
                "page_name": "sama_feedback",
                "default_url": "/my/feedback",
                **values,
            },
        )
        response.headers["Cache-Control"] = "no-store"
        return response
