"""The reports of customers' years: side by side, and as kept when a year was closed."""

from odoo.tools.translate import LazyTranslate

from .description import Column, Report, register

_lt = LazyTranslate(__name__)

register(
    Report(
        "customer_growth",
        "sama.customer.growth",
        _lt("Customers, Year beside Year"),
        columns=(
            Column("partner_id", width=26),
            Column("sama_person_group_id", width=13),
            Column("segment_id", width=16),
            Column("quotation_count_before", total="sum"),
            Column("quotation_count", total="sum"),
            Column("quotation_amount_before", total="sum"),
            Column("quotation_amount", total="sum"),
            Column("quotation_growth", kind="percent"),
            Column("invoice_count_before", total="sum"),
            Column("invoice_count", total="sum"),
            Column("invoice_amount_before", total="sum"),
            Column("invoice_amount", total="sum"),
            Column("invoice_change", total="sum"),
            Column("invoice_growth", kind="percent"),
            Column("survey_score_before", digits=1, total="avg"),
            Column("survey_score", digits=1, total="avg"),
            Column("score_change", digits=1),
        ),
        heading=("partner_id",),
        call=("partner_id",),
        measure="invoice_amount",
        breakdowns=("sama_person_group_id", "user_id"),
        date="",
    )
)

register(
    Report(
        "customer_snapshots",
        "sama.customer.snapshot",
        _lt("Customers When the Year Was Closed"),
        columns=(
            Column("partner_id", width=26),
            Column("kind", width=9),
            Column("quotation_count", total="sum"),
            Column("quotation_amount", total="sum"),
            Column("quotation_untaxed", total="sum"),
            Column("open_quotation_count", total="sum"),
            Column("won_count", total="sum"),
            Column("void_count", total="sum"),
            Column("won_share", kind="percent"),
            Column("invoice_count", total="sum"),
            Column("invoice_amount", total="sum"),
            Column("invoice_untaxed", total="sum"),
            Column("refund_count", total="sum"),
            Column("last_quotation_date", kind="date"),
            Column("last_contact_date", kind="date"),
            Column("survey_count", total="sum"),
            Column("survey_score", digits=1, total="avg"),
            Column("attempt_count", total="sum"),
            Column("complaint_open_count", total="sum"),
            Column("gift_cost", total="sum"),
        ),
        heading=("partner_id",),
        call=("partner_id",),
        measure="invoice_amount",
        breakdowns=("segment_name", "sama_person_group_id"),
        date="",
    )
)
