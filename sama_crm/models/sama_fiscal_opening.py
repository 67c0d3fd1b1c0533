from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .sama_agent_mixin import GROUP_MANAGER, agents_domain
from .sama_fiscal_opening_line import KINDS

# The fields that choose a kind are called so: `carry_quotation` and so on.
KIND_FIELDS = {f"carry_{kind}": kind for kind, _label in KINDS}
# What of an opening a person may still change when it was carried out.
YEAR_FIELDS = {"company_id", "from_year_id", "to_year_id"}
CHOICES = {
    *KIND_FIELDS,
    *YEAR_FIELDS,
    "budget_percent",
    "carry_expired",
    "cut_date",
    "hand_from_user_ids",
    "hand_over",
    "hand_to_user_ids",
    "move_overdue",
    "move_to_date",
    "void_days",
    "void_old",
    "void_reason_id",
    "with_earlier",
    "write_note",
}
# What reminds administrators of it.
OPEN_TYPE = "sama_crm.mail_activity_type_open_year"
# So near to its end, a year is followed by the next one; before, it is itself opened.
DAYS_BEFORE_END = 60


class SamaFiscalOpening(models.Model):
    """The step into a new fiscal year: what is alive comes along, once and undoably.

    `action_preview` judges every document of the old year and writes nothing but the
    lines of the opening; `action_run` carries what was ticked and is still as it was
    seen, in one transaction; `action_undo` restores what was not worked on since. What
    the database cannot do in sets (voids, handing over, notes) follows in batches, line
    by line, each of them with its mark, so that whoever is killed in between goes on
    where he was.

    A document keeps its number, its dates and its history: only the year in which it
    is worked changes, and the lines tell who carried it when. So no note is written in
    each document unless somebody chooses it: it would cost more than all the rest.
    """

    _name = "sama.fiscal.opening"
    _description = "Fiscal Opening"
    _inherit = ["mail.thread", "sama.agent.mixin"]
    _order = "id desc"
    _check_company_auto = True

    # === WHAT AND WHERE === #

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    from_year_id = fields.Many2one(
        "sama.fiscal.year",
        required=True,
        index=True,
        check_company=True,
        default=lambda self: self._default_year("from"),
        ondelete="restrict",
        tracking=True,
    )
    to_year_id = fields.Many2one(
        "sama.fiscal.year",
        required=True,
        index=True,
        check_company=True,
        default=lambda self: self._default_year("to"),
        ondelete="restrict",
        tracking=True,
    )
    state = fields.Selection(
        [("draft", "Proposed"), ("done", "Carried"), ("undone", "Undone")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        tracking=True,
    )
    line_ids = fields.One2many(
        "sama.fiscal.opening.line", "opening_id", string="Rows", readonly=True
    )

    # === CHOICES === #

    cut_date = fields.Date(
        compute="_compute_cut_date",
        store=True,
        readonly=False,
        precompute=True,
        help="Documents dated later stay. The last day of the old year, if you choose"
        " no other.",
    )
    with_earlier = fields.Boolean(
        string="Also from Earlier Years",
        default=True,
        help="What is still open in years before the old one comes along.",
    )
    carry_quotation = fields.Boolean(string="Quotations", default=True)
    carry_try_again = fields.Boolean(string="Voided, to Try Again", default=True)
    carry_invoice = fields.Boolean(string="Surveys of Invoices", default=True)
    carry_project = fields.Boolean(string="Projects", default=True)
    carry_complaint = fields.Boolean(string="Complaints", default=True)
    carry_suggestion = fields.Boolean(string="Suggestions", default=True)
    carry_gift = fields.Boolean(string="Gifts", default=True)
    carry_service = fields.Boolean(string="Free Services", default=True)
    carry_discount = fields.Boolean(string="Discounts", default=True)
    carry_budget = fields.Boolean(string="Budgets", default=True)
    budget_percent = fields.Float(
        default=100.0, help="What a budget of the new year is of that of the old one."
    )
    carry_expired = fields.Boolean(
        string="Also Expired Quotations",
        default=True,
        help="Carry quotations whose validity is over. If not, they are blocked.",
    )
    move_overdue = fields.Boolean(
        string="Move Overdue Next Dates",
        help="Overdue next dates, and those in the holidays, go to the first working"
        " day. Otherwise every next date stays as it is.",
    )
    move_to_date = fields.Date(
        string="Move to",
        compute="_compute_move_to_date",
        store=True,
        readonly=False,
        precompute=True,
        help="The first working day of the new year by the company's working hours,"
        " if you choose no other.",
    )
    void_old = fields.Boolean(
        string="Void Old Quotations",
        help="Void quotations that are older than so many days, unless their next"
        " date is still to come.",
    )
    void_days = fields.Integer(string="Older than (Days)", default=365)
    void_reason_id = fields.Many2one(
        "sama.void.reason", index="btree_not_null", ondelete="restrict"
    )
    hand_over = fields.Boolean(
        string="Hand Over Work of Who Left",
        help="Give what somebody leaves behind to others. Otherwise it is blocked.",
    )
    hand_from_user_ids = fields.Many2many(
        "res.users",
        "sama_fiscal_opening_hand_from_rel",
        string="Who Leaves",
        context={"active_test": False},
        help="Empty: everybody who is archived or no agent of the company any more.",
    )
    hand_to_user_ids = fields.Many2many(
        "res.users",
        "sama_fiscal_opening_hand_to_rel",
        string="Who Takes Over",
        domain=agents_domain,
        help="They share evenly. Empty: each one's deputy, else whom the person group"
        " names.",
    )
    write_note = fields.Boolean(
        string="Note in Each Document",
        help="The rows of the opening tell what was carried. A note in each chatter"
        " takes many times longer.",
    )

    # === WHAT CAME OF IT === #

    previewed_on = fields.Datetime(readonly=True, copy=False)
    preview_no = fields.Integer(readonly=True, copy=False, aggregator=None)
    run_no = fields.Integer(readonly=True, copy=False, aggregator=None)
    user_id = fields.Many2one(
        "res.users", string="Carried by", readonly=True, copy=False
    )
    done_on = fields.Datetime(string="Carried on", readonly=True, copy=False)
    undone_by_id = fields.Many2one(
        "res.users", string="Undone by", readonly=True, copy=False
    )
    undone_on = fields.Datetime(readonly=True, copy=False)

    _years_in_order = models.Constraint(
        "CHECK (from_year_id <> to_year_id)", "An opening leads into another year."
    )
    _years_uniq = models.UniqueIndex(
        "(from_year_id, to_year_id) WHERE state <> 'undone'",
        "There is an opening between these years already.",
    )
    _budget_percent_range = models.Constraint(
        "CHECK (budget_percent >= 0 AND budget_percent <= 10000)",
        "The percentage of budgets cannot be negative.",
    )

    # === DEFAULTS AND COMPUTE === #

    @api.model
    def _default_year(self, which):
        company = self.env["res.company"].browse(
            self.env.context.get("default_company_id") or self.env.company.id
        )
        return self._sama_default_years(company)[0 if which == "from" else 1]

    @api.model
    def _sama_default_years(self, company):
        """Return the years that are to be opened on the company's own day.

        Near the end of a year it is that year and the next one, else the year before
        and this one. The year that is missing is made.

        :return: (from year, to year)
        """
        Year = self.env["sama.fiscal.year"]
        today = Year._sama_day(company.id, fields.Datetime.now())
        Year._sama_ensure(company, today, today)
        first, last = Year._sama_row_of(company.id, today)[:2]
        current = Year.browse(Year._sama_id_of(company.id, today))
        before_id = Year._sama_id_of(company.id, fields.Date.subtract(first, days=1))
        if before_id and (last - today).days >= DAYS_BEFORE_END:
            return Year.browse(before_id), current
        following = fields.Date.add(last, days=1)
        Year._sama_ensure(company, following, following)
        return current, Year.browse(Year._sama_id_of(company.id, following))

    @api.depends("from_year_id")
    def _compute_cut_date(self):
        for opening in self:
            opening.cut_date = opening.from_year_id.date_to

    @api.depends("to_year_id", "company_id")
    def _compute_move_to_date(self):
        for opening in self:
            opening.move_to_date = opening._sama_first_working_day()

    def _sama_first_working_day(self):
        """Return the first day of work of the new year, not before today."""
        if not self.to_year_id or not self.company_id:
            return False
        today = self.env["sama.fiscal.year"]._sama_day(
            self.company_id.id, fields.Datetime.now()
        )
        return self.company_id._sama_next_working_day(
            max(today, self.to_year_id.date_from)
        )

    @api.depends("to_year_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for opening in self:
            opening.display_name = self.env._(
                "Opening of %(year)s", year=opening.to_year_id.display_name or ""
            )

    # === CONSTRAINTS === #

    @api.constrains("from_year_id", "to_year_id")
    def _check_years(self):
        for opening in self:
            if opening.to_year_id.date_from <= opening.from_year_id.date_to:
                raise ValidationError(
                    self.env._("The new year begins after the old one.")
                )

    @api.constrains("void_old", "void_days", "void_reason_id")
    def _check_void(self):
        for opening in self.filtered("void_old"):
            if opening.void_days < 1:
                raise ValidationError(
                    self.env._("Say how many days old a quotation is to be voided.")
                )
            if not opening.void_reason_id:
                raise ValidationError(
                    self.env._("Choose the reason for voiding old quotations.")
                )

    @api.constrains("hand_to_user_ids", "hand_from_user_ids")
    def _check_hand_over(self):
        for opening in self:
            for user in opening.hand_to_user_ids:
                # sudo: whether he works there is no secret to who hands over
                if not user.sudo()._sama_follows_up_for(opening.company_id):
                    raise ValidationError(
                        self.env._(
                            "%(names)s is no follow-up person. Choose an agent.",
                            names=user.name,
                        )
                    )
            if opening.hand_to_user_ids & opening.hand_from_user_ids:
                raise ValidationError(
                    self.env._("Nobody hands his work over to himself.")
                )

    @api.constrains("move_overdue", "move_to_date", "to_year_id")
    def _check_move_to_date(self):
        for opening in self.filtered("move_overdue"):
            day = opening.move_to_date
            if not day or day < opening.to_year_id.date_from:
                raise ValidationError(
                    self.env._("Next dates are moved to a day of the new year.")
                )

    # === CRUD === #

    def write(self, vals):
        """Write choices; what was seen before is to be seen again.

        :raises UserError: it was carried out already
        """
        if not CHOICES.isdisjoint(vals):
            if any(opening.state != "draft" for opening in self):
                raise UserError(
                    self.env._(
                        "What was carried out is not chosen anew. Undo the opening"
                        " first."
                    )
                )
            vals = {**vals, "previewed_on": False}
        result = super().write(vals)
        if vals.get("state") == "done":
            self.to_year_id._sama_drop_reminder(OPEN_TYPE)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        if any(opening.state != "draft" for opening in self):
            raise UserError(
                self.env._("An opening that was carried out is kept with its rows.")
            )

    # === ACTIONS === #

    @api.model
    def action_open(self):
        """Open the company's opening of these days, with its preview ready.

        It is made if there is none; what was carried already is shown as it is, with
        what was found since.

        :return: a window action
        :raises AccessError: the user is no manager
        """
        opening = self._sama_proposal()
        return {
            "type": "ir.actions.act_window",
            "name": opening.display_name,
            "res_model": self._name,
            "res_id": opening.id,
            "views": [(False, "form")],
        }

    @api.model
    def _sama_proposal(self):
        """Return the opening between the years of today, previewed."""
        self._sama_check_agent(GROUP_MANAGER)
        company = self.env.company
        # sudo: a manager may propose; the year that is missing is made by itself
        opening = self.sudo()
        from_year, to_year = opening._sama_default_years(company)
        found = opening.search(
            [
                ("from_year_id", "=", from_year.id),
                ("to_year_id", "=", to_year.id),
                ("state", "!=", "undone"),
            ],
            limit=1,
        ) or opening.create(
            {
                "company_id": company.id,
                "from_year_id": from_year.id,
                "to_year_id": to_year.id,
            }
        )
        found._sama_preview()
        return found.with_env(self.env)
