from odoo import api, fields, models

from .sama_agent_mixin import GROUP_AGENT

STARTS = [
    ("auto", "By the company's country and language"),
    ("accounting", "As in Accounting"),
    ("1", "Farvardin"),
    ("2", "Ordibehesht"),
    ("3", "Khordad"),
    ("4", "Tir"),
    ("5", "Mordad"),
    ("6", "Shahrivar"),
    ("7", "Mehr"),
    ("8", "Aban"),
    ("9", "Azar"),
    ("10", "Dey"),
    ("11", "Bahman"),
    ("12", "Esfand"),
]


class ResCompany(models.Model):
    """When a company's fiscal year begins."""

    _inherit = "res.company"

    sama_fiscal_start = fields.Selection(
        STARTS,
        string="Fiscal Year Begins",
        default="auto",
        groups=GROUP_AGENT,
        help="The Jalali month on whose first day a fiscal year begins. By country and"
        " language: Farvardin for a company in Iran or whose language has the Jalali"
        " calendar, else as in Accounting.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Begin with the year of today."""
        companies = super().create(vals_list)
        self.env["sama.fiscal.year"]._sama_ensure_current(companies)
        return companies

    def write(self, vals):
        result = super().write(vals)
        if not {"resource_calendar_id", "parent_id"}.isdisjoint(vals):
            # The time zone of the years is kept there.
            self.env.registry.clear_cache()
        return result

    def _sama_jalali_start_month(self):
        """Return the Jalali month with which the year begins; 0: not a Jalali one."""
        self.ensure_one()
        # sudo: how a company counts its years is no secret
        company = self.sudo()
        start = company.sama_fiscal_start or "auto"
        if start == "accounting":
            return 0
        if start != "auto":
            return int(start)
        lang = self.env["res.lang"]._get_data(code=company.partner_id.lang or "")
        is_jalali = lang.sama_calendar == "persian" if lang else False
        return 1 if is_jalali or company.country_id.code == "IR" else 0
