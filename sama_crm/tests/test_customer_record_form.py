from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common_record import RecordCommon


@tagged("post_install", "-at_install")
class TestRecordForm(RecordCommon):
    """The new row that F4 opens."""

    def _form(self, document=None, user=None, **context):
        document = document or self.partner
        model = {
            "res.partner": "res.partner.record",
            "sama.customer.record": "sama.customer.record.row",
        }[document._name]
        return (
            self.env[model]
            .with_user(user or self.agent)
            .with_context(
                active_model=document._name, active_ids=document.ids, **context
            )
        )

    def _submit(self, values, document=None, **context):
        form = self._form(document, **context)
        shown = form.default_get(list(form._fields))
        return form.f4_submit({**shown, **values})

    def test_complaint(self):
        result = self._submit({"type": "complaint", "subject": "Noise"})
        record = self.Record.search([("partner_id", "=", self.partner.id)])
        self.assertEqual(record.subject, "Noise")
        self.assertEqual(record.user_id, self.agent)
        self.assertIn(record.name, result["message"])
        self.assertEqual(result["res_ids"], self.partner.ids)

    def test_each_type_asks_for_its_own(self):
        for values, problem in (
            ({"type": "complaint"}, "subject"),
            ({"type": "suggestion"}, "subject"),
            ({"type": "gift", "amount": 5}, "item"),
            ({"type": "service"}, "item"),
            ({"type": "discount"}, "amount"),
            ({"type": "discount", "amount": 5, "percent": 5}, "percent"),
        ):
            with self.subTest(values=values):
                self.assertIn(problem, self._submit(values)["problems"])
        late = fields.Datetime.add(fields.Datetime.now(), hours=1)
        self.assertIn(
            "date", self._submit({"subject": "Noise", "date": late})["problems"]
        )
        self.assertFalse(self.Record.search([("partner_id", "=", self.partner.id)]))

    def test_what_is_of_another_type_is_left_out(self):
        self._submit(
            {"type": "gift", "item": "Flowers", "amount": 5, "severity": "high"}
        )
        record = self.Record.search([("partner_id", "=", self.partner.id)])
        self.assertEqual(record.item, "Flowers")
        self.assertFalse(record.severity)

    def test_warns_above_the_limit(self):
        result = self._submit({"type": "gift", "item": "Car", "amount": 5000})
        self.assertEqual(result["type"], "warning")
        self.assertIn("manager", result["notice"])

    def test_notice_while_typing(self):
        with Form(self._form()) as form:
            form.type = "gift"
            form.item = "Car"
            self.assertFalse(form.notice)
            form.amount = 5000
            self.assertIn("manager", form.notice)

    def test_row_of_the_same_customer(self):
        row = self._record(partner_id=self.contact.id, kind="service")
        self._submit({"subject": "Again"}, document=row)
        record = self.Record.search([("subject", "=", "Again")])
        self.assertEqual(record.partner_id, self.contact)
        self.assertEqual(record.kind, "service")

    def test_draft_comes_back(self):
        self.env["sama.draft"].with_user(self.agent).sama_save(
            "res.partner", self.partner.id, {"type": "gift", "item": "Flo"}
        )
        form = self._form(f4_open=True)
        values = form.default_get(list(form._fields))
        self.assertEqual((values["type"], values["item"]), ("gift", "Flo"))

    def test_causes_fit_the_type(self):
        cause = self.env["sama.record.cause"].create(
            {"name": "Late", "type": "complaint"}
        )
        loyal = cause.create({"name": "Loyal", "type": "promise"})
        with Form(self._form()) as form:
            self.assertIn([cause.id, "Late"], form.cause_choices)
            self.assertNotIn([loyal.id, "Loyal"], form.cause_choices)
            form.cause_id = cause
            form.type = "gift"
            self.assertNotIn([cause.id, "Late"], form.cause_choices)
            self.assertIn([loyal.id, "Loyal"], form.cause_choices)
            form.cause_id = loyal
            form.type = "discount"
            self.assertEqual(form.cause_id, loyal)
            form.type = "suggestion"
            self.assertFalse(form.cause_id)
            form.subject = "Flowers"

    def test_agents_only(self):
        for user in (self.employee, self.salesman, self.portal):
            with self.assertRaises(AccessError):
                form = self._form(user=user)
                form.default_get(list(form._fields))
