from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.optional_float import OptionalFloat


class SamaSurveyAnswer(models.Model):
    """What was answered to one question of a sheet.

    `answered` is set by any write of a score or a text, also of a real 0; a score
    of `False` or `None` takes the score back. Only where `has_score` is set the score
    means something: a remark on a question of type score is no score of 0.
    """

    _name = "sama.survey.answer"
    _description = "Survey Answer"
    _order = "response_id, id"
    _rec_name = "question_id"

    response_id = fields.Many2one(
        "sama.survey.response", string="Sheet", required=True, ondelete="cascade"
    )
    question_id = fields.Many2one(
        "sama.survey.question", required=True, ondelete="restrict"
    )
    answered = fields.Boolean(readonly=True, copy=False)
    has_score = fields.Boolean(string="Scored", readonly=True, copy=False)
    score = OptionalFloat(aggregator="avg")
    text = fields.Text()
    question_type = fields.Selection(related="question_id.question_type")
    max_score = fields.Float(related="question_id.max_score")

    _response_question = models.UniqueIndex(
        "(response_id, question_id)", "The question is on this sheet already."
    )
    # Averages by question read nothing but this.
    _question_score_idx = models.Index("(question_id, score) WHERE has_score")

    # === CONSTRAINTS === #

    @api.constrains("question_id", "response_id")
    def _check_question(self):
        for answer in self:
            if answer.question_id.survey_id != answer.response_id.survey_id:
                raise ValidationError(
                    self.env._(
                        "“%(question)s” is no question of this sheet's set.",
                        question=answer.question_id.name,
                    )
                )

    @api.constrains("score", "has_score", "question_id")
    def _check_score(self):
        for answer in self.filtered("has_score"):
            answer.question_id._check_score(answer.score)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        answers = super().create([self._with_answered(vals) for vals in vals_list])
        answers.response_id._sama_sync_score()
        return answers

    def write(self, vals):
        vals = self._with_answered(vals)
        result = super().write(vals)
        if "has_score" in vals and not vals["has_score"] and "text" not in vals:
            # What stays is a remark, or nothing.
            for answer in self:
                super(SamaSurveyAnswer, answer).write({"answered": bool(answer.text)})
        elif not vals.get("answered", True):
            scored = self.filtered("has_score")
            super(SamaSurveyAnswer, scored).write({"answered": True})
        if not {"score", "question_id", "response_id"}.isdisjoint(vals):
            self.response_id._sama_sync_score()
        return result

    def unlink(self):
        responses = self.response_id
        result = super().unlink()
        responses.exists()._sama_sync_score()
        return result

    @api.model
    def _with_answered(self, vals):
        """Add to the values what they say about being answered."""
        vals = {
            fname: value
            for fname, value in vals.items()
            if fname not in ("answered", "has_score")
        }
        if "score" in vals:
            # 0 equals False in Python, and is a score.
            vals["has_score"] = vals["score"] is not None and vals["score"] is not False
        if "text" in vals:
            vals["text"] = (vals["text"] or "").strip() or False
        if "score" in vals or "text" in vals:
            vals["answered"] = bool(vals.get("has_score") or vals.get("text"))
        return vals
