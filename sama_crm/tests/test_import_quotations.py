from datetime import date, datetime

from freezegun import freeze_time

from odoo.tests import tagged

from .common_import import ImportCommon

PERSONS = [{"code": "P-1", "name": "بازرگانی کریمی", "kind": "حقوقی"}]
QUOTATIONS = [
    {
        "code": "1402-15",
        "number": "۱۵",
        "date": "1402/05/03",
        "customer": "P-1",
        "kind": "خدمات",
        "amount": "۱۲٬۵۰۰٬۰۰۰",
        "state": "باز",
        "responsible": "sama_agent",
        "subject": "نصب",
    },
    {
        "code": "1402-16",
        "number": 16,
        "date": 14020504,
        "customer": "بازرگانی کریمی",
        "kind": None,
        "amount": 700,
        "state": "تبدیل به فروش",
    },
    {
        "code": "1402-17",
        "number": 17,
        "date": datetime(2023, 7, 27),
        "customer": "P-1",
        "amount": 900,
        "state": "ابطال",
        "reason": "قیمت",
        "closed_on": "1402/06/01",
    },
]
FOLLOW_UPS = [
    {
        "code": "F-2",
        "quotation": "1402-15",
        "date": "1402/05/20 10:30",
        "text": "قرار شد فکر کند",
        "channel": "حضوری",
        "next_date": "1402/06/20",
        "next_hour": "13:30",
        "user": "sama_agent",
    },
    {
        "code": "F-1",
        "quotation": "1402-15",
        "date": "1402/05/10",
        "text": "اولین تماس",
        "next_date": "1402/05/20",
        "user": "کارمند پیشین",
    },
    {
        "code": "F-3",
        "quotation": "1402-16",
        "date": "1402/05/12",
        "text": "خرید",
        "outcome": None,
    },
]
ALL = {"persons": PERSONS, "quotations": QUOTATIONS, "follow_ups": FOLLOW_UPS}


@tagged("post_install", "-at_install")
@freeze_time("2023-09-05 08:00:00")
class TestImportQuotations(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fa_IR")
        cls.company.resource_calendar_id.tz = "Asia/Tehran"
        reason = cls.env.ref("sama_crm.sama_void_reason_price")
        reason.with_context(lang="fa_IR").name = "قیمت"

    def test_states_amounts_and_dates(self):
        messages = self.env["mail.message"].search_count([])
        mails = self.env["mail.mail"].search_count([])
        result = self._run(ALL)
        self.assertEqual(self._notes(result), {})
        opened = self._imported("quotations", "1402-15")
        won = self._imported("quotations", "1402-16")
        void = self._imported("quotations", "1402-17")
        self.assertEqual(
            [order.state for order in (opened, won, void)], ["draft", "sale", "cancel"]
        )
        self.assertEqual(opened.name, "15")
        self.assertEqual(opened.date_order, datetime(2023, 7, 25, 8, 30))
        self.assertEqual(opened.amount_total, 12_500_000)
        self.assertEqual(opened.amount_tax, 0)
        self.assertEqual((opened.sama_kind, won.sama_kind), ("service", "goods"))
        self.assertEqual(opened.sama_service_amount, 12_500_000)
        self.assertEqual(opened.order_line.name, "نصب")
        self.assertEqual(opened.sama_follow_up_user_id, self.agent)
        self.assertEqual(won.partner_id, opened.partner_id)
        self.assertEqual(won.invoice_status, "no")
        self.assertFalse(won.invoice_ids)
        self.assertEqual(void.sama_void_reason_id.kind, "price")
        # Nobody hears of what is past.
        self.assertEqual(self.env["mail.message"].search_count([]), messages)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def test_nothing_is_delivered(self):
        self._run(ALL)
        won = self._imported("quotations", "1402-16")
        if "picking_ids" in won._fields:
            self.assertFalse(won.picking_ids)
        if "project_ids" in won._fields:
            self.assertFalse(won.project_ids)
        won.order_line.invalidate_recordset()
        self.env.add_to_compute(
            won.order_line._fields["invoice_status"], won.order_line
        )
        self.assertEqual(won.order_line.invoice_status, "no")

    def test_follow_ups_and_plan(self):
        self._run(ALL)
        order = self._imported("quotations", "1402-15")
        self.assertEqual(order.sama_follow_up_count, 2)
        last = order.sama_last_follow_up_id
        self.assertEqual(last.description, "قرار شد فکر کند")
        self.assertEqual(last.date, datetime(2023, 8, 11, 7, 0))
        self.assertEqual((last.channel, last.user_id), ("visit", self.agent))
        first = order.sama_follow_up_ids - last
        self.assertEqual(first.writer_name, "کارمند پیشین")
        self.assertFalse(first.user_id)
        # The latest decides, whatever the order of the rows.
        self.assertEqual(order.sama_next_follow_up_date, date(2023, 9, 11))
        self.assertEqual(order.sama_next_follow_up_hour, 13.5)
        activity = self.env["mail.activity"].search(
            [("res_model", "=", "sale.order"), ("res_id", "=", order.id)]
        )
        self.assertEqual(activity.user_id, self.agent)
        self.assertEqual(order.with_user(self.agent).sama_follow_up_state, "planned")

    def test_ends_are_logged(self):
        self._run(ALL)
        void = self._imported("quotations", "1402-17").sama_follow_up_ids
        self.assertEqual((void.result, void.void_reason_id.kind), ("void", "price"))
        self.assertEqual(void.date, datetime(2023, 8, 23, 8, 30))
        won = self._imported("quotations", "1402-16").sama_follow_up_ids
        self.assertEqual(won.mapped("result"), ["won", "continue"])
        # Without a day of its own, the end is on that of the last follow-up.
        self.assertEqual(len(set(won.mapped("date"))), 1)

    def test_old_plans_stay_off_the_desk(self):
        self._run(ALL, plan_since=date(2023, 9, 12))
        order = self._imported("quotations", "1402-15")
        self.assertFalse(order.sama_next_follow_up_date)
        self.assertEqual(order.sama_follow_up_state, "unplanned")
        self.company.sama_follow_up_since = date(2023, 9, 1)
        desk = self.env["sale.order"].search(
            self.env["sale.order"]._sama_cut_domain("no_date")
        )
        self.assertNotIn(order, desk)

    def test_again_is_an_update(self):
        self._run(ALL)
        orders = self.env["sale.order"].search_count([])
        logs = self.env["sama.follow.up"].search_count([])
        activities = self.env["mail.activity"].search_count([])
        again = self._run(ALL)
        for name in ("quotations", "follow_ups"):
            self.assertEqual(again.counts[name]["unchanged"], 3, name)
        # One open quotation is won since, one got another amount.
        rows = [dict(row) for row in QUOTATIONS]
        rows[0].update(state="Won", amount=15_000_000)
        rows[1].update(amount=800)
        third = self._run({"quotations": rows})
        self.assertEqual(self._notes(third), {})
        self.assertEqual(third.counts["quotations"]["updated"], 2)
        order = self._imported("quotations", "1402-15")
        self.assertEqual((order.state, order.amount_total), ("sale", 15_000_000))
        self.assertFalse(order.sama_next_follow_up_date)
        self.assertEqual(order.sama_last_result, "won")
        self.assertEqual(self._imported("quotations", "1402-16").amount_total, 800)
        self.assertEqual(self.env["sale.order"].search_count([]), orders)
        # The end of the one; its plan is gone.
        self.assertEqual(self.env["sama.follow.up"].search_count([]), logs + 1)
        self.assertEqual(self.env["mail.activity"].search_count([]), activities - 1)

    def test_what_odoo_went_on_with_stays(self):
        self._run(ALL)
        order = self._imported("quotations", "1402-15")
        order.with_user(self.agent).sama_follow_up("در Odoo", next_date="2023-09-30")
        won = self._imported("quotations", "1402-16")
        won.order_line.product_id = self.goods
        rows = [dict(row) for row in QUOTATIONS]
        rows[1].update(state="باز")
        again = self._run({**ALL, "quotations": rows})
        self.assertEqual(order.sama_next_follow_up_date, date(2023, 9, 30))
        self.assertEqual(won.state, "sale")
        self.assertEqual(
            set(self._warnings(again).values()), {"kept_state", "kept_lines"}
        )
        self.assertEqual(self._notes(again), {})

    def test_errors_are_named_by_cell(self):
        self.company.sama_void_reason_required = True
        result = self._run(
            {
                "quotations": [
                    {
                        "code": "1",
                        "date": "1402/07/31",
                        "customer": "x",
                        "amount": "زیاد",
                        "state": "?",
                    },
                    {
                        "code": "2",
                        "date": "1402/05/01",
                        "customer": "ناشناس",
                        "amount": 5,
                    },
                    {
                        "code": "3",
                        "date": "1402/05/01",
                        "customer": self.partner2.name,
                        "amount": 5,
                        "state": "ابطال",
                    },
                ],
                "follow_ups": [
                    {"code": "1", "quotation": "2", "date": "1402/05/02", "text": "x"},
                    {"code": "2", "quotation": "9", "date": "1403/05/02", "text": "x"},
                    {"code": "3", "quotation": "3", "date": "1402/05/02", "text": None},
                ],
            },
            language="en",
        )
        notes = self._notes(result)
        self.assertEqual(notes.pop("Quotations!B2"), "no_such_day")
        self.assertEqual(notes.pop("Quotations!D2"), "number")
        self.assertEqual(notes.pop("Quotations!E2"), "choice")
        self.assertEqual(notes.pop("Quotations!C3"), "no_person")
        # The reason has no column: its row is named by the code.
        self.assertEqual(notes.pop("Quotations!A4"), "reason_missing")
        self.assertEqual(notes.pop("Follow-ups!B2"), "row_refused")
        self.assertEqual(notes.pop("Follow-ups!C3"), "future")
        self.assertEqual(notes.pop("Follow-ups!B4"), "row_refused")
        self.assertEqual(notes.pop("Follow-ups!D4"), "said")
        self.assertEqual(notes, {})
        self.assertFalse(result.is_saved)

    def test_dry_run_changes_nothing(self):
        before = [
            self.env[model].search_count([])
            for model in ("sale.order", "sama.follow.up", "mail.activity")
        ]
        result = self._run(ALL, dry=True)
        self.assertEqual(result.counts["quotations"]["created"], 3)
        self.assertEqual(
            before,
            [
                self.env[model].search_count([])
                for model in ("sale.order", "sama.follow.up", "mail.activity")
            ],
        )
        self.assertFalse(self._imported("quotations", "1402-15"))

    def test_unit_of_the_amounts(self):
        self._run(ALL, factor=10)
        self.assertEqual(self._imported("quotations", "1402-16").amount_total, 7000)

    def test_unknown_responsible_is_a_warning(self):
        rows = [
            {**QUOTATIONS[0], "responsible": "رفته", "salesperson": "sama_employee"}
        ]
        result = self._run({"persons": PERSONS, "quotations": rows})
        self.assertEqual(list(self._warnings(result).values()), ["no_user"])
        order = self._imported("quotations", "1402-15")
        self.assertEqual(order.user_id, self.employee)
        self.assertFalse(order.sama_follow_up_user_id)

    def test_codes_are_of_one_company(self):
        self._run({"persons": PERSONS, "quotations": QUOTATIONS})
        other = self.env["res.company"].create({"name": "Other"})
        self.admin.company_ids += other
        first = self._imported("quotations", "1402-16")
        self.company = other
        rows = [{**QUOTATIONS[1], "amount": 50, "customer": "P-1"}]
        persons = [{"code": "P-1", "name": "کسی دیگر"}]
        self._run({"persons": persons, "quotations": rows}, share_persons=False)
        second = self._imported("quotations", "1402-16")
        self.assertNotEqual(first, second)
        self.assertEqual((first.amount_total, second.amount_total), (700, 50))
        self.assertEqual(second.company_id, other)

    def test_queries_for_a_thousand_rows(self):
        persons = [{"code": f"P{n}", "name": f"شخص {n}"} for n in range(100)]
        self._run({"persons": persons})

        def rows(start, count):
            return {
                "quotations": [
                    {
                        "code": f"Q{n}",
                        "date": "1402/05/03",
                        "customer": f"P{n % 100}",
                        "amount": n,
                        "state": ("باز", "ابطال", "تبدیل به فروش")[n % 3],
                        "reason": "قیمت" if n % 3 == 1 else None,
                    }
                    for n in range(start, start + count)
                ],
                "follow_ups": [
                    {
                        "code": f"F{n}",
                        "quotation": f"Q{n}",
                        "date": "1402/05/10",
                        "text": "تماس",
                        "next_date": "1402/06/20",
                    }
                    for n in range(start, start + count)
                ],
            }

        self._run(rows(0, 10))
        counts = []
        for start, size in ((100, 20), (200, 220)):
            before = self.env.cr.sql_log_count
            self._run(rows(start, size))
            counts.append(self.env.cr.sql_log_count - before)
        # 200 more of each sheet: hardly a query more.
        self.assertLess(counts[1] - counts[0], 60)
