from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ..jalali import calendar
from ..jalali.text import format_date, reader
from .sama_agent_mixin import GROUP_AGENT

#: So many sheets are listed, the latest; all of them count.
LISTED = 80
#: Up to so many scores each sheet is a point of the course, then each month is.
POINTS = 20
CONFIRMED = ("sale",)


class SamaSurveyResults(models.AbstractModel):
    """What is known of one customer: bought, asked, answered.

    Everything is read as the reader: he sees the documents, sheets and calls that his
    rights let him see, and no more.
    """

    _name = "sama.survey.results"
    _description = "Survey Results of a Customer"

    # === ACTIONS === #

    @api.readonly
    @api.model
    def get_results(self, partner_id, whole=True):
        """Return the survey results of a customer.

        :param int partner_id: the customer, or one of its contacts
        :param bool whole: the company with all its contacts; else this person alone
        :return: dict of `partner`, `quotations` (not cancelled: `count`, `amount`,
            `won_share` of those decided), `invoices` (posted: `count`, `amount` less
            credit notes), `projects` (`count`), `score` (mean over the latest done
            sheet of each document, `last`, `count`, `points`), `calls` (`count`,
            `answered`, `follow_ups`, `last`), `sheets`, `sheet_count`, and `domains`
            that open what a figure counts; amounts in the company's currency, with tax
        :raises AccessError: the user is no agent, or may not read the customer
        """
        if not self.env.su and not self.env.user.has_group(GROUP_AGENT):
            raise AccessError(
                self.env._(
                    "Your user has no role in Customer Relations. Ask an administrator."
                )
            )
        partner = self.env["res.partner"].browse(partner_id).exists()
        partner.check_access("read")
        company = partner.commercial_partner_id
        root = company if whole else partner
        mine = Domain("partner_id", "child_of" if whole else "=", root.id)
        return {
            "partner": {
                "id": partner.id,
                # sudo: the name of the company of a person that he may read
                "name": root.sudo().display_name,
                "is_whole": bool(whole),
                "can_switch": company != partner or bool(company.child_ids),
            },
            "currency_id": self.env.company.currency_id.id,
            "quotations": self._quotations(mine),
            "invoices": self._invoices(mine),
            "projects": {"count": self.env["project.project"].search_count(mine)},
            "score": self._score(mine),
            "calls": self._calls(mine),
            **self._sheets(mine),
            "domains": self._domains(mine),
        }

    @api.model
    def _domains(self, mine):
        """Return the domains that open what the figures count."""
        return {
            "quotations": list(mine & Domain("state", "!=", "cancel")),
            "invoices": list(mine & self._invoice_domain(["out_invoice"])),
            "projects": list(mine),
            "sheets": list(mine),
            "calls": list(mine),
            "follow_ups": list(mine & Domain("user_id", "!=", False)),
        }

    # === BOUGHT === #

    @api.model
    def _invoice_domain(self, types):
        return Domain("state", "=", "posted") & Domain("move_type", "in", types)

    @api.model
    def _in_company_currency(self, company, amount):
        """Convert an amount of another company to the reader's currency, today."""
        # sudo: a company's currency is no secret to who may read its documents.
        currency = company.sudo().currency_id
        own = self.env.company.currency_id
        if not company or currency == own:
            return amount
        today = fields.Date.context_today(self)
        return currency._convert(amount, own, self.env.company, today)

    @api.model
    def _quotations(self, mine):
        """Return number and amount of quotations, and the share that was won."""
        count, amount, by_state = 0, 0.0, {}
        rows = self.env["sale.order"]._read_group(
            mine,
            ["company_id", "state"],
            ["__count", "sama_goods_amount:sum", "sama_service_amount:sum"],
        )
        for company, state, number, goods, service in rows:
            by_state[state] = by_state.get(state, 0) + number
            if state != "cancel":
                count += number
                amount += self._in_company_currency(company, goods + service)
        won = sum(by_state.get(state, 0) for state in CONFIRMED)
        decided = won + by_state.get("cancel", 0)
        return {
            "count": count,
            "amount": amount,
            "won": won,
            "won_share": 100 * won / decided if decided else None,
        }

    @api.model
    def _invoices(self, mine):
        """Return the number of invoices, and their amount less credit notes."""
        count, amount = 0, 0.0
        rows = self.env["account.move"]._read_group(
            mine & self._invoice_domain(["out_invoice", "out_refund"]),
            ["company_id", "move_type"],
            ["__count", "sama_goods_amount:sum", "sama_service_amount:sum"],
        )
        for company, move_type, number, goods, service in rows:
            if move_type == "out_invoice":
                count += number
            amount += self._in_company_currency(company, goods + service)
        return {"count": count, "amount": amount}

    # === ASKED === #

    @api.model
    def _calls(self, mine):
        """Return the number of survey calls; follow-ups stand beside, not mixed in."""
        rows = self.env["sama.survey.attempt"]._read_group(
            mine, ["result"], ["__count", "date:max"]
        )
        [(follow_ups, last)] = self.env["sama.follow.up"]._read_group(
            mine & Domain("user_id", "!=", False), [], ["__count", "date:max"]
        )
        dates = [date for _result, _number, date in rows if date]
        dates += [last] if last else []
        return {
            "count": sum(number for _result, number, _date in rows),
            "answered": sum(
                number for result, number, _date in rows if result == "answered"
            ),
            "follow_ups": follow_ups,
            "last": fields.Datetime.to_string(max(dates)) if dates else False,
        }

    # === ANSWERED === #

    @api.model
    def _score(self, mine):
        """Return the mean of the latest done sheets of documents, and its course."""
        Response = self.env["sama.survey.response"]
        query = Response._search(mine & Response._sama_done_domain())
        sheet = SQL.identifier(query.table, "id")
        query.add_where(
            SQL(
                "(%s)",
                SQL(" OR ").join(
                    SQL(
                        "EXISTS (SELECT 1 FROM %s document WHERE %s = %s)",
                        SQL.identifier(self.env[model]._table),
                        self.env[model]._sama_survey_column(
                            "document", "sama_survey_response_id"
                        ),
                        sheet,
                    )
                    for model in ("account.move", "project.project")
                ),
            )
        )
        query.add_where(SQL("has_score"))
        rows = self.env.execute_query(
            query.select(
                *(
                    SQL.identifier(
                        query.table, name, to_flush=Response._fields.get(name)
                    )
                    for name in ("date", "score")
                )
            )
        )
        rows.sort()
        return {
            "count": len(rows),
            "mean": sum(score for _date, score in rows) / len(rows) if rows else None,
            "last": rows[-1][1] if rows else None,
            "points": self._points(rows),
        }

    @api.model
    def _points(self, rows):
        """Return the course of the score: sheets, or Jalali months where many are.

        :param rows: (moment, score), in order
        """
        days = [
            (fields.Datetime.context_timestamp(self, moment).date(), score)
            for moment, score in rows
        ]
        if len(days) <= POINTS:
            return [
                {"label": format_date(self.env, day), "score": score, "count": 1}
                for day, score in days
            ]
        lang, _is_jalali, has_persian_digits = reader(self.env)
        numbering = "arabext" if has_persian_digits else "latn"
        by_month = {}
        for day, score in days:
            start = calendar.start_of(day, "month")
            by_month.setdefault(start, []).append(score)
        return [
            {
                "label": calendar.period_label(start, "month", lang.code, numbering),
                "score": sum(scores) / len(scores),
                "count": len(scores),
            }
            for start, scores in by_month.items()
        ]

    @api.model
    def _sheets(self, mine):
        """Return the latest sheets, of whatever state, and how many there are."""
        Response = self.env["sama.survey.response"]
        sheets = Response.search(mine, order="date desc, id desc", limit=LISTED)
        states = dict(Response._fields["state"]._description_selection(self.env))
        count = len(sheets)
        # sudo: names of documents and colleagues of sheets that he may read
        known = sheets.sudo()
        known.fetch(["date", "state", "score", "comment", "move_id", "project_id"])
        return {
            "sheet_count": Response.search_count(mine) if count == LISTED else count,
            "sheets": [
                {
                    "id": sheet.id,
                    "document": sheet._sama_document().display_name,
                    "date": fields.Datetime.to_string(sheet.date),
                    "surveyor": sheet.user_id.name or "",
                    "state": sheet.state,
                    "state_name": states[sheet.state],
                    "score": sheet.score if sheet.has_score else None,
                    "comment": sheet.comment or "",
                    "person": sheet.partner_id.name or "",
                }
                for sheet in known
            ],
        }
