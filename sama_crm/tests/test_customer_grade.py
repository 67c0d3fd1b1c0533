from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_customer import CustomerCommon

TODAY = date(2026, 6, 1)


@tagged("post_install", "-at_install")
class TestCustomerGrade(CustomerCommon):
    """Grades proposed by rules; only a manager gives them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.env["res.company"].create({"name": "Graded"})
        cls.env["account.chart.template"].try_loading(
            "generic_coa", company=cls.shop, install_demo=False
        )
        for user in cls.env.user | cls.manager | cls.agent | cls.admin:
            user.company_ids = [Command.link(cls.shop.id)]
        cls.startClassPatcher(freeze_time("2026-06-01 08:00:00"))
        cls.best, cls.good, cls.usual = cls.env["sama.customer.grade"].create(
            [{"name": name} for name in ("Best", "Good", "Usual")]
        )
        cls.segment = cls.env["sama.customer.segment"].create({"name": "Loyal"})
        cls.rule_best, cls.rule_good, cls.rule_segment = cls.env[
            "sama.grade.rule"
        ].create(
            [
                {"grade_id": cls.best.id, "amount": 1000, "sequence": 1},
                {"grade_id": cls.good.id, "amount": 100, "sequence": 2},
                {
                    "grade_id": cls.usual.id,
                    "segment_ids": cls.segment.ids,
                    "sequence": 3,
                },
            ]
        )
        rules = cls.rule_best | cls.rule_good | cls.rule_segment
        rules.company_id = cls.shop
        cls.Proposal = cls.env["sama.grade.proposal"]

    def _buyer(self, name, *purchases, **values):
        """A customer of the shop who bought (days ago, amount) each."""
        partner = self._partner(name, **values)
        for days, amount in purchases:
            move = self.env["account.move"].with_company(self.shop)
            move.create(
                {
                    "move_type": "out_invoice" if amount > 0 else "out_refund",
                    "partner_id": partner.id,
                    "invoice_date": TODAY - timedelta(days=days),
                    "invoice_line_ids": [
                        Command.create(
                            self._line_values((self.goods, abs(amount)), "quantity")
                        )
                    ],
                }
            ).action_post()
        return partner

    def _propose(self):
        self.Proposal._sama_propose(self.shop, commit=False)
        return self._open()

    def _open(self):
        return self.Proposal.search(
            [("company_id", "=", self.shop.id), ("state", "=", "proposed")]
        )

    def test_by_the_amount_of_a_year(self):
        best = self._buyer("Best", (10, 800), (100, 400), (20, -100))
        good = self._buyer("Good", (10, 300))
        long_ago = self._buyer("Long ago", (400, 5000))
        proposals = self._propose()
        self.assertEqual(
            [(p.partner_id, p.grade_id, p.amount, p.rule_id) for p in proposals],
            [
                (best, self.best, 1100, self.rule_best),
                (good, self.good, 300, self.rule_good),
            ],
        )
        self.assertFalse((best | good | long_ago).sama_grade_id)

    def test_by_segment(self):
        loyal = self._buyer("Loyal", (10, 50))
        self._buyer("Stranger", (10, 50))
        customer = self._customer(loyal, company=self.shop)
        self.env.cr.execute(
            "UPDATE sama_customer SET segment_id = %s WHERE id = %s",
            [self.segment.id, customer.id],
        )
        self.env.invalidate_all()
        proposal = self._propose()
        self.assertEqual(
            (proposal.partner_id, proposal.grade_id, proposal.segment_id),
            (loyal, self.usual, self.segment),
        )
        self.assertEqual(self._propose(), proposal)

    def test_who_has_the_grade_is_not_proposed(self):
        partner = self._buyer("Good", (10, 300), sama_grade_id=self.good.id)
        self.assertFalse(self._propose())
        partner.sama_grade_id = self.best
        proposal = self._propose()
        self.assertEqual(proposal.current_grade_id, self.best)
        self.assertEqual(proposal.grade_id, self.good)
        # What is no longer due goes, what changes is replaced, the rest stays.
        other = self._buyer("Other", (10, 300))
        both = self._propose()
        self.assertIn(proposal, both)
        partner.sama_grade_id = self.good
        self._buyer("More", (10, 1))
        self.rule_best.amount = 200
        proposals = self._propose()
        self.assertEqual(proposals.partner_id, partner | other)
        self.assertEqual(proposals.grade_id, self.best)
        (self.rule_best | self.rule_good | self.rule_segment).active = False
        self.assertFalse(self._propose())

    def test_manager_accepts(self):
        best, good, stays = (
            self._buyer("Best", (10, 2000)),
            self._buyer("Good", (10, 300)),
            self._buyer("Stays", (10, 200)),
        )
        proposals = self._propose()
        chosen = proposals.filtered(lambda p: p.partner_id != stays)
        for user in (self.agent, self.employee, self.salesman):
            with self.assertRaises(AccessError), mute_logger("odoo.models"):
                chosen.with_user(user).action_accept()
        with self.assertRaises(AccessError), mute_logger("odoo.models"):
            chosen.with_user(self.manager).write({"state": "accepted"})
        as_manager = chosen.with_user(self.manager).with_context(
            allowed_company_ids=self.shop.ids
        )
        answer = as_manager.action_accept()
        self.assertIn("2", answer["params"]["message"])
        self.assertEqual(best.sama_grade_id, self.best)
        self.assertEqual(good.sama_grade_id, self.good)
        self.assertFalse(stays.sama_grade_id)
        self.assertEqual(chosen.mapped("state"), ["accepted"] * 2)
        self.assertEqual(chosen.user_id, self.manager)
        self.assertIn("Best", best.message_ids[0].body)
        self.assertEqual(self._propose().partner_id, stays)
        with self.assertRaises(UserError):
            as_manager.action_accept()

    def test_dismissed_is_not_proposed_again(self):
        partner = self._buyer("Good", (10, 300))
        proposal = self._propose()
        proposal.with_user(self.manager).with_context(
            allowed_company_ids=self.shop.ids
        ).action_dismiss()
        self.assertFalse(self._propose())
        self.assertFalse(partner.sama_grade_id)
        self._buyer("Other", (10, 1))
        self.rule_best.amount = 200
        self.assertEqual(self._propose().grade_id, self.best)

    def test_merged_persons_are_proposed_once(self):
        first, second = (
            self._buyer("Twin", (10, 300)),
            self._buyer("Twin too", (10, 300)),
        )
        self._propose()
        self.env["base.partner.merge.automatic.wizard"]._merge(
            [first.id, second.id], first
        )
        proposals = self._propose()
        self.assertEqual(proposals.partner_id, first)
        self.assertEqual(len(proposals), 1)

    def test_on_demand(self):
        self._buyer("Good", (10, 300))
        proposals = self.Proposal.with_context(allowed_company_ids=self.shop.ids)
        with self.assertRaises(AccessError):
            proposals.with_user(self.agent).action_propose_now()
        proposals.with_user(self.manager).action_propose_now()
        self.assertEqual(len(self._open()), 1)

    def test_a_rule_says_when(self):
        with self.assertRaises(ValidationError):
            self.env["sama.grade.rule"].create({"grade_id": self.best.id})

    # === PRICELIST === #

    def _pricelist(self, name):
        return self.env["product.pricelist"].create({"name": name})

    def test_grade_carries_a_pricelist(self):
        self.env["res.config.settings"].create(
            {"group_product_pricelist": True}
        ).execute()
        dear, cheap = self._pricelist("Dear"), self._pricelist("Cheap")
        usual = self.partner2.property_product_pricelist
        self.best.pricelist_id = cheap
        self.assertEqual(self.partner2.property_product_pricelist, usual)
        old = self._order(partner=self.partner2)
        self.partner2.sama_grade_id = self.best
        self.assertEqual(self.partner2.property_product_pricelist, cheap)
        order = self._order(partner=self.partner2).with_user(self.salesman)
        self.assertEqual(order.sudo().pricelist_id, cheap)
        self.assertEqual(old.pricelist_id, usual)
        # Another company's grade has none; the person's own goes before the grade's.
        partner = self.partner2.with_company(self.shop)
        self.assertNotEqual(partner.property_product_pricelist, cheap)
        self.partner2.property_product_pricelist = dear
        self.assertEqual(self.partner2.property_product_pricelist, dear)
        self.partner2.property_product_pricelist = cheap
        self.best.pricelist_id = dear
        self.assertEqual(self.partner2.property_product_pricelist, dear)

    def test_chosen_against_the_grade(self):
        self.env["res.config.settings"].create(
            {"group_product_pricelist": True}
        ).execute()
        cheap = self._pricelist("Cheap")
        usual = self.partner2.property_product_pricelist
        self.best.pricelist_id = cheap
        self.partner2.sama_grade_id = self.best
        self.partner2.property_product_pricelist = usual
        self.assertEqual(self.partner2.property_product_pricelist, usual)
