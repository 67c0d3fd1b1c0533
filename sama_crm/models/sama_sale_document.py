from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.document_kind import Line, Parts, has_amount, split_document
from .sama_agent_mixin import GROUP_AGENT

KINDS = [("goods", "Goods"), ("service", "Service"), ("mixed", "Goods and service")]
# By the number of digits: the same steps serve rial and dollar.
AMOUNT_BANDS = [
    ("01", "Under 10"),
    ("02", "10 – 100"),
    ("03", "100 – 1,000"),
    ("04", "1,000 – 10,000"),
    ("05", "10,000 – 100,000"),
    ("06", "100,000 – 1 million"),
    ("07", "1 – 10 million"),
    ("08", "10 – 100 million"),
    ("09", "100 million – 1 billion"),
    ("10", "1 – 10 billion"),
    ("11", "10 – 100 billion"),
    ("12", "100 billion – 1,000 billion"),
    ("13", "1,000 billion and more"),
]
KIND_FIELDS = (
    "sama_kind",
    "sama_goods_amount",
    "sama_service_amount",
    "sama_goods_untaxed",
    "sama_service_untaxed",
)


class SamaSaleDocument(models.AbstractModel):
    """A sales document that knows what it is about, and whose customer it is for.

    Kind and parts are stored, so that lists filter, sort and sum them like any
    column. They follow the document's own lines; a product that changes its type
    reaches open documents only (see `product.template`).

    A document answers `_sama_kind_depends`, `_sama_kind_applies`, `_sama_kind_lines`
    and `_sama_kind_total`, and `_sama_kind_is_frozen` if there is a time from which
    its kind stands.
    """

    _name = "sama.sale.document"
    _description = "Goods and Service Parts of a Sales Document"
    _inherit = ["sama.partner.document"]

    sama_kind = fields.Selection(
        selection=KINDS,
        string="Goods or Service",
        compute="_compute_sama_kind",
        store=True,
        groups=GROUP_AGENT,
        help="What the lines with an amount are about. A document about both is in"
        " the list of each, with its own part.",
    )
    sama_goods_amount = fields.Monetary(
        string="Goods Amount",
        compute="_compute_sama_kind",
        store=True,
        currency_field="sama_company_currency_id",
        groups=GROUP_AGENT,
        help="The goods part, tax included, in the company's currency.",
    )
    sama_service_amount = fields.Monetary(
        string="Service Amount",
        compute="_compute_sama_kind",
        store=True,
        currency_field="sama_company_currency_id",
        groups=GROUP_AGENT,
        help="The service part, tax included, in the company's currency.",
    )
    sama_goods_untaxed = fields.Monetary(
        string="Untaxed Goods Amount",
        compute="_compute_sama_kind",
        store=True,
        currency_field="sama_company_currency_id",
        groups=GROUP_AGENT,
    )
    sama_service_untaxed = fields.Monetary(
        string="Untaxed Service Amount",
        compute="_compute_sama_kind",
        store=True,
        currency_field="sama_company_currency_id",
        groups=GROUP_AGENT,
    )
    # The documents relate it to their company; a mixin has none to relate to.
    sama_company_currency_id = fields.Many2one(
        comodel_name="res.currency",
        string="Currency of the Company",
        groups=GROUP_AGENT,
    )
    sama_amount_band = fields.Selection(
        AMOUNT_BANDS,
        string="Amount Band",
        compute="_compute_sama_amount_band",
        search="_search_sama_amount_band",
        groups=GROUP_AGENT,
        help="Both parts together, in steps of ten times.",
    )

    # === COMPUTE METHODS === #

    @api.depends(lambda self: self._sama_kind_depends())
    def _compute_sama_kind(self):
        for document in self:
            if not document._sama_kind_applies():
                document._sama_set_kind(False, Parts())
            elif document._sama_kind_is_frozen():
                # A computed method has to assign; what stands is assigned again.
                document._sama_set_kind(document.sama_kind, document._sama_parts())
            else:
                document._sama_set_kind(
                    *split_document(
                        list(document._sama_kind_lines()), document._sama_kind_total()
                    )
                )

    @api.depends("sama_goods_amount", "sama_service_amount")
    def _compute_sama_amount_band(self):
        for document in self:
            total = document.sama_goods_amount + document.sama_service_amount
            digits = len(str(int(max(total, 0))))
            document.sama_amount_band = str(min(digits, len(AMOUNT_BANDS))).zfill(2)

    def _search_sama_amount_band(self, operator, value):
        if operator != "in":
            return NotImplemented
        query = self._search([], bypass_access=True)
        band = self._field_to_sql(query.table, "sama_amount_band", query)
        query.add_where(SQL("%s = ANY(%s)", band, list(value)))
        return Domain("id", "in", query)

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let lists group by the amount band without storing it."""
        if field_expr != "sama_amount_band":
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        return SQL(
            "lpad(least(length(trunc(greatest("
            "COALESCE(%s, 0) + COALESCE(%s, 0), 0))::text), %s)::text, 2, '0')",
            SQL.identifier(alias, "sama_goods_amount"),
            SQL.identifier(alias, "sama_service_amount"),
            len(AMOUNT_BANDS),
        )

    # === WHAT A DOCUMENT ANSWERS === #

    @api.model
    def _sama_kind_depends(self):
        """Return the fields that kind and parts are computed from."""
        return []

    def _sama_kind_applies(self):
        """Whether this is a customer's document at all."""
        return True

    def _sama_kind_is_frozen(self):
        """Whether kind and parts stand, whatever calls for computing them again."""
        return False

    def _sama_kind_lines(self):
        """Yield the product lines as `document_kind.Line`, signed."""
        raise NotImplementedError

    def _sama_kind_total(self):
        """Return the `document_kind.Total`, signed and without cash rounding."""
        raise NotImplementedError

    # === HELPERS FOR THE ANSWERS === #

    def _sama_is_customers(self):
        return self._sama_kind_applies()

    def _sama_parts(self):
        """Return the stored parts."""
        return Parts(
            self.sama_goods_amount,
            self.sama_service_amount,
            self.sama_goods_untaxed,
            self.sama_service_untaxed,
        )

    def _sama_set_kind(self, kind, parts):
        self.sama_kind = kind
        self.sama_goods_amount = parts.goods
        self.sama_service_amount = parts.service
        self.sama_goods_untaxed = parts.goods_untaxed
        self.sama_service_untaxed = parts.service_untaxed

    def _sama_kind_line(self, line, sign=1, origin=None, is_delivery=False):
        """Return the `document_kind.Line` of an order line or an invoice line.

        ``origin`` is the order of a down payment. Whether a line decides is said
        here once for all documents.
        """
        amount, untaxed = sign * line.price_total, sign * line.price_subtotal
        product = line.product_id
        extra = line.extra_tax_data or {}
        is_global_discount = (
            product and product == self.company_id.sale_discount_product_id
        ) or extra.get("computation_key", "").startswith("global_discount,")
        return Line(
            amount,
            untaxed,
            is_service=product.type == "service",
            decides=has_amount(amount, untaxed)
            and not (line.is_downpayment or is_global_discount or is_delivery),
            origin=origin if has_amount(amount, untaxed) else None,
        )
