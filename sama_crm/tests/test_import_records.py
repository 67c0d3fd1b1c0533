from datetime import date, datetime

from freezegun import freeze_time

from odoo.tests import tagged

from .common_import import ImportCommon

PERSONS = [{"code": "P-1", "name": "بازرگانی کریمی"}]
RECORDS = [
    {
        "code": "R-1",
        "number": "ش-۱۲",
        "type": "شکایت",
        "customer": "P-1",
        "date": "1402/06/01",
        "kind": "خدمات",
        "subject": "تأخیر",
        "text": "دیر رسید",
        "state": "رسیدگی‌شده",
        "resolution": "پوزش خواسته شد",
        "answered_on": "1402/06/05",
        "user": "sama_agent",
    },
    {
        "code": "R-2",
        "type": "هدیه",
        "customer": "P-1",
        "date": "1402/12/29",
        "amount": "۵۰۰٬۰۰۰",
        "subject": "سررسید",
    },
    {
        "code": "R-3",
        "type": "شکایت",
        "customer": "P-1",
        "date": "1402/06/01",
        "state": "جدید",
    },
]


@tagged("post_install", "-at_install")
@freeze_time("2024-06-01 08:00:00")
class TestImportRecords(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Tehran"
        cls.company.sama_approval_limit = 100

    def test_records(self):
        activities = self.env["mail.activity"].search_count([])
        messages = self.env["mail.message"].search_count([])
        result = self._run({"persons": PERSONS, "records": RECORDS})
        self.assertEqual(self._notes(result), {})
        complaint = self._imported("records", "R-1")
        gift = self._imported("records", "R-2")
        opened = self._imported("records", "R-3")
        self.assertEqual(complaint.name, "ش-12")
        self.assertEqual((complaint.type, complaint.kind), ("complaint", "service"))
        self.assertEqual(complaint.date, datetime(2023, 8, 23, 8, 30))
        self.assertEqual(complaint.answered_on, datetime(2023, 8, 27, 8, 30))
        self.assertEqual(complaint.user_id, self.agent)
        self.assertEqual((gift.state, gift.amount), ("done", 500_000))
        self.assertEqual(gift.delivered_on, date(2024, 3, 19))
        # Numbered by its own year.
        self.assertIn("1402", gift.name)
        self.assertEqual((opened.state, opened.user_id.id), ("new", False))
        self.assertFalse(opened.deadline)
        self.assertEqual(self.env["mail.activity"].search_count([]), activities)
        self.assertEqual(self.env["mail.message"].search_count([]), messages)

    def test_again_is_an_update(self):
        self._run({"persons": PERSONS, "records": RECORDS})
        count = self.env["sama.customer.record"].search_count([])
        again = self._run({"records": RECORDS})
        self.assertEqual(again.counts["records"]["unchanged"], 3)
        rows = [dict(row) for row in RECORDS]
        rows[2].update(state="رسیدگی‌شده", resolution="حل شد")
        rows[0].update(state="جدید")
        third = self._run({"records": rows})
        self.assertEqual(third.counts["records"]["updated"], 1)
        self.assertEqual(self._imported("records", "R-3").state, "done")
        # What is settled here is not opened by an older file.
        self.assertEqual(self._imported("records", "R-1").state, "done")
        self.assertEqual(list(self._warnings(third).values()), ["kept_state"])
        self.assertEqual(self.env["sama.customer.record"].search_count([]), count)

    def test_errors_are_named_by_cell(self):
        self._run({"persons": PERSONS, "records": RECORDS[:1]})
        result = self._run(
            {
                "records": [
                    {**RECORDS[0], "code": "X"},
                    {**RECORDS[0], "code": "Y", "number": 5, "resolution": None},
                    {**RECORDS[0], "code": "Z", "number": 6, "type": "خواهش"},
                ]
            }
        )
        self.assertEqual(
            self._notes(result),
            {
                "رویدادها!B2": "number_taken",
                "رویدادها!J3": "resolution_missing",
                "رویدادها!C4": "choice",
            },
        )
        self.assertFalse(result.is_saved)

    def test_closed_year(self):
        """Its figures are kept: what comes later is told at its cell."""
        self.env["sama.fiscal.year"]._sama_ensure(
            self.company, date(2022, 3, 21), date(2024, 6, 1)
        )
        year = self.env["sama.fiscal.year"].search(
            [("company_id", "=", self.company.id), ("name", "=", "1402")]
        )
        orders = [
            {
                "code": f"Q-{n}",
                "date": "1402/05/03",
                "customer": RECORDS[0]["customer"],
                "amount": 100,
            }
            for n in (1, 2)
        ]
        follow_ups = [
            {"code": "F-1", "quotation": "Q-1", "date": "1402/05/04", "text": "تماس"}
        ]
        sheets = {
            "persons": PERSONS,
            "quotations": orders,
            "follow_ups": follow_ups,
            "records": RECORDS[:1],
        }
        self._run(sheets)
        year.action_close()
        again = self._run(sheets)
        self.assertEqual(self._notes(again), {}, "what is there stays importable")
        self.assertEqual(again.total("created", "updated", "failed"), 0)
        new_follow_ups = [
            {**follow_ups[0], "text": "بهتر"},
            {**follow_ups[0], "code": "F-2"},
            {**follow_ups[0], "code": "F-3", "date": "1403/01/20"},
            {**follow_ups[0], "code": "F-4", "quotation": "Q-2"},
        ]
        new_records = [{**RECORDS[0], "code": "R-9", "number": 99}]
        # Carried work goes on: its follow-ups are welcome.
        self._imported("quotations", "Q-2").sama_fiscal_year_id = year.search(
            [("company_id", "=", self.company.id), ("name", "=", "1403")]
        )
        result = self._run({"follow_ups": new_follow_ups, "records": new_records})
        self.assertEqual(
            self._notes(result),
            {"پیگیری‌ها!C3": "year_closed", "رویدادها!E2": "year_closed"},
        )
        self.assertFalse(result.is_saved)
        year.action_reopen()
        result = self._run({"follow_ups": new_follow_ups, "records": new_records})
        self.assertEqual(result.total("created"), 4)
