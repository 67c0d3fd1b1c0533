from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..tools.customer_figures import FIGURES
from .common import SamaCommon


class CustomerCommon(SamaCommon):
    """Figures of customers, read as a person would and counted by plain SQL."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Customer = cls.env["sama.customer"]

    def _customer(self, partner=None, kind="goods", company=None, **context):
        return self.Customer.with_context(**context).search(
            [
                ("partner_id", "=", (partner or self.partner).id),
                ("kind", "=", kind),
                ("company_id", "=", (company or self.company).id),
            ]
        )

    def assertFigures(self, customer, **figures):
        self.assertEqual({name: customer[name] for name in figures}, figures)


@tagged("post_install", "-at_install")
class TestCustomer(CustomerCommon):
    # === EXACT INSIDE THE TRANSACTION === #

    def test_no_document_no_customer(self):
        self.assertFalse(self._customer())

    def test_quotation_of_a_contact_counts_with_its_company(self):
        self._order([(self.goods, 100, 1, self.tax)], partner=self.contact)
        self.assertFalse(self._customer(self.contact))
        self.assertFalse(self._customer(kind="service"))
        customer = self._customer()
        self.assertFigures(
            customer,
            quotation_count=1,
            open_quotation_count=1,
            won_count=0,
            quotation_amount=110,
            quotation_untaxed=100,
            invoice_count=0,
            invoice_amount=0,
            last_invoice_date=False,
            won_share=False,
            survey_score=False,
        )
        self.assertEqual(customer.currency_id, self.company.currency_id)

    def test_cached_figures_follow_what_is_not_yet_written(self):
        order = self._order([(self.goods, 100)])
        customer = self._customer()
        self.assertEqual(customer.quotation_amount, 100)
        order.order_line.price_unit = 130
        self.assertEqual(customer.quotation_amount, 130)
        order.action_confirm()
        self.assertFigures(customer, open_quotation_count=0, won_count=1, won_share=100)

    def test_mixed_order_counts_in_both_with_its_part(self):
        self._order([(self.goods, 100), (self.service, 50)])
        self.assertFigures(self._customer(), quotation_count=1, quotation_amount=100)
        self.assertFigures(
            self._customer(kind="service"), quotation_count=1, quotation_amount=50
        )

    def test_credit_note_is_subtracted(self):
        self._invoice([(self.goods, 300)])
        self._invoice([(self.goods, 100)])
        self._invoice([(self.goods, 40)], move_type="out_refund")
        self.assertFigures(
            self._customer(),
            invoice_count=2,
            refund_count=1,
            invoice_amount=360,
            mean_invoice_amount=180,
            last_invoice_date=date(2026, 1, 15),
        )

    def test_draft_invoices_do_not_count(self):
        invoice = self._invoice(post=False)
        self.assertFalse(self._customer())
        invoice.action_post()
        customer = self._customer()
        self.assertEqual(customer.invoice_count, 1)
        invoice.button_draft()
        self.assertEqual(customer.invoice_count, 0)

    def test_amounts_are_at_the_documents_own_rate(self):
        currency = self._foreign_currency(4)
        self._invoice([(self.goods, 400)], currency_id=currency.id)
        customer = self._customer()
        self.assertEqual(customer.invoice_amount, 100)
        self.assertEqual(customer.currency_id, self.company.currency_id)

    def _foreign_currency(self, rate):
        currency = self.env["res.currency"].create({"name": "FOR", "symbol": "F"})
        self.env["res.currency.rate"].create(
            {
                "currency_id": currency.id,
                "name": "2020-01-01",
                "company_id": self.company.id,
                "rate": rate,
            }
        )
        return currency

    def test_row_keeps_its_id_when_all_is_void_and_comes_back(self):
        order = self._order()
        customer = self._customer()
        order.action_cancel()
        self.assertFalse(self._customer())
        self.assertFalse(customer.active)
        self.assertFigures(customer, quotation_count=0, void_count=1, won_share=0)
        order.action_draft()
        self.assertEqual(self._customer(), customer)
        order.action_cancel()
        order.unlink()
        self.assertFigures(customer, void_count=0, active=False)
        self._order()
        self.assertEqual(self._customer(), customer)

    def test_contact_moves_to_another_company(self):
        self._order([(self.goods, 100)])
        self._order([(self.goods, 30)], partner=self.contact)
        other = self._partner("Other Trading", is_company=True)
        customer = self._customer()
        self.assertEqual(customer.quotation_amount, 130)
        self.contact.parent_id = other
        self.assertEqual(customer.quotation_amount, 100)
        self.assertEqual(self._customer(other).quotation_amount, 30)

    def test_order_changes_its_customer(self):
        order = self._order()
        customer = self._customer()
        order.partner_id = self.partner2
        self.assertFigures(customer, quotation_count=0, active=False)
        self.assertEqual(self._customer(self.partner2).quotation_count, 1)

    def test_product_changes_its_type(self):
        self._order([(self.goods, 100)])
        customer = self._customer()
        self.goods.type = "service"
        self.assertEqual(customer.quotation_count, 0)
        self.assertEqual(self._customer(kind="service").quotation_amount, 100)

    def test_merge_keeps_the_destinations_row(self):
        self._order([(self.goods, 100)])
        self._order([(self.goods, 50)], partner=self.partner2)
        self._order([(self.service, 7)], partner=self.partner2)
        kept = self._customer()
        moved = self._customer(self.partner2, kind="service")
        self.env["base.partner.merge.automatic.wizard"]._merge(
            [self.partner.id, self.partner2.id], self.partner
        )
        self.assertEqual(self._customer(), kept)
        self.assertEqual(kept.quotation_amount, 150)
        self.assertEqual(self._customer(kind="service"), moved)
        self.assertEqual(moved.quotation_amount, 7)

    # === EVERY WAY IN === #

    def test_every_way_in(self):
        self._order([(self.goods, 100)])
        customer = self._customer()
        ways = {
            "search": lambda: self.Customer.search(
                [("partner_id", "=", self.partner.id), ("quotation_amount", "=", left)]
            ),
            "read": lambda: (
                customer.read(["quotation_amount"])[0]["quotation_amount"] == left
            ),
            "group": lambda: (
                self.Customer._read_group(
                    [("id", "=", customer.id)], [], ["quotation_amount:sum"]
                )
                == [(left,)]
            ),
            "name": lambda: self.Customer.name_search(
                "Karimi", [("quotation_amount", "=", left)]
            ),
            "web": lambda: (
                self.Customer.web_search_read(
                    [("id", "=", customer.id)], {"quotation_amount": {}}
                )["records"][0]["quotation_amount"]
                == left
            ),
            "export": lambda: (
                float(customer.export_data(["quotation_amount"])["datas"][0][0]) == left
            ),
            "other model": lambda: self.env["res.partner"].search(
                [("sama_customer_ids.quotation_amount", "=", left)]
            ),
            "other model, any": lambda: self.env["res.partner"].search(
                [("sama_customer_ids", "any", [("quotation_amount", "=", left)])]
            ),
        }
        left = 100
        for number, (name, way) in enumerate(ways.items(), 1):
            with self.subTest(name):
                self._order([(self.goods, number)])
                left += number
                self.env.flush_all()
                self.env.cr.precommit.run()
                self.assertTrue(way())

    def test_rolled_back_documents_leave_the_figures_alone(self):
        order = self._order([(self.goods, 100)])
        customer = self._customer()
        with (
            self.assertRaises(ZeroDivisionError),
            self.env.cr.savepoint(),
        ):
            order.order_line.price_unit = 130
            self.assertEqual(customer.quotation_amount, 130)
            raise ZeroDivisionError
        self.assertEqual(customer.quotation_amount, 100)
        self.assertFalse(self.Customer._sama_find_drift())

    # === CRON AND CHECK === #

    def test_check_finds_and_repairs_drift(self):
        self._order([(self.goods, 100)])
        customer = self._customer()
        self.assertFalse(self.Customer._sama_find_drift())
        self.env.cr.execute(
            SQL(
                "UPDATE sama_customer SET quotation_amount = 7 WHERE id = %s",
                customer.id,
            )
        )
        self.assertEqual(self.Customer._sama_find_drift(), self.partner.ids)

    # === PERIOD === #

    def test_period_changes_the_figures(self):
        self._invoice([(self.goods, 300)], invoice_date="2026-03-20")
        self._invoice([(self.goods, 100)], invoice_date="2026-03-21")
        # 23:00 in Tehran, and half an hour past midnight.
        self._order([(self.goods, 5)], date_order="2026-03-20 19:30:00")
        self._order([(self.goods, 9)], date_order="2026-03-20 21:00:00")
        with freeze_time("2026-04-02 08:00:00"):
            customer = self._customer(
                lang="fa_IR", tz="Asia/Tehran", sama_period="this_year"
            )
            self.assertFigures(
                customer,
                invoice_count=1,
                invoice_amount=100,
                quotation_amount=9,
                last_invoice_date=date(2026, 3, 21),
            )
            last = customer.with_context(sama_period="last_year")
            self.assertFigures(last, invoice_amount=300, quotation_amount=5)
            groups = last._read_group(
                [("partner_id", "=", self.partner.id)], ["kind"], ["invoice_amount:sum"]
            )
            self.assertEqual(groups, [("goods", 300)])
        between = customer.with_context(
            sama_period="", sama_period_from="2026-03-20", sama_period_to="2026-03-21"
        )
        self.assertEqual(between.invoice_amount, 400)
        self.assertEqual(
            between.search([("partner_id", "=", self.partner.id)]), customer
        )

    # === RIGHTS === #

    def test_agents_see_the_whole_companys_figures(self):
        self._order(user_id=self.salesman.id, sama_follow_up_user_id=self.agent2.id)
        customer = self._customer().with_user(self.agent)
        self.assertEqual(customer.quotation_count, 1)
        with self.assertRaises(AccessError):
            customer.with_user(self.employee).read(["quotation_count"])
        for role in (self.agent, self.manager, self.admin):
            with self.assertRaises(AccessError), mute_logger("odoo.models"):
                customer.with_user(role).write({"kind": "service"})
            with self.assertRaises(AccessError), mute_logger("odoo.models"):
                customer.with_user(role).unlink()

    def test_companies_are_apart(self):
        company = self.env["res.company"].create({"name": "Second"})
        self.env.user.company_ids = [Command.link(company.id)]
        self._order([(self.goods, 100)])
        order = self._order([(self.goods, 7)], company_id=company.id)
        self.assertEqual(self._customer(company=company).quotation_amount, 7)
        self.assertEqual(self._customer().quotation_amount, 100)
        self.assertFalse(
            self.Customer.with_user(self.agent).search(
                [("company_id", "=", company.id)]
            )
        )
        self.assertTrue(order)

    def test_figures_are_all_columns(self):
        for name in FIGURES:
            self.assertTrue(self.Customer._fields[name].store, name)
