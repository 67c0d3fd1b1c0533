from odoo import fields, models
from odoo.tools import SQL

from ..models.sama_customer_record import OPEN_STATES, PROMISES, STATES, TYPES


class SamaRecordAnalysis(models.Model):
    """Customers' records to pivot: causes, time to solve, and what gifts bring.

    One row a record. What was bought before and after counts for promises that were
    kept, within the company's `sama_bought_again_days` (30 for none) around the day
    they were given: posted invoices less credit notes, tax included, in the company's
    currency, of the customer with all his contacts.
    """

    _name = "sama.record.analysis"
    _description = "Analysis of Customer Records"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "number"
    _depends = {
        "sama.customer.record": [
            "active",
            "answered_on",
            "cause_id",
            "charge",
            "company_id",
            "date",
            "deadline",
            "delivered_on",
            "kind",
            "name",
            "partner_id",
            "product_id",
            "sama_date_year_id",
            "sama_person_group_id",
            "satisfied",
            "severity",
            "state",
            "type",
            "unit_id",
            "used_on",
            "user_id",
        ],
        "account.move": [
            "amount_total_signed",
            "company_id",
            "invoice_date",
            "invoice_user_id",
            "move_type",
            "partner_id",
            "state",
        ],
        "res.partner": ["commercial_partner_id"],
        "res.company": ["sama_bought_again_days"],
    }

    number = fields.Char(readonly=True)
    record_id = fields.Many2one("sama.customer.record", readonly=True)
    type = fields.Selection(TYPES, string="Record Type", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    kind = fields.Selection([("goods", "Goods"), ("service", "Service")], readonly=True)
    date = fields.Datetime(readonly=True)
    fiscal_year_id = fields.Many2one("sama.fiscal.year", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    sama_person_group_id = fields.Many2one(
        "sama.person.group", string="Person Group", readonly=True
    )
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    cause_id = fields.Many2one("sama.record.cause", readonly=True)
    unit_id = fields.Many2one("sama.unit", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    user_id = fields.Many2one("res.users", string="In Charge", readonly=True)
    seller_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        readonly=True,
        help="Of the invoice that the record is about, else of the quotation.",
    )
    severity = fields.Selection(
        [("low", "Low"), ("medium", "Medium"), ("high", "High")], readonly=True
    )
    satisfied = fields.Selection([("yes", "Yes"), ("no", "No")], readonly=True)
    is_late = fields.Boolean(
        string="Late",
        readonly=True,
        help="Answered after the deadline, or open after it.",
    )
    hours = fields.Float(
        string="Hours until Answered",
        readonly=True,
        aggregator="avg",
        help="By the clock; of answered records only.",
    )
    charge = fields.Monetary(string="Cost or Amount", readonly=True)
    revenue_before = fields.Monetary(readonly=True)
    revenue_after = fields.Monetary(readonly=True)
    bought_again = fields.Integer(
        readonly=True, help="1 where a purchase followed in time."
    )
    days_to_buy = fields.Integer(
        string="Days until Purchase", readonly=True, aggregator="avg"
    )

    @property
    def _table_query(self):
        return SQL("%s %s", self._select(), self._from())

    def _select(self):
        return SQL(
            """
            SELECT record.id, record.id AS record_id, record.name AS number,
                   record.type, record.state, record.kind, record.date,
                   record.partner_id, record.sama_person_group_id, record.company_id,
                   record.sama_date_year_id AS fiscal_year_id,
                   record.cause_id, record.unit_id, record.product_id, record.user_id,
                   COALESCE(invoice.invoice_user_id, quotation.user_id) AS seller_id,
                   record.severity, record.satisfied, record.charge,
                   COALESCE(record.deadline < COALESCE(
                       record.answered_on,
                       CASE WHEN record.state IN %(open)s
                            THEN now() AT TIME ZONE 'UTC' END
                   ), FALSE) AS is_late,
                   CASE WHEN record.answered_on IS NOT NULL THEN record.solved_hours
                   END AS hours,
                   bought.before AS revenue_before, bought.after AS revenue_after,
                   bought.again AS bought_again, bought.days AS days_to_buy
            """,
            open=OPEN_STATES,
        )

    def _from(self):
        return SQL(
            """
              FROM sama_customer_record record
              JOIN res_company company ON company.id = record.company_id
              JOIN res_partner partner ON partner.id = record.partner_id
         LEFT JOIN account_move invoice ON invoice.id = record.move_id
         LEFT JOIN sale_order quotation ON quotation.id = record.order_id
         LEFT JOIN LATERAL (
                   SELECT COALESCE(record.delivered_on, record.used_on::date,
                                   record.date::date) AS day,
                          COALESCE(NULLIF(company.sama_bought_again_days, 0), 30)
                          AS span
                    WHERE record.type IN %(promises)s AND record.state = 'done'
                   ) given ON TRUE
         LEFT JOIN LATERAL (
                   SELECT SUM(move.amount_total_signed)
                              FILTER (WHERE move.invoice_date <= given.day) AS before,
                          SUM(move.amount_total_signed)
                              FILTER (WHERE move.invoice_date > given.day) AS after,
                          CASE WHEN COUNT(*) FILTER (
                              WHERE move.invoice_date > given.day
                                AND move.move_type = 'out_invoice'
                          ) > 0 THEN 1 ELSE 0 END AS again,
                          MIN(move.invoice_date - given.day) FILTER (
                              WHERE move.invoice_date > given.day
                                AND move.move_type = 'out_invoice'
                          ) AS days
                     FROM res_partner member
                     JOIN account_move move ON move.partner_id = member.id
                    WHERE given.day IS NOT NULL
                      AND member.commercial_partner_id = partner.commercial_partner_id
                      AND move.company_id = record.company_id
                      AND move.state = 'posted'
                      AND move.move_type IN ('out_invoice', 'out_refund')
                      AND move.invoice_date BETWEEN given.day - given.span
                                                AND given.day + given.span
                   ) bought ON given.day IS NOT NULL
             WHERE record.active
            """,
            promises=PROMISES,
        )

    def action_open_record(self):
        """Open the record of the row.

        :return: a window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sama.customer.record",
            "res_id": self.record_id.id,
            "views": [(False, "form")],
        }
