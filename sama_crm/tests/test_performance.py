from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from odoo.tests import tagged

from ..models.mail_activity import MailActivity
from ..models.sale_order import SaleOrder
from ..models.sama_customer_queue import SamaCustomerQueue
from ..models.sama_fiscal_worked import SamaFiscalWorked
from ..models.sama_follow_up_mixin import SamaFollowUpMixin
from ..models.sama_partner_document import SamaPartnerDocument
from ..models.sama_sale_document import SamaSaleDocument
from ..tools.document_kind import Parts
from .test_assign import AssignCommon

# How many queries more an act may cost with our hooks than without: the note of whose
# figures change, and the message to the desk.
MORE_QUERIES = 2

OUR_COLUMNS = (
    "name",
    "sama_follow_up_user_id",
    "sama_follow_up_state",
    "sama_days_late",
    "sama_follow_up_count",
    "sama_last_follow_up_date",
    "sama_last_outcome_id",
    "sama_last_description",
    "sama_last_result",
    "sama_next_follow_up_date",
    "sama_next_follow_up_hour",
    "sama_void_reason_id",
)


def _past(cls, name):
    """Patch a hook of ours so that the call goes on to Odoo's own method."""

    def go_on(self, *args, **kwargs):
        return getattr(super(cls, self), name)(*args, **kwargs)

    # What the decorator of the API says of a method of ours holds for this one.
    vars(go_on).update(vars(getattr(cls, name)))
    return patch.object(cls, name, go_on)


@contextmanager
def without_hooks():
    """Run as if the addon hooked into nothing and computed nothing."""

    def assign_nobody(orders):
        orders.sama_follow_up_user_id = False

    def assign_no_group(documents):
        documents.sama_person_group_id = False

    def assign_no_kind(documents):
        for document in documents:
            document._sama_set_kind(False, Parts())

    def assign_no_year(documents):
        documents.sama_fiscal_year_id = False
        documents.sama_date_year_id = False

    with ExitStack() as stack:
        for cls, names in (
            (SaleOrder, ("create", "write")),
            (MailActivity, ("create", "write", "unlink", "_action_done")),
        ):
            for name in names:
                stack.enter_context(_past(cls, name))
        for cls, name, compute in (
            (SamaFollowUpMixin, "_compute_sama_follow_up_user_id", assign_nobody),
            (SamaPartnerDocument, "_compute_sama_person_group_id", assign_no_group),
            (SamaSaleDocument, "_compute_sama_kind", assign_no_kind),
            (SamaFiscalWorked, "_compute_sama_fiscal_years", assign_no_year),
            (SamaCustomerQueue, "_sama_note", lambda queue, source, ids: None),
        ):
            stack.enter_context(patch.object(cls, name, compute))
        yield


@tagged("post_install", "-at_install")
class TestPerformance(AssignCommon):
    def _settle(self):
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()

    def _count(self, act, *args):
        """Queries of an act from a cold record cache, until all is written."""
        self._settle()
        before = self.env.cr.sql_log_count
        act(*args)
        self.env.flush_all()
        self.env.cr.precommit.run()
        return self.env.cr.sql_log_count - before

    def _more(self, act, make=lambda: ()):
        """How many queries more the act costs with our hooks than without.

        :param make: builds fresh arguments for each run
        """
        # First runs fill the registry's caches of either way.
        self._count(act, *make())
        with without_hooks():
            self._count(act, *make())
            plain = self._count(act, *make())
        return self._count(act, *make()) - plain

    def _users_order(self, user, **values):
        """An order seen by the user, as his own with a responsible."""
        values = {"user_id": user.id, "sama_follow_up_user_id": self.agent.id} | values
        return (self._order(**values).with_user(user),)

    def test_create_order(self):
        for user in (self.salesman, self.agent_salesman):
            Order = self.env["sale.order"].with_user(user)
            values = {
                "partner_id": self.partner.id,
                "company_id": self.company.id,
                "order_line": [
                    (0, 0, {"product_id": self.goods.id, "product_uom_qty": 2}),
                    (0, 0, {"product_id": self.service.id}),
                ],
            }
            with self.subTest(user.login):
                self.assertLessEqual(
                    self._more(lambda: Order.create(values)),
                    MORE_QUERIES,
                )

    def test_confirm_never_followed(self):
        for user in (self.salesman, self.agent_salesman):
            orders = []

            def make():
                orders.append(self._users_order(user)[0])
                return orders[-1:]

            with self.subTest(user.login):
                more = self._more(lambda order: order.action_confirm(), make)
                self.assertLessEqual(more, MORE_QUERIES)
                for order in orders:
                    self.assertEqual(order.state, "sale")
                    self.assertFalse(order.sudo().sama_follow_up_ids)

    def test_create_and_confirm(self):
        Order = self.env["sale.order"].with_user(self.salesman)
        values = {"partner_id": self.partner.id, "company_id": self.company.id}

        def act():
            order = Order.create(
                {**values, "order_line": [(0, 0, {"product_id": self.goods.id})]}
            )
            order.action_confirm()

        self.assertLessEqual(self._more(act), MORE_QUERIES)

    def test_cancel_never_followed(self):
        more = self._more(
            lambda order: order.action_cancel(),
            lambda: self._users_order(self.salesman),
        )
        self.assertLessEqual(more, MORE_QUERIES)

    def test_other_writes_cost_nothing(self):
        more = self._more(
            lambda order: order.write({"client_order_ref": "x"}),
            lambda: self._users_order(self.salesman),
        )
        self.assertLessEqual(more, 0)

    def test_confirm_many(self):
        """The hooks are set-based: 20 orders cost no more of them than one."""
        costs = []
        for number in (1, 20):
            more = self._more(
                lambda orders: orders.write({"state": "sale"}),
                lambda: (self._orders(number, user_id=self.salesman.id),),
            )
            costs.append(more)
        self.assertLessEqual(costs[1], MORE_QUERIES)
        self.assertEqual(*costs)

    # === ACTIVITIES OF OTHERS === #

    def _todo(self, order=None):
        return (
            self._schedule(
                1,
                order=order,
                user=self.salesman,
                type_id=self.env.ref("mail.mail_activity_data_todo").id,
            ).with_user(self.salesman),
        )

    def test_foreign_activities_cost_nothing(self):
        self.order.user_id = self.salesman
        acts = {
            "date": lambda todo: todo.write({"date_deadline": "2026-12-01"}),
            "user": lambda todo: todo.write({"user_id": self.agent_salesman.id}),
            "note": lambda todo: todo.write({"note": "x"}),
            "delete": lambda todo: todo.unlink(),
            "done": lambda todo: todo.action_feedback("x"),
        }
        for name, act in acts.items():
            with self.subTest(name):
                self.assertLessEqual(self._more(act, self._todo), 0)
        with self.subTest("create"):
            self.assertLessEqual(self._more(lambda: self._todo()), 0)

    # === LISTS === #

    def test_list_of_79_rows_costs_the_same_as_of_8(self):
        orders = self._orders(80, sama_follow_up_user_id=self.agent.id)
        orders[::2].sama_follow_up("x", "2026-11-28", outcome=self.no_answer)
        orders[1::4].sama_void(self.reason, "y")
        Order = self.env["sale.order"].with_user(self.agent)
        specification = {name: {} for name in OUR_COLUMNS}
        for name in OUR_COLUMNS:
            if Order._fields[name].type == "many2one":
                specification[name] = {"fields": {"display_name": {}}}
        costs = []
        for number in (8, 8, 79):
            costs.append(
                self._count(
                    lambda: Order.web_search_read(
                        [("id", "in", orders.ids)],
                        specification,
                        limit=number,
                        order="id",
                    )
                )
            )
        self.assertEqual(costs[1], costs[2])
        self.assertLessEqual(costs[2], 10)

    # === F4 === #

    def test_f4_on_many_orders_is_set_based(self):
        costs = []
        for number in (10, 10, 60):
            orders = self._orders(number, sama_follow_up_user_id=self.agent.id)
            costs.append(
                self._count(
                    lambda: orders.with_user(self.agent).sama_follow_up(
                        "x", "2026-11-28"
                    )
                )
            )
        self.assertLessEqual(costs[2] - costs[1], 5)
