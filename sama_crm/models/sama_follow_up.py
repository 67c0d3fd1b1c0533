from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date, format_duration

CHANNELS = [
    ("call", "Call"),
    ("visit", "Visit"),
    ("message", "Message"),
    ("email", "E-mail"),
    ("portal", "Portal"),
    ("other", "Other"),
]


class SamaFollowUp(models.Model):
    """One follow-up of one quotation: what was said, and what comes next.

    The log outlives the planned activity. Rows are made by `sale.order.sama_follow_up`
    and `sama_void`, and when a chase ends otherwise; nobody creates them by hand.
    """

    _name = "sama.follow.up"
    _inherit = ["sama.fiscal.event"]
    _description = "Follow-up"
    _order = "date desc, id desc"
    _rec_names_search = ["order_id.name", "description"]
    _check_company_auto = True

    # What a correction may touch; the plan itself is changed on the quotation.
    _CORRECTABLE = {"description", "outcome_id", "channel", "date", "competitor"}

    order_id = fields.Many2one(
        "sale.order",
        string="Quotation",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Followed Up by",
        readonly=True,
        index="btree_not_null",
        help="Empty where the customer acted by himself, and of a deleted user.",
    )
    gone_user_name = fields.Char(
        string="Name of the Deleted User",
        readonly=True,
        copy=False,
        help="Who followed up, where that user was deleted since.",
    )
    writer_name = fields.Char(
        string="Name of the Writer",
        compute="_compute_writer_name",
        help="Who followed up, also a deleted user; empty where the customer acted by "
        "himself.",
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now, index=True)
    channel = fields.Selection(CHANNELS, required=True, default="call")
    outcome_id = fields.Many2one(
        "sama.follow.up.outcome", index="btree_not_null", ondelete="restrict"
    )
    description = fields.Text()
    result = fields.Selection(
        [
            ("continue", "Continue"),
            ("stop", "Stop Following"),
            ("void", "Void"),
            ("won", "Won"),
        ],
        required=True,
        readonly=True,
        default="continue",
    )
    next_date = fields.Date(string="Next Follow-up Date", readonly=True)
    next_hour = fields.Float(
        readonly=True,
        help="13.5 is 13:30; 0 is no hour. In the responsible's time zone.",
    )
    void_reason_id = fields.Many2one(
        "sama.void.reason", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    competitor = fields.Char()
    try_again_on = fields.Date(readonly=True)
    withdrawn = fields.Boolean(
        string="Void Withdrawn",
        readonly=True,
        help="The quotation was set back after this void.",
    )

    @api.depends("order_id.name", "date")
    def _compute_display_name(self):
        # sudo: the number of a quotation is no secret to who reads its log
        for follow_up in self.sudo():
            follow_up.display_name = follow_up.order_id.name or ""

    @api.depends("user_id.name", "gone_user_name")
    def _compute_writer_name(self):
        # sudo: the name of a colleague, who may be of another company
        for follow_up in self.sudo():
            follow_up.writer_name = follow_up.user_id.name or follow_up.gone_user_name

    @api.constrains("date")
    def _check_date(self):
        """A follow-up that is still to come is a plan, not a log."""
        if any(log.date > fields.Datetime.now() + timedelta(minutes=1) for log in self):
            raise UserError(
                self.env._(
                    "The follow-up date is in the future. Log what has happened, "
                    "and plan the rest as next date."
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        follow_ups = super().create(vals_list)
        follow_ups.order_id._sama_sync_log()
        return follow_ups

    def write(self, vals):
        """Correct the log: its writer for some hours, then a manager.

        :raises AccessError: the time is over, it is a colleague's, or the value is
            not one of what was said
        """
        corrected = bool(vals) and not self.env.su
        if corrected:
            self._check_correction()
            if set(vals) - self._CORRECTABLE:
                raise AccessError(
                    self.env._("Only what was said can be corrected, not the plan.")
                )
            before = {log.id: log._describe() for log in self}
        result = super().write(vals)
        if corrected:
            self._log_correction(before)
        if "date" in vals:
            self.order_id._sama_sync_log()
        return result

    def unlink(self):
        orders = self.order_id
        result = super().unlink()
        orders.exists()._sama_sync_log()
        return result

    def _sama_worked_document(self):
        return self.order_id

    def _check_correction(self):
        if self.env.user.has_group("sama_crm.group_manager"):
            return
        # sudo: how long, says the company; the log itself is checked by `write`
        for log in self.sudo():
            hours = log.company_id.sama_correction_hours
            if log.user_id != self.env.user:
                raise AccessError(
                    self.env._("Only its writer or a manager can correct a follow-up.")
                )
            if log.create_date < fields.Datetime.now() - timedelta(hours=hours):
                raise AccessError(
                    self.env._(
                        "A follow-up can be corrected for %(hours)s hours. "
                        "Ask a manager to correct it.",
                        hours=hours,
                    )
                )

    def _log_correction(self, before):
        """Keep the old text in the chatter of each quotation."""
        for log in self:
            body = Markup("<b>%s</b><br/><s>%s</s><br/>%s") % (
                self.env._("Follow-up corrected"),
                before[log.id],
                log._describe(),
            )
            # sudo: the chatter keeps what its writer changed, whoever reads the order
            log.order_id.sudo()._message_log(
                body=body, author_id=self.env.user.partner_id.id
            )

    def _chatter_body(self):
        """Return what the quotation's chatter says of this follow-up."""
        self.ensure_one()
        results = dict(self._fields["result"]._description_selection(self.env))
        lines = [Markup("<b>%s</b>") % self.env._("Follow-up"), self._describe()]
        if self.void_reason_id:
            lines.append(
                self.env._("Void reason: %(reason)s", reason=self.void_reason_id.name)
            )
        if self.next_date:
            lines.append(self.env._("Next: %(when)s", when=self._format_next()))
        elif self.result != "continue":
            lines.append(results[self.result])
        return Markup("<br/>").join(line for line in lines if line)

    def _format_next(self):
        """Return the next date and hour in words of the user's language."""
        self.ensure_one()
        day = format_date(self.env, self.next_date)
        if not self.next_hour:
            return day
        return f"{day} {format_duration(self.next_hour)}"

    def _describe(self):
        """Return one line of what happened, escaped, in the user's language."""
        self.ensure_one()
        labels = dict(self._fields["channel"]._description_selection(self.env))
        parts = [labels[self.channel], self.outcome_id.name, self.description]
        return Markup(" · ").join(part for part in parts if part)
