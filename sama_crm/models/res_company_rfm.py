from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..tools.digits import fold_digits
from .sama_agent_mixin import GROUP_AGENT


class ResCompany(models.Model):
    """How a company scores its customers."""

    _inherit = "res.company"

    sama_rfm_months = fields.Integer(
        string="Months That Segments Look Back",
        default=24,
        required=True,
        groups=GROUP_AGENT,
        help="Who bought before only has the lowest scores.",
    )
    sama_rfm_method = fields.Selection(
        [("quintile", "Fifths of the customers"), ("limit", "Own limits")],
        string="Scores by",
        default="quintile",
        required=True,
        groups=GROUP_AGENT,
    )
    sama_rfm_recency = fields.Char(
        string="Days since Purchase",
        default="30, 90, 180, 365",
        groups=GROUP_AGENT,
        help="Four rising numbers: up to the first the score is 5, beyond the last 1.",
    )
    sama_rfm_frequency = fields.Char(
        string="Number of Invoices",
        default="2, 4, 8, 16",
        groups=GROUP_AGENT,
        help="Four rising numbers: from the last on the score is 5, below the first 1.",
    )
    sama_rfm_monetary = fields.Char(
        string="Amount of Invoices",
        default="1000, 10000, 100000, 1000000",
        groups=GROUP_AGENT,
        help="Four rising numbers: from the last on the score is 5, below the first 1.",
    )

    @api.constrains("sama_rfm_recency", "sama_rfm_frequency", "sama_rfm_monetary")
    def _check_sama_rfm(self):
        for company in self:
            for name in ("recency", "frequency", "monetary"):
                company._sama_rfm_limits(name)

    @api.constrains("sama_rfm_months")
    def _check_sama_rfm_months(self):
        if any(company.sama_rfm_months < 1 for company in self):
            raise ValidationError(self.env._("Segments look back one month at least."))

    def _sama_rfm_limits(self, name):
        """Return the four limits of a score.

        :raises ValidationError: they are no four rising numbers
        """
        field = self._fields[f"sama_rfm_{name}"]
        try:
            limits = [
                float(text)
                for text in fold_digits(self[field.name] or "")
                .replace("،", ",")
                .split(",")
            ]
        except ValueError:
            limits = []
        if len(limits) != 4 or sorted(set(limits)) != limits:
            raise ValidationError(
                self.env._(
                    "%(field)s: write four rising numbers with commas between them.",
                    field=field._description_string(self.env),
                )
            )
        return limits

    def _sama_rfm_score(self, name, value):
        """Return the SQL of a score of 1 to 5; who has no value has 1.

        Of quintiles the rank counts, not the row: equal customers have equal scores.
        """
        self.ensure_one()
        is_recency = name == "recency"
        if self.sama_rfm_method == "limit":
            limits = self._sama_rfm_limits(name)
            if is_recency:
                score = SQL(
                    "5 - width_bucket((%s)::float8 - 0.5, %s::float8[])", value, limits
                )
            else:
                score = SQL(
                    "1 + width_bucket((%s)::float8, %s::float8[])", value, limits
                )
        else:
            # One window for both: the rank knows no frame, the count is of all rows.
            window = SQL(
                """(PARTITION BY kind ORDER BY %(value)s %(direction)s NULLS LAST
                    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)""",
                value=value,
                direction=SQL("DESC" if is_recency else "ASC"),
            )
            score = SQL(
                """LEAST(5, 1 + 5 * (RANK() OVER %(window)s - 1)
                            / NULLIF(COUNT(%(value)s) OVER %(window)s, 0))""",
                value=value,
                window=window,
            )
        return SQL("CASE WHEN %s IS NULL THEN 1 ELSE (%s)::int END", value, score)
