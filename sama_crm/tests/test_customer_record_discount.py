from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tests.common import BaseCase, get_db_name, tagged

from .common_record import RecordCommon


@tagged("post_install", "-at_install")
class TestRecordDiscount(RecordCommon):
    """A discount is offered, put on one quotation, and given back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._order(
            [(cls.goods, 1000, 1, cls.tax)],
            partner=cls.contact,
            sama_follow_up_user_id=cls.agent.id,
        )

    def test_offer(self):
        discount = self._discount()
        self._discount(partner_id=self.partner2.id)
        self._discount(valid_to=fields.Date.today() - timedelta(days=1))
        self._record("discount", percent=5)  # not approved
        order = self.order.with_user(self.agent)
        self.assertEqual(order.sama_discount_offer_count, 1)
        self.assertIn(discount.name, order.sama_discount_offer)
        self.order.action_confirm()
        order.invalidate_recordset()
        self.assertEqual(order.sama_discount_offer_count, 0)

    def test_percent_is_applied_by_an_agent(self):
        discount = self._discount(percent=5)
        self.order.with_user(self.agent).action_sama_apply_discount()
        self.assertEqual(self.order.amount_total, 1045)  # 1100 - 5 %
        self.assertEqual(discount.state, "done")
        self.assertEqual(discount.used_order_id, self.order)
        self.assertTrue(discount.used_on)
        self.assertEqual(discount.used_amount, 55)
        self.assertEqual(discount.charge, 55)
        line = self.order.order_line.filtered("sama_record_id")
        self.assertEqual(line.product_id, self.company.sale_discount_product_id)
        # The kind of the quotation does not follow a global discount.
        self.assertEqual(self.order.sama_kind, "goods")

    def test_amount_in_the_order_s_currency(self):
        currency = self._foreign_currency(rate=2.0)
        pricelist = self.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": currency.id}
        )
        order = self._order([(self.goods, 1000)], pricelist_id=pricelist.id)
        self.assertEqual(order.currency_id, currency)
        discount = self._discount(amount=100)
        order.sama_apply_discount(discount.id)
        self.assertEqual(order.amount_total, 800)
        self.assertEqual(discount.used_amount, 100)

    def test_more_than_the_quotation(self):
        discount = self._discount(amount=1101)
        with self.assertRaisesRegex(UserError, "more than"):
            self.order.sama_apply_discount(discount.id)
        self.assertEqual(discount.state, "in_progress")

    def test_never_twice(self):
        discount = self._discount()
        self.order.sama_apply_discount(discount.id)
        other = self._order()
        with self.assertRaisesRegex(UserError, "cannot be used"):
            other.sama_apply_discount(discount.id)
        copied = self.order.copy()
        self.assertFalse(copied.order_line.sama_record_id)
        self.assertEqual(copied.amount_total, 1100)

    def test_removed_line_gives_back(self):
        discount = self._discount()
        self.order.sama_apply_discount(discount.id)
        self.order.order_line.filtered("sama_record_id").unlink()
        self.assertEqual(discount.state, "in_progress")
        self.assertFalse(discount.used_order_id)
        self.assertFalse(discount.used_amount)
        self.assertFalse(discount.reopen_count)
        self.order.sama_apply_discount(discount.id)
        self.assertEqual(discount.state, "done")

    def test_cancelling_gives_back_and_setting_back_takes_again(self):
        discount = self._discount()
        self.order.sama_apply_discount(discount.id)
        self.order._action_cancel()
        self.assertEqual(discount.state, "in_progress")
        self.order.action_draft()
        self.assertEqual(discount.used_order_id, self.order)
        self.assertEqual(self.order.amount_total, 1045)

    def test_used_elsewhere_meanwhile(self):
        discount = self._discount()
        self.order.sama_apply_discount(discount.id)
        self.order._action_cancel()
        other = self._order()
        other.sama_apply_discount(discount.id)
        self.order.action_draft()
        self.assertEqual(discount.used_order_id, other)
        self.assertFalse(self.order.order_line.sama_record_id)
        self.assertEqual(self.order.amount_total, 1100)

    def test_deleted_quotation_gives_back(self):
        discount = self._discount()
        self.order.sama_apply_discount(discount.id)
        self.order.unlink()
        self.assertEqual(discount.state, "in_progress")
        self.assertFalse(discount.used_on)

    def test_another_customer(self):
        discount = self._discount()
        self.order.sama_apply_discount(discount.id)
        self.order.partner_id = self.partner2
        self.assertFalse(self.order.order_line.sama_record_id)
        self.assertEqual(discount.state, "in_progress")
        with self.assertRaisesRegex(UserError, "another customer"):
            self.order.sama_apply_discount(discount.id)

    def test_valid_to(self):
        today = fields.Date.today()
        discount = self._discount(valid_to=today - timedelta(days=2))
        with self.assertRaisesRegex(UserError, "valid until"):
            self.order.sama_apply_discount(discount.id)
        discount.valid_to = today + timedelta(days=1)
        self.assertTrue(self.order.sama_apply_discount(discount.id))

    def test_several_are_chosen_from(self):
        first, second = self._discount(), self._discount(percent=3)
        action = self.order.action_sama_apply_discount()
        self.assertEqual(
            self.Record.search(action["domain"]), (first | second).sorted()
        )
        second.with_context(**action["context"]).action_apply_to_order()
        self.assertEqual(second.used_order_id, self.order)

    def test_confirmed_keeps_it(self):
        discount = self._discount()
        self.order.sama_apply_discount(discount.id)
        self.order.action_confirm()
        self.assertEqual(discount.state, "done")
        with self.assertRaisesRegex(UserError, "Remove it there"):
            discount.with_user(self.agent).action_reopen()
        with self.assertRaisesRegex(UserError, "Only a quotation"):
            self.order.sama_apply_discount(self._discount().id)

    def test_amount_or_percent(self):
        with self.assertRaisesRegex(ValidationError, "not both"):
            self._discount(amount=5, percent=5)
        with self.assertRaisesRegex(ValidationError, "How much"):
            self._discount(amount=0)

    def test_use_is_written_by_the_quotation_only(self):
        """Who takes the trace away could use it a second time."""
        discount = self._discount().with_user(self.agent)
        self.order.with_user(self.agent).sama_apply_discount(discount.id)
        for values in (
            {"used_order_id": False},
            {"used_amount": 0.0},
            {"charge": 0.0},
            {"name": False},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                discount.write(values)
        for values in ({"partner_id": self.partner2.id}, {"percent": 1}):
            with self.subTest(values), self.assertRaises(UserError):
                discount.write(values)
        # What a form sends back unchanged is no change.
        discount.write(
            {"used_order_id": self.order.id, "percent": 5, "description": "Fine"}
        )
        self.assertEqual(discount.used_order_id, self.order)

    def test_wrong_arguments_are_answered(self):
        discount = self._discount().with_user(self.agent)
        order = self.order.with_user(self.agent)
        for value in (None, "abc", 1.5, True, [[1]], {"a": 1}, [1, 2], 10**12):
            with self.subTest(value), self.assertRaises(UserError):
                order.sama_apply_discount(value)
            with self.subTest(order=value), self.assertRaises(UserError):
                discount.with_context(sama_order_id=value).action_apply_to_order()

    def test_rights(self):
        discount = self._discount()
        for user in (self.employee, self.salesman, self.portal):
            with self.assertRaises(AccessError):
                self.order.with_user(user).sama_apply_discount(discount.id)
        stranger = self._order(sama_follow_up_user_id=self.agent2.id)
        with self.assertRaises(AccessError):
            stranger.with_user(self.agent).sama_apply_discount(discount.id)

    def test_salesman_without_role_saves_cancels_and_copies(self):
        self.order.user_id = self.salesman
        discount = self._discount()
        self.order.sama_apply_discount(discount.id)
        order = self.order.with_user(self.salesman)
        self.assertEqual(order.copy().amount_total, 1100)
        order._action_cancel()
        self.assertEqual(discount.state, "in_progress")
        order.action_draft()
        self.assertEqual(discount.state, "done")
        order.order_line[-1:].unlink()
        self.assertEqual(discount.state, "in_progress")


@tagged("post_install", "-at_install")
class TestRecordDiscountAtOnce(BaseCase):
    """Two people put the same discount on two quotations at the same moment."""

    def setUp(self):
        super().setUp()
        self.registry_ = Registry(get_db_name())
        with self.registry_.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
            self.partner_id, self.record_id, self.order_ids = self._make(env)
            cr.commit()  # pylint: disable=invalid-commit
        self.addCleanup(self._clean)

    def _make(self, env):
        partner = env["res.partner"].create({"name": "Twice"})
        product = env["product.product"].create(
            {"name": "Thing", "list_price": 100, "taxes_id": False}
        )
        orders = env["sale.order"].create(
            [
                {
                    "partner_id": partner.id,
                    "order_line": [Command.create({"product_id": product.id})],
                }
            ]
            * 2
        )
        record = env["sama.customer.record"].create(
            {
                "type": "discount",
                "partner_id": partner.id,
                "percent": 5,
                "state": "in_progress",
            }
        )
        return partner.id, record.id, orders.ids

    def _clean(self):
        with self.registry_.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["sale.order"].browse(self.order_ids).unlink()
            env["sama.customer.record"].browse(self.record_id).unlink()
            env["res.partner"].browse(self.partner_id).unlink()
            cr.commit()  # pylint: disable=invalid-commit

    def test_second_is_refused(self):
        with (
            self.registry_.cursor() as first,
            self.registry_.cursor() as second,
        ):
            orders = [
                api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})[
                    "sale.order"
                ].browse(order_id)
                for cr, order_id in zip((first, second), self.order_ids, strict=True)
            ]
            # The second transaction has begun before the first is saved.
            self.assertEqual(orders[1].amount_total, 100)
            orders[0].sama_apply_discount(self.record_id)
            orders[0].env.flush_all()
            with self.assertRaisesRegex(UserError, "at this moment"):
                orders[1].sama_apply_discount(self.record_id)
            second.rollback()
            first.commit()  # pylint: disable=invalid-commit
            with self.assertRaisesRegex(UserError, "cannot be used"):
                orders[1].sama_apply_discount(self.record_id)
            second.rollback()
