from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, format_amount

from .sama_customer_record import PROMISES, TYPES


class SamaBudget(models.Model):
    """How much gifts, services and discounts may cost in a year, by person group.

    A budget warns and blocks nothing. It counts what is approved or given, of its
    group and all below it, by the day of the record where the company works.
    """

    _name = "sama.budget"
    _description = "Budget of Gifts and Discounts"
    _order = "date_from desc, group_id, type, id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    group_id = fields.Many2one(
        "sama.person.group",
        string="Person Group",
        index="btree_not_null",
        ondelete="restrict",
        help="With all groups below it. Empty: every customer.",
    )
    type = fields.Selection(
        [choice for choice in TYPES if choice[0] in PROMISES],
        string="Record Type",
        help="Empty: gifts, services and discounts together.",
    )
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To", required=True)
    amount = fields.Monetary(string="Budget", required=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    spent = fields.Monetary(compute="_compute_spent")
    left = fields.Monetary(compute="_compute_spent")
    share = fields.Float(
        string="Share Spent", compute="_compute_spent", help="In percent."
    )
    active = fields.Boolean(default=True)

    _amount_positive = models.Constraint(
        "CHECK (amount >= 0)", "A budget cannot be negative."
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_from <= date_to)", "A budget ends after it begins."
    )

    # === COMPUTE === #

    @api.depends("group_id", "type", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["type"]._description_selection(self.env))
        for budget in self:
            parts = [
                labels.get(budget.type) or self.env._("Gifts and Discounts"),
                # sudo: the name of a group is no secret
                budget.group_id.sudo().complete_name,
            ]
            budget.display_name = " · ".join(filter(None, parts))

    @api.depends("group_id", "type", "date_from", "date_to", "amount", "company_id")
    def _compute_spent(self):
        spent = self._get_spent()
        for budget in self:
            budget.spent = spent.get(budget._origin.id, 0.0)
            budget.left = budget.amount - budget.spent
            budget.share = 100 * budget.spent / budget.amount if budget.amount else 0.0

    def _get_spent(self, without=None):
        """Return {budget id: what is approved or given of it}, by one statement.

        :param without: a record that does not count
        """
        if not self.ids:
            return {}
        self.env["sama.customer.record"].flush_model()
        self.env["sama.person.group"].flush_model(["parent_path"])
        self.flush_recordset()
        # sudo: time zones of companies are no secret
        companies = self.company_id.sudo()
        zones = {company.id: company._sama_timezone() for company in companies}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT budget.id, COALESCE(SUM(record.charge), 0)
                  FROM sama_budget budget
                  JOIN unnest(%(companies)s, %(zones)s) AS zone(company_id, tz)
                    ON zone.company_id = budget.company_id
             LEFT JOIN sama_person_group parent ON parent.id = budget.group_id
                  JOIN sama_customer_record record
                    ON record.company_id = budget.company_id
                   AND record.active
                   AND record.type IN %(promises)s
                   AND (budget.type IS NULL OR record.type = budget.type)
                   AND record.state IN ('in_progress', 'done')
                   AND record.id IS DISTINCT FROM %(without)s
                   AND record.date >= (budget.date_from::timestamp
                       AT TIME ZONE zone.tz) AT TIME ZONE 'UTC'
                   AND record.date < ((budget.date_to + 1)::timestamp
                       AT TIME ZONE zone.tz) AT TIME ZONE 'UTC'
             LEFT JOIN sama_person_group grp ON grp.id = record.sama_person_group_id
                 WHERE budget.id IN %(ids)s
                   AND (budget.group_id IS NULL
                        OR grp.parent_path LIKE parent.parent_path || '%%')
                 GROUP BY budget.id
                """,
                companies=list(zones),
                zones=list(zones.values()),
                promises=PROMISES,
                without=without.id if without else None,
                ids=tuple(self.ids),
            )
        )
        return {budget_id: float(spent) for budget_id, spent in rows}

    # === CONSTRAINTS === #

    @api.constrains("group_id", "type", "date_from", "date_to", "company_id", "active")
    def _check_single(self):
        """Two budgets for the same would each show half of the truth."""
        for budget in self.filtered("active"):
            twin = self.search(
                [
                    ("id", "!=", budget.id),
                    ("company_id", "=", budget.company_id.id),
                    ("group_id", "=", budget.group_id.id),
                    ("type", "=", budget.type),
                    ("date_from", "<=", budget.date_to),
                    ("date_to", ">=", budget.date_from),
                ],
                limit=1,
            )
            if twin:
                raise ValidationError(
                    self.env._("There is a budget of these days for the same already.")
                )

    # === ACTIONS === #

    def action_open_records(self):
        """Open the records that `spent` counts.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sama_crm.sama_customer_record_action_promises"
        )
        action["domain"] = self._record_domain()
        action["context"] = {}
        return action

    def _record_domain(self):
        """Return the domain of the records that count against the budget."""
        bounds = [
            self.company_id._sama_day_start(day)
            for day in (self.date_from, fields.Date.add(self.date_to, days=1))
        ]
        domain = [
            ("company_id", "=", self.company_id.id),
            ("type", "in", [self.type] if self.type else list(PROMISES)),
            ("state", "in", ("in_progress", "done")),
            ("date", ">=", bounds[0]),
            ("date", "<", bounds[1]),
        ]
        if self.group_id:
            domain.append(("sama_person_group_id", "child_of", self.group_id.id))
        return domain

    # === BUSINESS === #

    @api.model
    def _sama_warnings(self, record):
        """Return what to say about the budgets that the record would exceed.

        :param record: a promise, saved or being typed
        :return: list of texts
        """
        if not record.charge or not record.company_id or not record.partner_id:
            return []
        # sudo: an agent hears of the budget that he would exceed
        budgets = self.sudo()._sama_budgets_of(record)
        spent = budgets._get_spent(without=record._origin)
        warnings = []
        for budget in budgets:
            left = budget.amount - spent.get(budget.id, 0.0)
            if budget.currency_id.compare_amounts(record.charge, left) > 0:
                warnings.append(
                    self.env._(
                        "Budget “%(budget)s”: %(left)s of %(amount)s is left.",
                        budget=budget.display_name,
                        left=format_amount(self.env, max(left, 0), budget.currency_id),
                        amount=format_amount(
                            self.env, budget.amount, budget.currency_id
                        ),
                    )
                )
        return warnings + self._sama_ceiling_warning(record)

    @api.model
    def _sama_budgets_of(self, record):
        """Return the budgets that a record counts against."""
        # sudo: where the group stands in the tree is no secret
        group = record.sama_person_group_id.sudo()
        groups = [int(part) for part in (group.parent_path or "").split("/") if part]
        day = record.company_id._sama_local_day(record.date or fields.Datetime.now())
        return self.search(
            [
                ("company_id", "=", record.company_id.id),
                ("group_id", "in", [False, *groups]),
                ("type", "in", [False, record.type]),
                ("date_from", "<=", day),
                ("date_to", ">=", day),
            ]
        )

    @api.model
    def _sama_ceiling_warning(self, record):
        """Return the warning about the ceiling of one customer and Jalali year."""
        # sudo: a setting of the company whose record it is
        company = record.company_id.sudo()
        ceiling = company.sama_customer_ceiling
        if not ceiling:
            return []
        start, end = company._sama_jalali_year_of(record.date or fields.Datetime.now())
        [(given,)] = (
            self.env["sama.customer.record"]
            # sudo: the ceiling counts what colleagues gave as well
            .sudo()
            ._read_group(
                [
                    (
                        "partner_id",
                        "child_of",
                        record.partner_id.commercial_partner_id.id,
                    ),
                    ("company_id", "=", company.id),
                    ("type", "in", PROMISES),
                    ("state", "in", ("in_progress", "done")),
                    ("date", ">=", start),
                    ("date", "<", end),
                    ("id", "!=", record._origin.id),
                ],
                [],
                ["charge:sum"],
            )
        )
        left = ceiling - (given or 0.0)
        if company.currency_id.compare_amounts(record.charge, left) <= 0:
            return []
        return [
            self.env._(
                "Ceiling of this customer in a year: %(left)s of %(amount)s is left.",
                left=format_amount(self.env, max(left, 0), company.currency_id),
                amount=format_amount(self.env, ceiling, company.currency_id),
            )
        ]
