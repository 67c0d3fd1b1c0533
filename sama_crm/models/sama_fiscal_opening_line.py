from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

KINDS = [
    ("quotation", "Quotations"),
    ("try_again", "Voided, to Try Again"),
    ("invoice", "Surveys of Invoices"),
    ("project", "Projects"),
    ("complaint", "Complaints"),
    ("suggestion", "Suggestions"),
    ("gift", "Gifts"),
    ("service", "Free Services"),
    ("discount", "Discounts"),
    ("budget", "Budgets"),
]
ACTIONS = [
    ("carry", "Carry"),
    ("void", "Void"),
    ("blocked", "Blocked"),
    ("stay", "Stay"),
]
# What is done with a row follows from its reason.
REASONS = {
    "carry": [
        ("chased", "Being followed up"),
        ("undated", "Open, without next date"),
        ("unassigned", "Open, without follow-up person"),
        ("try_again", "To be tried again"),
        ("sheet_begun", "Survey sheet begun"),
        ("survey_due", "Survey due"),
        ("call_planned", "Call planned"),
        ("not_reached", "Customer not reached yet"),
        ("link_sent", "Survey link sent"),
        ("survey_later", "Survey not due yet"),
        ("unfinished", "Not finished"),
        ("open", "Not settled"),
        ("undelivered", "Not delivered"),
        ("unused", "Not used"),
        ("copied", "Copied into the new year"),
    ],
    "void": [("void_old", "Older than the chosen number of days")],
    "blocked": [
        ("customer_archived", "Customer is archived"),
        ("responsible_left", "Responsible has left"),
        ("validity_over", "Validity is over"),
    ],
    "stay": [
        ("won", "Confirmed"),
        ("void", "Voided"),
        ("stopped", "Out of follow-up"),
        ("too_old", "From before follow-ups began"),
        ("surveyed", "Surveyed"),
        ("refused", "Customer refused the survey"),
        ("given_up", "Called as often as the settings say"),
        ("no_survey", "Nothing to survey"),
        ("finished", "Finished"),
        ("settled", "Settled"),
        ("rejected", "Rejected or cancelled"),
        ("expired", "Discount expired"),
        ("archived", "Archived"),
        ("exists", "The new year has this budget"),
        ("after_cut", "After the cut date"),
        ("not_chosen", "This kind was not chosen"),
        ("gone", "No longer in the old year"),
    ],
}
RESULTS = [
    ("done", "Done"),
    ("pending", "In Progress"),
    ("changed", "Changed Meanwhile"),
    ("later", "Found Later"),
    ("failed", "Could Not Be Done"),
    ("undone", "Undone"),
    ("left", "Left, Worked on Since"),
]
# Lines that a run may still take up.
WAITING = ("later",)


class SamaFiscalOpeningLine(models.Model):
    """One row of an opening: which document, what is done with it, and why.

    Lines are written by SQL in sets, by the opening alone; a person only ticks them.
    A line keeps the values that its document had (`old`) and those that the opening
    gave it (`new`), by which an undo knows what was worked on since.
    """

    _name = "sama.fiscal.opening.line"
    _description = "Row of a Fiscal Opening"
    _order = "id"
    _rec_name = "res_name"

    opening_id = fields.Many2one(
        "sama.fiscal.opening", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Document ID", model_field="res_model", required=True, readonly=True
    )
    res_name = fields.Char(string="Document", readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    action = fields.Selection(ACTIONS, required=True, readonly=True)
    reason = fields.Selection(
        [choice for choices in REASONS.values() for choice in choices], readonly=True
    )
    ticked = fields.Boolean(default=True, help="Unticked rows stay in the old year.")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", readonly=True, ondelete="set null"
    )
    user_id = fields.Many2one(
        "res.users", string="Responsible", readonly=True, ondelete="set null"
    )
    new_user_id = fields.Many2one(
        "res.users", string="New Responsible", readonly=True, ondelete="set null"
    )
    date = fields.Date(readonly=True)
    amount = fields.Monetary(readonly=True)
    next_date = fields.Date(readonly=True, help="Planned so far.")
    new_date = fields.Date(
        string="New Next Date", readonly=True, help="Where the plan is moved to."
    )
    from_year_id = fields.Many2one(
        "sama.fiscal.year", readonly=True, ondelete="restrict"
    )
    to_year_id = fields.Many2one("sama.fiscal.year", readonly=True, ondelete="restrict")
    result = fields.Selection(RESULTS, readonly=True)
    now_reason = fields.Selection(
        selection=lambda self: self._fields["reason"].selection,
        string="What Changed",
        readonly=True,
        help="Why the row is not carried any more.",
    )
    changed_keys = fields.Char(readonly=True)
    changed_text = fields.Char(
        string="Worked on Since", compute="_compute_changed_text"
    )
    error = fields.Char(readonly=True)
    done_by_id = fields.Many2one(
        "res.users", string="Done by", readonly=True, ondelete="set null"
    )
    done_on = fields.Datetime(readonly=True)
    undone_by_id = fields.Many2one(
        "res.users", string="Undone by", readonly=True, ondelete="set null"
    )
    undone_on = fields.Datetime(readonly=True)
    # Not read along: they are compared by SQL, and lines are many.
    old = fields.Json(string="Values Before", readonly=True, prefetch=False)
    new = fields.Json(string="Values After", readonly=True, prefetch=False)
    # What the database alone cannot do is still to be done, in batches.
    todo = fields.Boolean(readonly=True)
    preview_no = fields.Integer(readonly=True, aggregator=None)
    run_no = fields.Integer(readonly=True, aggregator=None)

    _document_uniq = models.UniqueIndex(
        "(opening_id, res_model, res_id)", "A document has one row in an opening."
    )
    _todo_idx = models.Index("(opening_id) WHERE todo IS TRUE")

    def init(self):
        """Leave room on each page: a run writes every row once more, in its place."""
        result = super().init()
        self.env.cr.execute(
            SQL("ALTER TABLE %s SET (fillfactor = 50)", SQL.identifier(self._table))
        )
        return result

    # === COMPUTE === #

    @api.depends("changed_keys")
    @api.depends_context("lang")
    def _compute_changed_text(self):
        names = {
            "year": self.env._("working year"),
            "state": self.env._("state"),
            "user": self.env._("responsible"),
            "next_date": self.env._("next date"),
            "next_hour": self.env._("hour"),
            "stopped": self.env._("out of follow-up"),
            "follow_ups": self.env._("follow-ups"),
            "void_reason": self.env._("void reason"),
            "sheet": self.env._("survey"),
            "attempts": self.env._("survey calls"),
            "answers": self.env._("survey answers"),
            "resolution": self.env._("resolution"),
            "deadline": self.env._("deadline"),
            "active": self.env._("archiving"),
            "amount": self.env._("amount"),
            "dates": self.env._("dates"),
            "gone": self.env._("deleted"),
        }
        for line in self:
            keys = (line.changed_keys or "").split(",")
            words = [names[key] for key in keys if key in names]
            line.changed_text = self.env._(", ").join(words)

    # === CRUD === #

    def write(self, vals):
        """Tick or untick rows; the opening writes the rest.

        :raises AccessError: another field
        :raises UserError: the row was carried already
        """
        if not self.env.su:
            if vals.keys() - {"ticked"}:
                raise AccessError(
                    self.env._("The opening writes its rows; you only tick them.")
                )
            if any(line.result and line.result not in WAITING for line in self):
                raise UserError(
                    self.env._("What was carried already is not ticked any more.")
                )
        return super().write(vals)

    # === ACTIONS === #

    def action_tick(self):
        """Tick the rows.

        :return: True
        """
        return self._tick(True)

    def action_untick(self):
        """Untick the rows: they stay in the old year.

        :return: True
        """
        return self._tick(False)

    def _tick(self, ticked):
        waiting = self.filtered(lambda line: not line.result or line.result in WAITING)
        waiting.write({"ticked": ticked})
        return True

    def action_open_document(self):
        """Open the document of the row.

        :return: a window action
        """
        self.ensure_one()
        document = self.env[self.res_model].browse(self.res_id).exists()
        if not document:
            raise UserError(self.env._("This document was deleted."))
        if hasattr(document, "_sama_form_action"):
            return document._sama_form_action()
        return {
            "type": "ir.actions.act_window",
            "name": self.res_name,
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
