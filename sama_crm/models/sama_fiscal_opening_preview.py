from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.opening import Terms
from .sama_agent_mixin import GROUP_MANAGER, agents_domain
from .sama_fiscal_carried import COLUMNS
from .sama_fiscal_opening import KIND_FIELDS

# In the order in which rows are listed.
CARRIED_MODELS = (
    "sale.order",
    "account.move",
    "project.project",
    "sama.customer.record",
    "sama.budget",
)
# What a line takes over from its document, and what is decided about it.
JUDGED = (*COLUMNS, "action")
NOTHING = SQL("NULL")
# A line that no run has touched, or that a later run may still take up.
OPEN = SQL("(line.result IS NULL OR line.result IN ('later', 'changed', 'failed'))")


class SamaFiscalOpening(models.Model):
    """The preview: each document of the old year, what is done with it, and why."""

    _inherit = "sama.fiscal.opening"

    def action_preview(self):
        """Judge every document of the old year; write nothing but the rows.

        Ticks stay. Of an opening that was carried out, what was found since is added,
        to be carried by `action_run`.

        :return: True
        :raises AccessError: the user is no manager
        :raises UserError: the opening was undone
        """
        self._sama_check_agent(GROUP_MANAGER)
        for opening in self:
            # sudo: a manager sees what is to be carried, and writes nothing else
            opening.sudo()._sama_preview()
        return True

    def _sama_preview(self):
        """Bring the rows up to date with the documents."""
        self.ensure_one()
        self._sama_lock()
        if self.state == "undone":
            raise UserError(
                self.env._("This opening was undone. Open the new year anew.")
            )
        number = self.preview_no + 1
        terms = self._sama_terms()
        for model in self._sama_models():
            self.env.cr.execute(
                self._sama_upsert(model._sama_opening_select(terms), terms, number)
            )
        self.env.cr.execute(
            SQL(
                """DELETE FROM sama_fiscal_opening_line AS line
                    WHERE line.opening_id = %s AND line.preview_no < %s AND %s""",
                self.id,
                number,
                OPEN,
            )
        )
        self.write({"preview_no": number, "previewed_on": fields.Datetime.now()})
        self.env.flush_all()
        self.env["sama.fiscal.opening.line"].invalidate_model(flush=False)
        self.invalidate_recordset(flush=False)
        if self.hand_over:
            self._sama_deal_out()

    def _sama_lock(self):
        """Wait for whoever works on this opening, and go on from what he left.

        In the transaction of whoever comes second the update fails, and Odoo repeats
        his call; then he sees what the first one has done.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE sama_fiscal_opening SET write_date = %s WHERE id = %s",
                self.env.cr.now(),
                self.id,
            )
        )
        self.invalidate_recordset(flush=False)

    def _sama_models(self):
        """Yield the models of the rows, as seen from the opening's company."""
        env = self._sama_company_env()
        for name in CARRIED_MODELS:
            yield env[name]

    def _sama_company_env(self):
        """Return the environment in which days and settings are the company's."""
        company = self.company_id
        return (
            # sudo: who previews or runs was checked; the rows are all of the company's
            self.sudo()
            .with_context(allowed_company_ids=company.ids, tz=company._sama_timezone())
            .env
        )

    def _sama_terms(self):
        """Return what decides about the rows, as `tools.opening.Terms`."""
        company = self.company_id
        years = self.from_year_id
        if self.with_earlier:
            years |= years.search(
                [
                    ("company_id", "=", company.id),
                    ("date_to", "<", self.from_year_id.date_from),
                ]
            )
        today = years._sama_day(company.id, fields.Datetime.now())
        return Terms(
            company_id=company.id,
            from_year_id=self.from_year_id.id,
            to_year_id=self.to_year_id.id,
            from_days=(self.from_year_id.date_from, self.from_year_id.date_to),
            to_days=(self.to_year_id.date_from, self.to_year_id.date_to),
            year_ids=tuple(years.ids),
            cut_date=self.cut_date or self.from_year_id.date_to,
            today=today,
            kinds=tuple(kind for name, kind in KIND_FIELDS.items() if self[name]),
            timezone=company._sama_timezone(),
            carry_expired=self.carry_expired,
            move_to=self.move_to_date if self.move_overdue else None,
            void_before=fields.Date.subtract(today, days=self.void_days)
            if self.void_old
            else None,
            able_ids=tuple(self._sama_able_users().ids + self._sama_leavers_ids()),
            is_jalali=bool(company._sama_jalali_start_month()),
            budget_percent=self.budget_percent,
        )

    def _sama_able_users(self):
        """Return who works in the company as an agent and hands nothing over."""
        users = self.env["res.users"].search(
            [*agents_domain(self), ("company_ids", "in", self.company_id.ids)]
        )
        return users - self.hand_from_user_ids if self.hand_over else users

    def _sama_leavers_ids(self):
        """Return the ids of those whose work is dealt out, and so is not blocked."""
        if not self.hand_over:
            return []
        if self.hand_from_user_ids:
            return self.hand_from_user_ids.ids
        others = self.env["res.users"].with_context(active_test=False)
        return others.search([("id", "not in", self._sama_able_users().ids)]).ids

    # === ROWS === #

    def _sama_upsert(self, select, terms, number, result=NOTHING):
        """Return the statement that writes the rows of a SELECT as lines.

        A line that a run has touched stays; ticks stay.

        :param result: SQL of what the lines' result is
        """
        columns = (*JUDGED, "new_date", "to_year_id")
        updates = SQL(", ").join(
            SQL("%s = EXCLUDED.%s", SQL.identifier(name), SQL.identifier(name))
            for name in (*columns, "preview_no", "result", "now_reason", "new_user_id")
        )
        return SQL(
            """
            INSERT INTO sama_fiscal_opening_line AS line (
                   opening_id, company_id, preview_no, ticked, create_uid, create_date,
                   write_uid, write_date, result, now_reason, new_user_id, %(columns)s)
            SELECT %(opening)s, %(company)s, %(number)s, TRUE, %(uid)s, %(now)s,
                   %(uid)s, %(now)s, %(result)s, NULL, NULL, %(judged)s, %(new_date)s,
                   CASE WHEN judged.action = 'carry' THEN %(to_year)s END
              FROM (%(select)s) AS judged
                ON CONFLICT (opening_id, res_model, res_id)
                DO UPDATE SET %(updates)s WHERE %(open)s
            """,
            columns=SQL(", ").join(map(SQL.identifier, columns)),
            opening=self.id,
            company=self.company_id.id,
            number=number,
            uid=self.env.uid,
            now=self.env.cr.now(),
            result=result,
            judged=SQL(", ").join(map(SQL.identifier, JUDGED)),
            new_date=self._sama_new_date(terms),
            to_year=self.to_year_id.id,
            select=select,
            updates=updates,
            open=OPEN,
        )

    @api.model
    def _sama_new_date(self, terms, alias="judged"):
        """Return the expression of where a row's plan is moved to, if anywhere."""
        if not terms.move_to:
            return SQL("NULL::date")
        return SQL(
            "CASE WHEN %s = 'carry' AND %s THEN %s::date END",
            SQL.identifier(alias, "action"),
            terms.moves(SQL.identifier(alias, "next_date")),
            terms.move_to,
        )

    # === HANDING OVER === #

    def _sama_deal_out(self):
        """Write on the rows of those who left who takes them over.

        To those chosen evenly, the greatest amounts first; else as whoever leaves hands
        over: to deputies, then to whom the person group names. Where nobody is left,
        the row is blocked.
        """
        leavers = self.env["res.users"].browse(self._sama_leavers_ids())
        if self.hand_to_user_ids:
            return self._sama_share_evenly(leavers)
        lines = self.env["sama.fiscal.opening.line"].search(
            [
                ("opening_id", "=", self.id),
                ("action", "=", "carry"),
                ("result", "=", False),
                ("user_id", "in", leavers.ids),
            ]
        )
        if not lines:
            return None
        receivers = self._sama_find_receivers(lines, leavers)
        found = {line_id: user.id for line_id, user in receivers.items() if user}
        self.env.cr.execute(
            SQL(
                """UPDATE sama_fiscal_opening_line AS line
                      SET new_user_id = found.user_id,
                          action = CASE WHEN found.user_id IS NULL THEN 'blocked'
                                        ELSE line.action END,
                          reason = CASE WHEN found.user_id IS NULL
                                        THEN 'responsible_left' ELSE line.reason END
                     FROM unnest(%s::int[], %s::int[]) AS found(line_id, user_id)
                    WHERE line.id = found.line_id""",
                lines.ids,
                [found.get(line_id) for line_id in lines.ids],
            )
        )
        lines.invalidate_model(flush=False)
        return None

    def _sama_share_evenly(self, leavers):
        receivers = self.hand_to_user_ids.sorted("id").ids
        self.env.cr.execute(
            SQL(
                """UPDATE sama_fiscal_opening_line AS line
                      SET new_user_id = dealt.user_id
                     FROM (
                       SELECT id, (%(receivers)s)[1 + (ROW_NUMBER() OVER (
                                  ORDER BY kind, amount DESC NULLS LAST, id) - 1)
                                  %% %(count)s] AS user_id
                         FROM sama_fiscal_opening_line
                        WHERE opening_id = %(opening)s AND action = 'carry'
                          AND result IS NULL AND user_id = ANY(%(leavers)s)
                     ) AS dealt
                    WHERE dealt.id = line.id""",
                receivers=receivers,
                count=len(receivers),
                opening=self.id,
                leavers=leavers.ids,
            )
        )
        self.env["sama.fiscal.opening.line"].invalidate_model(flush=False)

    def _sama_find_receivers(self, lines, leavers):
        """Return {line id: user}, an empty one where nobody is left."""
        able = self._sama_able_users()
        receivers = {}
        orders = lines.filtered(lambda line: line.res_model == "sale.order")
        if orders:
            Order = self._sama_company_env()["sale.order"]
            leaver_by_order = {
                Order.browse(line.res_id): line.user_id for line in orders
            }
            by_order = leavers._sama_receivers(leaver_by_order)
            receivers = {line.id: by_order[line.res_id] & able for line in orders}
        for line in lines - orders:
            receivers[line.id] = (line.user_id._sama_deputies() & able)[:1]
        return receivers
