from odoo import models
from odoo.tools import SQL

from ..tools.document_kind_sql import update_moves, update_orders
from .sama_sale_document import KIND_FIELDS


class ProductTemplate(models.Model):
    """A product whose type says whether a document's line is goods or service."""

    _inherit = "product.template"

    def write(self, vals):
        if "type" not in vals:
            return super().write(vals)
        is_service = vals["type"] == "service"
        changed = self.filtered(
            lambda product: (product.type == "service") != is_service
        )
        if changed:
            # What is still to be computed is by the type as it was.
            self.env.flush_all()
        result = super().write(vals)
        if changed:
            changed._sama_update_open_documents()
        return result

    def _sama_update_open_documents(self):
        """Let the kind of quotations and draft invoices follow the products' type.

        Confirmed and cancelled orders and posted invoices keep theirs. No dependency
        does this, because it would load every document that ever had the product.
        """
        products = SQL(
            """SELECT p.id FROM product_product p WHERE p.product_tmpl_id IN %s""",
            tuple(self.ids),
        )
        self.env.flush_all()
        open_orders = SQL(
            """o.state IN ('draft', 'sent') AND o.id IN (
                SELECT order_id FROM sale_order_line WHERE product_id IN (%s)
            )""",
            products,
        )
        self.env.cr.execute(update_orders(self.env.cr, open_orders))
        # Drafts of invoices count nowhere.
        changed = self.env.execute_query(
            SQL("SELECT o.id FROM sale_order o WHERE %s", open_orders)
        )
        self.env["sale.order"].browse(
            order_id for (order_id,) in changed
        )._sama_note_changed()
        self.env.cr.execute(
            update_moves(
                self.env.cr,
                SQL(
                    """m.state = 'draft' AND m.id IN (
                        SELECT move_id FROM account_move_line WHERE product_id IN (%s)
                    )""",
                    products,
                ),
            )
        )
        for model_name in ("sale.order", "account.move"):
            self.env[model_name].invalidate_model(KIND_FIELDS)
