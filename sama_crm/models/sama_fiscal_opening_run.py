from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .sama_agent_mixin import GROUP_ADMIN
from .sama_fiscal_carried import CARRIED, TAKEN
from .sama_fiscal_opening_preview import JUDGED
from .sama_fiscal_opening_rest import NOTES_AT_ONCE


class SamaFiscalOpening(models.Model):
    """Carrying out: what was seen, ticked, and is still as it was seen."""

    _inherit = "sama.fiscal.opening"

    def action_run(self):
        """Carry the ticked rows into the new year, in one transaction.

        What is no more as it was seen is left and listed, what came since is listed and
        offered: the next run takes it along. A run that finds nothing changes nothing.

        :return: an action that says what was done
        :raises AccessError: the user is no administrator of the addon
        :raises UserError: the opening was undone, or the new year is closed
        """
        self.ensure_one()
        self._sama_check_agent(GROUP_ADMIN)
        # sudo: documents are carried by who may open the year, whatever else he may
        opening = self.sudo()
        opening._sama_lock()
        if opening.state == "undone":
            raise UserError(
                self.env._("This opening was undone. Open the new year anew.")
            )
        if opening.to_year_id.state == "closed":
            raise UserError(
                self.env._(
                    "Fiscal year %(year)s is closed. To change it, ask an"
                    " administrator to reopen it.",
                    year=opening.to_year_id.display_name,
                )
            )
        if not opening.previewed_on:
            opening._sama_preview()
        opening._sama_run()
        opening._sama_do_rest()
        return opening._sama_tell_run()

    def _sama_run(self):
        """Carry the rows by a fixed number of statements, whatever their number."""
        terms = self._sama_terms()
        number = self.run_no + 1
        self._sama_tell_progress("judge")
        self._sama_look_again(terms)
        self._sama_sort_changed()
        counts = self._sama_count_taken()
        with_notes = self.write_note and sum(counts.values()) <= NOTES_AT_ONCE
        for model in self._sama_models():
            if model._name in counts:
                self._sama_tell_progress(model._name)
                model._sama_opening_carry(terms)
                self._sama_write_lines(model, number, noted=with_notes)
        self._sama_list_later(terms)
        if with_notes:
            self._sama_note_taken()
        self.env.cr.execute(SQL("DROP TABLE %s", TAKEN))
        values = {"run_no": number}
        if self.state == "draft":
            values |= {"state": "done"}
        if counts or self.state == "draft":
            values |= {"user_id": self.env.uid, "done_on": fields.Datetime.now()}
        self.write(values)
        self.env.flush_all()
        self.env.invalidate_all(flush=False)
        if counts:
            self._sama_notify_people(number)

    def _sama_look_again(self, terms):
        """Judge the documents once more, into a table of this transaction.

        A row that is ticked and still what it was seen to be has its line beside it,
        with what the run makes of it.
        """
        self.env.cr.execute(
            SQL(
                """CREATE TEMPORARY TABLE %s ON COMMIT DROP AS
                   SELECT %s, id AS line_id, new_date, new_user_id
                     FROM sama_fiscal_opening_line WITH NO DATA""",
                TAKEN,
                SQL(", ").join(map(SQL.identifier, JUDGED)),
            )
        )
        columns = SQL(", ").join(map(SQL.identifier, JUDGED))
        for model in self._sama_models():
            self.env.cr.execute(
                SQL(
                    """INSERT INTO %(taken)s (
                              %(columns)s, new_date, line_id, new_user_id)
                       SELECT %(judged)s, %(new_date)s, line.id,
                              CASE WHEN line.user_id IS NOT DISTINCT FROM now.user_id
                                   THEN line.new_user_id END
                         FROM (%(select)s) AS now
                         LEFT JOIN sama_fiscal_opening_line AS line
                           ON line.opening_id = %(opening)s AND line.ticked
                          AND line.res_model = now.res_model
                          AND line.res_id = now.res_id
                          AND line.action = now.action
                          AND line.action IN ('carry', 'void')
                          AND (line.result IS NULL OR line.result = 'later')""",
                    taken=TAKEN,
                    columns=columns,
                    judged=SQL(", ").join(SQL.identifier("now", n) for n in JUDGED),
                    new_date=self._sama_new_date(terms, "now"),
                    select=model._sama_opening_select(terms),
                    opening=self.id,
                )
            )
        # What the statements that follow join by; the values kept are of no use to it.
        self.env.cr.execute(
            SQL("ANALYZE %s (res_model, res_id, action, line_id)", TAKEN)
        )

    def _sama_sort_changed(self):
        """Mark the rows that were to be carried and are not as they were seen."""
        self.env.cr.execute(
            SQL(
                """UPDATE sama_fiscal_opening_line AS line
                      SET result = 'changed',
                          now_reason = COALESCE(found.reason, 'gone')
                     FROM (
                       SELECT line.id, now.reason
                         FROM sama_fiscal_opening_line AS line
                         LEFT JOIN %(now)s AS now ON now.res_model = line.res_model
                          AND now.res_id = line.res_id
                        WHERE line.opening_id = %(opening)s AND line.ticked
                          AND line.action IN ('carry', 'void')
                          AND (line.result IS NULL OR line.result = 'later')
                          AND now.action IS DISTINCT FROM line.action
                     ) AS found
                    WHERE found.id = line.id""",
                now=TAKEN,
                opening=self.id,
            )
        )

    def _sama_count_taken(self):
        """Return how many rows this run takes up of each model: dict by its name."""
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT res_model, COUNT(*) FROM %s WHERE line_id IS NOT NULL"
                    " GROUP BY res_model",
                    TAKEN,
                )
            )
        )

    def _sama_write_lines(self, model, number, noted):
        """Write on the lines of a model what the run did: values before and after.

        Once only: a row written twice in a transaction has all its references checked.

        :param bool noted: the documents' notes are written at once
        """
        has_rest = SQL(
            "line.action = 'void' OR %s OR line.new_user_id IS NOT NULL",
            self.write_note and not noted,
        )
        self.env.cr.execute(
            SQL(
                """UPDATE sama_fiscal_opening_line AS stored
                      SET run_no = %(number)s, todo = NULLIF(%(has_rest)s, FALSE),
                          result = CASE line.action WHEN 'void' THEN 'pending'
                                        ELSE 'done' END,
                          done_by_id = %(uid)s, done_on = %(time)s, old = line.old,
                          new = CASE WHEN line.action = 'carry' AND doc.id IS NOT NULL
                                     THEN %(new)s END,
                          reason = line.reason, from_year_id = line.from_year_id,
                          next_date = line.next_date, new_date = line.new_date,
                          new_user_id = line.new_user_id, user_id = line.user_id,
                          to_year_id = CASE WHEN line.action = 'carry'
                                            THEN %(to_year)s END
                     FROM %(taken)s AS line
                     LEFT JOIN %(table)s AS doc ON doc.id = %(target)s
                    WHERE stored.id = line.line_id AND line.res_model = %(model)s""",
                number=number,
                has_rest=has_rest,
                uid=self.env.uid,
                time=fields.Datetime.now(),
                new=model._sama_opening_snapshot("doc"),
                to_year=self.to_year_id.id,
                taken=TAKEN,
                table=SQL.identifier(model._table),
                target=model._sama_opening_target(),
                model=model._name,
            )
        )

    def _sama_note_taken(self):
        """Note on each document carried, unless it is handed over, what was done."""
        rows = self.env.execute_query(
            SQL(
                """SELECT res_model, ARRAY_AGG(res_id ORDER BY res_id)
                     FROM %s AS line WHERE %s AND new_user_id IS NULL
                    GROUP BY res_model""",
                TAKEN,
                CARRIED,
            )
        )
        for name, ids in rows:
            self._sama_note(name, ids, self._sama_carried_text())

    def _sama_list_later(self, terms):
        """List what was not there, or not to be carried, when the preview was made."""
        alive = SQL(
            "SELECT * FROM %s AS now WHERE action <> 'stay' AND NOT EXISTS ("
            " SELECT FROM sama_fiscal_opening_line AS line WHERE line.opening_id = %s"
            " AND line.res_model = now.res_model AND line.res_id = now.res_id"
            " AND (line.result IS NOT NULL OR line.action IN ('carry', 'void')"
            " OR line.action = now.action OR line.reason = 'responsible_left'))",
            TAKEN,
            self.id,
        )
        result = SQL("CASE WHEN action IN ('carry', 'void') THEN 'later' END")
        self.env.cr.execute(
            self._sama_upsert(alive, terms, self.preview_no, result=result)
        )

    def _sama_notify_people(self, number):
        """Let the desks of those whose work was carried read anew."""
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT user_id FROM sama_fiscal_opening_line
                    WHERE opening_id = %s AND run_no = %s AND user_id IS NOT NULL""",
                self.id,
                number,
            )
        )
        users = self.env["res.users"].browse(user_id for (user_id,) in rows).exists()
        self.env["sama.desk"]._notify(users)
