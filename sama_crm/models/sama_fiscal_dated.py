from odoo import api, models
from odoo.tools import SQL

from .sama_agent_mixin import GROUP_ADMIN, GROUP_AGENT, GROUP_MANAGER


class SamaFiscalDated(models.AbstractModel):
    """A model whose rows belong to the fiscal year of their own date.

    It says in `_sama_day_fields` which of its stored fields, the first that is filled,
    is that date, and in `_sama_year_field` where its year is stored. A row without
    company belongs to the years of the first company.
    """

    _name = "sama.fiscal.dated"
    _description = "Dated in a Fiscal Year"

    _sama_day_fields = ("date",)
    _sama_year_field = "fiscal_year_id"
    # Where the year is stored in which a row is worked, which an opening changes.
    _sama_worked_field = None

    def _sama_has_year(self):
        """Whether this row belongs to a year at all."""
        return True

    @api.model
    def _sama_has_year_sql(self, alias):
        """Return the same as a condition."""
        return SQL("TRUE")

    def _sama_year_of_date(self):
        """Return the id of the year of the row's own date, or False."""
        self.ensure_one()
        if not self._sama_has_year():
            return False
        day = next((self[name] for name in self._sama_day_fields if self[name]), None)
        return self.env["sama.fiscal.year"]._sama_id_of(self.company_id.id, day)

    # === WHO SETS THE YEAR === #

    @api.model
    def _has_field_access(self, field, operation):
        """Let nobody write a year who could otherwise write the row.

        Dates and openings set it. Of work, the administrator may say the year.
        """
        if operation == "write" and not self.env.su:
            if field.name == self._sama_year_field:
                return False
            if field.name == self._sama_worked_field:
                return self.env.user.has_group(GROUP_ADMIN)
        return super()._has_field_access(field, operation)

    @api.model
    def default_get(self, fields):
        """Take no year from the context, nor from what a user keeps as his default."""
        years = {self._sama_year_field, self._sama_worked_field}
        return super().default_get([name for name in fields if name not in years])

    # === CLOSED YEARS === #

    def _sama_check_year_open(self):
        """Refuse an agent's row that is dated in a closed year, unless it was carried.

        Managers may still add one, customers answer and Odoo does what it does.

        :raises UserError: naming the year
        """
        user = self.env.user
        if not user.has_group(GROUP_AGENT) or user.has_group(GROUP_MANAGER):
            return
        Year = self.env["sama.fiscal.year"]
        for row in self:
            day = next((row[name] for name in row._sama_day_fields if row[name]), None)
            year = Year._sama_row_of(row.company_id.id, day)
            if year and year[3] and not row._sama_is_carried_from(year[2]):
                # sudo: the name of a year of his own company
                Year.sudo().browse(year[2])._sama_check_days_open()

    def _sama_is_carried_from(self, year_id):
        """Whether the row is about work that was carried on from the year."""
        # sudo: only the years of the document are compared
        work = self.sudo()._sama_worked_document()
        worked = work and work.sama_fiscal_year_id
        return bool(worked) and worked.id != year_id and worked.state == "open"

    def _sama_worked_document(self):
        """Return the document whose working year counts for this row, or nothing."""
        return self.env["sale.order"]

    # === FILLING === #

    @api.model
    def _sama_fill_years(self, companies):
        """Store the year of every row of the companies whose year differs.

        One statement; whoever was carried to another year stays there.
        """
        names = [self._sama_year_field, *filter(None, [self._sama_worked_field])]
        self.flush_model([*self._sama_day_fields, "company_id", *names])
        year, worked = SQL.identifier(names[0]), SQL.identifier(names[-1])
        follows = SQL(
            """, %(worked)s = CASE
                    WHEN kept.%(worked)s IS NOT DISTINCT FROM kept.%(year)s
                    THEN found.year_id ELSE kept.%(worked)s END""",
            worked=worked,
            year=year,
        )
        self.env.cr.execute(
            SQL(
                """UPDATE %(table)s AS kept SET %(year)s = found.year_id %(follows)s
                     FROM (%(found)s) AS found
                    WHERE kept.id = found.id
                      AND kept.%(year)s IS DISTINCT FROM found.year_id""",
                table=SQL.identifier(self._table),
                year=year,
                follows=follows if self._sama_worked_field else SQL(),
                found=self._sama_years_sql(companies),
            )
        )
        if self.env.cr.rowcount:
            self.invalidate_model(names, flush=False)

    @api.model
    def _sama_years_sql(self, companies):
        """Return the SELECT of id and year_id, which may be NULL, of the rows."""
        return SQL(
            """SELECT dated.id, year.id AS year_id
                 FROM (%s) AS dated
                 LEFT JOIN sama_fiscal_year AS year
                   ON year.company_id = dated.company_id
                      AND dated.day BETWEEN year.date_from AND year.date_to""",
            self._sama_days_sql(companies),
        )

    @api.model
    def _sama_days_sql(self, companies):
        """Return the SELECT of id, company_id and day of the companies' rows."""
        days = SQL(", ").join(
            SQL("kept.%s", SQL.identifier(name))
            if self._fields[name].type == "date"
            else SQL(
                "(kept.%s AT TIME ZONE 'UTC' AT TIME ZONE own.zone)::date",
                SQL.identifier(name),
            )
            for name in self._sama_day_fields
        )
        return SQL(
            """SELECT kept.id, own.company_id, COALESCE(%(days)s) AS day
                 FROM %(table)s AS kept
                 JOIN (VALUES %(zones)s) AS own (company_id, zone, is_default)
                   ON own.company_id = kept.company_id
                      OR kept.company_id IS NULL AND own.is_default
                WHERE %(applies)s""",
            days=days,
            table=SQL.identifier(self._table),
            zones=self.env["sama.fiscal.year"]._sama_zones_sql(companies),
            applies=self._sama_has_year_sql("kept"),
        )
