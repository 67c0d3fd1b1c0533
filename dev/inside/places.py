"""The places where pictures are taken.

A place is a context manager that takes the camera and the shot. It prepares the page,
gives its address, and takes back what should not stay when the picture is taken.
"""

import contextlib
import io

import openpyxl


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
