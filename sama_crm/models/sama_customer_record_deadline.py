from odoo import api, fields, models
from odoo.fields import Domain

from .sama_customer_record import OPEN_STATES

BATCH = 100


class SamaCustomerRecord(models.Model):
    """Until when a record is to be answered, and who hears of it when it is not."""

    _inherit = "sama.customer.record"

    deadline = fields.Datetime(
        compute="_compute_deadline",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
        tracking=True,
        help="In working hours from the date, by type and priority.",
    )
    is_late = fields.Boolean(
        string="Late", compute="_compute_is_late", search="_search_is_late"
    )
    was_late = fields.Boolean(
        string="Answered Late",
        compute="_compute_was_late",
        store=True,
        help="Answered after the deadline.",
    )
    escalated_on = fields.Datetime(readonly=True, copy=False)

    _late_idx = models.Index(
        "(deadline) WHERE state IN ('new', 'in_progress') AND escalated_on IS NULL"
    )

    # === COMPUTE === #

    @api.depends("type", "priority", "date", "company_id")
    def _compute_deadline(self):
        # sudo: the hours apply also to what a customer writes in the portal
        rows = self.env["sama.record.deadline"].sudo().search(Domain.TRUE)
        for record in self:
            hours = rows._sama_hours_for(
                record.company_id, record.type, record.priority
            )
            record.deadline = (
                record.company_id._sama_plan_hours(record.date, hours)
                if hours and record.date and record.company_id
                else False
            )

    @api.depends("deadline", "state")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for record in self:
            record.is_late = bool(
                record.deadline
                and record.state in OPEN_STATES
                and record.deadline < now
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("deadline", "<", fields.Datetime.now()) & Domain(
            "state", "in", OPEN_STATES
        )
        if True in value and False in value:
            return Domain.TRUE
        return late if True in value else ~late

    @api.depends("deadline", "answered_on")
    def _compute_was_late(self):
        for record in self:
            record.was_late = bool(
                record.deadline
                and record.answered_on
                and record.answered_on > record.deadline
            )

    # === CRUD === #

    def write(self, vals):
        """Write records; a new deadline may be missed, and escalated, anew."""
        result = super().write(vals)
        if {"deadline", "priority", "state"} & vals.keys():
            again = self.filtered(
                lambda record: (
                    record.escalated_on
                    and not record.is_late
                    and record.state in OPEN_STATES
                )
            )
            # sudo: the mark keeps itself
            again.sudo().escalated_on = False
        return result

    def _note_reopened(self):
        """A reopened record has its working hours again, from now."""
        result = super()._note_reopened()
        # sudo: the hours count, whoever reopens the record
        rows = self.env["sama.record.deadline"].sudo().search(Domain.TRUE)
        for record in self:
            hours = rows._sama_hours_for(
                record.company_id, record.type, record.priority
            )
            if hours:
                # sudo: the mark keeps itself
                record.sudo().write(
                    {
                        "escalated_on": False,
                        "deadline": record.company_id._sama_plan_hours(
                            fields.Datetime.now(), hours
                        ),
                    }
                )
        return result

    # === CRON === #

    @api.model
    def _cron_sama_escalate(self):
        """Tell the manager once of each record that is late, in batches."""
        domain = (
            Domain("deadline", "<", fields.Datetime.now())
            & Domain("state", "in", OPEN_STATES)
            & Domain("escalated_on", "=", False)
        )
        left = self.search_count(domain)
        self.env["ir.cron"]._commit_progress(remaining=left)
        while left:
            records = self.search(domain, order="deadline, id", limit=BATCH)
            if not records:
                break
            records._sama_escalate()
            left -= len(records)
            if not self.env["ir.cron"]._commit_progress(len(records)):
                break

    def _sama_escalate(self):
        """Give the manager an activity on each of these, and mark them told."""
        for company, records in self.grouped("company_id").items():
            manager = company._sama_record_manager()
            for record in records if manager else ():
                record.activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=fields.Date.context_today(
                        record.with_context(tz=company._sama_timezone())
                    ),
                    summary=self.env._(
                        "Late: %(record)s, %(customer)s",
                        record=record.display_name,
                        customer=record.partner_id.display_name,
                    ),
                    user_id=manager.id,
                )
        self.escalated_on = fields.Datetime.now()
