from odoo import models
from odoo.tools import SQL


class SamaSurveyAssign(models.AbstractModel):
    """Give surveys to surveyors: any number of documents at once."""

    _inherit = "sama.survey.document"

    def _sama_set_survey_user(self, user_by_document):
        """Change the survey responsible of many documents at once, by SQL.

        :param dict user_by_document: document id to `res.users`, empty for nobody
        :return: the documents whose responsible changed
        """
        fname = "sama_survey_user_id"
        changed = self.filtered(lambda doc: doc[fname] != user_by_document[doc.id])
        if not changed:
            return changed
        before = {document.id: document[fname] for document in changed}
        self.flush_recordset([fname])
        self.env.cr.execute(
            SQL(
                """UPDATE %s AS doc SET sama_survey_user_id = new.user_id
                     FROM unnest(%s, %s::integer[]) AS new(id, user_id)
                    WHERE doc.id = new.id""",
                SQL.identifier(self._table),
                changed.ids,
                [user_by_document[doc.id].id or None for doc in changed],
            )
        )
        changed.invalidate_recordset([fname], flush=False)
        changed._sama_log_survey_user(before)
        return changed

    def _sama_log_survey_user(self, before):
        """Keep old and new responsible in the chatter, as one set.

        :param dict before: document id to the `res.users` of before
        """
        fname = "sama_survey_user_id"
        changed = self.filtered(lambda doc: doc[fname] != before[doc.id])
        if not changed:
            return
        column = self.fields_get([fname], ["string", "type"])[fname]
        # Only the chatter of documents that were just changed.
        Tracking = self.env["mail.tracking.value"].sudo()
        messages = changed._message_log_batch(bodies={})
        Tracking.create(
            [
                {
                    **Tracking._create_tracking_values(
                        before[document.id], document[fname], fname, column, document
                    ),
                    "mail_message_id": message.id,
                }
                for document, message in zip(changed, messages, strict=True)
            ]
        )
