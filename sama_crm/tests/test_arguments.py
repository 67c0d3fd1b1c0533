from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .test_follow_up import FollowUpCommon

NOWHERE = 2**30
WRONG_DATES = ("tomorrow", "2026-13-01", 5, ["2026-11-26"], {"a": 1}, True)
WRONG_HOURS = ("13.5", "ten", [10], {"a": 1}, True, float("nan"), float("inf"), 24, -1)
WRONG_IDS = (NOWHERE, -1, 2**40, "x", "1", [NOWHERE], {"a": 1}, True, 1.5)


@tagged("post_install", "-at_install")
class TestArguments(FollowUpCommon):
    """Whatever other programs hand over, what is wrong is said in one sentence."""

    def _refused(self, method, arguments, user=None):
        order = self._as(user or self.agent)
        with self.subTest(method=method, arguments=arguments):
            # assertRaises alone would roll back what a method should not have saved.
            try:
                getattr(order, method)(**arguments)
            except ValidationError as error:
                self.assertTrue(str(error))
            else:
                self.fail("Not refused")
            self.assertFalse(self.order.sama_follow_up_ids)
            self.assertEqual(self.order.state, "draft")

    def test_follow_up(self):
        said = {"description": "x"}
        for date in WRONG_DATES:
            self._refused("sama_follow_up", {**said, "next_date": date})
            self._refused("sama_follow_up", {**said, "date": date})
        for hour in WRONG_HOURS:
            planned = {"next_date": "2026-11-26", "next_hour": hour}
            self._refused("sama_follow_up", {**said, **planned})
        for outcome in WRONG_IDS:
            self._refused("sama_follow_up", {**said, "outcome": outcome})
        for channel in ("fax", 5, None, ["call"], {"a": 1}):
            self._refused("sama_follow_up", {**said, "channel": channel})
        for text in (5, ["x"], {"a": 1}, True):
            self._refused("sama_follow_up", {"description": text})

    def test_void(self):
        reason = {"reason": self.reason.id}
        for wrong in WRONG_IDS:
            self._refused("sama_void", {"reason": wrong})
        for date in WRONG_DATES:
            self._refused("sama_void", {**reason, "try_again_on": date})
        for text in (5, ["x"], True):
            self._refused("sama_void", {**reason, "description": text})
            self._refused("sama_void", {**reason, "competitor": text})

    def test_assign(self):
        for user_ids in WRONG_IDS:
            self._refused("sama_assign", {"user_ids": user_ids}, self.manager)
        one = {"user_ids": self.agent2.id}
        for date in WRONG_DATES:
            self._refused("sama_assign", {**one, "next_date": date}, self.manager)
        for hour in WRONG_HOURS:
            planned = {"next_date": "2026-11-26", "next_hour": hour}
            self._refused("sama_assign", {**one, **planned}, self.manager)
        two = {"user_ids": [self.agent.id, self.agent2.id], "share": "luck"}
        self._refused("sama_assign", two, self.manager)

    def test_written_plan(self):
        order = self.order.sudo()
        for fname, wrong in (
            ("sama_next_follow_up_date", "tomorrow"),
            ("sama_next_follow_up_hour", "ten"),
            ("sama_next_follow_up_hour", 25),
        ):
            with self.subTest(fname), self.assertRaises(UserError):
                order.write({fname: wrong})

    def test_far_dates_are_told_in_every_calendar(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.agent.lang = "fa_IR"
        agent = self._as(self.agent).with_context(lang="fa_IR")
        agent.sama_follow_up("x", "9999-12-31", date="1990-01-01 00:00:00")
        self.assertEqual(str(self.order.sama_next_follow_up_date), "9999-12-31")

    def test_orders_that_do_not_exist(self):
        nobody = self.env["sale.order"].with_user(self.agent).browse(NOWHERE)
        for method, arguments in (
            ("sama_follow_up", ("x",)),
            ("sama_void", (self.reason.id,)),
            ("sama_set_back", ()),
        ):
            with self.subTest(method), self.assertRaises(UserError):
                getattr(nobody, method)(*arguments)

    def test_no_caller_keeps_the_dates_back(self):
        """The mark of a set that is planned cannot be made by a client."""
        for forged in (True, {"planning": True}, [1]):
            activity = self._schedule(3)
            activity.with_context(sama_planning=forged).write(
                {"date_deadline": "2026-12-20"}
            )
            self.assertEqual(str(self.order.sama_next_follow_up_date), "2026-12-20")
            activity.with_context(sama_planning=forged).unlink()
            self.assertFalse(self.order.sama_next_follow_up_date)
