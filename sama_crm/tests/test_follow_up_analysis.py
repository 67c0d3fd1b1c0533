import random
from collections import defaultdict
from datetime import datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..reports.data import ReportData
from ..reports.request import Request
from .test_report import ReportCommon

BEGIN = datetime(2026, 10, 20, 8)
MEASURES = (
    "__count",
    "on_time:avg",
    "days_to_first:avg",
    "won_order_id:count_distinct",
    "per_win:avg",
    "won_share:avg",
)


@tagged("post_install", "-at_install")
class TestFollowUpAnalysis(ReportCommon):
    """What is counted of the log, against plain counting of its rows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Analysis = cls.env["sama.follow.up.analysis"]
        cls.company.resource_calendar_id.tz = "Asia/Tehran"
        cls.outcomes = cls.env["sama.follow.up.outcome"].search([], limit=3)

    def _log(self, order, days, user=None, **values):
        """Log a follow-up so many days after the beginning; ``next`` is in days too."""
        plan = values.pop("next", None)
        if plan is not None:
            values["next_date"] = (BEGIN + timedelta(days=plan)).date()
        return self.env["sama.follow.up"].create(
            {
                "order_id": order.id,
                "partner_id": order.partner_id.id,
                "company_id": order.company_id.id,
                "user_id": (self.agent if user is None else user).id,
                "date": BEGIN + timedelta(days=days),
                "description": "Called",
                **values,
            }
        )

    def _order_of(self, days=0, **values):
        order = self._order([(self.goods, 10)], date_order=BEGIN + timedelta(days=days))
        order.write(values)
        order.flush_recordset()
        self.env.cr.execute(
            "UPDATE sale_order SET create_date = date_order WHERE id = %s", [order.id]
        )
        self.env.invalidate_all()
        return order

    def _rows(self, orders):
        return self.Analysis.search([("order_id", "in", orders.ids)], order="date, id")

    def test_on_time_is_by_the_plan_before(self):
        order = self._order_of()
        self._log(order, 1, next=3)
        self._log(order, 3)  # on the day; the plan of before is kept
        self._log(order, 5, next=6)  # late by that plan
        self._log(order, 6.5, result="stop")  # 23:30 in Tehran: still that day
        self._log(order, 9)  # taken up again: nothing was planned
        self.assertEqual(
            self._rows(order).mapped("on_time"), [False, 100, 0, 100, False]
        )
        self._log(order, 9.1, next=9)
        # 20:30 UTC is the next day where the company works.
        late = self._log(order, 9.55)
        row = self.Analysis.browse(late.id)
        self.assertEqual((row.planned_date, row.on_time), (late.date.date(), 0))

    def test_days_to_the_first(self):
        order = self._order_of()
        portal = self._log(order, 1, user=self.env["res.users"])
        self._log(order, 2)
        self._log(order, 4)
        self.assertEqual(self._rows(order).mapped("days_to_first"), [2, False])
        self.assertNotIn(portal, self._rows(order).follow_up_id)
        # Confirming gives a quotation a new date; it was made when it was made.
        order.date_order = BEGIN + timedelta(days=3)
        order.flush_recordset()
        self.assertEqual(self._rows(order)[0].days_to_first, 2)

    def test_a_deleted_users_work_stays(self):
        order = self._order_of()
        log = self._log(order, 1)
        log.flush_recordset()
        log.write({"user_id": False, "gone_user_name": "Old Hand"})
        self.assertEqual(self._rows(order).follow_up_id, log)

    def test_against_plain_counting(self):
        """Random logs: every measure of every group, in SQL and in Python."""
        dice = random.Random(1405)
        orders = self.env["sale.order"]
        for number in range(12):
            order = self._order_of()
            orders += order
            for _time in range(dice.randrange(6)):
                self._log(
                    order,
                    dice.randrange(1, 20) + dice.random(),
                    user=dice.choice([self.agent, self.agent2]),
                    outcome_id=dice.choice(self.outcomes).id,
                    next=dice.choice([None, dice.randrange(1, 25)]),
                )
            if number % 3 == 0:
                order.action_confirm()
            elif number % 3 == 1:
                order.with_context(disable_cancel_warning=True)._action_cancel()
        domain = [("order_id", "in", orders.ids)]
        for spec in ("user_id", "outcome_id", "date:day", "date:month"):
            for user in (self.manager, self.persian):
                model = self.Analysis.with_env(self._env(user, jalali=True))
                groups = model.formatted_read_group(domain, [spec], [*MEASURES])
                self.assertGreater(len(groups), 1)
                for group in groups:
                    rows = model.search([*domain, *group["__extra_domain"]])
                    expected = self._counted(rows.follow_up_id)
                    shown = [group[measure] or 0 for measure in MEASURES]
                    for one, other in zip(shown, expected, strict=True):
                        self.assertAlmostEqual(one, other)

    def _counted(self, logs):
        """Return the measures of follow-ups, row by row."""
        by_order = defaultdict(list)
        for log in logs.order_id.sama_follow_up_ids.sorted(
            lambda log: (log.date, log.id)
        ):
            if log.user_id:
                by_order[log.order_id].append(log)
        times, days, shares, won = [], [], [], set()
        for order, all_logs in by_order.items():
            plan = None
            for place, log in enumerate(all_logs):
                day = self.company._sama_local_day(log.date)
                if log in logs:
                    if plan:
                        times.append(100 if day <= plan else 0)
                    if place == 0:
                        begun = min(order.create_date, order.date_order)
                        days.append((day - self.company._sama_local_day(begun)).days)
                    if order.state == "sale":
                        won.add(order)
                        shares.append(100)
                    elif order.state == "cancel":
                        shares.append(0)
                if log.next_date or log.result != "continue":
                    plan = log.next_date
        mean = lambda values: sum(values) / len(values) if values else 0  # noqa: E731
        return (
            len(logs),
            mean(times),
            mean([max(0, value) for value in days]),
            len(won),
            len(logs) / len(won) if won else 0,
            mean(shares),
        )

    def test_rights_are_those_of_the_log(self):
        mine = self._order_of(sama_follow_up_user_id=self.agent.id)
        other = self._order_of(
            sama_follow_up_user_id=self.agent2.id, user_id=self.agent2.id
        )
        self.company.sama_agents_read_all = False
        for order in mine + other:
            self._log(order, 1, user=self.agent2)
        domain = [("order_id", "in", (mine + other).ids)]
        logs = self.env["sama.follow.up"]
        for user in (self.agent, self.agent2, self.manager):
            seen = self.Analysis.with_user(user).search(domain)
            self.assertEqual(
                seen.follow_up_id.ids, logs.with_user(user).search(domain).ids
            )
        self.assertEqual(
            self.Analysis.with_user(self.agent).search(domain).order_id, mine
        )
        for user in (self.employee, self.salesman, self.portal):
            with self.assertRaises(AccessError):
                self.Analysis.with_user(user).search(domain)
        company = self.env["res.company"].create({"name": "Other"})
        self.manager.company_ids += company
        stranger = self.Analysis.with_user(self.manager).with_context(
            allowed_company_ids=company.ids
        )
        self.assertFalse(stranger.search(domain))

    def test_report(self):
        """The page for the owner shows what the pivot shows."""
        order = self._order_of()
        self._log(order, 1, next=2)
        self._log(order, 4, user=self.agent2)
        order.action_confirm()
        request = Request(
            "sama.follow.up.analysis",
            domain=[["order_id", "=", order.id]],
            layout="management",
        )
        data = ReportData(self._env(), request)
        figures = [value for _label, _column, value in data.figures()]
        logs = self.env["sama.follow.up"].search_count(
            [("order_id", "=", order.id), ("user_id", "!=", False)]
        )
        self.assertEqual(figures, [logs, 0, 1, 1, logs, 100])
        heading, rows = data.breakdowns()[0]
        self.assertEqual(heading, "Followed Up by")
        by_user = {label: (count, values) for label, count, values in rows}
        count, values = by_user[self.agent2.name]
        self.assertEqual((count, values[0]), (1, 0))
        count, values = by_user[self.agent.name]
        self.assertEqual((count, values[0], values[2]), (1, None, 1))

    def test_opens_the_quotation(self):
        order = self._order_of()
        log = self._log(order, 1)
        action = self.Analysis.browse(log.id).action_open_order()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("sale.order", order.id)
        )
