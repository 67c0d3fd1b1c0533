from odoo import api, models


class SamaCustomerFile(models.AbstractModel):
    """The figures of the file are those of the lists of customers."""

    _inherit = "sama.customer.file"

    # What stands at the top of the file; the rest is in the lists.
    _figure_names = (
        "quotation_count",
        "quotation_amount",
        "open_quotation_count",
        "invoice_count",
        "invoice_amount",
        "last_invoice_date",
        "survey_score",
        "attempt_count",
        "complaint_open_count",
        "gift_cost",
    )

    @api.model
    def _figures(self, partner, kind):
        """Return the figures of the customer's rows, of both kinds if none is named."""
        domain = [
            ("partner_id", "=", partner.id),
            ("company_id", "=", self.env.company.id),
        ]
        if kind:
            domain.append(("kind", "=", kind))
        rows = self.env["sama.customer"].search(domain, order="kind")
        return [
            self._figure(row, fname, len(rows) > 1)
            for row in rows
            for fname in self._figure_names
        ]

    @api.model
    def _figure(self, row, fname, tell_kind):
        field = row._fields[fname]
        label = field._description_string(self.env)
        if tell_kind:
            label = f"{label} · {self._label(row, 'kind')}"
        value = field.convert_to_read(row[fname], row)
        is_date = field.type == "date"
        return {
            "name": f"{row.id}-{fname}",
            "figure": fname,
            "row": row.id,
            "label": label,
            "type": field.type,
            "value": str(value) if is_date and value else value,
            "currency_id": row.currency_id.id,
            "opens": not is_date,
        }
