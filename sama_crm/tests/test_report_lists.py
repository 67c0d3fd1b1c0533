import io

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..reports import description
from ..reports.data import ReportData
from ..reports.excel import Excel
from ..reports.pdf import Pdf
from ..reports.request import LAYOUTS, Request
from .common_opening import NOW, OpeningCommon
from .test_report import ReportCommon

#: The lists of which issue and guide say that they can be printed.
NAMES = {
    "quotations",
    "service_quotations",
    "follow_ups",
    "follow_up_performance",
    "invoices",
    "service_invoices",
    "projects",
    "survey_sheets",
    "persons",
    "customers",
    "service_customers",
    "customer_records",
    "customer_file",
    "person_file",
    "fiscal_opening",
}


@tagged("post_install", "-at_install")
class TestReportLists(ReportCommon):
    """Every list, in every layout and file: what it counts is what the model counts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.orders[0].with_user(cls.agent).sama_follow_up("Called", channel="call")
        cls._order([(cls.service, 70)])
        for product, price in ((cls.goods, 500), (cls.service, 40)):
            cls._invoice(lines=[(product, price)], invoice_date="2026-10-10")
        cls.env["project.project"].create(
            {"name": "Build", "partner_id": cls.partner.id}
        )
        cls.env["sama.customer.record"].create(
            {
                "partner_id": cls.partner.id,
                "company_id": cls.company.id,
                "type": "gift",
                "subject": "Pen",
                "amount": 12,
            }
        )

    def _list(self, report, **values):
        """Return the request of a whole list, as the screen begins with it."""
        domain = []
        if report.model == "sama.customer":
            domain = [
                ["kind", "=", report.kind or "goods"],
                ["company_id", "=", self.company.id],
            ]
        elif report.kind == "service":
            domain = [["sama_kind", "in", ["service", "mixed"]]]
        if report.model == "account.move":
            domain += [["move_type", "in", ["out_invoice", "out_refund"]]]
        kind = {"sama_kind": report.kind} if report.kind else {}
        return Request(
            report.model, report=report.name, domain=domain, context=kind, **values
        )

    def _each(self):
        for name, report in sorted(description._REPORTS.items()):
            with self.subTest(report=name):
                yield report

    def test_all_are_described(self):
        self.assertLessEqual(NAMES, set(description._REPORTS))

    def test_a_record_without_an_amount_shows_none(self):
        """As on the screen: a complaint has no amount, not one of nothing."""
        Record = self.env["sama.customer.record"]
        values = {"partner_id": self.partner.id, "company_id": self.company.id}
        complaint = Record.create({**values, "type": "complaint", "subject": "Late"})
        request = Request(
            Record._name,
            domain=[["partner_id", "=", self.partner.id]],
            columns=[{"name": "amount"}],
        )
        data = ReportData(self._env(), request)
        rows, total = data.events()
        shown = {row.id: row.values[0] for row in rows.rows}
        self.assertIsNone(shown.pop(complaint.id))
        self.assertEqual(set(shown.values()), {12})
        self.assertEqual(total.totals, [12])
        # Nor does it lower the average of the management page.
        values = [value for _label, _column, value in data.figures()]
        self.assertEqual(values, [2, 12, 12])

    def test_figures_are_those_of_the_model(self):
        checked = 0
        for report in self._each():
            data = ReportData(self._env(), self._list(report))
            *_others, total = data.events()
            model, domain = data.model, data.request.domain
            self.assertEqual(total.count, model.search_count(domain))
            if report.name != "fiscal_opening":  # see below
                self.assertTrue(total.count, "nothing to compare")
            for column, value in zip(data.columns, total.totals, strict=True):
                model_field = model._fields.get(column.name)
                is_stored = model_field and (model_field.store or model._table_query)
                if column.total != "sum" or value is None or not is_stored:
                    continue
                [(known,)] = model._read_group(
                    domain, aggregates=[f"{column.name}:sum"]
                )
                self.assertAlmostEqual(value, known or 0, msg=column.name)
                checked += 1
        self.assertGreater(checked, 25)

    def test_every_layout_and_file(self):
        for report in self._each():
            for layout in LAYOUTS:
                groupby = [*report.breakdowns[:2]] if layout == "grouped" else []
                request = self._list(report, layout=layout, groupby=groupby)
                stream = io.BytesIO()
                Excel(ReportData(self._env(self.persian), request)).draw(stream)
                self.assertTrue(stream.getvalue().startswith(b"PK"))
                [html] = Pdf(ReportData(self._env(self.persian), request))._htmls()
                self.assertIn("s-title", str(html))


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestReportFiscalOpening(OpeningCommon):
    """The preview of an opening: what would be carried, why not, and how much."""

    def test_preview(self):
        orders = self._chased() + self._chased(None)
        opening = self._opening()
        opening.with_user(self.manager).action_preview()
        domain = [["opening_id", "=", opening.id]]
        request = Request(
            "sama.fiscal.opening.line",
            domain=domain,
            layout="grouped",
            groupby=["kind", "action"],
        )
        context = {"allowed_company_ids": self.company.ids}
        env = self.env(user=self.manager.id, context=context)
        data = ReportData(env, request)
        self.assertEqual(data.report.name, "fiscal_opening")
        events = list(data.events())
        rows = [row for event in events for row in event.rows]
        lines = self.Line.search(domain)
        self.assertEqual({row.id for row in rows}, set(lines.ids))
        self.assertLessEqual(
            set(orders.mapped("name")), {row.values[0] for row in rows}
        )
        place = [column.name for column in data.columns].index("amount")
        self.assertAlmostEqual(events[-1].totals[place], sum(lines.mapped("amount")))
        request.layout = "card"
        Excel(ReportData(env, request)).draw(io.BytesIO())

    def test_agents_have_none(self):
        request = Request("sama.fiscal.opening.line")
        with self.assertRaises(AccessError):
            ReportData(self.env(user=self.agent.id), request).count()
