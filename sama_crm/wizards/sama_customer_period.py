from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

ACTIONS = {
    "goods": "sama_crm.sama_customer_action_goods",
    "service": "sama_crm.sama_customer_action_service",
}


class SamaCustomerPeriod(models.TransientModel):
    """Any two days between which the figures of customers are counted."""

    _name = "sama.customer.period"
    _description = "Period of Customers' Figures"

    fiscal_year_id = fields.Many2one("sama.fiscal.year")
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="To", default=fields.Date.context_today)

    @api.onchange("fiscal_year_id")
    def _onchange_fiscal_year_id(self):
        if self.fiscal_year_id:
            self.date_from = self.fiscal_year_id.date_from
            self.date_to = self.fiscal_year_id.date_to

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for period in self:
            if period.date_from and period.date_to:
                if period.date_from > period.date_to:
                    raise ValidationError(
                        self.env._("The period ends before it begins.")
                    )

    def action_show(self):
        """Open the list of customers with the figures of the period.

        :return: an action
        """
        self.ensure_one()
        kind = self.env.context.get("sama_kind")
        xml_id = ACTIONS.get(kind, ACTIONS["goods"])
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        for key in ("path", "display_name"):
            action.pop(key, None)
        if not self.date_from and not self.date_to:
            return {**action, "target": "main"}
        days = [
            format_date(self.env, day) if day else "…"
            for day in (self.date_from, self.date_to)
        ]
        action.update(
            name=self.env._(
                "%(list)s, %(first)s to %(last)s",
                list=action["name"],
                first=days[0],
                last=days[1],
            ),
            context={
                "sama_kind": kind or "goods",
                "search_default_buyers": 1,
                "sama_period_from": fields.Date.to_string(self.date_from) or False,
                "sama_period_to": fields.Date.to_string(self.date_to) or False,
            },
        )
        return action
