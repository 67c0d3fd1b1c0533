import itertools

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

SCORES = ("recency", "frequency", "monetary")


class SamaCustomerSegment(models.Model):
    """A name for customers of like recency, frequency and monetary value.

    Each of the three scores is 1 (least) to 5 (best). A customer is in the first
    segment, in the order of the catalogue, whose ranges he fits.
    """

    _name = "sama.customer.segment"
    _description = "Customer Segment"
    _inherit = ["sama.catalogue"]
    _catalogue_columns = tuple(
        f"{score}_{end}" for score in SCORES for end in ("min", "max")
    )

    recency_min = fields.Integer(string="Recency from", default=1, required=True)
    recency_max = fields.Integer(string="Recency to", default=5, required=True)
    frequency_min = fields.Integer(string="Frequency from", default=1, required=True)
    frequency_max = fields.Integer(string="Frequency to", default=5, required=True)
    monetary_min = fields.Integer(
        string="Monetary Value from", default=1, required=True
    )
    monetary_max = fields.Integer(string="Monetary Value to", default=5, required=True)

    _ranges = models.Constraint(
        "CHECK (1 <= recency_min AND recency_min <= recency_max AND recency_max <= 5"
        " AND 1 <= frequency_min AND frequency_min <= frequency_max"
        " AND frequency_max <= 5 AND 1 <= monetary_min"
        " AND monetary_min <= monetary_max AND monetary_max <= 5)",
        "Scores are from 1 to 5, the smaller one first.",
    )

    @api.model
    def _sama_segment_sql(self):
        """Return the SQL that names the segment of a row's three scores."""
        self.flush_model()
        segments = self.search(Domain.TRUE)
        # What fits each of the 125 triples, so that a row only looks it up.
        fitting = [
            next(
                (
                    segment.id
                    for segment in segments
                    if all(
                        segment[f"{name}_min"] <= score <= segment[f"{name}_max"]
                        for name, score in zip(SCORES, scores, strict=True)
                    )
                ),
                None,
            )
            for scores in itertools.product(range(1, 6), repeat=3)
        ]
        return SQL(
            "(%s::int[])[25 * recency_score + 5 * frequency_score"
            " + monetary_score - 30]",
            fitting,
        )
