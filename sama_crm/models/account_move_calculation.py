from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .sama_agent_mixin import GROUP_AGENT


class AccountMove(models.Model):
    """Invoices by the product categories of their lines, for who reads no lines."""

    _inherit = "account.move"

    sama_survey_category_id = fields.Many2one(
        "product.category",
        string="Product Category",
        store=False,
        copy=False,
        search="_search_sama_survey_category_id",
        groups=GROUP_AGENT,
    )

    def _search_sama_survey_category_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        ids = [category_id for category_id in value if category_id]

        def to_sql(model, alias, _query):
            categories = model._sama_categories_sql(SQL.identifier(alias, "id"))
            found = SQL(
                "EXISTS (SELECT 1 FROM (%s) c WHERE c.id = ANY(%s))", categories, ids
            )
            if len(ids) == len(list(value)):
                return found
            return SQL("(%s OR NOT EXISTS (%s))", found, categories)

        return Domain.custom(to_sql=to_sql)

    @api.model
    def _sama_categories_sql(self, move_id):
        """Return the statement of the categories on the lines of an invoice."""

        def column(alias, model, fname):
            field = self.env[model]._fields[fname]
            return SQL.identifier(alias, fname, to_flush=field)

        return SQL(
            """SELECT DISTINCT %(category)s AS id
                 FROM account_move_line line
                 JOIN product_product product ON product.id = %(product)s
                 JOIN product_template template ON template.id = %(template)s
                WHERE %(move)s = %(move_id)s AND %(type)s = 'product'
                  AND %(category)s IS NOT NULL""",
            category=column("template", "product.template", "categ_id"),
            template=column("product", "product.product", "product_tmpl_id"),
            product=column("line", "account.move.line", "product_id"),
            move=column("line", "account.move.line", "move_id"),
            type=column("line", "account.move.line", "display_type"),
            move_id=move_id,
        )
