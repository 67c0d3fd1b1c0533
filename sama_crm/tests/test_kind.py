import doctest

from odoo.fields import Command
from odoo.tests import tagged

from ..tools import document_kind
from .common import SamaCommon


class KindCase(SamaCommon):
    """What the tests about kinds share."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Rates are set by each test; none may come from the database's own.
        cls.date = "2026-01-15"

    def assertParts(self, document, kind, goods, service, untaxed=None):
        """The document is of the kind and has the parts, in company currency."""
        self.assertEqual(document.sama_kind, kind)
        self.assertEqual(
            (document.sama_goods_amount, document.sama_service_amount),
            (goods, service),
        )
        if untaxed:
            self.assertEqual(
                (document.sama_goods_untaxed, document.sama_service_untaxed), untaxed
            )

    def _global_discount(self, order, percent):
        self.env["sale.order.discount"].create(
            {
                "sale_order_id": order.id,
                "discount_type": "so_discount",
                "discount_percentage": percent / 100,
            }
        ).action_apply_discount()


@tagged("post_install", "-at_install")
class TestKindArithmetic(SamaCommon):
    """The pure functions, by their own examples."""

    def test_examples(self):
        results = doctest.testmod(document_kind)
        self.assertTrue(results.attempted)
        self.assertFalse(results.failed)


@tagged("post_install", "-at_install")
class TestOrderKind(KindCase):
    """Kind and parts of quotations and orders."""

    def test_goods(self):
        order = self._order([(self.goods, 100, 2), self.goods2])
        self.assertParts(order, "goods", 207, 0, (207, 0))

    def test_service(self):
        order = self._order([(self.service, 50, 3)])
        self.assertParts(order, "service", 0, 150, (0, 150))

    def test_mixed_with_tax(self):
        order = self._order(
            [(self.goods, 100, 1, self.tax), (self.service, 50, 1, self.tax)]
        )
        self.assertParts(order, "mixed", 110, 55, (100, 50))

    def test_combo_is_goods(self):
        combo = self.env["product.combo"].create(
            {
                "name": "Either",
                "combo_item_ids": [Command.create({"product_id": self.goods.id})],
            }
        )
        product = self._product("Set", "combo", 30, combo_ids=[Command.link(combo.id)])
        self.assertParts(self._order([(product, 30)]), "goods", 30, 0)

    def test_line_without_amount_does_not_decide(self):
        order = self._order([(self.goods, 100), (self.service, 0)])
        self.assertParts(order, "goods", 100, 0)

    def test_line_with_full_discount_does_not_decide(self):
        order = self._order([(self.goods, 100), (self.service, 50)])
        order.order_line[1].discount = 100
        self.assertParts(order, "goods", 100, 0)

    def test_all_lines_decide_if_none_does(self):
        self.assertParts(self._order([(self.service, 0)]), "service", 0, 0)
        order = self._order([(self.service, 0), (self.goods, 0)])
        self.assertParts(order, "mixed", 0, 0)

    def test_no_line_is_goods(self):
        self.assertParts(self._order([]), "goods", 0, 0)

    def test_sections_and_notes_do_not_count(self):
        section = {"display_type": "line_section", "name": "Section"}
        self.assertParts(self._order([section]), "goods", 0, 0)
        order = self._order([section, (self.service, 5)])
        self.assertParts(order, "service", 0, 5)

    def test_global_discount_is_shared(self):
        order = self._order([(self.goods, 300), (self.service, 100)])
        self._global_discount(order, 10)
        self.assertEqual(order.amount_total, 360)
        self.assertParts(order, "mixed", 270, 90)

    def test_global_discount_goes_to_the_only_part(self):
        order = self._order([(self.goods, 100)])
        self._global_discount(order, 10)
        self.assertParts(order, "goods", 90, 0)

    def test_global_discount_of_another_product(self):
        """The company's discount product may have been another one at the time."""
        order = self._order([(self.goods, 100)])
        self._global_discount(order, 10)
        self.company.sale_discount_product_id = self.service2
        order.order_line[0].price_unit = 200
        self.assertEqual(order.sama_kind, "goods")

    def test_service_takes_the_remainder(self):
        order = self._order([(self.goods, 20), (self.service, 10)])
        self.company.sale_discount_product_id = self.service2
        order.order_line = [
            Command.create(self._line_values((self.service2, -0.1), "product_uom_qty"))
        ]
        self.assertParts(order, "mixed", 19.93, 9.97)

    def test_global_tax_rounding_goes_to_the_service_part(self):
        self.company.tax_calculation_rounding_method = "round_globally"
        order = self._order(
            [(self.goods, 0.14, 1, self.tax), (self.service, 0.14, 1, self.tax)]
        )
        self.assertEqual(order.amount_total, 0.31)
        self.assertParts(order, "mixed", 0.15, 0.16)

    def test_delivery_does_not_decide(self):
        if "is_delivery" not in self.env["sale.order.line"]._fields:
            self.skipTest("Odoo's delivery is not installed")
        order = self._order([(self.goods, 100), (self.service, 20)])
        order.order_line[1].is_delivery = True
        order.order_line[1].price_unit = 10
        self.assertParts(order, "goods", 110, 0)
        order.action_confirm()
        self.assertParts(self._invoice_order(order), "goods", 110, 0)

    def test_down_payment_of_the_order_does_not_decide(self):
        order = self._order([(self.goods, 100)])
        order.action_confirm()
        self._down_payment(order).action_post()
        self.assertTrue(order.order_line.filtered("is_downpayment"))
        self.assertParts(order, "goods", 100, 0)

    def test_foreign_currency_is_converted_once(self):
        currency = self._foreign_currency(rate=10)
        pricelist = self.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": currency.id}
        )
        order = self._order([(self.goods, 0.05)] * 3, pricelist_id=pricelist.id)
        self.assertEqual(order.amount_total, 0.15)
        self.assertParts(order, "goods", 0.02, 0)

    def test_foreign_parts_sum_to_the_total(self):
        currency = self._foreign_currency(rate=10)
        pricelist = self.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": currency.id}
        )
        lines = [(self.goods, 0.05), (self.service, 0.05)]
        order = self._order(lines, pricelist_id=pricelist.id)
        self.assertParts(order, "mixed", 0.01, 0)

    def test_currency_without_decimals(self):
        """20 : 10 of 28 are 18.67 and 9.33, if there were decimals."""
        currency = self._foreign_currency(rate=1, rounding=1)
        pricelist = self.env["product.pricelist"].create(
            {"name": "Whole", "currency_id": currency.id}
        )
        order = self._order(
            [(self.goods, 20), (self.service, 10)], pricelist_id=pricelist.id
        )
        self.company.sale_discount_product_id = self.service2
        order.order_line = [
            Command.create(self._line_values((self.service2, -2), "product_uom_qty"))
        ]
        self.assertParts(order, "mixed", 19, 9)

    def test_follows_its_lines(self):
        order = self._order([(self.goods, 100)])
        order.order_line = [
            Command.create(self._line_values((self.service, 50), "product_uom_qty"))
        ]
        self.assertParts(order, "mixed", 100, 50)
        order.order_line[0].unlink()
        self.assertParts(order, "service", 0, 50)
        order.order_line.product_uom_qty = 2
        self.assertParts(order, "service", 0, 100)
        order.order_line.product_id = self.goods
        self.assertEqual(order.sama_kind, "goods")

    def test_form_without_company(self):
        """A form whose company was just emptied is computed too."""
        order = self.env["sale.order"].new({"company_id": False})
        self.assertParts(order, "goods", 0, 0)
        invoice = self.env["account.move"].new({"move_type": "out_invoice"})
        invoice.company_id = invoice.currency_id = False
        self.assertParts(invoice, "goods", 0, 0)

    def test_copy(self):
        order = self._order([(self.goods, 100), (self.service, 40)])
        self.assertParts(order.copy(), "mixed", 100, 40)

    def test_both_lists_hold_a_mixed_order(self):
        order = self._order([(self.goods, 100), (self.service, 40)])
        Order = self.env["sale.order"]
        for kind in ("goods", "service"):
            found = Order.search([("sama_kind", "in", (kind, "mixed"))])
            self.assertIn(order, found)

    def test_open_order_follows_the_product_type(self):
        order = self._order([(self.goods, 100)])
        sent = self._order([(self.goods, 100)])
        sent.action_quotation_sent()
        self.goods.type = "service"
        self.assertParts(order, "service", 0, 100)
        self.assertParts(sent, "service", 0, 100)

    def test_confirmed_and_cancelled_orders_keep_their_kind(self):
        confirmed = self._order([(self.goods, 100)])
        confirmed.action_confirm()
        cancelled = self._order([(self.goods, 100)])
        cancelled.action_cancel()
        self.goods.product_tmpl_id.type = "service"
        self.assertParts(confirmed, "goods", 100, 0)
        self.assertParts(cancelled, "goods", 100, 0)


@tagged("post_install", "-at_install")
class TestInvoiceKind(KindCase):
    """Kind and parts of customers' invoices and refunds."""

    def test_mixed_with_tax(self):
        invoice = self._invoice(
            [(self.goods, 100, 1, self.tax), (self.service, 50, 1, self.tax)]
        )
        self.assertParts(invoice, "mixed", 110, 55, (100, 50))

    def test_refund_is_negative(self):
        invoice = self._invoice(
            [(self.goods, 100), (self.service, 50)], move_type="out_refund"
        )
        self.assertParts(invoice, "mixed", -100, -50, (-100, -50))

    def test_reversal_mirrors_the_invoice(self):
        invoice = self._invoice(
            [(self.goods, 100, 1, self.tax), (self.service, 50, 1, self.tax)]
        )
        self.assertParts(invoice._reverse_moves(), "mixed", -110, -55, (-100, -50))

    def test_line_without_product_is_goods(self):
        self.assertParts(self._invoice([(False, 12)]), "goods", 12, 0)
        invoice = self._invoice([(False, 12), (self.service, 8)])
        self.assertParts(invoice, "mixed", 12, 8)

    def test_no_line_is_goods(self):
        self.assertParts(self._invoice([], post=False), "goods", 0, 0)

    def test_free_service(self):
        self.assertParts(self._invoice([(self.service, 0)]), "service", 0, 0)

    def test_other_entries_have_no_kind(self):
        bill = self._invoice([(self.service, 5)], move_type="in_invoice")
        account = self.env["account.account"].search(
            [("account_type", "=", "asset_current")], limit=1
        )
        entry = self.env["account.move"].create(
            {
                "line_ids": [
                    Command.create({"account_id": account.id, "debit": 5}),
                    Command.create({"account_id": account.id, "credit": 5}),
                ]
            }
        )
        receipt = self._invoice([(self.goods, 5)], move_type="out_receipt", post=False)
        for move in (bill, entry, receipt):
            self.assertParts(move, False, 0, 0, (0, 0))
            self.assertFalse(move.sama_person_group_id)

    def test_cash_rounding_line_is_left_out(self):
        for strategy in ("add_invoice_line", "biggest_tax"):
            invoice = self._invoice(
                [(self.goods, 100.02, 1, self.tax), (self.service, 50, 1, self.tax)],
                invoice_cash_rounding_id=self._cash_rounding(strategy).id,
            )
            self.assertEqual(invoice.amount_total, 165)
            self.assertParts(invoice, "mixed", 110.02, 55, (100.02, 50))

    def _cash_rounding(self, strategy):
        account = self.env["account.account"].search(
            [("account_type", "=", "income_other")], limit=1
        ) or self.env["account.account"].search(
            [("account_type", "=", "income")], limit=1
        )
        return self.env["account.cash.rounding"].create(
            {
                "name": strategy,
                "rounding": 5,
                "strategy": strategy,
                "rounding_method": "HALF-UP",
                "profit_account_id": account.id,
                "loss_account_id": account.id,
            }
        )

    def test_foreign_currency_at_the_documents_own_rate(self):
        currency = self._foreign_currency(rate=4)
        invoice = self._invoice(
            [(self.goods, 100), (self.service, 60)], currency_id=currency.id, post=False
        )
        self.assertParts(invoice, "mixed", 25, 15)
        invoice.invoice_currency_rate = 2
        self.assertParts(invoice, "mixed", 50, 30)
        invoice.action_post()
        self.assertParts(invoice, "mixed", 50, 30)

    def test_foreign_currency_is_converted_once(self):
        currency = self._foreign_currency(rate=10)
        invoice = self._invoice([(self.goods, 0.05)] * 3, currency_id=currency.id)
        self.assertParts(invoice, "goods", 0.02, 0)

    def test_global_discount_reaches_the_invoice(self):
        order = self._order([(self.goods, 300), (self.service, 100)])
        self._global_discount(order, 10)
        order.action_confirm()
        self.assertParts(self._invoice_order(order), "mixed", 270, 90)

    # === DOWN PAYMENTS === #

    def _mixed_order(self):
        order = self._order(
            [(self.goods, 300, 1, self.tax), (self.service, 100, 1, self.tax)]
        )
        order.action_confirm()
        return order

    def test_down_payment_invoice_takes_its_orders_kind_and_parts(self):
        down_payment = self._down_payment(self._mixed_order(), 50)
        self.assertParts(down_payment, "mixed", 165, 55, (150, 50))
        down_payment.action_post()
        self.assertParts(down_payment, "mixed", 165, 55, (150, 50))

    def test_down_payment_of_a_service_order(self):
        order = self._order([(self.service, 100)])
        order.action_confirm()
        self.assertParts(self._down_payment(order, 50), "service", 0, 50)

    def test_final_invoice_gives_the_down_payment_back_by_parts(self):
        order = self._mixed_order()
        self._down_payment(order, 50).action_post()
        final = self._invoice_order(order, final=True)
        self.assertEqual(final.amount_total, 220)
        self.assertParts(final, "mixed", 165, 55, (150, 50))

    def test_down_payment_on_an_invoice_of_one_part(self):
        """Goods are invoiced, the down payment was for both: it is about both."""
        order = self._mixed_order()
        order.order_line[1].product_id.invoice_policy = "delivery"
        order.order_line[1].qty_delivered = 0
        self._down_payment(order, 10).action_post()
        order.order_line.invalidate_recordset()
        final = self._invoice_order(order, final=True)
        self.assertParts(final, "mixed", 297, -11, (270, -10))

    def test_refund_of_a_down_payment(self):
        down_payment = self._down_payment(self._mixed_order(), 50)
        down_payment.action_post()
        refund = down_payment._reverse_moves()
        self.assertParts(refund, "mixed", -165, -55, (-150, -50))

    def test_order_changed_before_the_down_payment_is_posted(self):
        order = self._mixed_order()
        down_payment = self._down_payment(order, 50)
        down_payment.flush_recordset()
        order.order_line[1].price_unit = 300
        down_payment.action_post()
        self.assertParts(down_payment, "mixed", 110, 110, (100, 100))

    # === WHAT STANDS === #

    def test_draft_follows_the_product_type(self):
        invoice = self._invoice([(self.goods, 100)], post=False)
        self.goods.type = "service"
        self.assertParts(invoice, "service", 0, 100)

    def test_posted_invoice_keeps_its_kind(self):
        invoice = self._invoice([(self.goods, 100)])
        refund = self._invoice([(self.goods, 100)], move_type="out_refund")
        self.goods.type = "service"
        self.assertParts(invoice, "goods", 100, 0)
        self.assertParts(refund, "goods", -100, 0)

    def test_posted_invoice_keeps_its_kind_when_computed_again(self):
        invoice = self._invoice([(self.goods, 100)])
        invoice.flush_recordset()
        self.goods.type = "service"
        invoice.line_ids.modified(["product_id", "price_total"])
        self.assertParts(invoice, "goods", 100, 0)

    def test_paid_invoice_keeps_its_kind(self):
        invoice = self._invoice([(self.goods, 100)])
        self.goods.type = "service"
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({}).action_create_payments()
        self.assertParts(invoice, "goods", 100, 0)

    def test_line_changed_in_the_breath_of_posting(self):
        invoice = self._invoice([(self.goods, 100)], post=False)
        invoice.flush_recordset()
        invoice.invoice_line_ids.write({"product_id": self.service.id})
        invoice.invoice_line_ids.write({"price_unit": 100})
        invoice.action_post()
        self.assertParts(invoice, "service", 0, 100)

    def test_reset_to_draft_and_changed(self):
        invoice = self._invoice([(self.goods, 100)])
        invoice.button_draft()
        invoice.invoice_line_ids = [
            Command.create(self._line_values((self.service, 30), "quantity"))
        ]
        invoice.action_post()
        self.assertParts(invoice, "mixed", 100, 30)

    def test_posted_entry_is_not_disturbed(self):
        invoice = self._invoice([(self.goods, 100)])
        invoice.flush_recordset()
        before = invoice.read(
            ["write_date", "is_manually_modified", "inalterable_hash", "name", "state"]
        )
        invoice.company_id.sale_lock_date = "2026-02-01"
        self.env.add_to_compute(invoice._fields["sama_kind"], invoice)
        invoice.flush_recordset()
        self.assertEqual(
            before,
            invoice.read(
                [
                    "write_date",
                    "is_manually_modified",
                    "inalterable_hash",
                    "name",
                    "state",
                ]
            ),
        )

    def test_hashed_entry_stays_hashed(self):
        journal = self.env["account.journal"].create(
            {
                "name": "Sealed",
                "code": "SEAL",
                "type": "sale",
                "restrict_mode_hash_table": True,
            }
        )
        invoice = self._invoice([(self.goods, 100)], journal_id=journal.id)
        self.assertTrue(invoice.inalterable_hash)
        self.assertParts(invoice, "goods", 100, 0)
        self.goods.type = "service"
        self.assertParts(invoice, "goods", 100, 0)


@tagged("post_install", "-at_install")
class TestDocumentPersonGroup(SamaCommon):
    """The person's group on documents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group, cls.group2 = cls.env["sama.person.group"].create(
            [{"name": "Wholesale"}, {"name": "Retail"}]
        )
        cls.partner.sama_person_group_id = cls.group
        cls.partner2.sama_person_group_id = cls.group2

    def test_is_taken_from_the_person(self):
        self.assertEqual(self._order().sama_person_group_id, self.group)
        self.assertEqual(self._invoice().sama_person_group_id, self.group)

    def test_is_taken_from_the_contacts_company(self):
        order = self._order(partner=self.contact)
        self.assertEqual(order.sama_person_group_id, self.group)

    def test_follows_a_change_of_partner(self):
        order = self._order()
        order.partner_id = self.partner2
        self.assertEqual(order.sama_person_group_id, self.group2)
        invoice = self._invoice(post=False)
        invoice.partner_id = self.partner2
        self.assertEqual(invoice.sama_person_group_id, self.group2)
