from odoo import models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class SamaSurveyResponse(models.Model):
    """The answers on a sheet, and the score that they make."""

    _inherit = "sama.survey.response"

    # === SCORE === #

    def _sama_sync_score(self):
        """Store score and NPS class of each sheet from its answers."""
        if not self:
            return
        stored = ["score", "has_score", "nps_class"]
        self.env["sama.survey.answer"].flush_model()
        self.env["sama.survey.question"].flush_model()
        self.flush_recordset(stored)
        # Numeric, so that a mean is right to its last digit.
        self.env.cr.execute(
            SQL(
                """
                UPDATE sama_survey_response AS sheet
                   SET score = mean.score,
                       has_score = mean.score IS NOT NULL,
                       nps_class = CASE WHEN mean.nps >= 9 THEN 'promoter'
                                        WHEN mean.nps >= 7 THEN 'passive'
                                        WHEN mean.nps >= 0 THEN 'detractor' END
                  FROM unnest(%(ids)s) AS wanted(id)
                  LEFT JOIN (
                        SELECT answer.response_id,
                               sum(question.weight::numeric * answer.score::numeric
                                   / question.max_score::numeric * 100)
                                   FILTER (WHERE question.question_type = 'score')
                               / NULLIF(sum(question.weight::numeric)
                                   FILTER (WHERE question.question_type = 'score'), 0)
                               AS score,
                               (array_agg(answer.score
                                    ORDER BY question.sequence, question.id)
                                   FILTER (WHERE question.question_type = 'nps'))[1]
                               AS nps
                          FROM sama_survey_answer answer
                          JOIN sama_survey_question question
                            ON question.id = answer.question_id
                         WHERE answer.response_id = ANY(%(ids)s)
                           AND answer.has_score
                         GROUP BY answer.response_id
                       ) AS mean ON mean.response_id = wanted.id
                 WHERE sheet.id = wanted.id
                """,
                ids=list(self.ids),
            )
        )
        self.invalidate_recordset(stored, flush=False)
        self.filtered(lambda response: response.state == "done")._sama_sync_documents()

    # === ANSWERS === #

    def sama_answer(self, values):
        """Write answers on the sheet; what is not named stays as it is.

        :param dict values: {question id: {"score": number, "text": words}}; either may
            be missing; a score of None or False takes the answer back
        :return: dict of `score` (0-100, or False), `answered` (number of questions)
        :raises AccessError: not an agent, or not his document
        :raises UserError: the sheet is done
        :raises ValidationError: no question of the set, or out of its scale
        """
        self.ensure_one()
        self._sama_check_agent()
        # sudo: an agent writes on sheets through this method only.
        response = self.sudo()
        response._sama_write_answers(values, "desk_changes")
        return {
            "score": response.score if response.has_score else False,
            "answered": len(response.answer_ids.filtered("answered")),
        }

    def _sama_write_answers(self, values, door):
        """Write answers, see `sama_answer`; access was checked.

        :param str door: which counter says who wrote, `desk_changes` or `link_changes`
        """
        self._sama_check_open()
        if not isinstance(values, dict):
            raise ValidationError(self.env._("Answers come by question."))
        if values:
            self._sama_count_change(door)
        known = {answer.question_id.id: answer for answer in self.answer_ids}
        new = []
        for key, value in values.items():
            question = self._sama_question(key)
            vals = {k: v for k, v in value.items() if k in ("score", "text")}
            if "score" in vals and vals["score"] not in (None, False):
                vals["score"] = float(vals["score"])
                question._check_score(vals["score"])
            if question.id in known:
                known[question.id].write(vals)
            elif vals:
                new.append({"response_id": self.id, "question_id": question.id, **vals})
        self.env["sama.survey.answer"].create(new)

    def _sama_count_change(self, door):
        """Count that one of the two doors writes; the other one looks at it.

        Who comes second waits here, and then starts anew from what the first saved.
        """
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE sama_survey_response SET %(door)s = COALESCE(%(door)s, 0) + 1"
                " WHERE id = %(id)s",
                door=SQL.identifier(door),
                id=self.id,
            )
        )
        self.invalidate_recordset([door], flush=False)

    def _sama_question(self, key):
        """Return the set's question of this id, or of which it is an earlier wording.

        :raises ValidationError: there is none
        """
        questions = self.survey_id.question_ids
        found = questions.filtered(lambda q: q.id == int(key)) or questions.filtered(
            lambda q: q.origin_id.id == int(key)
        )
        if not found:
            raise ValidationError(
                self.env._("This question is not in the set of the sheet.")
            )
        return found[0]
