from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import formatLang

# Changing one of these changes what was answered.
KEPT_FIELDS = ("name", "question_type", "min_score", "max_score", "weight")
SCALES = {"nps": (0.0, 10.0), "yes_no": (0.0, 1.0)}


class SamaSurveyQuestion(models.Model):
    """A question of a set, with the scale on which it is answered.

    Only questions of type score enter the score of a sheet. NPS goes from 0 to 10,
    yes/no is 1 or 0, a text has no score.
    """

    _name = "sama.survey.question"
    _description = "Survey Question"
    _order = "survey_id, sequence, id"

    survey_id = fields.Many2one(
        "sama.survey",
        string="Question Set",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Question", required=True, translate=True)
    help = fields.Text(string="Help for the Caller", translate=True)
    question_type = fields.Selection(
        [("score", "Score"), ("nps", "NPS"), ("yes_no", "Yes/No"), ("text", "Text")],
        string="Type",
        required=True,
        default="score",
    )
    min_score = fields.Float(string="Minimum", default=0.0, aggregator=None)
    max_score = fields.Float(string="Maximum", default=10.0, aggregator=None)
    weight = fields.Float(
        default=1.0,
        aggregator=None,
        help="How much the question counts in the score of the sheet; 0 is not at all.",
    )
    required = fields.Boolean()
    unit_id = fields.Many2one(
        "sama.unit",
        string="Unit of the Organisation",
        index="btree_not_null",
        ondelete="restrict",
    )
    origin_id = fields.Many2one(
        "sama.survey.question",
        string="Question of the Later Version",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    _scale_is_positive = models.Constraint(
        "CHECK (min_score >= 0 AND max_score > min_score)",
        "The maximum must be above the minimum, and the minimum not below 0.",
    )
    _weight_not_negative = models.Constraint(
        "CHECK (weight >= 0)", "A weight cannot be negative."
    )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Add questions; a set in use goes on as a new version."""
        surveys = self.env["sama.survey"].browse(
            {vals["survey_id"] for vals in vals_list if vals.get("survey_id")}
        )
        surveys._keep_version()
        return super().create([self._with_scale(vals) for vals in vals_list])

    def write(self, vals):
        """Change questions; what was answered stays as it was, in its version."""
        changed = self.filtered(
            lambda question: any(
                question[fname] != vals[fname] for fname in KEPT_FIELDS if fname in vals
            )
        )
        if changed or "survey_id" in vals:
            (changed or self).survey_id._keep_version()
        return super().write(self._with_scale(vals))

    def unlink(self):
        """Delete questions; a set in use goes on as a new version."""
        self.survey_id._keep_version()
        return super().unlink()

    @api.model
    def _with_scale(self, vals):
        """Give NPS and yes/no their own scale, whatever was typed."""
        scale = SCALES.get(vals.get("question_type"))
        if not scale:
            return vals
        return {**vals, "min_score": scale[0], "max_score": scale[1]}

    # === BUSINESS === #

    def _scale_text(self):
        """Return what may be answered, in words."""
        if self.question_type == "text":
            return self.env._("In words")
        if self.question_type == "yes_no":
            return self.env._("Yes / No")
        return self.env._(
            "From %(min)s to %(max)s",
            min=formatLang(self.env, self.min_score, digits=0),
            max=formatLang(self.env, self.max_score, digits=0),
        )

    def _check_score(self, score):
        """Refuse a score that is none on this question's scale.

        :raises ValidationError: a text has no score, or it is out of range
        """
        self.ensure_one()
        if self.question_type == "text":
            raise ValidationError(
                self.env._("“%(question)s” is answered with words.", question=self.name)
            )
        if not self.min_score <= score <= self.max_score:
            raise ValidationError(
                self.env._(
                    "%(question)s: the score must be between %(min)s and %(max)s.",
                    question=self.name,
                    min=formatLang(self.env, self.min_score, digits=0),
                    max=formatLang(self.env, self.max_score, digits=0),
                )
            )
        if self.question_type in SCALES and score != int(score):
            raise ValidationError(
                self.env._(
                    "%(question)s: only whole numbers are scores.", question=self.name
                )
            )
