"""Fields that are never read from an old cache; see `sama.customer`."""

from odoo import fields

from .optional_float import OptionalFloat

# What a figure is worth depends on the period that the reader has chosen.
PERIOD_KEYS = ("sama_period", "sama_period_from", "sama_period_to", "lang", "tz")


class _Figure:
    """Counts by SQL over documents, some of which may wait to be written.

    The cache knows nothing of what the figure depends on. So before it answers, what
    waits is written, which makes the cache forget the figures it concerns.
    """

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("readonly", True)
        kwargs.setdefault("copy", False)
        kwargs.setdefault("depends_context", PERIOD_KEYS)
        super().__init__(*args, **kwargs)

    def __get__(self, record, owner=None):
        if record is not None and (
            record.env.transaction.field_dirty or record.env.transaction.tocompute
        ):
            record._sama_flush_sources()
        return super().__get__(record, owner)


class FigureInteger(_Figure, fields.Integer):
    """A number of documents."""


class FigureMonetary(_Figure, fields.Monetary):
    """An amount in the company's currency."""


class FigureFloat(_Figure, OptionalFloat):
    """A mean or a share, which may be missing."""


class FigureDate(_Figure, fields.Date):
    """The last day of something."""


class FigureDatetime(_Figure, fields.Datetime):
    """The last moment of something."""


class FigureBoolean(_Figure, fields.Boolean):
    """Whether there is anything at all."""


class FigureChar(_Figure, fields.Char):
    """A copy of a text of the partner's."""


class FigureMany2one(_Figure, fields.Many2one):
    """A copy of a choice of the partner's."""
