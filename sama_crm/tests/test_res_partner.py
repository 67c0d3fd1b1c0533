from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools.sql import column_exists

from ..models.res_partner_keys import COLUMNS, fill_partner_keys
from .common import SamaCommon

ARABIC = "علي‌رضا كريمي"
PERSIAN = "علیرضا کریمی"


@tagged("post_install", "-at_install")
class TestResPartner(SamaCommon):
    """What the addon knows of a person."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.env["res.partner"]
        cls.grades = cls.env["sama.customer.grade"].create(
            [{"name": "First"}, {"name": "Second"}]
        )
        cls.company.sama_area_code = "021"

    # === GROUP AND GRADE OF A CONTACT === #

    def test_contact_shows_its_companys_grade(self):
        first, second = self.grades
        self.partner.sama_grade_id = first
        self.assertEqual(self.contact.sama_grade_id, first)
        self.assertFalse(self.contact.sama_own_grade_id)
        self.contact.sama_grade_id = second
        self.assertEqual(self.contact.sama_own_grade_id, second)
        self.partner.sama_grade_id = False
        self.assertEqual(self.contact.sama_grade_id, second)
        self.contact.sama_grade_id = False
        self.assertFalse(self.contact.sama_grade_id)

    def test_emptied_contact_shows_its_companys_again(self):
        first, second = self.grades
        self.partner.sama_grade_id = first
        self.contact.sama_grade_id = second
        self.contact.sama_grade_id = False
        self.assertEqual(self.contact.sama_grade_id, first)

    def test_created_contact(self):
        first, second = self.grades
        self.partner.sama_grade_id = first
        inherits, own, emptied = self.partners.create(
            [
                {"name": "One", "parent_id": self.partner.id},
                {
                    "name": "Two",
                    "parent_id": self.partner.id,
                    "sama_grade_id": second.id,
                },
                {"name": "Three", "parent_id": self.partner.id, "sama_grade_id": False},
            ]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(inherits.sama_grade_id, first)
        self.assertEqual(own.sama_grade_id, second)
        self.assertEqual(emptied.sama_grade_id, first)

    def test_search_and_group_by_what_is_in_effect(self):
        first, second = self.grades
        self.partner.sama_grade_id = first
        self.assertIn(
            self.contact, self.partners.search([("sama_grade_id", "=", first.id)])
        )
        groups = dict(
            self.partners._read_group(
                [("sama_grade_id", "in", self.grades.ids)],
                ["sama_grade_id"],
                ["__count"],
            )
        )
        self.assertEqual(groups, {first: 2})
        self.assertFalse(second in groups)

    def test_import_of_an_export_ties_nothing_down(self):
        first, second = self.grades
        self.partner.sama_grade_id = first
        fields = ["id", "name", "sama_grade_id/id"]
        rows = (self.partner + self.contact).export_data(fields)["datas"]
        result = self.partners.load(fields, rows)
        self.assertFalse([m for m in result["messages"] if m["type"] == "error"])
        self.assertFalse(self.contact.sama_own_grade_id)
        self.partner.sama_grade_id = second
        self.assertEqual(self.contact.sama_grade_id, second)

    def test_form(self):
        """The form of a new contact shows the company's, and saves its own."""
        first, second = self.grades
        self.partner.sama_grade_id = first
        form = Form(self.partners.with_user(self._manager_of_partners()))
        form.name = "New"
        form.parent_id = self.partner
        self.assertEqual(form.sama_grade_id, first)
        form.sama_grade_id = second
        contact = form.save()
        self.assertEqual(contact.sama_own_grade_id, second)

    def _manager_of_partners(self):
        self.agent.group_ids = [
            Command.link(self.env.ref("base.group_partner_manager").id)
        ]
        return self.agent

    def test_copy(self):
        self.partner.write(
            {"sama_grade_id": self.grades[0].id, "sama_national_id": "10380284790"}
        )
        copy = self.partner.copy()
        self.assertEqual(copy.sama_grade_id, self.grades[0])
        self.assertFalse(copy.sama_national_id)

    # === RIGHTS === #

    def test_psychology_is_for_agents(self):
        psychology = self.env.ref("sama_crm.sama_psychology_dominance")
        self.partner.sama_psychology_id = psychology
        as_agent = self.partner.with_user(self.agent)
        self.assertEqual(as_agent.sama_psychology_id, psychology)
        self.assertTrue(as_agent.sama_how_to_talk)
        for user in (self.employee, self.salesman, self.portal):
            partner = self.partner.with_user(user)
            for fname in (
                "sama_psychology_id",
                "sama_experience_id",
                "sama_experience_note",
            ):
                with self.assertRaises(AccessError):
                    partner.read([fname])
                with self.assertRaises(AccessError):
                    self.partners.with_user(user).search([(fname, "!=", False)])

    def test_others_see_the_plain_form(self):
        fields = self.partners.with_user(self.salesman).get_view(
            self.env.ref("base.view_partner_form").id, "form"
        )
        self.assertNotIn('name="sama_', fields["arch"])
        manager_id = self.env.ref("base.group_partner_manager").id
        self.salesman.group_ids = [Command.link(manager_id)]
        form = Form(self.partners.with_user(self.salesman))
        form.name = "Plain"
        self.assertTrue(form.save().sudo().sama_search_key)

    # === BIRTHDAY === #

    def test_next_birthday_of_the_last_of_esfand(self):
        partner = self._partner("Esfand", sama_birth_date="1997-03-20")
        other = self._partner("The day before", sama_birth_date="1997-03-19")
        self.assertEqual(partner.sama_birth_key, 1230)
        self.assertEqual(partner.sama_birth_month, "12")
        for today, expected in (
            ("2026-03-01", date(2026, 3, 20)),  # 29 Esfand 1404
            ("2025-03-01", date(2025, 3, 20)),  # 30 Esfand 1403
        ):
            with freeze_time(today):
                self.env.invalidate_all()
                self.assertEqual(partner.sama_next_birthday, expected)
        with freeze_time("2025-03-01"):
            self.env.invalidate_all()
            self.assertEqual(other.sama_next_birthday, date(2025, 3, 19))

    def test_age(self):
        partner = self._partner("Somebody", sama_birth_date="1990-03-21")
        with freeze_time("2026-03-20 12:00:00"):
            self.env.invalidate_all()
            self.assertEqual(partner.sama_age, 35)
            self.assertEqual(partner.sama_days_to_birthday, 1)
            partner.sama_birth_year_unknown = True
            self.assertEqual(partner.sama_age, 0)

    def test_birthday_is_the_readers_day(self):
        partner = self._partner("Nowruz", sama_birth_date="1990-03-21")
        as_agent = partner.with_user(self.agent).with_context(tz="Asia/Tehran")
        with freeze_time("2026-03-20 21:00:00"):  # 00:30 of the 21st in Tehran
            self.env.invalidate_all()
            self.assertEqual(as_agent.sama_days_to_birthday, 0)
            self.assertEqual(as_agent.sama_birthday_period, "today")

    def test_birthday_filters(self):
        born = date(1990, 11, 24)
        partners = self.partners.create(
            [
                {"name": f"Day {days}", "sama_birth_date": born + timedelta(days=days)}
                for days in range(-30, 60)
            ]
        )
        with freeze_time("2026-11-24 12:00:00"):
            self.env.invalidate_all()
            for period in ("today", "next_7", "this_month"):
                found = partners.search(
                    [("sama_birthday_period", "=", period), ("id", "in", partners.ids)]
                )
                expected = partners.filtered(
                    lambda partner, period=period: self._is_in(partner, period)
                )
                self.assertEqual(
                    found, expected.sorted(lambda p: found.ids.index(p.id))
                )
            self.assertEqual(
                partners.search_count(
                    [
                        ("sama_birthday_period", "=", "next_7"),
                        ("id", "in", partners.ids),
                    ]
                ),
                7,
            )

    def _is_in(self, partner, period):
        return {
            "today": partner.sama_days_to_birthday == 0,
            "next_7": partner.sama_days_to_birthday < 7,
            "this_month": partner.sama_birth_month == "09",  # Azar 1405
        }[period]

    def test_search_by_next_birthday(self):
        born = date(1991, 1, 1)
        partners = self.partners.create(
            [
                {"name": f"Day {days}", "sama_birth_date": born + timedelta(days=days)}
                for days in range(0, 365, 9)
            ]
        )
        nobody = self._partner("No date")
        everybody = partners + nobody
        with freeze_time("2026-11-24 12:00:00"):
            self.env.invalidate_all()
            limit = date(2027, 2, 1)
            compare = {
                "<": lambda day: day < limit,
                "<=": lambda day: day <= limit,
                ">": lambda day: day > limit,
                ">=": lambda day: day >= limit,
            }
            for operator, matches in compare.items():
                found = everybody.search(
                    [
                        ("sama_next_birthday", operator, limit),
                        ("id", "in", everybody.ids),
                    ]
                )
                expected = partners.filtered(
                    lambda partner, matches=matches: matches(partner.sama_next_birthday)
                )
                self.assertEqual(set(found.ids), set(expected.ids), operator)
            day = partners[3].sama_next_birthday
            self.assertIn(
                partners[3], partners.search([("sama_next_birthday", "=", day)])
            )
            unknown = [("sama_next_birthday", "=", False), ("id", "in", everybody.ids)]
            self.assertEqual(everybody.search(unknown), nobody)
            known = [("sama_next_birthday", "!=", False), ("id", "in", everybody.ids)]
            self.assertEqual(everybody.search_count(known), len(partners))
            ordered = partners.search(
                [("id", "in", partners.ids)], order="sama_next_birthday"
            )
            days = ordered.mapped("sama_next_birthday")
            self.assertEqual(days, sorted(days))

    # === NATIONAL ID === #

    def test_national_id_is_stored_normalised(self):
        partner = self._partner("Someone", sama_national_id="۷۶۲۲۹۶۴۵")
        self.assertEqual(partner.sama_national_id, "0076229645")
        self.assertFalse(partner.sama_national_id_warning)
        partner.sama_national_id = "10380284791"
        self.assertTrue(partner.sama_national_id_warning, "warns, never blocks")

    def test_national_id_refused(self):
        for number in ("1111111111", "123", "12345abcde", "123456789012"):
            with self.assertRaises(ValidationError):
                self._partner("Someone", sama_national_id=number)

    # === PHONES === #

    def test_mobile_is_preferred_for_sms(self):
        partner = self._partner(
            "Someone",
            phone="021 5500 0012",
            sama_mobile="0912 000 0012",
            country_id=self.env.ref("base.ir").id,
        )
        self.assertEqual(partner.phone_sanitized, "+989120000012")
        info = partner._sms_get_recipients_info()[partner.id]
        self.assertEqual(info["sanitized"], "+989120000012")
        order = self._order(partner=partner)
        info = order._sms_get_recipients_info()[order.id]
        self.assertEqual(info["sanitized"], "+989120000012")

    def test_landline_gets_no_sms(self):
        partner = self._partner(
            "Someone", phone="021 5500 0012", country_id=self.env.ref("base.ir").id
        )
        self.assertFalse(partner._sms_get_recipients_info()[partner.id]["sanitized"])
        self.assertFalse(partner.sama_reachable)
        partner.phone = "0912 000 0012"
        info = partner._sms_get_recipients_info()[partner.id]
        self.assertEqual(info["sanitized"], "+989120000012")
        self.assertTrue(partner.sama_reachable)

    def test_reachable_filter(self):
        values = (
            {"phone": "021 5500 0012"},
            {"phone": "0912 000 0012"},
            {"sama_mobile": "+49 151 23456789"},
            {},
        )
        partners = self.partners.create(
            [{"name": f"N{n}", **vals} for n, vals in enumerate(values)]
        )
        domain = [("id", "in", partners.ids)]
        found = partners.search([("sama_reachable", "=", True), *domain])
        self.assertEqual(set(found.ids), set(partners[1:3].ids))
        found = partners.search([("sama_reachable", "=", False), *domain])
        self.assertEqual(set(found.ids), set((partners[0] + partners[3]).ids))

    def test_mobile_of_a_follower_gets_the_sms(self):
        self.contact.sama_mobile = "+989120000013"
        self.contact.phone = "+982155000013"
        self.partner.message_post(
            body="Hello",
            message_type="sms",
            partner_ids=self.contact.ids,
            put_in_queue=True,
        )
        sms = self.env["sms.sms"].search([("partner_id", "=", self.contact.id)])
        self.assertEqual(sms.number, "+989120000013")

    def test_area_code_of_the_company(self):
        partner = self._partner("Someone", phone="55000012")
        self.assertEqual(partner.sama_phone_key, "2155000012")
        self.company.sama_area_code = "031"
        self.assertEqual(partner.sama_phone_key, "3155000012")

    # === SEARCH === #

    def test_names_in_other_spellings(self):
        partner = self._partner(ARABIC, ref="R-۱۲", email="Ali.K@Example.com")
        for typed in (
            PERSIAN,
            ARABIC,
            "علی رضا",
            "کریمی",
            "عليرضا",
            "r-12",
            "ali.k@",
        ):
            self.assertIn(partner.id, dict(self.partners.name_search(typed)), typed)
            self.assertIn(
                partner, self.partners.search([("display_name", "ilike", typed)]), typed
            )

    def test_numbers_in_other_spellings(self):
        partner = self._partner(
            "Someone",
            phone="55008899",
            sama_mobile="0912 000 7788",
            sama_national_id="0076229645",
        )
        for typed in (
            "0912 000 7788",
            "+989120007788",
            "00989120007788",
            "۰۹۱۲۰۰۰۷۷",
            "9120007788",
            "021-5500 8899",
            "55008899",
            "0076229645",
        ):
            self.assertIn(partner.id, dict(self.partners.name_search(typed)), typed)
        found = self.partners.search([("phone_mobile_search", "ilike", "۰۹۱۲ ۰۰۰ ۷۷")])
        self.assertIn(partner, found)

    def test_a_short_number_finds_names_only(self):
        self._partner("Someone", sama_mobile="09120007712")
        named = self._partner("Building 7712345")
        found = dict(self.partners.name_search("771"))
        self.assertIn(named.id, found)
        self.assertEqual(len(found), 1)

    def test_nothing_that_core_finds_is_lost(self):
        self._partner("Œuvre Ünïted 100%_Ltd", vat="BE0477472701", ref="x\\y")
        core = [
            "|",
            "|",
            "|",
            "|",
            ("complete_name", "ilike", None),
            ("ref", "ilike", None),
            ("email", "ilike", None),
            ("vat", "ilike", None),
            ("company_registry", "ilike", None),
        ]
        for typed in (
            "ünï",
            "UNITED",
            "100%",
            "%_l",
            "_",
            "0477",
            "d L",
            " ",
            "Karimi Trading, Mina",
            "a%i",
        ):
            domain = [
                leaf if isinstance(leaf, str) else (*leaf[:2], typed) for leaf in core
            ]
            expected = set(self.partners.search(domain).ids)
            found = set(self.partners.search([("display_name", "ilike", typed)]).ids)
            self.assertLessEqual(expected, found, typed)

    def test_renamed_company_is_found_through_its_contact(self):
        self.partner.name = "Zagros"
        self.assertIn(self.contact.id, dict(self.partners.name_search("zagros, mina")))

    # === INSTALLATION === #

    def test_keys_filled_by_sql_are_those_of_the_orm(self):
        partners = self.partners.create(
            [
                {"name": ARABIC, "phone": "+98 912 000 0012", "email": "a@b.com"},
                {"name": "Plain", "ref": "P 1"},
            ]
        )
        self.env.flush_all()
        expected = [(p.sama_phone_key, p.sama_search_key) for p in partners]
        for name in ("sama_phone_key", "sama_search_key"):
            self.env.cr.execute(f"ALTER TABLE res_partner DROP COLUMN {name}")
        fill_partner_keys(self.env)
        fill_partner_keys(self.env)
        self.env.invalidate_all()
        self.assertEqual(
            [(p.sama_phone_key, p.sama_search_key) for p in partners], expected
        )
        for name in COLUMNS:
            self.assertTrue(column_exists(self.env.cr, "res_partner", name))

    def test_provinces(self):
        states = self.env["res.country.state"]
        domain = [("country_id", "=", self.env.ref("base.ir").id)]
        provinces = states.search(domain)
        self.assertEqual(len(provinces), 31)
        self.assertFalse(states._sama_create_provinces(), "only where there is none")
        ids = self.env["ir.model.data"].search(
            [("model", "=", "res.country.state"), ("module", "=", "sama_crm")]
        )
        self.assertFalse(ids, "an uninstallation must not delete them")

    def test_province_in_an_address(self):
        country = self.env.ref("base.ir")
        states = self.env["res.country.state"]
        state = states.search([("country_id", "=", country.id), ("code", "=", "23")])
        partner = self.partners.create(
            {"name": "x", "city": "Rey", "state_id": state.id, "zip": "1876543210"}
        )
        partner.country_id = country
        lines = partner._display_address(without_company=True).splitlines()
        self.assertEqual(
            [line for line in lines if line.strip()],
            ["Rey", f"{state.name} 1876543210", country.name],
        )
        country.address_format = "%(city)s"
        self.assertFalse(states._sama_name_provinces(), "a user's own layout stays")

    # === COST === #

    def test_queries_of_a_list(self):
        """A list of 80 persons costs the same as one of 10."""
        self.partners.create(
            [
                {
                    "name": f"Row {number}",
                    "sama_mobile": f"0912000{number:04}",
                    "sama_birth_date": "1990-01-01",
                    "sama_grade_id": self.grades[0].id,
                }
                for number in range(80)
            ]
        )
        self.env.flush_all()
        specification = {
            fname: {}
            for fname in (
                "complete_name",
                "sama_mobile",
                "sama_birth_date",
                "sama_next_birthday",
                "sama_days_to_birthday",
                "sama_national_id",
            )
        } | {
            fname: {"fields": {"display_name": {}}}
            for fname in (
                "sama_grade_id",
                "sama_person_group_id",
                "sama_psychology_id",
                "sama_acquaintance_method_id",
                "sama_experience_id",
                "sama_sms_group_ids",
            )
        }
        counts = []
        for limit in (10, 10, 80):  # the first fills the caches
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.partners.with_user(self.agent).web_search_read(
                [("name", "like", "Row ")], specification, limit=limit
            )
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
        self.assertLessEqual(counts[2], 9)

    def test_queries_of_a_creation(self):
        """As many as without the addon: 3 on the superuser's warm cache."""
        for phone in ("0912 000 0014", "0912 000 0015"):
            before = self.env.cr.sql_log_count
            self.partners.create({"name": "New", "phone": phone})
            self.env.flush_all()
        self.assertEqual(self.env.cr.sql_log_count - before, 3)
