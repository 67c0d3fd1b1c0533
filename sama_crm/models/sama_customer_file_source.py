from odoo import api, fields, models
from odoo.tools import SQL, html2plaintext
from odoo.tools.query import Query

from .sama_customer_file import MESSAGE_TYPES, NOON, TEXT_LENGTH, THREADS


class SamaCustomerFile(models.AbstractModel):
    """What the customer's history is made of: a SELECT and the words of each source."""

    _inherit = "sama.customer.file"

    @api.model
    def _sources(self):
        """Return (name, model, function) of each source.

        The function gets the customer and the query of his rows, and returns {column:
        SQL}; the place in the list breaks the tie of what happened at the same moment.
        """
        return [
            ("quotation", "sale.order", self._quotation_columns),
            ("invoice", "account.move", self._invoice_columns),
            ("follow_up", "sama.follow.up", self._follow_up_columns),
            ("attempt", "sama.survey.attempt", self._attempt_columns),
            ("survey", "sama.survey.response", self._survey_columns),
            ("record", "sama.customer.record", self._record_columns),
            *(("message", model, self._message_columns) for model in THREADS),
        ]

    @api.model
    def _person_of(self, user_column):
        """Return the SQL of the partner of a user."""
        return SQL("(SELECT partner_id FROM res_users WHERE id = %s)", user_column)

    def _column(self, query, name):
        return SQL.identifier(query.table, name)

    @api.model
    def _quotation_columns(self, partner, query):
        def column(name):
            return self._column(query, name)

        return {
            "id": column("id"),
            "at": column("date_order"),
            "title": column("name"),
            "amount": column("amount_total"),
            "currency_id": column("currency_id"),
            "state": column("state"),
            "person_id": self._person_of(
                SQL(
                    "COALESCE(%s, %s)",
                    column("sama_follow_up_user_id"),
                    column("user_id"),
                )
            ),
        }

    @api.model
    def _invoice_columns(self, partner, query):
        def column(name):
            return self._column(query, name)

        return {
            "id": column("id"),
            "at": SQL(
                "COALESCE(%s, %s)::timestamp + %s::interval",
                column("invoice_date"),
                column("date"),
                NOON,
            ),
            "title": column("name"),
            "amount": SQL(
                "CASE WHEN %s = 'out_refund' THEN -%s ELSE %s END",
                column("move_type"),
                column("amount_total"),
                column("amount_total"),
            ),
            "currency_id": column("currency_id"),
            "label": column("move_type"),
            "state": column("payment_state"),
            "person_id": self._person_of(column("invoice_user_id")),
            "where": SQL(
                "%s IN ('out_invoice', 'out_refund') AND %s = 'posted'",
                column("move_type"),
                column("state"),
            ),
        }

    @api.model
    def _follow_up_columns(self, partner, query):
        def column(name):
            return self._column(query, name)

        return {
            "id": column("id"),
            "at": column("date"),
            "title": SQL(
                "(SELECT name FROM sale_order WHERE id = %s)", column("order_id")
            ),
            "text": column("description"),
            "label": column("channel"),
            "state": column("result"),
            "person_id": self._person_of(column("user_id")),
            "model": SQL("'sale.order'"),
            "res_id": column("order_id"),
        }

    @api.model
    def _attempt_columns(self, partner, query):
        def column(name):
            return self._column(query, name)

        return {
            "id": column("id"),
            "at": column("date"),
            "text": column("note"),
            "state": column("result"),
            "person_id": self._person_of(column("user_id")),
            "model": SQL("'sama.survey.response'"),
            "res_id": column("response_id"),
            # What was answered is on the sheet itself.
            "where": SQL("%s <> 'answered'", column("result")),
        }

    @api.model
    def _survey_columns(self, partner, query):
        def column(name):
            return self._column(query, name)

        project_name = self.env["project.project"]._field_to_sql("project", "name")
        return {
            "id": column("id"),
            "at": column("date"),
            "title": SQL(
                """COALESCE(
                    (SELECT name FROM account_move WHERE id = %s),
                    (SELECT %s FROM project_project project WHERE project.id = %s))""",
                column("move_id"),
                project_name,
                column("project_id"),
            ),
            "text": column("comment"),
            "amount": SQL(
                "CASE WHEN %s THEN %s::numeric END",
                column("has_score"),
                column("score"),
            ),
            "label": column("channel"),
            "state": column("state"),
            "person_id": self._person_of(column("user_id")),
            "where": SQL("%s <> 'draft'", column("state")),
        }

    @api.model
    def _record_columns(self, partner, query):
        def column(name):
            return self._column(query, name)

        return {
            "id": column("id"),
            "at": column("date"),
            "title": column("name"),
            "text": SQL(
                "CONCAT_WS(' – ', NULLIF(%s, ''), NULLIF(%s, ''))",
                column("subject"),
                column("description"),
            ),
            "amount": SQL("NULLIF(%s, 0)", column("amount")),
            "currency_id": column("currency_id"),
            "label": column("type"),
            "state": column("state"),
            "person_id": self._person_of(column("user_id")),
            "where": SQL("%s", column("active")),
        }

    @api.model
    def _message_columns(self, partner, query):
        """Messages on documents that the user may read, the person's own among them.

        Who reads a document reads its messages; so says Odoo's rule for employees. A
        branch for each model, so that each is found by the index on model and row.
        """
        model = query.table.replace("_", ".")
        names = {
            "sale.order": "sale_order",
            "account.move": "account_move",
            "sama.customer.record": "sama_customer_record",
        }
        name = (
            SQL(
                "(SELECT name FROM %s WHERE id = mail_message.res_id)",
                SQL.identifier(names[model]),
            )
            if model in names
            else SQL("NULL::text")
        )
        return {
            "query": Query(self.env, "mail_message", SQL.identifier("mail_message")),
            "id": SQL("mail_message.id"),
            "at": SQL("mail_message.date"),
            "title": SQL("COALESCE(NULLIF(mail_message.subject, ''), %s)", name),
            "text": SQL("mail_message.body"),
            "label": SQL("mail_message.message_type"),
            "person_id": SQL("mail_message.author_id"),
            "model": SQL("mail_message.model"),
            "res_id": SQL("mail_message.res_id"),
            "where": SQL(
                "mail_message.message_type IN %s AND mail_message.model = %s"
                " AND mail_message.res_id IN %s",
                MESSAGE_TYPES,
                model,
                query.subselect(),
            ),
        }

    # === WORDS === #

    @api.model
    def _row(self, row):
        """Return a row for the client: times as text, states in words."""
        source = row["source"]
        model = row["model"] or self._source_model(source)
        text = row["text"] or ""
        if source == "message":
            text = html2plaintext(text)
        return {
            "key": f"{source}-{row['id']}",
            "source": source,
            "model": model,
            "res_id": row["res_id"] or row["id"],
            "at": fields.Datetime.to_string(row["at"]),
            "is_day": source == "invoice",
            "title": row["title"] or "",
            "text": text.strip()[:TEXT_LENGTH],
            "amount": float(row["amount"]) if row["amount"] is not None else None,
            "currency_id": row["currency_id"],
            "state": row["state"] or "",
            "state_label": self._state_label(row),
            "label": self._row_label(row),
            "person": row["person"] or "",
        }

    @api.model
    def _source_model(self, source):
        return next(
            model for name, model, _prepare in self._sources() if name == source
        )

    @api.model
    def _state_label(self, row):
        """Return the word of the row's state."""
        model, fname = {
            "quotation": ("sale.order", "state"),
            "invoice": ("account.move", "payment_state"),
            "follow_up": ("sama.follow.up", "result"),
            "attempt": ("sama.survey.attempt", "result"),
            "survey": ("sama.survey.response", "state"),
        }.get(row["source"], (None, None))
        if row["source"] == "record":
            record = self.env["sama.customer.record"].new({"type": row["label"]})
            model, fname = record._name, record._state_field()
        return self._word(model, fname, row["state"]) if model else ""

    @api.model
    def _row_label(self, row):
        """Return by which way it was, or what it is."""
        model, fname = {
            "invoice": ("account.move", "move_type"),
            "follow_up": ("sama.follow.up", "channel"),
            "survey": ("sama.survey.response", "channel"),
            "record": ("sama.customer.record", "type"),
            "message": ("mail.message", "message_type"),
        }.get(row["source"], (None, None))
        return self._word(model, fname, row["label"]) if model else ""

    @api.model
    def _word(self, model, fname, value):
        field = self.env[model]._fields[fname]
        return dict(field._description_selection(self.env)).get(value, "")
