import time
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..models import sama_survey_guess
from .common_survey import SurveyCommon


class LinkCommon(SurveyCommon, HttpCase):
    """A posted invoice whose customer has a link; no script, plain requests."""

    def setUp(self):
        super().setUp()
        self.partner.write({"email": "k@example.com", "phone": "+989121234567"})
        self.company.partner_id.lang = "en_US"
        self.invoice = self._invoice(invoice_date=self.today)
        self.sheet = self.invoice._sama_open_sheet()
        self.sheet._sama_link_renew()
        self.path = f"/sama/survey/{self.sheet.access_token}"

    def _post(self, values, path=None, **kwargs):
        return self.url_open(path or self.path, data=values, method="POST", **kwargs)

    def _read(self):
        self.sheet.invalidate_recordset()
        self.sheet.answer_ids.invalidate_recordset()
        return {
            answer.question_id: answer.score if answer.has_score else answer.text
            for answer in self.sheet.answer_ids
            if answer.answered
        }

    def _assert_dead(self, response):
        dead = self.url_open("/sama/survey/" + "x" * 32)
        self.assertEqual(response.status_code, 404)
        self.assertEqual(response.text, dead.text)
        self.assertEqual(dict(response.headers, Date=""), dict(dead.headers, Date=""))
        self.assertIn("already recorded", response.text)


@tagged("post_install", "-at_install")
class TestSurveyLink(LinkCommon):
    """A customer answers, and answers once."""

    def test_answer_without_script(self):
        page = self.url_open(self.path)
        self.assertEqual(page.status_code, 200)
        self.assertIn(f'name="q{self.q_ten.id}"', page.text)
        done = self._post(
            {
                f"q{self.q_ten.id}": "8",
                f"q{self.q_twenty.id}": "۱۵",
                f"q{self.q_nps.id}": "0",
                f"q{self.q_yes.id}": "1",
                f"t{self.q_text.id}": "Good \x00 enough",
            }
        )
        self.assertEqual(done.status_code, 200)
        self.assertIn("Your answer is recorded", done.text)
        answers = self._read()
        self.assertEqual(self.sheet.state, "done")
        self.assertEqual(self.sheet.channel, "link")
        self.assertFalse(self.sheet.user_id)
        self.assertFalse(self.sheet.attempt_ids)
        # (2 x 8/10 + 15/20) / 3
        self.assertAlmostEqual(self.sheet.score, 100 * (1.6 + 0.75) / 3)
        self.assertEqual(self.sheet.nps_class, "detractor")
        self.assertEqual(len(answers), 5)
        self.assertEqual(answers[self.q_text], "Good  enough")
        said = "".join(self.invoice.message_ids.mapped("body"))
        self.assertIn("Customer surveyed by link.", said)
        self.assertNotIn(self.sheet.access_token, said)

    def test_parameters_of_the_address_are_ignored(self):
        query = "?self=1&cls=1&token=x&args=1&endpoint=1&kwargs=1&seen=9&debug=1"
        page = self.url_open(self.path)
        again = self.url_open(self.path + query)
        self.assertEqual((again.status_code, again.text), (200, page.text))
        self._assert_dead(self.url_open("/sama/survey/" + "y" * 32 + query))
        saved = self._post({f"q{self.q_nps.id}": "7"}, f"{self.path}/save{query}")
        self.assertEqual(saved.status_code, 204)
        self.assertEqual(self._read(), {self.q_nps: 7})
        asked = self._post({}, f"{self.path}/stop{query}")
        self.assertEqual(asked.status_code, 200)
        done = self._post(
            {f"q{self.q_ten.id}": "8", f"q{self.q_twenty.id}": "15"}, self.path + query
        )
        self.assertEqual(done.status_code, 200)
        self.assertEqual(self.sheet.state, "done")

    def test_looking_consumes_nothing(self):
        before = self.sheet.read()
        for _time in range(3):
            self.assertEqual(self.url_open(self.path).status_code, 200)
        self.url_open(self.path + f"?q{self.q_ten.id}=3&sure=1")
        self.assertEqual(self.url_open(self.path, method="HEAD").status_code, 200)
        self.assertFalse(self._read())
        self.assertEqual(self.sheet.read(), before)

    def test_saved_as_it_goes(self):
        save = self.path + "/save"
        self.assertEqual(self._post({f"q{self.q_ten.id}": "7"}, save).status_code, 204)
        self.assertEqual(self._post({f"q{self.q_ten.id}": "70"}, save).status_code, 422)
        self.assertEqual(self._read(), {self.q_ten: 7})
        self.assertEqual(self.sheet.state, "sent")
        self.assertTrue(self.sheet.link_saved_on)
        self.assertIn("checked", self.url_open(self.path).text)
        self.assertEqual(self.url_open(save).status_code, 405)

    def test_an_answer_is_taken_back(self):
        save = self.path + "/save"
        self._post({f"q{self.q_twenty.id}": "17", f"t{self.q_text.id}": "Well"}, save)
        self.assertEqual(len(self._read()), 2)
        self._post({f"q{self.q_twenty.id}": " ", f"t{self.q_text.id}": ""}, save)
        self.assertFalse(self._read())

    def test_answers_once(self):
        self._post({f"q{self.q_ten.id}": "8"})
        self._assert_dead(self._post({f"q{self.q_ten.id}": "1"}))
        self._assert_dead(self.url_open(self.path))
        self._assert_dead(self._post({f"q{self.q_ten.id}": "1"}, self.path + "/save"))
        self._assert_dead(self._post({"sure": "1"}, self.path + "/stop"))
        self.assertEqual(self._read(), {self.q_ten: 8})
        self.assertEqual(self.sheet.state, "done")

    def test_required_and_nothing(self):
        page = self._post({})
        self.assertEqual(page.status_code, 422)
        self.assertIn("Please answer at least one question.", page.text)
        self.q_nps.required = True
        page = self._post({f"q{self.q_ten.id}": "8"})
        self.assertEqual(page.status_code, 422)
        self.assertIn("Please answer this question.", page.text)
        self.assertIn("checked", page.text)
        # What was right is kept all the same.
        self.assertEqual(self._read(), {self.q_ten: 8})
        self.assertEqual(self.sheet.state, "sent")

    def test_questions_changed_meanwhile(self):
        """The page of an earlier version of the set still answers."""
        self.sheet.sama_answer({self.q_five.id: {"score": 4}})
        self.q_ten.name = "Quality, newly worded"
        self.assertNotIn(self.q_ten, self.sheet.survey_id.question_ids)
        page = self.url_open(self.path)
        self.assertNotIn("newly worded", page.text)
        done = self._post({f"q{self.q_ten.id}": "8", "seen": "1"})
        self.assertEqual(done.status_code, 200)
        answers = {
            question.origin_id: value for question, value in self._read().items()
        }
        self.assertEqual(answers, {self.q_ten: 8, self.q_five: 4})

    # === LINKS THAT DO NOT ANSWER === #

    def test_wrong_tokens(self):
        token = self.sheet.access_token
        for wrong in (
            token[:-1],
            token[:8] + "y" * 24,
            token.swapcase(),
            token + "a",
            "%00",
            "%27--",
            "%F0%9F%98%80" * 8,
            "a" * 5000,
            "1",
        ):
            self._assert_dead(self.url_open(f"/sama/survey/{wrong}"))
            self._assert_dead(self._post({"sure": "1"}, f"/sama/survey/{wrong}/stop"))

    def test_expired_and_refused(self):
        self.sheet.expires_on = fields.Datetime.now() - timedelta(minutes=1)
        self._assert_dead(self.url_open(self.path))
        self._assert_dead(self._post({f"q{self.q_ten.id}": "8"}))
        self.sheet.expires_on = fields.Datetime.now() + timedelta(days=1)
        self.assertEqual(self.url_open(self.path).status_code, 200)
        self.sheet.state = "refused"
        self._assert_dead(self.url_open(self.path))
        # A sheet of which nobody was sent a link has no page either.
        self.sheet.state = "draft"
        self._assert_dead(self.url_open(self.path))

    def test_as_long_as_a_wrong_one(self):
        """A used link takes the statements of one that nobody was ever given."""
        used = self.sheet.access_token
        self.sheet.state = "refused"
        Response = self.env["sama.survey.response"]
        Guess = self.env["sama.survey.guess"]
        counts = []
        # The first one fills caches.
        for token in ("w" * 32, "x" * 32, used, used[:8] + "y" * 24):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            sheet, is_known = Response._sama_by_token(token)
            Guess._count("192.0.2.1", 0 if is_known else 1)
            self.assertFalse(sheet)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1:], counts[1:2] * 3)

    def test_guessing_is_slowed_down(self):
        with patch.object(sama_survey_guess, "LIMIT", 3):
            for number in range(3):
                self.url_open("/sama/survey/" + str(number) * 32)
            self._assert_dead(self.url_open(self.path))
            self._assert_dead(self._post({f"q{self.q_ten.id}": "8"}))
        guess = self.env["sama.survey.guess"].search([])
        self.assertEqual(len(guess), 1)
        self.assertGreaterEqual(guess.count, 3)
        guess.since = fields.Datetime.now() - timedelta(hours=2)
        self.assertEqual(self.url_open(self.path).status_code, 200)
        guess.since = fields.Datetime.now() - timedelta(days=2)
        guess._gc_guesses()
        self.assertFalse(guess.exists())

    def test_who_opens_a_used_link_is_no_guesser(self):
        self._post({f"q{self.q_ten.id}": "8"})
        with patch.object(sama_survey_guess, "LIMIT", 2):
            for _time in range(4):
                self.url_open(self.path)
            sheet = self._invoice(invoice_date=self.today)._sama_open_sheet()
            sheet._sama_link_renew()
            page = self.url_open(f"/sama/survey/{sheet.access_token}")
            self.assertEqual(page.status_code, 200)

    def test_buckets_of_addresses(self):
        bucket = self.env["sama.survey.guess"]._bucket_of
        self.assertEqual(bucket("203.0.113.7"), bucket("::ffff:203.0.113.7"))
        self.assertEqual(bucket("2001:db8::1"), bucket("2001:db8::ffff:2"))
        self.assertNotEqual(bucket("2001:db8::1"), bucket("2001:db8:0:1::1"))
        self.assertNotEqual(bucket("203.0.113.7"), bucket("203.0.113.8"))
        self.assertIn(bucket("no address"), range(65536))

    # === BOTH DOORS === #

    def test_after_the_phone(self):
        """Both doors write one sheet: the link says that it is recorded."""
        notices = {notice["kind"] for notice in self.invoice._sama_survey_notices()}
        self.assertIn("sent", notices)
        response = self.invoice.sama_survey_start()
        self.assertEqual(response, self.sheet)
        response.sama_answer({self.q_ten.id: {"score": 9}})
        response.action_done(channel="phone")
        self._assert_dead(self.url_open(self.path))
        self._assert_dead(self._post({f"q{self.q_ten.id}": "1"}))
        self.assertEqual(self._read(), {self.q_ten: 9})

    def test_page_opened_before_a_call(self):
        """What a colleague noted meanwhile is shown, not overwritten unseen."""
        self.assertIn('name="seen" value="0"', self.url_open(self.path).text)
        self.sheet.with_user(self.agent).sama_answer({self.q_ten.id: {"score": 9}})
        form = {f"q{self.q_ten.id}": "2", f"t{self.q_text.id}": "Late", "seen": "0"}
        page = self._post(form)
        self.assertEqual(page.status_code, 409)
        self.assertIn("Meanwhile our colleague noted answers", page.text)
        self.assertIn("Late", page.text)
        self.assertIn('name="seen" value="1"', page.text)
        self.assertEqual(self._read(), {self.q_ten: 9})
        self.assertIn("noted these answers on the phone", self.url_open(self.path).text)
        self.assertEqual(self._post({**form, "seen": "1"}).status_code, 200)
        self.assertEqual(self._read(), {self.q_ten: 2, self.q_text: "Late"})

    def test_interview_opened_before_the_link(self):
        form = self.env["account.move.survey"].with_user(self.agent)
        form = form.with_context(
            active_model="account.move", active_ids=self.invoice.ids, f4_open=True
        )
        values = form.default_get(list(form._fields))
        self._post({f"q{self.q_ten.id}": "3"}, self.path + "/save")
        self.env.invalidate_all()
        sent = {
            "document_id": self.invoice.id,
            "survey_id": values["survey_id"],
            "loaded_link": values["loaded_link"],
            "answers": {str(self.q_ten.id): {"score": 9, "text": ""}},
        }
        result = form.f4_submit(sent)
        self.assertIn("answered by link", result["problems"][""])
        self.assertEqual(self._read(), {self.q_ten: 3})
        # Opened again it says so, and shows what the customer answered.
        values = form.default_get(list(form._fields))
        self.assertEqual(values["answers"][str(self.q_ten.id)]["score"], 3)
        texts = [notice["text"] for notice in self.invoice._sama_survey_notices()]
        self.assertTrue(any("Partly answered by link" in text for text in texts), texts)
        result = form.f4_submit({**sent, "loaded_link": values["loaded_link"]})
        self.assertNotIn("problems", result)
        self.assertEqual(self._read(), {self.q_ten: 9})

    def test_reset_and_credited(self):
        """A link stays with its document, whatever accounting does to it."""
        self.invoice.button_draft()
        self.assertEqual(self._post({f"q{self.q_ten.id}": "8"}).status_code, 200)
        self.assertEqual(self.sheet.state, "done")

    # === STOP === #

    def test_stop_is_asked_first(self):
        page = self._post({}, self.path + "/stop")
        self.assertEqual(page.status_code, 200)
        self.assertIn('name="sure"', page.text)
        self._read()
        self.assertEqual(self.sheet.state, "sent")
        self.assertFalse(self.sheet.partner_id.sama_survey_opt_out)
        page = self._post({"sure": "1"}, self.path + "/stop")
        self.assertIn("We send you no more surveys.", page.text)
        self.env.invalidate_all()
        self.assertEqual(self.sheet.state, "refused")
        self.assertTrue(self.sheet.partner_id.sama_survey_opt_out)
        self._assert_dead(self.url_open(self.path))
        other = self._invoice(invoice_date=self.today)
        self.assertEqual(other.sama_survey_send("sms")["sent"], 0)


@tagged("post_install", "-at_install")
class TestSurveyLinkHostile(LinkCommon):
    """Whatever is sent, nothing breaks and nothing is told."""

    def test_scores_out_of_range(self):
        for score in ("11", "-1", "nan", "inf", "1e1", "ten", "9" * 400, "8\x00"):
            page = self._post({f"q{self.q_ten.id}": score})
            self.assertEqual(page.status_code, 422, score)
            self.assertIn("marked in red", page.text)
        self.assertEqual(self._post({f"q{self.q_yes.id}": "0.5"}).status_code, 422)
        self.assertFalse(self._read())
        self.assertEqual(self.sheet.state, "sent")

    def test_foreign_questions(self):
        other = self._survey("Other", [{"name": "Secret", "required": True}])
        self._post(
            {
                f"q{other.question_ids.id}": "3",
                "q0": "3",
                "q999999999999999999999": "3",
                "qx": "3",
                "state": "draft",
                "score": "100",
                "partner_id": "1",
                f"q{self.q_text.id}": "3",
                f"q{self.q_ten.id}": "4",
            }
        )
        self.assertEqual(self._read(), {self.q_ten: 4})
        self.assertEqual(self.sheet.score, 40)
        self.assertEqual(self.sheet.partner_id, self.invoice.partner_id)

    def test_long_text_is_not_lost(self):
        text = "<script>alert(1)</script>" + "y" * 2000
        page = self._post({f"t{self.q_text.id}": text, f"q{self.q_ten.id}": "8"})
        self.assertEqual(page.status_code, 422)
        self.assertIn("Your text has 2025 characters", page.text)
        self.assertIn("y" * 2000, page.text)
        self.assertNotIn("<script>alert", page.text)
        self.assertEqual(self._read(), {self.q_ten: 8})

    def test_markup_is_text(self):
        text = '</textarea><img src=x onerror="alert(1)">{{ 7*7 }}<t t-out="1"/>'
        self._post({f"t{self.q_text.id}": text}, self.path + "/save")
        self.assertEqual(self._read(), {self.q_text: text})
        page = self.url_open(self.path).text
        self.assertNotIn("<img", page)
        self.assertIn("{{ 7*7 }}", page)
        self.sheet.company_id.name = "<b>Sama</b> {{ 7*7 }}"
        self.assertNotIn("<b>Sama", self.url_open(self.path).text)

    @mute_logger("odoo.http")
    def test_too_much(self):
        page = self._post({f"t{self.q_text.id}": "x" * 600000})
        self.assertEqual(page.status_code, 413)
        self.assertIn("Please go back and shorten it", page.text)
        self.assertIn("default-src 'none'", page.headers["Content-Security-Policy"])
        many = {f"x{number}": "1" for number in range(5000)}
        self.assertIn(self._post(many).status_code, (413, 422))
        self.assertFalse(self._read())

    @mute_logger("odoo.http")
    def test_other_methods_and_bodies(self):
        form = {f"q{self.q_ten.id}": "8", "sure": "1"}
        for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"):
            for path in (self.path, self.path + "/save", self.path + "/stop"):
                page = self.url_open(path, data=form, method=method)
                self.assertIn(page.status_code, (200, 405), (method, path))
                self.assertNotIn("Traceback", page.text)
        self.assertFalse(self._read())
        json = {"Content-Type": "application/json"}
        for data, headers in (
            ("{}", json),
            ('{"jsonrpc": "2.0", "params": {"sure": "1"}}', json),
            ("{broken", json),
            ("q=1", {"Content-Type": "text/plain"}),
            (b"\xff\xfe\x00", {"Content-Type": "multipart/form-data"}),
            (b"\xff\xfe=\xff", {"Content-Type": "application/x-www-form-urlencoded"}),
        ):
            for path in (self.path, self.path + "/save"):
                page = self._post(data, path, headers=headers)
                self.assertIn(page.status_code, (204, 400, 404, 422), (data, path))
                self.assertNotIn("Traceback", page.text)
            stop = self._post(data, self.path + "/stop", headers=headers)
            self.assertLess(stop.status_code, 500)
        files = {f"q{self.q_ten.id}": ("a.txt", "8"), f"t{self.q_text.id}": ("b", "x")}
        page = self.url_open(self.path, files=files, method="POST")
        self.assertEqual(page.status_code, 422)
        self.assertFalse(self._read())
        self.assertEqual(self.sheet.state, "sent")
        self.assertFalse(self.sheet.partner_id.sama_survey_opt_out)

    def test_parameters_of_the_address_do_not_count(self):
        page = self._post({}, self.path + f"?q{self.q_ten.id}=8&token=x&seen=9")
        self.assertEqual(page.status_code, 422)
        self._post({}, self.path + "/stop?sure=1")
        for query in (
            "lock=1",
            "lang=xx_XX",
            "debug=assets",
            "db=other",
            "q=%00%ff",
            "self=1",
        ):
            page = self.url_open(f"{self.path}?{query}")
            self.assertEqual(page.status_code, 200, query)
            self.assertNotIn("Set-Cookie", page.headers)
        model = self.env.registry["sama.survey.response"]
        with (
            mute_logger("odoo.http"),
            patch.object(model, "_sama_by_token", side_effect=ValueError),
        ):
            page = self.url_open(self.path)
        self.assertEqual(page.status_code, 500)
        self.assertIn("open the link of your message again", page.text)
        self.assertFalse(self._read())
        self.assertEqual(self.sheet.state, "sent")

    def test_nothing_else_is_told(self):
        self.partner.sama_experience_note = "Hard to please"
        page = self.url_open(self.path)
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertIn("noindex", page.headers["X-Robots-Tag"])
        csp = page.headers["Content-Security-Policy"]
        self.assertTrue(csp.startswith("default-src 'none'"), csp)
        self.assertNotIn("http", csp)
        self.assertNotIn("Set-Cookie", page.headers)
        for secret in ("http://", "https://", "k@example.com", "9121234567", "Hard to"):
            self.assertNotIn(secret, page.text)
        self.assertNotIn(str(self.invoice.amount_total), page.text)
        for path in ("", "/0", "/save/x"):
            page = self.url_open(f"/sama/survey{path}", method="POST", data={})
            self.assertIn(page.status_code, (404, 405))

    def test_an_archived_language_and_no_language(self):
        self.partner.lang = False
        self.assertEqual(self.url_open(self.path).status_code, 200)

    def test_a_flood_is_cheap(self):
        """Once an address is blocked, a request costs no look at sheets."""
        with patch.object(sama_survey_guess, "LIMIT", 1):
            self.url_open("/sama/survey/" + "x" * 32)
            model = self.env.registry["sama.survey.response"]
            with patch.object(model, "_sama_by_token") as look:
                start = time.monotonic()
                self._assert_dead(self.url_open(self.path))
                self.assertLess(time.monotonic() - start, 5)
                look.assert_not_called()
