from odoo import api, models
from odoo.tools import SQL


class ProjectProject(models.Model):
    """Projects that are not finished, or still to be surveyed, go into the new year."""

    _inherit = "project.project"

    @api.model
    def _sama_opening_parts(self, terms):
        return {
            "kind": SQL("'project'"),
            "reason": SQL(
                """CASE WHEN doc.active IS NOT TRUE THEN 'archived'
                        WHEN doc.last_update_status IS DISTINCT FROM 'done'
                        THEN 'unfinished'
                        WHEN survey.state = 'not_applicable' THEN 'finished'
                        ELSE %s END""",
                self._sama_opening_survey_reason(terms),
            ),
            "name": self._field_to_sql("doc", "name"),
            "user": SQL("doc.sama_survey_user_id"),
            "date": SQL(
                "COALESCE(doc.date_start, %s)", terms.local_day(SQL("doc.create_date"))
            ),
            "next_date": SQL("doc.sama_survey_next_call_date"),
            "amount": SQL("doc.sama_amount"),
            "joins": self._sama_opening_survey_join(),
            "applies": SQL(
                "doc.sama_fiscal_year_id = ANY(%s) AND doc.is_template IS NOT TRUE",
                list(terms.year_ids),
            ),
        }

    @api.model
    def _sama_opening_snapshot(self, alias):
        return SQL(
            "jsonb_build_object(%s, 'state', %s.last_update_status, 'active', %s)",
            self._sama_opening_survey_snapshot(alias),
            SQL.identifier(alias),
            SQL.identifier(alias, "active"),
        )
