from odoo import http
from odoo.http import request

from odoo.addons.sale.controllers.portal import CustomerPortal

from ..tools.private_context import PrivateContext


class FollowUpPortal(CustomerPortal):
    """What the customer does on his own page reaches the log of follow-ups."""

    @http.route()
    def portal_quote_decline(
        self, order_id, access_token=None, decline_message=None, **kwargs
    ):
        """Decline the quotation; the customer's words become the void's description."""
        declined = request.env.ref(
            "sama_crm.sama_void_reason_declined", raise_if_not_found=False
        )
        request.update_context(
            sama_void=PrivateContext(
                void_reason_id=declined.id if declined else False,
                description=decline_message,
                user_id=False,
                channel="portal",
            )
        )
        return super().portal_quote_decline(
            order_id,
            access_token=access_token,
            decline_message=decline_message,
            **kwargs,
        )
