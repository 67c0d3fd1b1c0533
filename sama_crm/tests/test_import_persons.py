from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common_import import ImportCommon

GROUPS = [
    {"code": "۱۱", "name": "عمده‌فروشان تهران", "parent": "10"},
    {"code": 10, "name": "عمده‌فروشان"},
]
PERSONS = [
    {
        "code": "A-2",
        "name": "سارا کریمی",
        "kind": "حقیقی",
        "parent": "A-1",
        "mobile": 9123456789,
    },
    {
        "code": "A-1",
        "name": "بازرگاني كريمي",
        "kind": "حقوقی",
        "group": "عمده‌فروشان / عمده‌فروشان تهران",
        "phone": "۰۲۱-۸۸۷۷۶۶۵۵",
        "national_id": "10380284790",
        "birth_date": "1371/05/03",
        "note": "خط یک\nخط دو",
    },
]


@tagged("post_install", "-at_install")
class TestImportPersons(ImportCommon):
    def test_groups_and_persons(self):
        result = self._run({"groups": GROUPS, "persons": PERSONS})
        self.assertEqual(self._notes(result), {})
        self.assertTrue(result.is_saved)
        company = self._imported("persons", "A-1")
        contact = self._imported("persons", "A-2")
        self.assertEqual(company.name, "بازرگاني كريمي")
        self.assertTrue(company.is_company)
        self.assertEqual(company.ref, "A-1")
        self.assertEqual(
            company.sama_person_group_id.complete_name,
            "عمده‌فروشان / عمده‌فروشان تهران",
        )
        self.assertEqual(str(company.sama_birth_date), "1992-07-25")
        self.assertIn("<br>", company.comment)
        self.assertEqual(contact.parent_id, company)
        self.assertEqual(contact.sama_mobile_key, "9123456789")
        self.assertEqual(contact.sama_person_group_id, company.sama_person_group_id)
        self.assertEqual(company.create_uid, self.admin)

    def test_again_is_an_update(self):
        self._run({"groups": GROUPS, "persons": PERSONS})
        partners = self.env["res.partner"].search_count([])
        again = self._run({"groups": GROUPS, "persons": PERSONS})
        counts = again.counts["persons"]
        self.assertEqual((counts["created"], counts["updated"]), (0, 0))
        self.assertEqual(counts["unchanged"], 2)
        self.assertEqual(again.counts["groups"]["unchanged"], 2)
        third = self._run({"persons": [{"code": "A-2", "name": "سارا کریمی راد"}]})
        self.assertEqual(third.counts["persons"]["updated"], 1)
        contact = self._imported("persons", "A-2")
        self.assertEqual(contact.name, "سارا کریمی راد")
        # What the file does not say stays.
        self.assertEqual(contact.sama_mobile_key, "9123456789")
        self.assertEqual(self.env["res.partner"].search_count([]), partners)

    def test_dry_run_changes_nothing(self):
        before = self.env["res.partner"].search_count([])
        result = self._run({"groups": GROUPS, "persons": PERSONS}, dry=True)
        self.assertFalse(result.is_saved)
        self.assertEqual(result.counts["persons"]["created"], 2)
        self.assertEqual(self.env["res.partner"].search_count([]), before)
        self.assertFalse(self._imported("persons", "A-1"))
        self.assertFalse(self.env["sama.person.group"].search([("code", "=", "10")]))

    def test_who_is_in_odoo_already_is_updated(self):
        by_ref = self._partner("Known by reference", ref="K-1")
        by_number = self._partner("Known by id", sama_national_id="0076229645")
        self._run(
            {
                "persons": [
                    {"code": "K-1", "name": "شناخته با کد"},
                    {"code": "K-2", "name": "شناخته", "national_id": "۷۶۲۲۹۶۴۵"},
                ]
            }
        )
        self.assertEqual(by_ref.name, "شناخته با کد")
        self.assertEqual(by_number.name, "شناخته")
        self.assertEqual(self._imported("persons", "K-2"), by_number)

    def test_errors_are_named_by_cell(self):
        result = self._run(
            {
                "persons": [
                    {"code": "B-1", "name": "یک", "national_id": "1111111111"},
                    {"code": "B-2", "name": None, "birth_date": "1402/12/30"},
                    {"code": "B-1", "name": "سه", "grade": "بی‌نام"},
                    {"code": "B-4", "name": "چهار", "parent": "B-9"},
                    {"code": "B-5", "name": "پنج", "parent": "B-5"},
                    {"code": "B-6", "name": "شش", "group": "نیست"},
                ]
            }
        )
        self.assertEqual(
            self._notes(result),
            {
                "اشخاص!C2": "national_id",
                "اشخاص!B3": "required",
                "اشخاص!D3": "no_such_day",
                "اشخاص!A4": "twice",
                "اشخاص!F5": "no_person",
                "اشخاص!F6": "circle",
                "اشخاص!G7": "no_group",
            },
        )
        self.assertFalse(result.is_saved)
        self.assertFalse(self._imported("persons", "B-2"))

    def test_good_rows_only(self):
        result = self._run(
            {
                "persons": [
                    {"code": "C-1", "name": "خوب"},
                    {"code": "C-2", "name": "بد", "email": None, "grade": "نیست"},
                    {"code": "C-3", "name": "وابسته به بد", "parent": "C-2"},
                ]
            },
            good_only=True,
        )
        self.assertTrue(result.is_saved)
        self.assertTrue(self._imported("persons", "C-1"))
        self.assertFalse(self._imported("persons", "C-2"))
        self.assertEqual(self._notes(result)["اشخاص!E4"], "row_refused")

    def test_a_row_that_odoo_refuses_is_found_among_good_ones(self):
        create = type(self.env["res.partner"]).create
        rows = [{"code": f"D-{n}", "name": f"شخص {n}"} for n in range(20)]

        def refuse(partners, vals_list):
            if any(vals.get("name") == "شخص 13" for vals in vals_list):
                raise ValidationError("No thirteen")  # pylint: disable=translation-required
            return create(partners, vals_list)

        self.patch(type(self.env["res.partner"]), "create", refuse)
        result = self._run({"persons": rows}, good_only=True)
        self.assertEqual(self._notes(result), {"اشخاص!A15": "refused"})
        self.assertEqual(result.counts["persons"]["created"], 19)
        self.assertTrue(self._imported("persons", "D-14"))
        self.assertFalse(self._imported("persons", "D-13"))

    def test_persons_of_one_company(self):
        self._run({"persons": [{"code": "E", "name": "شرکت"}]})
        self.assertFalse(self._imported("persons", "E").company_id)
        self._run({"persons": [{"code": "F", "name": "شرکت"}]}, share_persons=False)
        self.assertEqual(self._imported("persons", "F").company_id, self.company)
        other = self.env["res.company"].create({"name": "Other"})
        hidden = self._partner("Theirs", ref="G", company_id=other.id)
        self._run({"persons": [{"code": "G", "name": "مال ما"}]})
        self.assertEqual(hidden.name, "Theirs")
        self.assertNotEqual(self._imported("persons", "G"), hidden)

    def test_example_rows_and_empty_rows_are_left_out(self):
        result = self._run(
            {
                "persons": [
                    {"code": "نمونه", "name": "بازرگانی کریمی"},
                    {"code": None, "name": "  "},
                    {"code": "H", "name": "واقعی"},
                ]
            }
        )
        self.assertEqual(result.counts["persons"]["created"], 1)
        self.assertEqual(self._notes(result), {})
