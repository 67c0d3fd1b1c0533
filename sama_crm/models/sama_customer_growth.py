from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import customer_figures
from ..tools.optional_float import OptionalFloat
from .sama_customer import CUSTOMER_KINDS

# What stands side by side, and with what what a customer has not is filled.
COMPARED = {
    "quotation_count": "0",
    "quotation_amount": "0",
    "invoice_count": "0",
    "invoice_amount": "0",
    "survey_count": "0",
    "survey_score": "NULL",
}
BEFORE = "_before"
# Which two years the context asks for, as `sama_period` calls them.
YEARS = {"this": ("this", "last"), "last": ("last", "before")}
CONTEXT = ("sama_years", "allowed_company_ids")


def _share(name):
    """Return the SQL of the growth of a figure, in percent; NULL out of nothing."""
    column = SQL.identifier(name)
    return SQL(
        "ROUND(100.0 * (COALESCE(fresh.%s, 0) - before.%s) / NULLIF(before.%s, 0), 1)"
        "::float8",
        column,
        column,
        column,
    )


class SamaCustomerGrowth(models.Model):
    """A customer's fiscal year beside the year before: number, amount, score, growth.

    The context says which: `sama_years` ``this`` (the default: this year and the
    last), or ``last`` (the last one and the one before). It is counted when asked, in
    one statement over the documents of both years, as the figures of a period are;
    rows have the ids of `sama.customer`. Each company has its own fiscal years.
    """

    _name = "sama.customer.growth"
    _inherit = ["sama.argument.mixin"]
    _description = "Customer's Years Side by Side"
    _auto = False
    _order = "invoice_amount desc, invoice_amount_before desc, id"
    _rec_names_search = ["partner_id"]

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    kind = fields.Selection(CUSTOMER_KINDS, string="Goods or Service", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    segment_id = fields.Many2one("sama.customer.segment", readonly=True)
    sama_person_group_id = fields.Many2one(related="partner_id.sama_person_group_id")
    sama_grade_id = fields.Many2one(related="partner_id.sama_grade_id")
    user_id = fields.Many2one(related="partner_id.user_id")

    quotation_count = fields.Integer(
        string="Quotations", readonly=True, depends_context=CONTEXT
    )
    quotation_count_before = fields.Integer(
        string="Quotations, Year before", readonly=True, depends_context=CONTEXT
    )
    quotation_amount = fields.Monetary(readonly=True, depends_context=CONTEXT)
    quotation_amount_before = fields.Monetary(
        string="Quotation Amount, Year before", readonly=True, depends_context=CONTEXT
    )
    quotation_growth = OptionalFloat(
        string="Growth of Quotations (%)",
        readonly=True,
        aggregator=None,
        depends_context=CONTEXT,
    )
    invoice_count = fields.Integer(
        string="Invoices", readonly=True, depends_context=CONTEXT
    )
    invoice_count_before = fields.Integer(
        string="Invoices, Year before", readonly=True, depends_context=CONTEXT
    )
    invoice_amount = fields.Monetary(readonly=True, depends_context=CONTEXT)
    invoice_amount_before = fields.Monetary(
        string="Invoice Amount, Year before", readonly=True, depends_context=CONTEXT
    )
    invoice_change = fields.Monetary(
        string="Change of Invoices", readonly=True, depends_context=CONTEXT
    )
    invoice_growth = OptionalFloat(
        string="Growth of Invoices (%)",
        readonly=True,
        aggregator=None,
        depends_context=CONTEXT,
        help="Empty where nothing was bought in the year before.",
    )
    survey_count = fields.Integer(
        string="Surveys", readonly=True, depends_context=CONTEXT
    )
    survey_count_before = fields.Integer(
        string="Surveys, Year before", readonly=True, depends_context=CONTEXT
    )
    survey_score = OptionalFloat(
        string="Score", readonly=True, aggregator="avg", depends_context=CONTEXT
    )
    survey_score_before = OptionalFloat(
        string="Score, Year before",
        readonly=True,
        aggregator="avg",
        depends_context=CONTEXT,
    )
    score_change = OptionalFloat(
        string="Change of Score",
        readonly=True,
        aggregator=None,
        depends_context=CONTEXT,
    )

    @api.depends("partner_id.display_name")
    def _compute_display_name(self):
        for customer in self:
            # sudo: who may read the row may read whose it is.
            customer.display_name = customer.sudo().partner_id.display_name

    # === THE QUERY === #

    @api.model
    def _sama_years(self):
        """Return the two years as `sama_period` calls them."""
        asked = self._sama_to_text(self.env.context.get("sama_years"))
        return YEARS.get(asked, YEARS["this"])

    @property
    def _table_query(self):
        fresh, before = (
            customer_figures.select_figures(
                customer_figures.all_members(),
                self.env["sama.customer"]._sama_figure_sources(),
                self._sama_customers(when)._sama_period(),
            )
            for when in self._sama_years()
        )
        return SQL(
            """SELECT stored.id, stored.partner_id, stored.company_id, stored.kind,
                      stored.currency_id, stored.segment_id, %(figures)s,
                      COALESCE(fresh.invoice_amount, 0)
                      - COALESCE(before.invoice_amount, 0) AS invoice_change,
                      %(quotations)s AS quotation_growth,
                      %(invoices)s AS invoice_growth,
                      fresh.survey_score - before.survey_score AS score_change
                 FROM sama_customer AS stored
                 LEFT JOIN (%(fresh)s) AS fresh USING (partner_id, company_id, kind)
                 LEFT JOIN (%(before)s) AS before USING (partner_id, company_id, kind)
                WHERE fresh.quotation_count IS NOT NULL
                   OR before.quotation_count IS NOT NULL""",
            figures=SQL(", ").join(
                SQL(
                    "COALESCE(%s, %s) AS %s",
                    SQL.identifier(alias, name),
                    SQL(nothing),
                    SQL.identifier(name + suffix),
                )
                for name, nothing in COMPARED.items()
                for alias, suffix in (("fresh", ""), ("before", BEFORE))
            ),
            quotations=_share("quotation_amount"),
            invoices=_share("invoice_amount"),
            fresh=fresh,
            before=before,
        )

    def _sama_customers(self, when):
        """Return the same rows as `sama.customer`, with the figures of a year."""
        customers = self.env["sama.customer"].browse(self._ids)
        return customers.with_context(
            sama_period=f"{when}_fiscal_year",
            sama_period_from=False,
            sama_period_to=False,
        )

    def _search(
        self,
        domain,
        offset=0,
        limit=None,
        order=None,
        *,
        active_test=True,
        bypass_access=False,
    ):
        """Let who is a customer be known, and what waits be written, first."""
        self.env["sama.customer"]._sama_settle()
        return super()._search(
            domain,
            offset=offset,
            limit=limit,
            order=order,
            active_test=active_test,
            bypass_access=bypass_access,
        )

    # === ACTIONS === #

    @api.readonly
    def sama_open_figure(self, figure):
        """Open the documents that a figure counts; see `sama.customer`.

        :param str figure: name of the field
        :return: an action
        :raises AccessError: the user may not read the customer
        :raises ValidationError: nothing can be opened for that field
        """
        self.ensure_one()
        figure = self._sama_to_text(figure) or ""
        fresh, before = self._sama_years()
        is_before = figure.endswith(BEFORE)
        customer = self._sama_customers(before if is_before else fresh)
        return customer.sama_open_figure(figure.removesuffix(BEFORE))

    @api.readonly
    def action_open_file(self):
        """Open the customer's file.

        :return: an action
        """
        self.ensure_one()
        return self.env["sama.customer"].browse(self.id).action_open_file()
