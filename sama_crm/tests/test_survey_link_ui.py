"""The customer's page in a browser, the portal and the manager's preview."""

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .test_survey_link import LinkCommon


@tagged("post_install", "-at_install")
class TestSurveyPageUi(LinkCommon):
    """A Persian customer on his phone."""

    browser_size = "390x844"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fa_IR")
        cls.env["ir.module.module"].search(
            [("name", "=", "sama_crm")]
        )._update_translations("fa_IR")
        names = ("کیفیت", "قیمت", "زمان تحویل", "توصیه", "خرید دوباره", "شرح")
        for question, name in zip(cls.survey.question_ids, names, strict=True):
            question.name = name
        cls.company.name = "فروشگاه نمونه"

    def setUp(self):
        super().setUp()
        self.partner.lang = "fa_IR"

    def test_saves_as_it_goes(self):
        self.browser_js(
            self.path,
            """
            (async () => {
                const fail = (what) => { throw new Error(what); };
                const page = document.documentElement;
                page.dir === "rtl" && page.lang === "fa-IR" || fail("right to left");
                page.scrollWidth <= innerWidth || fail("fits the phone");
                const fields = [...document.querySelectorAll("fieldset")];
                const buttons = [...fields[0].querySelectorAll(".buttons span")];
                buttons[8].textContent === "۸" || fail("Persian digits");
                const {width, height} = buttons[8].getBoundingClientRect();
                width >= 44 && height >= 44 || fail(`a thumb: ${width} x ${height}`);
                const words = [...document.querySelectorAll("p, button, legend, div")]
                    .map((node) => node.innerText).join(" ");
                const strange = words.replace(/INV\\/\\S+/g, "").match(/[A-Za-z]{2,}/g);
                strange && fail(`not Persian: ${strange}`);
                performance.getEntriesByType("resource").every(
                    ({name}) => new URL(name).host === location.host
                ) || fail("asks another host");
                buttons[8].click();
                const saved = document.querySelector(".saved");
                for (let tries = 0; saved.hidden; tries++) {
                    tries > 100 && fail("not saved");
                    await new Promise((resolve) => setTimeout(resolve, 50));
                }
                console.log("test successful");
            })().catch((error) => console.error(error.message));
            """,
            ready="document.readyState === 'complete'",
            login=None,
        )
        self.assertEqual(self._read(), {self.q_ten: 8})
        self.assertEqual(self.sheet.state, "sent")

    def test_sends(self):
        self.browser_js(
            self.path,
            """
            (async () => {
                const fail = (what) => { throw new Error(what); };
                const type = (selector, text) => {
                    document.querySelector(selector).value = text;
                };
                type("input[inputmode=decimal]", "۱۵");
                type("textarea", "خوب بود");
                document.querySelectorAll("fieldset")[4].querySelector("span").click();
                const answer = await fetch(location.href, {
                    method: "POST",
                    body: new URLSearchParams(
                        new FormData(document.querySelector("#survey"))
                    ),
                });
                const html = await answer.text();
                answer.status === 200 || fail(`status ${answer.status}`);
                html.includes("پاسخ شما ثبت شد") || fail(html);
                console.log("test successful");
            })().catch((error) => console.error(error.message));
            """,
            ready="document.readyState === 'complete'",
            login=None,
        )
        answers = self._read()
        self.assertEqual(answers[self.q_twenty], 15)
        self.assertEqual(answers[self.q_text], "خوب بود")
        self.assertEqual(self.sheet.state, "done")

    def test_messages_are_persian(self):
        page = self._post({f"q{self.q_ten.id}": "70"})
        self.assertIn("نمره باید بین ۰ و ۱۰ باشد", page.text)
        self.assertIn("لطفاً موارد قرمز را بررسی کنید.", page.text)
        page = self._post({f"t{self.q_text.id}": "و" * 2001})
        self.assertIn("متن شما ۲۰۰۱ نویسه است", page.text)
        page = self._post({})
        self.assertIn("لطفاً دست‌کم به یک سوال پاسخ دهید.", page.text)
        page = self._post({}, self.path + "/stop")
        self.assertIn("آیا دیگر برای شما نظرسنجی ارسال نشود؟", page.text)
        dead = self.url_open("/sama/survey/" + "x" * 32)
        self.assertIn("این لینک معتبر نیست", dead.text)


@tagged("post_install", "-at_install")
class TestSurveyPortal(LinkCommon):
    """A customer with a login finds his open surveys, and nobody else's."""

    def setUp(self):
        super().setUp()
        self.stranger = self._invoice(partner=self.partner2, invoice_date=self.today)
        self.stranger._sama_open_sheet()._sama_link_renew()
        self.customer = new_test_user(
            self.env,
            "sama_customer",
            groups="base.group_portal",
            partner_id=self.contact.id,
            password="sama_customer",
        )

    def _count(self):
        answer = self.make_jsonrpc_request(
            "/my/counters", {"counters": ["sama_survey_count"]}
        )
        return answer["sama_survey_count"]

    def test_own_surveys(self):
        self.authenticate("sama_customer", "sama_customer")
        self.assertEqual(self._count(), 1)
        self.assertIn("sama_survey_count", self.url_open("/my").text)
        page = self.url_open("/my/surveys")
        self.assertIn(self.path, page.text)
        self.assertNotIn(self.stranger.name, page.text)
        token = self.stranger.sama_response_ids.access_token
        self.assertNotIn(token, page.text)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        # The link answers as from the message.
        self.assertEqual(self.url_open(self.path).status_code, 200)
        self._post({f"q{self.q_ten.id}": "8"})
        self.assertEqual(self._count(), 0)
        self.assertIn("No survey waits", self.url_open("/my/surveys").text)

    def test_another_customer(self):
        self.authenticate("sama_portal", "sama_portal")
        self.assertEqual(self._count(), 0)
        self.assertNotIn(self.path, self.url_open("/my/surveys").text)

    def test_not_open(self):
        self.sheet._sama_link_revoke()
        self.authenticate("sama_customer", "sama_customer")
        self.assertEqual(self._count(), 0)
        self.authenticate(None, None)
        page = self.url_open("/my/surveys", allow_redirects=False)
        self.assertEqual(page.status_code, 303)


@tagged("post_install", "-at_install")
class TestSurveyPreview(LinkCommon):
    """The same page for a manager, who cannot answer there."""

    def _preview(self, login):
        self.authenticate(login, login)
        url = self.survey.with_user(self.manager).action_preview_phone()["url"]
        return self.url_open(url)

    def test_manager(self):
        count = self.env["sama.survey.response"].search_count([])
        page = self._preview("sama_manager")
        self.assertEqual(page.status_code, 200)
        self.assertIn("nothing is saved here", page.text)
        self.assertIn("Quality", page.text)
        self.assertNotIn("<script", page.text)
        self.assertNotIn('type="submit"', page.text)
        self.assertNotIn("action=", page.text)
        post = self._post({f"q{self.q_ten.id}": "8"}, page.url)
        self.assertEqual(post.status_code, 405)
        self.assertEqual(self.env["sama.survey.response"].search_count([]), count)

    @mute_logger("odoo.http")
    def test_nobody_else(self):
        for login in ("sama_agent", "sama_employee", "sama_portal"):
            page = self._preview(login)
            self.assertEqual(page.status_code, 404, login)
            self.assertNotIn("Quality", page.text)
        self.authenticate(None, None)
        page = self.url_open(
            f"/sama/survey/preview/{self.survey.id}", allow_redirects=False
        )
        self.assertEqual(page.status_code, 303)
