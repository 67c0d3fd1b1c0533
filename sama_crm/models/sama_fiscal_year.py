from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ..jalali.text import shown_digits
from ..tools.digits import fold_digits


class SamaFiscalYear(models.Model):
    """A year of a company's work, whose days follow those of the year before.

    Each document knows the year of its own date, and the one in which it is worked;
    see `sama.fiscal.worked`. The accounting's own year end and lock dates are neither
    read nor touched, except where a company's years follow its accounting.
    """

    _name = "sama.fiscal.year"
    _description = "Fiscal Year"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_from desc, id desc"

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    date_from = fields.Date(string="From", required=True, tracking=True)
    date_to = fields.Date(string="To", required=True, tracking=True)
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")],
        required=True,
        readonly=True,
        default="open",
        copy=False,
        tracking=True,
    )
    is_provisional = fields.Boolean(
        string="Provisional",
        compute="_compute_is_provisional",
        help="The year has not begun yet.",
    )
    which = fields.Selection(
        [("this", "This Fiscal Year"), ("last", "Last Fiscal Year")],
        string="From Today",
        store=False,
        search="_search_which",
    )

    _days_in_order = models.Constraint(
        "CHECK (date_from <= date_to)", "A fiscal year ends before it begins."
    )
    _date_from_uniq = models.Constraint(
        "UNIQUE (company_id, date_from)",
        "The company has a fiscal year from this day already.",
    )
    _date_to_uniq = models.Constraint(
        "UNIQUE (company_id, date_to)",
        "The company has a fiscal year to this day already.",
    )

    # === DEFAULTS, COMPUTE, SEARCH === #

    @api.model
    def default_get(self, fields):
        """Propose the year that follows the company's last one."""
        values = super().default_get(fields)
        company = self.env["res.company"].browse(values.get("company_id"))
        proposed = self._sama_propose_next(company or self.env.company)
        return {
            **{name: proposed[name] for name in fields if name in proposed},
            **values,
        }

    @api.onchange("company_id")
    def _onchange_company_id(self):
        if self.company_id and not self._origin:
            self.update(self._sama_propose_next(self.company_id))

    @api.depends("name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for year in self:
            year.display_name = shown_digits(self.env, year.name or "")

    @api.model
    def _search_display_name(self, operator, value):
        """Find a year by its number in any digits."""
        if isinstance(value, str):
            value = fold_digits(value)
        return super()._search_display_name(operator, value)

    @api.depends("date_from")
    @api.depends_context("uid", "tz")
    def _compute_is_provisional(self):
        today = fields.Date.context_today(self)
        for year in self:
            year.is_provisional = bool(year.date_from) and year.date_from > today

    @api.model
    def _search_which(self, operator, value):
        if operator != "in":
            return NotImplemented
        ids = [id_ for each in value if each for id_ in self._sama_relative_ids(each)]
        return Domain("id", "in", ids)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Create years; what is dated in them belongs to them.

        :raises ValidationError: they overlap, or leave days between them
        """
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            self._sama_check_kept(vals)
            if not (vals.get("date_from") and vals.get("date_to")):
                company = self.env["res.company"].browse(vals.get("company_id"))
                proposed = self._sama_propose_next(company or self.env.company)
                vals.update({**proposed, **{k: v for k, v in vals.items() if v}})
        years = super().create(vals_list)
        years._sama_days_changed()
        return years

    def write(self, vals):
        """Write years; the one before or after follows a day that moves.

        :raises UserError: a closed year keeps its days, and a button closes a year
        :raises ValidationError: the years overlap, or leave days between them
        """
        self._sama_check_kept(vals)
        if {"date_from", "date_to", "company_id"}.isdisjoint(vals):
            result = super().write(vals)
            if not {"name", "state"}.isdisjoint(vals):
                self.env.registry.clear_cache()
            return result
        for year in self:
            year._sama_check_days_open()
        if "company_id" in vals and any(
            year.company_id.id != vals["company_id"] for year in self
        ):
            raise UserError(self.env._("A fiscal year stays with its company."))
        neighbours = [
            (year, *year._sama_neighbours(), year.date_from, year.date_to)
            for year in self
        ]
        result = super().write(vals)
        for year, before, after, first, last in neighbours:
            if year.date_from != first and before - self:
                before._sama_check_days_open()
                super(SamaFiscalYear, before).write(
                    {"date_to": year.date_from - timedelta(days=1)}
                )
            if year.date_to != last and after - self:
                after._sama_check_days_open()
                super(SamaFiscalYear, after).write(
                    {"date_from": year.date_to + timedelta(days=1)}
                )
        self._sama_days_changed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_between(self):
        """Only the first or the last year can go, or days were left without one."""
        for company in self.company_id:
            kept = self.search(Domain("company_id", "=", company.id)) - self
            self._sama_check_sequence(kept)
        for year in self:
            year._sama_check_days_open()

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    # === CHECKS === #

    def _sama_check_kept(self, vals):
        """Refuse a state that is written: closing and reopening are more than that.

        :raises UserError: it is
        """
        if self.env.su or "state" not in vals:
            return
        if vals["state"] != "open" or self.filtered(lambda y: y.state != "open"):
            raise UserError(self.env._("Close or reopen a fiscal year by its button."))

    def _sama_neighbours(self):
        """Return the years before and after, each of which may be empty."""
        self.ensure_one()
        of_company = Domain("company_id", "=", self.company_id.id)
        before = of_company & Domain("date_to", "<", self.date_from)
        after = of_company & Domain("date_from", ">", self.date_to)
        return (
            self.search(before, order="date_to desc", limit=1),
            self.search(after, order="date_from", limit=1),
        )

    def _sama_check_days_open(self):
        if self.state == "closed":
            raise UserError(
                self.env._(
                    "Fiscal year %(year)s is closed. To change it, ask an"
                    " administrator to reopen it.",
                    year=self.display_name,
                )
            )

    def _sama_days_changed(self):
        """Check the years of the companies and give each document its own again."""
        self.flush_model()
        self.env.registry.clear_cache()
        companies = self.company_id
        for company in companies:
            self._sama_check_sequence(
                self.search(Domain("company_id", "=", company.id))
            )
        self._sama_fill(companies)

    @api.model
    def _sama_check_sequence(self, years):
        """Refuse years of a company that overlap or leave days between them.

        :raises ValidationError: they do
        """
        ordered = years.sorted("date_from")
        for before, after in zip(ordered, ordered[1:], strict=False):
            names = {
                "first": before.display_name,
                "second": after.display_name,
                "company": before.company_id.name,
            }
            if after.date_from <= before.date_to:
                raise ValidationError(
                    self.env._(
                        "%(company)s: fiscal years %(first)s and %(second)s overlap.",
                        **names,
                    )
                )
            if after.date_from != before.date_to + timedelta(days=1):
                raise ValidationError(
                    self.env._(
                        "%(company)s: between fiscal years %(first)s and %(second)s"
                        " there are days without a year, from %(day)s.",
                        day=format_date(self.env, before.date_to + timedelta(days=1)),
                        **names,
                    )
                )
