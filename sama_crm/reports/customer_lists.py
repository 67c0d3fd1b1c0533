"""The reports of customers and of their records; the card of a customer is his file."""

from dataclasses import replace

from odoo.tools.translate import LazyTranslate

from .description import Column, Detail, Report, register
from .lists import LOG_COLUMNS

_lt = LazyTranslate(__name__)

#: Documents of each kind on a customer's file, the latest.
LAST = 10
#: The same on the file for a visit, which has one page.
LAST_OF_VISIT = 3
SCORE = Column("sama_survey_score", digits=1, only_if="sama_survey_has_score")

CUSTOMER_COLUMNS = (
    Column("partner_id", width=26),
    Column("sama_person_group_id", width=13),
    Column("phone", kind="phone"),
    Column("sama_mobile", kind="phone"),
    Column("quotation_count", width=13, total="sum"),
    Column("quotation_amount", total="sum"),
    Column("quotation_untaxed", total="sum"),
    Column("open_quotation_count", width=13, total="sum"),
    Column("won_count", total="sum"),
    Column("void_count", total="sum"),
    Column("won_share", kind="percent"),
    Column("invoice_count", width=9, total="sum"),
    Column("invoice_amount", total="sum"),
    Column("invoice_untaxed", total="sum"),
    Column("refund_count", total="sum"),
    Column("last_invoice_date"),
    Column("days_since_purchase", only_if="last_invoice_date"),
    Column("last_quotation_date", kind="date"),
    Column("last_contact_date", kind="date"),
    Column("survey_count", total="sum"),
    Column("survey_score", width=10, digits=1, total="avg"),
    Column("attempt_count", total="sum"),
    Column("complaint_open_count", total="sum"),
    Column("gift_cost", total="sum"),
    Column("segment_id", width=16),
)


def _quotations(kind, amount):
    """Return the last quotations of a kind, void ones too, as on the screen."""
    return Detail(
        _lt("Quotations"),
        "sale.order",
        "partner_id.commercial_partner_id",
        (
            Column("name", _lt("Number"), width=11),
            Column("date_order", _lt("Date"), kind="date"),
            Column(amount),
            Column("state"),
            Column("sama_follow_up_state"),
            Column("sama_last_description", width=34),
        ),
        order="date_order desc, id desc",
        domain=(("sama_kind", "in", (kind, "mixed")),),
        owner="partner_id",
        same=("company_id",),
        limit=LAST,
    )


def _invoice_columns(amount):
    return (
        Column("name", _lt("Number"), width=14),
        Column("invoice_date", _lt("Date")),
        amount,
        Column("payment_state"),
        SCORE,
    )


def _invoices(kind, amount):
    """Return the last posted invoices and credit notes of a kind."""
    return Detail(
        _lt("Invoices"),
        "account.move",
        "commercial_partner_id",
        _invoice_columns(Column(amount)),
        order="invoice_date desc, id desc",
        domain=(
            ("move_type", "in", ("out_invoice", "out_refund")),
            ("state", "=", "posted"),
            ("sama_kind", "in", (kind, "mixed")),
        ),
        owner="partner_id",
        same=("company_id",),
        limit=LAST,
    )


RECORD_COLUMNS = (
    Column("name", width=14),
    Column("date", kind="date"),
    Column("type"),
    Column("partner_id", width=24),
    Column("subject", width=28),
    Column("state_text", width=14),
    Column("amount", total="sum", only_if="amount"),
    Column("cost", total="sum"),
    Column("charge", total="sum"),
    Column("percent", kind="percent"),
    Column("quantity", kind="float", digits=2),
    Column("used_on", kind="date"),
    Column("answered_on", kind="date"),
    Column("solved_hours", digits=1),
    Column("description", width=40),
    Column("resolution", width=34),
)
RECORDS = Detail(
    _lt("Records"),
    "sama.customer.record",
    "partner_id.commercial_partner_id",
    tuple(
        column
        for column in RECORD_COLUMNS
        if column.name
        in ("name", "date", "type", "subject", "state_text", "amount", "resolution")
    ),
    order="date desc, id desc",
    owner="partner_id",
    same=("company_id",),
    limit=LAST,
)
FOLLOW_UPS = Detail(
    _lt("Follow-ups"),
    "sama.follow.up",
    "partner_id.commercial_partner_id",
    (Column("order_id", width=11), *LOG_COLUMNS),
    order="date desc, id desc",
    owner="partner_id",
    limit=LAST,
)


def _customers(name, title, kind, amount):
    """Register one of the two lists of customers; its figures are of its period."""
    register(
        Report(
            name,
            "sama.customer",
            title,
            kind="service" if kind == "service" else "",
            columns=CUSTOMER_COLUMNS,
            details=(
                RECORDS,
                _quotations(kind, amount),
                _invoices(kind, amount),
                FOLLOW_UPS,
            ),
            heading=("partner_id",),
            call=("partner_id", "phone", "sama_mobile", "last_invoice_date", "user_id"),
            measure="invoice_amount",
            breakdowns=("segment_id", "sama_person_group_id", "state_id", "user_id"),
            date="last_invoice_date",
        )
    )


_customers("customers", _lt("Customers"), "goods", "sama_goods_amount")
_customers(
    "service_customers", _lt("Service Customers"), "service", "sama_service_amount"
)

register(
    Report(
        "customer_records",
        "sama.customer.record",
        _lt("Customer Records"),
        columns=RECORD_COLUMNS,
        heading=("name", "subject"),
        call=("date", "partner_id", "partner_id.phone", "type", "subject"),
        measure="amount",
        breakdowns=("type", "user_id", "unit_id", "date:month"),
        date="date",
    )
)


# What was done with a customer, whatever its kind, for who visits him.
VISIT = (
    RECORDS,
    replace(_quotations("goods", "amount_total"), domain=()),
    Detail(
        _lt("Invoices"),
        "account.move",
        "commercial_partner_id",
        _invoice_columns(Column("amount_total_signed", _lt("Amount"))),
        order="invoice_date desc, id desc",
        domain=(
            ("move_type", "in", ("out_invoice", "out_refund")),
            ("state", "=", "posted"),
        ),
    ),
    Detail(
        _lt("Survey Sheets"),
        "sama.survey.response",
        "partner_id",
        (
            Column("date", kind="date"),
            Column("partner_id", width=22),
            Column("user_id"),
            Column("state"),
            Column("score", digits=1, only_if="has_score"),
            Column("comment", width=40),
        ),
        order="date desc, id desc",
    ),
    FOLLOW_UPS,
)


def _visit(name, title, link):
    """Register the file of a customer for a visit: a company, or one person alone.

    :param str link: from a document to the customer
    """
    register(
        Report(
            name,
            "res.partner",
            title,
            columns=(
                Column("complete_name", width=28),
                Column("phone", kind="phone"),
                Column("sama_mobile", kind="phone"),
                Column("sama_person_group_id"),
                Column("user_id"),
                Column("city"),
                Column("street"),
            ),
            details=tuple(
                replace(detail, link=link, owner="", same=(), limit=LAST_OF_VISIT)
                for detail in VISIT
            ),
            heading=("complete_name",),
        )
    )


_visit("customer_file", _lt("Customer File"), "partner_id.commercial_partner_id")
_visit("person_file", _lt("Customer File"), "partner_id")
