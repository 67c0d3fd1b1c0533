import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from unittest.mock import patch

from psycopg2.errors import ReadOnlySqlTransaction, SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests.common import BaseCase, get_db_name, tagged
from odoo.tools import SQL, mute_logger

WAIT = 30


@tagged("post_install", "-at_install")
class TestCustomersAtOnce(BaseCase):
    """Real transactions at the same time: writers never wait, readers are exact."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls.startClassPatcher(patch.object(Registry, "_lock", DummyRLock()))
        cls.startClassPatcher(
            patch("odoo.service.model.random.uniform", return_value=0.05)
        )
        with cls._environment() as env:
            partner = env["res.partner"].create({"name": "Customer at Once"})
            product = env["product.product"].create(
                {"name": "At Once", "type": "consu", "list_price": 10, "taxes_id": []}
            )
            cls.partner_id, cls.product_id = partner.id, product.id
        cls.addClassCleanup(cls._clean_up)

    @classmethod
    @contextmanager
    def _environment(cls):
        with cls.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    @classmethod
    def _clean_up(cls):
        with cls._environment() as env:
            cls._orders(env).with_context(tracking_disable=True)._action_cancel()
            cls._orders(env).unlink()
            env["res.partner"].browse(cls.partner_id).unlink()
            env["product.product"].browse(cls.product_id).unlink()
            env["sama.customer"]._sama_settle()

    @classmethod
    def _orders(cls, env):
        return env["sale.order"].search([("partner_id", "=", cls.partner_id)])

    def _sell(self, env, price=10):
        return env["sale.order"].create(
            {
                "partner_id": self.partner_id,
                "order_line": [
                    (0, 0, {"product_id": self.product_id, "price_unit": price})
                ],
            }
        )

    def _figures(self, env):
        customer = env["sama.customer"].search(
            [("partner_id", "=", self.partner_id), ("kind", "=", "goods")]
        )
        return customer.quotation_count

    def _honest(self, env):
        env.flush_all()
        [(count,)] = env.execute_query(
            SQL(
                "SELECT COUNT(*) FROM sale_order"
                " WHERE partner_id = %s AND state != 'cancel'",
                self.partner_id,
            )
        )
        return count

    def _run(self, *acts):
        with (
            mute_logger("odoo.sql_db", "odoo.service.model"),
            ThreadPoolExecutor(max_workers=len(acts)) as executor,
        ):
            futures = [executor.submit(act) for act in acts]
            return [future.result(timeout=2 * WAIT) for future in futures]

    def test_two_sell_to_the_same_customer(self):
        """Neither waits for the other, and neither is started again."""
        barrier = threading.Barrier(2)
        tries = []

        def sell():
            with self._environment() as env:

                def act():
                    tries.append(1)
                    self._sell(env)
                    env.cr.flush()
                    # Both have noted their customer, neither has committed.
                    barrier.wait(timeout=WAIT)

                retrying(act, env)

        with self._environment() as env:
            before = self._figures(env)
        self._run(sell, sell)
        self.assertEqual(len(tries), 2)
        with self._environment() as env:
            self.assertEqual(self._figures(env), before + 2)
            self.assertEqual(self._figures(env), self._honest(env))

    def test_two_read_what_waits(self):
        """Both find the queue full: the second waits, repeats, and is exact too."""
        with self._environment() as env:
            self._sell(env)
        barrier = threading.Barrier(2)
        seen, tries = [], []

        def read():
            with self._environment() as env:
                first = True

                def act():
                    nonlocal first
                    tries.append(1)
                    env.cr.execute("SELECT 1")  # The snapshot is taken.
                    if first:
                        first = False
                        barrier.wait(timeout=WAIT)
                    figures = self._figures(env)
                    env.invalidate_all()
                    seen.append((figures, self._honest(env)))

                retrying(act, env)

        self._run(read, read)
        self.assertEqual(len(seen), 2)
        self.assertEqual(len(tries), 3, "They did not meet")
        for figures, honest in seen:
            self.assertEqual(figures, honest)
        with self._environment() as env:
            self.assertTrue(env["sama.customer.queue"]._sama_is_empty())

    def test_what_commits_while_one_reads_is_not_lost(self):
        """A reader with an old snapshot leaves the notes that he cannot see."""
        with self._environment() as reader:
            self._sell(reader)
            old = self._figures(reader)
            with self._environment() as writer:
                self._sell(writer)
            reader.invalidate_all()
            self.assertEqual(self._figures(reader), old)
        with self._environment() as env:
            self.assertEqual(self._figures(env), old + 1)
            self.assertEqual(self._figures(env), self._honest(env))
            self.assertFalse(env["sama.customer"]._sama_find_drift())

    def test_old_snapshot_does_not_overwrite_newer_figures(self):
        with self._environment() as env:
            self._sell(env)
        with mute_logger("odoo.sql_db"), self.registry.cursor() as old:
            old_env = api.Environment(old, SUPERUSER_ID, {})
            old.execute("SELECT 1 FROM sama_customer_queue LIMIT 1")
            with self._environment() as env:
                self._sell(env)
            with self._environment() as env:
                self.assertEqual(self._figures(env), self._honest(env))
            with self.assertRaises(SerializationFailure):
                self._figures(old_env)
            old.rollback()
        with self._environment() as env:
            self.assertEqual(self._figures(env), self._honest(env))

    def test_replica_reads_an_empty_queue_and_refuses_a_full_one(self):
        with self._environment() as env:
            self._figures(env)
        with self._environment() as env:
            env.cr.execute("SET TRANSACTION READ ONLY")
            self._figures(env)
        with self._environment() as env:
            self._sell(env)
        with mute_logger("odoo.sql_db"), self.registry.cursor() as cr:
            cr.execute("SET TRANSACTION READ ONLY")
            with self.assertRaises(ReadOnlySqlTransaction):
                self._figures(api.Environment(cr, SUPERUSER_ID, {}))
            cr.rollback()
