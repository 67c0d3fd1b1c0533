from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .sama_agent_mixin import GROUP_ADMIN
from .sama_fiscal_opening_preview import JUDGED

# The rows as the documents are now, for as long as a run takes.
NOW = SQL.identifier("sama_fiscal_opening_now")


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
        claimed = self._sama_claim(terms, number)
        self._sama_list_later(terms)
        run = SQL(
            "line.opening_id = %s AND line.run_no = %s AND line.action = 'carry'",
            self.id,
            number,
        )
        for model in self._sama_models() if claimed else ():
            self._sama_tell_progress(model._name)
            model._sama_opening_carry(terms, run)
            model._sama_opening_keep(run)
        self.env.cr.execute(SQL("DROP TABLE %s", NOW))
        values = {"run_no": number}
        if self.state == "draft":
            values |= {"state": "done"}
        if claimed or self.state == "draft":
            values |= {"user_id": self.env.uid, "done_on": fields.Datetime.now()}
        self.write(values)
        self.env.flush_all()
        self.env.invalidate_all(flush=False)
        if claimed:
            self._sama_notify_people(number)

    def _sama_look_again(self, terms):
        """Judge the documents once more, into a table of this transaction."""
        self.env.cr.execute(
            SQL(
                """CREATE TEMPORARY TABLE %s ON COMMIT DROP AS
                   SELECT %s FROM sama_fiscal_opening_line WITH NO DATA""",
                NOW,
                SQL(", ").join(map(SQL.identifier, JUDGED)),
            )
        )
        columns = SQL(", ").join(map(SQL.identifier, JUDGED))
        for model in self._sama_models():
            self.env.cr.execute(
                SQL(
                    "INSERT INTO %s (%s) SELECT %s FROM (%s) AS judged",
                    NOW,
                    columns,
                    columns,
                    model._sama_opening_select(terms),
                )
            )
        self.env.cr.execute(SQL("ANALYZE %s", NOW))

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
                now=NOW,
                opening=self.id,
            )
        )

    def _sama_claim(self, terms, number):
        """Take up the rows of this run, with the values that they have now.

        :return: how many
        """
        has_rest = SQL(
            "now.action = 'void' OR %s OR line.new_user_id IS NOT NULL"
            " AND now.user_id IS NOT DISTINCT FROM line.user_id",
            self.write_note,
        )
        self.env.cr.execute(
            SQL(
                """UPDATE sama_fiscal_opening_line AS line
                      SET run_no = %(number)s, todo = %(has_rest)s,
                          result = CASE now.action WHEN 'void' THEN 'pending'
                                        ELSE 'done' END,
                          done_by_id = %(uid)s, done_on = %(time)s, old = now.old,
                          reason = now.reason, from_year_id = now.from_year_id,
                          next_date = now.next_date, new_date = %(new_date)s,
                          new_user_id = CASE WHEN now.user_id IS NOT DISTINCT FROM
                                        line.user_id THEN line.new_user_id END,
                          user_id = now.user_id, to_year_id =
                          CASE WHEN now.action = 'carry' THEN %(to_year)s END
                     FROM (SELECT *, %(moved)s AS new_date FROM %(now)s) AS now
                    WHERE line.opening_id = %(opening)s AND line.ticked
                      AND (line.result IS NULL OR line.result = 'later')
                      AND line.action IN ('carry', 'void')
                      AND now.res_model = line.res_model AND now.res_id = line.res_id
                      AND now.action = line.action""",
                number=number,
                has_rest=has_rest,
                uid=self.env.uid,
                time=fields.Datetime.now(),
                new_date=SQL("now.new_date"),
                moved=self._sama_new_date(terms),
                to_year=self.to_year_id.id,
                now=NOW,
                opening=self.id,
            )
        )
        return self.env.cr.rowcount

    def _sama_list_later(self, terms):
        """List what was not there, or not to be carried, when the preview was made."""
        alive = SQL(
            "SELECT * FROM %s AS now WHERE action <> 'stay' AND NOT EXISTS ("
            " SELECT FROM sama_fiscal_opening_line AS line WHERE line.opening_id = %s"
            " AND line.res_model = now.res_model AND line.res_id = now.res_id"
            " AND (line.result IS NOT NULL OR line.action IN ('carry', 'void')"
            " OR line.action = now.action OR line.reason = 'responsible_left'))",
            NOW,
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
