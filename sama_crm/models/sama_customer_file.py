from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from .sama_customer_record import OPEN_STATES

PAGE = 20
MAX_PAGE = 100
ROWS = 30
TEXT_LENGTH = 400
# A day without an hour stands in the middle of it, the same day in every time zone
# between -8 and +15.
NOON = "8 hours"
MESSAGE_TYPES = ("comment", "email", "email_outgoing", "sms")
# The models whose conversations belong to the customer's history.
THREADS = ("res.partner", "sale.order", "account.move", "sama.customer.record")


class SamaCustomerFile(models.AbstractModel):
    """All about one customer on one screen: who he is, his rows, and his history.

    The history is one statement a page over the tables of all that happened, each
    under the reader's own record rules, in order of time; a page begins where the last
    one ended, so that the hundredth costs what the first does.
    """

    _name = "sama.customer.file"
    _description = "Customer File"
    _inherit = ["sama.argument.mixin"]

    # === HEAD === #

    @api.model
    @api.readonly
    def get_head(self, partner_id, kind=False):
        """Return who the customer is, his figures, and his latest rows.

        :param int partner_id: any of his contacts
        :param str kind: goods or service: of which list the figures are; both by
            default
        :return: dict of `partner`, `contacts`, `facts`, `figures`, `records`,
            `record_count`
        :raises AccessError: the user is no agent, or may not read the customer
        """
        partner = self._check_partner(partner_id)
        if kind:
            self._sama_to_choice("kind", kind, "sama.customer")
        records = self.env["sama.customer.record"]
        mine = self._record_domain(partner)
        return {
            "partner": self._partner_data(partner),
            "contacts": [
                self._contact_data(contact)
                for contact in partner.child_ids.filtered(
                    lambda each: each.type in ("contact", "other")
                )[:10]
            ],
            "facts": self.env["res.partner.record"]._person_facts(partner),
            "figures": self._figures(partner, kind),
            "records": [
                self._record_data(record) for record in records.search(mine, limit=ROWS)
            ],
            "record_count": records.search_count(mine),
            "open_count": records.search_count(
                mine & Domain("state", "in", OPEN_STATES)
            ),
        }

    @api.model
    def _check_partner(self, partner_id):
        """Return the commercial entity, if the user is an agent who may read it."""
        self.env["sama.customer.record"].check_access("read")
        partner = self.env["res.partner"].browse(
            self._sama_to_record("res.partner", partner_id)
        )
        if not partner:
            raise UserError(self.env._("This person does not exist any more."))
        partner.check_access("read")
        return partner.commercial_partner_id

    @api.model
    def _record_domain(self, partner):
        return Domain("partner_id", "child_of", partner.id)

    @api.model
    def _partner_data(self, partner):
        return {
            **self._contact_data(partner),
            "is_company": partner.is_company,
            "address": " · ".join(
                filter(None, [partner.city, partner.street, partner.street2])
            ),
            "next_birthday": fields.Date.to_string(partner.sama_next_birthday) or "",
            "experience": partner.sama_experience_id.name or "",
            "experience_note": partner.sama_experience_note or "",
        }

    @api.model
    def _contact_data(self, partner):
        return {
            "id": partner.id,
            "name": partner.name or partner.display_name,
            "function": partner.function or "",
            "email": partner.email or "",
            "phone": partner.phone or "",
            "mobile": partner.sama_mobile or "",
        }

    @api.model
    def _record_data(self, record):
        return {
            "id": record.id,
            "number": record.name,
            "type": record.type,
            "type_label": self._label(record, "type"),
            "subject": record.subject or record.item or record.description or "",
            "date": fields.Datetime.to_string(record.date),
            "state": record.state,
            "state_label": record.state_text,
            "is_late": record.is_late,
            "amount": record.amount,
            "percent": record.percent,
            "currency_id": record.currency_id.id,
            "user": record.user_id.sudo().name or "",  # A colleague's name.
        }

    @api.model
    def _label(self, record, fname):
        selection = record._fields[fname]._description_selection(self.env)
        return dict(selection).get(record[fname], "")

    @api.model
    def _figures(self, partner, kind):
        """Return [{name, label, value, type, currency_id}], the customer's numbers.

        To be extended by whoever keeps them.
        """
        return []

    # === TIME LINE === #

    @api.model
    @api.readonly
    def get_page(self, partner_id, after=None, limit=PAGE, sources=None):
        """Return what happened, the latest first, by one statement.

        :param int partner_id: any of the customer's contacts
        :param list after: `next` of the page before; the first page by default
        :param int limit: rows a page, at most 100
        :param list sources: only these, of `quotation`, `invoice`, `follow_up`,
            `survey`, `attempt`, `message`, `record`
        :return: dict of `rows` and `next`, false at the end
        :raises AccessError: the user is no agent, or may not read the customer
        :raises ValidationError: there is no such page or source
        """
        partner = self._check_partner(partner_id)
        cursor, limit = self._read_page(after, limit)
        branches = self._branches(partner, cursor, limit + 1, sources)
        if not branches:
            return {"rows": [], "next": False}
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT line.*, person.name AS person
                  FROM (%(branches)s) AS line
             LEFT JOIN res_partner person ON person.id = line.person_id
                 ORDER BY line.at DESC, line.rank DESC, line.id DESC
                 LIMIT %(limit)s
                """,
                branches=SQL(" UNION ALL ").join(branches),
                limit=limit + 1,
            )
        )
        more = len(rows) > limit
        rows = rows[:limit]
        last = rows[-1] if more else None
        return {
            "rows": [self._row(row) for row in rows],
            "next": last and [last["at"].isoformat(), last["rank"], last["id"]],
        }

    @api.model
    def _read_page(self, after, limit):
        """Return (moment, rank, id) of what the client sent, or None, and the limit.

        :raises ValidationError: it is not what a page before has told
        """
        try:
            limit = min(max(int(limit), 1), MAX_PAGE)
            if not after:
                return None, limit
            at, rank, res_id = after
            return (datetime.fromisoformat(at), int(rank), int(res_id)), limit
        except (TypeError, ValueError):
            raise ValidationError(
                self.env._("There is no such page of the history.")
            ) from None

    @api.model
    def _branches(self, partner, cursor, limit, sources):
        """Return the SELECT of each source that the user may read."""
        self._flush()
        branches = []
        all_sources = self._sources()
        names = list(dict.fromkeys(name for name, _model, _prepare in all_sources))
        if sources and not (
            isinstance(sources, list | tuple) and all(each in names for each in sources)
        ):
            raise ValidationError(
                self.env._("Choose among %(sources)s.", sources=", ".join(names))
            )
        for name, model, prepare in all_sources:
            if sources and name not in sources:
                continue
            query = self._documents(partner, model)
            if query is None:
                continue
            columns = prepare(partner, query)
            query = columns.pop("query", query)
            branches.append(
                self._branch(name, names.index(name), query, columns, cursor, limit)
            )
        return branches

    @api.model
    def _flush(self):
        for model in (
            "sale.order",
            "account.move",
            "sama.follow.up",
            "sama.survey.response",
            "sama.survey.attempt",
            "sama.customer.record",
            "mail.message",
            "res.partner",
        ):
            self.env[model].flush_model()

    @api.model
    def _documents(self, partner, model):
        """Return the query of the customer's rows of a model that the user may read.

        None where he may read none.
        """
        Model = self.env[model]
        if not Model.has_access("read"):
            return None
        query = Model._search(Domain.TRUE, active_test=False)
        if query.is_empty():
            return None
        query.order = None
        query.add_where(
            SQL(
                "%s IN (SELECT id FROM res_partner WHERE commercial_partner_id = %s)",
                SQL.identifier(
                    query.table, "id" if model == "res.partner" else "partner_id"
                ),
                partner.id,
            )
        )
        return query

    @api.model
    def _branch(self, name, rank, query, columns, cursor, limit):
        """Return one SELECT of the union, already cut to a page."""
        columns = {
            "amount": SQL("NULL::numeric"),
            "currency_id": SQL("NULL::integer"),
            "person_id": SQL("NULL::integer"),
            "title": SQL("NULL::text"),
            "text": SQL("NULL::text"),
            "label": SQL("NULL::text"),
            "state": SQL("NULL::text"),
            "model": SQL("NULL::text"),
            "res_id": SQL("NULL::integer"),
            **columns,
        }
        at, res_id = columns["at"], columns["id"]
        conditions = [columns.pop("where")] if "where" in columns else []
        if cursor:
            conditions.append(
                SQL("(%s, %s, %s) < (%s, %s, %s)", at, rank, res_id, *cursor)
            )
        for condition in conditions:
            query.add_where(condition)
        query.order = SQL("%s DESC, %s DESC", at, res_id)
        query.limit = limit
        selected = [
            SQL("%s AS source", name),
            SQL("%s AS rank", rank),
            *(
                SQL("%s AS %s", columns[key], SQL.identifier(key))
                for key in sorted(columns)
            ),
        ]
        return SQL("(%s)", query.select(*selected))
