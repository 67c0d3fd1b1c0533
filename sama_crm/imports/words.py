"""What the import says to the one who imports, in his language."""

from odoo.tools.translate import LazyTranslate

from ..jalali import calendar, text

_lt = LazyTranslate(__name__)

#: Names shown of a catalogue when a cell has none of them.
MAX_NAMES = 12

#: What is wrong with a file as a whole.
FILE_REASONS = {
    "empty": _lt("The file is empty. Choose the workbook to import."),
    "xls": _lt(
        "This is an old Excel file (.xls). Open it in Excel and save it as .xlsx."
    ),
    "xlsb": _lt(
        "This is a binary Excel file (.xlsb). Open it in Excel and save it as .xlsx."
    ),
    "ods": _lt("This is a LibreOffice file (.ods). Open it and save it as .xlsx."),
    "csv": _lt(
        "This is a text file, not an Excel workbook. Open it in Excel and save it "
        "as .xlsx."
    ),
    "encrypted": _lt(
        "The workbook has a password. Save it without one and choose it again."
    ),
    "not_workbook": _lt(
        "This is no Excel workbook. Choose a file in the format .xlsx."
    ),
    "broken": _lt(
        "The file is damaged and cannot be read. Open it in Excel, save it anew "
        "and choose it again."
    ),
    "entities": _lt(
        "The file holds parts that no spreadsheet program writes. It was not "
        "opened. Save it anew in Excel and choose it again."
    ),
    "bomb": _lt(
        "Unpacked, the file is far larger than its rows can be. It was not opened. "
        "Copy the rows into a new workbook and choose that."
    ),
    "too_big": _lt(
        "The file is larger than %(most)s MB. Part its rows into several files."
    ),
    "too_many_rows": _lt(
        "%(sheet)s: a file may have %(most)s rows in all. Part them into several "
        "files, and import them one after the other; codes connect them."
    ),
    "no_sheet": _lt(
        "None of the sheets is known: %(sheets)s. Take the template, and keep the "
        "titles of its sheets."
    ),
    "no_file": _lt("Choose the workbook to import."),
}

#: What is wrong with a cell, or to be known of it.
REASONS = {
    # --- the cell itself ---
    "required": _lt("This cell must not be empty."),
    "no_column": _lt("The column “%(column)s” is missing."),
    "unknown_column": _lt("No such column is known: “%(value)s”. It was left out."),
    "unknown_sheet": _lt("No such sheet is known. It was left out."),
    "no_heading": _lt(
        "The first ten rows have no headings that are known. Take them from the "
        "template."
    ),
    "merged": _lt("Merged cells. Part them, and fill each cell."),
    "formula": _lt(
        "A formula without a value. Open the file in Excel and save it, or write "
        "the value."
    ),
    "excel_error": _lt("Excel shows an error here: %(value)s"),
    "too_long": _lt("Longer than %(most)s letters."),
    "number": _lt("“%(value)s” is no number."),
    "negative": _lt("The amount is negative."),
    "too_large": _lt("The amount is too large."),
    "percent": _lt("A percentage is between 0 and 100."),
    "choice": _lt("“%(value)s” is none of: %(names)s"),
    "flag": _lt("“%(value)s” is neither yes nor no."),
    "date": _lt("“%(value)s” is no date. Write it as 1402/05/03."),
    "no_such_day": _lt(
        "%(value)s does not exist; %(month)s %(year)s has %(days)s days."
    ),
    "future": _lt("The date is in the future."),
    "year_closed": _lt(
        "Fiscal year %(value)s is closed. Reopen it, import, and close it again, so "
        "that the figures that are kept are whole."
    ),
    "hour": _lt("“%(value)s” is no hour. Write it as 13:30."),
    "national_id": _lt(
        "“%(value)s” is no national id. A person's has 10 digits, a company's 11, "
        "and they are not all the same."
    ),
    # --- what it names ---
    "twice": _lt("Row %(row)s has this code already."),
    "catalogue": _lt("“%(value)s” is not in the catalogue. It has: %(names)s"),
    "no_user": _lt("There is no user “%(value)s”. The field stays empty."),
    "many_users": _lt("Several users are called “%(value)s”. Write the login."),
    "no_agent": _lt(
        "“%(value)s” follows up no quotations of this company; the person's group or "
        "the salesperson says who does."
    ),
    "no_person": _lt("There is no person “%(value)s”."),
    "many_persons": _lt("Several persons are “%(value)s”. Write the code of one."),
    "no_group": _lt("There is no group “%(value)s”."),
    "many_groups": _lt("Several groups are called “%(value)s”. Write the code."),
    "no_quotation": _lt("There is no quotation “%(value)s”."),
    "many_quotations": _lt(
        "Several quotations have the number “%(value)s”. Write the code."
    ),
    "row_refused": _lt(
        "“%(value)s” stands in row %(row)s of %(sheet)s, which has an error."
    ),
    "circle": _lt("“%(value)s” stands below itself."),
    "no_province": _lt("There is no province “%(value)s”."),
    "other_match": _lt(
        "Another row of this file is the same person, %(value)s, already."
    ),
    # --- documents ---
    "reason_missing": _lt("Write the void reason."),
    "said": _lt("Write what was said, or the outcome."),
    "kept_state": _lt("%(value)s went on in Odoo since; its state there stays."),
    "kept_lines": _lt("The lines of %(value)s were changed in Odoo; its amount stays."),
    "moved": _lt("It belongs to %(value)s already."),
    "no_invoice": _lt("There is no posted invoice “%(value)s”."),
    "many_invoices": _lt("Several invoices are “%(value)s”."),
    "no_order_invoice": _lt(
        "Quotation “%(value)s” has no posted invoice in Odoo; a survey belongs to "
        "an invoice or a project."
    ),
    "no_project": _lt("There is no project “%(value)s”."),
    "many_projects": _lt("Several projects are called “%(value)s”."),
    "no_document_customer": _lt("“%(value)s” has no customer."),
    "no_survey": _lt("There is no question set “%(value)s” for this document."),
    "no_survey_for": _lt(
        "No question set for this document has all the questions answered. Write "
        "the set, or its questions as headings."
    ),
    "no_question": _lt("The set “%(value)s” has no such question."),
    "unknown_question": _lt("No question set has this question."),
    "score": _lt("The score must be between %(min)s and %(max)s."),
    "surveyed": _lt("“%(value)s” was surveyed already. Write “yes” as re-survey."),
    "resolution_missing": _lt("Write the resolution of a closed complaint."),
    "number_taken": _lt("Another record has this number already."),
    "refused": _lt("Odoo refuses this row: %(value)s"),
}


def file_message(env, error):
    """Return what is wrong with a file as a whole.

    :param error: :class:`~.guard.FileError`
    """
    details = {
        key: text.shown_digits(env, f"{value:,}") if isinstance(value, int) else value
        for key, value in error.details.items()
    }
    message = env._(FILE_REASONS[error.reason])
    return message % details


def cell_message(env, error, language="en"):
    """Return what is wrong with a cell.

    :param error: :class:`~.values.CellError`
    :param str language: of the file's headings
    """
    message = env._(REASONS[error.reason])
    return message % _shown(env, error, language)


def _shown(env, error, language):
    """Return the details of an error as texts."""
    details = dict(error.details)
    if error.reason == "no_such_day":
        year, month = details["year"], details["month"]
        details["days"] = str(calendar.month_length(year, month))
        details["month"] = calendar.month_name(month, env.lang or "en")
    column = details.pop("column", None)
    if error.reason == "choice":
        details["names"] = [getattr(each, language) for each in column.choices]
    elif column:
        details["column"] = column
    if "names" in details:
        names = list(details["names"])
        shown = (env._(", ")).join(names[:MAX_NAMES])
        details["names"] = f"{shown}…" if len(names) > MAX_NAMES else shown
    for key in ("row", "most", "days", "year", "min", "max"):
        if key in details:
            details[key] = text.shown_digits(env, str(details[key]))
    return details
