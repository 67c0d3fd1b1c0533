from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..jalali.text import shown_digits
from .sama_agent_mixin import GROUP_ADMIN


class SamaFiscalYear(models.Model):
    """Closing a year that is over, and what is kept of its customers.

    Closing and opening are two acts. A closed year takes no new follow-up, sheet or
    record of an agent that is dated in it, unless it is about work that was carried
    on. Odoo's own posting, payments and refunds never ask for it, and accounting lock
    dates are not touched.
    """

    _inherit = "sama.fiscal.year"

    closed_on = fields.Datetime(readonly=True, copy=False)
    closed_by_id = fields.Many2one(
        "res.users", string="Closed by", readonly=True, copy=False, ondelete="set null"
    )
    can_close = fields.Boolean(compute="_compute_can_close")
    snapshot_count = fields.Integer(
        string="Customers Kept", compute="_compute_snapshot_count"
    )

    @api.depends("date_to", "state")
    def _compute_can_close(self):
        """A year is closed when it is over where its company works."""
        for year in self:
            today = self._sama_day(year.company_id.id, fields.Datetime.now())
            year.can_close = (
                year.state == "open" and bool(year.date_to) and year.date_to < today
            )

    def _compute_snapshot_count(self):
        counts = dict(
            self.env["sama.customer.snapshot"]._read_group(
                [("fiscal_year_id", "in", self.ids)], ["fiscal_year_id"], ["__count"]
            )
        )
        for year in self:
            year.snapshot_count = counts.get(year, 0)

    # === ACTIONS === #

    def action_close(self):
        """Close the years, and keep the figures of each customer in them.

        A year that is closed already stays as it is.

        :raises AccessError: the user is no administrator
        :raises UserError: a year is not over yet
        """
        self._sama_check_admin()
        # Two who close at once: the second finds it closed, or is told to try again.
        self.lock_for_update(allow_referencing=True)
        for year in self.filtered(lambda each: each.state == "open"):
            if not year.can_close:
                raise UserError(
                    self.env._(
                        "Fiscal year %(year)s lasts until %(day)s. Close it then.",
                        year=year.display_name,
                        day=format_date(self.env, year.date_to),
                    )
                )
            count = self.env["sama.customer.snapshot"]._sama_take(year)
            # sudo: the group is checked above; the state is not written otherwise.
            year.sudo().write(
                {
                    "state": "closed",
                    "closed_on": fields.Datetime.now(),
                    "closed_by_id": self.env.uid,
                }
            )
            year.message_post(
                body=self.env._(
                    "The year was closed. Figures of customers kept: %(count)s.",
                    count=shown_digits(self.env, str(count)),
                )
            )

    def action_reopen(self):
        """Let agents work in the years again; what was kept stays until they close.

        :raises AccessError: the user is no administrator
        """
        self._sama_check_admin()
        self.lock_for_update(allow_referencing=True)
        for year in self.filtered(lambda each: each.state == "closed"):
            # sudo: the group is checked above; the state is not written otherwise.
            year.sudo().write(
                {"state": "open", "closed_on": False, "closed_by_id": False}
            )
            year.message_post(body=self.env._("The year was reopened."))

    def _sama_check_admin(self):
        """Let pass an administrator who may write on the years.

        :raises AccessError: he is none
        """
        if not self.env.su and not self.env.user.has_group(GROUP_ADMIN):
            raise AccessError(
                self.env._("Only an administrator closes or reopens a fiscal year.")
            )
        self.check_access("write")

    @api.readonly
    def action_open_snapshots(self):
        """Open what was kept of the customers.

        :return: a window action
        """
        self.ensure_one()
        return self._sama_list_action(
            "sama_crm.sama_customer_snapshot_action",
            [("fiscal_year_id", "=", self.id)],
            {},
        )

    @api.readonly
    def action_open_differences(self):
        """Open where what was kept differs from what the documents say now.

        :return: a window action
        """
        self.ensure_one()
        return self._sama_list_action(
            "sama_crm.sama_customer_snapshot_difference_action",
            [],
            {"sama_snapshot_year": self.id},
        )

    def _sama_list_action(self, xml_id, domain, context):
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        action.pop("path", None)
        name = self.env._(
            "%(list)s, %(year)s", list=action["name"], year=self.display_name
        )
        return {
            **action,
            "name": name,
            "display_name": name,
            "domain": domain,
            "context": context,
        }
