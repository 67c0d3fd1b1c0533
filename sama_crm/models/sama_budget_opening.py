from odoo import api, models
from odoo.tools import SQL

from .sama_fiscal_carried import CARRIED, TAKEN


class SamaBudget(models.Model):
    """The new year gets the budgets of the old one, at so many percent."""

    _name = "sama.budget"
    _inherit = ["sama.budget", "sama.fiscal.carried"]

    @api.model
    def _sama_opening_parts(self, terms):
        days = self._sama_opening_days(terms)
        return {
            "year": SQL("%s", terms.from_year_id),
            "partner": SQL("NULL::int"),
            "kind": SQL("'budget'"),
            "reason": SQL(
                """CASE WHEN doc.active IS NOT TRUE THEN 'archived'
                        WHEN EXISTS (
                            SELECT FROM sama_budget AS twin
                             WHERE twin.active AND twin.company_id = doc.company_id
                               AND twin.group_id IS NOT DISTINCT FROM doc.group_id
                               AND twin.type IS NOT DISTINCT FROM doc.type
                               AND twin.date_from <= %s AND twin.date_to >= %s)
                        THEN 'exists' ELSE 'copied' END""",
                days[1],
                days[0],
            ),
            "name": self._sama_opening_name(),
            "user": SQL("NULL::int"),
            "date": SQL("doc.date_from"),
            "next_date": SQL("NULL::date"),
            "amount": SQL("doc.amount"),
            "joins": SQL(
                "LEFT JOIN sama_person_group AS own_group"
                " ON own_group.id = doc.group_id"
            ),
            "applies": SQL(
                "doc.company_id = %s AND doc.date_from BETWEEN %s AND %s",
                terms.company_id,
                *terms.from_days,
            ),
        }

    @api.model
    def _sama_opening_name(self):
        """Return the name of `doc`, as its display name says it."""
        labels = dict(self._fields["type"]._description_selection(self.env))
        cases = SQL(" ").join(
            SQL("WHEN %s THEN %s", code, label) for code, label in labels.items()
        )
        return SQL(
            "CONCAT_WS(' · ', CASE doc.type %s ELSE %s END, %s)",
            cases,
            self.env._("Gifts and Discounts"),
            self.env["sama.person.group"]._field_to_sql("own_group", "complete_name"),
        )

    @api.model
    def _sama_opening_days(self, terms):
        """Return first and last day of the copy of `doc`.

        Jalali months but the last have the same length every year, so days are counted
        from the beginning of the year; others are moved by a calendar year.
        """
        ends = SQL("doc.date_to = %s", terms.from_days[1])
        if terms.is_jalali:
            shift = (terms.to_days[0] - terms.from_days[0]).days
            first = SQL("(doc.date_from + %s)", shift)
            last = SQL("LEAST(doc.date_to + %s, %s)", shift, terms.to_days[1])
        else:
            first = SQL("(doc.date_from + INTERVAL '1 year')::date")
            last = SQL("(doc.date_to + INTERVAL '1 year')::date")
        return first, SQL(
            "CASE WHEN %s THEN %s ELSE %s END", ends, terms.to_days[1], last
        )

    @api.model
    def _sama_opening_snapshot(self, alias):
        return SQL(
            """jsonb_build_object(
                'amount', %(doc)s.amount, 'active', %(doc)s.active,
                'dates', %(doc)s.date_from || '/' || %(doc)s.date_to)""",
            doc=SQL.identifier(alias),
        )

    @api.model
    def _sama_opening_carry(self, terms):
        """Copy the budgets; the line remembers its copy."""
        days = self._sama_opening_days(terms)
        self.env.cr.execute(
            SQL(
                """
                WITH ready AS (
                    SELECT nextval('sama_budget_id_seq')::int AS id, line.line_id,
                           doc.company_id, doc.group_id, doc.type, %(first)s AS first,
                           %(last)s AS last,
                           ROUND(doc.amount * %(percent)s::numeric / 100,
                                 %(decimals)s) AS amount
                      FROM %(taken)s AS line
                      JOIN sama_budget AS doc ON doc.id = line.res_id
                     WHERE line.res_model = 'sama.budget' AND %(carried)s
                ), made AS (
                    INSERT INTO sama_budget (
                           id, company_id, group_id, type, date_from, date_to, amount,
                           active, create_uid, create_date, write_uid, write_date)
                    SELECT id, company_id, group_id, type, first, last, amount,
                           TRUE, %(uid)s, %(now)s, %(uid)s, %(now)s
                      FROM ready
                )
                UPDATE %(taken)s AS line
                   SET old = line.old || jsonb_build_object('copy', ready.id)
                  FROM ready WHERE ready.line_id = line.line_id
                """,
                first=days[0],
                last=days[1],
                decimals=self.env["res.company"]
                .browse(terms.company_id)
                .currency_id.decimal_places,
                percent=terms.budget_percent,
                taken=TAKEN,
                carried=CARRIED,
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )

    @api.model
    def _sama_opening_target(self):
        return SQL("(line.old ->> 'copy')::int")

    @api.model
    def _sama_opening_restore(self, run):
        """Take the copies away again."""
        self.env.cr.execute(
            SQL(
                """DELETE FROM sama_budget AS doc USING sama_fiscal_opening_line AS line
                    WHERE doc.id = (line.old ->> 'copy')::int
                      AND line.res_model = 'sama.budget' AND %s""",
                run,
            )
        )
