from odoo import fields, models
from odoo.tools import SQL

from ..models.sama_follow_up import CHANNELS
from ..tools.optional_float import OptionalFloat

#: What no row holds: follow-ups by the quotations that were won, of a whole group.
PER_WIN = "per_win:avg"


class SamaFollowUpAnalysis(models.Model):
    """The work of following up, to pivot: how much, how soon, and what came of it.

    One row a follow-up that somebody of the office made; where the customer acted by
    himself (a signature in the portal) nobody has worked. Days are those of the
    company's time zone.

    Reading it is reading the log: the rules are the same.
    """

    _name = "sama.follow.up.analysis"
    _description = "Follow-up Performance"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "order_id"
    _depends = {
        "sama.follow.up": [
            "channel",
            "company_id",
            "date",
            "fiscal_year_id",
            "gone_user_name",
            "next_date",
            "order_id",
            "outcome_id",
            "partner_id",
            "result",
            "user_id",
        ],
        "sale.order": [
            "date_order",
            "sama_kind",
            "sama_person_group_id",
            "state",
            "user_id",
        ],
        "sama.follow.up.outcome": ["reached"],
        "res.company": ["resource_calendar_id"],
        "resource.calendar": ["tz"],
    }

    follow_up_id = fields.Many2one("sama.follow.up", string="Follow-up", readonly=True)
    order_id = fields.Many2one("sale.order", string="Quotation", readonly=True)
    won_order_id = fields.Many2one(
        "sale.order",
        string="Quotations Won",
        readonly=True,
        aggregator="count_distinct",
        help="The quotation, if it was confirmed since.",
    )
    kind = fields.Selection(
        lambda self: self.env["sale.order"]._fields["sama_kind"].selection,
        readonly=True,
    )
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    sama_person_group_id = fields.Many2one(
        "sama.person.group", string="Person Group", readonly=True
    )
    company_id = fields.Many2one("res.company", readonly=True)
    user_id = fields.Many2one("res.users", string="Followed Up by", readonly=True)
    seller_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    date = fields.Datetime(readonly=True)
    fiscal_year_id = fields.Many2one("sama.fiscal.year", readonly=True)
    channel = fields.Selection(CHANNELS, readonly=True)
    outcome_id = fields.Many2one("sama.follow.up.outcome", readonly=True)
    reached = fields.Boolean(
        readonly=True, help="With the outcome of one whom the call reached."
    )
    result = fields.Selection(
        lambda self: self.env["sama.follow.up"]._fields["result"].selection,
        readonly=True,
    )
    planned_date = fields.Date(
        string="Planned for",
        readonly=True,
        help="The next date that the follow-up before it had set.",
    )
    on_time = OptionalFloat(
        string="On Time (%)",
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        help="Of planned follow-ups: 100 on the planned day or before, 0 after it.",
    )
    days_to_first = OptionalFloat(
        string="Days to the First",
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        help="From the quotation to its first follow-up, on which it stands.",
    )
    won_share = OptionalFloat(
        string="Won (%)",
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        help="Of follow-ups whose quotation is decided: 100 if it was won, 0 if not.",
    )
    per_win = OptionalFloat(
        string="Follow-ups per Win",
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        help="All follow-ups of a group, by the quotations among them that were won.",
    )

    @property
    def _table_query(self):
        """Return the statement that stands for the table.

        What looks back in the log is a subquery in the list of columns: who does not
        ask for it does not pay for it, and a filter goes before it.
        """
        return SQL(
            """
            SELECT log.id, log.id AS follow_up_id, log.order_id,
                   CASE WHEN quotation.state = 'sale' THEN log.order_id
                   END AS won_order_id,
                   quotation.sama_kind AS kind, log.partner_id,
                   quotation.sama_person_group_id, log.company_id, log.user_id,
                   quotation.user_id AS seller_id, log.date, log.fiscal_year_id,
                   log.channel, log.outcome_id, COALESCE(outcome.reached, FALSE)
                   AS reached, log.result,
                   %(planned)s AS planned_date,
                   CASE WHEN %(day)s <= %(planned)s THEN 100.0
                        WHEN %(day)s > %(planned)s THEN 0.0 END AS on_time,
                   CASE WHEN NOT EXISTS (
                        SELECT FROM sama_follow_up AS before
                         WHERE before.order_id = log.order_id
                           AND (before.date, before.id) < (log.date, log.id)
                           AND (before.user_id IS NOT NULL
                                OR before.gone_user_name IS NOT NULL)
                        ) THEN GREATEST(0, %(day)s - %(begun)s)::numeric
                   END AS days_to_first,
                   CASE quotation.state WHEN 'sale' THEN 100.0 WHEN 'cancel' THEN 0.0
                   END AS won_share,
                   NULL::numeric AS per_win
              FROM sama_follow_up AS log
              JOIN sale_order AS quotation ON quotation.id = log.order_id
              JOIN res_company AS company ON company.id = log.company_id
         LEFT JOIN resource_calendar AS calendar
                ON calendar.id = company.resource_calendar_id
         LEFT JOIN sama_follow_up_outcome AS outcome ON outcome.id = log.outcome_id
             WHERE log.user_id IS NOT NULL OR log.gone_user_name IS NOT NULL
            """,
            day=self._day(SQL("log.date")),
            # A quotation that is confirmed gets the date of that moment.
            begun=self._day(SQL("LEAST(quotation.create_date, quotation.date_order)")),
            # A plan is good until another is made or the chase has ended.
            planned=SQL(
                """(
                    SELECT before.next_date
                      FROM sama_follow_up AS before
                     WHERE before.order_id = log.order_id
                       AND (before.date, before.id) < (log.date, log.id)
                       AND (before.next_date IS NOT NULL OR before.result != 'continue')
                     ORDER BY before.date DESC, before.id DESC
                     LIMIT 1
                )"""
            ),
        )

    def _day(self, moment):
        """Return the SQL of the day of a moment where the company works."""
        return SQL(
            "(%s AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(calendar.tz, 'Asia/Tehran'))"
            "::date",
            moment,
        )

    def _read_group_select(self, aggregate_spec, query):
        """Count what only a whole group has: its follow-ups by its wins."""
        if aggregate_spec != PER_WIN:
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "COUNT(*)::float / NULLIF(COUNT(DISTINCT %s), 0)",
            self._field_to_sql(self._table, "won_order_id", query),
        )

    def action_open_order(self):
        """Open the quotation of the row, where F4 works.

        :return: a window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.order_id.id,
            "views": [(False, "form")],
        }
