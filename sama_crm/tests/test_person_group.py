from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.sama_agent_mixin import GROUP_AGENT
from .common import SamaCommon


@tagged("post_install", "-at_install")
class TestPersonGroup(SamaCommon):
    """The tree of groups, what it hands down, and how documents follow it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.trade = cls._group("Trade", follow_up_user_id=cls.agent.id)
        cls.shops = cls._group("Shops", parent_id=cls.trade.id)
        cls.small = cls._group("Small Shops", parent_id=cls.shops.id, code="SS")
        cls.public = cls._group("Public", survey_user_id=cls.agent2.id)

    @classmethod
    def _group(cls, name, **values):
        return cls.env["sama.person.group"].create({"name": name, **values})

    # === TREE === #

    def test_full_path(self):
        self.assertEqual(self.small.complete_name, "Trade / Shops / Small Shops")
        self.trade.name = "Commerce"
        self.assertEqual(self.small.complete_name, "Commerce / Shops / Small Shops")
        self.assertEqual(self.small.display_name, "Commerce / Shops / Small Shops")
        self.assertEqual(
            self.small.with_context(hierarchical_naming=False).display_name,
            "Small Shops",
        )

    def test_full_path_in_two_languages(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.env["res.lang"]._activate_lang("en_US")
        persian = self.small.with_context(lang="fa_IR")
        self.trade.with_context(lang="fa_IR").name = "بازرگانی"
        persian.name = "خرده‌فروشی"
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(persian.complete_name, "بازرگانی / Shops / خرده‌فروشی")
        self.assertEqual(self.small.complete_name, "Trade / Shops / Small Shops")
        self.assertEqual(persian.display_name, "بازرگانی / Shops / خرده‌فروشی")

    def test_no_cycle(self):
        with self.assertRaises(UserError):
            self.trade.parent_id = self.small

    def test_found_by_path_name_and_code(self):
        groups = self.env["sama.person.group"]
        for name in ("Small", "SS", "Trade / Shops / Sm", "Shops"):
            self.assertIn(self.small.id, dict(groups.name_search(name)), name)
        self.assertEqual(
            groups.name_search("Trade / Shops", operator="=")[0][0], self.shops.id
        )

    def test_code_is_unique(self):
        with (
            self.assertRaises(UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self._group("Other", code="SS")

    # === HANDED DOWN === #

    def test_defaults_are_inherited(self):
        groups = self.trade + self.small + self.public
        self.assertEqual(
            groups._sama_default("follow_up_user_id"),
            {
                self.trade.id: self.agent.id,
                self.small.id: self.agent.id,
                self.public.id: False,
            },
        )
        self.assertEqual(self.small.inherited_follow_up_user_id, self.agent)

    def test_defaults_follow_changes(self):
        self.assertEqual(self._responsible(self.small), self.agent.id)
        self.shops.follow_up_user_id = self.agent2
        self.assertEqual(self._responsible(self.small), self.agent2.id)
        self.shops.parent_id = self.public
        self.assertEqual(self._responsible(self.small), self.agent2.id)
        self.shops.follow_up_user_id = False
        self.assertFalse(self._responsible(self.small))
        other = self._group("Other", parent_id=self.trade.id)
        self.assertEqual(self._responsible(other), self.agent.id)

    def test_archived_user_hands_nothing_down(self):
        self.shops.follow_up_user_id = self.agent2
        self.agent2.active = False
        self.assertEqual(self._responsible(self.small), self.agent.id)

    def test_who_is_no_agent_any_more_gets_no_new_quotation(self):
        self.partner.sama_person_group_id = self.small
        self.small.follow_up_user_id = self.agent2
        self.assertEqual(self._order().sama_follow_up_user_id, self.agent2)
        self.agent2.group_ids = [Command.unlink(self.env.ref(GROUP_AGENT).id)]
        self.assertEqual(self._order().sama_follow_up_user_id, self.agent)

    def test_who_works_in_another_company_gets_no_quotation(self):
        self.partner.sama_person_group_id = self.trade
        company = self.env["res.company"].create({"name": "Elsewhere"})
        order = self._order(company_id=company.id, user_id=False)
        self.assertFalse(order.sama_follow_up_user_id)
        self.agent.company_ids = [Command.link(company.id)]
        order = self._order(company_id=company.id, user_id=False)
        self.assertEqual(order.sama_follow_up_user_id, self.agent)

    def test_defaults_cost_no_query_twice(self):
        self._responsible(self.small)
        with self.assertQueryCount(0):
            self._responsible(self.small)

    def _responsible(self, group):
        return group._sama_default("follow_up_user_id")[group.id]

    # === PERSONS OF A GROUP === #

    def test_count_is_of_group_and_below(self):
        self.partner.sama_person_group_id = self.small
        self.partner2.sama_person_group_id = self.trade
        self.env.invalidate_all()
        self.assertEqual(self.small.partner_count, 2, "company and contact")
        self.assertEqual(self.trade.partner_count, 3)
        action = self.trade.action_view_partners()
        self.assertEqual(
            self.env["res.partner"].search_count(action["domain"]),
            self.trade.partner_count,
        )

    def test_group_in_use_is_not_deleted(self):
        self.partner.sama_person_group_id = self.small
        self._order()
        with self.assertRaisesRegex(UserError, "2 persons and 1 documents"):
            self.small.unlink()
        self.small.active = False
        self.assertEqual(self.partner.sama_person_group_id, self.small)

    def test_unused_group_is_deleted(self):
        group = self._group("Nobody", follow_up_user_id=self.agent.id)
        self._responsible(group)
        group.unlink()
        inherited = group._get_inherited_ids("follow_up_user_id")
        self.assertNotIn(group.id, inherited)

    # === DOCUMENTS === #

    def test_open_documents_follow_the_person(self):
        self.partner.sama_person_group_id = self.trade
        draft, sent, confirmed = self._order(), self._order(), self._order()
        sent.state = "sent"
        confirmed.action_confirm()
        draft_move = self._invoice(post=False)
        posted_move = self._invoice()
        contact_order = self._order(partner=self.contact)
        everything = draft + sent + confirmed + contact_order
        self.assertEqual(everything.sama_person_group_id, self.trade)
        self.env.flush_all()
        dates = draft.write_date, draft_move.write_date

        self.partner.sama_person_group_id = self.public

        for document in draft + sent + contact_order:
            self.assertEqual(document.sama_person_group_id, self.public)
        self.assertEqual(draft_move.sama_person_group_id, self.public)
        self.assertEqual(confirmed.sama_person_group_id, self.trade)
        self.assertEqual(posted_move.sama_person_group_id, self.trade)
        self.assertEqual((draft.write_date, draft_move.write_date), dates)

    def test_contact_with_its_own_group_keeps_it(self):
        self.partner.sama_person_group_id = self.trade
        self.contact.sama_person_group_id = self.shops
        order = self._order(partner=self.contact)
        self.partner.sama_person_group_id = self.public
        self.assertEqual(self.contact.sama_person_group_id, self.shops)
        self.assertEqual(order.sama_person_group_id, self.shops)

    def test_contact_moves_to_another_company(self):
        company = self._partner("Other Company", is_company=True)
        company.sama_person_group_id = self.public
        self.partner.sama_person_group_id = self.trade
        order = self._order(partner=self.contact)
        self.assertEqual(order.sama_person_group_id, self.trade)
        self.contact.parent_id = company
        self.assertEqual(self.contact.sama_person_group_id, self.public)
        self.assertEqual(order.sama_person_group_id, self.public)

    def test_documents_of_a_group_cost_one_statement_a_table(self):
        contacts = self.env["res.partner"].create(
            [
                {"name": f"Contact {number}", "parent_id": self.partner.id}
                for number in range(10)
            ]
        )
        for contact in contacts:
            self._order(partner=contact)
        self.partner.sama_person_group_id = self.trade
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(26):
            self.partner.sama_person_group_id = self.public
            self.env.flush_all()

    def test_merged_partner_hands_over_documents_and_contacts(self):
        self.partner.sama_person_group_id = self.trade
        other = self._partner("Karimi Trading Ltd", is_company=True)
        other.sama_person_group_id = self.public
        contact = self._partner("Sara", parent_id=other.id)
        order = self._order(partner=other)
        sms_group = self.env["sama.sms.group"].create({"name": "News"})
        other.sama_sms_group_ids = sms_group
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.partner + other).ids, self.partner, extra_checks=False)
        self.env.invalidate_all()
        self.assertFalse(other.exists())
        self.assertEqual(self.partner.sama_person_group_id, self.trade)
        self.assertEqual(contact.parent_id, self.partner)
        self.assertEqual(contact.sama_person_group_id, self.trade)
        self.assertEqual(order.partner_id, self.partner)
        self.assertEqual(order.sama_person_group_id, self.trade)
        self.assertEqual(self.partner.sama_sms_group_ids, sms_group)

    # === RIGHTS === #

    def test_rights(self):
        group = self.small.with_user(self.agent)
        self.assertTrue(group.complete_name)
        with self.assertRaises(AccessError):
            group.name = "Mine"
        group.with_user(self.admin).name = "Tiny Shops"
        with self.assertRaises(AccessError):
            group.with_user(self.employee).check_access("read")

    def test_salesman_without_role_moves_a_person(self):
        """Who has no right on groups still keeps contacts of grouped companies."""
        self.partner.sama_person_group_id = self.trade
        manager_id = self.env.ref("base.group_partner_manager").id
        self.salesman.group_ids = [Command.link(manager_id)]
        self.env.invalidate_all()
        contact = (
            self.env["res.partner"]
            .with_user(self.salesman)
            .create({"name": "New", "parent_id": self.partner.id})
        )
        self.assertEqual(contact.sudo().sama_person_group_id, self.trade)
