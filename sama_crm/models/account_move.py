from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.document_kind import MIXED, Origin, Parts, Total, has_amount
from .sama_agent_mixin import GROUP_AGENT
from .sama_sale_document import KIND_FIELDS

CUSTOMER_MOVE_TYPES = ("out_invoice", "out_refund")
# What Odoo sums up to an invoice's amounts, but for the lines of cash rounding.
UNTAXED_DISPLAY_TYPES = (
    "product",
    "non_deductible_product",
    "non_deductible_product_total",
)
TAX_DISPLAY_TYPES = ("tax", "non_deductible_tax")


class AccountMove(models.Model):
    """A customer's invoice or refund, of goods, of services or of both.

    Entries and vendors' bills have no kind and no parts.
    """

    _name = "account.move"
    _inherit = [
        "account.move",
        "sama.sale.document",
        "sama.survey.document",
        "sama.customer.source",
        "sama.fiscal.worked",
    ]
    _sama_figure_fields = (
        "partner_id",
        "company_id",
        "state",
        "move_type",
        "invoice_date",
        *KIND_FIELDS,
    )

    # A draft without a date of its own is of the day of its entry.
    _sama_day_fields = ("invoice_date", "date")

    sama_company_currency_id = fields.Many2one(related="company_id.currency_id")
    sama_fiscal_year_id = fields.Many2one(
        help="The fiscal year in which its survey is worked: that of its date, until a"
        " fiscal opening carries it on."
    )

    # === GOODS AND SERVICE === #

    @api.model
    def _sama_kind_depends(self):
        # Not `amount_total`: it is computed again with every payment.
        return [
            "move_type",
            "currency_id",
            "invoice_currency_rate",
            "line_ids.amount_currency",
            "line_ids.price_total",
            "line_ids.product_id",
        ]

    def _sama_kind_applies(self):
        return self.move_type in CUSTOMER_MOVE_TYPES

    def _sama_kind_is_frozen(self):
        """Posted invoices keep their kind as long as their totals stand."""
        if self.state != "posted" or not self.sama_kind:
            return False
        parts, total = self._sama_parts(), self._sama_kind_total()
        return not has_amount(
            self.company_id.currency_id.round(
                parts.goods + parts.service - total.amount / total.rate
            ),
            self.company_id.currency_id.round(
                parts.goods_untaxed + parts.service_untaxed - total.untaxed / total.rate
            ),
        )

    def _sama_kind_lines(self):
        has_delivery = "is_delivery" in self.env["sale.order.line"]._fields
        sign = -1 if self.move_type == "out_refund" else 1
        for line in self.line_ids:
            if line.display_type != "product":
                continue
            yield self._sama_kind_line(
                line,
                sign,
                origin=self._sama_down_payment_origin(line),
                is_delivery=has_delivery
                and any(line.sale_line_ids.mapped("is_delivery")),
            )

    def _sama_kind_total(self):
        untaxed = tax = 0.0
        for line in self.line_ids:
            if line.display_type in UNTAXED_DISPLAY_TYPES:
                untaxed -= line.amount_currency
            elif line.display_type in TAX_DISPLAY_TYPES:
                tax -= line.amount_currency
        company_currency = self.company_id.currency_id
        currency = self.currency_id or company_currency
        is_foreign = currency != company_currency
        return Total(
            untaxed + tax,
            untaxed,
            rate=(is_foreign and self.invoice_currency_rate) or 1.0,
            rounding=currency.rounding or 0.01,
            company_rounding=company_currency.rounding or 0.01,
        )

    @api.model
    def _sama_down_payment_origin(self, line):
        """Return the `document_kind.Origin` of a down payment line, or None."""
        if not line.is_downpayment:
            return None
        orders = line.sale_line_ids.order_id.filtered("sama_kind")
        if not orders:
            return None
        kinds = set(orders.mapped("sama_kind"))
        return Origin(
            kinds.pop() if len(kinds) == 1 else MIXED,
            Parts(
                *map(sum, zip(*(order._sama_parts() for order in orders), strict=True))
            ),
        )

    def _sama_settle_kind(self):
        """Bring kind and parts up to date, before they stand by being posted.

        A down payment has no dependency on its order: orders change all day, and
        drafts of down payments are few.
        """
        down_payments = self.filtered(
            lambda move: (
                move._sama_kind_applies()
                and move.state == "draft"
                and any(move.line_ids.mapped("is_downpayment"))
            )
        )
        for name in KIND_FIELDS:
            self.env.add_to_compute(self._fields[name], down_payments)
        # sudo: who posts may have no role of ours; nothing of it is shown to him.
        self.sudo().mapped("sama_kind")

    # === FISCAL YEAR === #

    @api.model
    def _sama_year_depends(self):
        return [*super()._sama_year_depends(), "move_type"]

    def _sama_has_year(self):
        return self.move_type in CUSTOMER_MOVE_TYPES

    @api.model
    def _sama_has_year_sql(self, alias):
        return SQL("%s IN %s", SQL.identifier(alias, "move_type"), CUSTOMER_MOVE_TYPES)

    @api.model
    def _sama_open_domain(self):
        return self._sama_survey_domain("to_call")

    # === VIEWS === #

    @api.model
    def get_view(self, view_id=None, view_type="form", **options):
        """Give an agent without a right on journal items the light form."""
        if view_type == "form" and not view_id and self._sama_needs_light_form():
            view_id = self.env.ref("sama_crm.account_move_view_form_agent").id
        return super().get_view(view_id, view_type, **options)

    @api.model
    def _sama_needs_light_form(self):
        """Whether the user is an agent who may not read what Odoo's form shows."""
        lines = self.env["account.move.line"]
        return self.env.user.has_group(GROUP_AGENT) and not lines.has_access("read")

    # === BUSINESS METHODS === #

    @api.readonly
    def sama_get_bought_lines(self):
        """Return what the customer bought with this invoice, line by line.

        Each line has id, product (its name, or the line's text), quantity, uom (its
        name), price_unit, price_subtotal (without tax) and currency_id, in which both
        are. For agents: they need no right on journal items.

        :raise AccessError: not an agent, or not an invoice that he may read
        """
        self.ensure_one()
        self._sama_check_agent()
        # sudo: the invoice is readable, and these are its lines; an agent has no
        # right on journal items as such.
        lines = self.sudo().invoice_line_ids
        return [
            {
                "id": line.id,
                "product": line.product_id.display_name or line.name or "",
                "quantity": line.quantity,
                "uom": line.product_uom_id.name or "",
                "price_unit": line.price_unit,
                "price_subtotal": line.price_subtotal,
                "currency_id": line.currency_id.id,
            }
            for line in lines
            if line.display_type == "product"
        ]

    def _post(self, soft=True):
        self._sama_settle_kind()
        return super()._post(soft=soft)
