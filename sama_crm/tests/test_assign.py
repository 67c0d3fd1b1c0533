from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..tools.digits import fold_digits
from .test_follow_up import FollowUpCommon


class AssignCommon(FollowUpCommon):
    def _orders(self, number, **values):
        return self.env["sale.order"].create(
            [
                {
                    "partner_id": self.partner.id,
                    "company_id": self.company.id,
                    "sama_follow_up_user_id": False,
                    "user_id": False,
                    **values,
                }
                for _number in range(number)
            ]
        )

    def _messages_to(self, user):
        return self.env["mail.message"].search(
            [
                ("partner_ids", "in", user.partner_id.ids),
                ("message_type", "=", "user_notification"),
            ],
            order="id",
        )

    def _changes(self, order):
        """(old, new) of the responsible in the order's chatter."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        values = order.message_ids.sudo().tracking_value_ids.filtered(
            lambda value: value.field_id.name == "sama_follow_up_user_id"
        )
        return [(value.old_value_char, value.new_value_char) for value in values]


@tagged("post_install", "-at_install")
class TestAssign(AssignCommon):
    def _assign(self, orders, users, user=None, **options):
        return orders.with_user(user or self.manager).sama_assign(
            users.ids if users else [], **options
        )

    def test_one_follower(self):
        self._as(self.agent).sama_follow_up("x", "2026-11-28", 10)
        free = self._orders(1)
        result = self._assign(self.order + free, self.agent2)
        self.assertEqual(
            (self.order + free).mapped("sama_follow_up_user_id"), self.agent2
        )
        self.assertEqual(self._activities().user_id, self.agent2)
        self.assertEqual(self.order.sama_next_follow_up_date, date(2026, 11, 28))
        self.assertEqual(self.order.sama_next_follow_up_hour, 10)
        self.assertFalse(self._activities(free))
        self.assertEqual(result["assigned"], 2)
        self.assertEqual(result["planned"], 0)
        self.assertFalse(result["refused"])
        self.assertEqual(
            result["by_user"],
            [{"user_id": self.agent2.id, "name": self.agent2.name, "count": 2}],
        )

    def test_old_and_new_name_in_the_chatter(self):
        free = self._orders(1)
        self._changes(self.order)
        self._assign(self.order + free, self.agent2)
        self.assertEqual(
            self._changes(self.order), [(self.agent.name, self.agent2.name)]
        )
        self.assertEqual(self._changes(free), [("", self.agent2.name)])

    def test_what_the_chatter_says_is_for_the_sales_groups(self):
        self._assign(self.order, self.agent2)
        messages = self.order.message_ids.sudo()
        values = messages.tracking_value_ids
        self.assertTrue(values._filter_has_field_access(self.env(user=self.agent)))
        self.assertFalse(values._filter_has_field_access(self.env(user=self.salesman)))

    def test_one_message_a_person(self):
        orders = self._orders(7)
        self._assign(orders, self.agent + self.agent2, share="count")
        for user, number in ((self.agent, 4), (self.agent2, 3)):
            message = self._messages_to(user)
            self.assertEqual(len(message), 1)
            self.assertIn(f"{number} quotations", fold_digits(message.subject))
            self.assertEqual(message.author_id, self.manager.partner_id)

    def test_message_in_his_language_names_some(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.agent2.lang = "fa_IR"
        orders = self._orders(7)
        self._assign(orders, self.agent2, next_date="2026-11-28", next_hour=10)
        message = self._messages_to(self.agent2)
        self.assertIn("پیش‌فاکتور", message.subject)
        self.assertIn(orders[0].name, message.body)
        self.assertNotIn(orders[6].name, message.body)
        self.assertIn("10:00", message.body)

    def test_nobody_tells_himself_nor_what_was_so(self):
        self._assign(self._orders(2), self.manager)
        self.assertFalse(self._messages_to(self.manager))
        result = self._assign(self.order, self.agent)
        self.assertFalse(self._messages_to(self.agent))
        self.assertEqual(result["unchanged"], 1)
        self.assertEqual(result["assigned"], 0)

    def test_share_by_count_is_even_and_stable(self):
        orders = self.env["sale.order"]
        for price in (100, 900, 200, 800, 300):
            orders += self._order([(self.goods, price)], user_id=False)
        users = self.agent + self.agent2
        self._assign(orders, users, share="count")
        # 900, 300, 200 and 800, 100: each the largest, to who has fewer, then less.
        mine = orders.filtered(lambda order: order.sama_follow_up_user_id == self.agent)
        self.assertEqual(mine.mapped("amount_total"), [100, 900, 200])
        shares = orders._sama_share(users, "count")
        backwards = orders.browse(reversed(orders.ids))._sama_share(users, "count")
        self.assertEqual(shares, backwards)

    def test_share_by_amount(self):
        orders = self.env["sale.order"]
        for price in (1000, 300, 300, 300, 100):
            orders += self._order([(self.goods, price)], user_id=False)
        self._assign(orders, self.agent + self.agent2, share="amount")
        self.assertEqual(orders[0].sama_follow_up_user_id, self.agent)
        self.assertEqual(orders[1:].sama_follow_up_user_id, self.agent2)

    def test_first_date_for_those_without_plan(self):
        planned, free = self._orders(2)
        self._schedule(1, order=planned)
        result = self._assign(
            planned + free, self.agent2, next_date="2026-11-30", next_hour=9.5
        )
        self.assertEqual(result["planned"], 1)
        self.assertEqual(planned.sama_next_follow_up_date, date(2026, 11, 25))
        self.assertEqual(free.sama_next_follow_up_date, date(2026, 11, 30))
        self.assertEqual(free.sama_next_follow_up_hour, 9.5)
        self.assertEqual(self._activities(planned + free).user_id, self.agent2)

    def test_planned_ones_move_when_asked(self):
        self._schedule(1)
        self._assign(self.order, self.agent, next_date="2026-11-30", move_planned=True)
        self.assertEqual(self.order.sama_next_follow_up_date, date(2026, 11, 30))
        self.assertEqual(len(self._activities()), 1)

    def test_stopped_ones_start_again_when_asked(self):
        self.order.sama_follow_up("stop")
        self._assign(self.order, self.agent2, next_date="2026-11-30")
        self.assertEqual(self.order.sama_follow_up_state, "stopped")
        self.assertEqual(self.order.sama_follow_up_user_id, self.agent2)
        self._assign(
            self.order, self.agent2, next_date="2026-11-30", restart_stopped=True
        )
        self.assertEqual(self.order.sama_follow_up_state, "planned")

    def test_only_unassigned_and_closed_are_refused_with_reason(self):
        free, sold = self._orders(2)
        sold.action_confirm()
        result = self._assign(
            self.order + free + sold, self.agent2, only_unassigned=True
        )
        self.assertEqual(free.sama_follow_up_user_id, self.agent2)
        self.assertEqual(self.order.sama_follow_up_user_id, self.agent)
        self.assertFalse(sold.sama_follow_up_user_id)
        self.assertEqual(
            [row["name"] for row in result["refused"]], [self.order.name, sold.name]
        )
        self.assertTrue(all(row["reason"] for row in result["refused"]))

    def test_person_of_another_company_gets_nothing(self):
        company = self._other_company()
        self.manager.company_ids += company
        other = self.env["sale.order"].create(
            {"partner_id": self.partner2.id, "company_id": company.id}
        )
        orders = (self.order + other).with_context(
            allowed_company_ids=(self.company + company).ids
        )
        result = self._assign(orders, self.agent2)
        self.assertEqual([row["id"] for row in result["refused"]], other.ids)
        self.agent2.company_ids += company
        self._assign(orders, self.agent2)
        self.assertEqual(other.sama_follow_up_user_id, self.agent2)

    def test_wrong_input_saves_nothing(self):
        for users, options in (
            (self.env["res.users"], {}),
            (self.employee, {}),
            (self.agent2 + self.salesman, {"share": True}),
            (self.agent + self.agent2, {}),
            (self.agent2, {"next_date": "2026-11-23"}),
            (self.agent2, {"next_date": "2026-11-24", "next_hour": 9}),
        ):
            with self.subTest(users=users, **options):
                with self.assertRaises(ValidationError):
                    self._assign(self.order, users, **options)
                self.assertEqual(self.order.sama_follow_up_user_id, self.agent)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_only_managers_assign(self):
        for user in (self.agent, self.salesman, self.employee, self.portal):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._assign(self.order, self.agent2, user)
        order = self._order(partner=self.portal_partner)
        with self.assertRaises(AccessError):
            self._assign(order, self.agent2, self.portal)
        with self.assertRaises(AccessError):
            self.env["sale.order.assign"].with_user(self.agent).create({})

    def test_manager_cannot_assign_what_he_cannot_read(self):
        company = self._other_company()
        order = self.env["sale.order"].create(
            {"partner_id": self.partner2.id, "company_id": company.id}
        )
        with self.assertRaises(AccessError):
            self._assign(order, self.agent2)

    def test_thousand_orders_in_few_queries(self):
        """Counted on 500 (the rest is the same in batches): 30 queries per 100."""
        orders = self._orders(500)
        half = orders[:250]
        half._sama_plan(date(2026, 11, 26))
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._assign(
            orders,
            self.agent + self.agent2,
            share="amount",
            next_date="2026-11-28",
            move_planned=True,
        )
        self.env.flush_all()
        self.env.cr.precommit.run()
        queries = self.env.cr.sql_log_count - before
        self.assertLessEqual(queries, 150)
        self.assertEqual(
            orders.mapped("sama_next_follow_up_date"), [date(2026, 11, 28)] * 500
        )
        self.assertEqual(len(self._activities(orders)), 500)


@tagged("post_install", "-at_install")
class TestAssignDialog(AssignCommon):
    def _dialog(self, orders, **context):
        model = self.env["sale.order.assign"].with_user(self.manager)
        return Form(
            model.with_context(
                active_model="sale.order", active_ids=orders.ids, **context
            )
        )

    def test_ticked_rows(self):
        orders = self.order + self._orders(2)
        dialog = self._dialog(orders)
        self.assertIn("3 quotations", fold_digits(dialog.summary))
        dialog.user_ids.add(self.agent)
        self.assertFalse(dialog.several)
        dialog.user_ids.add(self.agent2)
        self.assertTrue(dialog.several)
        self.assertIn(self.agent2.name, dialog.preview)
        dialog.next_date = "2026-11-28"
        wizard = dialog.save()
        action = wizard.action_assign()
        self.assertEqual(action["params"]["type"], "success")
        self.assertEqual(len(orders.sama_follow_up_user_id), 2)
        self.assertEqual(
            orders.mapped("sama_next_follow_up_date"), [date(2026, 11, 28)] * 3
        )

    def test_refused_are_told(self):
        self.order.action_confirm()
        dialog = self._dialog(self.order + self._orders(1))
        dialog.user_ids.add(self.agent2)
        params = dialog.save().action_assign()["params"]
        self.assertEqual(params["type"], "warning")
        self.assertIn("No quotation any more (1)", fold_digits(params["message"]))

    def test_whole_filter_beyond_the_clients_limit(self):
        orders = self._orders(3)
        self.env["ir.config_parameter"].set_param("web.active_ids_limit", "2")
        dialog = self._dialog(orders[:2], active_domain=[("id", "in", orders.ids)])
        dialog.user_ids.add(self.agent2)
        dialog.save().action_assign()
        self.assertEqual(orders.sama_follow_up_user_id, self.agent2)
        self.assertTrue(all(order.sama_follow_up_user_id for order in orders))

    def test_action_is_bound_for_managers(self):
        def bound(user):
            bindings = self.env["ir.actions.actions"].with_user(user)
            actions = bindings.get_bindings("sale.order").get("action", [])
            return self.env.ref("sama_crm.sale_order_assign_action").id in [
                action["id"] for action in actions
            ]

        self.assertTrue(bound(self.manager))
        self.assertFalse(bound(self.agent))
