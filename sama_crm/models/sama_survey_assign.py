from odoo import models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from .sama_agent_mixin import GROUP_MANAGER


class SamaSurveyAssign(models.AbstractModel):
    """Give surveys to surveyors: any number of documents at once."""

    _inherit = "sama.survey.document"

    _sama_assign_field = "sama_survey_user_id"
    _sama_assign_group_field = "survey_user_id"

    def sama_assign_survey(self, user_ids=None, share="count", only_unassigned=False):
        """Give the surveys to one surveyor, share them, or follow the person groups.

        :param user_ids: agents: ids, one id, or `res.users` records; not needed where
            groups decide
        :param str share: "count" (as many documents each), "amount" (amounts as near
            as may be) or "group" (each to whom its person group names)
        :param bool only_unassigned: leave those that have a responsible
        :return: dict of `assigned` (number of documents whose responsible changed),
            `unchanged`, `by_user` (list of dict `user_id`, `name`, `count`) and
            `refused` (list of dict `id`, `name`, `reason`)
        :raises AccessError: the user is no manager, or may not read a document
        :raises ValidationError: nobody is chosen, or somebody who is no agent
        """
        self._sama_check_agent(GROUP_MANAGER)
        # sudo: a manager has no right to write on invoices; the gate let him pass.
        documents = self.sudo()
        refused = documents._sama_refuse_survey(only_unassigned)
        able = documents.filtered(lambda doc: doc.id not in refused)
        shares = able._sama_share_surveys(user_ids, share)
        nobody = (
            self.env._("The person group names nobody")
            if share == "group"
            else self.env._("Nobody chosen works in its company")
        )
        dealt = documents._sama_deal(shares, refused, nobody)
        changed = dealt._sama_set_responsible(shares)
        changed._sama_tell_surveys(self.env.user)
        return documents._sama_assign_result(dealt, changed, refused)

    def _sama_share_surveys(self, user_ids, share):
        """Return {document id: user}, empty where there is nobody."""
        if share != "group":
            if not user_ids:
                raise ValidationError(self.env._("Choose who is to survey."))
            users = self._sama_check_followers(user_ids, share)
            return self._sama_share(users, share)
        named = self._sama_group_responsibles(self.ids)
        return {
            document.id: self.env["res.users"].browse(named[document.id][:1])
            for document in self
        }

    def _sama_refuse_survey(self, only_unassigned):
        """Return why which of the documents stay as they are, by id."""
        able = self.filtered_domain(self._sama_survey_applies_domain())
        refused = {}
        for document in self:
            if document.sama_survey_sheet == "done":
                refused[document.id] = self.env._("Surveyed already")
            elif document not in able:
                refused[document.id] = self.env._("Nothing to survey")
            elif only_unassigned and document.sama_survey_user_id:
                refused[document.id] = self.env._("Has a responsible already")
        return refused

    def _sama_write_responsible(self, user_id):
        """Write by SQL: who surveys is no part of a posted invoice."""
        fname = self._sama_assign_field
        self.flush_recordset([fname])
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET sama_survey_user_id = %s WHERE id IN %s",
                SQL.identifier(self._table),
                user_id or None,
                self._ids,
            )
        )
        self.invalidate_recordset([fname], flush=False)

    def _sama_tell_surveys(self, giver):
        """Tell each new responsible once; nobody tells himself."""
        for user, documents in self._sama_by_receiver(giver):
            env = documents.env
            user._sama_notify(
                env._("%(count)s surveys to make", count=len(documents)),
                [
                    env._(
                        "%(giver)s gave you %(count)s surveys to make.",
                        giver=giver.name,
                        count=len(documents),
                    )
                ],
            )

    def _sama_leave_surveys(self, leaving, companies=None):
        """Give the surveys of users who leave to who stays; planned calls move along.

        :param leaving: `res.users`
        :param companies: those that they leave; all by default
        """
        domain = Domain("sama_survey_user_id", "in", leaving.ids) & Domain(
            "sama_survey_sheet", "!=", "done"
        )
        if companies is not None:
            domain &= Domain("company_id", "in", companies.ids)
        documents = self.search(domain)
        by_document = {}
        named = self._sama_group_responsibles(documents.ids)
        for document in documents:
            deputies = document.sama_survey_user_id._sama_deputies()
            named_users = self.env["res.users"].browse(named[document.id])
            able = (deputies + named_users) - leaving
            company = document.company_id
            by_document[document.id] = able.filtered(
                lambda user, company=company: user._sama_follows_up_for(company)
            )[:1]
        documents._sama_set_responsible(by_document)
