from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .test_follow_up import FollowUpCommon


@tagged("post_install", "-at_install")
class TestAgentChatter(FollowUpCommon):
    """An agent without a right of Sales writes in the chatter, not on the order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.theirs = cls._order(sama_follow_up_user_id=cls.agent2.id, user_id=False)
        cls.todo = cls.env.ref("mail.mail_activity_data_todo")

    def test_message_and_note(self):
        order = self._as(self.agent)
        for subtype in ("mail.mt_comment", "mail.mt_note"):
            message = order.message_post(body="Hello", subtype_xmlid=subtype)
            self.assertEqual(message.author_id, self.agent.partner_id)
            self.assertIn(message, self.order.message_ids)

    def test_attachment(self):
        message = self._as(self.agent).message_post(
            body="Photo", attachments=[("photo.txt", b"x")]
        )
        self.assertEqual(message.attachment_ids.res_id, self.order.id)

    def test_other_activities(self):
        activity = self._as(self.agent).activity_schedule(
            "mail.mail_activity_data_todo",
            summary="Send a sample",
            user_id=self.agent.id,
        )
        self.assertEqual(activity.user_id, self.agent)
        activity.with_user(self.agent).write({"summary": "Send two"})
        activity.with_user(self.agent).action_feedback(feedback="Sent")
        self.assertFalse(self.order.activity_ids)
        self.assertIn("Sent", str(self.order.message_ids[0].body))

    def test_for_a_colleague(self):
        activity = self._as(self.agent).activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.manager.id
        )
        seen = self.env["mail.activity"].with_user(self.agent)
        self.assertIn(activity, seen.search([("res_id", "=", self.order.id)]))
        self.assertIn(self.manager.partner_id, self.order.message_partner_ids)
        activity.with_user(self.agent).unlink()

    def test_no_stranger_becomes_a_follower(self):
        with self.assertRaises(AccessError):
            self._as(self.agent).message_subscribe(self.partner2.ids)
        with self.assertRaises(AccessError):
            self._as(self.agent, self.theirs).message_subscribe(
                self.manager.partner_id.ids
            )

    def test_own_plan_by_hand(self):
        Activity = self.Activity.with_user(self.agent)
        Activity.create(
            {
                "res_model_id": self.env["ir.model"]._get_id("sale.order"),
                "res_id": self.order.id,
                "activity_type_id": self.type_id,
                "date_deadline": "2026-12-01",
                "sama_hour": 9,
            }
        ).action_done()
        self.assertEqual(self.order.sama_last_follow_up_id.user_id, self.agent)

    def test_dialogs_of_the_chatter(self):
        """The full composer and the dialog that schedules an activity."""
        order = self._as(self.agent)
        composer = self.env["mail.compose.message"].with_user(self.agent)
        composer.with_context(
            default_model=order._name, default_res_ids=order.ids
        ).create({"body": "From the composer"})._action_send_mail()
        self.assertIn("From the composer", str(self.order.message_ids[0].body))
        schedule = self.env["mail.activity.schedule"].with_user(self.agent)
        schedule.with_context(active_model=order._name, active_ids=order.ids).create(
            {"activity_type_id": self.todo.id, "activity_user_id": self.agent.id}
        ).action_schedule_activities()
        self.assertEqual(self.order.activity_ids.activity_type_id, self.todo)

    def test_not_where_he_may_not_read(self):
        order = self._as(self.agent, self.theirs)
        with self.assertRaises(AccessError):
            order.message_post(body="x")
        with self.assertRaises(AccessError):
            order.activity_schedule("mail.mail_activity_data_todo")

    def test_gains_no_right_on_the_order(self):
        order = self._as(self.agent)
        order.message_post(body="x")
        self.assertFalse(order.has_access("write"))
        with self.assertRaises(AccessError):
            order.write({"note": "x"})
        with self.assertRaises(AccessError):
            order.with_context(mark_so_as_sent=True).message_post(body="x")
        self.assertEqual(self.order.state, "draft")
        message = self.order.message_post(body="Of the company", message_type="comment")
        with self.assertRaises(AccessError):
            message.with_user(self.agent).write({"body": "Changed"})

    def test_who_has_no_role_needs_the_right_to_write(self):
        reader = self._user("sama_reader", "base.group_user")
        self.env["ir.model.access"].create(
            {
                "name": "reads orders",
                "model_id": self.env["ir.model"]._get_id("sale.order"),
                "group_id": self.env["res.groups"]
                .create({"name": "Reader", "user_ids": [Command.link(reader.id)]})
                .id,
                "perm_read": True,
            }
        )
        self.assertTrue(self._as(reader).has_access("read"))
        with self.assertRaises(AccessError):
            self._as(reader).message_post(body="x")
