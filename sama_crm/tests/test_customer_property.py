"""Whatever is done to documents and partners, figures equal a count by plain SQL.

Hypothesis draws sequences of acts; after each of them the customers are read and
compared to statements that share nothing with those of the addon.
"""

import os
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .test_customer import CustomerCommon

SEQUENCES = int(os.environ.get("SAMA_PROPERTY_SEQUENCES", 12))
ACTS_IN_SEQUENCE = 12

COUNTED = (
    "quotation_count",
    "open_quotation_count",
    "void_count",
    "quotation_amount",
    "invoice_count",
    "invoice_amount",
    "invoice_untaxed",
    "last_quotation_date",
    "last_invoice_date",
    "rhythm_days",
)

PERSONAL = (
    "partner_name",
    "sama_mobile",
    "city",
    "user_id",
    "sama_person_group_id",
    "sama_grade_id",
)

# One statement a kind, written out: nothing in it comes from the addon's own SQL.
HONEST = """
    SELECT partner_id, company_id,
           SUM(quotations), SUM(open), SUM(void), SUM(quotation_amount),
           SUM(invoices), SUM(invoice_amount), SUM(invoice_untaxed),
           MAX(last_quotation), MAX(last_invoice),
           CASE WHEN COUNT(DISTINCT last_invoice) >= 3 THEN ROUND(
               (MAX(last_invoice) - MIN(last_invoice))::numeric
               / (COUNT(DISTINCT last_invoice) - 1)) END
      FROM (
        SELECT p.commercial_partner_id AS partner_id, o.company_id,
               CASE WHEN o.state <> 'cancel' THEN 1 ELSE 0 END AS quotations,
               CASE WHEN o.state IN ('draft', 'sent') THEN 1 ELSE 0 END AS open,
               CASE WHEN o.state = 'cancel' THEN 1 ELSE 0 END AS void,
               CASE WHEN o.state <> 'cancel' THEN o.sama_{kind}_amount ELSE 0 END
                   AS quotation_amount,
               0 AS invoices, 0 AS invoice_amount, 0 AS invoice_untaxed,
               CASE WHEN o.state <> 'cancel' THEN o.date_order END AS last_quotation,
               NULL::date AS last_invoice
          FROM sale_order o, res_partner p
         WHERE p.id = o.partner_id AND o.sama_kind <> '{other}'
        UNION ALL
        SELECT p.commercial_partner_id, i.company_id,
               0, 0, 0, 0,
               CASE WHEN i.move_type = 'out_invoice' THEN 1 ELSE 0 END,
               i.sama_{kind}_amount, i.sama_{kind}_untaxed, NULL,
               CASE WHEN i.move_type = 'out_invoice' THEN i.invoice_date END
          FROM account_move i, res_partner p
         WHERE p.id = i.partner_id AND i.state = 'posted'
           AND i.move_type IN ('out_invoice', 'out_refund')
           AND i.sama_kind <> '{other}'
      ) fact
     WHERE partner_id = ANY(%s)
     GROUP BY partner_id, company_id
    HAVING SUM(quotations) + SUM(invoices) > 0 OR BOOL_OR(last_invoice IS NOT NULL)
        OR SUM(invoice_amount) <> 0
"""

small = st.integers(0, 7)
amount = st.integers(1, 9).map(lambda number: number * 10)
act = st.one_of(
    st.tuples(st.just("order"), small, st.booleans(), st.booleans(), amount),
    st.tuples(st.just("invoice"), small, st.booleans(), st.booleans(), amount),
    st.tuples(
        st.sampled_from(
            ["confirm", "cancel", "reset", "delete", "copy", "invoice_order"]
        ),
        small,
    ),
    st.tuples(st.sampled_from(["post", "draft", "credit", "drop"]), small),
    st.tuples(st.just("price"), small, amount),
    st.tuples(st.just("add_line"), small, st.booleans(), amount),
    st.tuples(st.just("drop_line"), small),
    st.tuples(st.just("give"), small, small),
    st.tuples(st.just("currency"), small),
    st.tuples(st.just("date"), small, st.integers(1, 28)),
    st.tuples(st.just("move"), small, small),
    st.tuples(st.just("merge"), small, small),
    st.tuples(st.just("undo"), small),
    st.tuples(st.just("rename"), small, small),
    st.tuples(st.just("regroup"), small, small),
    st.tuples(st.just("newcomer"), small),
)


@tagged("post_install", "-at_install")
class TestCustomerProperty(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company2 = cls.env["res.company"].create({"name": "Second Company"})
        cls.env.user.company_ids = [Command.link(cls.company2.id)]
        cls.env["account.chart.template"].try_loading(
            "generic_coa", company=cls.company2, install_demo=False
        )
        cls.env = cls.env(
            context={
                **cls.env.context,
                "allowed_company_ids": [cls.company.id, cls.company2.id],
                "tracking_disable": True,
            }
        )
        cls.groups = [
            False,
            *cls.env["sama.person.group"].create(
                [{"name": "Group A"}, {"name": "Group B"}]
            ),
        ]
        cls.grades = [
            False,
            *cls.env["sama.customer.grade"].create(
                [{"name": "Grade A"}, {"name": "Grade B"}]
            ),
        ]
        cls.foreign = cls.env["res.currency"].create({"name": "FRN", "symbol": "F"})
        for company in cls.company | cls.company2:
            cls.env["res.currency.rate"].create(
                {
                    "currency_id": cls.foreign.id,
                    "name": "2020-01-01",
                    "company_id": company.id,
                    "rate": 3,
                }
            )

    def test_figures_equal_plain_sql(self):
        sequences = []

        @settings(
            max_examples=SEQUENCES,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(st.lists(act, min_size=4, max_size=ACTS_IN_SEQUENCE))
        def run(acts):
            sequences.append(len(acts))
            savepoint = self.env.cr.savepoint()
            try:
                self._begin()
                for number, (name, *args) in enumerate(acts):
                    self._do(name, *args)
                    self._compare(f"after {acts[: number + 1]}")
            finally:
                savepoint.close(rollback=True)
                self.env.invalidate_all()

        run()
        self.assertGreaterEqual(len(sequences), SEQUENCES)

    # === THE WORLD === #

    def _begin(self):
        companies = [self._partner(f"Firm {n}", is_company=True) for n in range(3)]
        contacts = [
            self._partner(f"Contact {n}", parent_id=companies[n].id) for n in range(2)
        ]
        self.people = [*companies, *contacts, self._partner("Alone")]
        self.ever = {person.id for person in self.people}
        self.orders = self.env["sale.order"]
        self.invoices = self.env["account.move"]
        self._compare("at the beginning")

    def _pick(self, records, number):
        """Return one of those that are still there.

        :raises LookupError: there is none, so nothing can be done
        """
        records = [record for record in records if record.exists()]
        if not records:
            raise LookupError
        return records[number % len(records)]

    def _do(self, name, *args):
        """Do one act; what Odoo refuses is left undone."""
        with (
            suppress(UserError, ValidationError, LookupError),
            mute_logger("odoo.sql_db", "odoo.addons.base.wizard.base_partner_merge"),
            self.env.cr.savepoint(),
        ):
            getattr(self, f"_do_{name}")(*args)

    def _companies(self, is_second):
        return self.company2 if is_second else self.company

    # === ACTS === #

    def _do_order(self, person, is_second, is_service, price):
        lines = [(self.service if is_service else self.goods, price)]
        if price > 60:
            lines.append((self.goods if is_service else self.service2, price / 2))
        self.orders |= self._order(
            lines,
            partner=self._pick(self.people, person),
            company_id=self._companies(is_second).id,
        )

    def _do_invoice(self, person, is_second, is_service, price):
        company = self._companies(is_second)
        self.invoices |= (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_refund" if price == 50 else "out_invoice",
                    "partner_id": self._pick(self.people, person).id,
                    "invoice_date": f"2026-01-{1 + int(price) % 28:02}",
                    "currency_id": self.foreign.id
                    if price == 30
                    else company.currency_id.id,
                    "invoice_line_ids": [
                        Command.create(
                            self._line_values(
                                (self.service if is_service else self.goods, price),
                                "quantity",
                            )
                        )
                    ],
                }
            )
        )

    def _do_confirm(self, number):
        self._pick(self.orders, number).action_confirm()

    def _do_cancel(self, number):
        self._pick(self.orders, number)._action_cancel()

    def _do_reset(self, number):
        self._pick(self.orders, number).action_draft()

    def _do_delete(self, number):
        self._pick(self.orders, number).unlink()

    def _do_copy(self, number):
        self.orders |= self._pick(self.orders, number).copy()

    def _do_invoice_order(self, number):
        self.invoices |= self._pick(self.orders, number)._create_invoices()

    def _do_post(self, number):
        self._pick(self.invoices, number).action_post()

    def _do_draft(self, number):
        self._pick(self.invoices, number).button_draft()

    def _do_credit(self, number):
        self.invoices |= self._pick(self.invoices, number)._reverse_moves()

    def _do_drop(self, number):
        self._pick(self.invoices, number).unlink()

    def _do_price(self, number, price):
        self._pick(self.orders, number).order_line[0].price_unit = price

    def _do_add_line(self, number, is_service, price):
        product = self.service2 if is_service else self.goods2
        self._pick(self.orders, number).order_line = [
            Command.create(self._line_values((product, price), "product_uom_qty"))
        ]

    def _do_drop_line(self, number):
        self._pick(self.orders, number).order_line[-1:].unlink()

    def _do_give(self, number, person):
        self._pick(self.orders, number).partner_id = self._pick(self.people, person)

    def _do_currency(self, number):
        self._pick(self.invoices, number).currency_id = self.foreign

    def _do_date(self, number, day):
        self._pick(self.orders, number).date_order = f"2026-02-{day:02} 20:00:00"

    def _do_move(self, number, company):
        contacts = [p for p in self.people if p.exists() and not p.is_company]
        firms = [p for p in self.people if p.exists() and p.is_company]
        contact = self._pick(contacts, number)
        contact.parent_id = False if company == 7 else self._pick(firms, company)

    def _do_merge(self, one, other):
        first, second = self._pick(self.people, one), self._pick(self.people, other)
        if first == second:
            return
        self.env["base.partner.merge.automatic.wizard"]._merge(
            [first.id, second.id], first
        )

    def _do_undo(self, number):
        """Read the figures in the middle of what is taken back."""
        savepoint = self.env.cr.savepoint()
        try:
            order = self._pick(self.orders, number)
            order.order_line.price_unit = 17
            order._action_cancel()
            self._read("goods")
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def _do_rename(self, person, number):
        """Another name, mobile, city and salesperson, some of them none."""
        self._pick(self.people, person).write(
            {
                "name": f"Renamed {number}",
                "sama_mobile": number % 3 and f"0912000000{number}",
                "city": number % 2 and f"City {number}",
                "user_id": number % 3 and self.salesman.id,
            }
        )

    def _do_regroup(self, person, number):
        values = {
            "sama_person_group_id": number % 3 and self.groups[number % 3].id,
            "sama_grade_id": number % 3 and self.grades[number % 3].id,
        }
        self._pick(self.people, person).write(values)

    def _do_newcomer(self, number):
        """Somebody new buys, is counted, and gets his name, in one transaction."""
        person = self._partner("Newcomer")
        self.people.append(person)
        self.ever.add(person.id)
        self._order(partner=person)
        if number % 2:
            self._read("goods")
        person.name = f"Newcomer {number}"

    # === WHAT HOLDS AFTER EACH === #

    def _read(self, kind):
        rows = self.env["sama.customer"].search_read(
            [("kind", "=", kind), ("partner_id", "in", list(self.ever))],
            ["partner_id", "company_id", *COUNTED],
            load=None,
        )
        return sorted(
            [row["partner_id"], row["company_id"]]
            + [row[name] or None for name in COUNTED]
            for row in rows
        )

    def _compare(self, when):
        read = {kind: self._read(kind) for kind in ("goods", "service")}
        self.env.flush_all()
        for kind, other in (("goods", "service"), ("service", "goods")):
            rows = self.env.execute_query(
                SQL(HONEST.format(kind=kind, other=other), list(self.ever))
            )
            honest = sorted(
                [
                    value if number < 2 else value or None
                    for number, value in enumerate(row)
                ]
                for row in rows
            )
            self.assertEqual(
                _as_numbers(read[kind]), _as_numbers(honest), f"{kind} {when}"
            )
        self._compare_persons(when)
        self.assertFalse(self.env["sama.customer"]._sama_find_drift(), when)

    def _compare_persons(self, when):
        """What rows copy is what the persons say, also of rows without a document."""
        rows = self.env["sama.customer"].with_context(active_test=False)
        read = rows.search_read(
            [("partner_id", "in", list(self.ever))],
            ["partner_id", *PERSONAL],
            load=None,
        )
        self.env.flush_all()
        persons = {
            person_id: list(values)
            for person_id, *values in self.env.execute_query(
                SQL(
                    """SELECT id, complete_name, sama_mobile, city, user_id,
                              sama_person_group_id, sama_grade_id
                         FROM res_partner WHERE id = ANY(%s)""",
                    list(self.ever),
                )
            )
        }
        for row in read:
            self.assertEqual(
                [row[name] or None for name in PERSONAL],
                persons[row["partner_id"]],
                when,
            )


def _as_numbers(rows):
    """Amounts come as floats from the ORM and as decimals from the database."""
    return [
        [
            round(float(value), 6)
            if not hasattr(value, "year") and value is not None
            else str(value)
            for value in row
        ]
        for row in rows
    ]
