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
            "partner_id": "partner_name",
            "partner_id desc": "partner_name",
            "sama_mobile desc": "mobile",
            "phone": "phone",
            "city desc": "city",
            "sama_person_group_id": "person_group",
            "sama_person_group_id desc": "person_group",
            "sama_grade_id": "grade",
            "user_id": "salesperson",
            "state_id": "province",
            "segment_id desc": "segment",
            "next_purchase_date desc": "next_purchase",
            "complaint_open_count desc": "complaint_open_count",
            "last_contact_date": "last_contact_date",
        }
        # Of so few rows a planner would rather read and sort all.
        for method in ("seqscan", "bitmapscan", "sort", "material", "hashjoin"):
            self.env.cr.execute(SQL(f"SET LOCAL enable_{method} = off"))
        for order, index in indexes.items():
            with self.subTest(order):
                query = customers._search(
                    [("kind", "=", "goods"), ("invoice_count", ">", 0)],
                    order=order,
                    limit=80,
                )
                plan = self.env.execute_query(SQL("EXPLAIN %s", query.select()))
                self.assertIn(f" sama_customer_{index}_idx ", str(plan))

    def test_order_by_what_is_the_persons(self):
        """Names, choices by their own order, and nothing where nothing is known."""
        groups = self.env["sama.person.group"].create(
            [{"name": "Order B"}, {"name": "Order A"}]
        )
        persons = self.env["res.partner"]
        for number, name in enumerate(("Nima", "Arash", "Zahra", "Arash")):
            persons |= self._partner(
                name,
                sama_person_group_id=groups[number].id if number < 2 else False,
                sama_mobile=f"0912000000{9 - number}" if number < 3 else False,
                user_id=self.agent.id if number == 2 else False,
            )
            self._order(partner=persons[-1])
        nima, arash, zahra, other = (self._customer(person) for person in persons)
        mine = [("partner_id", "in", persons.ids), ("kind", "=", "goods")]
        for order, expected in {
            "partner_id": [arash, other, nima, zahra],
            "partner_id desc": [zahra, nima, other, arash],
            "sama_person_group_id, partner_id": [arash, nima, other, zahra],
            "sama_person_group_id desc, partner_id": [other, zahra, nima, arash],
            "sama_mobile": [zahra, arash, nima, other],
            "user_id, partner_id": [zahra, arash, other, nima],
        }.items():
            with self.subTest(order):
                found = self.Customer.with_user(self.agent).search(mine, order=order)
                self.assertEqual(found.ids, [customer.id for customer in expected])
        counts = self.Customer.with_user(self.agent)._read_group(
            mine,
            ["sama_person_group_id"],
            ["__count"],
            order="sama_person_group_id",
        )
        self.assertEqual(
            counts,
            [(groups[1], 1), (groups[0], 1), (self.env["sama.person.group"], 2)],
        )

    def test_order_by_group_is_in_the_reader_s_language(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        groups = self.env["sama.person.group"].create(
            [{"name": "Order A"}, {"name": "Order B"}]
        )
        groups[0].with_context(lang="fa_IR").name = "یزد"
        groups[1].with_context(lang="fa_IR").name = "آمل"
        persons = self.env["res.partner"]
        for group in groups:
            persons |= self._partner("Whoever", sama_person_group_id=group.id)
            self._order(partner=persons[-1])
        mine = [("partner_id", "in", persons.ids), ("kind", "=", "goods")]
        order = "sama_person_group_id"
        self.assertEqual(self.Customer.search(mine, order=order).partner_id, persons)
        persian = self.Customer.with_context(lang="fa_IR").search(mine, order=order)
        self.assertEqual(persian.partner_id.ids, persons.ids[::-1])

    def test_group_and_below(self):
        parent, child, other = self.env["sama.person.group"].create(
            [{"name": name} for name in ("Above", "Below", "Beside")]
        )
        child.parent_id = parent
        persons = self.env["res.partner"]
        for group in (parent, child, other):
            persons |= self._partner("Whoever", sama_person_group_id=group.id)
            self._order(partner=persons[-1])
        found = self.Customer.search(
            [
                ("partner_id", "in", persons.ids),
                ("sama_person_group_id", "child_of", parent.id),
            ]
        )
        self.assertEqual(found.partner_id, persons[:2])

    # === WHAT WRITES ON PERSONS COST === #

    def _waiting(self):
        self.env.flush_all()
        self.env.cr.precommit.run()
        [(count,)] = self.env.execute_query(
            SQL("SELECT COUNT(*) FROM sama_customer_queue WHERE drained IS NOT TRUE")
        )
        return count

    def test_new_persons_wait_for_nobody(self):
        before = self._waiting()
        self._partner("Nobody yet", city="Yazd", sama_mobile="09120000000")
        self.assertEqual(self._waiting(), before)

    def test_changed_persons_wait_once(self):
        person = self._partner("Nobody yet")
        before = self._waiting()
        person.comment = "No column of a list"
        self.assertEqual(self._waiting(), before)
        person.write({"name": "Somebody", "city": "Yazd"})
        self.env.flush_all()
        queries = self.env.cr.sql_log_count
        self.env["sama.customer.queue"]._sama_write_notes()
        self.assertEqual(self.env.cr.sql_log_count - queries, 1)
        self.assertEqual(self._waiting(), before + 1)

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

    def test_number_names_some_colleagues(self):
        names = [f"Colleague {number}" for number in range(5)]
        for number, name in enumerate(names):
            login = name.lower().replace(" ", "_")
            user = self._user(login, "sama_crm.group_agent")
            for _each in range(5 - number):
                self._order(sama_follow_up_user_id=user.id, user_id=False)
        documents, said = self._opened(self._customer(), "quotation_count", self.agent)
        self.assertFalse(documents)
        self.assertIn("15 of 15", said)
        for name in names[:4]:
            self.assertIn(name, said)
        self.assertNotIn(names[4], said)
        self.assertIn("others", said)
        # A page of help for the whole list would be shown as its source.
        action = self._customer().with_user(self.agent).sama_open_figure("void_count")
        self.assertNotIn("help", action)

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

    def test_every_question_about_a_number_has_an_answer(self):
        """What the editor of filters offers, and what NOT makes of it."""
        self._invoice(invoice_date="2026-01-15")
        self._order(partner=self.partner2)
        with freeze_time("2026-02-14 12:00:00"):
            customer, never = self._customer(), self._customer(self.partner2)
            both = customer | never
            mine = [("id", "in", both.ids)]
            everybody = self.Customer.search(mine)
            for fname in ("days_since_purchase", "place"):
                value = customer[fname]
                for operator, other in (
                    ("=", 0),
                    ("=", value),
                    ("in", [value, value + 1]),
                    (">", value - 0.5),
                    (">=", value),
                    ("<", value),
                    ("<=", 9121234567),  # somebody types a telephone number
                ):
                    domain = [(fname, operator, other)]
                    with self.subTest(domain=domain):
                        found = self.Customer.search(mine + domain)
                        rest = self.Customer.search([*mine, "!", *domain])
                        self.assertFalse(found & rest)
                        if operator in ("=", "in"):
                            self.assertEqual(found | rest, everybody)
                        if value in (other if operator == "in" else [other]):
                            self.assertEqual(
                                customer in found, operator not in ("<", ">")
                            )
            self.assertEqual(
                self.Customer.search([*mine, ("days_since_purchase", "=", 0)]), never
            )
            self.assertEqual(
                self.Customer.search([*mine, ("days_since_purchase", "!=", False)]),
                customer,
            )

    def test_wrong_arguments_are_answered(self):
        """Other programs call with what JSON has."""
        self._order()
        customer = self._customer().with_user(self.agent)
        years = self.env["sama.customer.growth"].with_user(self.agent)
        for value in (None, False, 5, [], ["invoice_count"], {"a": 1}):
            for rows in (customer, years.browse(customer.id)):
                with self.subTest(figure=value), self.assertRaises(ValidationError):
                    rows.sama_open_figure(value)
        for context in (
            {"sama_period": "this_quarter"},
            {"sama_period": "month"},
            {"sama_period": 5},
            {"sama_period_from": "1405/01/01"},
            {"sama_period_to": 20260101},
        ):
            with self.subTest(context=context), self.assertRaises(ValidationError):
                self.Customer.with_context(**context).search([])
        with self.assertRaises(ValidationError):
            years.with_context(sama_years=[1]).search([])

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
