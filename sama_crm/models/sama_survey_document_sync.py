from odoo import models
from odoo.tools import SQL

from .mail_activity import SURVEY_CALL_TYPE

# Written by `_sama_sync_survey` alone.
STORED = (
    "sama_survey_sheet",
    "sama_survey_response_id",
    "sama_survey_score",
    "sama_survey_has_score",
    "sama_survey_nps_class",
    "sama_survey_date",
    "sama_survey_surveyor_id",
    "sama_survey_link_until",
    "sama_survey_attempt_count",
    "sama_survey_last_result",
    "sama_survey_last_attempt",
    "sama_survey_next_call_date",
    "sama_survey_next_call_hour",
)
# What the sheets of the document `wanted.id` say.
DONE_SHEET = """
    SELECT id, score, nps_class, date, user_id
      FROM sama_survey_response
     WHERE %(link)s = wanted.id AND state = 'done' AND phase = 'end'
     ORDER BY date DESC, id DESC LIMIT 1
"""
RUNNING_SHEET = """
    SELECT state, expires_on
      FROM sama_survey_response
     WHERE %(link)s = wanted.id AND state != 'done' AND phase = 'end'
     ORDER BY id DESC LIMIT 1
"""
CALLS = """
    SELECT count(*) AS number,
           max(attempt.date) AS date,
           (array_agg(attempt.result ORDER BY attempt.date DESC, attempt.id DESC))[1]
           AS result
      FROM sama_survey_attempt attempt
      JOIN sama_survey_response sheet ON sheet.id = attempt.response_id
     WHERE sheet.%(link)s = wanted.id AND sheet.phase = 'end'
"""


class SamaSurveyDocument(models.AbstractModel):
    """Store on a document what its sheets, attempts and planned calls say."""

    _inherit = "sama.survey.document"

    def _sama_sync_survey(self):
        """Store what sheets, attempts and planned calls say of each document."""
        if not self:
            return
        for model in ("sama.survey.response", "sama.survey.attempt", "mail.activity"):
            self.env[model].flush_model()
        self.flush_recordset(STORED)
        self.env.cr.execute(self._sama_sync_survey_sql())
        self.invalidate_recordset([*STORED, "sama_survey_state"], flush=False)

    def _sama_sync_survey_sql(self):
        """Return the statement that writes the `STORED` columns of these documents."""
        link = SQL.identifier(self._sama_survey_link)
        return SQL(
            """
            UPDATE %(table)s AS doc
               SET sama_survey_sheet = CASE
                        WHEN done.id IS NOT NULL THEN 'done'
                        WHEN running.state IN ('sent', 'refused')
                        THEN running.state
                        WHEN calls.number > 0 THEN 'attempted' END,
                   sama_survey_response_id = done.id,
                   sama_survey_score = done.score,
                   sama_survey_has_score = done.score IS NOT NULL,
                   sama_survey_nps_class = done.nps_class,
                   sama_survey_date = done.date,
                   sama_survey_surveyor_id = done.user_id,
                   sama_survey_link_until = running.expires_on,
                   sama_survey_attempt_count = COALESCE(calls.number, 0),
                   sama_survey_last_result = calls.result,
                   sama_survey_last_attempt = calls.date,
                   sama_survey_next_call_date = plan.date_deadline,
                   sama_survey_next_call_hour = COALESCE(plan.sama_hour, 0)
              FROM unnest(%(ids)s) AS wanted(id)
              LEFT JOIN LATERAL (%(done)s) AS done ON TRUE
              LEFT JOIN LATERAL (%(running)s) AS running ON TRUE
              LEFT JOIN LATERAL (%(calls)s) AS calls ON TRUE
              LEFT JOIN LATERAL (%(plan)s) AS plan ON TRUE
             WHERE doc.id = wanted.id
            """,
            table=SQL.identifier(self._table),
            ids=list(self.ids),
            done=SQL(DONE_SHEET, link=link),
            running=SQL(RUNNING_SHEET, link=link),
            calls=SQL(CALLS, link=link),
            plan=self._sama_next_call_sql(),
        )

    def _sama_next_call_sql(self):
        """Return the day and hour of the first call planned for `wanted.id`."""
        return SQL(
            """
            SELECT date_deadline, sama_hour
              FROM mail_activity
             WHERE res_model = %(model)s
               AND res_id = wanted.id
               AND activity_type_id = %(type_id)s
               AND active
             ORDER BY date_deadline, COALESCE(sama_hour, 0), id LIMIT 1
            """,
            model=self._name,
            type_id=self.env["mail.activity"]._sama_type_id(SURVEY_CALL_TYPE) or 0,
        )

    def _sama_sync_plan(self, stopped=None):
        """Follow the planned call, however its activity is changed."""
        self._sama_sync_survey()
