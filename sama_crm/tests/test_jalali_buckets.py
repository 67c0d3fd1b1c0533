from collections import Counter
from datetime import date, datetime, timedelta

import pytz

from odoo import Command
from odoo.tests import TransactionCase, tagged

from ..jalali import calendar

TEHRAN = pytz.timezone("Asia/Tehran")
EDGES = [
    "2025-03-19 20:29:59",  # 1403/12/29 in Tehran
    "2025-03-19 20:30:00",  # 1403/12/30
    "2025-03-20 20:29:59",  # 1403/12/30, the year's last second
    "2025-03-20 20:30:00",  # 1404/01/01
    "2025-04-20 20:29:59",  # 1404/01/31
    "2025-04-20 20:30:00",  # 1404/02/01
    "2021-04-20 19:29:59",  # 1400/01/31: summer time, +04:30
    "2021-04-20 19:30:00",  # 1400/02/01
    "2021-03-20 20:29:59",  # 1399/12/30, before summer time
    "2021-03-20 20:30:00",  # 1400/01/01
    "2021-09-22 19:29:59",  # 1400/06/31
    "2021-09-22 20:29:59",  # an hour later: still 23:29:59 of 1400/06/31
    "2021-09-22 20:30:00",  # 1400/07/01
]


class JalaliCase(TransactionCase):
    """A Persian reader, an English one, and orders around every edge."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Lang = cls.env["res.lang"]
        for code in ("fa_IR", "en_US"):
            Lang._activate_lang(code)
        cls.persian = Lang._lang_get("fa_IR")
        cls.persian.write(
            {
                "sama_calendar": "persian",
                "sama_numbering": "arabext",
                "date_format": "%Y/%m/%d",
                "week_start": "6",
            }
        )
        cls.customer = cls.env["res.partner"].create({"name": "Jalali buyer"})
        cls.product = cls.env["product.product"].create(
            {"name": "Jalali thing", "list_price": 10}
        )
        cls.orders = cls._order(EDGES)
        cls.domain = [("partner_id", "=", cls.customer.id)]

    @classmethod
    def _order(cls, moments):
        return cls.env["sale.order"].create(
            [
                {
                    "partner_id": cls.customer.id,
                    "date_order": moment,
                    "order_line": [Command.create({"product_id": cls.product.id})],
                }
                for moment in moments
            ]
        )

    def _asking(self, model, lang="fa_IR", tz="Asia/Tehran", **context):
        return self.env[model].with_context(lang=lang, tz=tz, jalali=True, **context)


@tagged("post_install", "-at_install")
class TestJalaliBuckets(JalaliCase):
    """Groupings by Jalali periods, as the web client asks for them."""

    def _fold(self, moments, unit):
        """Count by period in Python: what the database has to say."""
        count = Counter()
        for moment in moments:
            local = pytz.utc.localize(datetime.fromisoformat(moment)).astimezone(TEHRAN)
            start = calendar.start_of(local.date(), unit)
            count[calendar.period_label(start, unit, "fa", "arabext")] += 1
        return dict(count)

    def _assert_groups_open(self, model, groups):
        """Each group's domain returns exactly the records that it counted."""
        for group in groups:
            found = model.search_count(self.domain + group["__extra_domain"])
            self.assertEqual(found, group["__count"], group)

    def test_datetime_in_tehran(self):
        Order = self._asking("sale.order")
        for unit in ("day", "week", "month", "quarter", "year"):
            with self.subTest(unit=unit):
                spec = f"date_order:{unit}"
                groups = Order.formatted_read_group(self.domain, [spec], ["__count"])
                counts = {group[spec][1]: group["__count"] for group in groups}
                self.assertEqual(counts, self._fold(EDGES, unit))
                self._assert_groups_open(Order, groups)

    def test_ranges_are_the_next_boundary(self):
        groups = self._asking("sale.order").formatted_read_group(
            self.domain, ["date_order:month"], ["__count"]
        )
        ranges = {
            group["date_order:month"][1]: (
                group["date_order:month"][0],
                group["__extra_domain"][2][2],
            )
            for group in groups
        }
        self.assertEqual(
            ranges["اسفند ۱۴۰۳"], ("2025-02-18 20:30:00", "2025-03-20 20:30:00")
        )
        # summer time begins on 2 Farvardin 1400 and ends after 31 Shahrivar
        self.assertEqual(
            ranges["فروردین ۱۴۰۰"], ("2021-03-20 20:30:00", "2021-04-20 19:30:00")
        )
        self.assertEqual(
            ranges["شهریور ۱۴۰۰"], ("2021-08-22 19:30:00", "2021-09-22 20:30:00")
        )

    def test_labels(self):
        Order = self._asking("sale.order")
        for unit, label in (
            ("month", "فروردین ۱۴۰۴"),
            ("quarter", "زمستان ۱۴۰۳"),
            ("year", "۱۴۰۳"),
            ("week", "هفته ۲۵ اسفند ۱۴۰۳"),
            ("day", "۳۰ اسفند ۱۴۰۳"),
            ("hour", "۲۳:۰۰ ۳۰ اسفند"),
        ):
            spec = f"date_order:{unit}"
            groups = Order.formatted_read_group(self.domain, [spec], ["__count"])
            self.assertIn(label, [group[spec][1] for group in groups])

    def test_date_field(self):
        currency = self.env["res.currency"].create({"name": "JAL", "symbol": "J"})
        days = [date(2025, 2, 1) + timedelta(days=n) for n in range(120)]
        self.env["res.currency.rate"].create(
            [{"name": day, "currency_id": currency.id, "rate": 2} for day in days]
        )
        Rate = self._asking("res.currency.rate")
        domain = [("currency_id", "=", currency.id)]
        for unit in ("day", "week", "month", "quarter", "year"):
            groups = Rate.formatted_read_group(domain, [f"name:{unit}"], ["__count"])
            expected = Counter(str(calendar.start_of(day, unit)) for day in days)
            self.assertEqual(
                {group[f"name:{unit}"][0]: group["__count"] for group in groups},
                dict(expected),
            )
            for group in groups:
                self.assertEqual(
                    Rate.search_count(domain + group["__extra_domain"]),
                    group["__count"],
                )

    def test_beyond_the_range_is_gregorian(self):
        currency = self.env["res.currency"].create({"name": "JAL", "symbol": "J"})
        days = ["1700-05-20", "1799-03-20", "1799-03-21", "2123-03-20", "2123-03-21"]
        days += ["2123-03-31", "2123-04-01", "2150-01-01"]
        self.env["res.currency.rate"].create(
            [{"name": day, "currency_id": currency.id, "rate": 2} for day in days]
        )
        Rate = self._asking("res.currency.rate")
        domain = [("currency_id", "=", currency.id)]
        for unit, starts in (
            (
                "month",
                "1700-05-01 1799-03-01 1799-03-21 2123-02-20 2123-03-21 2123-04-01 "
                "2150-01-01",
            ),
            (
                "year",
                "1700-01-01 1799-01-01 1799-03-21 2122-03-21 2123-03-21 2150-01-01",
            ),
        ):
            groups = Rate.formatted_read_group(domain, [f"name:{unit}"], ["__count"])
            self.assertEqual([g[f"name:{unit}"][0] for g in groups], starts.split())
            for group in groups:
                self.assertEqual(
                    Rate.search_count(domain + group["__extra_domain"]),
                    group["__count"],
                    group,
                )
            self.assertIn("م", groups[0][f"name:{unit}"][1])

    def test_many2one_path(self):
        Line = self._asking("sale.order.line")
        spec = "order_id.date_order:month"
        groups = Line.formatted_read_group(
            [("order_id", "in", self.orders.ids)], [spec], ["__count"]
        )
        self.assertEqual(
            {group[spec][1]: group["__count"] for group in groups},
            self._fold(EDGES, "month"),
        )
        for group in groups:
            found = Line.search_count(
                [("order_id", "in", self.orders.ids), *group["__extra_domain"]]
            )
            self.assertEqual(found, group["__count"])

    def test_grouping_sets_of_a_pivot(self):
        Order = self._asking("sale.order")
        months, years, total = Order.formatted_read_grouping_sets(
            self.domain,
            [["date_order:month", "state"], ["date_order:year"], []],
            ["__count", "amount_untaxed:sum", "partner_id:count_distinct"],
        )
        self.assertEqual(
            {group["date_order:month"][1]: group["__count"] for group in months},
            self._fold(EDGES, "month"),
        )
        self.assertEqual(
            {group["date_order:year"][1]: group["__count"] for group in years},
            self._fold(EDGES, "year"),
        )
        self.assertEqual(total[0]["__count"], len(EDGES))
        self.assertEqual({g["partner_id:count_distinct"] for g in years}, {1})

    def test_web_read_group_opens_and_counts(self):
        Order = self._asking("sale.order")
        answer = Order.web_read_group(
            self.domain,
            ["date_order:year", "date_order:month"],
            ["amount_untaxed:sum"],
            limit=2,
            auto_unfold=True,
            unfold_read_specification={"name": {}},
        )
        self.assertEqual(answer["length"], len(self._fold(EDGES, "year")))
        labels = [group["date_order:year"][1] for group in answer["groups"]]
        self.assertEqual(labels, ["۱۳۹۹", "۱۴۰۰"])
        months = answer["groups"][1]["__groups"]["groups"]
        self.assertEqual(
            [group["date_order:month"][1] for group in months],
            ["فروردین ۱۴۰۰", "اردیبهشت ۱۴۰۰", "شهریور ۱۴۰۰", "مهر ۱۴۰۰"],
        )

    def test_order_descending(self):
        groups = self._asking("sale.order").formatted_read_group(
            self.domain, ["date_order:year"], ["__count"], order="date_order:year desc"
        )
        labels = [group["date_order:year"][1] for group in groups]
        self.assertEqual(labels, ["۱۴۰۴", "۱۴۰۳", "۱۴۰۰", "۱۳۹۹"])

    def test_fill_temporal(self):
        Order = self._asking("sale.order", fill_temporal=True)
        domain = self.domain + [("date_order", ">", "2025-01-01")]
        self.orders.filtered(lambda order: order.date_order.month == 4).write(
            {"date_order": "2025-07-01 08:00:00"}
        )
        groups = Order.formatted_read_group(domain, ["date_order:month"], ["__count"])
        self.assertEqual(
            [(group["date_order:month"][1], group["__count"]) for group in groups],
            [
                ("اسفند ۱۴۰۳", 3),
                ("فروردین ۱۴۰۴", 1),
                ("اردیبهشت ۱۴۰۴", 0),
                ("خرداد ۱۴۰۴", 0),
                ("تیر ۱۴۰۴", 4),
            ],
        )
        bounded = Order.with_context(
            fill_temporal={
                "fill_from": "2025-03-25",
                "fill_to": "2025-05-01",
                "min_groups": 4,
            }
        )
        groups = bounded.formatted_read_group(domain, ["date_order:month"], ["__count"])
        self.assertEqual(
            [group["date_order:month"][1] for group in groups],
            [
                "اسفند ۱۴۰۳",
                "فروردین ۱۴۰۴",
                "اردیبهشت ۱۴۰۴",
                "خرداد ۱۴۰۴",
                "تیر ۱۴۰۴",
            ],
        )

    def test_fill_temporal_keeps_the_undated(self):
        leads = self._asking("sale.order", fill_temporal=True)
        self.orders.write({"commitment_date": False})
        self.orders[0].commitment_date = "2025-03-25 08:00:00"
        self.orders[1].commitment_date = "2025-05-25 08:00:00"
        groups = leads.formatted_read_group(
            self.domain, ["commitment_date:month"], ["__count"]
        )
        self.assertEqual(
            [group["__count"] for group in groups], [1, 0, 1, len(EDGES) - 2]
        )
        self.assertFalse(groups[-1]["commitment_date:month"])

    def test_progress_bar(self):
        Order = self._asking("sale.order")
        bars = Order.read_progress_bar(
            self.domain,
            "date_order:month",
            {"field": "state", "colors": {"draft": "info", "sale": "success"}},
        )
        groups = Order.formatted_read_group(
            self.domain, ["date_order:month"], ["__count"]
        )
        self.assertEqual(
            {key: counts["draft"] for key, counts in bars.items()},
            {group["date_order:month"][0]: group["__count"] for group in groups},
        )

    def test_properties(self):
        category = self.env["product.category"].create({"name": "Dated"})
        category.product_properties_definition = [
            {"name": "signed", "type": "date", "string": "Signed"},
            {"name": "seen", "type": "datetime", "string": "Seen"},
        ]
        self.env["product.template"].create(
            [
                {
                    "name": "Dated",
                    "categ_id": category.id,
                    "product_properties": {"signed": day, "seen": f"{day} 12:00:00"},
                }
                for day in ("2025-03-20", "2025-03-21", "2025-04-20", "2025-04-21")
            ]
        )
        self.env.flush_all()
        Template = self._asking("product.template")
        domain = [("categ_id", "=", category.id)]
        for spec in (
            "product_properties.signed:month",
            "product_properties.seen:month",
        ):
            groups = Template.formatted_read_group(domain, [spec], ["__count"])
            self.assertEqual(
                [(group[spec][1], group["__count"]) for group in groups],
                [("اسفند ۱۴۰۳", 1), ("فروردین ۱۴۰۴", 2), ("اردیبهشت ۱۴۰۴", 1)],
            )
            for group in groups:
                self.assertEqual(
                    Template.search_count(domain + group["__extra_domain"]),
                    group["__count"],
                )


@tagged("post_install", "-at_install")
class TestJalaliBucketsAreAskedFor(JalaliCase):
    """Nobody gets Jalali buckets who did not ask for them."""

    def _labels(self, model):
        groups = model.formatted_read_group(
            self.domain, ["date_order:month"], ["__count"]
        )
        return [group["date_order:month"] for group in groups]

    def test_language_alone_is_not_enough(self):
        Order = self.env["sale.order"].with_context(lang="fa_IR", tz="Asia/Tehran")
        self.assertEqual(self._labels(Order)[0][0], "2021-02-28 20:30:00")

    def test_english_reader_is_unchanged(self):
        asking = self._asking("sale.order", lang="en_US")
        plain = self.env["sale.order"].with_context(lang="en_US", tz="Asia/Tehran")
        self.assertEqual(self._labels(asking), self._labels(plain))
        self.assertEqual(self._labels(asking)[0][1], "March 2021")

    def test_gregorian_persian_language_is_unchanged(self):
        self.persian.sama_calendar = "gregorian"
        asking = self._asking("sale.order")
        self.assertEqual(self._labels(asking)[0][0], "2021-02-28 20:30:00")

    def test_private_calls_stay_gregorian(self):
        groups = self._asking("sale.order", tz=False)._read_group(
            self.domain, ["date_order:year"], ["__count"]
        )
        self.assertEqual(groups[0][0], datetime(2021, 1, 1))

    def test_searches_inside_a_grouping_stay_gregorian(self):
        Order = self._asking("sale.order")
        seen = []

        def search(records, operator, operand):
            seen.append(records.env.context.get("jalali_buckets"))
            return [(1, "=", 1)]

        self.patch(type(Order), "_search_message_is_follower", search)
        Order.formatted_read_group(
            self.domain + [("message_is_follower", "=", True)],
            ["date_order:month"],
            ["__count"],
        )
        self.assertTrue(seen)
        self.assertFalse(any(seen))
