from odoo import api, models
from odoo.tools import SQL

from .mail_activity import SURVEY_CALL_TYPE


class SamaSurveyDocument(models.AbstractModel):
    """Surveys that are due, or begun, go into the new year."""

    _inherit = "sama.survey.document"

    _sama_opening_plan_types = (SURVEY_CALL_TYPE,)
    _sama_opening_plan_column = "sama_survey_next_call_date"

    @api.model
    def _sama_opening_survey_reason(self, terms):
        """Return what the survey of `doc` says to the opening."""
        first = self._sama_survey_days()[terms.company_id][0]
        rules = self.env["res.company"]._sama_survey_settings()[terms.company_id]
        return SQL(
            """CASE WHEN survey.state IN ('done', 'refused')
                    THEN CASE survey.state WHEN 'done' THEN 'surveyed'
                              ELSE 'refused' END
                    WHEN EXISTS (SELECT FROM sama_survey_response AS sheet
                                  WHERE sheet.%(link)s = doc.id
                                    AND sheet.state = 'draft' AND sheet.phase = 'end'
                                    AND survey.state NOT IN ('sent', 'attempted'))
                    THEN 'sheet_begun'
                    WHEN survey.state = 'due' THEN 'survey_due'
                    WHEN survey.state = 'sent' THEN 'link_sent'
                    WHEN survey.state = 'not_due' THEN 'survey_later'
                    WHEN survey.state = 'not_applicable' THEN 'no_survey'
                    WHEN doc.sama_survey_next_call_date IS NOT NULL THEN 'call_planned'
                    WHEN doc.sama_survey_attempt_count >= %(attempts)s THEN 'given_up'
                    WHEN doc.%(date)s < %(first)s THEN 'no_survey'
                    ELSE 'not_reached' END""",
            link=SQL.identifier(self._sama_survey_link),
            attempts=SQL("%s::int", rules["sama_survey_attempts"] or None),
            date=SQL.identifier(self._sama_survey_date_field),
            first=first,
        )

    @api.model
    def _sama_opening_survey_join(self):
        return SQL(
            "CROSS JOIN LATERAL (SELECT %s AS state OFFSET 0) AS survey",
            self._sama_survey_state_sql("doc"),
        )

    @api.model
    def _sama_opening_survey_snapshot(self, alias):
        """Return the pairs of a snapshot that tell of the survey."""
        return SQL(
            """'year', %(doc)s.sama_fiscal_year_id,
               'user', %(doc)s.sama_survey_user_id,
               'sheet', %(doc)s.sama_survey_sheet,
               'attempts', COALESCE(%(doc)s.sama_survey_attempt_count, 0),
               'next_date', %(doc)s.sama_survey_next_call_date,
               'next_hour', COALESCE(%(doc)s.sama_survey_next_call_hour, 0),
               'answers', (
                   SELECT COUNT(*) FROM sama_survey_answer AS answer
                     JOIN sama_survey_response AS sheet
                       ON sheet.id = answer.response_id
                    WHERE sheet.%(link)s = %(doc)s.id AND answer.answered)""",
            doc=SQL.identifier(alias),
            link=SQL.identifier(self._sama_survey_link),
        )
