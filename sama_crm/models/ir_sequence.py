from odoo import api, models
from odoo.tools import SQL


class IrSequence(models.Model):
    """Numbers drawn in sets."""

    _inherit = "ir.sequence"

    @api.model
    def _sama_next_by_code(self, code, dates):
        """Draw a number for each date: those that `next_by_code` would give.

        :param dates: of the numbers, in their order
        :return: list of numbers; False for each if there is no such sequence
        """
        self.browse().check_access("read")
        companies = [self.env.company.id, False]
        sequence = self.search(
            [("code", "=", code), ("company_id", "in", companies)],
            order="company_id",
            limit=1,
        )
        if not sequence:
            return [False] * len(dates)
        sources, by_source = {}, {}
        for place, day in enumerate(dates):
            source = next(
                (
                    known
                    for known in sources
                    if known == sequence or known.date_from <= day <= known.date_to
                ),
                None,
            )
            source = source or sequence._get_current_sequence(day)
            sources[source] = True
            by_source.setdefault(source, []).append(place)
        numbers = [False] * len(dates)
        for source, places in by_source.items():
            drawn = sequence._sama_draw(source, len(places))
            for place, number in zip(places, drawn, strict=True):
                numbers[place] = number
        return numbers

    def _sama_draw(self, source, count):
        """Return the next numbers of the sequence, or of one of its ranges."""
        if source == self:
            writer = self
        else:
            writer = self.with_context(ir_sequence_date_range=source.date_from)
            source = source.with_context(ir_sequence_date_range=source.date_from)
        if self.implementation != "standard":
            return [source._next() for _number in range(count)]
        name = f"ir_sequence_{self.id:03d}"
        if source._name != self._name:
            name += f"_{source.id:03d}"
        rows = self.env.execute_query(
            SQL("SELECT nextval(%s) FROM generate_series(1, %s)", name, count)
        )
        return [writer.get_next_char(number) for (number,) in rows]
