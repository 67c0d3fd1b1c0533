from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, formatLang

# What needs more than a statement: so many lines at a time, and so many at once while
# somebody waits. A note alone costs a fraction of a void.
BATCH = 200
AT_ONCE = 600
NOTES_AT_ONCE = 20_000
NOTES_BATCH = 5_000


class SamaFiscalOpening(models.Model):
    """What is done row by row: voids, handing over, notes, and taking them back.

    Each line is marked until its act is saved in the same transaction, so that nothing
    is done twice and nothing is forgotten, whoever is killed in between.
    """

    _inherit = "sama.fiscal.opening"

    def _sama_todo(self, limit=None):
        """Return the marked lines of these openings, the oldest first."""
        return self.env["sama.fiscal.opening.line"].search(
            [("opening_id", "in", self.ids), ("todo", "=", True)],
            order="res_model, id",
            limit=limit,
        )

    def _sama_do_rest(self):
        """Do what is left: at once if it is little, else in the background."""
        self.ensure_one()
        lines = self._sama_todo(NOTES_AT_ONCE + 1)
        acts = lines.filtered(lambda line: line.action == "void" or line.new_user_id)
        if len(acts) > AT_ONCE or len(lines) > NOTES_AT_ONCE:
            self.env.ref("sama_crm.ir_cron_fiscal_opening")._trigger()
            return
        while lines and self._sama_do_batch():
            pass

    @api.model
    def _cron_sama_finish(self):
        """Finish what openings have left, in batches, each saved by itself."""
        Cron = self.env["ir.cron"]
        Line = self.env["sama.fiscal.opening.line"]
        openings = Line.search([("todo", "=", True)]).opening_id
        Cron._commit_progress(remaining=Line.search_count([("todo", "=", True)]))
        for opening in openings:
            user = opening.undone_by_id or opening.user_id
            # sudo: who started it was checked then; the acts are written as his
            worker = opening.with_user(user).sudo()
            in_time = True
            while in_time and (done := worker._sama_do_batch()):
                in_time = Cron._commit_progress(done)
            if not in_time:
                break

    def _sama_do_batch(self):
        """Do the acts of the next lines and take their marks away.

        :return: how many lines it was
        """
        lines = self._sama_todo(BATCH)
        acts = lines.filtered(lambda line: line.action == "void" or line.new_user_id)
        if not acts:
            lines = self._sama_todo(NOTES_BATCH)
        if not lines:
            return 0
        undone = lines.filtered(lambda line: line.result == "undone")
        if undone:
            self._sama_take_back(undone)
        else:
            self._sama_act(lines)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE sama_fiscal_opening_line SET todo = NULL WHERE id = ANY(%s)",
                lines.ids,
            )
        )
        self._sama_keep_new(acts.filtered(lambda line: line.result == "done"))
        self.env.invalidate_all(flush=False)
        if not self._sama_todo(1):
            self._sama_tell_people()
        return len(lines)

    def _sama_keep_new(self, lines):
        """Keep on the lines what their documents are like after an act."""
        ids = SQL("line.id = ANY(%s)", lines.ids)
        names = set(lines.mapped("res_model"))
        for model in self._sama_models() if lines else ():
            if model._name in names:
                model._sama_opening_keep(ids)

    # === CARRYING OUT === #

    def _sama_act(self, lines):
        """Void, hand over and note the documents of the lines."""
        voids = lines.filtered(lambda line: line.action == "void")
        if voids:
            self._sama_void_lines(voids)
        given = (lines - voids).filtered("new_user_id")
        for name, each in given.grouped("res_model").items():
            self._sama_give(name, {line.res_id: line.new_user_id for line in each})
        if self.write_note:
            self._sama_note_lines(lines - voids, self._sama_carried_text())

    def _sama_carried_text(self):
        return self.env._(
            "Carried from fiscal year %(old)s to %(new)s.",
            old=self.from_year_id.display_name,
            new=self.to_year_id.display_name,
        )

    def _sama_void_lines(self, lines):
        """Void quotations; those that refuse keep their place and say why."""
        orders = self.env["sale.order"].browse(lines.mapped("res_id"))
        text = self.env._("Fiscal opening of %(year)s", year=self.to_year_id.name)
        try:
            with self.env.cr.savepoint():
                orders.sama_void(self.void_reason_id.id, text)
            lines.write({"result": "done"})
        except (UserError, ValidationError) as error:
            if len(lines) == 1:
                lines.write({"result": "failed", "error": str(error)})
                return
            for line in lines:
                self._sama_void_lines(line)

    def _sama_give(self, model_name, user_by_id):
        """Give documents of one model to other people."""
        documents = self._sama_company_env()[model_name].browse(user_by_id).exists()
        documents._sama_set_responsible(
            {document.id: user_by_id[document.id] for document in documents}
        )

    def _sama_note_lines(self, lines, text):
        """Write the same note on the document of each line."""
        for name, each in lines.grouped("res_model").items():
            self._sama_note(name, each.mapped("res_id"), text)

    def _sama_note(self, model_name, ids, text):
        """Write the same note on documents of one model, in one call."""
        documents = self._sama_company_env()[model_name].browse(ids)
        if hasattr(documents, "_message_log_batch"):
            documents._message_log_batch(
                bodies=dict.fromkeys(documents.ids, text),
                author_id=self.env.user.partner_id.id,
            )

    # === TAKING BACK === #

    def _sama_take_back(self, lines):
        """Set voided quotations back, and give documents back to whom they were."""
        voids = lines.filtered(lambda line: line.action == "void")
        if voids:
            self._sama_set_back(voids)
        Users = self.env["res.users"]
        given = (lines - voids).filtered("new_user_id")
        for name, each in given.grouped("res_model").items():
            before = {
                line.res_id: Users.browse(line.old.get("user") or []).exists()
                for line in each
            }
            self._sama_give(name, before)
        if self.write_note:
            text = self.env._("The fiscal opening was undone.")
            self._sama_note_lines(lines - voids, text)

    def _sama_set_back(self, lines):
        """Make voided quotations what they were: their state and their plan."""
        by_order = {line.res_id: line.old for line in lines}
        orders = self.env["sale.order"].browse(by_order)
        orders.sama_set_back()
        sent = orders.filtered(lambda order: by_order[order.id]["state"] == "sent")
        sent.write({"state": "sent"})
        for order in orders:
            old = by_order[order.id]
            if old.get("next_date"):
                date = fields.Date.to_date(old["next_date"])
                order._sama_plan(date, old.get("next_hour") or 0.0)

    # === MESSAGES === #

    def _sama_tell_people(self):
        """Tell each person once what he takes over."""
        if self.state != "done":
            return
        rows = self.env["sama.fiscal.opening.line"]._read_group(
            [
                ("opening_id", "=", self.id),
                ("result", "=", "done"),
                ("run_no", "=", self.run_no),
                ("new_user_id", "not in", [False, self.env.uid]),
            ],
            ["new_user_id"],
            ["__count"],
        )
        for user, count in rows:
            env = self.with_context(lang=user.lang or self.env.lang).env
            number = formatLang(env, count, digits=0)
            user._sama_notify(
                env._("%(count)s rows to take over", count=number),
                [
                    env._(
                        "With the fiscal opening %(count)s rows of colleagues who left"
                        " are yours to look after.",
                        count=number,
                    )
                ],
            )
