from collections import Counter

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.sama_agent_mixin import agents_domain

MODELS = ("account.move", "project.project")


class SamaSurveyAssignForm(models.TransientModel):
    """Give the surveys of a list to surveyors, in one dialog.

    The documents are those of the context: `active_ids`, or all of `active_domain`
    where the list selected more than the client sends ids for.
    """

    _name = "sama.survey.assign"
    _description = "Assign Surveys"

    user_ids = fields.Many2many(
        "res.users",
        string="Survey Responsible",
        domain=agents_domain,
    )
    share = fields.Selection(
        [
            ("count", "The same number of documents each"),
            ("amount", "The same amount each"),
            ("group", "As the person groups say"),
        ],
        required=True,
        default="count",
    )
    only_unassigned = fields.Boolean(string="Only Those without Responsible")
    summary = fields.Char(compute="_compute_summary")
    preview = fields.Html(compute="_compute_preview")

    # === COMPUTE === #

    @api.depends_context("active_ids", "active_model")
    def _compute_summary(self):
        documents = self._get_documents()
        self.summary = self.env._(
            "%(count)s documents are selected, %(assigned)s with responsible.",
            count=len(documents),
            assigned=len(documents.filtered("sama_survey_user_id")),
        )

    @api.depends("user_ids", "share", "only_unassigned")
    @api.depends_context("active_ids", "active_model")
    def _compute_preview(self):
        # sudo: only numbers of documents that the manager may read leave this.
        documents = self._get_documents().sudo()
        for wizard in self:
            refused = documents._sama_refuse_survey(wizard.only_unassigned)
            able = documents.filtered(lambda doc, r=refused: doc.id not in r)
            # sudo: as above
            users = wizard.user_ids._origin.sudo().sorted("id")
            if not able or (wizard.share != "group" and not users):
                wizard.preview = False
                continue
            shares = (
                able._sama_share_surveys(None, "group")
                if wizard.share == "group"
                else able._sama_share(users, wizard.share or "count")
            )
            wizard.preview = Markup("<ul>%s</ul>") % Markup().join(
                Markup("<li>%s</li>")
                % self.env._(
                    "%(name)s: %(count)s documents",
                    name=user.name or self.env._("Nobody"),
                    count=number,
                )
                for user, number in Counter(shares.values()).items()
            )

    # === ACTIONS === #

    def action_assign(self):
        """Assign, and say how many were assigned and which were not, and why.

        :return: a client action: notification, then close
        :raises UserError: nothing is ticked, or as `sama_assign_survey`
        """
        self.ensure_one()
        documents = self._get_documents()
        if not documents:
            raise UserError(self.env._("Tick the documents to assign first."))
        result = documents.sama_assign_survey(
            self.user_ids, share=self.share, only_unassigned=self.only_unassigned
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if result["refused"] else "success",
                "sticky": bool(result["refused"]),
                "message": self._describe_result(result),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    # === TOOLS === #

    def _get_documents(self):
        """Return the documents that the list selected."""
        model = self.env.context.get("active_model")
        if model not in MODELS:
            return self.env["account.move"]
        ids = self.env.context.get("active_ids") or []
        # The client sends no more ids than this; then the list's filter says all.
        # sudo: everyone's setting of the web client.
        parameters = self.env["ir.config_parameter"].sudo()
        limit = int(parameters.get_param("web.active_ids_limit", default="20000"))
        domain = self.env.context.get("active_domain")
        if len(ids) >= limit and domain:
            return self.env[model].search(domain)
        return self.env[model].browse(ids).exists()

    def _describe_result(self, result):
        """Return one text: what was done, what was not, and why."""
        texts = [self.env._("%(count)s documents assigned.", count=result["assigned"])]
        if result["unchanged"]:
            texts.append(
                self.env._(
                    "%(count)s had this responsible already.",
                    count=result["unchanged"],
                )
            )
        refused = Counter(row["reason"] for row in result["refused"])
        if refused:
            reasons = self.env._(", ").join(
                f"{reason} ({count})" for reason, count in refused.items()
            )
            texts.append(
                self.env._(
                    "%(count)s were not assigned: %(reasons)s",
                    count=len(result["refused"]),
                    reasons=reasons,
                )
            )
        return " ".join(texts)
