from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Date
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL

from .test_customer import CustomerCommon

LIST_QUERIES = 15


@tagged("post_install", "-at_install")
class TestCustomerList(CustomerCommon):
    # === WHAT A NUMBER OPENS === #

    def _opened(self, customer, figure, user=None):
        """Return the documents that a figure opens, and what is said beside."""
        user = user or self.admin
        action = customer.with_user(user).sama_open_figure(figure)
        said = ""
        if action["type"] == "ir.actions.client":
            said = action["params"]["message"]
            action = action["params"]["next"]
        documents = self.env[action["res_model"]].with_user(user)
        return documents.search(action["domain"]), said

    def test_an_order_by_a_figure_is_read_from_an_index(self):
        customers = self.env["sama.customer"]
        indexes = {
            customers._order: "amount",
            "quotation_count desc": "quotation_count",
            "quotation_amount desc": "quotation_amount",
            "open_quotation_count desc": "open_quotation_count",
            "invoice_count desc": "invoice_count",
            "mean_invoice_amount desc": "mean_invoice_amount",
            "last_invoice_date desc": "last_invoice_date",
            "days_since_purchase desc": "last_invoice_date",
            "survey_score desc": "survey_score",
        }
        # Of so few rows a planner would rather read and sort all.
        for method in ("seqscan", "bitmapscan", "sort"):
            self.env.cr.execute(SQL(f"SET LOCAL enable_{method} = off"))
        for order, index in indexes.items():
            with self.subTest(order):
                query = customers._search(
                    [("kind", "=", "goods"), ("invoice_count", ">", 0)],
                    order=order,
                    limit=80,
                )
                plan = self.env.execute_query(SQL("EXPLAIN %s", query.select()))
                self.assertIn(f" sama_customer_{index}_idx ", plan[0][0] + plan[1][0])

    def test_numbers_open_what_they_count(self):
        for user in (self.manager, self.agent):
            self._order(partner=self.contact, sama_follow_up_user_id=user.id)
        self._order()[0].action_confirm()
        self._order([(self.service, 10)])
        self._order().action_cancel()
        self._invoice([(self.goods, 100)])
        self._invoice([(self.goods, 10)], move_type="out_refund")
        customer = self._customer()
        for figure in (
            "quotation_count",
            "open_quotation_count",
            "won_count",
            "void_count",
            "invoice_count",
            "refund_count",
            "survey_count",
            "attempt_count",
            "complaint_open_count",
        ):
            with self.subTest(figure):
                documents, said = self._opened(customer, figure, self.manager)
                self.assertEqual(len(documents.sudo()), customer[figure])
                self.assertFalse(said)
        documents, _said = self._opened(customer, "quotation_amount", self.manager)
        self.assertEqual(
            sum(documents.sudo().mapped("sama_goods_amount")), customer.quotation_amount
        )
        documents, _said = self._opened(customer, "invoice_amount", self.manager)
        self.assertEqual(
            sum(documents.sudo().mapped("sama_goods_amount")), customer.invoice_amount
        )

    def test_number_says_how_many_are_colleagues(self):
        self._order(sama_follow_up_user_id=self.agent.id, user_id=False)
        for _number in range(2):
            self._order(sama_follow_up_user_id=self.agent2.id, user_id=False)
        customer = self._customer()
        documents, said = self._opened(customer, "quotation_count", self.agent)
        self.assertEqual(len(documents), 1)
        self.assertIn("2 of 3", said)
        self.assertIn(f"{self.agent2.name} (2)", said)

    def test_number_of_a_period_opens_the_periods(self):
        self._invoice([(self.goods, 300)], invoice_date="2026-03-20")
        self._invoice([(self.goods, 100)], invoice_date="2026-03-21")
        self._order([(self.goods, 5)], date_order="2026-03-20 19:30:00")
        late = self._order([(self.goods, 9)], date_order="2026-03-20 21:00:00")
        customer = self._customer(
            tz="Asia/Tehran", sama_period_from="2026-03-21", sama_period_to="2026-04-01"
        )
        orders, _said = self._opened(customer, "quotation_count", self.manager)
        self.assertEqual(orders.sudo(), late)
        invoices, _said = self._opened(customer, "invoice_count", self.manager)
        self.assertEqual(
            invoices.sudo().mapped("invoice_date"), [Date.to_date("2026-03-21")]
        )

    def test_who_may_not_read_the_customer_opens_nothing(self):
        self._order()
        customer = self._customer()
        for user in (self.employee, self.portal, self.salesman):
            with self.assertRaises(AccessError):
                customer.with_user(user).sama_open_figure("quotation_count")
        with self.assertRaises(ValidationError):
            customer.sama_open_figure("partner_id")

    # === COLUMNS OF THE READER'S DAY, AND PLACES === #

    def test_days_since_purchase(self):
        self._invoice(invoice_date="2026-01-15")
        self._order(partner=self.partner2)
        mine = [("partner_id", "in", (self.partner | self.partner2).ids)]
        with freeze_time("2026-02-14 12:00:00"):
            customer, never = self._customer(), self._customer(self.partner2)
            self.assertEqual(customer.days_since_purchase, 30)
            for domain, found in (
                ([("days_since_purchase", ">=", 30)], customer),
                ([("days_since_purchase", ">", 30)], self.Customer),
                ([("days_since_purchase", "<=", 30)], customer),
            ):
                self.assertEqual(self.Customer.search(mine + domain), found)
            self.assertEqual(
                self.Customer.search(mine, order="days_since_purchase"),
                customer | never,
            )

    def test_place_by_amount(self):
        company = self.env["res.company"].create({"name": "Ranked"})
        self.env.user.company_ids |= company
        customers = []
        for amount in (30, 20, 10):
            partner = self._partner(f"Bought for {amount}")
            self._order(partner=partner, company_id=company.id)
            customers.append(self._customer(partner, company=company))
            self.env.cr.execute(
                "UPDATE sama_customer SET invoice_amount = %s WHERE id = %s",
                [amount, customers[-1].id],
            )
        self.env.invalidate_all()
        self.assertEqual([customer.place for customer in customers], [1, 2, 3])
        self.assertEqual(
            self.Customer.search([("company_id", "=", company.id), ("place", "<=", 2)]),
            customers[0] | customers[1],
        )

    def test_wizard_of_a_period(self):
        wizard = self.env["sama.customer.period"].with_user(self.agent)
        with self.assertRaises(ValidationError):
            wizard.create({"date_from": "2026-02-02", "date_to": "2026-02-01"})
        period = wizard.with_context(sama_kind="service").create(
            {"date_from": "2026-02-01", "date_to": "2026-02-28"}
        )
        action = period.action_show()
        self.assertEqual(action["context"]["sama_period_from"], "2026-02-01")
        self.assertEqual(action["context"]["sama_period_to"], "2026-02-28")
        self.assertIn("service", str(action["domain"]))

    # === QUERIES === #

    def test_no_query_per_row(self):
        partners = self.env["res.partner"]
        for number in range(12):
            partners |= self._partner(f"Row {number}")
            self._order(partner=partners[-1])
        view = self.Customer.get_view(
            self.env.ref("sama_crm.sama_customer_view_list").id, "list"
        )
        specification = {
            name: {"fields": {"display_name": {}}}
            if self.Customer._fields[name].type == "many2one"
            else {}
            for name in view["models"]["sama.customer"]
        }
        customers = self.Customer.with_user(self.agent)
        counts = []
        for limit in (2, 12):
            self.env.flush_all()
            for _run in range(2):
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                customers.web_search_read(
                    [("kind", "=", "goods"), ("partner_id", "in", partners.ids)],
                    specification,
                    limit=limit,
                )
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[1], LIST_QUERIES)


@tagged("post_install", "-at_install")
class TestCustomerListUi(CustomerCommon, HttpCase):
    def test_list_by_hand(self):
        """An agent opens the list, takes the filter away, a number and a customer."""
        self._order(sama_follow_up_user_id=self.agent.id)
        self._invoice([(self.goods, 100)], partner=self.partner2)
        self.agent.password = "sama_agent"
        self.start_tour(
            "/odoo/sama-customers", "sama_customer_tour", login="sama_agent"
        )
