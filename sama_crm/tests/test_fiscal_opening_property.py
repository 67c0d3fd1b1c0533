"""Whatever is carried and undone, no document and no amount is lost or doubled.

Hypothesis draws documents of several years, what is unticked, and what is worked on
between carrying and undoing; sums are taken by plain SQL.
"""

import os
from datetime import date, datetime

from freezegun import freeze_time
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from .common_opening import NOW, OpeningCommon

SEQUENCES = int(os.environ.get("SAMA_PROPERTY_SEQUENCES", 12))

# Rows of documents with the year in which they are worked, and their amounts.
HONEST = """
    SELECT year.name, fact.kind, COUNT(*), SUM(fact.amount)
      FROM (
        SELECT 'order' AS kind, sama_fiscal_year_id AS year_id, amount_total AS amount
          FROM sale_order WHERE company_id = %(company)s
        UNION ALL
        SELECT 'invoice', sama_fiscal_year_id, amount_total_signed
          FROM account_move WHERE company_id = %(company)s
           AND move_type IN ('out_invoice', 'out_refund')
        UNION ALL
        SELECT 'project', sama_fiscal_year_id, sama_amount
          FROM project_project WHERE company_id = %(company)s
        UNION ALL
        SELECT type, sama_fiscal_year_id, amount
          FROM sama_customer_record WHERE company_id = %(company)s
      ) AS fact
      LEFT JOIN sama_fiscal_year AS year ON year.id = fact.year_id
     GROUP BY year.name, fact.kind
"""

day = st.dates(date(2024, 4, 1), date(2026, 4, 5))
document = st.one_of(
    st.tuples(
        st.just("order"),
        day,
        st.integers(1, 9),
        st.sampled_from(["plan", "none", "stop", "void", "try_again"]),
    ),
    st.tuples(st.just("invoice"), day, st.integers(1, 9), st.just("")),
    st.tuples(st.just("project"), day, st.integers(1, 9), st.just("")),
    st.tuples(
        st.sampled_from(["complaint", "gift", "discount"]),
        day,
        st.integers(1, 9),
        st.sampled_from(["open", "done"]),
    ),
)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestFiscalOpeningProperty(OpeningCommon):
    def test_sums_before_equal_sums_after(self):
        runs = []

        @settings(
            max_examples=SEQUENCES,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(
            st.lists(document, min_size=2, max_size=8),
            st.sets(st.integers(0, 7)),
            st.sets(st.integers(0, 7)),
            st.booleans(),
        )
        def run(drawn, unticked, worked, move):
            runs.append(len(drawn))
            savepoint = self.env.cr.savepoint()
            try:
                self._check(drawn, unticked, worked, move)
            finally:
                savepoint.close(rollback=True)
                self.env.invalidate_all()

        run()
        self.assertGreaterEqual(len(runs), min(SEQUENCES, 5))

    def _check(self, drawn, unticked, worked, move):
        documents = [self._make(*each) for each in drawn]
        opening = self._opening(move_overdue=move)
        opening.action_preview()
        for number in unticked & set(range(len(documents))):
            self._line(opening, documents[number]).action_untick()
        rows, sums = self._rows(), self._sums()
        opening.with_user(self.admin).action_run()
        carried = opening.line_ids.filtered(lambda line: line.result == "done")
        self._compare_totals(sums, self._sums())
        self._compare_years(sums, self._sums(), carried)
        touched = {
            (documents[number]._table, documents[number].id)
            for number in worked & set(range(len(documents)))
            if self._work_on(documents[number])
        }
        opening.with_user(self.admin).action_undo()
        self._compare_totals(sums, self._sums())
        left = opening.line_ids.filtered(lambda line: line.result == "left")
        self.assertLessEqual(
            {(self.env[line.res_model]._table, line.res_id) for line in left}, touched
        )
        self.assertEqual(opening.left_count + opening.undone_count, len(carried))
        differing = self._differing(rows, self._rows())
        for table in ("sale_order", "account_move", "project_project"):
            allowed = {res_id for name, res_id in touched if name == table}
            self.assertLessEqual(set(differing.get(table, ())), allowed, table)
        if not touched:
            self.assertEqual(differing, {})
            self.assertEqual(sums, self._sums())

    def _make(self, kind, when, number, variant):
        moment = datetime(when.year, when.month, when.day, 8, 0)
        if kind == "invoice":
            return self._old_invoice(
                lines=[(self.goods, number * 10)], invoice_date=when
            )
        if kind == "project":
            return self._project(date_start=when, sama_amount=number)
        if kind != "order":
            closed = variant == "done" and kind == "complaint"
            return self._record(
                kind,
                date=moment,
                amount=0 if kind == "complaint" else number,
                **({"state": "done", "resolution": "Repaired"} if closed else {}),
            )
        planned = date(2026, 2 + number % 4, 3) if variant != "none" else None
        order = self._chased(planned, when=moment, lines=[(self.goods, number * 10)])
        if variant == "stop":
            order.sudo().sama_follow_up("No")
        elif variant != "plan" and planned:
            order.sudo().sama_void(
                self.reason.id,
                try_again_on="2026-05-01" if variant == "try_again" else None,
            )
        return order

    def _work_on(self, document):
        """Do something with a document; return whether it was anything."""
        if document._name == "sale.order" and document.state == "draft":
            document.sudo().sama_follow_up("Called", next_date="2026-06-01")
        elif document._name == "account.move":
            document.sudo().sama_log_attempt("busy")
        elif document._name == "sama.customer.record" and document.state == "new":
            document.write({"state": "in_progress"})
        else:
            return False
        return True

    def _sums(self):
        self.env.flush_all()
        self.env.cr.execute(HONEST, {"company": self.company.id})
        return {
            (year, kind): (number, amount)
            for year, kind, number, amount in self.env.cr.fetchall()
        }

    def _compare_totals(self, before, after):
        """Over all years there is as much as there was."""

        def total(sums):
            totals = {}
            for (_year, kind), (number, amount) in sums.items():
                count, sum_ = totals.get(kind, (0, 0))
                totals[kind] = (count + number, sum_ + (amount or 0))
            return totals

        self.assertEqual(total(before), total(after))

    def _compare_years(self, before, after, carried):
        """The old years lost exactly what the new one got: the carried rows."""
        gained = sum(
            number - before.get(key, (0, 0))[0]
            for key, (number, _amount) in after.items()
            if key[0] == self.year5.name
        )
        self.assertEqual(gained, len(carried))
