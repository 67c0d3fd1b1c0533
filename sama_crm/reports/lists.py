"""The reports of this addon's lists."""

from odoo.tools.translate import LazyTranslate

from .description import Column, Detail, Report, register

_lt = LazyTranslate(__name__)

LOG_COLUMNS = (
    Column("date"),
    Column("user_id", _lt("Followed Up by")),
    Column("channel", width=13),
    Column("outcome_id"),
    Column("description", width=46),
    Column("result", width=15),
    Column("next_date", _lt("Next")),
)
LOG = Detail(
    _lt("Follow-ups"), "sama.follow.up", "order_id", LOG_COLUMNS, order="date, id"
)

QUOTATION_COLUMNS = (
    Column("name", width=11),
    Column("partner_id", width=24),
    Column("sama_phone", kind="phone"),
    Column("sama_partner_phone", kind="phone"),
    Column("sama_partner_mobile", kind="phone"),
    Column("sama_goods_amount", total="sum"),
    Column("sama_service_amount", total="sum"),
    Column("amount_total", total="sum"),
    Column("sama_follow_up_count", total="sum"),
    Column("date_order", kind="date"),
    Column("sama_last_follow_up_date", kind="date"),
    Column("sama_viewed_on", kind="date"),
    Column("sama_next_follow_up_hour", kind="hour"),
    Column("sama_last_description", width=34),
)


def _quotations(name, title, kind, measure):
    """Register one of the two lists of quotations: each shows its own amount."""
    register(
        Report(
            name,
            "sale.order",
            title,
            kind=kind,
            columns=QUOTATION_COLUMNS,
            details=(LOG,),
            heading=("name", "partner_id"),
            call=("name", "partner_id", "sama_phone", measure, "sama_last_description"),
            measure=measure,
            breakdowns=(
                "sama_follow_up_user_id",
                "sama_follow_up_state",
                "date_order:month",
            ),
            void=("state", "cancel"),
            date="date_order",
        )
    )


_quotations("quotations", _lt("Sales Quotations"), "", "sama_goods_amount")
_quotations(
    "service_quotations", _lt("Service Quotations"), "service", "sama_service_amount"
)

register(
    Report(
        "follow_ups",
        "sama.follow.up",
        _lt("Follow-up Log"),
        columns=(
            Column("order_id", width=11),
            Column("partner_id", width=24),
            Column("next_hour", kind="hour"),
            Column("description", width=46),
        ),
        heading=("partner_id", "order_id"),
        call=("date", "partner_id", "partner_id.phone", "order_id", "description"),
        breakdowns=("user_id", "result", "date:month"),
        void=("result", "void"),
        date="date",
    )
)

SURVEY_COLUMNS = (
    Column("name", width=15),
    Column("partner_id", width=24),
    Column("sama_partner_phone", kind="phone"),
    Column("sama_partner_mobile", kind="phone"),
    Column(
        "sama_survey_score",
        kind="float",
        digits=1,
        total="avg",
        only_if="sama_survey_has_score",
    ),
    Column("sama_survey_date", kind="date"),
    Column("sama_survey_attempt_count", total="sum"),
    Column("sama_survey_next_call_hour", kind="hour"),
)
SCORE = Column("score", digits=1, only_if="has_score")


def survey_details(link):
    """Return answers and calls of a surveyed document.

    :param str link: field of ``sama.survey.response`` that is the document
    """
    return (
        Detail(
            _lt("Answers"),
            "sama.survey.answer",
            f"response_id.{link}",
            (
                Column("question_id", width=50),
                SCORE,
                Column("max_score", _lt("of"), only_if="has_score"),
                Column("text"),
            ),
            domain=(("answered", "=", True), ("response_id.state", "=", "done")),
        ),
        Detail(
            _lt("Calls"),
            "sama.survey.attempt",
            f"response_id.{link}",
            (
                Column("date"),
                Column("user_id"),
                Column("result"),
                Column("call_again_on"),
                Column("note"),
            ),
            order="date, id",
        ),
    )


def _invoices(name, title, kind, measure):
    """Register one of the two lists of invoices: each shows its own amount."""
    register(
        Report(
            name,
            "account.move",
            title,
            kind=kind,
            columns=(
                *SURVEY_COLUMNS,
                Column("sama_goods_amount", total="sum"),
                Column("sama_service_amount", total="sum"),
                Column("amount_residual", total="sum"),
            ),
            details=survey_details("move_id"),
            heading=("name", "partner_id"),
            call=("name", "partner_id", "sama_partner_mobile", "invoice_date", measure),
            measure=measure,
            breakdowns=(
                "sama_survey_state",
                "sama_survey_user_id",
                "invoice_date:month",
            ),
            void=("state", "cancel"),
            date="invoice_date",
        )
    )


_invoices("invoices", _lt("Sales Invoices"), "", "sama_goods_amount")
_invoices("service_invoices", _lt("Service Invoices"), "service", "sama_service_amount")

register(
    Report(
        "projects",
        "project.project",
        _lt("Projects"),
        columns=(
            *SURVEY_COLUMNS,
            Column("sama_amount", total="sum"),
            Column("user_id", _lt("Responsible for the Project")),
        ),
        details=survey_details("project_id"),
        heading=("name", "partner_id"),
        call=("name", "partner_id", "sama_partner_mobile", "user_id"),
        measure="sama_amount",
        breakdowns=("sama_survey_state", "user_id", "date:month"),
        date="date",
    )
)

register(
    Report(
        "survey_sheets",
        "sama.survey.response",
        _lt("Survey Sheets"),
        columns=(
            Column("score", digits=1, total="avg", only_if="has_score"),
            Column("date", kind="date"),
            Column("partner_id", width=24),
            Column("comment", width=34),
        ),
        details=(
            Detail(
                _lt("Answers"),
                "sama.survey.answer",
                "response_id",
                (Column("question_id", width=50), SCORE, Column("text")),
                domain=(("answered", "=", True),),
            ),
        ),
        heading=("partner_id", "date"),
        call=("partner_id", "partner_id.phone", "date", "comment"),
        breakdowns=("user_id", "state", "date:month"),
        date="date",
    )
)

# The card of a person is his file on a page: who he is, and all that was done.
register(
    Report(
        "persons",
        "res.partner",
        _lt("Persons"),
        columns=(
            Column("complete_name", width=28),
            Column("phone", kind="phone"),
            Column("sama_mobile", kind="phone"),
            Column("sama_national_id", width=13),
        ),
        details=(
            Detail(
                _lt("Quotations"),
                "sale.order",
                "partner_id",
                (
                    Column("name"),
                    Column("date_order", kind="date"),
                    Column("amount_total", total="sum"),
                    Column("state"),
                    Column("sama_follow_up_state"),
                    Column("sama_next_follow_up_date"),
                ),
                order="date_order desc, id desc",
            ),
            Detail(
                _lt("Invoices"),
                "account.move",
                "partner_id",
                (
                    Column("name"),
                    Column("invoice_date"),
                    Column("amount_total_signed", total="sum"),
                    Column("payment_state"),
                    Column(
                        "sama_survey_score", digits=1, only_if="sama_survey_has_score"
                    ),
                ),
                order="invoice_date desc, id desc",
                domain=(
                    ("move_type", "in", ("out_invoice", "out_refund")),
                    ("state", "=", "posted"),
                ),
            ),
            Detail(
                _lt("Follow-ups"),
                "sama.follow.up",
                "partner_id",
                (Column("order_id", width=11), *LOG_COLUMNS),
                order="date desc, id desc",
            ),
        ),
        heading=("complete_name",),
        call=("complete_name", "phone", "sama_mobile", "sama_person_group_id", "city"),
        breakdowns=("sama_person_group_id", "sama_grade_id", "state_id"),
    )
)

# What an opening would carry, before it is run, and what it did, after.
register(
    Report(
        "fiscal_opening",
        "sama.fiscal.opening.line",
        _lt("Fiscal Opening"),
        columns=(
            Column("res_name", width=20),
            Column("kind", width=14),
            Column("partner_id", width=24),
            Column("user_id"),
            Column("date"),
            Column("amount", total="sum"),
            Column("action"),
            Column("reason", width=26),
            Column("next_date"),
            Column("new_date"),
            Column("result"),
        ),
        heading=("res_name", "partner_id"),
        call=("res_name", "partner_id", "partner_id.phone", "reason"),
        measure="amount",
        breakdowns=("kind", "action", "user_id"),
        date="date",
    )
)

register(
    Report(
        "follow_up_performance",
        "sama.follow.up.analysis",
        _lt("Follow-up Performance"),
        columns=(
            Column("date"),
            Column("user_id"),
            Column("order_id", width=11),
            Column("partner_id", width=24),
            Column("channel", width=9),
            Column("outcome_id"),
            Column("result", width=9),
            Column("planned_date"),
            Column("on_time", kind="percent", width=10, total="avg"),
            Column("days_to_first", width=10, digits=1, total="avg"),
            Column("won_share", kind="percent", width=10, total="avg"),
        ),
        heading=("order_id", "partner_id"),
        call=("date", "partner_id", "partner_id.phone", "order_id"),
        aggregates=(
            Column("on_time", kind="percent", digits=1),
            Column("days_to_first", digits=1),
            Column("won_order_id", kind="integer"),
            Column("per_win", digits=1),
            Column("won_share", kind="percent", digits=1),
        ),
        breakdowns=("user_id", "date:day", "outcome_id", "channel"),
        date="date",
    )
)
