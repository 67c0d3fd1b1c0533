from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..reports.data import ReportData
from .test_report import ReportCommon

FIGURES = (
    "quotation_count",
    "quotation_amount",
    "open_quotation_count",
    "invoice_count",
    "invoice_amount",
    "survey_score",
    "won_share",
)


@tagged("post_install", "-at_install")
class TestReportCustomer(ReportCommon):
    """Figures of customers as the model counts them, in the period of the list."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The day of who reads, which begins earlier than that of the server.
        cls.today = fields.Date.context_today(
            cls.manager.with_context(tz=cls.manager.tz)
        )
        cls.buyer = cls._partner("Buyer", phone="09120000009")
        for days, price in ((0, 700), (400, 300)):
            cls._invoice(
                partner=cls.buyer,
                invoice_date=cls.today - timedelta(days=days),
                lines=[(cls.goods, price)],
            )
        cls._order([(cls.service, 55)], partner=cls.buyer)
        cls.partners = cls.buyer + cls.orders.partner_id

    def _customers(self, kind="goods", **values):
        context = {"sama_kind": kind, **values.pop("context", {})}
        return self._request(
            self.env["sama.customer"],
            domain=[
                ["partner_id", "in", self.partners.ids],
                ["kind", "=", kind],
                ["company_id", "=", self.company.id],
            ],
            order="invoice_amount desc, id",
            context=context,
            columns=self._columns("partner_id", *FIGURES, "days_since_purchase"),
            **values,
        )

    def _check(self, request):
        """Compare every figure and every total with the model's; return the rows."""
        data = ReportData(self._env(), request)
        events = list(data.events())
        model = self._env(**request.context)["sama.customer"]
        customers = model.search(request.domain, order=request.order)
        rows = [row for event in events for row in event.rows]
        self.assertEqual([row.id for row in rows], customers.ids)
        for row, customer in zip(rows, customers, strict=True):
            self.assertEqual(row.values[0], customer.display_name)
            for name, value in zip(FIGURES, row.values[1:], strict=False):
                known = customer[name]
                self.assertEqual(value, None if known is False else known, name)
        sums = [f"{name}:sum" for name in FIGURES[:5]]
        [expected] = model._read_group(request.domain, [], sums)
        self.assertEqual(tuple(events[-1].totals[1:6]), tuple(expected))
        return rows

    def test_figures_of_all_time(self):
        rows = self._check(self._customers())
        self.assertEqual(len(rows), 4)
        first = dict(zip(("name", *FIGURES), rows[0].values, strict=False))
        self.assertEqual((first["name"], first["invoice_amount"]), ("Buyer", 1000))
        self.assertEqual((first["survey_score"], first["won_share"]), (None, None))
        self.assertEqual(rows[0].values[-1], 0)
        self.assertIsNone(rows[-1].values[-1], "never bought: no days since")

    def test_figures_of_the_period(self):
        rows = self._check(
            self._customers(
                context={
                    "sama_period_from": fields.Date.to_string(
                        self.today - timedelta(days=30)
                    ),
                    "sama_period_to": fields.Date.to_string(self.today),
                }
            )
        )
        self.assertEqual(rows[0].values[FIGURES.index("invoice_amount") + 1], 700)

    def test_service(self):
        request = self._customers("service")
        [row] = self._check(request)
        self.assertEqual(row.values[FIGURES.index("quotation_amount") + 1], 55)
        self.assertEqual(
            ReportData(self._env(), request).report.name, "service_customers"
        )

    def test_file_of_a_customer(self):
        """Records and last documents, of this customer and this kind only."""
        record = self.env["sama.customer.record"].create(
            {
                "partner_id": self.buyer.id,
                "company_id": self.company.id,
                "type": "complaint",
                "subject": "Broken",
            }
        )
        request = self._customers(layout="card", ids=None)
        data = ReportData(self._env(), request)
        rows = [row for event in data.events() for row in event.rows]
        details = {title: lines for title, _columns, lines in rows[0].details}
        self.assertEqual(set(details), {"Records", "Invoices"})
        self.assertEqual(details["Records"][0][0], record.name)
        self.assertEqual([line[2] for line in details["Invoices"]], [700, 300])
        for row in rows[1:]:
            self.assertEqual([title for title, *_rest in row.details], ["Quotations"])

    def test_the_last_documents_only(self):
        for _number in range(12):
            self._order([(self.goods, 1)], partner=self.buyer)
        request = self._customers(layout="card")
        data = ReportData(self._env(), request)
        [row] = [
            row
            for event in data.events()
            for row in event.rows
            if row.values[0] == "Buyer"
        ]
        lines = {title: lines for title, _columns, lines in row.details}["Quotations"]
        self.assertEqual(len(lines), 10)

    def test_customer_records(self):
        records = self.env["sama.customer.record"].create(
            [
                {
                    "partner_id": self.buyer.id,
                    "company_id": self.company.id,
                    "type": kind,
                    "subject": kind,
                    "amount": amount,
                }
                for kind, amount in (("complaint", 0), ("gift", 40), ("gift", 2))
            ]
        )
        request = self._request(
            records,
            layout="grouped",
            groupby=["type"],
            columns=self._columns("name", "type", "amount"),
        )
        events = list(ReportData(self._env(), request).events())
        sums = [event.totals[2] for event in events if event.type == "subtotal"]
        self.assertEqual(sorted(sums), [0, 42])
        self.assertEqual(events[-1].totals[2], 42)
        self.assertEqual(
            ReportData(self._env(), request).report.name, "customer_records"
        )
