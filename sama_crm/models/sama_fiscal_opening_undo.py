from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .sama_agent_mixin import GROUP_ADMIN


class SamaFiscalOpening(models.Model):
    """Undoing: row by row what was not worked on since; the rest is left and listed."""

    _inherit = "sama.fiscal.opening"

    def action_undo(self):
        """Restore what was not worked on since the opening; leave and list the rest.

        What a row keeps is compared with what its document is like now. Nothing raises
        for a row that was worked on, or whose document is gone.

        :return: an action that says what was done
        :raises AccessError: the user is no administrator of the addon
        :raises UserError: the opening was not carried out
        """
        self.ensure_one()
        self._sama_check_agent(GROUP_ADMIN)
        # sudo: documents are restored by who may open the year, whatever else he may
        opening = self.sudo()
        opening._sama_lock()
        if opening.state == "draft":
            raise UserError(self.env._("Nothing was carried yet."))
        if opening.state == "done":
            opening._sama_undo()
            opening._sama_do_rest()
        return opening._sama_tell_undo()

    def _sama_undo(self):
        """Restore the rows by a fixed number of statements."""
        self._sama_drop_rest()
        done = SQL("line.opening_id = %s AND line.result = 'done'", self.id)
        for model in self._sama_models():
            self._sama_tell_progress(model._name)
            model._sama_opening_compare(done)
            model._sama_opening_restore(
                SQL(
                    "line.opening_id = %s AND line.result = 'undone'"
                    " AND line.action = 'carry'",
                    self.id,
                )
            )
        self.env.cr.execute(
            SQL(
                """UPDATE sama_fiscal_opening_line AS line
                      SET undone_by_id = %s, undone_on = %s,
                          todo = line.done_on IS NOT NULL AND line.new IS NOT NULL
                             AND (action = 'void' OR new_user_id IS NOT NULL OR %s)
                    WHERE opening_id = %s AND result = 'undone'""",
                self.env.uid,
                fields.Datetime.now(),
                self.write_note,
                self.id,
            )
        )
        self.write(
            {
                "state": "undone",
                "undone_by_id": self.env.uid,
                "undone_on": fields.Datetime.now(),
            }
        )
        self.env.flush_all()
        self.env.invalidate_all(flush=False)
        self.env["sama.desk"]._notify(self._sama_able_users())

    def _sama_drop_rest(self):
        """Forget what was still to be done: it needs no undoing."""
        self.env.cr.execute(
            SQL(
                """UPDATE sama_fiscal_opening_line AS line
                      SET todo = FALSE,
                          new_user_id = CASE WHEN todo THEN NULL ELSE new_user_id END,
                          result = CASE result WHEN 'pending' THEN 'undone'
                                        ELSE result END
                    WHERE opening_id = %s AND (todo OR result = 'pending')""",
                self.id,
            )
        )
