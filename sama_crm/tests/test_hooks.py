import random

from odoo.tests import tagged
from odoo.tools import SQL

from ..hooks import (
    KIND_COLUMNS,
    fill_kinds,
    prepare_kinds,
    remove_import_codes,
    uninstall_hook,
)
from ..models.sama_sale_document import KIND_FIELDS
from .common import SamaCommon


@tagged("post_install", "-at_install")
class TestKindFill(SamaCommon):
    """Installing fills by SQL exactly what the fields would compute."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = random.Random(1405)
        cls.currencies = cls.currency + cls._foreign_currency(rate=3.7)
        cls.currencies += cls._foreign_currency(rate=0.0123, rounding=5, name="SMB")
        cls.pricelists = cls.env["product.pricelist"].create(
            [
                {"name": currency.name, "currency_id": currency.id}
                for currency in cls.currencies
            ]
        )
        cls.discount = cls._product("Discount", "service")
        cls.company.sale_discount_product_id = cls.discount
        cls.products = cls.goods + cls.goods2 + cls.service + cls.service2

    def _random_lines(self, without_product=False):
        """Up to five lines: free ones, discounts, text lines, with tax or without."""
        lines = []
        for _i in range(self.random.randrange(6)):
            product = self.random.choice([*self.products, self.discount])
            price = self.random.choice([0, 1, -1]) or 1
            price *= self.random.choice([0, 0.05, 33.33, self.random.randrange(90000)])
            taxes = self.random.choice([self.tax, self.tax.browse()])
            if without_product and self.random.random() < 0.2:
                product = False
            lines.append((product, price, self.random.choice([1, 3]), taxes))
        return lines

    def _random_orders(self, count):
        orders = self.env["sale.order"]
        for _i in range(count):
            order = self._order(
                self._random_lines(),
                pricelist_id=self.random.choice(self.pricelists).id,
            )
            if order.amount_total > 0 and self.random.random() < 0.7:
                order.action_confirm()
            orders += order
        return orders

    def _random_invoices(self, count):
        return self.env["account.move"].concat(
            *(
                self._invoice(
                    self._random_lines(without_product=True),
                    move_type=self.random.choice(["out_invoice", "out_refund"]),
                    currency_id=self.random.choice(self.currencies).id,
                    invoice_cash_rounding_id=self._rounding().id,
                    post=False,
                )
                for _i in range(count)
            )
        )

    def _rounding(self):
        if self.random.random() < 0.7:
            return self.env["account.cash.rounding"]
        account = self.env["account.account"].search(
            [("account_type", "=", "income")], limit=1
        )
        return self.env["account.cash.rounding"].create(
            {
                "name": "To five",
                "rounding": 5,
                "strategy": self.random.choice(["add_invoice_line", "biggest_tax"]),
                "profit_account_id": account.id,
                "loss_account_id": account.id,
            }
        )

    def _down_payments(self, orders):
        """Down payment invoices, their final invoices and a refund of one."""
        moves = self.env["account.move"]
        for order in orders.filtered(
            lambda order: order.state == "sale" and order.amount_total > 100
        ):
            down_payment = self._down_payment(order, 30)
            down_payment.action_post()
            moves += down_payment
            moves += self._invoice_order(order, final=True)
        return moves + moves[:1]._reverse_moves()

    def _stored(self):
        """Kind and parts of every document, as numbers."""
        self.env.flush_all()
        rows = {}
        for table in ("sale_order", "account_move"):
            for row in self.env.execute_query(
                SQL(
                    "SELECT id, write_date, sama_kind, %s FROM %s",
                    SQL(", ").join(
                        SQL("COALESCE(%s, 0)", SQL.identifier(name))
                        for name in KIND_FIELDS[1:]
                    ),
                    SQL.identifier(table),
                )
            ):
                rows[table, row[0]] = row[1:3] + tuple(round(v, 6) for v in row[3:])
        return rows

    def _empty(self):
        """Documents as they are before the addon comes."""
        self.env.flush_all()
        for table in ("sale_order", "account_move"):
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s",
                    SQL.identifier(table),
                    SQL(", ").join(
                        SQL("%s = NULL", SQL.identifier(name)) for name in KIND_COLUMNS
                    ),
                )
            )
        self.env.invalidate_all()

    def _compute_all(self):
        for model_name in ("sale.order", "account.move"):
            model = self.env[model_name].with_context(active_test=False)
            for name in KIND_FIELDS:
                self.env.add_to_compute(model._fields[name], model.search([]))
        self.env.flush_all()

    def test_sql_says_what_python_says(self):
        orders = self._random_orders(40)
        self._random_invoices(60)
        self._down_payments(orders)
        self.env.flush_all()
        self._empty()
        self._compute_all()
        computed = self._stored()
        kinds = {row[1] for row in computed.values()}
        self.assertEqual(kinds, {"goods", "service", "mixed", None})

        self._empty()
        fill_kinds(self.env.cr)
        self.env.invalidate_all()
        filled = self._stored()
        different = {
            key: (row, filled[key])
            for key, row in computed.items()
            if row != filled[key]
        }
        self.assertFalse(different)

    def test_parts_sum_to_the_total(self):
        for order in self._random_orders(25):
            self.assertAlmostEqual(
                order.sama_goods_amount + order.sama_service_amount,
                self.currency.round(order.amount_total / order.currency_rate),
            )
            self.assertAlmostEqual(
                order.sama_goods_untaxed + order.sama_service_untaxed,
                self.currency.round(order.amount_untaxed / order.currency_rate),
            )
        for invoice in self._random_invoices(25):
            rounding = invoice.line_ids.filtered(
                lambda line: line.display_type == "rounding"
            )
            total = invoice.amount_total_in_currency_signed + sum(
                rounding.mapped("amount_currency")
            )
            self.assertAlmostEqual(
                invoice.sama_goods_amount + invoice.sama_service_amount,
                self.currency.round(total / invoice.invoice_currency_rate),
            )

    def test_write_date_and_other_entries_stay(self):
        entry = self.env["account.move"].search([("move_type", "=", "entry")], limit=1)
        order = self._order()
        before = self._stored()
        self._empty()
        fill_kinds(self.env.cr)
        self.assertEqual(
            {key: row[0] for key, row in before.items()},
            {key: row[0] for key, row in self._stored().items()},
        )
        self.assertFalse(entry.sama_kind)
        self.assertEqual(order.sama_kind, "goods")

    def test_columns_that_are_there_stay(self):
        """Installing again after a broken attempt finds the columns made."""
        order = self._order()
        prepare_kinds(self.env.cr)
        self.assertEqual(order.sama_kind, "goods")


@tagged("post_install", "-at_install")
class TestUninstall(SamaCommon):
    """Uninstalling leaves Odoo's own records usable."""

    def test_activities_do_not_hold_their_type(self):
        """The activity type is data of ours, and activities forbid its deletion."""
        own = self.env["mail.activity.type"].create({"name": "Follow-up (test)"})
        self.env["ir.model.data"].create(
            {
                "module": "sama_crm",
                "name": "mail_activity_type_of_a_test",
                "model": "mail.activity.type",
                "res_id": own.id,
            }
        )
        order = self._order()
        planned = order.activity_schedule(activity_type_id=own.id, user_id=self.env.uid)
        done = order.activity_schedule(activity_type_id=own.id, user_id=self.env.uid)
        done.active = False
        other = order.activity_schedule("mail.mail_activity_data_call")
        self.env.flush_all()
        uninstall_hook(self.env)
        self.assertFalse((planned + done).exists())
        self.assertTrue(other.exists())
        own.unlink()

    def test_codes_of_imports_go_and_their_records_stay(self):
        partner = self.partner2
        self.env["ir.model.data"]._update_xmlids(
            [{"xml_id": "__sama_import__.1-persons-7", "record": partner}]
        )
        remove_import_codes(self.env)
        self.assertTrue(partner.exists())
        data = self.env["ir.model.data"]
        self.assertFalse(data.search([("module", "=", "__sama_import__")]))
        found = self.env.ref("__sama_import__.1-persons-7", raise_if_not_found=False)
        self.assertFalse(found)

    def test_saved_filters_on_our_fields_go(self):
        Filters = self.env["ir.filters"]
        ours = Filters.create(
            {
                "name": "Mixed",
                "model_id": "sale.order",
                "domain": "[('sama_kind', '=', 'mixed')]",
            }
        )
        other = Filters.create(
            {
                "name": "Sent",
                "model_id": "sale.order",
                "domain": "[('state', '=', 'sent')]",
            }
        )
        uninstall_hook(self.env)
        self.assertFalse(ours.exists())
        self.assertTrue(other.exists())
