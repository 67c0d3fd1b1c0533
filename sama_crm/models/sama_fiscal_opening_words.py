from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_list, formatLang
from odoo.tools.translate import LazyTranslate

from .sama_fiscal_opening_line import ACTIONS, KINDS

_lt = LazyTranslate(__name__)

PROGRESS = "sama_fiscal_opening"
# How many of a kind, inside a sentence.
COUNTED = {
    "quotation": _lt("%s quotations"),
    "try_again": _lt("%s voided quotations to try again"),
    "invoice": _lt("%s surveys of invoices"),
    "project": _lt("%s projects"),
    "complaint": _lt("%s complaints"),
    "suggestion": _lt("%s suggestions"),
    "gift": _lt("%s gifts"),
    "service": _lt("%s free services"),
    "discount": _lt("%s discounts"),
    "budget": _lt("%s budgets"),
}
# The same of a single one.
SINGLE = {
    "quotation": _lt("%s quotation"),
    "try_again": _lt("%s voided quotation to try again"),
    "invoice": _lt("%s survey of an invoice"),
    "project": _lt("%s project"),
    "complaint": _lt("%s complaint"),
    "suggestion": _lt("%s suggestion"),
    "gift": _lt("%s gift"),
    "service": _lt("%s free service"),
    "discount": _lt("%s discount"),
    "budget": _lt("%s budget"),
}


class SamaFiscalOpening(models.Model):
    """What the screen says of an opening: how many of what, and how far it has come."""

    _inherit = "sama.fiscal.opening"

    step = fields.Selection(
        [("choose", "1. Choose"), ("see", "2. Preview"), ("do", "3. Carry")],
        compute="_compute_step",
    )
    is_provisional = fields.Boolean(related="to_year_id.is_provisional")
    is_admin = fields.Boolean(compute="_compute_is_admin")
    carry_count = fields.Integer(string="Carry", compute="_compute_counts")
    void_count = fields.Integer(string="Void", compute="_compute_counts")
    blocked_count = fields.Integer(string="Blocked", compute="_compute_counts")
    stay_count = fields.Integer(string="Stay", compute="_compute_counts")
    unticked_count = fields.Integer(string="Unticked", compute="_compute_counts")
    done_count = fields.Integer(string="Carried Rows", compute="_compute_counts")
    changed_count = fields.Integer(
        string="Changed Meanwhile", compute="_compute_counts"
    )
    later_count = fields.Integer(string="Found Later", compute="_compute_counts")
    undone_count = fields.Integer(string="Restored", compute="_compute_counts")
    left_count = fields.Integer(string="Left", compute="_compute_counts")
    todo_count = fields.Integer(string="Still to Do", compute="_compute_counts")
    progress = fields.Integer(compute="_compute_counts", help="In percent.")
    summary = fields.Html(compute="_compute_summary", sanitize=False)
    sentence = fields.Char(compute="_compute_summary")

    # === COMPUTE === #

    @api.depends("state", "previewed_on")
    def _compute_step(self):
        for opening in self:
            if opening.state != "draft":
                opening.step = "do"
            else:
                opening.step = "see" if opening.previewed_on else "choose"

    @api.depends_context("uid")
    def _compute_is_admin(self):
        self.is_admin = self.env.user.has_group("sama_crm.group_admin")

    @api.depends("line_ids", "state", "previewed_on")
    def _compute_counts(self):
        for opening in self:
            groups = opening._sama_group_lines()
            count = defaultdict(int)
            for _kind, action, result, ticked, todo, number in groups:
                if todo:
                    count["todo"] += number
                if result:
                    count[result] += number
                elif action in ("carry", "void") and not ticked:
                    count["unticked"] += number
                else:
                    count[action] += number
            for name in ("carry", "void", "blocked", "stay", "unticked"):
                opening[f"{name}_count"] = count[name]
            opening.done_count = count["done"] + count["pending"]
            opening.changed_count = count["changed"] + count["failed"]
            opening.later_count = count["later"]
            opening.undone_count = count["undone"]
            opening.left_count = count["left"]
            opening.todo_count = count["todo"]
            acted = count["done"] + count["undone"] + count["pending"]
            opening.progress = 100 - 100 * count["todo"] // max(1, acted)

    def _sama_group_lines(self):
        """Return (kind, action, result, ticked, todo, number) of the lines."""
        self.ensure_one()
        if not self.id or not isinstance(self.id, int):
            return []
        return self.env["sama.fiscal.opening.line"]._read_group(
            [("opening_id", "=", self.id)],
            ["kind", "action", "result", "ticked", "todo"],
            ["__count"],
        )

    @api.depends("line_ids", "state", "previewed_on")
    @api.depends_context("lang")
    def _compute_summary(self):
        Line = self.env["sama.fiscal.opening.line"]
        kinds = dict(Line._fields["kind"]._description_selection(self.env))
        for opening in self:
            table = defaultdict(lambda: defaultdict(int))
            for (
                kind,
                action,
                result,
                ticked,
                _todo,
                number,
            ) in opening._sama_group_lines():
                column = opening._sama_column(action, result, ticked)
                table[kind][column] += number
            opening.summary = opening._sama_table(table, kinds) if table else False
            opening.sentence = opening._sama_sentence(table)

    def _sama_column(self, action, result, ticked):
        """Return in which column of the table a line is counted."""
        if result in ("done", "pending"):
            return action
        if result in ("later", "changed", "failed", "undone", "left"):
            return "carry" if result == "later" and self.state == "draft" else "other"
        return action if ticked or action not in ("carry", "void") else "stay"

    def _sama_table(self, table, kinds):
        """Return the counts of each kind as a table."""
        actions = dict(
            self.env["sama.fiscal.opening.line"]
            ._fields["action"]
            ._description_selection(self.env)
        )
        columns = [code for code, _label in ACTIONS]
        columns = [
            code
            for code in columns
            if code != "void" or any(row["void"] for row in table.values())
        ]
        if any(row["other"] for row in table.values()):
            columns.append("other")
            actions["other"] = self.env._("Changed, Later or Undone")
        head = Markup().join(
            Markup('<th class="text-end">%s</th>') % actions[code] for code in columns
        )
        body = Markup().join(
            Markup("<tr><td>%s</td>%s</tr>")
            % (
                kinds[kind],
                Markup().join(
                    Markup('<td class="text-end">%s</td>')
                    % self._sama_number(row[code])
                    for code in columns
                ),
            )
            for kind, _label in KINDS
            if (row := table.get(kind))
        )
        return Markup(
            '<table class="table table-sm o_sama_opening_table">'
            "<thead><tr><th>%s</th>%s</tr></thead><tbody>%s</tbody></table>"
        ) % (self.env._("Kind"), head, body)

    def _sama_number(self, number):
        return formatLang(self.env, number, digits=0) if number else "–"

    def _sama_counted(self, kind, number):
        """Return how many of a kind, as said inside a sentence."""
        text = self.env._((SINGLE if number == 1 else COUNTED)[kind])
        return text % self._sama_number(number)

    def _sama_sentence(self, table):
        """Return in one sentence what is, or was, carried and what is blocked."""
        carried = [
            self._sama_counted(kind, table[kind]["carry"])
            for kind, _label in KINDS
            if kind in table and table[kind]["carry"]
        ]
        blocked = sum(row["blocked"] for row in table.values())
        values = {
            "what": format_list(self.env, carried),
            "year": self.to_year_id.display_name,
            "count": self._sama_number(blocked),
        }
        if not carried:
            return self.env._("Nothing is to be carried.")
        if self.state == "done":
            text = self.env._("Carried into %(year)s: %(what)s.", **values)
        else:
            text = self.env._("To be carried into %(year)s: %(what)s.", **values)
        if blocked:
            text += " " + self.env._("%(count)s cannot be carried.", **values)
        return text

    # === MESSAGES === #

    def _sama_tell_progress(self, stage):
        """Say to the screen of who runs it which part is being done.

        By a transaction of its own, or it would be told when all is over.
        """
        if not self.env.context.get("sama_opening_progress"):
            return
        stages = ["judge", *(model._name for model in self._sama_models())]
        payload = {
            "id": self.id,
            "percent": 100 * stages.index(stage) // len(stages),
        }
        with self.env.registry.cursor() as cr:
            user = self.env(cr=cr).user
            user._bus_send(PROGRESS, payload)

    def _sama_tell(self, text, kind="success"):
        """Return the action that shows a text and reads the screen anew."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": text,
                "type": kind,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _sama_tell_run(self):
        """Return what a run has done; the first one is kept in the chatter."""
        [[number]] = self.env["sama.fiscal.opening.line"]._read_group(
            [
                ("opening_id", "=", self.id),
                ("run_no", "=", self.run_no),
                ("result", "in", ("done", "pending", "failed")),
            ],
            [],
            ["__count"],
        )
        if not number:
            text = self.env._("Everything was carried already; nothing has changed.")
        else:
            text = self.env._(
                "%(count)s rows were carried into %(year)s.",
                count=self._sama_number(number),
                year=self.to_year_id.display_name,
            )
        notes = [text]
        if self.changed_count:
            notes.append(
                self.env._(
                    "%(count)s rows had changed meanwhile and were left.",
                    count=self._sama_number(self.changed_count),
                )
            )
        if self.later_count:
            notes.append(
                self.env._(
                    "%(count)s rows were found later; you can carry them too.",
                    count=self._sama_number(self.later_count),
                )
            )
        if number:
            self._sama_log_act(notes)
        return self._sama_tell(" ".join(notes), "success" if number else "info")

    def _sama_tell_undo(self):
        """Return what an undo has restored and what it has left."""
        notes = [
            self.env._(
                "%(count)s rows were restored.",
                count=formatLang(self.env, self.undone_count, digits=0),
            )
        ]
        if self.left_count:
            notes.append(
                self.env._(
                    "%(count)s rows were worked on since and were left.",
                    count=self._sama_number(self.left_count),
                )
            )
        self._sama_log_act(notes)
        return self._sama_tell(" ".join(notes))

    def _sama_log_act(self, notes):
        self._message_log(
            body=Markup("<br/>").join(notes), author_id=self.env.user.partner_id.id
        )

    # === ROWS === #

    def action_open_lines(self):
        """Open the rows of one count; the context's `sama_rows` says which.

        :return: a window action
        """
        self.ensure_one()
        which = self.env.context.get("sama_rows")
        of_opening = Domain("opening_id", "=", self.id)
        fresh = Domain("result", "=", False)
        domains = {
            "carry": fresh
            & Domain("action", "=", "carry")
            & Domain("ticked", "=", True),
            "void": fresh & Domain("action", "=", "void") & Domain("ticked", "=", True),
            "blocked": fresh & Domain("action", "=", "blocked"),
            "stay": fresh & Domain("action", "=", "stay"),
            "unticked": fresh
            & Domain("action", "in", ("carry", "void"))
            & Domain("ticked", "=", False),
            "done": Domain("result", "in", ("done", "pending")),
            "changed": Domain("result", "in", ("changed", "failed")),
            "later": Domain("result", "=", "later"),
            "undone": Domain("result", "=", "undone"),
            "left": Domain("result", "=", "left"),
        }
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sama_crm.sama_fiscal_opening_line_action"
        )
        action["domain"] = list(of_opening & domains.get(which, Domain.TRUE))
        action["context"] = {
            "create": False,
            "default_opening_id": self.id,
            # Columns that have nothing to say are not shown.
            "sama_moved": self.move_overdue,
            "sama_ran": self.state != "draft",
        }
        return action
