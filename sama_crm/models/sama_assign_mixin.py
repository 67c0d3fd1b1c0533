from collections import Counter

from odoo import api, models
from odoo.exceptions import ValidationError


class SamaAssignMixin(models.AbstractModel):
    """Documents that are given to people: many at once, shared evenly, traced.

    A document names the field of its responsible and the field by which person groups
    name one, and answers `_sama_assign_amounts`.
    """

    _name = "sama.assign.mixin"
    _description = "Assignment of Documents"
    _inherit = ["sama.agent.mixin"]

    _sama_assign_field = None
    _sama_assign_group_field = None

    def _sama_assign_amounts(self):
        """Return {document id: amount in company currency}."""
        return dict.fromkeys(self.ids, 0.0)

    def _sama_write_responsible(self, user_id):
        """Write the responsible; access was checked, tracking is done apart."""
        self.with_context(tracking_disable=True)[self._sama_assign_field] = user_id

    def _sama_check_followers(self, user_ids, share):
        """Return the followers chosen, in a stable order.

        :raises ValidationError: none, no agents, some that do not exist, or several
            that do not share
        """
        # sudo: who may assign need not read every user's groups.
        users = self._sama_to_records("res.users", user_ids).sudo().sorted("id")
        if not users:
            raise ValidationError(self.env._("Choose who is to follow up."))
        strangers = users.filtered(lambda user: not user._sama_is_agent())
        if strangers:
            raise ValidationError(
                self.env._(
                    "%(names)s is no follow-up person. Choose an agent.",
                    names=", ".join(strangers.mapped("name")),
                )
            )
        if share not in (False, None, True, "count", "amount"):
            raise ValidationError(self.env._("Share by number or by amount."))
        if len(users) > 1 and not share:
            raise ValidationError(
                self.env._("Choose one person, or how several are to share.")
            )
        return users

    def _sama_share(self, users, by):
        """Deal the documents: the largest first, each to who has least so far.

        The same documents and people always give the same shares.

        :param str by: `count` or `amount`: what is to be even; the other one decides
            among equals
        :return: dict of document id to user; an empty one where nobody works in the
            document's company
        """
        amounts = self._sama_assign_amounts()
        load = {user: [0, 0.0] for user in users}
        companies = {user: set(user.company_ids.ids) for user in users}
        shares = {}
        for document in self.sorted(lambda doc: (-amounts[doc.id], doc.id)):
            able = [
                user
                for user in users
                if not document.company_id or document.company_id.id in companies[user]
            ]
            shares[document.id] = min(
                able,
                key=lambda user: load[user] if by == "count" else load[user][::-1],
                default=users.browse(),
            )
            if able:
                load[shares[document.id]][0] += 1
                load[shares[document.id]][1] += amounts[document.id]
        return shares

    def _sama_deal(self, shares, refused, reason):
        """Return the documents that got somebody; the others are refused.

        :param dict shares: document id to user, empty where there is nobody
        :param dict refused: document id to the reason, to be added to
        :param str reason: why there is nobody
        """
        for document_id, user in shares.items():
            if not user:
                refused[document_id] = reason
        return self.filtered(lambda document: shares.get(document.id))

    def _sama_assign_result(self, dealt, changed, refused):
        """Return what was done with these documents, for the caller of an assignment.

        :return: dict of `assigned`, `unchanged`, `by_user` and `refused`
        """
        fname = self._sama_assign_field
        count = Counter(document[fname] for document in dealt)
        return {
            "assigned": len(changed),
            "unchanged": len(dealt - changed),
            "by_user": [
                {"user_id": user.id, "name": user.name, "count": count[user]}
                for user in sorted(count, key=lambda user: user.id)
            ],
            "refused": [
                {
                    "id": document.id,
                    "name": document.display_name,
                    "reason": refused[document.id],
                }
                for document in self
                if document.id in refused
            ],
        }

    def _sama_by_receiver(self, giver):
        """Yield each responsible with his documents, in his language.

        :param giver: the user who assigned; nobody tells himself
        """
        for user, documents in self.grouped(self._sama_assign_field).items():
            if user and user != giver:
                lang = user.lang or self.env.lang
                yield user, documents.with_context(lang=lang)

    def _sama_set_responsible(self, user_by_document):
        """Change the responsible of many documents at once; their plans move along.

        What tracking would write one by one is written as one set: the chatter keeps
        old and new name, for the readers of the field.

        :param dict user_by_document: document id to the new `res.users`; empty for
            nobody
        :return: the documents whose responsible changed
        """
        fname = self._sama_assign_field
        changed = self.filtered(lambda doc: doc[fname] != user_by_document[doc.id])
        before = {document.id: document[fname] for document in changed}
        by_user = changed.grouped(lambda doc: user_by_document[doc.id].id)
        for user_id, documents in by_user.items():
            documents._sama_write_responsible(user_id)
        changed._sama_log_responsible(before)
        return changed

    @api.model
    def _sama_group_responsibles(self, document_ids):
        """Return whom the person groups name for the documents, from near to far.

        :return: dict of document id to a list of user ids
        """
        documents = self.browse(document_ids)
        by_group = self.env["sama.person.group"]._get_inherited_ids(
            self._sama_assign_group_field
        )
        chains = {}
        for group in documents.sama_person_group_id:
            chain = []
            parent = group
            while parent:
                chain.append(by_group.get(parent.id))
                parent = parent.parent_id
            chains[group] = [user_id for user_id in chain if user_id]
        return {
            document.id: chains.get(document.sama_person_group_id, [])
            for document in documents
        }

    def _sama_log_responsible(self, before):
        """Track the change of the responsible of many documents as one set."""
        if not self:
            return
        fname = self._sama_assign_field
        column = self.fields_get([fname], ["string", "type"])[fname]
        # sudo: only the chatter of documents that were just changed.
        Tracking = self.env["mail.tracking.value"].sudo()
        messages = self._message_log_batch(bodies={})
        Tracking.create(
            [
                {
                    **Tracking._create_tracking_values(
                        before[document.id], document[fname], fname, column, document
                    ),
                    "mail_message_id": message.id,
                }
                for document, message in zip(self, messages, strict=True)
            ]
        )
