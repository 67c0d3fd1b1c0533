from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common_record import RecordCommon

# Saturday 1405/08/02, 10:00 in Tehran (UTC+3:30).
SATURDAY = "2026-10-24 06:30:00"


@tagged("post_install", "-at_install")
class TestCustomerRecord(RecordCommon):
    """Numbers, states and words of a customer's rows."""

    def test_number_by_type_and_jalali_year(self):
        first = self._record(date="2026-03-20 12:00:00")  # 29 Esfand 1404
        second = self._record(date="2026-03-20 21:00:00")  # 1 Farvardin 1405, 00:30
        third = self._record(date="2026-03-22 12:00:00")
        gift = self._record("gift", date="2026-03-22 12:00:00")
        self.assertRegex(first.name, r"^C1404-\d{4}$")
        self.assertRegex(second.name, r"^C1405-\d{4}$")
        self.assertRegex(gift.name, r"^G1405-\d{4}$")
        self.assertEqual(int(third.name[-4:]), int(second.name[-4:]) + 1)

    def test_words_of_the_type(self):
        complaint = self._record()
        gift = self._record("gift", amount=10)
        discount = self._discount()
        self.assertEqual(complaint.state_text, "New")
        self.assertEqual(gift.state_text, "Proposed")
        self.assertEqual(discount.state_text, "Approved")
        gift.action_approve()
        gift.action_done()
        discount.action_done()
        self.assertEqual(gift.state_text, "Given")
        self.assertEqual(discount.state_text, "Used")
        self.assertEqual(
            gift.with_context(lang="fa_IR").state_text
            if self.env["res.lang"]._get_code("fa_IR")
            else "تحویل‌شده",
            "تحویل‌شده",
        )

    def test_complaint_needs_a_resolution(self):
        complaint = self._record()
        for close in (complaint.action_done, complaint.action_reject):
            with (
                self.assertRaisesRegex(ValidationError, "resolution"),
                self.cr.savepoint(),
            ):
                close()
        complaint.resolution = "Replaced"
        complaint.action_done()
        self.assertEqual(complaint.state, "done")
        self.assertTrue(complaint.answered_on)

    def test_solved_hours(self):
        with freeze_time(SATURDAY):
            complaint = self._record(resolution="Replaced")
        with freeze_time("2026-10-24 09:00:00"):
            complaint.action_done()
        self.assertEqual(complaint.solved_hours, 2.5)

    def test_reopening_is_traced(self):
        complaint = self._record(resolution="Replaced")
        complaint.action_done()
        complaint.with_user(self.agent).action_reopen()
        self.assertEqual(complaint.state, "in_progress")
        self.assertEqual(complaint.reopen_count, 1)
        self.assertFalse(complaint.answered_on)
        self.assertIn("Reopened by", str(complaint.message_ids[0].body))

    def test_somebody_was_faster(self):
        complaint = self._record(resolution="Replaced")
        complaint.action_done()
        with self.assertRaisesRegex(UserError, "already"):
            complaint.action_start()

    def test_type_is_kept(self):
        with self.assertRaisesRegex(UserError, "keeps its type"):
            self._record().type = "gift"

    def test_no_future(self):
        with self.assertRaisesRegex(ValidationError, "future"):
            self._record(date=fields.Datetime.add(fields.Datetime.now(), days=1))

    def test_origin(self):
        order = self._order()
        record = self._record(order_id=order.id)
        self.assertEqual(record.origin, order)
        invoice = self._invoice()
        record.origin = f"account.move,{invoice.id}"
        self.assertEqual(record.move_id, invoice)
        self.assertFalse(record.order_id)
        found = self.Record.search([("origin", "=", f"account.move,{invoice.id}")])
        self.assertEqual(found, record)

    def test_group_follows_open_records(self):
        group = self.env["sama.person.group"].create({"name": "First"})
        other = self.env["sama.person.group"].create({"name": "Other"})
        self.partner.sama_person_group_id = group
        done = self._record(resolution="Done")
        done.action_done()
        still_open = self._record()
        self.assertEqual(still_open.sama_person_group_id, group)
        self.partner.sama_person_group_id = other
        self.assertEqual(still_open.sama_person_group_id, other)
        self.assertEqual(done.sama_person_group_id, group)

    def test_form_by_hand(self):
        form = Form(self.Record.with_user(self.agent))
        form.partner_id = self.partner
        form.subject = "Noise"
        record = form.save()
        self.assertEqual(record.user_id, self.agent)
        self.assertEqual(record.source, "staff")
        self.assertTrue(record.name)


@tagged("post_install", "-at_install")
class TestRecordDeadline(RecordCommon):
    """Working hours, holidays, and who hears of what is late."""

    def test_by_type_and_priority(self):
        self._deadline(16)
        self._deadline(4, priority="2")
        self._deadline(2, priority="2", company_id=self.company.id)
        normal = self._record(date=SATURDAY)
        urgent = self._record(date=SATURDAY, priority="2")
        gift = self._record("gift", date=SATURDAY)
        # 6 hours on Saturday from 10:00, 8 on Sunday, 2 on Monday: 10:00.
        self.assertEqual(normal.deadline, self._utc("2026-10-26 06:30:00"))
        self.assertEqual(urgent.deadline, self._utc("2026-10-24 08:30:00"))
        self.assertFalse(gift.deadline)

    def test_weekend_and_holiday(self):
        self._deadline(8)
        wednesday = self._record(date="2026-10-21 11:30:00")  # 15:00, one hour left
        self.assertEqual(wednesday.deadline, self._utc("2026-10-24 11:30:00"))
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "company_id": self.company.id,
                "date_from": "2026-10-23 20:30:00",
                "date_to": "2026-10-24 20:29:59",
            }
        )
        before_holiday = self._record(date="2026-10-21 11:30:00")
        self.assertEqual(before_holiday.deadline, self._utc("2026-10-25 11:30:00"))

    def test_late_is_told_once(self):
        self._deadline(2)
        with freeze_time(SATURDAY):
            record = self._record()
            self.assertFalse(record.is_late)
        with freeze_time("2026-10-24 09:00:00"):
            record.invalidate_recordset()
            self.assertTrue(record.is_late)
            self.assertIn(record, self.Record.search([("is_late", "=", True)]))
            self.assertNotIn(record, self.Record.search([("is_late", "=", False)]))
            self._run_cron()
            self._run_cron()
            told = record.activity_ids.filtered(
                lambda activity: activity.user_id == self.manager
            )
            self.assertEqual(len(told), 1)
            self.assertIn(record.name, told.summary)
            # A later deadline that is missed again is told again.
            record.deadline = "2026-10-24 10:00:00"
        with freeze_time("2026-10-24 10:30:00"):
            self._run_cron()
            self.assertEqual(len(record.activity_ids), 2)

    def test_answered_late(self):
        self._deadline(2)
        with freeze_time(SATURDAY):
            record = self._record(resolution="Replaced")
        with freeze_time("2026-10-24 09:00:00"):
            record.action_done()
        self.assertTrue(record.was_late)
        self.assertFalse(record.is_late)

    def test_reopened_has_its_hours_again(self):
        self._deadline(2)
        with freeze_time(SATURDAY):
            record = self._record(resolution="Replaced")
            record.action_done()
        with freeze_time("2026-10-25 06:30:00"):
            record.action_reopen()
        self.assertEqual(record.deadline, self._utc("2026-10-25 08:30:00"))

    def test_batches(self):
        self._deadline(2)
        with freeze_time(SATURDAY):
            records = self.Record.create(
                [
                    {"partner_id": self.partner.id, "type": "complaint"}
                    for _n in range(5)
                ]
            )
        with freeze_time("2026-10-24 12:00:00"):
            path = "odoo.addons.sama_crm.models.sama_customer_record_deadline.BATCH"
            with patch(path, 2):
                self._run_cron()
        self.assertTrue(all(record.escalated_on for record in records))

    def _run_cron(self):
        # The cron job's own commit has no place in a test's transaction.
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=60.0
        ):
            self.Record._cron_sama_escalate()


@tagged("post_install", "-at_install")
class TestRecordApproval(RecordCommon):
    """Limits, budgets, ceilings."""

    def test_below_the_limit(self):
        gift = self._record("gift", amount=1000).with_user(self.agent)
        self.assertFalse(gift.needs_approval)
        gift.action_approve()
        self.assertEqual(gift.state, "in_progress")
        self.assertFalse(gift.approved_by_id)

    def test_above_the_limit(self):
        gift = self._record("gift", amount=1001).with_user(self.agent)
        self.assertTrue(gift.needs_approval)
        self.assertIn(gift, gift.search([("needs_approval", "=", True)]))
        with self.assertRaises(AccessError):
            gift.action_approve()
        with self.assertRaises(AccessError):
            gift.write({"state": "done"})
        gift.with_user(self.manager).action_approve()
        self.assertEqual(gift.approved_by_id, self.manager)
        self.assertFalse(gift.needs_approval)
        gift.action_done()
        self.assertEqual(gift.delivered_by_id, self.agent)

    def test_no_way_around(self):
        gift = self._record("gift", amount=10).with_user(self.agent)
        gift.action_approve()
        with self.assertRaises(AccessError):
            gift.amount = 5000
        with self.assertRaises(AccessError):
            gift.write({"approved_by_id": self.agent.id, "approved_amount": 9999})
        with self.assertRaises(AccessError):
            self.Record.with_user(self.agent).create(
                {
                    "type": "gift",
                    "partner_id": self.partner.id,
                    "amount": 5000,
                    "state": "in_progress",
                }
            )

    def test_percent_limit(self):
        discount = self._record("discount", percent=11).with_user(self.agent)
        self.assertTrue(discount.needs_approval)
        with self.assertRaises(AccessError):
            discount.action_approve()
        discount.percent = 10
        discount.action_approve()
        self.assertEqual(discount.state, "in_progress")

    def test_cheap_for_us_is_not_below_the_limit(self):
        for record_type in ("gift", "discount"):
            promise = self._record(record_type, amount=5000, cost=1)
            self.assertTrue(promise.needs_approval)
            with self.assertRaises(AccessError):
                promise.with_user(self.agent).action_approve()

    def test_list_of_what_waits_is_what_the_forms_say(self):
        approved = self._record("gift", amount=2000)
        approved.with_user(self.manager).action_approve()
        approved.with_user(self.agent).action_reject()
        approved.with_user(self.agent).action_reopen()
        # Proposed again, and for more than the manager had approved.
        approved.with_user(self.agent).amount = 3000
        records = approved
        for record_type, values in (
            ("gift", {"amount": 1000}),
            ("gift", {"amount": 1001}),
            ("service", {"amount": 1, "cost": 1001}),
            ("discount", {"percent": 10}),
            ("discount", {"percent": 10.01}),
            ("complaint", {}),
        ):
            records |= self._record(record_type, **values)
        waiting = records.filtered("needs_approval")
        self.assertIn(approved, waiting)
        mine = [("id", "in", records.ids)]
        for value in (True, False):
            for operator in ("=", "!="):
                with self.subTest(value=value, operator=operator):
                    is_waiting = value == (operator == "=")
                    self.assertEqual(
                        self.Record.search(
                            [*mine, ("needs_approval", operator, value)]
                        ),
                        (waiting if is_waiting else records - waiting).sorted(),
                    )

    def test_manager_is_asked_when_it_becomes_more(self):
        gift = self._record("gift", amount=10).with_user(self.agent)
        self.assertFalse(gift.sudo().activity_ids)
        gift.amount = 2000
        self.assertEqual(gift.sudo().activity_ids.user_id, self.manager)
        gift.amount = 3000
        self.assertEqual(len(gift.sudo().activity_ids), 1)

    def test_manager_is_asked(self):
        gift = self.Record.with_user(self.agent).create(
            {"type": "gift", "partner_id": self.partner.id, "amount": 2000}
        )
        self.assertEqual(gift.sudo().activity_ids.user_id, self.manager)

    def test_budget(self):
        group = self.env["sama.person.group"].create({"name": "Top"})
        below = self.env["sama.person.group"].create(
            {"name": "Below", "parent_id": group.id}
        )
        self.partner.sama_person_group_id = below
        budget = self.env["sama.budget"].create(
            {
                "group_id": group.id,
                "date_from": "2026-03-21",
                "date_to": "2027-03-20",
                "amount": 500,
            }
        )
        date = {"date": SATURDAY}
        self._record("gift", amount=200, cost=100, state="done", **date)
        self._record("gift", amount=150, state="in_progress", **date)
        self._record("gift", amount=70, **date)  # only proposed
        self._record("gift", amount=70, state="rejected", **date)
        self._record("gift", amount=70, state="done", partner_id=self.partner2.id)
        # 00:30 of the first day in Tehran, and the last second before it.
        self._record("gift", amount=5, state="done", date="2026-03-20 21:00:00")
        self._record("gift", amount=6, state="done", date="2026-03-20 20:29:59")
        self.assertEqual(budget.spent, 255)
        self.assertEqual(budget.left, 245)
        action = budget.action_open_records()
        counted = self.Record.search(action["domain"])
        self.assertEqual(sum(counted.mapped("charge")), budget.spent)
        fits = self._record("gift", amount=245, **date)
        self.assertFalse(fits.budget_warning)
        above = self._record("gift", amount=246, **date).with_user(self.agent)
        self.assertIn("Top", above.budget_warning)
        # It warns, and blocks nothing.
        above.action_approve()
        self.assertEqual(above.state, "in_progress")

    def test_budget_of_a_type(self):
        group = self.env["sama.person.group"].create({"name": "Top"})
        self.partner.sama_person_group_id = group
        budget = self.env["sama.budget"].create(
            {
                "group_id": group.id,
                "type": "gift",
                "date_from": "2026-03-21",
                "date_to": "2027-03-20",
                "amount": 500,
            }
        )
        self._record("gift", amount=20, state="done", date=SATURDAY)
        self._record("service", amount=30, state="done", date=SATURDAY)
        self.assertEqual(budget.spent, 20)
        with self.assertRaisesRegex(ValidationError, "already"):
            budget.copy()

    def test_ceiling_of_a_customer(self):
        self.company.sama_customer_ceiling = 300
        date = {"date": SATURDAY}
        self._record("gift", amount=200, state="done", **date)
        self._record("gift", amount=200, state="done", date="2026-03-01 10:00:00")
        contact = self._record("gift", amount=101, partner_id=self.contact.id, **date)
        self.assertIn("Ceiling", contact.budget_warning)
        contact.amount = 100
        self.assertFalse(contact.budget_warning)


@tagged("post_install", "-at_install")
class TestRecordAccess(RecordCommon):
    """Who reads, writes, deletes."""

    def test_agent_works_and_deletes_nothing(self):
        record = self._record().with_user(self.agent2)
        record.write({"subject": "Noise", "resolution": "Replaced"})
        record.action_done()
        with self.assertRaises(AccessError):
            record.unlink()
        with self.assertRaises(AccessError):
            record.with_user(self.manager).unlink()

    def test_others_see_nothing(self):
        record = self._record()
        for user in (self.employee, self.salesman, self.portal):
            with self.assertRaises(AccessError):
                record.with_user(user).read(["name"])
            with self.assertRaises(AccessError):
                record.with_user(user).action_done()
            with self.assertRaises(AccessError):
                record.with_user(user).create({"partner_id": self.partner.id})
            with self.assertRaises(AccessError):
                self.env["sama.budget"].with_user(user).search([])

    def test_companies(self):
        other = self._other_company()
        record = self._record(company_id=other.id)
        self.assertNotIn(
            record, self.Record.with_user(self.agent).search([("type", "!=", False)])
        )
        with self.assertRaises(AccessError):
            record.with_user(self.agent).read(["name"])

    def test_number_is_kept(self):
        with self.assertRaises(AccessError):
            self._record().with_user(self.agent).name = "C1405-9999"

    def test_list_asks_a_fixed_number_of_queries(self):
        names = ["name", "state_text", "is_late", "partner_id", "needs_approval"]
        self._record()
        few = self._count_queries(names)
        for number in range(20):
            self._record(partner_id=self._partner(f"Customer {number}").id)
        self.assertLessEqual(self._count_queries(names), few)

    def _count_queries(self, names):
        records = self.Record.with_user(self.agent).search(
            [("company_id", "=", self.company.id)]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        count = self.cr.sql_log_count
        records.read(names)
        return self.cr.sql_log_count - count
