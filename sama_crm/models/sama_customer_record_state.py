from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .sama_customer_record import OPEN_STATES, PROMISES


class SamaCustomerRecord(models.Model):
    """From new to answered, and back: the acts, their traces and their words.

    States have the words of the type: a complaint is new, in progress, done or
    rejected; a gift proposed, approved, given or cancelled.
    """

    _inherit = "sama.customer.record"

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

    # === COMPUTE === #

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

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Create records; what comes in closed is answered now."""
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            if vals.get("state") in ("done", "rejected"):
                vals.setdefault("answered_on", fields.Datetime.now())
        return super().create(vals_list)

    def write(self, vals):
        """Write records; closing stamps them, reopening is traced."""
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
