from datetime import date, datetime

from odoo import fields
from odoo.fields import Command
from odoo.tools import SQL

from .test_fiscal_year import FiscalCommon

# Monday 17 Farvardin 1405, noon in Tehran.
NOW = datetime(2026, 4, 6, 8, 30)
TODAY = date(2026, 4, 6)
# In 1404, in 1403, and in 1405.
OLD = datetime(2026, 2, 1, 8, 0)
OLDER = datetime(2025, 2, 1, 8, 0)
NEW = datetime(2026, 3, 29, 8, 0)

# What an opening must leave alone but for what it carries.
TABLES = (
    "sale_order",
    "sale_order_line",
    "account_move",
    "account_move_line",
    "project_project",
    "sama_customer_record",
    "sama_budget",
    "sama_follow_up",
    "sama_survey_response",
    "sama_survey_attempt",
    "mail_activity",
)


class OpeningCommon(FiscalCommon):
    """Documents of 1404 on a day of 1405; to be frozen at `NOW`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.year5 = cls.Year._sama_ensure(cls.company, TODAY, TODAY)
        cls.env["sama.budget"].search([]).active = False
        cls.company.write(
            {
                "sama_follow_up_since": date(2024, 1, 1),
                "sama_survey_since": date(2024, 1, 1),
                "sama_survey_max_days": 0,
                "sama_survey_delay_days": 0,
                "sama_survey_quiet_days": 0,
            }
        )
        cls.Opening = cls.env["sama.fiscal.opening"]
        cls.Line = cls.env["sama.fiscal.opening.line"]
        cls.reason = cls.env["sama.void.reason"].create({"name": "Too old"})

    # === BUILDERS === #

    @classmethod
    def _chased(cls, planned=date(2026, 4, 20), when=OLD, **values):
        """A quotation of 1404 that is planned."""
        order = cls._order(
            **{"date_order": when, "sama_follow_up_user_id": cls.agent.id, **values}
        )
        if planned:
            order._sama_plan(planned, 10.5)
        return order

    @classmethod
    def _record(cls, record_type="complaint", **values):
        return cls.env["sama.customer.record"].create(
            {
                "type": record_type,
                "partner_id": cls.partner.id,
                "company_id": cls.company.id,
                "user_id": cls.agent.id,
                "date": OLD,
                **values,
            }
        )

    @classmethod
    def _project(cls, **values):
        return cls.env["project.project"].create(
            {
                "name": "Factory",
                "partner_id": cls.partner.id,
                "company_id": cls.company.id,
                "date_start": OLD.date(),
                "date": date(2026, 9, 1),
                **values,
            }
        )

    @classmethod
    def _old_invoice(cls, **values):
        return cls._invoice(**{"invoice_date": OLD.date(), **values})

    @classmethod
    def _opening(cls, **values):
        return cls.Opening.create(
            {
                "company_id": cls.company.id,
                "from_year_id": cls.year4.id,
                "to_year_id": cls.year5.id,
                **values,
            }
        )

    def _line(self, opening, document):
        return self.Line.search(
            [
                ("opening_id", "=", opening.id),
                ("res_model", "=", document._name),
                ("res_id", "=", document.id),
            ]
        )

    def _judged(self, opening, document):
        line = self._line(opening, document)
        return line.kind, line.action, line.reason

    def _make_leave(self, user):
        """Archive a user around the ORM, which would hand his work over."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL("UPDATE res_users SET active = FALSE WHERE id = %s", user.id)
        )
        self.env.invalidate_all()

    # === COMPARISONS === #

    def _rows(self, tables=TABLES, without=()):
        """Return every row of the tables as one text each, by table."""
        self.env.flush_all()
        left_out = SQL(
            "ARRAY[%s]::text[]", SQL(", ").join(SQL("%s", w) for w in without)
        )
        rows = {}
        for table in tables:
            self.env.cr.execute(
                SQL(
                    "SELECT id, (to_jsonb(t) - %s)::text FROM %s AS t ORDER BY id",
                    left_out if without else SQL("ARRAY['']::text[]"),
                    SQL.identifier(table),
                )
            )
            rows[table] = dict(self.env.cr.fetchall())
        return rows

    def _differing(self, before, after):
        """Return {table: ids} of the rows that differ."""
        return {
            table: sorted(
                row_id
                for row_id in before[table].keys() | after[table].keys()
                if before[table].get(row_id) != after[table].get(row_id)
            )
            for table in before
            if before[table] != after[table]
        }

    def _everything(self):
        """One of each kind that is to be carried, by kind."""
        again = self._chased()
        again.with_user(self.agent).sama_void(
            self.reason.id, try_again_on=date(2026, 5, 2)
        )
        return {
            "quotation": self._chased(),
            "try_again": again,
            "invoice": self._old_invoice(),
            "project": self._project(),
            "complaint": self._record(),
            "suggestion": self._record("suggestion"),
            "gift": self._record("gift", item="Watch", amount=10),
            "service": self._record("service", item="Repair", amount=10),
            "discount": self._record("discount", percent=5, state="in_progress"),
            "budget": self.env["sama.budget"].create(
                {
                    "company_id": self.company.id,
                    "date_from": self.year4.date_from,
                    "date_to": self.year4.date_to,
                    "amount": 1000,
                }
            ),
        }

    @classmethod
    def _second_company(cls):
        """A company with Gregorian years, in which the administrator works too."""
        company = cls._other_company()
        company.write({"country_id": cls.env.ref("base.de").id})
        company.partner_id.lang = "en_US"
        company.sama_follow_up_since = False
        (cls.admin + cls.manager).company_ids = [Command.link(company.id)]
        cls._remove_years(company)
        cls.Year._sama_ensure(company, date(2025, 1, 1), TODAY)
        return company

    @staticmethod
    def _date(text):
        return fields.Date.to_date(text)
