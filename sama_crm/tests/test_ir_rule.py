from odoo.tests import tagged

from .common import SamaCommon


@tagged("post_install", "-at_install")
class TestAddedRules(SamaCommon):
    """Our rules add to core's: being made an agent hides nothing from anybody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.orders = cls._order(user_id=cls.salesman.id) + cls._order(
            user_id=cls.manager.id
        )
        cls.orders.sama_follow_up_user_id = cls.agent2

    def _seen(self, user, model_name="sale.order"):
        domain = [("id", "in", self.orders.ids)]
        if model_name == "sale.order.line":
            domain = [("order_id", "in", self.orders.ids)]
        return self.env[model_name].with_user(user).search_count(domain)

    def _check_not_narrowed(self, groups):
        """A user of these groups sees the same orders after he is made an agent."""
        user = self._user(f"rule_{groups}", groups)
        before = self._seen(user), self._seen(user, "sale.order.line")
        self.assertTrue(all(before))
        user.group_ids += self.env.ref("sama_crm.group_agent")
        after = self._seen(user), self._seen(user, "sale.order.line")
        self.assertEqual(before, after)

    def test_accountants_see_all_orders(self):
        self._check_not_narrowed("account.group_account_invoice")
        self._check_not_narrowed("account.group_account_readonly")

    def test_sales_manager_sees_all_orders(self):
        self._check_not_narrowed("sales_team.group_sale_manager")

    def test_agent_alone_is_ruled(self):
        self.assertEqual(self._seen(self.agent), 0)
        self.assertEqual(self._seen(self.agent2), 2)

    def test_agent_who_sells_sees_his_own_too(self):
        self.orders[0].user_id = self.agent_salesman
        self.assertEqual(self._seen(self.agent_salesman), 1)

    def test_nobody_without_access_is_let_in(self):
        self.assertFalse(
            self.env["sale.order"].with_user(self.employee).has_access("read")
        )
