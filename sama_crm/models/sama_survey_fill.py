from odoo import models
from odoo.exceptions import UserError

# What a form types that belongs on the sheet itself, not in the user's own draft.
SHEET_FIELDS = ("answers", "comment", "phase", "resurvey", "survey_id")


class SamaSurveyDocument(models.AbstractModel):
    """Write on a document's sheet what an interview has typed so far."""

    _inherit = "sama.survey.document"

    def _sama_survey_fill(self, values):
        """Write answers on the running sheet of the document, or on a new one.

        :param dict values: `answers` as `sama_answer` takes them, `comment`, `phase`,
            `resurvey`, `survey_id`; all may be missing
        :return: the `sama.survey.response`
        :raises AccessError: not an agent, or not his document
        :raises UserError: as `sama_survey_start` and `sama_answer`
        """
        self.ensure_one()
        resurvey = bool(values.get("resurvey"))
        response = self.sama_survey_start(
            values.get("survey_id"), resurvey, values.get("phase") or "end"
        )
        # sudo: `sama_survey_start` let this agent pass; he writes through us only.
        sheet = response.sudo()
        if resurvey and sheet.phase == "end" and not sheet.is_resurvey:
            # Begun by two at once, one was faster: this one is asked again on purpose.
            # sudo: as above
            sheet.is_resurvey = bool(self.sudo()._sama_done_sheet())
        response.sama_answer(values.get("answers") or {})
        if values.get("comment"):
            sheet.comment = values["comment"]
        return response

    def _sama_keep_draft(self, values):
        """Keep what an interview has typed on the sheet; see `sama.draft.sama_save`.

        :return: what is left for the user's own draft
        """
        if not values.get("answers"):
            return values
        try:
            with self.env.cr.savepoint():
                self._sama_survey_fill(values)
        except UserError:
            # Surveyed meanwhile, or no agent any more: it stays this user's draft.
            return values
        return {
            fname: value for fname, value in values.items() if fname not in SHEET_FIELDS
        }
