from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import format_date

from .test_follow_up import NOW, TODAY, FollowUpCommon


class FormCommon(FollowUpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.talked = cls.env.ref("sama_crm.sama_follow_up_outcome_talked")
        cls.busy = cls.env.ref("sama_crm.sama_follow_up_outcome_busy")
        cls.Draft = cls.env["sama.draft"]
        cls.company.sama_agents_read_all = False

    def _model(self, orders=None, user=None, **context):
        """The form's model as F4 opens it on the quotations."""
        orders = orders or self.order
        return (
            self.env["sale.order.follow.up"]
            .with_user(user or self.agent)
            .with_context(
                active_model="sale.order",
                active_id=orders[:1].id,
                active_ids=orders.ids,
                **context,
            )
        )

    def _form(self, orders=None, user=None, **context):
        return Form(self._model(orders, user, **context))

    def _submit(self, values=None, orders=None, user=None, **params):
        """What the browser sends for an open form."""
        orders = orders or self.order
        values = {"order_ids": [(6, 0, orders.ids)], "end": "next", **(values or {})}
        return self._model(orders, user).f4_submit(values, **params)

    def _default(self, fname, orders=None, user=None, **context):
        model = self._model(orders, user, **context)
        return model.default_get([fname, "order_ids"]).get(fname)

    def _say(self, day):
        return format_date(self._model().env, day, date_format="EEEE d MMMM")

    def _read(self, fname, orders=None, user=None):
        """A shown field of a new form, read as that user."""
        orders = orders or self.order
        form = self._model(orders, user).new({"order_ids": [(6, 0, orders.ids)]})
        return form[fname]


@tagged("post_install", "-at_install")
class TestFollowUpForm(FormCommon):
    def test_open_save(self):
        form = self._form()
        form.outcome_id = self.talked
        form.description = "Thinks"
        form.next_date = date(2026, 11, 26)
        form.next_hour = 10.5
        form.save().action_f4_save()
        log = self.order.sama_follow_up_ids
        self.assertEqual(log.description, "Thinks")
        self.assertEqual(log.outcome_id, self.talked)
        self.assertEqual(log.channel, "call")
        self.assertEqual(log.date, datetime.fromisoformat(NOW))
        self.assertEqual(self.order.sama_next_follow_up_date, date(2026, 11, 26))
        self.assertEqual(self.order.sama_next_follow_up_hour, 10.5)

    def test_submit_says_what_was_planned(self):
        result = self._submit({"description": "x", "next_date": "2026-11-26"})
        self.assertEqual(result["type"], "success")
        self.assertIn(self._say(date(2026, 11, 26)), result["message"])
        self.assertEqual(result["res_ids"], self.order.ids)

    def test_unanswered_call_fills_the_next_working_day(self):
        form = self._form()
        form.outcome_id = self.no_answer
        self.assertEqual(form.next_date, self.company._sama_add_working_days(TODAY, 1))
        form.save().action_f4_save()
        self.assertTrue(self.order.sama_next_follow_up_date)

    def test_unanswered_call_in_hours(self):
        form = self._form()
        form.outcome_id = self.busy
        self.assertEqual(form.next_date, TODAY)
        self.assertEqual(form.next_hour, 12)

    def test_proposal_goes_with_its_outcome(self):
        form = self._form()
        form.outcome_id = self.no_answer
        form.outcome_id = self.talked
        self.assertFalse(form.next_date)

    def test_chosen_date_stays_with_another_outcome(self):
        form = self._form()
        form.next_date = date(2026, 12, 1)
        form.next_hour = 9
        form.outcome_id = self.talked
        self.assertEqual(form.next_date, date(2026, 12, 1))
        self.assertEqual(form.next_hour, 9)

    def test_problems_stand_at_their_fields_and_save_nothing(self):
        for values, field in (
            ({"description": "x", "next_date": "2026-11-23"}, "next_date"),
            ({"description": "x"}, "next_date"),
            ({"description": "x", "end": False}, "end"),
            ({"next_date": "2026-11-26"}, "description"),
            ({"description": "  ", "next_date": "2026-11-26"}, "description"),
            ({"description": "x", "next_date": TODAY, "next_hour": 9}, "next_hour"),
            (
                {
                    "description": "x",
                    "next_date": "2026-11-26",
                    "date": "2026-11-25 08:00:00",
                },
                "date",
            ),
            ({"end": "void"}, "void_reason_id"),
            (
                {
                    "end": "void",
                    "void_reason_id": self.reason.id,
                    "try_again_on": TODAY,
                },
                "try_again_on",
            ),
        ):
            with self.subTest(field=field, values=values):
                self.assertEqual(list(self._submit(values)["problems"]), [field])
        self.assertFalse(self.order.sama_follow_up_ids)
        self.assertEqual(self.order.state, "draft")

    def test_without_script_the_same_problems_are_raised(self):
        form = self._form()
        form.description = "x"
        with self.assertRaises(ValidationError):
            form.save().action_f4_save()

    def test_logged_yesterday(self):
        self._submit(
            {
                "description": "x",
                "next_date": "2026-11-26",
                "date": "2026-11-23 08:00:00",
            }
        )
        self.assertEqual(self.order.sama_last_follow_up_date, datetime(2026, 11, 23, 8))

    def test_stop(self):
        self._submit({"description": "No", "end": "stop"})
        self.assertEqual(self.order.sama_follow_up_state, "stopped")

    def test_void(self):
        result = self._submit(
            {
                "end": "void",
                "void_reason_id": self.reason.id,
                "description": "Too dear",
                "competitor": "Rival",
                "try_again_on": "2027-01-10",
                "channel": "visit",
            }
        )
        self.assertIn(self.order.name, result["message"])
        self.assertEqual(self.order.state, "cancel")
        log = self.order.sama_last_follow_up_id
        self.assertEqual(log.result, "void")
        self.assertEqual(log.void_reason_id, self.reason)
        self.assertEqual(log.competitor, "Rival")
        self.assertEqual(log.channel, "visit")
        self.assertEqual(log.try_again_on, date(2027, 1, 10))

    def test_void_refused_by_odoo_stays_in_the_form(self):
        self.order.sama_follow_up_user_id = self.agent_salesman
        self.order.user_id = self.agent_salesman
        self.order.action_confirm()
        self.order.locked = True
        result = self._submit(
            {"end": "void", "void_reason_id": self.reason.id},
            user=self.agent_salesman,
        )
        self.assertEqual(list(result["problems"]), [""])
        self.assertEqual(self.order.state, "sale")

    def test_reason_may_be_optional(self):
        self.company.sama_void_reason_required = False
        self._submit({"end": "void"})
        self.assertEqual(self.order.state, "cancel")

    def test_cancelled_order_is_set_back_and_planned(self):
        self._as(self.agent).sama_void(self.reason, try_again_on="2026-12-10")
        self.assertEqual(self._default("end"), "back")
        self._submit({"description": "x", "end": "back", "next_date": "2026-11-26"})
        self.assertEqual(self.order.state, "draft")
        self.assertEqual(self.order.sama_next_follow_up_date, date(2026, 11, 26))

    def test_cancelled_order_without_next_date_is_not_set_back(self):
        self._as(self.agent).sama_void(self.reason)
        result = self._submit({"description": "x", "end": "back"})
        self.assertEqual(list(result["problems"]), ["next_date"])
        self.assertEqual(self.order.state, "cancel")

    def test_stop_on_a_cancelled_order_drops_the_try_again(self):
        self._as(self.agent).sama_void(self.reason, try_again_on="2026-12-10")
        self._submit({"description": "Never", "end": "stop"})
        self.assertFalse(
            self.Activity.search(
                self.Activity._sama_domain(
                    self.order, "sama_crm.mail_activity_type_try_again"
                )
            )
        )

    def test_ends_that_do_not_fit_are_not_taken(self):
        self.order.action_confirm()
        self.assertEqual([end for end, _label in self._read("end_choices")], ["keep"])
        result = self._submit({"end": "void", "void_reason_id": self.reason.id})
        self.assertIn("end", result["problems"])
        self.assertEqual(self.order.state, "sale")

    def test_confirm_is_for_those_who_may(self):
        self.assertFalse(self._read("may_confirm"))
        self.assertEqual(
            list(self._submit({"end": False}, act="confirm")["problems"]), [""]
        )
        self.assertEqual(self.order.state, "draft")
        self.order.user_id = self.agent_salesman
        self.assertTrue(self._read("may_confirm", user=self.agent_salesman))
        self._submit(
            {"description": "Buys", "end": False},
            user=self.agent_salesman,
            act="confirm",
        )
        self.assertEqual(self.order.state, "sale")
        self.assertEqual(
            sorted(self.order.sama_follow_up_ids.mapped("result")),
            ["continue", "won"],
        )

    def test_other_open_quotations_of_the_customer(self):
        second = self._order(partner=self.contact, sama_follow_up_user_id=self.agent.id)
        colleague = self._order(
            sama_follow_up_user_id=self.agent2.id, user_id=self.agent2.id
        )
        void = self._order(sama_follow_up_user_id=self.agent.id)
        void._action_cancel()
        others = self._read("other_orders")
        self.assertEqual([other["id"] for other in others], second.ids)
        self._submit(
            {"description": "x", "next_date": "2026-11-26", "also_others": True}
        )
        self.assertEqual(second.sama_follow_up_count, 1)
        self.assertEqual(second.sama_next_follow_up_date, date(2026, 11, 26))
        self.assertFalse(colleague.sama_follow_up_count)
        self.assertFalse(void.sama_follow_up_ids.filtered("user_id"))

    def test_void_is_never_for_the_others(self):
        second = self._order(sama_follow_up_user_id=self.agent.id)
        self._submit(
            {
                "end": "void",
                "void_reason_id": self.reason.id,
                "also_others": True,
            }
        )
        self.assertEqual(second.state, "draft")

    def test_colleague_was_faster(self):
        seen = self._default("seen_log_id")
        self._as(self.manager).sama_follow_up("I called", "2026-12-05")
        result = self._submit(
            {"description": "x", "next_date": "2026-11-26", "seen_log_id": seen}
        )
        self.assertIn("Both follow-ups stay", result["notice"])
        self.assertIn(self._say(date(2026, 12, 5)), result["notice"])
        self.assertEqual(self.order.sama_follow_up_count, 2)
        seen = self._default("seen_log_id")
        result = self._submit(
            {"description": "x", "next_date": "2026-11-26", "seen_log_id": seen}
        )
        self.assertFalse(result["notice"])


@tagged("post_install", "-at_install")
class TestFollowUpFormRepeated(FormCommon):
    """The answer to a save was lost, so the browser sends the form again."""

    VALUES = {"description": "x", "next_date": "2026-11-26"}

    def test_same_form_is_saved_once(self):
        first = self._submit(self.VALUES, token="t1")
        self.assertEqual(self._submit(self.VALUES, token="t1"), first)
        self.assertEqual(self.order.sama_follow_up_count, 1)

    def test_another_form_is_another_follow_up(self):
        self._submit(self.VALUES, token="t1")
        self._submit(self.VALUES, token="t2")
        self._submit(self.VALUES)
        self.assertEqual(self.order.sama_follow_up_count, 3)

    def test_a_token_is_its_users(self):
        self._submit(self.VALUES, token="t1")
        self._submit(self.VALUES, token="t1", user=self.manager)
        self.assertEqual(self.order.sama_follow_up_count, 2)

    def test_a_refused_form_may_be_sent_again(self):
        self.assertTrue(self._submit({"description": "x"}, token="t1")["problems"])
        self.assertNotIn("problems", self._submit(self.VALUES, token="t1"))
        self.assertEqual(self.order.sama_follow_up_count, 1)

    def test_what_was_changed_since_is_said_not_to_be_saved(self):
        first = self._submit(self.VALUES, token="t1")
        again = self._submit({**self.VALUES, "description": "y"}, token="t1")
        self.assertTrue(again["is_changed"])
        self.assertEqual(again["res_ids"], first["res_ids"])
        self.assertEqual(self.order.sama_last_description, "x")

    def test_void_once(self):
        values = {"end": "void", "void_reason_id": self.reason.id}
        first = self._submit(values, token="t1")
        self.assertEqual(self._submit(values, token="t1"), first)

    def test_several(self):
        orders = self.order + self._order(sama_follow_up_user_id=self.agent.id)
        self._submit(self.VALUES, orders, token="t1")
        self._submit(self.VALUES, orders, token="t1")
        self.assertEqual(orders.mapped("sama_follow_up_count"), [1, 1])

    def test_browsers_draft_of_what_was_saved_does_not_come_back(self):
        self._submit(self.VALUES, token="t1")
        draft = {"description": "x", "token": "t1"}
        self.assertFalse(self._form(f4_open=True, f4_draft=draft).description)
        self.Draft.with_user(self.agent).sama_save("sale.order", self.order.id, draft)
        self.assertFalse(self._form(f4_open=True).description)

    def test_draft_of_what_was_not_saved_comes_back(self):
        draft = {"description": "x", "token": "t1"}
        self.assertEqual(self._form(f4_open=True, f4_draft=draft).description, "x")
        self.Draft.with_user(self.agent).sama_save("sale.order", self.order.id, draft)
        self.assertEqual(self._form(f4_open=True).description, "x")


@tagged("post_install", "-at_install")
class TestFollowUpFormContact(FormCommon):
    """Files that come with a follow-up, and Odoo's own composers."""

    def _file(self, user=None, **values):
        return (
            self.env["ir.attachment"]
            .with_user(user or self.agent)
            .create(
                {
                    "name": "offer.txt",
                    "raw": b"Dear Sir",
                    "res_model": "sale.order.follow.up",
                    "res_id": 0,
                    **values,
                }
            )
        )

    def _save(self, file, orders=None, **values):
        return self._submit(
            {
                "description": "x",
                "next_date": "2026-11-26",
                "attachment_ids": [(4, file.id)],
                **values,
            },
            orders,
        )

    def test_file_goes_to_the_chatter(self):
        self._save(self._file())
        file = self.order.message_ids.attachment_ids
        self.assertEqual(file.raw, b"Dear Sir")
        self.assertEqual((file.res_model, file.res_id), ("sale.order", self.order.id))
        self.assertEqual(file.with_user(self.agent).name, "offer.txt")

    def test_file_with_a_void(self):
        self._save(self._file(), end="void", void_reason_id=self.reason.id)
        self.assertTrue(self.order.message_ids.attachment_ids)

    def test_each_of_several_has_the_file(self):
        orders = self.order + self._order(sama_follow_up_user_id=self.agent.id)
        self._save(self._file(), orders)
        for order in orders:
            file = order.message_ids.attachment_ids
            self.assertEqual(file.res_id, order.id)
            self.assertEqual(file.raw, b"Dear Sir")

    def test_no_file_of_others_is_taken(self):
        with self.assertRaises(AccessError):
            self._save(self._file(self.agent2))
        self.assertFalse(self.order.sama_follow_up_count)

    def test_no_file_from_elsewhere_is_moved(self):
        result = self._save(self._file(res_model=False))
        self.assertEqual(list(result["problems"]), [""])
        self.assertFalse(self.order.sama_follow_up_count)

    def test_composers(self):
        self.assertFalse(self._read("contact_actions"))
        self.partner.write({"phone": "02188881234", "email": "a@example.com"})
        self.partner.sama_mobile = "09121234567"
        self.order.user_id = self.agent_salesman
        actions = self._read("contact_actions")
        self.assertEqual(
            actions["message"]["context"]["default_numbers"], self.order.sama_phone
        )
        self.assertEqual(
            actions["email"]["context"]["default_composition_mode"], "mass_mail"
        )
        actions = self._read("contact_actions", user=self.agent_salesman)
        self.assertEqual(actions["message"]["context"]["default_res_id"], self.order.id)
        self.assertEqual(actions["email"]["context"]["default_res_ids"], self.order.ids)

    def test_agent_sends_with_the_composers(self):
        self.partner.write({"email": "a@example.com", "sama_mobile": "+989121234567"})
        actions = self._read("contact_actions")
        sms = self._compose(actions["message"], body="Hello")
        sms.action_send_sms()
        number = self.env["sms.sms"].search([("body", "=", "Hello")]).number
        self.assertEqual(number, "+989121234567")
        self._compose(actions["email"], body="Dear Sir").action_send_mail()
        message = self.env["mail.message"].search([("body", "ilike", "Dear Sir")])
        self.assertEqual(message.model, "sale.order")
        self.assertEqual(message.res_id, self.order.id)
        mail = self.env["mail.mail"].search([("mail_message_id", "in", message.ids)])
        self.assertEqual(mail.recipient_ids.email or mail.email_to, self.partner.email)

    def _compose(self, action, **values):
        composer = (
            self.env[action["res_model"]]
            .with_user(self.agent)
            .with_context(**action["context"])
        )
        form = Form(composer)
        for fname, value in values.items():
            form[fname] = value
        return form.save()


@tagged("post_install", "-at_install")
class TestFollowUpFormSeveral(FormCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._order(sama_follow_up_user_id=cls.agent.id)
        cls.orders = cls.order + cls.second

    def test_the_end_is_asked(self):
        self.assertFalse(self._default("end", self.orders))
        result = self._submit({"description": "x", "end": False}, self.orders)
        self.assertEqual(list(result["problems"]), ["end"])

    def test_each_keeps_its_plan(self):
        self._as(self.agent).sama_follow_up("a", "2026-11-28", 9)
        result = self._submit({"description": "x", "end": "keep"}, self.orders)
        self.assertEqual(self.order.sama_next_follow_up_date, date(2026, 11, 28))
        self.assertFalse(self.second.sama_next_follow_up_date)
        self.assertEqual(self.second.sama_follow_up_count, 1)
        self.assertIn("2", result["message"])

    def test_one_refuses_and_says_why(self):
        self.second.action_confirm()
        result = self._submit(
            {"description": "x", "next_date": "2026-11-26"}, self.orders
        )
        self.assertEqual(result["type"], "warning")
        self.assertIn("Saved for 1 quotations; 1 not saved", result["message"])
        self.assertIn(self.second.name, result["message"])
        self.assertEqual(self.order.sama_follow_up_count, 1)
        self.assertFalse(self.second.sama_follow_up_count)

    def test_all_refuse(self):
        self.orders.action_confirm()
        result = self._submit(
            {"description": "x", "next_date": "2026-11-26"}, self.orders
        )
        self.assertEqual(list(result["problems"]), [""])

    def test_opening_on_many_costs_no_query_a_row(self):
        many = self.env["sale.order"].union(
            *[self._order(sama_follow_up_user_id=self.agent.id) for _n in range(10)]
        )
        spec = {
            fname: {} for fname in ("title", "order_ids", "end_choices", "quick_dates")
        }

        def queries(orders):
            model = self._model(orders)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            model.onchange({}, [], spec)
            return self.env.cr.sql_log_count - before

        queries(many[:2])
        self.assertEqual(queries(many[:2]), queries(many))


@tagged("post_install", "-at_install")
class TestFollowUpFormNext(FormCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.late, cls.now, cls.later, cls.none = (
            cls._order(sama_follow_up_user_id=cls.agent.id) for _n in range(4)
        )
        cls.queue = cls.late + cls.now + cls.later + cls.none
        for order, days in ((cls.late, -2), (cls.now, 0), (cls.later, 3)):
            cls.Activity.create(
                {
                    "res_model_id": cls.env["ir.model"]._get_id("sale.order"),
                    "res_id": order.id,
                    "activity_type_id": cls.type_id,
                    "user_id": cls.agent.id,
                    "date_deadline": date.fromordinal(TODAY.toordinal() + days),
                }
            )

    def _next(self, order, queue, done=(), domain=None):
        walk = {
            "queue": queue.ids,
            "domain": domain or [("id", "in", self.queue.ids)],
            "order": "id",
            "done": [order.id, *done],
        }
        values = {"description": "x", "next_date": "2026-11-26"}
        return self._submit(values, order, walk=walk)["next_id"]

    def test_goes_to_the_next_due_row(self):
        self.assertEqual(self._next(self.late, self.now + self.later), self.now.id)

    def test_wraps_to_what_is_due_before(self):
        self.assertEqual(self._next(self.later, self.none), self.late.id)

    def test_never_back_to_a_logged_row(self):
        self.assertFalse(self._next(self.now, self.later, done=self.late.ids))

    def test_other_page(self):
        self.assertEqual(
            self._next(self.late, self.env["sale.order"].browse()), self.now.id
        )

    def test_from_a_row_without_date_to_another(self):
        other = self._order(sama_follow_up_user_id=self.agent.id)
        self.assertEqual(
            self._next(self.none, other, domain=[("id", "=", other.id)]), other.id
        )
        self.assertFalse(self._next(self.late, other, domain=[("id", "=", other.id)]))


@tagged("post_install", "-at_install")
class TestFollowUpFormShown(FormCommon):
    def test_quick_dates(self):
        # 10:00 of a Tuesday in Tehran
        quick = {item["key"]: item for item in self._read("quick_dates")}
        self.assertEqual(
            {key: (item["date"], item["hour"]) for key, item in quick.items()},
            {
                "hours": ("2026-11-24", 12.0),
                "afternoon": ("2026-11-24", 15.0),
                "tomorrow": ("2026-11-25", 0.0),
                "days": ("2026-11-27", 0.0),
                "saturday": ("2026-11-28", 0.0),
                "week": ("2026-12-01", 0.0),
                "month": ("2026-12-24", 0.0),
            },
        )

    @freeze_time("2026-11-24 19:15:00")  # 22:45 in Tehran
    def test_two_hours_are_not_offered_at_night(self):
        keys = [item["key"] for item in self._read("quick_dates")]
        self.assertEqual(keys[0], "tomorrow")

    def test_holiday_gives_the_next_working_day(self):
        form = self._form()
        form.next_date = date(2026, 11, 28)  # Saturday, off in the default calendar
        self.assertEqual(form.next_working_day, date(2026, 11, 30))
        form.next_date = date(2026, 11, 30)
        self.assertFalse(form.next_working_day)

    def test_last_five_follow_ups(self):
        for number in range(7):
            self._as(self.agent).sama_follow_up(f"call {number}", "2026-11-26")
        texts = [log["text"] for log in self._read("recent_log")]
        self.assertEqual(texts, ["call 6", "call 5", "call 4", "call 3", "call 2"])

    def test_agent_reads_all_that_is_shown(self):
        self._as(self.manager).sama_follow_up("x", "2026-11-26")
        form = self._form()
        self.assertEqual(form.partner_id, self.partner)
        self.assertEqual(form.amount, 100)
        self.assertIn(self.order.name, form.title)

    def test_void_mode_offers_void_or_stop(self):
        self.assertEqual(
            [
                end
                for end, _label in self._model(default_end="void")
                .new({"order_ids": [(6, 0, self.order.ids)]})
                .end_choices
            ],
            ["void", "stop"],
        )

    def test_outsiders_are_refused(self):
        colleague = self._order(
            sama_follow_up_user_id=self.agent2.id, user_id=self.agent2.id
        )
        with self.assertRaises(AccessError):
            self._default("order_ids", colleague)
        for user in (self.employee, self.portal, self.salesman):
            with self.assertRaises(AccessError):
                self._submit({"description": "x", "end": "stop"}, user=user)

    def test_submit_on_a_colleagues_quotation(self):
        colleague = self._order(
            sama_follow_up_user_id=self.agent2.id, user_id=self.agent2.id
        )
        with self.assertRaises(AccessError):
            self._submit({"description": "x", "end": "stop"}, colleague)
        self.assertFalse(colleague.sama_follow_up_count)


@tagged("post_install", "-at_install")
class TestDraft(FormCommon):
    def _keep(self, values, user=None, order=None):
        self.Draft.with_user(user or self.agent).sama_save(
            "sale.order", (order or self.order).id, values
        )

    def test_draft_comes_back_and_goes_when_saved(self):
        self._keep({"description": "half a sen", "outcome_id": self.talked.id})
        form = self._form(f4_open=True)
        self.assertEqual(form.description, "half a sen")
        self.assertEqual(form.outcome_id, self.talked)
        self._submit({"description": "whole", "next_date": "2026-11-26"})
        self.assertFalse(self._form(f4_open=True).description)

    def test_draft_with_a_date_is_not_overwritten_by_its_outcome(self):
        self._keep({"outcome_id": self.no_answer.id, "next_date": "2026-12-20"})
        self.assertEqual(self._form(f4_open=True).next_date, date(2026, 12, 20))

    def test_one_draft_a_row_and_user(self):
        self._keep({"description": "one"})
        self._keep({"description": "two"})
        self._keep({"description": "his"}, user=self.manager)
        drafts = self.Draft.search([("res_id", "=", self.order.id)])
        self.assertEqual(len(drafts), 2)
        self.assertEqual(
            drafts.filtered(lambda d: d.user_id == self.agent).values,
            {"description": "two"},
        )

    def test_browsers_draft_wins(self):
        self._keep({"description": "server"})
        form = self._form(f4_open=True, f4_draft={"description": "browser"})
        self.assertEqual(form.description, "browser")

    def test_draft_takes_no_field_but_the_typed_ones(self):
        self._keep({"order_ids": [(5,)], "seen_log_id": 99, "outcome_id": 999999})
        form = self._form(f4_open=True)
        self.assertEqual(form.order_ids[:], self.order)
        self.assertFalse(form.outcome_id)

    def test_nobody_reads_or_deletes_anothers(self):
        self._keep({"description": "mine"})
        draft = self.Draft.search([("user_id", "=", self.agent.id)])
        with self.assertRaises(AccessError):
            draft.with_user(self.manager).read(["values"])
        with self.assertRaises(AccessError):
            draft.with_user(self.agent).unlink()
        self.assertFalse(
            self.Draft.with_user(self.manager).sama_load("sale.order", self.order.id)
        )

    def test_only_on_documents_that_one_reads(self):
        colleague = self._order(
            sama_follow_up_user_id=self.agent2.id, user_id=self.agent2.id
        )
        with self.assertRaises(AccessError):
            self._keep({"description": "x"}, order=colleague)

    def test_old_drafts_are_vacuumed(self):
        self._keep({"description": "x"})
        self.env.flush_all()
        self.env.cr.execute("UPDATE sama_draft SET write_date = '2026-10-01'")
        self.env.invalidate_all()
        self.Draft._gc_drafts()
        self.assertFalse(self.Draft.with_context(active_test=False).search([]))


@tagged("post_install", "-at_install")
class TestCancelButton(FormCommon):
    def test_code_is_not_asked(self):
        self.order.action_cancel()
        self.assertEqual(self.order.state, "cancel")

    def test_the_interface_asks_our_agents_only(self):
        def buttons(user):
            arch = (
                self.env["sale.order"]
                .with_user(user)
                .get_view(self.env.ref("sale.view_order_form").id, "form")["arch"]
            )
            return 'name="action_cancel"' in arch, "sama_crm" in arch or (
                f'name="{self.env.ref("sama_crm.sale_order_follow_up_action_void").id}"'
                in arch
            )

        self.assertEqual(buttons(self.salesman), (True, False))
        self.assertEqual(buttons(self.agent_salesman), (False, True))

    def test_menu_of_actions_opens_the_form(self):
        action = self.env.ref("sama_crm.sale_order_follow_up_action_server")
        for user, is_there in ((self.agent, True), (self.salesman, False)):
            Actions = self.env["ir.actions.actions"].with_user(user)
            actions = Actions.get_bindings("sale.order")["action"]
            self.assertEqual(action.id in [item["id"] for item in actions], is_there)
        opened = action.with_user(self.agent).with_context(
            active_model="sale.order", active_ids=self.order.ids
        )
        self.assertEqual(opened.run()["tag"], "sama_f4")
