from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from .sama_agent_mixin import GROUP_MANAGER, agents_domain

TYPES = [
    ("complaint", "Complaint"),
    ("suggestion", "Suggestion"),
    ("gift", "Gift"),
    ("service", "Free Service"),
    ("discount", "Discount"),
]
# What we promise to a customer, and may need approval and a budget.
PROMISES = ("gift", "service", "discount")
STATES = [
    ("new", "New"),
    ("in_progress", "In Progress"),
    ("done", "Settled"),
    ("rejected", "Rejected"),
]
OPEN_STATES = ("new", "in_progress")
PRIORITIES = [("0", "Normal"), ("1", "High"), ("2", "Urgent")]
SEVERITIES = [("low", "Low"), ("medium", "Medium"), ("high", "High")]
# What the addon itself keeps; nobody writes it by hand.
KEPT_FIELDS = {
    "name",
    "approved_amount",
    "approved_by_id",
    "approved_on",
    "approved_percent",
    "charge",
    "currency_id",
    "escalated_on",
    "reopen_count",
    "solved_hours",
    "used_amount",
    "used_on",
    "used_order_id",
    "was_late",
}


class SamaCustomerRecord(models.Model):
    """One row of a customer's file: what he said, or what he is promised.

    The five types share number, state, responsible and deadline; what is particular to
    a type is in fields of its own.
    """

    _name = "sama.customer.record"
    _description = "Customer Record"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "sama.agent.mixin",
        "sama.customer.source",
        "sama.fiscal.worked",
    ]
    _sama_figure_fields = (
        "partner_id",
        "company_id",
        "kind",
        "type",
        "state",
        "date",
        "active",
        "charge",
    )
    _order = "date desc, id desc"
    # An e-mail's subject goes there; the number is ours to give.
    _rec_name = "subject"
    _rec_names_search = ["name", "subject", "partner_id.name"]
    _check_company_auto = True

    # === OF EVERY TYPE === #

    name = fields.Char(
        string="Number", readonly=True, copy=False, index="trigram", default=""
    )
    active = fields.Boolean(default=True)
    type = fields.Selection(
        TYPES, string="Record Type", required=True, default="complaint", index=True
    )
    subject = fields.Char(tracking=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        tracking=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    kind = fields.Selection(
        [("goods", "Goods"), ("service", "Service")],
        required=True,
        default="goods",
        help="Of which of the two lists of customers it is.",
    )
    sama_person_group_id = fields.Many2one(
        "sama.person.group",
        string="Person Group",
        compute="_compute_sama_person_group_id",
        store=True,
        index="btree_not_null",
        ondelete="set null",
        help="The customer's group; it follows him as long as the record is open.",
    )
    unit_id = fields.Many2one("sama.unit", index="btree_not_null", ondelete="restrict")
    cause_id = fields.Many2one(
        "sama.record.cause",
        domain="[('type', 'in', [False, type, type in ('gift', 'service', 'discount')"
        " and 'promise'])]",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now, index=True)
    description = fields.Text()
    product_id = fields.Many2one(
        "product.product", index="btree_not_null", ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users",
        string="In Charge",
        index="btree_not_null",
        default=lambda self: self._default_user_id(),
        domain=agents_domain,
        tracking=True,
    )
    priority = fields.Selection(PRIORITIES, required=True, default="0", tracking=True)
    state = fields.Selection(
        STATES,
        required=True,
        default="new",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    # === AMOUNTS === #

    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        precompute=True,
        help="The company's.",
    )
    amount = fields.Monetary(
        tracking=True, help="What a gift, service or discount is worth to the customer."
    )
    percent = fields.Float(
        aggregator="avg", tracking=True, help="A discount of so many percent."
    )
    cost = fields.Monetary(help="What it costs us; the amount, if nothing is said.")
    charge = fields.Monetary(
        string="Cost or Amount",
        compute="_compute_charge",
        store=True,
        help="What counts against the budget.",
    )

    # === OF A TYPE === #

    severity = fields.Selection(SEVERITIES)
    satisfied = fields.Selection(
        [("yes", "Yes"), ("no", "No")],
        tracking=True,
        help="What the customer says of the solution.",
    )
    accepted = fields.Selection([("yes", "Yes"), ("no", "No")], tracking=True)
    item = fields.Char(help="What is given or done.")
    quantity = fields.Float(default=1.0, aggregator="sum")
    delivered_on = fields.Date(copy=False, tracking=True)
    delivered_by_id = fields.Many2one(
        "res.users",
        string="Delivered by",
        copy=False,
        domain=agents_domain,
    )

    _amounts_positive = models.Constraint(
        "CHECK (amount >= 0 AND cost >= 0 AND quantity >= 0)",
        "Amount, cost and quantity cannot be negative.",
    )
    _percent_range = models.Constraint(
        "CHECK (percent >= 0 AND percent <= 100)",
        "A percentage is between 0 and 100.",
    )
    _open_idx = models.Index("(company_id, type) WHERE state IN ('new', 'in_progress')")
    _name_type_unique = models.UniqueIndex(
        "(name, type) WHERE name <> ''", "This number exists already."
    )

    # === DEFAULTS === #

    @api.model
    def _default_user_id(self):
        """The one who writes it down, if he is an agent."""
        return self.env.user if self.env.user._sama_is_agent() else False

    # === COMPUTE === #

    # The group is no dependency: it follows in one statement, see `res.partner`.
    @api.depends("partner_id")
    def _compute_sama_person_group_id(self):
        group_by_partner = self.partner_id._sama_group_id_by_partner()
        for record in self:
            partner = record.partner_id
            record.sama_person_group_id = group_by_partner.get(
                partner._origin.id or partner.id, False
            )

    @api.depends("company_id")
    def _compute_currency_id(self):
        for record in self:
            # sudo: a company's currency is no secret
            record.currency_id = record.company_id.sudo().currency_id

    @api.depends("type", "amount", "cost")
    def _compute_charge(self):
        for record in self:
            is_promise = record.type in PROMISES
            record.charge = (record.cost or record.amount) if is_promise else 0.0

    @api.depends("name", "subject", "type")
    def _compute_display_name(self):
        labels = dict(self._fields["type"]._description_selection(self.env))
        for record in self:
            parts = [labels.get(record.type), record.name, record.subject]
            record.display_name = " · ".join(filter(None, parts))

    # === CONSTRAINTS === #

    @api.constrains("date")
    def _check_date(self):
        limit = fields.Datetime.add(fields.Datetime.now(), minutes=5)
        if any(record.date > limit for record in self):
            raise ValidationError(self.env._("A record cannot be dated in the future."))

    @api.constrains("date", "company_id")
    def _check_fiscal_year(self):
        self._sama_check_year_open()

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Create records, each with the next number of its type and Jalali year."""
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            if not self.env.su and any(vals.get(fname) for fname in KEPT_FIELDS):
                self._refuse_kept()
            # What is given is what it is about.
            vals["subject"] = vals.get("subject") or vals.get("item")
        records = super().create(vals_list)
        records.filtered(lambda each: not each.name)._draw_numbers()
        return records

    def write(self, vals):
        """Write records.

        :raises AccessError: a value that the addon keeps by itself
        :raises UserError: the type of a record does not change
        """
        if not self.env.su and KEPT_FIELDS & vals.keys():
            if any(record._sama_changed(KEPT_FIELDS, vals) for record in self):
                self._refuse_kept()
        if "type" in vals and any(record.type != vals["type"] for record in self):
            raise UserError(
                self.env._("A record keeps its type and number. Make a new row.")
            )
        return super().write(vals)

    def _sama_changed(self, fnames, vals):
        """Whether values say something new of some fields; emptying is new, too."""
        self.ensure_one()
        return any(
            (vals[fname] or False)
            != (self._fields[fname].convert_to_write(self[fname], self) or False)
            for fname in fnames & vals.keys()
        )

    def _refuse_kept(self):
        raise AccessError(
            self.env._("Number, approval and use of a record keep themselves.")
        )

    def _draw_numbers(self):
        """Give each record the next number of its type and Jalali year."""
        for company, of_company in self.grouped("company_id").items():
            # sudo: whoever may make a record gets its number
            sequences = self.env["ir.sequence"].sudo().with_company(company)
            for record_type, records in of_company.grouped("type").items():
                numbers = sequences._sama_next_by_code(
                    f"sama.customer.record.{record_type}",
                    [company._sama_local_day(record.date) for record in records],
                )
                for record, number in zip(records, numbers, strict=True):
                    # sudo: the number is ours to give
                    record.sudo().name = number

    # === BUSINESS === #

    @api.model
    def _sama_open_domain(self):
        return Domain("state", "in", OPEN_STATES)

    def _sama_worked_document(self):
        return self

    @api.model
    def _sama_is_manager(self):
        """Whether the caller may approve."""
        return self.env.su or self.env.user.has_group(GROUP_MANAGER)
