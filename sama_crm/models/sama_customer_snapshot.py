from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import customer_figures
from ..tools.optional_float import OptionalFloat
from .sama_customer import CUSTOMER_KINDS

# What is kept: all figures but what is worked out of the day on which one looks.
FIGURES = customer_figures.PERIOD_FIGURES
SCORES = ("recency_score", "frequency_score", "monetary_score", "segment_id")


class SamaCustomerSnapshot(models.Model):
    """What a customer's year added up to when the year was closed.

    Rows are written when a year closes, by one statement, and by nothing else, so
    that the year prints the same whatever happens to its documents. Nothing personal
    is kept: the name is the partner's own.
    """

    _name = "sama.customer.snapshot"
    _description = "Customer's Figures of a Closed Year"
    _order = "invoice_amount desc, quotation_amount desc, id"
    _rec_name = "partner_id"
    _log_access = False

    fiscal_year_id = fields.Many2one(
        "sama.fiscal.year", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    kind = fields.Selection(
        CUSTOMER_KINDS, string="Goods or Service", required=True, readonly=True
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    sama_person_group_id = fields.Many2one(
        "sama.person.group",
        string="Person Group",
        readonly=True,
        ondelete="set null",
        help="Of the customer when the year was closed.",
    )
    sama_grade_id = fields.Many2one(
        "sama.customer.grade",
        string="Customer Grade",
        readonly=True,
        ondelete="set null",
        help="Of the customer when the year was closed.",
    )
    segment_id = fields.Many2one(
        "sama.customer.segment",
        string="Segment of the Catalogue",
        readonly=True,
        ondelete="set null",
    )
    segment_name = fields.Char(
        string="Segment",
        readonly=True,
        help="As it was called when the year was closed.",
    )
    recency_score = fields.Integer(string="Recency", readonly=True, aggregator="avg")
    frequency_score = fields.Integer(
        string="Frequency", readonly=True, aggregator="avg"
    )
    monetary_score = fields.Integer(
        string="Monetary Value", readonly=True, aggregator="avg"
    )

    quotation_count = fields.Integer(string="Quotations", readonly=True)
    open_quotation_count = fields.Integer(string="Open Quotations", readonly=True)
    won_count = fields.Integer(string="Confirmed Quotations", readonly=True)
    void_count = fields.Integer(string="Voided Quotations", readonly=True)
    quotation_amount = fields.Monetary(readonly=True)
    quotation_untaxed = fields.Monetary(
        string="Quotation Amount without Tax", readonly=True
    )
    invoice_count = fields.Integer(string="Invoices", readonly=True)
    refund_count = fields.Integer(string="Credit Notes", readonly=True)
    invoice_amount = fields.Monetary(readonly=True)
    invoice_untaxed = fields.Monetary(
        string="Invoice Amount without Tax", readonly=True
    )
    mean_invoice_amount = fields.Monetary(
        string="Mean Invoice", readonly=True, aggregator=None
    )
    won_share = OptionalFloat(string="Won Share (%)", readonly=True, aggregator=None)
    last_quotation_date = fields.Datetime(string="Last Quotation", readonly=True)
    last_invoice_date = fields.Date(string="Last Purchase", readonly=True)
    last_contact_date = fields.Datetime(string="Last Contact", readonly=True)
    survey_count = fields.Integer(string="Surveys", readonly=True)
    survey_score = OptionalFloat(
        string="Customer's Score", readonly=True, aggregator="avg"
    )
    attempt_count = fields.Integer(string="Survey Calls", readonly=True)
    complaint_open_count = fields.Integer(string="Open Complaints", readonly=True)
    gift_cost = fields.Monetary(string="Gifts (Cost)", readonly=True)

    _year_idx = models.Index("(fiscal_year_id, kind, invoice_amount DESC)")

    @api.depends("partner_id.display_name")
    def _compute_display_name(self):
        for customer in self:
            # sudo: who may read the row may read whose it is.
            customer.display_name = customer.sudo().partner_id.display_name

    @api.model
    def _sama_year_figures(self, year):
        """Return the SELECT of key and figures of a year as the documents say now."""
        customers = self.env["sama.customer"]
        customers._sama_settle()
        zone = self.env["sama.fiscal.year"]._sama_years(year.company_id.id)[0]
        period = customer_figures.Period(year.date_from, year.date_to, tz=zone)
        return customer_figures.select_figures(
            customer_figures.all_members(),
            customers._sama_figure_sources(),
            customer_figures.CompanyPeriods(((year.company_id.id, period),)),
        )

    @api.model
    def _sama_take(self, year):
        """Keep the figures of every customer of a year instead of those kept before.

        :return: how many rows are kept
        """
        cr = self.env.cr
        figures = self._sama_year_figures(year)
        self.env.flush_all()
        # Compiling takes longer than counting.
        cr.execute(SQL("SET LOCAL jit = off"))
        cr.execute(
            SQL("DELETE FROM sama_customer_snapshot WHERE fiscal_year_id = %s", year.id)
        )
        cr.execute(
            SQL(
                """INSERT INTO sama_customer_snapshot
                          (fiscal_year_id, partner_id, company_id, kind, currency_id,
                           sama_person_group_id, sama_grade_id, segment_name,
                           %(scores)s, %(names)s)
                   SELECT %(year)s, fresh.partner_id, fresh.company_id, fresh.kind,
                          company.currency_id, partner.sama_person_group_id,
                          partner.sama_grade_id,
                          COALESCE(segment.name->>%(lang)s, segment.name->>'en_US'),
                          %(own_scores)s, %(figures)s
                     FROM (%(fresh)s) AS fresh
                     LEFT JOIN sama_customer own
                            USING (partner_id, company_id, kind)
                     JOIN res_company company ON company.id = fresh.company_id
                     JOIN res_partner partner ON partner.id = fresh.partner_id
                     LEFT JOIN sama_customer_segment segment
                            ON segment.id = own.segment_id
                    ORDER BY fresh.partner_id, fresh.kind""",
                year=year.id,
                lang=self.env.lang or "en_US",
                scores=_names(SCORES),
                names=_names(FIGURES),
                own_scores=_names(SCORES, "own"),
                figures=_names(FIGURES, "fresh"),
                fresh=figures,
            )
        )
        count = cr.rowcount
        self.invalidate_model(flush=False)
        return count


def _names(names, alias=None):
    return SQL(", ").join(
        SQL.identifier(alias, name) if alias else SQL.identifier(name) for name in names
    )
