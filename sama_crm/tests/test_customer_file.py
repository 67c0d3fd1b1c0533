from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_record import RecordCommon
from .common_survey import SurveyCommon


@tagged("post_install", "-at_install")
class TestCustomerFile(RecordCommon, SurveyCommon):
    """One time line of all that happened, page by page, as the reader may see it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = fields.Datetime.now()
        cls.order = cls._order(
            partner=cls.contact,
            date_order=cls._ago(9),
            sama_follow_up_user_id=cls.agent.id,
        )
        cls.invoice = cls._invoice(invoice_date=cls._ago(7).date())
        cls.order.with_user(cls.agent).sama_follow_up(
            "He thinks about it", next_date="2999-01-01", date=cls._ago(6)
        )
        cls.sheet = cls.env["sama.survey.response"].create(
            {
                "survey_id": cls.survey.id,
                "move_id": cls.invoice.id,
                "user_id": cls.agent.id,
                "state": "done",
                "date": cls._ago(5),
                "comment": "All well",
            }
        )
        cls.env["sama.survey.attempt"].create(
            {
                "response_id": cls.sheet.id,
                "partner_id": cls.partner.id,
                "date": cls._ago(5.5),
                "user_id": cls.agent.id,
                "result": "busy",
            }
        )
        cls.record = cls._record(
            partner_id=cls.contact.id, date=cls._ago(4), subject="Noise"
        )
        message = cls.partner.message_post(
            body="Hello", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        message.date = cls._ago(3)
        cls._record(partner_id=cls.partner2.id, subject="Another's")
        cls.env.flush_all()

    @classmethod
    def _ago(cls, days):
        return (cls.now - timedelta(days=days)).replace(microsecond=0)

    def _file(self, user=None):
        return self.env["sama.customer.file"].with_user(user or self.agent)

    def _pages(self, limit, user=None, **kwargs):
        """Return all rows, read page by page."""
        rows, after = [], None
        while True:
            page = self._file(user).get_page(
                self.partner.id, after=after, limit=limit, **kwargs
            )
            rows += page["rows"]
            after = page["next"]
            if not after:
                return rows
            self.assertEqual(len(page["rows"]), limit)

    def test_order_of_time(self):
        rows = self._pages(50)
        self.assertEqual(
            [row["source"] for row in rows],
            [
                "message",
                "record",
                "survey",
                "attempt",
                "follow_up",
                "invoice",
                "quotation",
            ],
        )
        texts = {row["source"]: row for row in rows}
        self.assertEqual(texts["message"]["text"], "Hello")
        self.assertEqual(texts["record"]["text"], "Noise")
        self.assertEqual(texts["record"]["state_label"], "New")
        self.assertEqual(texts["record"]["label"], "Complaint")
        self.assertEqual(texts["survey"]["title"], self.invoice.name)
        self.assertEqual(texts["attempt"]["state_label"], "Busy")
        self.assertEqual(texts["follow_up"]["text"], "He thinks about it")
        self.assertEqual(texts["follow_up"]["person"], self.agent.name)
        self.assertEqual(texts["invoice"]["amount"], self.invoice.amount_total)
        self.assertEqual(texts["quotation"]["title"], self.order.name)
        self.assertEqual(
            (texts["follow_up"]["model"], texts["follow_up"]["res_id"]),
            ("sale.order", self.order.id),
        )

    def test_pages_lose_and_repeat_nothing(self):
        # Many at the same moment: the place is told by source and number.
        for number in range(7):
            self._record(date=self._ago(4), subject=f"Same {number}")
        whole = [row["key"] for row in self._pages(100)]
        self.assertEqual(len(whole), len(set(whole)))
        for limit in (1, 2, 3, 5):
            self.assertEqual([row["key"] for row in self._pages(limit)], whole)

    def test_one_source(self):
        rows = self._pages(50, sources=["record"])
        self.assertEqual({row["source"] for row in rows}, {"record"})

    def test_any_contact_opens_the_whole_file(self):
        page = self._file().get_page(self.contact.id)
        self.assertEqual(len(page["rows"]), 7)

    def test_one_statement_a_page(self):
        self._pages(3)
        self.env.flush_all()
        first = self._file().get_page(self.partner.id, limit=2)
        # And one that checks the person.
        with self.assertQueryCount(2):
            self._file().get_page(self.partner.id, after=first["next"], limit=2)

    def test_colleague_s_quotation_is_not_shown(self):
        self.order.sama_follow_up_user_id = self.agent2
        self.order.user_id = False
        self.order.message_post(body="Secret", message_type="comment")
        rows = self._pages(50)
        self.assertNotIn("quotation", {row["source"] for row in rows})
        self.assertNotIn("Secret", {row["text"] for row in rows})
        rows = self._pages(50, user=self.manager)
        self.assertIn("quotation", {row["source"] for row in rows})
        self.assertIn("Secret", {row["text"] for row in rows})

    def test_other_company(self):
        other = self._other_company()
        self._record(company_id=other.id, subject="Elsewhere")
        self.assertNotIn("Elsewhere", {row["text"] for row in self._pages(50)})

    def test_head(self):
        self.partner.sama_experience_note = "Careful"
        head = self._file().get_head(self.partner.id, kind="goods")
        self.assertEqual(head["partner"]["name"], self.partner.name)
        self.assertEqual(head["partner"]["experience_note"], "Careful")
        self.assertEqual(head["contacts"][0]["name"], self.contact.name)
        self.assertEqual(head["records"][0]["number"], self.record.name)
        self.assertEqual((head["open_count"], head["record_count"]), (1, 1))
        figures = {each["figure"]: each["value"] for each in head["figures"]}
        self.assertEqual(figures["invoice_amount"], self.invoice.amount_total)
        self.assertEqual(figures["complaint_open_count"], 1)

    def test_agents_only(self):
        for user in (self.employee, self.salesman, self.portal):
            with self.assertRaises(AccessError):
                self._file(user).get_head(self.partner.id)
            with self.assertRaises(AccessError):
                self._file(user).get_page(self.partner.id)

    def test_wrong_arguments_are_answered(self):
        for value in ("abc", 1.5, True, [[1]], {"a": 1}, [1, 2], None, 10**12):
            for method in (self._file().get_head, self._file().get_page):
                with self.subTest(partner=value), self.assertRaises(UserError):
                    method(value)
        for arguments in (
            {"after": "abc"},
            {"after": [1]},
            {"after": ["2026-01-01", "x", 1]},
            {"after": 5},
            {"limit": "many"},
            {"limit": None},
            {"sources": 5},
            {"sources": ["journal"]},
        ):
            with self.subTest(arguments), self.assertRaises(ValidationError):
                self._file().get_page(self.partner.id, **arguments)
        with self.assertRaises(ValidationError):
            self._file().get_head(self.partner.id, kind=["goods"])

    def test_opened_from_the_list(self):
        customer = self.env["sama.customer"].search(
            [("partner_id", "=", self.partner.id), ("kind", "=", "goods")]
        )
        action = customer.with_user(self.agent).action_open_file()
        self.assertEqual(
            action["params"], {"partner_id": self.partner.id, "kind": "goods"}
        )
        self.assertEqual(
            self.record.action_open_file()["params"]["partner_id"], self.partner.id
        )

    # === MERGE AND ANONYMISING === #

    def test_merge_keeps_all(self):
        before = [row["key"] for row in self._pages(50)]
        merged = self._partner("Karimi Trade", is_company=True)
        other = self._record(partner_id=merged.id, subject="Of the twin")
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.partner | merged).ids, self.partner
        )
        after = [row["key"] for row in self._pages(50)]
        self.assertEqual(set(after), {*before, f"record-{other.id}"})
        self.assertEqual(other.partner_id, self.partner)
        self.assertEqual(other.name[:1], "C")

    def test_anonymise(self):
        self.partner.write({"phone": "+98 21 5500 0001", "sama_mobile": "09121234567"})
        self.partner.sama_experience_note = "Careful"
        self.record.write({"description": "Mina called", "resolution": "For Mina"})
        self.record.action_done()
        files = self.env["ir.attachment"].create(
            [
                {"name": "mina.txt", "res_model": each._name, "res_id": each.id}
                for each in (self.partner, self.contact, self.record)
            ]
        )
        bank = self.env["res.partner.bank"].create(
            {"partner_id": self.partner.id, "acc_number": "5022291012345678"}
        )
        calls = self.env["mail.activity"]
        for each in (self.contact, self.record):
            calls |= each.activity_schedule("mail.mail_activity_data_call")
        self.env.flush_all()
        names = ["quotation_count", "invoice_amount", "survey_count"]
        domain = [("partner_id", "=", self.partner.id)]
        Customer = self.env["sama.customer"]
        before = Customer.search(domain).read(names)
        with self.assertRaises(AccessError):
            self.partner.with_user(self.agent).action_sama_anonymise()
        self.partner.with_user(self.manager).action_sama_anonymise()
        self.assertEqual(Customer.search(domain).read(names), before)
        for person in (self.partner, self.contact):
            self.assertRegex(person.name, r"^Anonymous \d+$")
            self.assertFalse(person.phone)
            self.assertFalse(person.sama_mobile)
        self.assertFalse(self.partner.sama_experience_note)
        self.assertFalse(files.exists())
        self.assertFalse(bank.active)
        self.assertNotIn("1234", f"{bank.acc_number} {bank.sanitized_acc_number}")
        for call in calls:
            self.assertEqual(
                call.res_name, self.env[call.res_model].browse(call.res_id).display_name
            )
        words = self._words()
        for word in ("Mina", "Karimi", "Hello", "thinks", "All well", "Noise"):
            self.assertNotIn(word, words)
        self.assertEqual(self.record.state, "done")
        self.assertEqual(self.sheet.state, "done")

    def _words(self):
        """Return all that is still written about the persons."""
        rows = self._pages(50, user=self.manager)
        words = [f"{row['title']} {row['text']} {row['person']}" for row in rows]
        tracked = self.env["mail.tracking.value"].search(
            [
                ("mail_message_id.model", "=", "sama.customer.record"),
                ("mail_message_id.res_id", "=", self.record.id),
            ]
        )
        return " ".join(
            [
                *words,
                *filter(None, tracked.mapped("old_value_text")),
                *filter(None, tracked.mapped("new_value_text")),
                self.record.description or "",
                self.record.resolution or "",
            ]
        )

    def test_users_stay(self):
        with self.assertRaisesRegex(UserError, "stay"):
            self.agent.partner_id.with_user(self.manager).action_sama_anonymise()
        self.assertEqual(self.agent.partner_id.name, self.agent.name)

    def test_privacy_lookup_by_odoo(self):
        """Where Odoo's look-up is installed, it names the person's records."""
        if "privacy.lookup.wizard" not in self.env:
            self.skipTest("privacy_lookup is not installed")
        self.partner.email = "karimi@example.com"
        record = self._record()
        wizard = self.env["privacy.lookup.wizard"].create(
            {"name": self.partner.name, "email": self.partner.email}
        )
        wizard.action_lookup()
        found = {(line.res_model, line.res_id) for line in wizard.line_ids}
        self.assertIn((self.partner._name, self.partner.id), found)
        for document in (record, self.sheet):
            self.assertIn((document._name, document.id), found)

    def test_privacy_lookup_finds_records(self):
        """Odoo's look-up passes over what is deleted with the person."""
        field = self.Record._fields["partner_id"]
        self.assertTrue(field.store)
        self.assertNotEqual(field.ondelete, "cascade")
