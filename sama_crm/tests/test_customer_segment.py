from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .test_customer import CustomerCommon

TODAY = date(2026, 6, 1)


@tagged("post_install", "-at_install")
class TestCustomerSegment(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A company of its own: others' customers are no part of the fifths.
        cls.shop = cls.env["res.company"].create({"name": "Segmented"})
        cls.env.user.company_ids = [Command.link(cls.shop.id)]
        cls.env["account.chart.template"].try_loading(
            "generic_coa", company=cls.shop, install_demo=False
        )
        cls.startClassPatcher(freeze_time("2026-06-01 08:00:00"))

    def _buyer(self, name, *purchases):
        """A customer of the shop who bought (days ago, amount) each."""
        partner = self._partner(name)
        for days, amount in purchases:
            move = (
                self.env["account.move"]
                .with_company(self.shop)
                .create(
                    {
                        "move_type": "out_invoice",
                        "partner_id": partner.id,
                        "invoice_date": TODAY - timedelta(days=days),
                        "invoice_line_ids": [
                            Command.create(
                                self._line_values((self.goods, amount), "quantity")
                            )
                        ],
                    }
                )
            )
            move.action_post()
        return self._customer(partner, company=self.shop)

    def _scores(self, customer):
        return (
            customer.recency_score,
            customer.frequency_score,
            customer.monetary_score,
        )

    def _segment(self):
        return self.Customer._sama_segment(self.shop, commit=False)

    def test_fifths(self):
        buyers = [
            self._buyer(f"Buyer {number}", *[(100 - number * 10, 10)] * (number + 1))
            for number in range(5)
        ]
        self.assertEqual(self._segment(), 5)
        self.assertEqual(
            [self._scores(buyer) for buyer in buyers],
            [(number, number, number) for number in range(1, 6)],
        )
        self.assertEqual(
            buyers[-1].segment_id,
            self.env.ref("sama_crm.sama_customer_segment_champion"),
        )
        self.assertEqual(
            buyers[0].segment_id, self.env.ref("sama_crm.sama_customer_segment_lost")
        )
        self.assertEqual(self._segment(), 0, "Rows that stand are not written")

    def test_equal_customers_have_equal_scores(self):
        buyers = [self._buyer(f"Equal {number}", (10, 50)) for number in range(7)]
        self._segment()
        self.assertEqual({self._scores(buyer) for buyer in buyers}, {(1, 1, 1)})

    def test_own_limits(self):
        self.shop.write(
            {
                "sama_rfm_method": "limit",
                "sama_rfm_recency": "10, 20, 30, 40",
                "sama_rfm_frequency": "۲، ۳، ۴، ۵",
                "sama_rfm_monetary": "100, 200, 300, 400",
            }
        )
        late = self._buyer("Late", (41, 99))
        edge = self._buyer("Edge", (10, 100), (10, 100))
        best = self._buyer("Best", *[(1, 80)] * 5)
        self._segment()
        self.assertEqual(self._scores(late), (1, 1, 1))
        self.assertEqual(self._scores(edge), (5, 2, 3))
        self.assertEqual(self._scores(best), (5, 5, 5))

    def test_limits_are_four_rising_numbers(self):
        for wrong in ("", "1, 2, 3", "1, 2, 2, 3", "4, 3, 2, 1", "a, b, c, d"):
            with self.assertRaises(ValidationError):
                self.shop.sama_rfm_frequency = wrong

    def test_who_bought_long_ago_has_the_lowest_scores(self):
        old = self._buyer("Old", (3 * 365, 1000))
        self._buyer("Fresh", (3, 1))
        self._segment()
        self.assertEqual(self._scores(old), (1, 1, 1))

    def test_rhythm_and_overdue(self):
        regular = self._buyer("Regular", (100, 5), (70, 5), (40, 5))
        twice = self._buyer("Twice", (100, 5), (40, 5))
        # A figure like the others: nobody waits for the night.
        self.assertEqual(regular.rhythm_days, 30)
        self.assertEqual(regular.next_purchase_date, TODAY - timedelta(days=10))
        self.assertFalse(twice.next_purchase_date)
        overdue = [
            ("company_id", "=", self.shop.id),
            ("next_purchase_date", "<", "today"),
        ]
        self.assertEqual(self.Customer.search(overdue), regular)
        shop = [("company_id", "=", self.shop.id)]
        for leaf, found in (
            (("next_purchase_date", "=", TODAY - timedelta(days=10)), regular),
            (("next_purchase_date", "!=", False), regular),
            (("next_purchase_date", "=", False), twice),
            (("next_purchase_date", "!=", TODAY - timedelta(days=10)), twice),
        ):
            self.assertEqual(self.Customer.search([*shop, leaf]), found, leaf)
            self.assertEqual(
                self.Customer.search([*shop, "!", leaf]),
                (regular + twice) - found,
                leaf,
            )
        # A purchase of this moment moves the day at once.
        invoice = self.env["account.move"].search(
            [("partner_id", "=", regular.partner_id.id)], limit=1
        )
        invoice.copy({"invoice_date": TODAY}).action_post()
        self.assertFalse(self.Customer.search(overdue))

    def test_only_managers_count_segments(self):
        self._buyer("Someone", (1, 1))
        agent = self.Customer.with_user(self.agent)
        with self.assertRaises(AccessError):
            agent.action_segment_now()
        self.Customer.with_user(self.manager).action_segment_now()

    # === CALL LIST === #

    def _act(self, customers, **values):
        return (
            self.env["sama.customer.act"]
            .with_user(self.agent)
            .with_context(active_ids=customers.ids, active_model="sama.customer")
            .create(values)
        )

    def test_ticked_customers_become_calls(self):
        self._order()
        self._order(partner=self.partner2)
        customers = self._customer() | self._customer(self.partner2)
        for _twice in range(2):
            self._act(
                customers, act="call", date=TODAY, note="Autumn offer"
            ).action_apply()
        activities = self.env["mail.activity"].search(
            [
                ("res_model", "=", "res.partner"),
                ("res_id", "in", customers.partner_id.ids),
            ]
        )
        self.assertEqual(len(activities), 2)
        self.assertEqual(activities.user_id, self.agent)
        self.assertEqual(set(activities.mapped("date_deadline")), {TODAY})
        with self.assertRaises(ValidationError):
            self._act(customers, act="call", date="2026-05-31").action_apply()
        with self.assertRaises(UserError):
            self._act(self.Customer, act="call", date=TODAY).action_apply()

    def test_ticked_customers_fill_an_sms_group(self):
        self._order()
        customer = self._customer()
        self._act(customer, act="sms", group_name="Lapsed").action_apply()
        group = self.env["sama.sms.group"].search([("name", "=", "Lapsed")])
        self.assertEqual(group.partner_ids, self.partner)
        self._order(partner=self.partner2)
        more = self._customer(self.partner2)
        self._act(more, act="sms", group_id=group.id).action_apply()
        self.assertEqual(group.partner_ids, self.partner | self.partner2)
        with self.assertRaises(ValidationError):
            self._act(customer, act="sms").action_apply()

    def test_ticked_customers_are_proposed_a_gift(self):
        for partner in (self.partner, self.partner2):
            self._order(partner=partner)
        self._order([(self.service, 100)])
        customers = (
            self._customer()
            | self._customer(kind="service")
            | self._customer(self.partner2)
        )
        values = {"act": "gift", "item": "Calendar", "amount": 50}
        self._act(customers, **values).action_apply()
        gifts = self.env["sama.customer.record"].search([("item", "=", "Calendar")])
        self.assertEqual(gifts.mapped("state"), ["new", "new"])
        self.assertEqual(gifts.partner_id, self.partner | self.partner2)
        self.assertEqual(gifts.mapped("amount"), [50, 50])
        self.assertEqual(gifts.user_id, self.agent)
        with self.assertRaises(ValidationError):
            self._act(customers, act="gift", item=" ").action_apply()

    def test_managers_give_ticked_customers_to_a_salesperson(self):
        self._order()
        customer = self._customer()
        values = {"act": "assign", "user_id": self.agent2.id}
        act = self._act(customer, **values)
        with self.assertRaises(AccessError):
            act.action_apply()
        act.with_user(self.manager).action_apply()
        self.assertEqual(self.partner.user_id, self.agent2)
        self.assertEqual(customer.user_id, self.agent2)
        with self.assertRaises(ValidationError):
            self._act(customer, act="assign", user_id=False).with_user(
                self.manager
            ).action_apply()
