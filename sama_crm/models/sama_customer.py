import math

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import customer_figures
from ..tools.figure_fields import (
    PERIOD_KEYS,
    FigureBoolean,
    FigureChar,
    FigureDate,
    FigureDatetime,
    FigureFloat,
    FigureInteger,
    FigureMany2one,
    FigureMonetary,
)

# Choices by whose own order lists sort.
PLACED = (*customer_figures.COPIES, "segment_id", "company_id")
# More than anybody waits for a customer.
MANY_DAYS = 100_000
CUSTOMER_KINDS = [("goods", "Goods"), ("service", "Service")]


class SamaCustomer(models.Model):
    """What a customer's documents of one kind add up to, in one company.

    One row for every commercial partner, company and kind with a document; it keeps
    its id for good. A row whose documents are all void or deleted is archived
    (`active`), and comes back with the next document.

    The rows are written by SQL only. Transactions note whom they touched in
    `sama.customer.queue`; whoever reads counts those again first, and so does a cron.
    See docs/customers.md.
    """

    _name = "sama.customer"
    _description = "Customer"
    _inherit = ["sama.argument.mixin"]
    _order = "invoice_amount desc, quotation_amount desc, id"
    _log_access = False
    _rec_names_search = ["partner_id"]

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        help="The commercial entity: what its contacts bought is counted with it.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    kind = fields.Selection(
        CUSTOMER_KINDS, string="Goods or Service", required=True, readonly=True
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    active = FigureBoolean(
        help="Has a quotation that is not void, an invoice or a credit note."
    )

    quotation_count = FigureInteger(
        string="Quotations", help="All that are not void, confirmed ones too."
    )
    open_quotation_count = FigureInteger(
        string="Open Quotations", help="Drafts and sent ones."
    )
    won_count = FigureInteger(string="Confirmed Quotations")
    void_count = FigureInteger(string="Voided Quotations")
    quotation_amount = FigureMonetary(
        string="Quotation Amount with Tax",
        help="The kind's part of the quotations, tax included, in the company's"
        " currency at each document's own rate.",
    )
    quotation_untaxed = FigureMonetary(string="Quotation Amount without Tax")
    invoice_count = FigureInteger(string="Invoices", help="Posted ones.")
    refund_count = FigureInteger(string="Credit Notes", help="Posted ones.")
    invoice_amount = FigureMonetary(
        string="Invoice Amount with Tax",
        help="The kind's part of the posted invoices less that of the credit notes,"
        " tax included, in the company's currency at each document's own rate.",
    )
    invoice_untaxed = FigureMonetary(string="Invoice Amount without Tax")
    mean_invoice_amount = FigureMonetary(
        string="Mean Invoice",
        aggregator=None,
        help="The amount by the number of invoices.",
    )
    won_share = FigureFloat(
        string="Won Share (%)",
        aggregator=None,
        help="Confirmed quotations among those confirmed or void; open ones apart.",
    )
    last_quotation_date = FigureDatetime(string="Last Quotation", aggregator="max")
    last_invoice_date = FigureDate(string="Last Purchase", aggregator="max")
    last_contact_date = FigureDatetime(
        string="Last Contact",
        aggregator="max",
        help="The last follow-up or call of a survey.",
    )
    survey_count = FigureInteger(string="Surveys", help="Sheets that are done.")
    survey_score = FigureFloat(
        string="Customer's Score",
        aggregator="avg",
        help="0 to 100: the mean of the sheets that have a score.",
    )
    attempt_count = FigureInteger(string="Survey Calls")
    complaint_open_count = FigureInteger(string="Open Complaints")
    gift_cost = FigureMonetary(
        string="Gifts (Cost)", help="What the gifts that were given cost."
    )

    days_since_purchase = fields.Integer(
        string="Days since Purchase",
        compute="_compute_days_since_purchase",
        search="_search_days_since_purchase",
        aggregator=None,
        help="Days from the last purchase to the reader's today.",
    )

    place = fields.Integer(
        string="Place by Amount",
        compute="_compute_place",
        search="_search_place",
        aggregator=None,
        help="1 is who bought for most in the company, of this kind.",
    )

    # What is the partner's own; see `customer_figures.COPIES`.
    partner_name = FigureChar(string="Name", export_string_translation=False)
    sama_person_group_id = FigureMany2one("sama.person.group", string="Person group")
    sama_grade_id = FigureMany2one("sama.customer.grade", string="Customer grade")
    sama_acquaintance_method_id = FigureMany2one(
        "sama.acquaintance.method", string="Acquaintance method"
    )
    sama_psychology_id = FigureMany2one("sama.psychology", string="Psychology")
    sama_experience_id = FigureMany2one("sama.experience", string="Customer experience")
    user_id = FigureMany2one("res.users", string="Salesperson")
    state_id = FigureMany2one("res.country.state", string="Province")
    city = FigureChar()
    phone = FigureChar()
    sama_mobile = FigureChar(string="Mobile")
    email = fields.Char(related="partner_id.email")
    phone_to_call = fields.Char(
        string="Phone to Call",
        compute="_compute_phone_to_call",
        help="The mobile, else the phone.",
    )

    # A partner's merge empties it of doubles first; see `base.partner.merge`.
    _partner_uniq = models.Constraint(
        "UNIQUE (partner_id, company_id, kind)",
        "A customer is counted once in each company and kind.",
    )

    # === COMPUTE === #

    @api.depends("partner_id.display_name")
    def _compute_display_name(self):
        for customer in self:
            # sudo: who may read the row may read whose it is.
            customer.display_name = customer.sudo().partner_id.display_name

    @api.depends("sama_mobile", "phone")
    @api.depends_context(*PERIOD_KEYS)
    def _compute_phone_to_call(self):
        for customer in self:
            customer.phone_to_call = customer.sama_mobile or customer.phone

    @api.depends("last_invoice_date")
    @api.depends_context(*PERIOD_KEYS)
    def _compute_days_since_purchase(self):
        today = fields.Date.context_today(self)
        for customer in self:
            last = customer.last_invoice_date
            customer.days_since_purchase = (today - last).days if last else 0

    def _search_days_since_purchase(self, operator, value):
        """Compare through the date: more days are an earlier date."""
        turned = {">": "<", "<": ">", ">=": "<=", "<=": ">="}.get(operator)
        if not turned:
            return self._sama_search_by_sql("days_since_purchase", operator, value)
        if not isinstance(value, (int, float)):
            return NotImplemented
        days = math.ceil(value) if operator in (">=", "<") else math.floor(value)
        # Somebody may have typed a telephone number.
        days = max(-MANY_DAYS, min(days, MANY_DAYS))
        today = fields.Date.context_today(self)
        date = fields.Date.subtract(today, days=days)
        return Domain("last_invoice_date", turned, date)

    def _sama_search_by_sql(self, fname, operator, value):
        """Search a field that is not stored by the SQL that lists order it by."""

        def to_sql(model, alias, query):
            field = model._fields[fname]
            return field.condition_to_sql(fname, operator, value, model, alias, query)

        return Domain.custom(to_sql=to_sql)

    @api.depends("invoice_amount")
    @api.depends_context(*PERIOD_KEYS)
    def _compute_place(self):
        places = dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, place FROM (%s) AS ranked WHERE id = ANY(%s)",
                    self._sama_places(),
                    list(self._ids),
                )
            )
        )
        for customer in self:
            customer.place = places.get(customer._origin.id, 0)

    def _search_place(self, operator, value):
        """Compare with the place; 0 is who has none, since all is void."""
        if operator in ("<", "<=", ">", ">="):
            condition = SQL("place %s %s", SQL(operator), value)
        elif operator == "in":
            places = [place or 0 for place in value]
            condition = SQL("COALESCE(place, 0) = ANY(%s)", places)
        else:
            return NotImplemented
        self._sama_settle()
        return Domain(
            "id",
            "in",
            SQL(
                """(SELECT customer.id FROM %s AS customer
                      LEFT JOIN (%s) AS ranked USING (id) WHERE %s)""",
                self._table_sql,
                self._sama_places(),
                condition,
            ),
        )

    @api.model
    def _sama_places(self):
        return SQL(
            """SELECT id, RANK() OVER (
                        PARTITION BY company_id, kind ORDER BY invoice_amount DESC
                      ) AS place
                 FROM %s AS customer WHERE active""",
            self._table_sql,
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let lists order by the days without storing them."""
        if field_expr != "days_since_purchase":
            return super()._field_to_sql(alias, field_expr, query)
        return SQL(
            "(%s::date - %s)",
            fields.Date.context_today(self),
            SQL.identifier(alias, "last_invoice_date"),
        )

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Order by what has an index: the name for the person, the date for the days.

        0 days are none.
        """
        field = self._fields.get(field_name)
        if field_name == "partner_id":
            columns = [SQL.identifier(alias, n) for n in ("partner_name", "partner_id")]
            query._order_groupby.extend(columns)
            return SQL(", ").join(SQL("%s %s %s", c, direction, nulls) for c in columns)
        if field and field.type == "many2one" and field_name in PLACED:
            return self._sama_order_by_place(alias, field, direction, nulls, query)
        if field_name == "days_since_purchase":
            is_down = direction.code.upper() == "DESC"
            field_name, direction = (
                "last_invoice_date",
                SQL("ASC" if is_down else "DESC"),
            )
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    def _sama_order_by_place(self, alias, field, direction, nulls, query):
        """Order by a choice of the partner's, as Odoo does by its own order.

        The choices are few. Joined from their side, in their order, an index gives the
        customers of one after the other until the page is full.
        """
        # sudo: the order of the choices is no secret
        choices = self.env[field.comodel_name].sudo().with_context(active_test=False)
        found = choices._search([], order=choices._order, bypass_access=True)
        order, found.order = found._order, None
        # In order: a planner that has to sort the choices would sort all customers.
        places = SQL(
            """(SELECT id, place
                  FROM (%s UNION ALL SELECT 0, NULL) AS choice
                 ORDER BY place %s %s)""",
            found.select(
                SQL.identifier(found.table, "id"),
                SQL("ROW_NUMBER() OVER (ORDER BY %s) AS place", order),
            ),
            direction,
            nulls,
        )
        joined = query.make_alias(alias, f"{field.name}__place")
        query.add_join(
            "JOIN",
            joined,
            places,
            SQL(
                "%s = COALESCE(%s, 0)",
                SQL.identifier(joined, "id"),
                self._field_to_sql(alias, field.name, query),
            ),
        )
        place = SQL.identifier(joined, "place")
        query._order_groupby.append(place)
        return SQL("%s %s %s", place, direction, nulls)

    # === READING === #

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
        """Count again what waits first: every way to read passes here."""
        self._sama_settle()
        return super()._search(
            domain,
            offset=offset,
            limit=limit,
            order=order,
            active_test=active_test,
            bypass_access=bypass_access,
        )

    @api.model
    def _sama_settle(self):
        """Bring the stored figures up to date for this reader, own changes included.

        :raises SerializationFailure: another reader drains the same rows; Odoo
            repeats the request
        """
        self._sama_flush_sources()
        queue = self.env["sama.customer.queue"]
        queue._sama_write_notes()
        if not queue._sama_is_empty():
            self._sama_count(queue._sama_take())

    @api.model
    def _sama_count(self, partner_ids):
        """Count these customers in one statement and store what differs."""
        if not partner_ids:
            return
        cr = self.env.cr
        self.env["res.partner"]._sama_unseen().clear()
        # Compiling takes longer than counting.
        cr.execute(SQL("SET LOCAL jit = off"))
        cr.execute(
            customer_figures.upsert(
                customer_figures.select_figures(
                    customer_figures.some_members(partner_ids),
                    self._sama_figure_sources(),
                    known=SQL(
                        """SELECT partner_id, company_id, kind FROM sama_customer
                            WHERE partner_id = ANY(%s)""",
                        list(partner_ids),
                    ),
                )
            )
        )
        self._sama_forget()

    @api.model
    def _sama_figure_sources(self):
        """Return what is counted: dict of a model to a `customer_figures.Source`.

        Each of the models inherits `sama.customer.source`.
        """
        return customer_figures.sources()

    @api.model
    def _sama_flush_sources(self):
        """Write what waits in memory and counts; that notes whom it concerns."""
        if not (self.env.transaction.field_dirty or self.env.transaction.tocompute):
            return
        for model_name in (*self._sama_figure_sources(), "res.partner"):
            model = self.env[model_name]
            model.flush_model(model._sama_figure_fields)

    @api.model
    def _sama_forget(self):
        """Drop the figures from the cache."""
        names = [
            *customer_figures.FIGURES,
            *customer_figures.COPIES,
            "days_since_purchase",
            "phone_to_call",
            "place",
        ]
        cached = self.env.transaction.field_data
        if any(self._fields[name] in cached for name in names):
            self.invalidate_model(names, flush=False)
