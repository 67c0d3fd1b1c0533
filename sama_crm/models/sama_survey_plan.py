from odoo import models

from .sama_survey_response import OPEN_STATES


class SamaSurveyDocument(models.AbstractModel):
    """Somebody decides what some customers are asked, by whom, and on which day."""

    _inherit = "sama.survey.document"

    def _sama_plan_survey(self, survey, user, day):
        """Plan that a surveyor asks the questions of one set about each document.

        The sheet waits for him, and the call is among those of the day. A document
        that is being surveyed goes on as it is.

        :param survey: `sama.survey`
        :param user: the surveyor
        :param date day: the day of the call
        :return: the documents that were planned
        """
        sheets = self._sama_sheets().filtered(lambda sheet: sheet.phase == "end")
        running = sheets.filtered(lambda sheet: sheet.state in OPEN_STATES)
        link = self._sama_survey_link
        busy = running.filtered("answer_ids")[link]
        planned = self - busy
        waiting = running.filtered(lambda sheet: not sheet.answer_ids)
        waiting.write({"survey_id": survey.id, "user_id": user.id, "is_planned": True})
        done = sheets.filtered(lambda sheet: sheet.state == "done")[link]
        self.env["sama.survey.response"].create(
            [
                {
                    link: document.id,
                    "survey_id": survey.id,
                    "partner_id": document.partner_id.id,
                    "user_id": user.id,
                    "is_resurvey": document in done,
                    "is_planned": True,
                }
                for document in planned - waiting[link]
            ]
        )
        planned._sama_drop_calls()
        planned._sama_plan_calls(user, day)
        if planned:
            planned._sama_write_responsible(user.id)
        return planned
