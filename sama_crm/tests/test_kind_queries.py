from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from ..tools.document_kind import Parts
from .common import SamaCommon


@tagged("post_install", "-at_install")
class TestKindQueries(SamaCommon):
    """What kinds and groups add to Odoo's own writes: no query of their own.

    Each act is done with the computed methods as they are and with methods that look
    at nothing; the caches are warm in both, since both have been done once before.
    """

    def _count(self, act, *records):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        act(*records)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def assertAdds(self, most, act, prepare=None):
        """The act costs at most so many queries more than without us."""

        def nothing(documents):
            for document in documents:
                document._sama_set_kind(False, Parts())

        def no_group(documents):
            documents.sama_person_group_id = False

        def no_year(documents):
            documents.sama_fiscal_year_id = documents.sama_date_year_id = False

        counts = []
        for is_off in (False, True, False, True):
            record = prepare() if prepare else self.env["base"]
            if is_off:
                with (
                    patch.object(
                        self.env.registry["sama.sale.document"],
                        "_compute_sama_kind",
                        nothing,
                    ),
                    patch.object(
                        self.env.registry["sama.sale.document"],
                        "_compute_sama_person_group_id",
                        no_group,
                    ),
                    patch.object(
                        self.env.registry["sama.fiscal.worked"],
                        "_compute_sama_fiscal_years",
                        no_year,
                    ),
                    patch.object(
                        self.env.registry["account.move"],
                        "_sama_settle_kind",
                        lambda moves: None,
                    ),
                ):
                    counts.append(self._count(act, record))
            else:
                counts.append(self._count(act, record))
        added = counts[2] - counts[3]
        self.assertLessEqual(added, most, f"{counts} queries, with and without")

    def _two_lines(self):
        return [(self.goods, 100, 2), (self.service, 50)]

    def _draft(self):
        return self._invoice(self._two_lines(), post=False)

    def _down_payment_of_an_order(self):
        order = self._order(self._two_lines())
        order.action_confirm()
        return self._down_payment(order)

    def test_order_create(self):
        self.assertAdds(1, lambda _none: self._order(self._two_lines()))

    def test_order_confirm(self):
        self.assertAdds(
            0,
            lambda order: order.action_confirm(),
            lambda: self._order(self._two_lines()),
        )

    def test_order_create_and_confirm(self):
        self.assertAdds(
            1, lambda _none: self._order(self._two_lines()).action_confirm()
        )

    def test_invoice_create(self):
        self.assertAdds(1, lambda _none: self._draft())

    def test_invoice_post(self):
        self.assertAdds(0, lambda move: move.action_post(), self._draft)

    def test_down_payment_post(self):
        """It looks its order up, and what the draft had is computed again."""
        self.assertAdds(
            2, lambda move: move.action_post(), self._down_payment_of_an_order
        )

    def test_entry_create_and_post(self):
        account = self.env["account.account"].search(
            [("account_type", "=", "asset_current")], limit=1
        )

        def entry(_none):
            self.env["account.move"].create(
                {
                    "line_ids": [
                        Command.create({"account_id": account.id, "debit": 5}),
                        Command.create({"account_id": account.id, "credit": 5}),
                    ]
                }
            ).action_post()

        self.assertAdds(0, entry)

    def test_prices_of_many_orders(self):
        def prepare():
            return self.env["sale.order"].concat(
                *(self._order(self._two_lines()) for _i in range(20))
            )

        def act(orders):
            orders.order_line.write({"price_unit": 7})

        self.assertAdds(2, act, prepare)
