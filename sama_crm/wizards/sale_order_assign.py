from odoo import api, fields, models
from odoo.tools import format_amount

from ..models.sama_follow_up_mixin import OPEN_STATES


class SaleOrderAssign(models.TransientModel):
    """Give the quotations of a list to followers, with a first date if wanted."""

    _name = "sale.order.assign"
    _description = "Assign Quotations"
    _inherit = ["sama.assign.wizard"]

    _assigned_models = ("sale.order",)

    user_ids = fields.Many2many(string="Follow-up Responsible")
    share = fields.Selection(
        [
            ("count", "The same number of quotations each"),
            ("amount", "The same amount each"),
        ],
        string="Share Evenly",
        required=True,
        default="count",
        help="The largest quotation first, each to the person who has least so far.",
    )
    next_date = fields.Date(
        string="First Follow-up Date", help="Empty: plans stay as they are."
    )
    next_hour = fields.Float(
        string="Hour",
        help="13.5 is 13:30; 0 is no hour. In the responsible's time zone.",
    )
    planned = fields.Selection(
        [("keep", "Keep their date"), ("move", "Move to this date too")],
        string="Those Planned Already",
        required=True,
        default="keep",
    )
    restart_stopped = fields.Boolean(string="Also Those out of Follow-up")
    several = fields.Boolean(compute="_compute_several")
    planned_count = fields.Integer(compute="_compute_counts")
    stopped_count = fields.Integer(compute="_compute_counts")

    # === COMPUTE === #

    @api.depends("user_ids")
    def _compute_several(self):
        for wizard in self:
            wizard.several = len(wizard.user_ids) > 1

    @api.depends_context("active_ids")
    def _compute_counts(self):
        running = self._running(self._get_documents())
        self.planned_count = len(running.filtered("sama_next_follow_up_date"))
        self.stopped_count = len(running.filtered("sama_follow_up_stopped"))

    # === SEE `sama.assign.wizard` === #

    def _assign(self, documents):
        return documents.sama_assign(
            self.user_ids,
            next_date=self.next_date or None,
            next_hour=self.next_hour,
            share=self.share,
            move_planned=self.planned == "move",
            only_unassigned=self.only_unassigned,
            restart_stopped=self.restart_stopped,
        )

    def _summary(self, documents):
        running = self._running(documents)
        texts = [
            self.env._(
                "%(count)s quotations are selected: %(assigned)s with responsible, "
                "%(planned)s planned, %(stopped)s out of follow-up.",
                count=self._shown(len(documents)),
                assigned=self._shown(len(running.filtered("sama_follow_up_user_id"))),
                planned=self._shown(self.planned_count),
                stopped=self._shown(self.stopped_count),
            )
        ]
        if documents != running:
            texts.append(
                self.env._(
                    "%(count)s are no quotations any more and stay as they are.",
                    count=self._shown(len(documents - running)),
                )
            )
        return " ".join(texts)

    def _shares(self, documents, users):
        if not users:
            return {}
        refused = documents._sama_refuse_assignment(self.only_unassigned)
        able = documents.filtered(lambda order: order.id not in refused)
        return able._sama_share(users, self.share or "count")

    def _share_line(self, user, documents):
        amount = sum(documents._sama_assign_amounts().values())
        # The count is what the reader would find on that person's desk.
        now = user.with_env(self.env).sama_open_quotation_count
        return self.env._(
            "%(name)s: %(count)s quotations, %(amount)s (open now: %(open)s)",
            name=user.name or self.env._("Nobody"),
            count=self._shown(len(documents)),
            amount=format_amount(self.env, amount, self.env.company.currency_id),
            open=self._shown(now),
        )

    def _assigned_texts(self, result):
        texts = [
            self.env._(
                "%(count)s quotations assigned.", count=self._shown(result["assigned"])
            ),
        ]
        if result["planned"]:
            texts.append(
                self.env._(
                    "%(count)s got the date.", count=self._shown(result["planned"])
                )
            )
        return texts

    # === TOOLS === #

    @api.model
    def _running(self, documents):
        """Return those that are quotations still."""
        return documents.filtered(lambda order: order.state in OPEN_STATES)
