from odoo import api, models
from odoo.tools import SQL


class SamaCustomerSource(models.AbstractModel):
    """A model whose rows count in the figures of customers.

    It tells in `_sama_figure_fields` which of its stored fields matter. Every change
    that the ORM brings to the database passes `_create`, `_write_multi` or `unlink`;
    what is written by SQL calls `_sama_note_changed`.
    """

    _name = "sama.customer.source"
    _description = "Source of Customers' Figures"

    _sama_figure_fields = ("partner_id",)
    # Where the row says whose it is.
    _sama_figure_partner = "partner_id"

    @api.model_create_multi
    def _create(self, data_list):
        records = super()._create(data_list)
        records._sama_note_created()
        return records

    # The parent returns nothing.
    def _write_multi(self, vals_list):  # pylint: disable=missing-return
        names = self._sama_figure_fields
        changed = self.browse(
            record.id
            for record, vals in zip(self, vals_list, strict=True)
            if any(name in vals for name in names)
        )
        if any(self._sama_figure_partner in vals for vals in vals_list):
            changed._sama_note_owners()
        super()._write_multi(vals_list)
        changed._sama_note_changed()

    def unlink(self):
        """Delete the rows; their customers are counted again."""
        self._sama_note_owners()
        return super().unlink()

    def _sama_note_created(self):
        """The same for rows that are new."""
        self._sama_note_changed()

    def _sama_note_changed(self):
        """Let the figures of whoever the rows belong to be counted again."""
        if self:
            self.env["sama.customer.queue"]._sama_note(self._name, self.ids)

    def _sama_note_owners(self):
        """The same for whoever the rows belong to in the database, which changes."""
        if not self:
            return
        rows = self.env.execute_query(self._sama_partners_query(self.ids))
        owners = [partner for (partner,) in rows if partner]
        if owners:
            self.env["sama.customer.queue"]._sama_note("partner", owners)

    @api.model
    def _sama_partners_query(self, ids):
        """Return the SELECT of the partners of the rows, one column ``partner``."""
        return SQL(
            "SELECT %s AS partner FROM %s WHERE id = ANY(%s)",
            SQL.identifier(self._sama_figure_partner),
            SQL.identifier(self._table),
            list(ids),
        )
