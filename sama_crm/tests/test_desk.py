from datetime import date, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.http_routing.tests.common import MockRequest

from ..models.sama_desk import BUS_TYPE, PARTS
from .test_follow_up import FollowUpCommon

TODAY = date(2026, 11, 24)


class DeskCommon(FollowUpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What the database holds besides is none of these tests' business.
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE sale_order SET state = 'sale' WHERE id != %s", [cls.order.id]
        )
        cls.env["sama.follow.up"].search([]).unlink()
        cls.env.invalidate_all()

    def _desk(self, user):
        # Rules and counts are read as in a request of its own.
        self.env.invalidate_all()
        return self.env["sama.desk"].with_user(user)

    def _cuts(self, user, scope=None):
        return self._desk(user).get_data(scope)["cuts"]

    def _planned(self, days, user=None, **values):
        user = user or self.agent
        order = self._order(sama_follow_up_user_id=user.id, **values)
        self._schedule(days, user=user, order=order)
        return order

    def _one_of_each(self, user=None):
        """One order in each part, of each of the cuts across, and of nobody."""
        user = user or self.agent
        orders = {
            "overdue": self._planned(-1, user),
            "today": self._planned(0, user),
            "later": self._planned(4, user),
            "no_date": self._planned(0, user),
            "never": self._order(sama_follow_up_user_id=user.id),
            "stopped": self._order(sama_follow_up_user_id=user.id),
        }
        self._activities(orders["no_date"]).with_user(user).action_done()
        orders["stopped"].sama_follow_up("stop")
        return orders


@tagged("post_install", "-at_install")
class TestDeskNumbers(DeskCommon):
    def assertListsAgree(self, user, scope=None):
        """Each number is the length of the list that its domain opens, and its sum."""
        cuts = self._cuts(user, scope)
        Order = self.env["sale.order"].with_user(user)
        for name, cut in cuts.items():
            rows = Order.search(cut["domain"])
            self.assertEqual(cut["count"], len(rows), name)
            amount = sum(rows.sudo().mapped("amount_total"))
            self.assertAlmostEqual(cut["amount"], amount, 2, name)
        return cuts

    def test_parts_hold_each_open_order_once(self):
        orders = self._one_of_each()
        cuts = self._cuts(self.agent)
        Order = self.env["sale.order"].with_user(self.agent)
        for part in PARTS:
            self.assertIn(orders[part], Order.search(cuts[part]["domain"]))
        open_ = Order.search(Order._sama_cut_domain("open"))
        self.assertEqual(sum(cuts[part]["count"] for part in PARTS), len(open_))
        self.assertEqual(cuts["due"]["count"], 2)
        self.assertEqual(
            Order.search(cuts["due"]["domain"]), orders["overdue"] + orders["today"]
        )

    def test_lists_agree(self):
        self._one_of_each()
        self._one_of_each(self.agent2)
        self._order(sama_follow_up_user_id=False, user_id=False)
        self._planned(6, validity_date=TODAY + timedelta(days=2))
        for user, scope in (
            (self.agent, None),
            (self.agent2, "mine"),
            (self.manager, None),
            (self.manager, "all"),
            (self.manager, self.agent2.id),
        ):
            with self.subTest(user=user.login, scope=scope):
                self.assertListsAgree(user, scope)
        self.assertEqual(self._cuts(self.agent)["expiring_3"]["count"], 1)
        self.assertEqual(self._cuts(self.agent)["next_7"]["count"], 2)

    def test_lists_agree_at_the_edges_of_the_day(self):
        orders = {days: self._planned(days) for days in (-1, 0, 1, 7, 8)}
        for moment, due, next_7 in (
            ("2026-11-24 20:29:00", (-1, 0), (1, 7)),
            ("2026-11-24 20:31:00", (-1, 0, 1), (7, 8)),
        ):
            with self.subTest(moment), freeze_time(moment):
                cuts = self.assertListsAgree(self.agent)
                Order = self.env["sale.order"].with_user(self.agent)
                for name, days in (("due", due), ("next_7", next_7)):
                    self.assertEqual(
                        set(Order.search(cuts[name]["domain"])),
                        {orders[day] for day in days},
                    )

    def test_day_of_the_reader_not_of_the_server(self):
        self._planned(1)
        self.agent.tz = "America/New_York"
        with freeze_time("2026-11-24 20:31:00"):
            data = self._desk(self.agent).get_data()
        self.assertEqual(data["today"], "2026-11-24")
        self.assertEqual(data["cuts"]["due"]["count"], 0)

    def test_amount_in_the_currency_of_the_reader(self):
        foreign = self._foreign_currency(rate=2.0)
        pricelist = self.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": foreign.id}
        )
        order = self._planned(0, pricelist_id=pricelist.id)
        order.order_line.price_unit = 500
        self.assertEqual(order.amount_total, 500)
        cuts = self._cuts(self.agent)
        self.assertEqual(cuts["today"]["amount"], 250)

    def test_other_company(self):
        company = self._other_company()
        partner = self.partner2.id
        order = self.env["sale.order"].create(
            {
                "partner_id": partner,
                "company_id": company.id,
                "sama_follow_up_user_id": self.agent.id,
            }
        )
        self._schedule(0, order=order)
        self.assertEqual(self._cuts(self.agent)["today"]["count"], 0)
        self.agent.company_ids += company
        desk = self._desk(self.agent)
        both = desk.with_context(allowed_company_ids=(self.company + company).ids)
        self.assertEqual(both.get_data()["cuts"]["today"]["count"], 1)

    def test_try_again(self):
        self._as(self.agent).sama_void(self.reason, try_again_on="2026-11-30")
        self.assertEqual(self._cuts(self.agent)["try_again"]["count"], 0)
        with freeze_time("2026-11-30 06:30:00"):
            cuts = self.assertListsAgree(self.agent)
            self.assertEqual(cuts["try_again"]["count"], 1)
            self.assertEqual(self._cuts(self.agent2)["try_again"]["count"], 0)

    def test_done_today(self):
        self._as(self.agent).sama_follow_up("x", "2026-11-26")
        self._as(self.agent).sama_follow_up(
            "x", "2026-11-26", date="2026-11-23 20:29:00"
        )
        self._as(self.agent).sama_follow_up(
            "x", "2026-11-26", date="2026-11-23 20:31:00"
        )
        self.assertEqual(self._desk(self.agent).get_data()["done_today"], 2)
        self.assertEqual(self._desk(self.manager).get_data("all")["done_today"], 2)

    def test_queries_are_the_same_for_many_rows(self):
        def queries(user, scope):
            desk = self._desk(user)
            desk.get_data(scope)
            desk.env.invalidate_all()
            before = self.env.cr.sql_log_count
            desk.get_data(scope)
            return self.env.cr.sql_log_count - before

        self._one_of_each()
        cases = ((self.agent, "mine"), (self.manager, "all"))
        few = [queries(*case) for case in cases]
        for user in (self.agent, self.agent2):
            for _turn in range(5):
                self._one_of_each(user)
        self.assertEqual([queries(*case) for case in cases], few)
        self.assertLessEqual(max(few), 15)


@tagged("post_install", "-at_install")
class TestDeskRights(DeskCommon):
    def test_none_of_our_groups(self):
        for user in (self.employee, self.salesman, self.portal):
            with self.assertRaises(AccessError):
                self._desk(user).get_data()
            with self.assertRaises(AccessError):
                self._desk(user).take_day_notice()

    def test_agent_sees_his_own(self):
        mine = self._one_of_each()
        self._one_of_each(self.agent2)
        data = self._desk(self.agent).get_data()
        self.assertEqual(data["scope"], "mine")
        self.assertEqual((data["team"], data["followers"]), ([], []))
        self.assertNotIn("unassigned", data["cuts"])
        parts = sum(data["cuts"][part]["count"] for part in PARTS)
        self.assertEqual(parts, len(mine) + 1)
        for scope in ("all", self.agent2.id):
            with self.assertRaises(AccessError):
                self._desk(self.agent).get_data(scope)
        self._desk(self.agent).get_data(self.agent.id)

    def test_manager_sees_each_follower(self):
        self._one_of_each()
        self._one_of_each(self.agent2)
        self._planned(-3, self.agent2)
        free = self._order(sama_follow_up_user_id=False, user_id=False)
        data = self._desk(self.manager).get_data()
        self.assertEqual(data["scope"], "all")
        self.assertEqual(
            [(row["id"], row["overdue"], row["open"]) for row in data["team"]],
            [(self.agent2.id, 2, 7), (self.agent.id, 1, 7)],
        )
        for row in data["team"]:
            cuts = self._cuts(self.manager, row["id"])
            for part in PARTS:
                self.assertEqual(row[part], cuts[part]["count"])
        self.assertEqual(
            self.env["sale.order"].search(data["cuts"]["unassigned"]["domain"]), free
        )
        followers = dict(data["followers"])
        self.assertIn(self.agent.id, followers)
        self.assertNotIn(self.salesman.id, followers)

    def test_manager_who_follows_starts_with_his_own(self):
        self._planned(0, self.manager)
        self.assertEqual(self._desk(self.manager).get_data()["scope"], "mine")

    def test_views_are_readable_by_an_agent(self):
        self._one_of_each()
        data = self._desk(self.agent).get_data()
        Order = self.env["sale.order"].with_user(self.agent)
        for kind in ("list", "kanban"):
            views = Order.get_views(
                [(data["views"][kind], kind), (data["views"]["search"], "search")]
            )
            self.assertIn("sama_phone", views["views"][kind]["arch"])
        specification = {"partner_id": {}, "sama_phone": {}, "sama_days_late": {}}
        rows = Order.web_search_read(
            data["cuts"]["due"]["domain"],
            specification,
            order="sama_follow_up_state, sama_next_follow_up_date, "
            "sama_next_follow_up_hour, amount_total desc, id",
        )
        self.assertEqual(rows["length"], 2)

    def test_order_of_rows(self):
        calm = self._planned(0)
        dear = self._planned(0)
        dear.order_line.price_unit = 1000
        late = self._planned(-1)
        timed = {}
        for hour in (15.5, 9):
            timed[hour] = self._order(sama_follow_up_user_id=self.agent.id)
            self._schedule(0, order=timed[hour], hour=hour)
        arch = self.env.ref("sama_crm.sale_order_view_list_desk").arch
        order = arch.split('default_order="')[1].split('"')[0]
        Order = self.env["sale.order"].with_user(self.agent)
        rows = Order.search(self._cuts(self.agent)["due"]["domain"], order=order)
        self.assertEqual(rows, late + timed[9] + timed[15.5] + dear + calm)

    def test_phone_to_call(self):
        self.partner.phone = "02188776655"
        order = self._order(partner=self.contact)
        self.assertEqual(order.sama_phone, "02188776655")
        self.contact.phone = "02112345678"
        self.assertEqual(order.sama_phone, "02112345678")
        self.contact.sama_mobile = "09121234567"
        self.assertEqual(order.sama_phone, self.contact.sama_mobile)


@tagged("post_install", "-at_install")
class TestDeskBus(DeskCommon):
    def setUp(self):
        super().setUp()
        self.env.cr.precommit.run()

    def _sent(self):
        """Return what the transaction sends, [(model, id)]."""
        sent = []

        def send(bus, channel, kind, message):
            if kind == BUS_TYPE:
                self.assertEqual(message, {})
                sent.append((channel._name, channel.id))

        with patch.object(type(self.env["bus.bus"]), "_sendone", send):
            self.env.cr.precommit.run()
        return sorted(sent)

    def _expect(self, *users):
        managers = self.env.ref("sama_crm.group_manager")
        own = [("res.users", user.id) for user in users]
        return sorted([*own, ("res.groups", managers.id)])

    def test_one_a_user_and_transaction(self):
        orders = self.order + self._order(sama_follow_up_user_id=self.agent.id)
        orders += self._order(sama_follow_up_user_id=self.agent2.id)
        self._sent()
        orders.with_user(self.manager).sama_follow_up("x", "2026-11-26")
        self.assertEqual(self._sent(), self._expect(self.agent, self.agent2))
        self.assertEqual(self._sent(), [])

    def test_manager_is_not_told_twice(self):
        self._order(sama_follow_up_user_id=self.manager.id)
        self.assertEqual(self._sent(), self._expect())

    def test_deleted_responsible(self):
        self.agent.unlink()
        self.assertLessEqual(set(self._expect()), set(self._sent()))

    def test_agents_listen_on_their_own_channel(self):
        for user, listens in ((self.agent, True), (self.employee, False)):
            websocket = self.env["ir.websocket"].with_user(user)
            with MockRequest(websocket.env) as request:
                request.session.uid = user.id
                channels = websocket._build_bus_channel_list([])
            own = [
                channel
                for channel in channels
                if getattr(channel, "_name", "") == "res.users"
            ]
            self.assertEqual(own, [user] if listens else [])

    def test_every_change_of_the_desk(self):
        todo = self.env.ref("mail.mail_activity_data_todo").id
        changes = {
            "planned": lambda: self._schedule(3),
            "snoozed": lambda: self._activities().write({"date_deadline": TODAY}),
            "done": lambda: self._activities().action_done(),
            "confirmed": lambda: self.order.action_confirm(),
            "cancelled": lambda: self.order._action_cancel(),
            "set back": lambda: self.order.action_draft(),
        }
        for name, change in changes.items():
            change()
            self.assertEqual(self._sent(), self._expect(self.agent), name)
        self._schedule(3, type_id=todo)
        self.assertEqual(self._sent(), [])
        self.order.sama_follow_up_user_id = self.agent2
        self.assertEqual(self._sent(), self._expect(self.agent, self.agent2))
        self.order.unlink()
        self.assertEqual(self._sent(), self._expect(self.agent2))

    def test_other_writes_say_nothing(self):
        self.order.note = "x"
        self.order.order_line.price_unit = 7
        self.assertEqual(self._sent(), [])


@tagged("post_install", "-at_install")
class TestDayNotice(DeskCommon):
    def _take(self, user=None):
        return self._desk(user or self.agent).take_day_notice()

    def test_once_a_day(self):
        self._one_of_each()
        self.assertEqual(self._take(), {"due": 2, "overdue": 1})
        self.assertFalse(self._take())
        with freeze_time("2026-11-24 20:29:00"):
            self.assertFalse(self._take())
        with freeze_time("2026-11-24 20:31:00"):
            self.assertEqual(self._take(), {"due": 2, "overdue": 2})
            self.assertFalse(self._take())

    def test_not_spent_while_nothing_is_due(self):
        self.assertFalse(self._take())
        self._planned(0)
        self.assertEqual(self._take(), {"due": 1, "overdue": 0})

    def test_each_user_his_own(self):
        self._one_of_each()
        self._take()
        self.assertFalse(self._take(self.agent2))
        self._planned(-1, self.agent2)
        self.assertEqual(self._take(self.agent2), {"due": 1, "overdue": 1})
        # What is due with his followers is on a manager's desk, not his to call.
        self.assertFalse(self._take(self.manager))

    def test_number_is_what_the_desk_opens(self):
        self._one_of_each()
        cuts = self._cuts(self.agent, "mine")
        self.assertEqual(self._take()["due"], cuts["due"]["count"])

    def test_settings_of_others_look_as_in_plain_odoo(self):
        settings = self.env["res.users.settings"]._find_or_create_for_user(self.agent)
        self.assertNotIn("sama_day_notice_on", settings._res_users_settings_format())


@tagged("post_install", "-at_install")
class TestBell(DeskCommon):
    def test_group_of_quotations_for_a_pure_agent(self):
        self._planned(-1)
        self._planned(0)
        env = self.env(user=self.agent)
        groups = {g["model"]: g for g in env["res.users"]._get_activity_groups()}
        group = groups["sale.order"]
        self.assertEqual(group["type"], "activity")
        self.assertEqual((group["overdue_count"], group["today_count"]), (1, 1))
        self.assertNotIn("mail.activity", groups)
