from collections import Counter

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from ..models.sama_agent_mixin import agents_domain


class SamaAssignWizard(models.AbstractModel):
    """Give the documents of a list to people, in one dialog.

    The documents are those of the context: `active_ids`, or all of `active_domain`
    where the list selected more than the client sends ids for.

    A dialog names its document models and its field `share`, and answers `_assign`,
    `_summary`, `_shares`, `_share_line` and `_assigned_texts`.
    """

    _name = "sama.assign.wizard"
    _description = "Assign Documents"

    _assigned_models = ()

    user_ids = fields.Many2many("res.users", domain=agents_domain)
    only_unassigned = fields.Boolean(string="Only Those without Responsible")
    summary = fields.Char(compute="_compute_summary")
    preview = fields.Html(compute="_compute_preview")

    # === COMPUTE === #

    @api.depends_context("active_ids", "active_model")
    def _compute_summary(self):
        documents = self._get_documents()
        for wizard in self:
            wizard.summary = wizard._summary(documents)

    @api.depends("user_ids", "share", "only_unassigned")
    @api.depends_context("active_ids", "active_model")
    def _compute_preview(self):
        # sudo: only numbers of documents that the manager may read leave this.
        documents = self._get_documents().sudo()
        for wizard in self:
            users = wizard._chosen()
            shares = wizard._shares(documents, users)
            by_user = dict.fromkeys(users, documents.browse())
            dealt = documents.browse(shares)
            by_user |= dealt.grouped(lambda doc, shares=shares: shares[doc.id])
            lines = [
                Markup("<li>%s</li>") % wizard._share_line(user, shared)
                for user, shared in by_user.items()
            ]
            wizard.preview = (
                Markup("<ul>%s</ul>") % Markup().join(lines) if lines else ""
            )

    # === TO BE ANSWERED BY EACH DIALOG === #

    def _assign(self, documents):
        """Assign the documents; return what their model's method returns."""
        raise NotImplementedError

    def _summary(self, documents):
        """Return what is selected, in words."""
        raise NotImplementedError

    def _shares(self, documents, users):
        """Return {document id: user} as it would be; nothing while none is chosen."""
        raise NotImplementedError

    def _share_line(self, user, documents):
        """Return what the user would get, in words."""
        raise NotImplementedError

    def _assigned_texts(self, result):
        """Return in words what was done, a list."""
        raise NotImplementedError

    def _chosen(self):
        """Return the people chosen, in the order in which they get something."""
        # sudo: a manager need not read the users' companies.
        return self.user_ids._origin.sudo().sorted("id")

    # === ACTIONS === #

    def action_assign(self):
        """Assign, and say how many were assigned and which were not, and why.

        :return: a client action: notification, then close
        :raises UserError: nothing is ticked, or whatever the assignment raises
        """
        self.ensure_one()
        documents = self._get_documents()
        if not documents:
            raise UserError(self.env._("Tick the documents to assign first."))
        result = self._assign(documents)
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
        if model not in self._assigned_models:
            return self.env[self._assigned_models[0]]
        ids = self.env.context.get("active_ids") or []
        # sudo: everyone's setting of the web client, which sends no more ids than
        # this; then the list's filter says all.
        parameters = self.env["ir.config_parameter"].sudo()
        limit = int(parameters.get_param("web.active_ids_limit", default="20000"))
        domain = self.env.context.get("active_domain")
        if len(ids) >= limit and domain:
            return self.env[model].search(domain)
        return self.env[model].browse(ids).exists()

    def _shown(self, number):
        """Return a count in the digits of the user's language."""
        return formatLang(self.env, number, digits=0)

    def _describe_result(self, result):
        """Return one text: what was done, what was not, and why."""
        texts = self._assigned_texts(result)
        if result["unchanged"]:
            texts.append(
                self.env._(
                    "%(count)s had this responsible already.",
                    count=self._shown(result["unchanged"]),
                )
            )
        refused = Counter(row["reason"] for row in result["refused"])
        if refused:
            reasons = self.env._(", ").join(
                f"{reason} ({self._shown(count)})" for reason, count in refused.items()
            )
            texts.append(
                self.env._(
                    "%(count)s were not assigned: %(reasons)s",
                    count=self._shown(len(result["refused"])),
                    reasons=reasons,
                )
            )
        return " ".join(texts)
