from odoo import api, fields, models
from odoo.tools import format_amount, format_date

from ..models.sama_agent_mixin import agents_domain
from ..models.sama_customer_record import PRIORITIES, PROMISES, SEVERITIES, TYPES

RECENT = 5
# What the form writes on the record, by type; the rest is of every type.
COMMON = (
    "type",
    "kind",
    "subject",
    "description",
    "cause_id",
    "product_id",
    "user_id",
    "date",
    "priority",
    "order_id",
    "move_id",
)
BY_TYPE = {
    "complaint": ("severity", "unit_id"),
    "suggestion": ("unit_id",),
    "gift": ("item", "quantity", "amount", "cost"),
    "service": ("item", "amount", "cost"),
    "discount": ("amount", "percent", "valid_to"),
}


class SamaRecordForm(models.AbstractModel):
    """The new row of a customer's file, opened by F4: type, a few words, saved.

    A form for a document inherits this and names its model and document.
    """

    _name = "sama.record.form"
    _description = "New Row"
    _inherit = ["sama.f4.form"]

    _f4_document_field = "document_id"
    _f4_draft_fields = (*COMMON, *sorted({f for row in BY_TYPE.values() for f in row}))

    # === WHAT IS SHOWN === #

    # Each form's own `document_id` leads to its model.
    document_id = fields.Many2one("sama.customer.record", required=True)
    commercial_partner_id = fields.Many2one(
        "res.partner", compute="_compute_document", string="Commercial Entity"
    )
    recent_records = fields.Json(compute="_compute_document")
    cause_choices = fields.Json(compute="_compute_cause_choices")
    notice = fields.Text(compute="_compute_notice")
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )

    # === WHAT IS ASKED === #

    type = fields.Selection(
        TYPES, string="Record Type", default="complaint", required=True
    )
    kind = fields.Selection(
        [("goods", "Goods"), ("service", "Service")], default="goods", required=True
    )
    subject = fields.Char()
    description = fields.Text()
    cause_id = fields.Many2one("sama.record.cause")
    severity = fields.Selection(SEVERITIES)
    priority = fields.Selection(PRIORITIES, default="0", required=True)
    unit_id = fields.Many2one("sama.unit")
    product_id = fields.Many2one("product.product")
    order_id = fields.Many2one("sale.order", string="Quotation")
    move_id = fields.Many2one("account.move", string="Invoice")
    user_id = fields.Many2one(
        "res.users",
        string="In Charge",
        default=lambda self: self.env.user,
        domain=agents_domain,
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    item = fields.Char()
    quantity = fields.Float(default=1.0)
    amount = fields.Monetary()
    cost = fields.Monetary()
    percent = fields.Float()
    valid_to = fields.Date()

    # === DEFAULTS === #

    @api.model
    def default_get(self, fields_list):
        """Take the document from the context.

        :raises AccessError: the user is no agent, or may not read the document
        """
        values = super().default_get(fields_list)
        document = self._f4_asked()[:1]
        if "document_id" in fields_list and document:
            document.check_access("read")
            self.env["sama.customer.record"].check_access("create")
            values["document_id"] = document.id
            kind = self._document_kind(document)
            if kind and "kind" not in self._f4_draft():
                values["kind"] = kind
        return values

    @api.model
    def _document_partner(self, document):
        """Return the customer that the document is of."""
        return document.partner_id

    @api.model
    def _document_kind(self, document):
        """Return goods or service where the document knows, else None."""
        return document.kind

    # === COMPUTE === #

    @api.depends("document_id")
    def _compute_person(self):
        for form in self:
            partner = form._document_partner(form._f4_documents())
            form.partner_id = partner
            form.person_facts = form._person_facts(partner)

    @api.depends("document_id")
    def _compute_document(self):
        for form in self:
            partner = form._document_partner(form._f4_documents())
            form.commercial_partner_id = partner.commercial_partner_id
            form.recent_records = form._recent_records(partner)

    @api.model
    def _recent_records(self, partner):
        """Return the customer's latest rows, as the user may see them."""
        if not partner:
            return []
        records = self.env["sama.customer.record"].search(
            [("partner_id", "child_of", partner.commercial_partner_id.id)],
            limit=RECENT,
        )
        labels = dict(self._fields["type"]._description_selection(self.env))
        return [
            {
                "id": record.id,
                "number": record.name,
                "type": labels[record.type],
                "date": format_date(
                    self.env, fields.Datetime.context_timestamp(self, record.date)
                ),
                "subject": record.subject or record.item or record.description or "",
                "state": record.state_text,
                "is_late": record.is_late,
            }
            for record in records
        ]

    @api.depends("type")
    def _compute_cause_choices(self):
        causes = self.env["sama.record.cause"].search(fields.Domain.TRUE)
        for form in self:
            form.cause_choices = [
                [cause.id, cause.name]
                for cause in causes
                if cause._sama_fits(form.type)
            ]

    @api.depends("type", "amount", "cost", "percent", "partner_id", "date")
    def _compute_notice(self):
        for form in self:
            record = self.env["sama.customer.record"].new(form._record_values())
            form.notice = "\n".join(form._notices(record)) or False

    @api.model
    def _notices(self, record):
        """Return what to know about a promise: who approves it, what is left."""
        if record.type not in PROMISES or not record.partner_id:
            return []
        notices = []
        if record.needs_approval:
            notices.append(self.env._("Above the limit: a sales manager approves it."))
        if record.budget_warning:
            notices.append(record.budget_warning)
        return notices

    @api.onchange("type")
    def _onchange_type(self):
        """A cause of another type does not fit any more."""
        if not self.cause_id._sama_fits(self.type):
            self.cause_id = False

    # === WHAT AN F4 FORM ANSWERS === #

    def _f4_title(self):
        customer = self._document_partner(self._f4_documents())
        return self.env._(
            "New Row · %(customer)s", customer=customer.display_name or ""
        )

    def _quick_dates(self):
        return []

    def _f4_next_domains(self):
        """Return the rest of the list: everybody may have something to say."""
        return [fields.Domain.TRUE]

    def _f4_problems(self, act):
        problems = {}
        if self.date and self.date > fields.Datetime.add(
            fields.Datetime.now(), minutes=5
        ):
            problems["date"] = self.env._("A record cannot be dated in the future.")
        if self.type in ("complaint", "suggestion"):
            if not (self.subject or self.description):
                problems["subject"] = self.env._("What did the customer say?")
        elif self.type in ("gift", "service"):
            if not self.item:
                problems["item"] = self.env._("What is given?")
        elif not (self.amount or self.percent):
            problems["amount"] = self.env._(
                "How much is the discount? Write amount or percentage."
            )
        elif self.amount and self.percent:
            problems["percent"] = self.env._(
                "A discount is an amount or a percentage, not both."
            )
        return problems

    def _record_values(self):
        """Return the values of the record that the form makes."""
        values = {
            fname: self._fields[fname].convert_to_write(self[fname], self)
            for fname in (*COMMON, *BY_TYPE.get(self.type, ()))
        }
        values["partner_id"] = self._document_partner(self._f4_documents()).id
        values["company_id"] = self._record_company().id
        return values

    def _record_company(self):
        """Return the company of the new row: the document's, else the present one."""
        document = self._f4_documents()
        company = document.company_id if "company_id" in document else None
        return company if company in self.env.companies else self.env.company

    def _f4_save(self, act):
        record = self.env["sama.customer.record"].create(self._record_values())
        labels = dict(self._fields["type"]._description_selection(self.env))
        result = {
            "message": self.env._(
                "%(type)s %(number)s saved.",
                type=labels[record.type],
                number=record.name,
            ),
            "type": "success",
        }
        notices = self._notices(record)
        if record.needs_approval and record.charge:
            result["type"] = "warning"
            notices.append(format_amount(self.env, record.charge, record.currency_id))
        if notices:
            result["notice"] = "\n".join(notices)
        return result
