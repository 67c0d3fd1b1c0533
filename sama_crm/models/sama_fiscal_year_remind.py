from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .sama_agent_mixin import GROUP_ADMIN
from .sama_fiscal_opening import DAYS_BEFORE_END, OPEN_TYPE

CLOSE_TYPE = "sama_crm.mail_activity_type_close_year"
# Whoever begins to use the addon later in the year is not reminded of what was before.
DAYS_AFTER_BEGIN = 60
# What belongs to the old year still comes in for a while.
DAYS_TO_CLOSE = 30


class SamaFiscalYear(models.Model):
    """Reminding administrators: of the year that is to be opened, and to be closed.

    Each of them gets one planned activity for each, in the night in which the new year
    begins, once and never again; whoever does it, the activities of all are gone.
    """

    _inherit = "sama.fiscal.year"

    open_reminded_on = fields.Date(
        string="Reminded to Open on", readonly=True, copy=False
    )
    close_reminded_on = fields.Date(
        string="Reminded to Close on", readonly=True, copy=False
    )
    can_be_opened = fields.Boolean(compute="_compute_can_be_opened")

    @api.depends("date_from", "date_to", "state")
    def _compute_can_be_opened(self):
        """Whether what is alive is still to be carried into the year."""
        opened = self._sama_opened()
        for year in self:
            today = self._sama_day(year.company_id.id, fields.Datetime.now())
            year.can_be_opened = (
                year.state == "open"
                and bool(year.date_from and year.date_to)
                and year.date_from - timedelta(days=DAYS_BEFORE_END) < today
                and today <= year.date_to
                and bool(year._sama_year_before())
                and year not in opened
            )

    def _sama_opened(self):
        """Return those of the years into which an opening was carried out."""
        # sudo: whether it was, no more
        openings = self.env["sama.fiscal.opening"].sudo()
        domain = Domain("to_year_id", "in", self.ids) & Domain("state", "=", "done")
        groups = openings._read_group(domain, ["to_year_id"])
        return self.browse(year.id for (year,) in groups)

    def _sama_year_before(self):
        """Return the year that ends the day before this one; it may be none."""
        day = self.date_from - timedelta(days=1)
        return self.browse(self._sama_id_of(self.company_id.id, day) or [])

    # === ACTIONS === #

    def action_open_year(self):
        """Open the opening into this year, with its preview ready.

        :return: a window action
        :raises AccessError: the user is no manager
        """
        self.ensure_one()
        self.check_access("read")
        openings = self.env["sama.fiscal.opening"].with_company(self.company_id)
        return openings.action_open()

    def action_close(self):
        result = super().action_close()
        closed = self.filtered(lambda year: year.state == "closed")
        closed._sama_drop_reminder(CLOSE_TYPE)
        return result

    # === REMINDERS === #

    @api.model
    def _sama_remind(self, companies):
        """Plan what is to be done in the first days of a new year, once."""
        for company in companies:
            today = self._sama_day(company.id, fields.Datetime.now())
            year = self.browse(self._sama_id_of(company.id, today) or [])
            before = year._sama_year_before() if year else year
            if not before or (today - year.date_from).days > DAYS_AFTER_BEGIN:
                continue
            if not year.open_reminded_on and not year._sama_opened():
                first = company._sama_next_working_day(max(today, year.date_from))
                if year._sama_plan_reminder(OPEN_TYPE, first):
                    year.open_reminded_on = today
            if not before.close_reminded_on and before.state == "open":
                late = year.date_from + timedelta(days=DAYS_TO_CLOSE)
                late = company._sama_next_working_day(max(today, late))
                if before._sama_plan_reminder(CLOSE_TYPE, late):
                    before.close_reminded_on = today

    def _sama_plan_reminder(self, type_xml_id, day):
        """Plan an activity for each administrator of the company, in his language.

        :return: the administrators
        """
        users = self.env["res.users"].search(
            [
                ("all_group_ids", "in", self.env.ref(GROUP_ADMIN).ids),
                ("company_ids", "in", self.company_id.ids),
                ("share", "=", False),
            ]
        )
        for user in users:
            # Quick: it waits in his list, and no mail says that it does.
            year = self.with_context(lang=user.lang, mail_activity_quick_update=True)
            summary = (
                year.env._("Open fiscal year %(year)s", year=year.display_name)
                if type_xml_id == OPEN_TYPE
                else year.env._("Close fiscal year %(year)s", year=year.display_name)
            )
            year.activity_schedule(
                type_xml_id, date_deadline=day, summary=summary, user_id=user.id
            )
        return users

    def _sama_drop_reminder(self, type_xml_id):
        """Take away the activities of what was done."""
        # sudo: they are of all administrators
        self.sudo().activity_unlink([type_xml_id])

    @api.model
    def _cron_sama_years(self):
        result = super()._cron_sama_years()
        self._sama_remind(self.env["res.company"].search(Domain.TRUE))
        self.env["ir.cron"]._commit_progress()
        return result
