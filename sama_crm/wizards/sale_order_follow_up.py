from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command

from ..models.sama_agent_mixin import GROUP_AGENT
from ..models.sama_follow_up import CHANNELS
from ..models.sama_follow_up_mixin import OPEN_STATES


class SaleOrderFollowUp(models.TransientModel):
    """The follow-up form, the heart of the product: what was said, and what comes next.

    It ends in exactly one way: a next date, the plan as it is, no more follow-up, void,
    or, for a void quotation, back to quotation. It writes through the public methods of
    `sale.order`, which check group and read access.
    """

    _name = "sale.order.follow.up"
    _description = "Follow-up"
    _inherit = ["sama.f4.form"]

    _f4_document_model = "sale.order"
    _f4_document_field = "order_ids"
    _f4_draft_fields = (
        "channel",
        "outcome_id",
        "description",
        "end",
        "next_date",
        "next_hour",
        "also_others",
        "void_reason_id",
        "competitor",
        "try_again_on",
    )

    # === WHAT IS SHOWN === #

    order_ids = fields.Many2many("sale.order", string="Quotations", required=True)
    order_id = fields.Many2one("sale.order", compute="_compute_order")
    order_count = fields.Integer(compute="_compute_order")
    order_state = fields.Selection(related="order_id.state")
    amount = fields.Monetary(related="order_id.amount_total")
    currency_id = fields.Many2one(related="order_id.currency_id")
    validity_date = fields.Date(string="Expiry", related="order_id.validity_date")
    follow_up_user_id = fields.Many2one(
        "res.users", string="Follow-up Responsible", compute="_compute_order"
    )
    age_days = fields.Integer(string="Age in Days", compute="_compute_order")
    is_expired = fields.Boolean(string="Expired", compute="_compute_order")
    recent_log = fields.Json(compute="_compute_recent_log")
    other_orders = fields.Json(compute="_compute_other_orders")
    other_count = fields.Integer(compute="_compute_other_orders")
    may_confirm = fields.Boolean(compute="_compute_ends")
    end_choices = fields.Json(compute="_compute_ends")
    outcome_choices = fields.Json(compute="_compute_choices")
    reason_choices = fields.Json(compute="_compute_choices")
    seen_log_id = fields.Integer(
        default=-1,
        help="The latest follow-up when the form was opened; newer ones are a "
        "surprise. -1 if that is not known.",
    )

    # === WHAT IS ASKED === #

    date = fields.Datetime(
        string="Follow-up Date", default=fields.Datetime.now, required=True
    )
    channel = fields.Selection(
        [choice for choice in CHANNELS if choice[0] != "portal"],
        default="call",
        required=True,
    )
    outcome_id = fields.Many2one("sama.follow.up.outcome")
    description = fields.Text()
    end = fields.Selection(
        [
            ("next", "Next Follow-up"),
            ("keep", "Keep Each Plan"),
            ("back", "Set Back to Quotation"),
            ("stop", "Stop Following"),
            ("void", "Void"),
        ],
        string="What Comes Next",
    )
    next_date = fields.Date(
        string="Next Follow-up Date",
        compute="_compute_next",
        store=True,
        readonly=False,
    )
    next_hour = fields.Float(
        string="Hour",
        compute="_compute_next",
        store=True,
        readonly=False,
        help="13.5 is 13:30; 0 is no hour. In the responsible's time zone.",
    )
    proposed_date = fields.Date(compute="_compute_next", store=True, readonly=False)
    proposed_hour = fields.Float(compute="_compute_next", store=True, readonly=False)
    next_working_day = fields.Date(
        compute="_compute_next_working_day",
        help="Set if the company does not work on the next date.",
    )
    also_others = fields.Boolean(string="Also on This Customer's Other Open Quotations")
    void_reason_id = fields.Many2one("sama.void.reason")
    competitor = fields.Char()
    try_again_on = fields.Date()

    # === DEFAULTS === #

    @api.model
    def default_get(self, fields_list):
        """Take the quotations from the context; ask for the group first.

        :raises AccessError: the user is no agent, or may read none of the quotations
        """
        values = super().default_get(fields_list)
        if "order_ids" in fields_list and self._f4_asked():
            orders = self._readable(self._f4_asked())
            values["order_ids"] = [Command.set(orders.ids)]
            values["seen_log_id"] = self._latest_log_id(orders)
            if len(orders) == 1 and "end" in fields_list and not values.get("end"):
                values["end"] = self._default_end(orders)
        return values

    @api.model
    def _readable(self, orders):
        """Return those of the quotations that this agent may read.

        :raises AccessError: he is no agent, or it is none of them
        """
        if not self.env.user.has_group(GROUP_AGENT):
            orders._sama_check_agent()
        readable = orders._filtered_access("read")
        if not readable:
            raise AccessError(
                self.env._(
                    "You have no access to this quotation. "
                    "Please ask your sales manager."
                )
            )
        return readable

    @api.model
    def _latest_log_id(self, orders):
        return (
            self.env["sama.follow.up"]
            .search([("order_id", "in", orders.ids)], order="id desc", limit=1)
            .id
            or 0
        )

    @api.model
    def _default_end(self, order):
        if order.state == "cancel":
            return "back"
        return "next" if order.state in OPEN_STATES else "keep"

    # === FORM === #

    def _f4_title(self):
        """See `sama.f4.form`."""
        orders = self._f4_documents()
        if len(orders) == 1:
            return self.env._(
                "Follow-up %(order)s · %(customer)s",
                order=orders.name,
                customer=orders.partner_id.display_name,
            )
        return self.env._(
            "Follow-up of %(count)s quotations", count=self._shown(len(orders))
        )

    def _company(self):
        """Return the company whose working days count."""
        return self._f4_documents().company_id[:1] or self.env.company

    def _f4_next_domains(self):
        """Go to what is due; from a row without date also to others without one."""
        Order = self.env["sale.order"]
        due = Order._sama_state_domain("overdue") | Order._sama_state_domain("today")
        unplanned = Order._sama_state_domain("unplanned")
        was_unplanned = "unplanned" in self._f4_documents().mapped(
            "sama_follow_up_state"
        )
        return [due, unplanned] if was_unplanned else [due]

    def _end(self):
        """Return how the form ends, if it may so end; a date alone says it as well."""
        end = self.end or ("next" if self.next_date else False)
        return end if end in [value for value, _label in self.end_choices] else False
