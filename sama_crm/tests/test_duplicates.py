from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import SamaCommon


@tagged("post_install", "-at_install")
class TestDuplicates(SamaCommon):
    """Persons that may be the same: warned about, never refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sama_area_code = "021"
        cls.agent.group_ids = [
            Command.link(cls.env.ref("base.group_partner_manager").id)
        ]
        cls.known = cls._partner(
            "Known", phone="021-5511 0012", sama_mobile="0919 111 0012"
        )

    def _duplicates(self, partner):
        return partner.with_user(self.agent).sama_duplicate_ids

    def test_same_number_in_another_form(self):
        for phone in ("+989191110012", "۰۹۱۹۱۱۱۰۰۱۲", "55110012", "009821 55110012"):
            with self.subTest(phone=phone):
                partner = self._partner("New", phone=phone)
                self.assertEqual(self._duplicates(partner), self.known)
                partner.unlink()

    def test_extension_is_another_desk(self):
        partner = self._partner("New", phone="021-55110012 داخلی 3")
        self.assertFalse(self._duplicates(partner))

    def test_same_email_and_national_id(self):
        self.known.write({"email": "Known@Example.com", "sama_national_id": "76229645"})
        by_email = self._partner("E", email="known@example.com")
        by_id = self._partner("N", sama_national_id="0076229645")
        self.assertEqual(self._duplicates(by_email), self.known)
        self.assertEqual(self._duplicates(by_id), self.known)
        self.assertEqual(self._duplicates(self.known), by_email + by_id)

    def test_archived_person_is_named(self):
        self.known.active = False
        partner = self._partner("New", sama_mobile="09191110012")
        note = partner.with_user(self.agent).sama_duplicate_note
        self.assertIn("Known (archived)", note)

    def test_company_and_contact_are_no_duplicates(self):
        self.partner.write({"phone": "021 5511 0099", "email": "info@karimi.example"})
        self.contact.write({"phone": "021 5511 0099", "email": "info@karimi.example"})
        colleague = self._partner(
            "Colleague", parent_id=self.partner.id, phone="55110099"
        )
        self.assertFalse(self._duplicates(self.partner))
        self.assertFalse(self._duplicates(self.contact))
        self.assertFalse(self._duplicates(colleague))
        colleague.sama_mobile = self.contact.sama_mobile = "0919 111 0099"
        self.assertEqual(self._duplicates(colleague), self.contact)

    def test_warns_while_typing_and_saves(self):
        form = Form(self.env["res.partner"].with_user(self.agent))
        form.name = "New"
        self.assertFalse(form.sama_duplicate_note)
        form.sama_mobile = "00989191110012"
        self.assertIn("Known", form.sama_duplicate_note)
        self.assertIn(f"/odoo/res.partner/{self.known.id}", form.sama_duplicate_note)
        form.sama_mobile = "0919 111 0013"
        self.assertFalse(form.sama_duplicate_note)
        form.sama_mobile = "09191110012"
        partner = form.save()
        self.assertEqual(self._duplicates(partner), self.known)

    def test_name_is_escaped(self):
        self.known.name = "<img src=x onerror=alert(1)>"
        partner = self._partner("New", sama_mobile="09191110012")
        note = partner.with_user(self.agent).sama_duplicate_note
        self.assertNotIn("<img", note)

    def test_only_what_the_reader_may_see(self):
        other = self._other_company("Elsewhere")
        self.known.company_id = other
        partner = self._partner("New", sama_mobile="09191110012")
        self.assertFalse(self._duplicates(partner))
        found = self.env["res.partner"].with_user(self.agent)
        self.assertNotIn(partner, found.search([("sama_has_duplicate", "=", True)]))

    def test_filter(self):
        partner = self._partner("New", sama_mobile="09191110012")
        alone = self._partner("Alone", sama_mobile="09191110077")
        partners = self.env["res.partner"].with_user(self.agent)
        found = partners.search([("sama_has_duplicate", "=", True)])
        self.assertLessEqual({partner.id, self.known.id}, set(found.ids))
        self.assertNotIn(alone, found)
        for row in found[:20]:
            self.assertTrue(row.sama_has_duplicate)

    def test_many_persons_cost_one_search(self):
        partners = self.env["res.partner"].create(
            [
                {"name": f"Person {number}", "sama_mobile": f"0919111{number // 2:04}"}
                for number in range(40)
            ]
        )
        self.env.flush_all()
        counts = []
        for rows in (partners[:10], partners[:10], partners):  # the first fills caches
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows.with_user(self.agent).mapped("sama_has_duplicate")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1] + 3, "none per row")

    def test_merge_action(self):
        partner = self._partner("New", sama_mobile="09191110012")
        action = partner.with_user(self.agent).action_sama_merge_duplicates()
        self.assertEqual(
            set(action["context"]["active_ids"]), {partner.id, self.known.id}
        )
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.agent)
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual(wizard.partner_ids, partner + self.known)

    def test_duplicate_button(self):
        copy = self.known.copy()
        self.assertEqual(self._duplicates(copy), self.known)
