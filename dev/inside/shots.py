"""The list of pictures; a new one is one more entry of SHOTS.

A shot opens its page, does what its steps say, and is taken when the page is at rest.
"""

import dataclasses
from collections.abc import Callable

from camera import WIDTHS
from places import (
    action_page,
    closed_year_page,
    customer_page,
    ended_year_page,
    import_page,
    opening_done_page,
    opening_page,
    opening_undone_page,
)


@dataclasses.dataclass
class Shot:
    """One picture.

    :param name: first part of the file's name
    :param action: external id of the action that is opened
    :param ready: selector of what must be there before the steps begin
    :param login: demo user who sees it; his password is his login
    :param steps: what to do: ("click", selector), ("press", key), ("wait", selector),
        ("fill", selector, text), ("choose", selector) the camera's file
    :param widths: where the picture makes sense
    :param file: how the picture is named
    :param place: gives the address of the page, see `action_page`
    :param paper: selector of the button that downloads a PDF; the picture is then its
        first page
    """

    name: str
    action: str
    ready: str
    steps: tuple = ()
    login: str = "zahra"
    widths: tuple = tuple(WIDTHS)
    file: str = "{name}-{lang}-{width}"
    place: Callable = action_page
    paper: str = ""


# Actions.
QUOTATIONS = "sama_crm.sale_order_action_goods"
CUSTOMERS = "sama_crm.sama_customer_action_goods"
DESK = "sama_crm.sama_desk_action"
PERFORMANCE = "sama_crm.sama_follow_up_analysis_action"
FISCAL_YEAR = "sama_crm.sama_fiscal_year_action"
FISCAL_OPENING = "sama_crm.sama_fiscal_opening_action"

# Selectors.
ROW = ".o_data_row, .o_kanban_record:not(.o_kanban_ghost)"
CELL = ".o_data_row td.o_data_cell[name=name], .o_kanban_record:not(.o_kanban_ghost)"
FORM = ".o_form_view"

# Widths, names of files, and who sees it.
WIDE, PHONE = (1366,), (390,)
PLAIN = "{name}_{lang}"
SIZED = "{name}_{lang}_{width}"
MANAGER = "ali"
BY_ADMIN = {"login": "admin", "file": SIZED}
# Of the invoices to survey, without the three filters that the list begins with.
SURVEYS = {
    "action": "sama_crm.account_move_action_goods",
    "ready": ".o_data_row, .o_kanban_record",
    "widths": WIDE,
    "file": PLAIN,
}
# A manager has none of his own to begin with.
ALL_SURVEYS = {**SURVEYS, "ready": ".o_sama_calculate", "login": MANAGER}

# Steps.
F4 = ("wait", ".o_f4_dialog .o_f4_columns")
# The first customer's file, from the list or the cards.
FILE = (
    ("click", ".o_data_row td[name=partner_id], .o_kanban_record"),
    ("wait", ".o_sama_file_page .o_sama_timeline_row"),
)
REPORT = (("click", ".o_sama_report_button"), ("wait", ".modal .o_form_view"))
OPENING_ROWS = (
    ("click", "button[name=action_open_lines]:has([name=carry_count])"),
    ("wait", ROW),
)
ALL_INVOICES = (("click", ".o_facet_remove"),) * 3
RESULTS = (
    *ALL_INVOICES,
    ("click", ".o_data_row:has-text('پارس نیرو') td[name=name]"),
    ("click", "button[name=action_survey_results]"),
    ("wait", ".o_sama_score_chart"),
)
CALCULATE = (
    *ALL_INVOICES,
    ("wait", ROW),
    ("click", ".o_sama_calculate"),
    ("wait", ".o_sama_questions"),
)


def grouped_by(*words):
    """Return the steps that group a list by entries of its menu, named in each way."""
    return (
        ("click", ".o_searchview_dropdown_toggler"),
        *(
            ("click", f".o_group_by_menu .o_menu_item:text-matches('^({word})$')")
            for word in words
        ),
        ("press", "Escape"),
        ("wait", ".o_group_header"),
    )


def as_pdf(layout):
    """Return the steps that choose a layout on paper in the dialog of reports."""
    choice = ".modal .o_field_widget[name={}] input[data-value={}]"
    return tuple(
        ("click", choice.format(*pair))
        for pair in (("format", "pdf"), ("layout", layout))
    )


def report(layout, action=QUOTATIONS, ready=ROW, before=(), name=""):
    """Return the shot of the first page of a list's report in a layout."""
    return Shot(
        "report",
        action,
        ready,
        (*before, *REPORT, *as_pdf(layout)),
        login=MANAGER,
        widths=WIDE,
        file=f"report_{name or layout}_{{lang}}",
        paper=".modal button[name=action_make]",
    )


SHOTS = (
    Shot("desk", DESK, ".o_sama_desk_page"),
    Shot("desk-manager", DESK, ".o_sama_desk_page", login=MANAGER),
    Shot("quotations", QUOTATIONS, ROW),
    Shot("quotation", QUOTATIONS, ROW, (("click", CELL), ("wait", FORM))),
    Shot(
        "f4",
        QUOTATIONS,
        ".o_data_row",
        # from the search to the header, to the first row
        (("press", "ArrowDown"),) * 2 + (("press", "F4"), F4),
        widths=WIDE,
    ),
    Shot(
        "f4",
        QUOTATIONS,
        ROW,
        (("click", ".o_kanban_record button:has(.fa-phone)"), F4),
        widths=PHONE,
    ),
    Shot("persons", "sama_crm.res_partner_action_persons", ROW),
    Shot("groups", "sama_crm.sama_person_group_action", ROW, login=MANAGER),
    Shot(
        "assignment",
        QUOTATIONS,
        ".o_data_row",
        (
            *(
                ("click", f".o_data_row:nth-child({row}) .o_list_record_selector input")
                for row in (1, 2, 3)
            ),
            ("click", "button:has-text('واگذاری'), button:has-text('Assign')"),
            ("wait", ".o_dialog .o_form_view"),
        ),
        login=MANAGER,
        widths=WIDE,
    ),
    Shot("customers", CUSTOMERS, ROW),
    Shot("customer_file", CUSTOMERS, ROW, FILE, widths=WIDE, file=PLAIN),
    Shot("customer_file", CUSTOMERS, ROW, FILE, widths=PHONE, file="{name}_{lang}_390"),
    Shot(
        "customer_new_row",
        CUSTOMERS,
        ROW,
        (*FILE, ("press", "F4"), ("wait", ".o_f4_dialog .o_form_view")),
        widths=WIDE,
        file=PLAIN,
    ),
    Shot(
        "customer_records",
        "sama_crm.sama_customer_record_action",
        ROW,
        file=SIZED,
    ),
    Shot(
        "customer_record_analysis",
        "sama_crm.sama_record_analysis_action",
        ".o_graph_renderer canvas, .o_pivot table",
        login=MANAGER,
        widths=WIDE,
        file=PLAIN,
    ),
    Shot(
        "customer_grades",
        "sama_crm.sama_grade_proposal_action",
        ROW,
        login=MANAGER,
        file=SIZED,
    ),
    Shot("survey_list", steps=ALL_INVOICES, **SURVEYS),
    Shot(
        "survey_interview",
        steps=(("press", "ArrowDown"),) * 2
        + (("press", "F4"), ("wait", ".o_survey_row")),
        **SURVEYS,
    ),
    Shot("survey_calculate", steps=CALCULATE, **ALL_SURVEYS),
    Shot("survey_results", steps=RESULTS, **SURVEYS),
    Shot(
        "survey_analysis",
        "sama_crm.sama_survey_analysis_action",
        ".o_pivot",
        widths=WIDE,
        file=PLAIN,
    ),
    # The administrator's year.
    Shot("fiscal_years", FISCAL_YEAR, ROW, **BY_ADMIN),
    Shot(
        "fiscal_year_to_close",
        FISCAL_YEAR,
        FORM,
        place=ended_year_page,
        **BY_ADMIN,
    ),
    Shot(
        "fiscal_year_close",
        FISCAL_YEAR,
        FORM,
        (("click", "button[name=action_close]"), ("wait", ".modal .btn-primary")),
        place=ended_year_page,
        widths=WIDE,
        **BY_ADMIN,
    ),
    Shot(
        "fiscal_year_closed",
        FISCAL_YEAR,
        FORM,
        place=closed_year_page,
        **BY_ADMIN,
    ),
    Shot(
        "fiscal_differences",
        FISCAL_YEAR,
        FORM,
        (
            ("click", "button[name=action_open_differences]"),
            ("wait", ".o_list_view .o_view_nocontent, .o_list_view .o_data_row"),
        ),
        place=closed_year_page,
        widths=WIDE,
        **BY_ADMIN,
    ),
    Shot(
        "fiscal_opening",
        FISCAL_OPENING,
        FORM,
        place=opening_page,
        **BY_ADMIN,
    ),
    Shot(
        "fiscal_opening_rows",
        FISCAL_OPENING,
        FORM,
        OPENING_ROWS,
        place=opening_page,
        widths=WIDE,
        **BY_ADMIN,
    ),
    Shot(
        "fiscal_opening_rows",
        FISCAL_OPENING,
        FORM,
        (("click", ".o_button_more"), *OPENING_ROWS),
        place=opening_page,
        widths=PHONE,
        **BY_ADMIN,
    ),
    Shot(
        "fiscal_opening_done",
        FISCAL_OPENING,
        FORM,
        place=opening_done_page,
        **BY_ADMIN,
    ),
    Shot(
        "fiscal_opening_undone",
        FISCAL_OPENING,
        FORM,
        place=opening_undone_page,
        **BY_ADMIN,
    ),
    Shot("year_beside_year", "sama_crm.sama_customer_growth_action", ROW, **BY_ADMIN),
    Shot(
        "import_trial",
        "sama_crm.sama_import_action",
        ".modal button[name=action_try]",
        (
            ("choose", ".modal [name=file] input[type=file]"),
            ("wait", ".modal [name=file] input[readonly], .modal .o_form_uri"),
            ("click", ".modal button[name=action_try]"),
            ("wait", ".modal [name=summary] td"),
        ),
        place=import_page,
        **BY_ADMIN,
    ),
    Shot(
        "follow_up_performance",
        PERFORMANCE,
        ".o_pivot table",
        login=MANAGER,
        file=SIZED,
    ),
    # Only an administrator reads the secret of a customer's link.
    Shot(
        "survey_page",
        "",
        "#survey",
        login="admin",
        widths=PHONE,
        file=PLAIN,
        place=customer_page,
    ),
    Shot("report_dialog", QUOTATIONS, ROW, (*REPORT, *as_pdf("table")), login=MANAGER),
    report("table"),
    report(
        "grouped",
        before=grouped_by(
            "پیگیری‌کننده|Follow-up Responsible", "وضعیت پیگیری|Follow-up State"
        ),
    ),
    report("card"),
    report("call"),
    report("management"),
    report(
        "management",
        PERFORMANCE,
        ".o_pivot table",
        before=(("click", ".o_switch_view.o_list"), ("wait", ".o_data_row")),
        name="performance",
    ),
    Shot(
        "report",
        steps=CALCULATE,
        paper="button:has-text('PDF')",
        **{**ALL_SURVEYS, "file": "report_calculation_{lang}"},
    ),
    Shot(
        "report",
        steps=RESULTS,
        paper="button:has-text('PDF')",
        **{**SURVEYS, "file": "report_customer_{lang}"},
    ),
)
