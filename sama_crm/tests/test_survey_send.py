from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .common_survey import SurveyCommon


@tagged("post_install", "-at_install")
class TestSurveySend(SurveyCommon):
    """Links go out by Odoo's composers, and not too often."""

    def setUp(self):
        super().setUp()
        self.company.sama_survey_quiet_days = 30
        self.partner.write({"email": "k@example.com", "sama_mobile": "+989121234567"})
        self.invoice = self._invoice(invoice_date=self.today)

    def _sms(self, sheet):
        return self.env["sms.sms"].search([("body", "like", sheet.access_token)])

    def _mail(self, sheet):
        return self.env["mail.mail"].search([("body_html", "like", sheet.access_token)])

    def test_sms(self):
        result = self.invoice.with_user(self.agent).sama_survey_send("sms")
        self.assertEqual(result, {"sent": 1, "refused": []})
        sheet = self.invoice.sama_response_ids
        self.assertEqual(sheet.state, "sent")
        self.assertEqual(self.invoice.sama_survey_state, "sent")
        self.assertFalse(sheet.user_id)
        sms = self._sms(sheet)
        self.assertEqual(sms.number, "+989121234567")
        self.assertEqual(sms.state, "outgoing")
        # Alone at the end, and a space after it.
        self.assertTrue(sms.body.endswith(" " + sheet._sama_link_url() + " "), sms.body)
        self.assertRegex(sheet.access_token, r"^[A-Za-z0-9]{32}$")
        said = "".join(self.invoice.message_ids.mapped("body"))
        self.assertIn("Survey link sent by SMS.", said)
        self.assertNotIn(sheet.access_token, said)
        self.assertFalse(
            self.partner.message_ids.filtered("body").filtered(
                lambda message: sheet.access_token in message.body
            )
        )

    def test_email(self):
        result = self.invoice.with_user(self.agent).sama_survey_send("email")
        self.assertEqual(result, {"sent": 1, "refused": []})
        sheet = self.invoice.sama_response_ids
        mail = self._mail(sheet)
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.recipient_ids, self.partner)
        self.assertEqual(mail.state, "outgoing")
        self.assertIn("Answer the survey", mail.body_html)
        said = "".join(self.invoice.message_ids.mapped("body"))
        self.assertIn("Survey link sent by e-mail.", said)
        self.assertNotIn(sheet.access_token, said)

    def test_in_the_customer_s_language(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.env["ir.module.module"].search(
            [("name", "=", "sama_crm")]
        )._update_translations("fa_IR")
        self.partner.lang = "fa_IR"
        self.company.sama_survey_quiet_days = 0
        self.invoice.with_user(self.agent).sama_survey_send("sms")
        sheet = self.invoice.sama_response_ids
        self.assertIn(
            "لطفاً نظر خود را درباره خریدتان بفرمایید: ", self._sms(sheet).body
        )
        self.assertIn("/sama/survey/", self._sms(sheet).body)
        self.invoice.sama_survey_send("email", again=True)
        mail = self._mail(sheet)
        self.assertIn("پاسخ به نظرسنجی", mail.body_html)
        self.assertIn('dir="rtl"', mail.body_html)
        # Who wrote is not Persian; the chatter is his.
        said = "".join(self.invoice.message_ids.mapped("body"))
        self.assertIn("Survey link sent by e-mail.", said)

    def test_of_a_project(self):
        self._survey("At the end", [{"name": "All"}], target="project")
        project = self.env["project.project"].create(
            {"name": "Installation", "partner_id": self.partner.id}
        )
        result = project.with_user(self.agent).sama_survey_send("sms")
        self.assertEqual(result["sent"], 1, result)
        self.assertIn("your project", self._sms(project.sama_response_ids).body)

    def test_braces_in_a_name_are_no_template(self):
        self.company.name = "A {{ 7*7 }} B"
        self.invoice.sama_survey_send("sms")
        body = self._sms(self.invoice.sama_response_ids).body
        self.assertNotIn("49", body)

    def test_not_twice_to_a_person(self):
        other = self._invoice(invoice_date=self.today)
        both = self.invoice + other
        self.assertEqual(both.sama_survey_send("sms")["sent"], 1)
        self.assertEqual(both.sama_survey_send("email")["sent"], 0)

    def test_blacklists_hold(self):
        self.env["phone.blacklist"].add("+989121234567")
        self.env["mail.blacklist"]._add("k@example.com")
        for channel in ("sms", "email"):
            result = self.invoice.sama_survey_send(channel)
            self.assertEqual(result["sent"], 0)
            self.assertTrue(result["refused"][0]["reason"])
        self.assertFalse(self.invoice.sama_response_ids)

    def test_not_while_the_phone_has_just_asked(self):
        other = self._invoice(invoice_date=self.today)
        response = other.with_user(self.agent).sama_survey_start()
        response.sama_answer({self.q_ten.id: {"score": 9}})
        response.action_done(channel="phone")
        result = self.invoice.sama_survey_send("sms")
        self.assertEqual(result["sent"], 0)
        self.assertIn("30 days", result["refused"][0]["reason"])
        # Who has a link is not called for another document either.
        self.partner.sama_survey_asked_on = False
        self.invoice.sama_survey_send("sms")
        third = self._invoice(invoice_date=self.today)
        self.assertEqual(third.sama_survey_state, "not_due")

    def test_again_only_on_purpose(self):
        self.invoice.sama_survey_send("sms")
        sheet = self.invoice.sama_response_ids
        token = sheet.access_token
        result = self.invoice.sama_survey_send("sms")
        self.assertEqual(result["sent"], 0)
        self.assertEqual(sheet.access_token, token)
        sheet._sama_link_save({self.q_ten.id: {"score": 7}})
        result = self.invoice.with_user(self.agent).sama_survey_send("sms", again=True)
        self.assertEqual(result, {"sent": 1, "refused": []})
        self.assertNotEqual(sheet.access_token, token)
        Response = self.env["sama.survey.response"]
        self.assertFalse(Response._sama_by_token(token)[0])
        self.assertEqual(Response._sama_by_token(sheet.access_token)[0], sheet)
        # What was answered stays.
        self.assertEqual(sheet.answer_ids.score, 7)
        # Meanwhile asked about something else: no more.
        self.partner._sama_survey_asked(
            {self.partner.id: fields.Datetime.now() + timedelta(minutes=1)}
        )
        self.assertEqual(self.invoice.sama_survey_send("sms", again=True)["sent"], 0)

    def test_withdrawn(self):
        with self.assertRaises(UserError):
            self.invoice.action_sama_survey_revoke()
        self.invoice.sama_survey_send("sms")
        sheet = self.invoice.sama_response_ids
        token = sheet.access_token
        with self.assertRaises(AccessError):
            self.invoice.with_user(self.employee).action_sama_survey_revoke()
        self.invoice.with_user(self.agent).action_sama_survey_revoke()
        self.assertEqual(sheet.state, "draft")
        self.assertFalse(self.env["sama.survey.response"]._sama_by_token(token)[0])
        self.assertNotEqual(self.invoice.sama_survey_sheet, "sent")
        said = "".join(self.invoice.message_ids.mapped("body"))
        self.assertIn("Survey link withdrawn.", said)

    def test_expired_link_gets_another_token(self):
        self.invoice.sama_survey_send("sms")
        sheet = self.invoice.sama_response_ids
        token = sheet.access_token
        sheet.expires_on = fields.Datetime.now() - timedelta(days=1)
        self.company.sama_survey_quiet_days = 0
        self.invoice.sama_survey_send("sms")
        self.assertNotEqual(sheet.access_token, token)

    def test_only_agents(self):
        for user in (self.employee, self.accountant, self.portal):
            for method in (
                "sama_survey_send",
                "action_sama_survey_sms",
                "action_sama_survey_email",
                "action_sama_survey_sms_again",
                "action_sama_survey_email_again",
                "action_sama_survey_revoke",
            ):
                with self.assertRaises(AccessError):
                    getattr(self.invoice.with_user(user), method)()
        with self.assertRaises(UserError):
            self.invoice.with_user(self.agent).sama_survey_send("pigeon")

    def test_only_documents_that_he_may_read(self):
        self._survey("At the end", [{"name": "All"}], target="project")
        project = self.env["project.project"].create(
            {
                "name": "For invited people",
                "partner_id": self.partner.id,
                "privacy_visibility": "followers",
            }
        )
        draft = self._invoice(post=False)
        foreign = self._invoice(company_id=self._other_company().id, post=False)
        for document in (project, draft, foreign):
            for method in ("sama_survey_send", "action_sama_survey_revoke"):
                with self.assertRaises(AccessError):
                    getattr(document.with_user(self.agent), method)()

    def test_not_by_the_salesperson_where_forbidden(self):
        self.company.sama_survey_seller = "forbid"
        self.invoice.invoice_user_id = self.agent
        result = self.invoice.with_user(self.agent).sama_survey_send("sms")
        self.assertIn("cannot survey his own sale", result["refused"][0]["reason"])
        self.invoice.invoice_user_id = self.manager
        result = self.invoice.with_user(self.manager).sama_survey_send("sms")
        self.assertEqual(result["sent"], 1)

    def test_not_to_who_has_no_address(self):
        self.partner.write({"email": "none", "sama_mobile": False, "phone": False})
        for channel in ("sms", "email"):
            result = self.invoice.sama_survey_send(channel)
            self.assertEqual(result["sent"], 0)
            self.assertTrue(result["refused"][0]["reason"])
        self.assertFalse(self.invoice.sama_response_ids)
        # A landline cannot be texted.
        self.partner.phone = "+982188001122"
        self.assertEqual(self.invoice.sama_survey_send("sms")["sent"], 0)

    def test_notice_of_many(self):
        others = self.env["account.move"].union(
            *(self._invoice(invoice_date=self.today) for _number in range(7))
        )
        action = (self.invoice + others).action_sama_survey_sms()
        message = action["params"]["message"]
        self.assertIn("Links sent: 1.", message)
        self.assertIn("2 more were not sent.", message)
        self.assertEqual(action["params"]["type"], "warning")


@tagged("post_install", "-at_install")
class TestSurveySendDue(SurveyCommon):
    """By night, some days after the sale, where the company says so."""

    def setUp(self):
        super().setUp()
        self.company.write(
            {
                "sama_survey_quiet_days": 30,
                "sama_survey_link_auto": "sms",
                "sama_survey_link_auto_days": 3,
            }
        )
        self.company.partner_id.lang = "en_US"
        self.partner.sama_mobile = "+989121234567"
        self.partner2.sama_mobile = "+989121234568"
        # Documents of the demo data are not asked about.
        for table in ("account_move", "project_project"):
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET sama_survey_link_failed = 'demo'",
                    SQL.identifier(table),
                )
            )
        self.env.invalidate_all()
        self.old = self._old(self.partner)

    def _old(self, partner):
        day = self.today - timedelta(days=5)
        return self._invoice(partner=partner, invoice_date=day)

    def _night(self, time_left=float("inf")):
        model = self.env.registry["ir.cron"]
        with patch.object(model, "_commit_progress", return_value=time_left) as commit:
            self.env["account.move"]._cron_sama_survey_links()
        return commit

    def test_off(self):
        self.company.sama_survey_link_auto = "off"
        self._night()
        self.assertFalse(self.old.sama_response_ids)

    def test_sends_what_is_due(self):
        young = self._invoice(partner=self.partner2, invoice_date=self.today)
        second = self._old(self.partner)
        commit = self._night()
        self.assertTrue(commit.called)
        sent = (self.old + second).sama_response_ids
        # Two invoices of one person: one link.
        self.assertEqual(sent.mapped("state"), ["sent"])
        self.assertFalse(young.sama_response_ids)
        self._night()
        self.assertEqual((self.old + second).sama_response_ids, sent)
        self.assertFalse(second.sama_survey_link_failed)

    def test_who_cannot_be_reached_keeps_nobody_waiting(self):
        self.partner.write({"sama_mobile": False, "phone": False})
        version = self.old.write_date
        other = self._old(self.partner2)
        with patch("odoo.addons.sama_crm.models.sama_survey_send_due.BATCH", 1):
            self._night()
        self.assertEqual(other.sama_response_ids.state, "sent")
        self.assertTrue(self.old.sama_survey_link_failed)
        self.assertEqual(self.old.write_date, version)
        self.partner.sama_mobile = "+989121234567"
        self._night()
        self.assertFalse(self.old.sama_response_ids)
        self.old.sama_survey_send("sms")
        self.assertFalse(self.old.sama_survey_link_failed)

    def test_a_fault_stops_nobody_else(self):
        other = self._old(self.partner2)
        model = self.env.registry["account.move"]
        send = model._sama_survey_send_sms

        def fail(document, sheet):
            if document == self.old:
                raise ValueError("gateway")
            return send(document, sheet)

        with (
            patch.object(model, "_sama_survey_send_sms", fail),
            self.assertLogs("odoo.addons.sama_crm.models.sama_survey_send_due"),
        ):
            self._night()
        self.assertEqual(other.sama_response_ids.state, "sent")
        self.assertIn("log", self.old.sama_survey_link_failed)

    def test_stops_when_the_time_is_over(self):
        other = self._old(self.partner2)
        with patch("odoo.addons.sama_crm.models.sama_survey_send_due.BATCH", 1):
            self._night(time_left=0)
        self.assertEqual(len((self.old + other).sama_response_ids), 1)
        self._night()
        self.assertEqual(len((self.old | other).sama_response_ids), 2)

    def test_opted_out_and_called(self):
        self.partner.sama_survey_opt_out = True
        other = self._old(self.partner2)
        other.sama_log_attempt("no_answer")
        self._night()
        self.assertFalse(self.old.sama_response_ids)
        self.assertEqual(other.sama_response_ids.state, "draft")
