from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import SamaCommon

# 10:00 of a Tuesday in Tehran, where the users live.
NOW = "2026-11-24 06:30:00"
TODAY = date(2026, 11, 24)


class FollowUpCommon(SamaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW))
        cls.company.sama_follow_up_since = False
        cls.order = cls._order(sama_follow_up_user_id=cls.agent.id)
        cls.Activity = cls.env["mail.activity"]
        cls.type_id = cls.Activity._sama_type_id()
        cls.reason = cls.env.ref("sama_crm.sama_void_reason_price")
        cls.no_answer = cls.env.ref("sama_crm.sama_follow_up_outcome_no_answer")

    def _activities(self, order=None):
        order = order or self.order
        return self.Activity.search(self.Activity._sama_domain(order))

    def _as(self, user, order=None):
        return (order or self.order).with_user(user)

    def _schedule(self, days, user=None, order=None, type_id=None, hour=0):
        order = order or self.order
        return self.Activity.create(
            {
                "res_model_id": self.env["ir.model"]._get_id("sale.order"),
                "res_id": order.id,
                "activity_type_id": type_id or self.type_id,
                "user_id": (user or self.agent).id,
                "date_deadline": TODAY + timedelta(days=days),
                "sama_hour": hour,
            }
        )


@tagged("post_install", "-at_install")
class TestFollowUp(FollowUpCommon):
    def test_next_date_plans_one_activity(self):
        log = self._as(self.agent).sama_follow_up("Thinks", "2026-11-26", 10.5)
        activity = self._activities()
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.agent)
        self.assertEqual(activity.date_deadline, date(2026, 11, 26))
        self.assertEqual(activity.sama_hour, 10.5)
        self.assertEqual(self.order.sama_next_follow_up_date, date(2026, 11, 26))
        self.assertEqual(self.order.sama_next_follow_up_hour, 10.5)
        self.assertEqual(self.order.sama_follow_up_state, "planned")
        self.assertEqual(self.order.sama_follow_up_count, 1)
        self.assertEqual(
            self.order.sama_last_follow_up_date, datetime.fromisoformat(NOW)
        )
        self.assertEqual(log.result, "continue")
        self.assertEqual(log.user_id, self.agent)
        self.assertEqual(log.partner_id, self.order.partner_id)

    def test_second_follow_up_moves_the_activity(self):
        self._as(self.agent).sama_follow_up("One", "2026-11-26")
        first = self._activities()
        self._as(self.agent).sama_follow_up("Two", "2026-12-01")
        self.assertEqual(self._activities(), first)
        self.assertEqual(first.date_deadline, date(2026, 12, 1))
        self.assertEqual(self.order.sama_follow_up_count, 2)

    def test_without_next_date_the_chase_stops(self):
        self._as(self.agent).sama_follow_up("One", "2026-11-26")
        log = self._as(self.agent).sama_follow_up("Not interested now")
        self.assertEqual(log.result, "stop")
        self.assertFalse(self._activities())
        self.assertFalse(self.order.sama_next_follow_up_date)
        self.assertEqual(self.order.sama_follow_up_state, "stopped")
        self.assertEqual(self.order.state, "draft")

    def test_keep_next_leaves_the_plan(self):
        self._as(self.agent).sama_follow_up("One", "2026-11-26", 9)
        log = self._as(self.agent).sama_follow_up("He called", keep_next=True)
        self.assertEqual(log.result, "continue")
        self.assertEqual(self.order.sama_next_follow_up_date, date(2026, 11, 26))
        self.assertEqual(self.order.sama_next_follow_up_hour, 9)

    def test_next_date_starts_a_stopped_chase_again(self):
        self._as(self.agent).sama_follow_up("Stop")
        self._as(self.agent).sama_follow_up("He called back", "2026-11-25")
        self.assertEqual(self.order.sama_follow_up_state, "planned")

    def test_text_or_outcome(self):
        with self.assertRaises(ValidationError):
            self._as(self.agent).sama_follow_up("  ", "2026-11-26")
        self._as(self.agent).sama_follow_up("", "2026-11-26", outcome=self.no_answer.id)
        self.assertEqual(self.order.sama_last_outcome_id, self.no_answer)

    def test_next_date_past(self):
        with self.assertRaises(ValidationError):
            self._as(self.agent).sama_follow_up("x", "2026-11-23")
        self.assertFalse(self.order.sama_follow_up_ids)

    def test_next_hour_today(self):
        with self.assertRaises(ValidationError):
            self._as(self.agent).sama_follow_up("x", TODAY, 9.5)
        self._as(self.agent).sama_follow_up("x", TODAY, 10.5)
        self.assertEqual(self.order.sama_follow_up_state, "today")

    def test_logged_yesterday_not_tomorrow(self):
        log = self._as(self.agent).sama_follow_up(
            "x", "2026-11-26", date="2026-11-23 08:00:00"
        )
        self.assertEqual(log.date, datetime(2026, 11, 23, 8))
        with self.assertRaises(UserError):
            self._as(self.agent).sama_follow_up(
                "x", "2026-11-26", date="2026-11-25 08:00:00"
            )

    def test_last_follow_up_is_the_latest_by_date(self):
        self._as(self.agent).sama_follow_up("now", "2026-11-26")
        self._as(self.agent).sama_follow_up(
            "older", "2026-11-26", date="2026-11-20 08:00:00"
        )
        self.assertEqual(self.order.sama_last_description, "now")
        self.assertEqual(self.order.sama_follow_up_count, 2)

    def test_what_was_read_before_is_read_anew(self):
        order = self._as(self.agent)
        fnames = ["sama_last_description", "sama_last_result", "sama_days_late"]
        self._schedule(-2)
        self.assertEqual(order.read(fnames)[0]["sama_days_late"], 2)
        order.sama_follow_up("New words", "2026-11-28")
        self.assertEqual(
            order.read(fnames)[0],
            {
                "id": order.id,
                "sama_last_description": "New words",
                "sama_last_result": "continue",
                "sama_days_late": 0,
            },
        )

    def test_date_in_any_iso_form(self):
        for text in (
            "2026-11-23 06:30:00",
            "2026-11-23T06:30:00",
            "2026-11-23T06:30:00.000Z",
            "2026-11-23T10:00:00+03:30",
        ):
            log = self._as(self.agent).sama_follow_up("x", date=text)
            self.assertEqual(log.date, datetime(2026, 11, 23, 6, 30), text)

    def test_several_orders_at_once(self):
        orders = self.order + self._order(sama_follow_up_user_id=self.agent2.id)
        logs = orders.with_user(self.manager).sama_follow_up("x", "2026-11-26")
        self.assertEqual(logs.order_id, orders)
        self.assertEqual(self._activities(orders).user_id, self.agent + self.agent2)

    def test_acting_agent_takes_an_order_of_nobody(self):
        order = self._order(sama_follow_up_user_id=False, user_id=False)
        self._as(self.agent, order).sama_follow_up("x", "2026-11-26")
        self.assertEqual(order.sama_follow_up_user_id, self.agent)
        self.assertEqual(self._activities(order).user_id, self.agent)

    def test_chatter_says_it_escaped(self):
        self._as(self.agent).sama_follow_up("<b>loud</b>", "2026-11-26")
        body = self.order.message_ids[0].body
        self.assertIn("&lt;b&gt;loud&lt;/b&gt;", body)

    def test_write_date_stays(self):
        self.env.flush_all()
        before = self.order.write_date
        with freeze_time("2026-11-24 08:00:00"):
            self._as(self.agent).sama_follow_up("x", "2026-11-26")
            self.env.flush_all()
        self.order.invalidate_recordset()
        self.assertEqual(self.order.write_date, before)


@tagged("post_install", "-at_install")
class TestPlanIsTheActivity(FollowUpCommon):
    def test_by_hand_in_the_chatter(self):
        self._schedule(3, hour=14)
        self.assertEqual(self.order.sama_next_follow_up_date, date(2026, 11, 27))
        self.assertEqual(self.order.sama_next_follow_up_hour, 14)

    def test_snoozed_and_dragged(self):
        activity = self._schedule(-1)
        self.assertEqual(self.order.sama_follow_up_state, "overdue")
        self.assertEqual(self.order.sama_days_late, 1)
        activity.with_user(self.agent).date_deadline = "2026-12-24"
        self.assertEqual(self.order.sama_next_follow_up_date, date(2026, 12, 24))
        activity.with_user(self.agent).sama_hour = 8
        self.assertEqual(self.order.sama_next_follow_up_hour, 8)

    def test_earliest_counts_and_f4_leaves_one(self):
        self._schedule(5)
        self._schedule(2)
        self.assertEqual(self.order.sama_next_follow_up_date, date(2026, 11, 26))
        self._as(self.agent).sama_follow_up("x", "2026-11-30")
        self.assertEqual(len(self._activities()), 1)
        self.assertEqual(self.order.sama_next_follow_up_date, date(2026, 11, 30))

    def test_done_in_chatter_logs_and_leaves_without_date(self):
        self._schedule(0).with_user(self.agent).action_feedback("He will think")
        log = self.order.sama_follow_up_ids
        self.assertEqual(log.result, "continue")
        self.assertEqual(log.description, "He will think")
        self.assertEqual(log.user_id, self.agent)
        self.assertEqual(self.order.sama_follow_up_state, "unplanned")

    def test_done_without_feedback_logs(self):
        self._schedule(0).with_user(self.agent).action_done()
        self.assertEqual(self.order.sama_follow_up_count, 1)
        self.assertEqual(self.order.sama_follow_up_state, "unplanned")

    def test_done_with_a_second_plan_keeps_it(self):
        self._schedule(0).with_user(self.agent).action_done()
        self._schedule(4)
        self.assertEqual(self.order.sama_next_follow_up_date, date(2026, 11, 28))

    def test_deleted_logs_nothing(self):
        self._schedule(0).unlink()
        self.assertFalse(self.order.sama_follow_up_ids)
        self.assertEqual(self.order.sama_follow_up_state, "unplanned")

    def test_type_changed(self):
        activity = self._schedule(1)
        activity.activity_type_id = self.env.ref("mail.mail_activity_data_todo")
        self.assertFalse(self.order.sama_next_follow_up_date)
        activity.activity_type_id = self.type_id
        self.assertEqual(self.order.sama_next_follow_up_date, date(2026, 11, 25))

    def test_other_types_untouched(self):
        todo = self._schedule(
            1, type_id=self.env.ref("mail.mail_activity_data_todo").id
        )
        self.assertFalse(self.order.sama_next_follow_up_date)
        self._as(self.agent).sama_follow_up("stop")
        self.order.action_confirm()
        self.assertTrue(todo.exists().active)

    def test_written_date_plans(self):
        self.order.sama_next_follow_up_date = "2026-11-28"
        self.assertEqual(self._activities().date_deadline, date(2026, 11, 28))
        self.order.sama_next_follow_up_hour = 11
        self.assertEqual(self._activities().sama_hour, 11)
        self.order.sama_next_follow_up_date = False
        self.assertFalse(self._activities())
        self.assertEqual(self.order.sama_follow_up_state, "unplanned")

    def test_created_with_a_date(self):
        order = self._order(
            sama_follow_up_user_id=self.agent.id, sama_next_follow_up_date="2026-11-28"
        )
        self.assertEqual(self._activities(order).user_id, self.agent)
        self.assertEqual(order.sama_next_follow_up_date, date(2026, 11, 28))

    def test_written_date_needs_the_right_to_the_field(self):
        self.order.user_id = self.salesman
        with self.assertRaises(AccessError):
            self._as(self.salesman).write({"sama_next_follow_up_date": "2026-11-28"})
        with self.assertRaises(AccessError):
            self._as(self.salesman).write({"sama_next_follow_up_hour": 9})
        with self.assertRaises(AccessError):
            self.order.with_user(self.salesman).create(
                {
                    "partner_id": self.partner.id,
                    "sama_next_follow_up_date": "2026-11-28",
                }
            )
        self.assertFalse(self._activities())

    def test_responsible_takes_the_plan_along(self):
        self._as(self.agent).sama_follow_up("x", "2026-11-28")
        self.order.sama_follow_up_user_id = self.agent2
        self.assertEqual(self._activities().user_id, self.agent2)

    def test_copy_starts_afresh(self):
        self._as(self.agent).sama_follow_up("x", "2026-11-28")
        copy = self.order.copy()
        self.assertFalse(copy.sama_next_follow_up_date)
        self.assertEqual(copy.sama_follow_up_count, 0)


@tagged("post_install", "-at_install")
class TestEndOfChase(FollowUpCommon):
    def setUp(self):
        super().setUp()
        self._as(self.agent).sama_follow_up("x", "2026-11-28")

    def _last(self):
        return self.order.sama_last_follow_up_id

    def test_confirmed_by_the_salesperson(self):
        self.order.with_user(self.agent_salesman).sudo().action_confirm()
        self.assertEqual(self._last().result, "won")
        self.assertEqual(self._last().user_id, self.agent_salesman)
        self.assertFalse(self._activities())
        self.assertEqual(self.order.sama_follow_up_state, "stopped")

    def test_confirmed_by_the_customer(self):
        self.order.with_user(self.portal).sudo()._validate_order()
        self.assertEqual(self._last().result, "won")
        self.assertEqual(self._last().channel, "portal")
        self.assertFalse(self._last().user_id)

    def test_never_followed_gets_no_line(self):
        order = self._order(sama_follow_up_user_id=self.agent.id)
        order.action_confirm()
        self.assertFalse(order.sama_follow_up_ids)
        order = self._order(sama_follow_up_user_id=self.agent.id)
        order.action_cancel()
        self.assertFalse(order.sama_follow_up_ids)

    def test_cancelled_from_code(self):
        self.order.action_cancel()
        self.assertEqual(self.order.state, "cancel")
        self.assertEqual(self._last().result, "void")
        self.assertFalse(self.order.sama_void_reason_id)
        self.assertFalse(self._activities())

    def test_declined_by_the_customer(self):
        self.order.with_user(self.portal).sudo()._action_cancel()
        self.assertEqual(self.order.sama_void_reason_id.kind, "declined")

    def test_void(self):
        log = self._as(self.agent).sama_void(
            self.reason.id, "Too dear", "Rival Co", "2026-12-24"
        )
        self.assertEqual(self.order.state, "cancel")
        self.assertEqual(self.order.sama_void_reason_id, self.reason)
        self.assertEqual(log.result, "void")
        self.assertEqual(log.competitor, "Rival Co")
        self.assertEqual(log.user_id, self.agent)
        again = self.order.activity_ids
        self.assertEqual(
            again.activity_type_id.id,
            self.Activity._sama_type_id("sama_crm.mail_activity_type_try_again"),
        )
        self.assertEqual(again.date_deadline, date(2026, 12, 24))
        self.assertEqual(self.order.sama_follow_up_state, "stopped")

    def test_void_of_a_never_followed_order_is_logged(self):
        order = self._order(sama_follow_up_user_id=self.agent.id)
        log = self._as(self.agent, order).sama_void(self.reason)
        self.assertEqual(log.result, "void")

    def test_void_needs_a_reason(self):
        with self.assertRaises(ValidationError):
            self._as(self.agent).sama_void(False)
        self.company.sama_void_reason_required = False
        self._as(self.agent).sama_void(False, "no idea")
        self.assertEqual(self._last().description, "no idea")

    def test_void_of_a_locked_order_saves_nothing(self):
        self.order.action_confirm()
        self.order.action_lock()
        count = self.order.sama_follow_up_count
        with self.assertRaises(UserError):
            self._as(self.agent).sama_void(self.reason)
        self.assertEqual(self.order.state, "sale")
        self.assertEqual(self.order.sama_follow_up_count, count)
        self.assertFalse(self.order.sama_void_reason_id)

    def test_agent_cannot_void_a_sale(self):
        self.order.action_confirm()
        with self.assertRaises(AccessError):
            self._as(self.agent).sama_void(self.reason)
        self.assertEqual(self.order.state, "sale")

    def test_try_again_is_due_and_set_back(self):
        self._as(self.agent).sama_void(self.reason, try_again_on="2026-12-24")
        domain = self.env["sale.order"]._sama_cut_domain("try_again")
        self.assertNotIn(self.order, self.env["sale.order"].search(domain))
        with freeze_time("2026-12-24 06:30:00"):
            domain = self.env["sale.order"]._sama_cut_domain("try_again")
            self.assertIn(self.order, self.env["sale.order"].search(domain))
        self._as(self.agent).sama_set_back()
        self.assertEqual(self.order.state, "draft")
        self.assertEqual(self.order.sama_follow_up_state, "unplanned")
        self.assertFalse(self.order.activity_ids)
        self.assertFalse(self.order.sama_void_reason_id)
        self.assertTrue(self._last().withdrawn)
        self.assertEqual(self._last().void_reason_id, self.reason)

    def test_set_back_leaves_what_is_not_void(self):
        self.order.action_quotation_sent()
        self._as(self.agent).sama_set_back()
        self.assertEqual(self.order.state, "sent")
        self.assertEqual(self.order.sama_follow_up_state, "planned")

    def test_caller_forges_no_log_by_the_context(self):
        other = self._order()
        self.order.user_id = self.salesman
        self._as(self.salesman).with_context(
            sama_void={
                "order_id": other.id,
                "user_id": self.agent2.id,
                "description": "forged",
                "result": "won",
            }
        ).action_cancel()
        self.assertEqual(self._last().result, "void")
        self.assertEqual(self._last().user_id, self.salesman)
        self.assertFalse(self._last().description)
        self.assertFalse(other.sama_follow_up_count)

    def test_set_back_after_stop_is_unplanned(self):
        self._as(self.agent).sama_follow_up("stop")
        self.order.action_cancel()
        self.order.action_draft()
        self.assertEqual(self.order.sama_follow_up_state, "unplanned")

    def test_no_plan_on_a_closed_order(self):
        self.order.action_confirm()
        with self.assertRaises(UserError):
            self._as(self.agent).sama_follow_up("x", "2026-11-30")


@tagged("post_install", "-at_install")
class TestFollowUpState(FollowUpCommon):
    def _cut(self, cut, user=None):
        Order = self.env["sale.order"].with_user(user or self.manager)
        return Order.search(Order._sama_cut_domain(cut))

    def test_cuts_part_the_open_orders(self):
        plans = {"overdue": -1, "today": 0, "later": 4}
        expected = {}
        for cut, days in plans.items():
            expected[cut] = self._order(sama_follow_up_user_id=self.agent.id)
            self._schedule(days, order=expected[cut])
        expected["never"] = self._order(sama_follow_up_user_id=self.agent.id)
        expected["no_date"] = self._order(sama_follow_up_user_id=self.agent.id)
        self._schedule(0, order=expected["no_date"]).action_done()
        expected["stopped"] = self._order(sama_follow_up_user_id=self.agent.id)
        expected["stopped"].sama_follow_up("stop")
        for cut, order in expected.items():
            for other in expected:
                self.assertEqual(order in self._cut(other), cut == other, (cut, other))
        parts = sum(len(self._cut(cut)) for cut in expected)
        self.assertEqual(parts, len(self._cut("open")))

    def test_unassigned(self):
        order = self._order(sama_follow_up_user_id=False, user_id=False)
        self.assertIn(order, self._cut("unassigned"))
        self.assertNotIn(order, self._cut("open"))

    def test_old_quotations_stay_off_until_planned(self):
        self.company.sama_follow_up_since = "2026-11-01"
        old = self._order(
            sama_follow_up_user_id=self.agent.id, date_order="2026-10-01 08:00:00"
        )
        self.assertNotIn(old, self._cut("never"))
        self._as(self.agent, old).sama_follow_up("x", "2026-11-26")
        self.assertIn(old, self._cut("later"))

    def test_day_is_the_readers(self):
        self._schedule(1)
        order = self.order.with_user(self.agent)
        for moment, state in (
            ("2026-11-24 20:29:00", "planned"),
            ("2026-11-24 20:31:00", "today"),
            ("2026-11-25 20:29:00", "today"),
            ("2026-11-25 20:31:00", "overdue"),
        ):
            with self.subTest(moment), freeze_time(moment):
                order.invalidate_recordset(["sama_follow_up_state"])
                self.assertEqual(order.sama_follow_up_state, state)
                domain = [("sama_follow_up_state", "=", state), ("id", "=", order.id)]
                self.assertTrue(order.search(domain))

    def test_search_sort_group(self):
        orders = self.env["sale.order"]
        for days in (3, -2, 0):
            orders += self._order(sama_follow_up_user_id=self.agent.id)
            self._schedule(days, order=orders[-1])
        orders += self._order(sama_follow_up_user_id=self.agent.id)
        orders += self._order(sama_follow_up_user_id=self.agent.id)
        orders[-1].sama_follow_up("stop")
        Order = self.env["sale.order"].with_user(self.manager)
        domain = [("id", "in", orders.ids)]
        found = Order.search(domain, order="sama_follow_up_state, id")
        self.assertEqual(
            found.mapped("sama_follow_up_state"),
            ["overdue", "today", "planned", "unplanned", "stopped"],
        )
        groups = dict(Order._read_group(domain, ["sama_follow_up_state"], ["__count"]))
        self.assertEqual(
            groups,
            dict.fromkeys(("overdue", "today", "planned", "unplanned", "stopped"), 1),
        )
        self.assertEqual(list(groups), found.mapped("sama_follow_up_state"))
        for state in groups:
            self.assertEqual(
                len(Order.search([*domain, ("sama_follow_up_state", "=", state)])), 1
            )
        self.assertEqual(
            len(Order.search([*domain, ("sama_follow_up_state", "!=", "stopped")])), 4
        )
        description = Order.fields_get(["sama_follow_up_state"])["sama_follow_up_state"]
        self.assertTrue(description["sortable"])
        self.assertTrue(description["groupable"])


@tagged("post_install", "-at_install")
class TestFollowUpCorrection(FollowUpCommon):
    def setUp(self):
        super().setUp()
        self.log = self._as(self.agent).sama_follow_up("Frist", "2026-11-28")

    def test_writer_within_the_hours(self):
        self.log.with_user(self.agent).description = "First"
        self.assertIn("Frist", self.order.message_ids[0].body)
        with self.assertRaises(AccessError):
            self.log.with_user(self.agent).write({"result": "won", "description": "y"})

    def test_not_a_colleague(self):
        self.company.sama_agents_read_all = True
        with self.assertRaises(AccessError):
            self.log.with_user(self.agent2).description = "Mine"

    def test_later_only_a_manager(self):
        self.env.cr.execute(
            "UPDATE sama_follow_up SET create_date = %s WHERE id = %s",
            (datetime(2026, 11, 23, 6), self.log.id),
        )
        self.log.invalidate_recordset()
        with self.assertRaises(AccessError):
            self.log.with_user(self.agent).description = "First"
        self.log.with_user(self.manager).description = "First"

    def test_nothing_but_what_was_said(self):
        other = self._order(sama_follow_up_user_id=self.agent.id)
        for vals in (
            {"result": "won"},
            {"user_id": self.agent2.id},
            {"order_id": other.id},
            {"next_date": "2026-12-01"},
            {"withdrawn": True},
        ):
            for user in (self.agent, self.manager):
                with self.assertRaises(AccessError, msg=vals):
                    self.log.with_user(user).write(vals)

    def test_agents_delete_and_create_nothing(self):
        with self.assertRaises(AccessError):
            self.log.with_user(self.agent).unlink()
        with self.assertRaises(AccessError):
            self.env["sama.follow.up"].with_user(self.agent).create(
                {"order_id": self.order.id, "company_id": self.company.id}
            )


@tagged("post_install", "-at_install")
class TestFollowUpAccess(FollowUpCommon):
    def test_portal_user_on_his_own_order(self):
        order = self._order(partner=self.portal_partner)
        order.with_user(self.portal).check_access("read")
        for call in (
            lambda own: own.sama_follow_up("x"),
            lambda own: own.sama_void(self.reason.id),
            lambda own: own.sama_set_back(),
        ):
            with self.assertRaises(AccessError):
                call(order.with_user(self.portal))

    def test_employee_and_salesman_without_our_group(self):
        for user in (self.employee, self.salesman):
            with self.assertRaises(AccessError):
                self._as(user).sama_follow_up("x")

    def test_agent_of_another_order(self):
        with self.assertRaises(AccessError):
            self._as(self.agent2).sama_follow_up("x")

    def test_agent_reads_his_and_the_unassigned_with_lines(self):
        free = self._order(sama_follow_up_user_id=False, user_id=False)
        sold = self._order(sama_follow_up_user_id=self.agent2.id, user_id=self.agent.id)
        other = self._order(sama_follow_up_user_id=self.agent2.id)
        seen = self.env["sale.order"].with_user(self.agent).search([])
        self.assertLessEqual(self.order + free + sold, seen)
        self.assertNotIn(other, seen)
        lines = self.env["sale.order.line"].with_user(self.agent).search([])
        self.assertLessEqual((self.order + free + sold).order_line, lines)
        self.assertFalse(other.order_line & lines)
        self.company.sama_agents_read_all = True
        self.env.invalidate_all()
        self.assertIn(other, self.env["sale.order"].with_user(self.agent).search([]))

    def test_agent_writes_nothing_by_himself(self):
        with self.assertRaises(AccessError):
            self._as(self.agent).note = "x"

    def test_rules_take_nothing_away(self):
        mine = self._order(user_id=self.salesman.id)
        theirs = self._order(user_id=self.agent2.id)
        Order = self.env["sale.order"]
        for user in (self.salesman, self.accountant):
            before = Order.with_user(user).search([])
            user.group_ids += self.env.ref("sama_crm.group_agent")
            self.assertLessEqual(before, Order.with_user(user).search([]))
        self.assertIn(theirs, Order.with_user(self.accountant).search([]))
        self.assertIn(mine, Order.with_user(self.salesman).search([]))

    def test_user_without_our_groups_sees_no_field_of_ours(self):
        names = self.env["sale.order"].with_user(self.salesman).fields_get()
        self.assertFalse([name for name in names if name.startswith("sama_follow")])
        Order = self.env["sale.order"].with_user(self.salesman)
        order = Order.create({"partner_id": self.partner.id})
        order = order.copy()
        order.action_confirm()
        order.action_cancel()
        order.action_draft()
        with Form(Order) as form:
            form.partner_id = self.partner

    def test_other_company(self):
        company = self._other_company()
        order = self.env["sale.order"].create(
            {"partner_id": self.partner2.id, "company_id": company.id}
        )
        order.sama_follow_up("x", "2026-11-26")
        self.assertNotIn(
            order, self.env["sale.order"].with_user(self.manager).search([])
        )
        logs = self.env["sama.follow.up"].with_user(self.manager).search([])
        self.assertNotIn(order, logs.order_id)
        with self.assertRaises(AccessError):
            order.with_user(self.manager).sama_follow_up("x")
