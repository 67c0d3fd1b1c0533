"""Take the pictures of the README and the user's guide.

    pictures.py URL FOLDER CHROMIUM [SHOT ...]

A shot opens a page of the client, does what its steps say, waits until the page is at
rest, and is taken in each language and width: docs/pictures/<shot>-<lang>-<width>.png,
or as the shot names it.
A new shot is one more entry of SHOTS.
"""

import contextlib
import dataclasses
import io
import itertools
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
from playwright.sync_api import Error, sync_playwright

LANGUAGES = {"fa": "fa_IR", "en": "en_US"}
WIDTHS = {1366: 768, 390: 844}
PATIENCE = 30_000  # milliseconds for one step


@contextlib.contextmanager
def action_page(_camera, shot):
    """The page of the shot's action."""
    yield f"/odoo/action-{shot.action}"


@contextlib.contextmanager
def customer_page(camera, _shot):
    """The page of a customer who was sent a link, in the camera's language."""
    [sheet] = camera.call(
        "sama.survey.response",
        "search_read",
        [[["state", "=", "sent"]], ["access_token", "partner_id"]],
        limit=1,
    )
    partner = sheet["partner_id"][:1]
    [before] = camera.call("res.partner", "read", [partner, ["lang"]])
    camera.call("res.partner", "write", [partner, {"lang": camera.code}])
    try:
        yield f"/sama/survey/{sheet['access_token']}"
    finally:
        camera.call("res.partner", "write", [partner, {"lang": before["lang"]}])


def opening(camera):
    """Return the id of the proposed opening, previewed."""
    return camera.call("sama.fiscal.opening", "action_open", [])["res_id"]


@contextlib.contextmanager
def opening_page(camera, shot):
    """The page of the proposed opening, or of its rows by the shot's action."""
    res_id = opening(camera)
    yield f"/odoo/action-{shot.action}/{res_id}"


@contextlib.contextmanager
def opening_done_page(camera, shot):
    """The page of an opening that was carried out; it is undone when seen."""
    res_id = opening(camera)
    camera.call("sama.fiscal.opening", "action_run", [[res_id]])
    try:
        yield f"/odoo/action-{shot.action}/{res_id}"
    finally:
        camera.call("sama.fiscal.opening", "action_undo", [[res_id]])


@contextlib.contextmanager
def opening_undone_page(camera, shot):
    """The page of an opening that was undone."""
    with opening_done_page(camera, shot) as address:
        pass
    yield address


@contextlib.contextmanager
def closed_year_page(camera, shot):
    """The page of a year that was closed."""
    [year] = camera.call(
        "sama.fiscal.year", "search", [[["state", "=", "closed"]]], limit=1
    )
    yield f"/odoo/action-{shot.action}/{year}"


@contextlib.contextmanager
def ended_year_page(camera, shot):
    """The page of a year that may be closed."""
    years = camera.call(
        "sama.fiscal.year", "search_read", [[["state", "=", "open"]], ["can_close"]]
    )
    year = next(year["id"] for year in years if year["can_close"])
    yield f"/odoo/action-{shot.action}/{year}"


OLD_YEARS = {
    "fa": {
        "اشخاص": (
            ("کد شخص", "نام"),
            ("P-101", "بازرگانی آفتاب"),
            ("P-102", "صنایع البرز"),
        ),
        "پیش‌فاکتورها": (
            ("کد", "تاریخ", "مشتری", "مبلغ", "وضعیت"),
            ("Q-1", "1402/05/03", "P-101", "185000000", "باز"),
            ("Q-2", "1402/12/30", "P-102", "96000000", "باز"),
            ("Q-3", "1402/07/14", "P-109", "42500000", "باز"),
        ),
    },
    "en": {
        "Persons": (
            ("Person code", "Name"),
            ("P-101", "Aftab Trading"),
            ("P-102", "Alborz Industries"),
        ),
        "Quotations": (
            ("Code", "Date", "Customer", "Amount", "State"),
            ("Q-1", "1402/05/03", "P-101", "185000000", "open"),
            ("Q-2", "1402/12/30", "P-102", "96000000", "open"),
            ("Q-3", "1402/07/14", "P-109", "42500000", "open"),
        ),
    },
}


def workbook(sheets):
    """Return the bytes of an Excel workbook."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@contextlib.contextmanager
def import_page(camera, shot):
    """The page of the import, and a workbook to choose."""
    camera.file = {
        "name": "old-years.xlsx",
        "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "buffer": workbook(OLD_YEARS[camera.code[:2]]),
    }
    yield f"/odoo/action-{shot.action}"


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


QUOTATIONS = "sama_crm.sale_order_action_goods"
ROW = ".o_data_row, .o_kanban_record:not(.o_kanban_ghost)"
CELL = ".o_data_row td.o_data_cell[name=name], .o_kanban_record:not(.o_kanban_ghost)"
F4 = ("wait", ".o_f4_dialog .o_f4_columns")
CUSTOMERS = "sama_crm.sama_customer_action_goods"
# The first customer's file, from the list or the cards.
FILE = (
    ("click", ".o_data_row td[name=partner_id], .o_kanban_record"),
    ("wait", ".o_sama_file_page .o_sama_timeline_row"),
)
WIDE, PHONE = (1366,), (390,)
MANAGER = "ali"
# Of the invoices to survey, without the three filters that the list begins with.
SURVEYS = {
    "action": "sama_crm.account_move_action_goods",
    "ready": ".o_data_row, .o_kanban_record",
    "widths": (1366,),
    "file": "{name}_{lang}",
}
FORM = ".o_form_view"
OPENING_ROWS = (
    ("click", "button[name=action_open_lines]:has([name=carry_count])"),
    ("wait", ROW),
)
YEARS = {"login": "admin", "file": "{name}_{lang}_{width}"}
# A manager has none of his own to begin with.
ALL_SURVEYS = {**SURVEYS, "ready": ".o_sama_calculate", "login": MANAGER}
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
REPORT = (("click", ".o_sama_report_button"), ("wait", ".modal .o_form_view"))


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
        (
            *before,
            *REPORT,
            ("click", ".modal .o_field_widget[name=format] input[data-value=pdf]"),
            (
                "click",
                f".modal .o_field_widget[name=layout] input[data-value={layout}]",
            ),
        ),
        login=MANAGER,
        widths=WIDE,
        file=f"report_{name or layout}_{{lang}}",
        paper=".modal button[name=action_make]",
    )


SHOTS = (
    Shot("desk", "sama_crm.sama_desk_action", ".o_sama_desk_page"),
    Shot(
        "desk-manager",
        "sama_crm.sama_desk_action",
        ".o_sama_desk_page",
        login=MANAGER,
    ),
    Shot("quotations", QUOTATIONS, ROW),
    Shot("quotation", QUOTATIONS, ROW, (("click", CELL), ("wait", ".o_form_view"))),
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
    Shot("customer_file", CUSTOMERS, ROW, FILE, widths=WIDE, file="{name}_{lang}"),
    Shot("customer_file", CUSTOMERS, ROW, FILE, widths=PHONE, file="{name}_{lang}_390"),
    Shot(
        "customer_new_row",
        CUSTOMERS,
        ROW,
        (*FILE, ("press", "F4"), ("wait", ".o_f4_dialog .o_form_view")),
        widths=WIDE,
        file="{name}_{lang}",
    ),
    Shot(
        "customer_records",
        "sama_crm.sama_customer_record_action",
        ROW,
        file="{name}_{lang}_{width}",
    ),
    Shot(
        "customer_record_analysis",
        "sama_crm.sama_record_analysis_action",
        ".o_graph_renderer canvas, .o_pivot table",
        login=MANAGER,
        widths=WIDE,
        file="{name}_{lang}",
    ),
    Shot(
        "customer_grades",
        "sama_crm.sama_grade_proposal_action",
        ROW,
        login=MANAGER,
        file="{name}_{lang}_{width}",
    ),
    Shot("survey_list", steps=ALL_INVOICES, **SURVEYS),
    Shot(
        "survey_interview",
        steps=(("press", "ArrowDown"),) * 2
        + (("press", "F4"), ("wait", ".o_survey_row")),
        **SURVEYS,
    ),
    Shot("survey_calculate", steps=CALCULATE, **ALL_SURVEYS),
    Shot(
        "survey_results",
        steps=RESULTS,
        **SURVEYS,
    ),
    Shot(
        "survey_analysis",
        "sama_crm.sama_survey_analysis_action",
        ".o_pivot",
        widths=WIDE,
        file="{name}_{lang}",
    ),
    # The administrator's year.
    Shot("fiscal_years", "sama_crm.sama_fiscal_year_action", ROW, **YEARS),
    Shot(
        "fiscal_year_to_close",
        "sama_crm.sama_fiscal_year_action",
        FORM,
        place=ended_year_page,
        **YEARS,
    ),
    Shot(
        "fiscal_year_close",
        "sama_crm.sama_fiscal_year_action",
        FORM,
        (("click", "button[name=action_close]"), ("wait", ".modal .btn-primary")),
        place=ended_year_page,
        **{**YEARS, "widths": WIDE},
    ),
    Shot(
        "fiscal_year_closed",
        "sama_crm.sama_fiscal_year_action",
        FORM,
        place=closed_year_page,
        **YEARS,
    ),
    Shot(
        "fiscal_differences",
        "sama_crm.sama_fiscal_year_action",
        FORM,
        (
            ("click", "button[name=action_open_differences]"),
            ("wait", ".o_list_view .o_view_nocontent, .o_list_view .o_data_row"),
        ),
        place=closed_year_page,
        **{**YEARS, "widths": WIDE},
    ),
    Shot(
        "fiscal_opening",
        "sama_crm.sama_fiscal_opening_action",
        FORM,
        place=opening_page,
        **YEARS,
    ),
    Shot(
        "fiscal_opening_rows",
        "sama_crm.sama_fiscal_opening_action",
        FORM,
        OPENING_ROWS,
        place=opening_page,
        **{**YEARS, "widths": WIDE},
    ),
    Shot(
        "fiscal_opening_rows",
        "sama_crm.sama_fiscal_opening_action",
        FORM,
        (("click", ".o_button_more"), *OPENING_ROWS),
        place=opening_page,
        **{**YEARS, "widths": PHONE},
    ),
    Shot(
        "fiscal_opening_done",
        "sama_crm.sama_fiscal_opening_action",
        FORM,
        place=opening_done_page,
        **YEARS,
    ),
    Shot(
        "fiscal_opening_undone",
        "sama_crm.sama_fiscal_opening_action",
        FORM,
        place=opening_undone_page,
        **YEARS,
    ),
    Shot("year_beside_year", "sama_crm.sama_customer_growth_action", ROW, **YEARS),
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
        **YEARS,
    ),
    Shot(
        "follow_up_performance",
        "sama_crm.sama_follow_up_analysis_action",
        ".o_pivot table",
        login=MANAGER,
        file="{name}_{lang}_{width}",
    ),
    # Only an administrator reads the secret of a customer's link.
    Shot(
        "survey_page",
        "",
        "#survey",
        login="admin",
        widths=PHONE,
        file="{name}_{lang}",
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
        "sama_crm.sama_follow_up_analysis_action",
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


class Camera:
    """A logged-in browser window of one language and width."""

    def __init__(self, page, url, folder):
        self.page = page
        self.url = url
        self.folder = Path(folder)
        self.file = None
        page.set_default_timeout(PATIENCE)

    def log_in(self, login, code):
        """Log in and switch the user to a language."""
        self.login = login
        self.page.goto(f"{self.url}/web/login")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", login)
        self.page.click("form.oe_login_form button[type=submit]")
        self.page.wait_for_selector(".o_main_navbar")
        self.switch(code)

    def call(self, model, method, args, **kwargs):
        """Call a method of the server as the user in the window."""
        answer = self.page.request.post(
            f"{self.url}/web/dataset/call_kw",
            data={
                "jsonrpc": "2.0",
                "params": {
                    "model": model,
                    "method": method,
                    "args": args,
                    "kwargs": kwargs,
                },
            },
        ).json()
        if "error" in answer:
            raise Error(answer["error"]["data"]["message"])
        return answer["result"]

    def switch(self, code):
        """Set the user's language.

        :raises Error: the database does not have it
        """
        if code not in dict(self.call("res.lang", "get_installed", [])):
            raise Error(f"The language {code} is not active.")
        user = self.call("res.users", "search", [[["login", "=", self.login]]])
        self.call("res.users", "write", [user, {"lang": code}])
        self.code = code
        # The first page after a change still comes in the direction of before.
        self.page.goto(f"{self.url}/odoo")
        self.page.wait_for_selector(".o_main_navbar")

    def take(self, shot, lang, width):
        """Take one picture; return whether it shows what it should."""
        name = shot.file.format(name=shot.name, lang=lang, width=width)
        path = self.folder / f"{name}.png"
        try:
            with shot.place(self, shot) as address:
                self.page.goto(f"{self.url}{address}")
                self.page.wait_for_selector(shot.ready)
                self.rest()
                for verb, *words in shot.steps:
                    self.do(verb, *words)
                self.rest()
                if shot.paper:
                    self.print(shot.paper, path)
        except Error as error:
            self.page.screenshot(path=path.with_suffix(".failed.png"))
            print(f"    FAILED {path.name}: {str(error).splitlines()[0]}")
            return False
        if not shot.paper:
            self.page.screenshot(path=path)
        path.with_suffix(".failed.png").unlink(missing_ok=True)
        print(f"    {path.name}")
        return True

    def print(self, button, path):
        """Download a PDF and keep its first page as a picture."""
        with self.page.expect_download(timeout=2 * PATIENCE) as waiting:
            self.page.click(button)
        subprocess.run(
            ["pdftoppm", "-png", "-r", "110", "-singlefile"]
            + [str(waiting.value.path()), str(path.with_suffix(""))],
            check=True,
        )

    def do(self, verb, *words):
        """Carry out one step of a shot."""
        if verb == "click":
            self.page.click(*words)
        elif verb == "press":
            self.page.keyboard.press(*words)
        elif verb == "wait":
            self.page.wait_for_selector(*words)
        elif verb == "fill":
            self.page.fill(*words)
        elif verb == "choose":
            self.page.set_input_files(*words, self.file)
        else:
            raise ValueError(verb)

    def rest(self):
        """Wait until nothing loads or moves, and no bubble hides the page."""
        self.page.mouse.move(0, 0)
        self.page.wait_for_load_state("load")
        self.page.wait_for_function(
            "() => !document.querySelector('.o_loading_indicator, .o_blockUI')"
        )
        self.page.evaluate("() => document.fonts.ready")
        self.page.wait_for_timeout(600)


def settings(code, width):
    """Return the options of a browser window."""
    return {
        "viewport": {"width": width, "height": WIDTHS[width]},
        "timezone_id": "Asia/Tehran",
        "locale": code.replace("_", "-"),
        "has_touch": width < 768,
        "is_mobile": width < 768,
    }


def main():
    """Take the shots named on the command line, or all of them."""
    url, folder, chromium, *wanted = sys.argv[1:]
    shots = [shot for shot in SHOTS if not wanted or shot.name in wanted]
    good = True
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for (short, code), width, login in itertools.product(
            LANGUAGES.items(), WIDTHS, dict.fromkeys(shot.login for shot in shots)
        ):
            context = browser.new_context(**settings(code, width))
            camera = Camera(context.new_page(), url, folder)
            camera.log_in(login, code)
            for shot in shots:
                if shot.login == login and width in shot.widths:
                    good = camera.take(shot, short, width) and good
            camera.switch(LANGUAGES["fa"])
            context.close()
        browser.close()
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
