from collections import defaultdict
from datetime import datetime, time

from pytz import timezone, utc

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ..jalali.text import shown_digits
from .sama_agent_mixin import GROUP_AGENT

GROUP_MANAGER = "sama_crm.group_manager"

# Each open assigned quotation is in exactly one of these.
PARTS = ("overdue", "today", "later", "no_date", "never", "stopped")
ACROSS = ("next_7", "expiring_3")
DUE = ("overdue", "today")
BUS_TYPE = "sama_crm.desk"


class SamaDesk(models.AbstractModel):
    """What stands on the desk: how much is in each cut, worth what, and which rows.

    All numbers of a desk come from one pass over the open quotations under the
    reader's own record rules; each carries the domain that opens its rows. Days are
    the reader's.
    """

    _name = "sama.desk"
    _description = "My Desk"

    # === ACTIONS === #

    @api.readonly
    @api.model
    def get_data(self, scope=None, year_id=None):
        """Return all that the desk shows.

        :param scope: "mine", or for a manager "all" or the id of a follower; by
            default "mine", or "all" for a manager who follows nothing himself
        :param int year_id: the fiscal year in which the quotations are worked; by
            default all that is open, of this year and from earlier ones
        :return: dict of `scope`, `today` (ISO, the reader's day), `is_manager`,
            `currency_id` (of all amounts), `cuts` ({name: count, amount, domain};
            amounts in the currency of the reader's company, tax included),
            `done_today` (follow-ups logged), `views` (ids), `followers` ([id, name],
            for the switch), `team` (one row a follower, when the scope is "all"),
            `year_id` as given and `years` ([id, name], for the switch)
        :raises AccessError: the user is no agent, or asks for others without being a
            manager
        """
        self._check_reader(scope)
        self = self.with_context(sama_desk_year=year_id and int(year_id))
        is_manager = self._is_manager()
        numbers = self._read_numbers(scope or "mine")
        if scope is None:
            scope = "mine"
            if is_manager and not any(user_id for user_id, _cut in numbers):
                scope = "all"
                numbers = self._read_numbers(scope)
        return {
            "scope": scope,
            "today": fields.Date.to_string(fields.Date.context_today(self)),
            "is_manager": is_manager,
            "currency_id": self.env.company.currency_id.id,
            "cuts": self._prepare_cuts(scope, numbers),
            "done_today": self._count_done_today(scope),
            "views": self._get_view_ids(),
            "followers": self._get_followers() if is_manager else [],
            "team": self._prepare_team(numbers) if scope == "all" else [],
            "year_id": year_id or False,
            "years": self._get_years(),
        }

    @api.model
    def take_day_notice(self):
        """Return what is due for the user today, once a day; False ever after.

        The day is remembered on the server, so that one notice reaches the user on
        whatever device he opens first, and no second one elsewhere. It is not spent
        while nothing is due.

        :return: dict of `due` and `overdue` (numbers of quotations), or False
        :raises AccessError: the user is no agent
        """
        self._check_reader()
        today = fields.Date.context_today(self)
        # sudo: everybody has settings of his own and may not write on the model.
        settings = self.env["res.users.settings"].sudo()
        settings = settings._find_or_create_for_user(self.env.user)
        if settings.sama_day_notice_on == today:
            return False
        cuts = self._prepare_cuts("mine", self._read_numbers("mine", DUE))
        if not cuts["due"]["count"]:
            return False
        settings.sama_day_notice_on = today
        return {"due": cuts["due"]["count"], "overdue": cuts["overdue"]["count"]}

    # === RIGHTS === #

    @api.model
    def _is_manager(self):
        return self.env.su or self.env.user.has_group(GROUP_MANAGER)

    @api.model
    def _check_reader(self, scope=None):
        """Let pass an agent to his own desk and a manager to any.

        :raises AccessError: neither
        """
        if not self.env.su and not self.env.user.has_group(GROUP_AGENT):
            raise AccessError(
                self.env._(
                    "Your user has no role in Customer Relations. Ask an administrator."
                )
            )
        if scope not in (None, "mine", self.env.uid) and not self._is_manager():
            raise AccessError(
                self.env._("Only a sales manager opens the desk of others.")
            )

    # === NUMBERS === #

    @api.model
    def _get_cut_domain(self, cut, scope):
        """Return the domain of one cut for "mine", "all" or the id of a follower."""
        Order = self.env["sale.order"]
        if cut == "due":
            return Domain.OR(self._get_cut_domain(part, scope) for part in DUE)
        domain = Order._sama_cut_domain(cut) & self._get_year_domain()
        if cut == "unassigned":
            return domain
        if scope == "all":
            return domain
        user_id = self.env.uid if scope == "mine" else int(scope)
        return domain & Domain("sama_follow_up_user_id", "=", user_id)

    @api.model
    def _get_year_domain(self):
        """Return the domain of the year whose desk is read."""
        year_id = self.env.context.get("sama_desk_year")
        if not year_id:
            return Domain.TRUE
        return Domain("sama_fiscal_year_id", "=", year_id)

    @api.model
    def _get_years(self):
        """Return [id, name] of the years of the reader's companies, the last first."""
        Year = self.env["sama.fiscal.year"]
        many = len(self.env.companies) > 1
        years = []
        for company in self.env.companies:
            for first, _last, year_id, _closed, name in Year._sama_years(company.id)[2]:
                label = shown_digits(self.env, name)
                years.append(
                    (first, [year_id, f"{label} ({company.name})" if many else label])
                )
        return [year for _first, year in sorted(years, reverse=True)]

    @api.model
    def _read_numbers(self, scope, cuts=None):
        """Count the open quotations of the scope in one pass, the retries in another.

        :param cuts: names of parts, when not all numbers are wanted
        :return: {(user id or None, cut): (count, amount)}, empty cuts left out
        """
        if cuts:
            return self._read_pass(scope, cuts)
        open_cuts = [*PARTS, *ACROSS]
        if self._is_manager():
            open_cuts.append("unassigned")
        return {
            **self._read_pass(scope, open_cuts),
            # Apart, since these are cancelled: together no index would serve.
            **self._read_pass(scope, ["try_again"]),
        }

    @api.model
    def _read_pass(self, scope, cuts):
        """Count quotations and sum their amounts by responsible, company and cut."""
        Order = self.env["sale.order"]
        domains = {cut: self._get_cut_domain(cut, scope) for cut in cuts}
        query = Order._search(Domain.OR(domains.values()))
        owner = Order._field_to_sql(query.table, "sama_follow_up_user_id", query)
        company = Order._field_to_sql(query.table, "company_id", query)
        amount = self._get_amount_sql(query)
        columns = [owner, company]
        for domain in domains.values():
            # Only a condition on the order's own columns; rows come from the query
            # above, which keeps the reader's rules.
            where = Order._search(domain, bypass_access=True).where_clause
            columns += [
                SQL("count(*) FILTER (WHERE %s)", where),
                SQL("sum(%s) FILTER (WHERE %s)", amount, where),
            ]
        query.groupby = SQL("%s, %s", owner, company)
        numbers = defaultdict(lambda: (0, 0.0))
        for user_id, company_id, *values in self.env.execute_query(
            query.select(*columns)
        ):
            for cut, count, total in zip(cuts, values[::2], values[1::2], strict=True):
                if count:
                    before = numbers[user_id, cut]
                    numbers[user_id, cut] = (
                        before[0] + count,
                        before[1] + self._convert(total or 0.0, company_id),
                    )
        return dict(numbers)

    @api.model
    def _count_done_today(self, scope):
        """Return how many follow-ups were logged in the reader's day."""
        zone = timezone(self.env.context.get("tz") or self.env.user.tz or "UTC")
        today = fields.Date.context_today(self)
        start = zone.localize(datetime.combine(today, time.min)).astimezone(utc)
        domain = Domain("date", ">=", start.replace(tzinfo=None))
        if scope == "all":
            domain &= Domain("user_id", "!=", False)
        else:
            user_id = self.env.uid if scope == "mine" else int(scope)
            domain &= Domain("user_id", "=", user_id)
        return self.env["sama.follow.up"].search_count(domain)

    @api.model
    def _get_amount_sql(self, query):
        """Return the SQL of an order's total in its company's currency."""
        Order = self.env["sale.order"]
        return SQL(
            "COALESCE(%s, 0) + COALESCE(%s, 0)",
            Order._field_to_sql(query.table, "sama_goods_amount", query),
            Order._field_to_sql(query.table, "sama_service_amount", query),
        )

    @api.model
    def _convert(self, amount, company_id):
        """Convert from the currency of a company to that of the reader's company."""
        # sudo: the reader may read the company's orders, which needs no more.
        company = self.env["res.company"].sudo().browse(company_id)
        target = self.env.company.currency_id
        if company.currency_id == target:
            return float(amount)
        return company.currency_id._convert(
            float(amount), target, company, fields.Date.context_today(self)
        )

    # === SHAPE === #

    @api.model
    def _prepare_cuts(self, scope, numbers):
        """Return {cut: count, amount, domain} of the scope."""
        totals = defaultdict(lambda: [0, 0.0])
        for (_user_id, cut), (count, amount) in numbers.items():
            for name in (cut, "due") if cut in DUE else (cut,):
                totals[name][0] += count
                totals[name][1] += amount
        names = ["due", *PARTS, *ACROSS, "try_again"]
        if self._is_manager():
            names.append("unassigned")
        round_ = self.env.company.currency_id.round
        return {
            name: {
                "count": totals[name][0],
                "amount": round_(totals[name][1]),
                "domain": list(self._get_cut_domain(name, scope)),
            }
            for name in names
        }

    @api.model
    def _prepare_team(self, numbers):
        """Return one row a follower: counts, and what is open, in number and amount.

        The most overdue come first.
        """
        rows = defaultdict(lambda: dict.fromkeys((*PARTS, "open", "amount"), 0))
        for (user_id, cut), (count, amount) in numbers.items():
            if user_id and cut in PARTS:
                rows[user_id][cut] += count
                rows[user_id]["open"] += count
                rows[user_id]["amount"] += amount
        users = self.env["res.users"].browse(rows)
        round_ = self.env.company.currency_id.round
        team = [
            {
                "id": user.id,
                "name": user.name,
                **rows[user.id],
                "amount": round_(rows[user.id]["amount"]),
            }
            for user in users
        ]
        return sorted(
            team, key=lambda row: (-row["overdue"], -row["open"], row["name"])
        )

    @api.model
    def _get_followers(self):
        """Return [id, name] of the agents whose desk a manager may open."""
        users = self.env["res.users"].search_fetch(
            [
                ("all_group_ids", "in", self.env.ref(GROUP_AGENT).ids),
                ("company_ids", "in", self.env.companies.ids),
                ("share", "=", False),
            ],
            ["name"],
            order="name",
        )
        return [[user.id, user.name] for user in users]

    @api.model
    def _get_view_ids(self):
        """Return the ids of the views that show the rows."""
        to_id = self.env["ir.model.data"]._xmlid_to_res_id
        return {
            kind: to_id(f"sama_crm.sale_order_view_{kind}_desk")
            for kind in ("list", "kanban", "search")
        }

    # === BUS === #

    @api.model
    def _notify(self, users):
        """Let the open desks of the users and of the managers read anew.

        However often it is called, a transaction sends one notification a user: the
        managers share the channel of their group, others listen on their own, which
        nobody has to be read for.
        """
        pending = self.env.cr.precommit.data
        if BUS_TYPE not in pending:
            pending[BUS_TYPE] = set()
            self.env.cr.precommit.add(self._send_pending)
        # sudo: whom it reaches is no question of the sender's rights, and it says
        # nothing but "read anew".
        others = users.sudo().filtered(lambda user: not user.has_group(GROUP_MANAGER))
        pending[BUS_TYPE].update(others.ids)

    @api.model
    def _send_pending(self):
        """Send what `_notify` has collected."""
        user_ids = self.env.cr.precommit.data.pop(BUS_TYPE, ())
        channels = [*self.env["res.users"].browse(user_ids)]
        managers_id = self.env["ir.model.data"]._xmlid_to_res_id(
            GROUP_MANAGER, raise_if_not_found=False
        )
        if managers_id:
            channels.append(self.env["res.groups"].browse(managers_id))
        for channel in channels:
            self.env["bus.bus"]._sendone(channel, BUS_TYPE, {})
