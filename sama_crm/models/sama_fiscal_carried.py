from odoo import api, models
from odoo.tools import SQL

from .sama_fiscal_opening_line import REASONS

CODES = {
    action: [code for code, _label in choices] for action, choices in REASONS.items()
}
# Of a row that is alive, whatever is decided about it.
ALIVE = [*CODES["carry"], *CODES["void"], *CODES["blocked"]]
# The columns that a row of an opening takes over from its document.
COLUMNS = (
    "res_model",
    "res_id",
    "kind",
    "reason",
    "from_year_id",
    "res_name",
    "partner_id",
    "user_id",
    "date",
    "next_date",
    "amount",
    "old",
)
# The rows of a run while it lasts: judged anew, with the line that each belongs to.
TAKEN = SQL.identifier("sama_fiscal_opening_taken")
# Of those, on `line`: what goes along into the new year.
CARRIED = SQL("line.line_id IS NOT NULL AND line.action = 'carry'")


class SamaFiscalCarried(models.AbstractModel):
    """What a fiscal opening may take along; the opening is the guide.

    A model answers `_sama_opening_parts` and `_sama_opening_snapshot`; those whose work
    is planned name the types of their activities and the column that follows them.
    Everything is one statement a model, whatever the number of rows.
    """

    _name = "sama.fiscal.carried"
    _description = "Carried by a Fiscal Opening"

    _sama_opening_plan_types = ()
    _sama_opening_plan_column = None

    # === WHAT A MODEL ANSWERS === #

    @api.model
    def _sama_opening_parts(self, opening):
        """Return the expressions of a row, over the table `doc` and its `person`.

        :param opening: `tools.opening.Terms`
        :return: dict of SQL: kind, reason, name, user, date, next_date, amount; joins
            and applies may be left out
        """
        raise NotImplementedError

    @api.model
    def _sama_opening_snapshot(self, alias):
        """Return what tells whether a document was worked on, as one jsonb value."""
        raise NotImplementedError

    # === ROWS === #

    @api.model
    def _sama_opening_select(self, terms):
        """Return the SELECT of the rows of this model: `COLUMNS` and action.

        Of earlier years only what is alive is listed.

        :param terms: `tools.opening.Terms`
        """
        parts = self._sama_opening_parts(terms)
        base = SQL(
            """SELECT %(model)s AS res_model, doc.id AS res_id, %(kind)s AS kind,
                      %(reason)s AS reason, %(year)s AS from_year_id,
                      %(name)s AS res_name, person.id AS partner_id,
                      person.active IS FALSE AS is_archived, %(user)s AS user_id,
                      (%(date)s)::date AS date, %(next_date)s AS next_date,
                      %(amount)s AS amount, %(old)s AS old
                 FROM %(table)s AS doc
                 LEFT JOIN res_partner AS person ON person.id = %(partner)s
                      %(joins)s
                WHERE %(applies)s""",
            model=self._name,
            table=SQL.identifier(self._table),
            old=self._sama_opening_snapshot("doc"),
            **{
                "year": SQL("doc.sama_fiscal_year_id"),
                "partner": SQL("doc.partner_id"),
                "joins": SQL(),
                "applies": SQL(
                    "doc.sama_fiscal_year_id = ANY(%s)", list(terms.year_ids)
                ),
                **parts,
            },
        )
        return SQL(
            """SELECT %(columns)s,
                      CASE WHEN reason = ANY(%(carry)s) THEN 'carry'
                           WHEN reason = ANY(%(void)s) THEN 'void'
                           WHEN reason = ANY(%(blocked)s) THEN 'blocked'
                           ELSE 'stay' END AS action
                 FROM (%(judged)s) AS judged
                WHERE from_year_id = %(from_year)s OR reason = ANY(%(alive)s)""",
            columns=SQL(", ").join(map(SQL.identifier, COLUMNS)),
            carry=CODES["carry"],
            void=CODES["void"],
            blocked=CODES["blocked"],
            judged=self._sama_opening_judge(base, terms),
            from_year=terms.from_year_id,
            alive=ALIVE,
        )

    @api.model
    def _sama_opening_judge(self, base, terms):
        """Return the rows with what the choices and the people say to their reason."""
        columns = [SQL.identifier(name) for name in COLUMNS if name != "reason"]
        return SQL(
            """SELECT %(columns)s,
                      CASE WHEN reason <> ALL(%(alive)s) THEN reason
                           WHEN kind <> ALL(%(kinds)s) THEN 'not_chosen'
                           WHEN date > %(cut)s THEN 'after_cut'
                           WHEN reason = ANY(%(void)s) THEN reason
                           WHEN is_archived THEN 'customer_archived'
                           WHEN user_id <> ALL(%(able)s) THEN 'responsible_left'
                           ELSE reason END AS reason
                 FROM (%(base)s) AS base""",
            columns=SQL(", ").join(columns),
            alive=ALIVE,
            kinds=list(terms.kinds),
            cut=terms.cut_date,
            void=CODES["void"],
            able=list(terms.able_ids),
            base=base,
        )

    # === CARRY === #

    @api.model
    def _sama_opening_carry(self, terms):
        """Give the documents of a run the new year, and their plans the new date.

        :param terms: `tools.opening.Terms`
        """
        several = self._sama_opening_move_plans(terms)
        sets = [SQL("sama_fiscal_year_id = %s", terms.to_year_id)]
        if self._sama_opening_plan_column:
            column = SQL.identifier(self._sama_opening_plan_column)
            # A voided quotation has a plan, and no date of its own.
            sets.append(
                SQL(
                    "%(col)s = CASE WHEN doc.%(col)s IS NOT NULL"
                    " THEN COALESCE(line.new_date, doc.%(col)s) END",
                    col=column,
                )
            )
        self.env.cr.execute(
            SQL(
                """UPDATE %(table)s AS doc SET %(sets)s FROM %(taken)s AS line
                    WHERE doc.id = line.res_id AND line.res_model = %(model)s
                      AND %(carried)s""",
                table=SQL.identifier(self._table),
                sets=SQL(", ").join(sets),
                taken=TAKEN,
                model=self._name,
                carried=CARRIED,
            )
        )
        if several:
            # Their earliest plan may be one that stays before the new year.
            self.env.invalidate_all(flush=False)
            self.browse(several)._sama_sync_plan()

    @api.model
    def _sama_opening_plan_type_ids(self):
        Activity = self.env["mail.activity"]
        return [
            Activity._sama_type_id(xmlid) or 0
            for xmlid in self._sama_opening_plan_types
        ]

    @api.model
    def _sama_opening_move_plans(self, terms):
        """Move the planned activities of rows with a new date; keep their old dates.

        The overdue ones go, and those in the holidays; what is to be done before the
        new year stays.

        :return: ids of documents with several plans
        """
        if not self._sama_opening_plan_types or not terms.move_to:
            return []
        plans = SQL(
            """FROM %(taken)s AS line
               JOIN mail_activity AS plan
                 ON plan.res_model = line.res_model AND plan.res_id = line.res_id
                AND plan.activity_type_id = ANY(%(types)s) AND plan.active
              WHERE line.res_model = %(model)s AND line.new_date IS NOT NULL
                AND %(carried)s""",
            taken=TAKEN,
            types=self._sama_opening_plan_type_ids(),
            model=self._name,
            carried=CARRIED,
        )
        self.env.cr.execute(
            SQL(
                """
                WITH moved AS (
                    SELECT plan.id, plan.date_deadline, line.line_id, line.new_date
                           %(plans)s AND %(moves)s
                ), kept AS (
                    UPDATE %(taken)s AS line
                       SET old = line.old || jsonb_build_object('plans', each.plans)
                      FROM (SELECT line_id,
                                   jsonb_object_agg(id, date_deadline) AS plans
                              FROM moved GROUP BY line_id) AS each
                     WHERE each.line_id = line.line_id
                )
                UPDATE mail_activity AS plan SET date_deadline = moved.new_date
                  FROM moved WHERE moved.id = plan.id
                """,
                plans=plans,
                moves=terms.moves(SQL("plan.date_deadline")),
                taken=TAKEN,
            )
        )
        rows = self.env.execute_query(
            SQL("SELECT line.res_id %s GROUP BY line.res_id HAVING COUNT(*) > 1", plans)
        )
        return [res_id for (res_id,) in rows]

    @api.model
    def _sama_opening_keep(self, run):
        """Keep on the lines what their documents are like now."""
        self.env.cr.execute(
            SQL(
                """UPDATE sama_fiscal_opening_line AS line SET new = %(new)s
                     FROM %(table)s AS doc
                    WHERE doc.id = %(id)s AND line.res_model = %(model)s
                      AND %(run)s""",
                new=self._sama_opening_snapshot("doc"),
                table=SQL.identifier(self._table),
                id=self._sama_opening_target(),
                model=self._name,
                run=run,
            )
        )

    @api.model
    def _sama_opening_target(self):
        """Return the id, on `line`, of the row that the opening changed."""
        return SQL("line.res_id")

    # === UNDO === #

    @api.model
    def _sama_opening_compare(self, run):
        """Sort the lines into those to undo and those worked on since.

        The values that a line keeps are compared, not moments: whoever opened a
        document and saved it as it was did not work on it.

        :param run: SQL condition on `line`: the done ones of the opening
        """
        self.env.cr.execute(
            SQL(
                """
                UPDATE sama_fiscal_opening_line AS line
                   SET result = CASE WHEN found.keys IS NULL THEN 'undone'
                                     ELSE 'left' END,
                       changed_keys = found.keys
                  FROM (
                    SELECT line.id,
                           CASE WHEN doc.id IS NULL THEN 'gone' ELSE (
                               SELECT string_agg(was.key, ',' ORDER BY was.key)
                                 FROM jsonb_each(line.new) AS was
                                WHERE was.value
                                      IS DISTINCT FROM present.value -> was.key
                           ) END AS keys
                      FROM sama_fiscal_opening_line AS line
                      LEFT JOIN %(table)s AS doc ON doc.id = %(id)s
                      LEFT JOIN LATERAL (
                           SELECT %(snapshot)s AS value) AS present ON TRUE
                     WHERE line.res_model = %(model)s AND %(run)s
                  ) AS found
                 WHERE found.id = line.id
                """,
                table=SQL.identifier(self._table),
                id=self._sama_opening_target(),
                snapshot=self._sama_opening_snapshot("doc"),
                model=self._name,
                run=run,
            )
        )

    @api.model
    def _sama_opening_restore(self, run):
        """Give the documents their year and plan back.

        :param run: SQL condition on `line`: those to undo
        """
        sets = [SQL("sama_fiscal_year_id = line.from_year_id")]
        if self._sama_opening_plan_types:
            self.env.cr.execute(
                SQL(
                    """UPDATE mail_activity AS plan
                          SET date_deadline = kept.value::date
                         FROM sama_fiscal_opening_line AS line
                        CROSS JOIN LATERAL jsonb_each_text(line.old -> 'plans') AS kept
                        WHERE plan.id = kept.key::int AND line.res_model = %(model)s
                          AND line.new_date IS NOT NULL AND %(run)s""",
                    model=self._name,
                    run=run,
                )
            )
        if self._sama_opening_plan_column:
            column = SQL.identifier(self._sama_opening_plan_column)
            sets.append(
                SQL(
                    "%(col)s = CASE WHEN line.new_date IS NULL OR doc.%(col)s IS NULL"
                    " THEN doc.%(col)s ELSE line.next_date END",
                    col=column,
                )
            )
        self.env.cr.execute(
            SQL(
                """UPDATE %(table)s AS doc SET %(sets)s
                     FROM sama_fiscal_opening_line AS line
                    WHERE doc.id = line.res_id AND line.res_model = %(model)s
                      AND %(run)s""",
                table=SQL.identifier(self._table),
                sets=SQL(", ").join(sets),
                model=self._name,
                run=run,
            )
        )


class SamaFiscalWorked(models.AbstractModel):
    """Whatever is worked in a year may be carried into the next."""

    _name = "sama.fiscal.worked"
    _inherit = ["sama.fiscal.worked", "sama.fiscal.carried"]
