from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

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
# Fields of the origin, the nearest first.
ORIGINS = {
    "response_id": "sama.survey.response",
    "move_id": "account.move",
    "project_id": "project.project",
    "order_id": "sale.order",
}
# What the addon itself keeps; nobody writes it by hand.
KEPT_FIELDS = {
    "name",
    "approved_amount",
    "approved_by_id",
    "approved_on",
    "approved_percent",
    "escalated_on",
    "reopen_count",
    "used_amount",
    "used_on",
    "used_order_id",
}


class SamaCustomerRecord(models.Model):
    """One row of a customer's file: what he said, or what he is promised.

    The five types share number, state, responsible and deadline; what is particular to
    a type is in fields of its own. States have the words of the type: a complaint is
    new, in progress, done or rejected; a gift proposed, approved, given or cancelled.
    """

    _name = "sama.customer.record"
    _description = "Customer Record"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "sama.agent.mixin",
        "sama.customer.source",
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
        domain="['|', ('type', '=', False), ('type', '=', type)]",
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
    promise_state = fields.Selection(
        [
            ("new", "Proposed"),
            ("in_progress", "Approved"),
            ("done", "Given"),
            ("rejected", "Cancelled"),
        ],
        string="State of the Promise",
        compute="_compute_state_words",
    )
    discount_state = fields.Selection(
        [
            ("new", "Proposed"),
            ("in_progress", "Approved"),
            ("done", "Used"),
            ("rejected", "Cancelled"),
        ],
        string="State of the Discount",
        compute="_compute_state_words",
    )
    state_text = fields.Char(string="State in Words", compute="_compute_state_words")
    answered_on = fields.Datetime(
        copy=False, tracking=True, help="When it was done or rejected."
    )
    resolution = fields.Text(
        copy=False, tracking=True, help="What was done about it, for the customer."
    )
    solved_hours = fields.Float(
        string="Hours until Answered",
        compute="_compute_solved_hours",
        store=True,
        aggregator="avg",
        help="By the clock, not by working hours.",
    )
    reopen_count = fields.Integer(
        string="Times Reopened", readonly=True, copy=False, aggregator="sum"
    )

    # === WHERE IT COMES FROM === #

    order_id = fields.Many2one(
        "sale.order",
        string="Quotation",
        index="btree_not_null",
        check_company=True,
        ondelete="set null",
    )
    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        index="btree_not_null",
        check_company=True,
        domain="[('move_type', '=', 'out_invoice')]",
        ondelete="set null",
    )
    project_id = fields.Many2one(
        "project.project",
        index="btree_not_null",
        check_company=True,
        ondelete="set null",
    )
    response_id = fields.Many2one(
        "sama.survey.response",
        string="Survey Sheet",
        index="btree_not_null",
        check_company=True,
        ondelete="set null",
    )
    origin = fields.Reference(
        selection="_selection_origin",
        compute="_compute_origin",
        inverse="_inverse_origin",
        search="_search_origin",
    )
    source = fields.Selection(
        [
            ("staff", "Staff"),
            ("survey", "Survey"),
            ("portal", "Portal"),
            ("email", "E-mail"),
        ],
        required=True,
        readonly=True,
        default="staff",
        help="By which way it came.",
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

    @api.model
    def _selection_origin(self):
        # sudo: names of models are no secret
        models_ = self.env["ir.model"].sudo()
        return [(name, models_._get(name).name) for name in ORIGINS.values()]

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

    @api.depends("type", "state")
    @api.depends_context("lang")
    def _compute_state_words(self):
        words = {
            fname: dict(self._fields[fname]._description_selection(self.env))
            for fname in ("state", "promise_state", "discount_state")
        }
        for record in self:
            fname = record._state_field()
            record.promise_state = record.state
            record.discount_state = record.state
            record.state_text = words[fname].get(record.state, "")

    def _state_field(self):
        """Return the field whose words the state of the record's type has."""
        if self.type == "discount":
            return "discount_state"
        return "promise_state" if self.type in PROMISES else "state"

    @api.depends("date", "answered_on")
    def _compute_solved_hours(self):
        for record in self:
            spent = record.answered_on and record.date
            record.solved_hours = (
                max((record.answered_on - record.date).total_seconds(), 0) / 3600
                if spent
                else 0.0
            )

    @api.depends(*ORIGINS)
    def _compute_origin(self):
        for record in self:
            record.origin = next(
                (
                    f"{model},{record[fname].id}"
                    for fname, model in ORIGINS.items()
                    if record[fname]
                ),
                False,
            )

    def _inverse_origin(self):
        for record in self:
            origin = record.origin
            for fname, model in ORIGINS.items():
                record[fname] = origin.id if origin and origin._name == model else False

    def _search_origin(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = fields.Domain.FALSE
        for each in value:
            if not each:
                domain |= fields.Domain([(fname, "=", False) for fname in ORIGINS])
                continue
            model, _comma, res_id = str(each).partition(",")
            fname = {name: key for key, name in ORIGINS.items()}.get(model)
            if fname and res_id.isdigit():
                domain |= fields.Domain(fname, "=", int(res_id))
        return domain

    @api.depends("name", "subject", "type")
    def _compute_display_name(self):
        labels = dict(self._fields["type"]._description_selection(self.env))
        for record in self:
            parts = [labels.get(record.type), record.name, record.subject]
            record.display_name = " · ".join(filter(None, parts))

    # === CONSTRAINTS === #

    @api.constrains("state", "resolution", "type")
    def _check_resolution(self):
        for record in self:
            if (
                record.type == "complaint"
                and record.state not in OPEN_STATES
                and not (record.resolution or "").strip()
            ):
                raise ValidationError(
                    self.env._("Write the resolution before you close the complaint.")
                )

    @api.constrains("date")
    def _check_date(self):
        limit = fields.Datetime.add(fields.Datetime.now(), minutes=5)
        if any(record.date > limit for record in self):
            raise ValidationError(self.env._("A record cannot be dated in the future."))

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Create records, each with the next number of its type and Jalali year."""
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            self._check_kept(vals)
            # What is given is what it is about.
            vals["subject"] = vals.get("subject") or vals.get("item")
            if vals.get("state") in ("done", "rejected"):
                vals.setdefault("answered_on", fields.Datetime.now())
        records = super().create(vals_list)
        for record in records.filtered(lambda each: not each.name):
            # sudo: the number is ours to give
            record.sudo().name = record._next_number()
        return records

    def write(self, vals):
        """Write records; closing stamps them, reopening is traced.

        :raises UserError: the type of a record does not change
        """
        self._check_kept(vals)
        if "type" in vals and any(record.type != vals["type"] for record in self):
            raise UserError(
                self.env._("A record keeps its type and number. Make a new row.")
            )
        if "state" not in vals:
            return super().write(vals)
        was_closed = self.filtered(lambda record: record.state not in OPEN_STATES)
        if vals["state"] in OPEN_STATES:
            result = super().write(vals)
            was_closed._note_reopened()
            return result
        closing = self - was_closed
        if "answered_on" not in vals and closing:
            super(SamaCustomerRecord, closing).write(
                {**vals, "answered_on": fields.Datetime.now()}
            )
            return super(SamaCustomerRecord, was_closed).write(vals)
        return super().write(vals)

    def _check_kept(self, vals):
        """Refuse values that the addon keeps by itself.

        :raises AccessError: there is one, and the writer is a user
        """
        if not self.env.su and any(vals.get(fname) for fname in KEPT_FIELDS):
            raise AccessError(
                self.env._("Number, approval and use of a record keep themselves.")
            )

    def _next_number(self):
        """Return the next number: of the type, in the Jalali year of the date."""
        day = self.company_id._sama_local_day(self.date)
        return (
            self.env["ir.sequence"]
            # sudo: whoever may make a record gets its number
            .sudo()
            .with_company(self.company_id)
            .next_by_code(f"sama.customer.record.{self.type}", sequence_date=day)
        )

    def _note_reopened(self):
        """Forget the answer of records that are open again, and say so."""
        for record in self:
            # sudo: the count keeps itself
            record.sudo().write(
                {"answered_on": False, "reopen_count": record.reopen_count + 1}
            )
            record._message_log(
                body=self.env._("Reopened by %(name)s.", name=self.env.user.name)
            )

    # === ACTIONS === #

    def action_start(self):
        """Take new complaints and suggestions in hand.

        :return: True
        """
        self._check_state("new")
        return self.write({"state": "in_progress"})

    def action_done(self):
        """Close: solved, given, or used outside of a quotation.

        :return: True
        :raises ValidationError: a complaint without resolution
        """
        self._check_state(*OPEN_STATES)
        today = fields.Date.context_today(self)
        for record in self:
            vals = {"state": "done"}
            if record.type in ("gift", "service"):
                vals["delivered_on"] = record.delivered_on or today
                vals["delivered_by_id"] = record.delivered_by_id.id or self.env.uid
            record.write(vals)
        return True

    def action_reject(self):
        """Reject a complaint or suggestion, cancel a promise.

        :return: True
        :raises ValidationError: a complaint without resolution
        """
        self._check_state(*OPEN_STATES)
        return self.write({"state": "rejected"})

    def action_reopen(self):
        """Open closed records again: in hand, or proposed anew.

        :return: True
        """
        self._check_state("done", "rejected")
        for record in self:
            record.state = "new" if record.type in PROMISES else "in_progress"
        return True

    def _check_state(self, *states):
        """Refuse what is not in one of the states: somebody was faster.

        :raises UserError: it is not
        """
        for record in self:
            if record.state not in states:
                raise UserError(
                    self.env._(
                        "%(record)s is %(state)s already.",
                        record=record.display_name,
                        state=record.state_text,
                    )
                )

    # === BUSINESS === #

    @api.model
    def _sama_is_manager(self):
        """Whether the caller may approve."""
        return self.env.su or self.env.user.has_group(GROUP_MANAGER)
