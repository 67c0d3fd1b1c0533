import base64
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged
from odoo.tests.common import HttpCase
from odoo.tools import mute_logger

from ..controllers import record_portal
from ..models import sama_customer_record_source
from .common_record import RecordCommon
from .common_survey import SurveyCommon

# One transparent point.
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAA"
    "AABJRU5ErkJggg=="
)
EMAIL = """Return-Path: <{sender}>
To: {to}
From: {sender}
Subject: Broken printer
Message-Id: <{number}@example.com>
Content-Type: text/plain; charset="utf-8"

It has stopped after two days.
"""


@tagged("post_install", "-at_install")
class TestRecordFromSurvey(RecordCommon, SurveyCommon):
    """A low score opens one complaint."""

    def test_once(self):
        sheet = self.env["sama.survey.response"].create(
            {"survey_id": self.survey.id, "move_id": self._invoice().id}
        )
        record = self.Record._sama_from_response(sheet, subject="Low score")
        self.assertEqual(record.partner_id, self.partner)
        self.assertEqual((record.type, record.source), ("complaint", "survey"))
        self.assertEqual(record.origin, sheet)
        self.assertEqual(record.move_id, sheet.move_id)
        self.assertEqual(record.kind, "goods")
        self.assertEqual(self.Record._sama_from_response(sheet), record)


@tagged("post_install", "-at_install")
class TestRecordFromEmail(RecordCommon):
    """What is sent to a unit's address becomes a complaint about it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.domain = cls.env["mail.alias.domain"].create({"name": "sama.example.com"})
        cls.unit = cls.env["sama.unit"].create(
            {
                "name": "Delivery",
                "alias_name": "delivery-complaints",
                "alias_domain_id": cls.domain.id,
            }
        )

    def _receive(self, sender, number):
        self.env["mail.thread"].message_process(
            None,
            EMAIL.format(
                sender=sender,
                to="delivery-complaints@sama.example.com",
                number=number,
            ),
        )
        return self.Record.search([("unit_id", "=", self.unit.id)], limit=1)

    def test_known_sender(self):
        self.contact.email = "mina@karimi.example.com"
        record = self._receive("Mina <mina@karimi.example.com>", 1)
        self.assertEqual(record.partner_id, self.contact)
        self.assertEqual(record.subject, "Broken printer")
        self.assertIn("two days", record.description)
        self.assertEqual((record.type, record.source), ("complaint", "email"))
        self.assertRegex(record.name, r"^C\d{4}-\d{4}$")
        self.assertFalse(record.user_id)

    def test_unknown_sender_becomes_a_person(self):
        record = self._receive("New Man <new@stranger.example.com>", 2)
        self.assertEqual(record.partner_id.email, "new@stranger.example.com")

    def test_unit_without_address(self):
        unit = self.env["sama.unit"].create({"name": "Stores"})
        self.assertFalse(unit.alias_id)


@tagged("post_install", "-at_install")
class TestRecordNotice(RecordCommon):
    """The customer is told by Odoo's composers, in his language."""

    def test_sms_and_email(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.partner.write({"phone": "+98 912 345 6789", "email": "k@example.com"})
        record = self._record(resolution="Replaced")
        record.action_done()
        action = record.with_user(self.agent).action_tell_by_sms()
        composer = (
            self.env["sms.composer"]
            .with_user(self.agent)
            .with_context(**action["context"])
            .create({})
        )
        self.assertIn("Replaced", composer.body)
        self.assertIn(record.name, composer.body)
        action = record.with_user(self.agent).action_tell_by_email()
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.agent)
            .with_context(**action["context"])
            .create({})
        )
        self.assertIn("Replaced", composer.body)
        self.assertIn(self.partner, composer.partner_ids)
        self.partner.lang = "fa_IR"
        template = self.env.ref("sama_crm.sms_template_record_done")
        body = template._render_field("body", record.ids, compute_lang=True)[record.id]
        self.assertIn("گرامی", body)


@tagged("post_install", "-at_install")
class TestRecordAnalysis(RecordCommon):
    """What gifts bring, by hand."""

    def test_bought_again(self):
        self.company.sama_bought_again_days = 30
        with freeze_time("2026-06-01 10:00:00"):
            gift = self._record("gift", amount=10, state="in_progress")
            gift.action_done()
        self._invoice([(self.goods, 100)], invoice_date="2026-05-20")
        self._invoice([(self.goods, 40)], invoice_date="2026-04-01")
        self._invoice(
            [(self.goods, 70)], partner=self.contact, invoice_date="2026-06-11"
        )
        self._invoice(
            [(self.goods, 20)], move_type="out_refund", invoice_date="2026-06-12"
        )
        self._invoice([(self.goods, 500)], invoice_date="2026-07-15")
        self._invoice(
            [(self.goods, 500)], partner=self.partner2, invoice_date="2026-06-11"
        )
        proposed = self._record("gift", amount=10, date="2026-06-01 10:00:00")
        self.env.flush_all()
        Analysis = self.env["sama.record.analysis"].with_user(self.agent)
        row = Analysis.search([("record_id", "=", gift.id)])
        self.assertEqual(row.revenue_before, 100)
        self.assertEqual(row.revenue_after, 50)
        self.assertEqual((row.bought_again, row.days_to_buy), (1, 10))
        row = Analysis.search([("record_id", "=", proposed.id)])
        self.assertFalse(row.bought_again)

    def test_hours_of_answered_complaints(self):
        cause = self.env["sama.record.cause"].create({"name": "Late"})
        with freeze_time("2026-06-01 10:00:00"):
            records = self.Record.create(
                [{"partner_id": self.partner.id, "cause_id": cause.id}] * 3
            )
        with freeze_time("2026-06-01 14:00:00"):
            records[:2].resolution = "Done"
            records[:2].action_done()
        self.env.flush_all()
        [(found, hours, count)] = self.env["sama.record.analysis"]._read_group(
            [("cause_id", "=", cause.id)], ["cause_id"], ["hours:avg", "__count"]
        )
        self.assertEqual((found, hours, count), (cause, 4, 3))


@tagged("post_install", "-at_install")
class TestRecordPortal(RecordCommon, HttpCase):
    """A logged-in customer writes, and reads his own only."""

    def setUp(self):
        super().setUp()
        self.authenticate("sama_portal", "sama_portal")

    def _post(self, files=None, **values):
        page = self.url_open("/my/feedback/new").text
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        return self.url_open(
            "/my/feedback/new",
            data={"csrf_token": token, **values},
            files=[("attachments", file) for file in files or ()],
        )

    def test_write_and_read(self):
        answer = self._post(
            type="complaint", subject="Broken", description="It <b>stopped</b>"
        )
        record = self.Record.search([("partner_id", "=", self.portal_partner.id)])
        self.assertEqual(record.subject, "Broken")
        self.assertEqual(record.source, "portal")
        self.assertFalse(record.user_id)
        self.assertIn(f"/my/feedback/{record.id}", answer.url)
        self.assertIn("It &lt;b&gt;stopped", answer.text)
        record.write({"resolution": "A new one is sent", "state": "done"})
        self.assertIn(
            "A new one is sent", self.url_open(f"/my/feedback/{record.id}").text
        )
        self.assertIn(record.name, self.url_open("/my/feedback").text)

    def _mine(self):
        return self.Record.search([("partner_id", "=", self.portal_partner.id)])

    def test_attachments(self):
        answer = self._post(
            [
                ("photo.png", PIXEL, "image/png"),
                ("page.html", b"<b>x</b>", "text/html"),
            ],
            type="complaint",
            subject="Broken",
            description="See the picture",
        )
        record = self._mine()
        files = self.env["ir.attachment"].search(
            [("res_model", "=", record._name), ("res_id", "=", record.id)], order="id"
        )
        self.assertEqual(files.mapped("name"), ["photo.png", "page.html"])
        self.assertEqual(files[0].raw, PIXEL)
        # A page of a stranger never opens as one.
        self.assertEqual(files[1].mimetype, "text/plain")
        # The agent has it in the chatter, and may open it.
        self.assertTrue(files[0].with_user(self.agent).has_access("read"))
        inner = self.env["ir.attachment"].create(
            {
                "name": "inner-note.txt",
                "raw": b"not for him",
                "res_model": record._name,
                "res_id": record.id,
            }
        )
        page = self.url_open(answer.url).text
        self.assertIn("photo.png", page)
        self.assertNotIn(inner.name, page)
        [link] = [
            part.split('"')[0].replace("&amp;", "&")
            for part in page.split('href="')
            if part.startswith(f"/web/content/{files[0].id}?")
        ]
        self.assertEqual(self.url_open(link).content, PIXEL)
        self.authenticate(None, None)
        bare = self.url_open(f"/web/content/{files[0].id}")
        self.assertNotEqual(bare.content, PIXEL)

    def test_too_many_or_too_big_files(self):
        words = {"type": "complaint", "subject": "Broken", "description": "Look"}
        answer = self._post(
            [(f"{n}.txt", b"x", "text/plain") for n in range(6)], **words
        )
        self.assertIn("Attach at most 5 files", answer.text)
        with (
            patch.object(record_portal, "PORTAL_FILE_SIZE", 3),
            patch.object(sama_customer_record_source, "PORTAL_FILE_SIZE", 3),
        ):
            answer = self._post([("big.txt", b"12345", "text/plain")], **words)
        self.assertIn("Attach at most", answer.text)
        self.assertFalse(self._mine())
        self._post([], **words)
        self.assertEqual(self._mine().message_attachment_count, 0)

    def test_missing_words(self):
        answer = self._post(type="complaint", subject="Broken", description=" ")
        self.assertIn("Write subject and text", answer.text)
        self.assertIn('value="Broken"', answer.text)
        for kind in ("gift", "discount"):
            answer = self._post(type=kind, subject="Give", description="me")
            self.assertIn("Choose complaint or suggestion", answer.text)
        self.assertFalse(
            self.Record.search([("partner_id", "=", self.portal_partner.id)])
        )

    def test_own_only(self):
        strange = self._record(subject="Not his")
        gift = self._record(
            "gift", partner_id=self.portal_partner.id, subject="Surprise"
        )
        listed = self.url_open("/my/feedback").text
        for record in (strange, gift):
            self.assertNotIn(record.name, listed)
            page = self.url_open(f"/my/feedback/{record.id}")
            self.assertNotIn(record.subject, page.text)

    def test_limit_of_a_day(self):
        self.Record.create(
            [
                {
                    "partner_id": self.portal_partner.id,
                    "source": "portal",
                    "date": fields.Datetime.now(),
                }
            ]
            * 20
        )
        answer = self._post(type="complaint", subject="Again", description="And again")
        self.assertIn("Please call us", answer.text)

    def test_psychology_and_experience_stay_inside(self):
        """Neither on a page of the portal, nor in an answer to a call."""
        psychology = self.env["sama.psychology"].create(
            {"name": "Stubborn by test", "how_to_talk": "Praise by test"}
        )
        experience = self.env["sama.experience"].create({"name": "Quarrel by test"})
        self.portal_partner.write(
            {
                "sama_psychology_id": psychology.id,
                "sama_experience_id": experience.id,
                "sama_experience_note": "Owes us by test",
            }
        )
        order = self._order(partner=self.portal_partner)
        order.action_quotation_sent()
        complaint = self._record(partner_id=self.portal_partner.id, subject="Noise")
        for path in (
            "/my",
            "/my/account",
            "/my/feedback",
            "/my/feedback/new",
            f"/my/feedback/{complaint.id}",
            "/my/orders",
            f"/my/orders/{order.id}",
        ):
            page = self.url_open(path)
            self.assertEqual(page.status_code, 200, path)
            self.assertNotIn("by test", page.text, path)
        secret = [
            "sama_psychology_id",
            "sama_how_to_talk",
            "sama_what_to_avoid",
            "sama_experience_id",
            "sama_experience_note",
        ]
        ids = self.portal_partner.ids
        for model, method, args, kwargs in (
            ("res.partner", "read", [ids, secret], {}),
            ("res.partner", "web_read", [ids, dict.fromkeys(secret, {})], {}),
            ("res.partner", "search_read", [[["id", "in", ids]], secret], {}),
            ("res.partner", "search", [[["sama_experience_note", "!=", False]]], {}),
            ("res.partner", "export_data", [ids, secret], {}),
            ("res.partner", "read", [ids], {}),
            ("sama.psychology", "search_read", [[]], {}),
            ("sama.experience", "search_read", [[]], {}),
            ("sama.customer", "search_read", [[]], {}),
            ("sama.customer.file", "get_head", [ids[0]], {}),
        ):
            with mute_logger("odoo.http"):
                answer = self._call(model, method, args, kwargs)
            self.assertNotIn("by test", answer, (model, method))

    def _call(self, model, method, args, kwargs):
        """Return the text of the answer to a call, an error's too."""
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.url_open(
            "/web/dataset/call_kw",
            json={"jsonrpc": "2.0", "method": "call", "params": params},
        ).text

    def test_public_gets_nothing(self):
        self.authenticate(None, None)
        for path in ("/my/feedback", "/my/feedback/new", "/my/feedback/1"):
            self.assertIn("/web/login", self.url_open(path).url)
