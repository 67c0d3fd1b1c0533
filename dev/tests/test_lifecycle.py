"""Installing on documents that exist, upgrading, uninstalling without a trace.

The tests build on each other, in order; `make test` stops at the first that fails.
"""

import json
import os

import pytest

from dev import database, odoo, postgres

NAME = "sama_crm_lifecycle"
DOCUMENTS = (
    "sale_order",
    "sale_order_line",
    "account_move",
    "account_move_line",
    "mail_activity",
    "project_project",
    "res_partner",
)


@pytest.fixture(scope="module")
def here():
    """Odoo with a scratch database that has demo documents and no sama_crm."""
    here = odoo.Odoo(odoo.provide(), postgres.ensure())
    database.copy(here.server, os.environ["SAMA_BASE_TEMPLATE"], NAME)
    yield here
    database.drop(here.server, NAME)


@pytest.fixture(scope="module")
def before(here):
    """The documents as they are before the addon comes."""
    return {table: rows(here, table) for table in DOCUMENTS}


def rows(here, table):
    """Return {id: values} of a table, without the addon's columns."""
    # A user's own partner is written to whenever the user is given a group.
    only = "WHERE id NOT IN (SELECT partner_id FROM res_users)"
    where = only if table == "res_partner" else ""
    text = here.server.sql(f"SELECT json_agg(row) FROM {table} row {where}", NAME)
    return {
        row["id"]: {
            name: value for name, value in row.items() if not name.startswith("sama")
        }
        for row in json.loads(text or "[]")
    }


def changes(here, before):
    """Return what happened to documents that were there before, in words.

    write_date counts: installing on years of documents must not touch it.
    """
    found = []
    for table, old_rows in before.items():
        new_rows = rows(here, table)
        for key, old in old_rows.items():
            new = new_rows.get(key)
            if new is None:
                found.append(f"{table} {key} is gone")
                continue
            found += [
                f"{table} {key}: {name} was {value!r}, is {new.get(name)!r}"
                for name, value in old.items()
                if new.get(name) != value
            ]
    return found[:20]


def call(here, *words):
    """Run Odoo on the scratch database; an error in its log fails the test."""
    config = os.environ["SAMA_CONFIG"]
    lines = here.run(
        config, *words, log="lifecycle.log", what=f"odoo {' '.join(map(str, words))}"
    )
    wrong = [line for line in lines if " ERROR " in line or " CRITICAL " in line]
    assert not wrong, "\n".join(wrong)


def leftovers(here):
    """Return what the addon left in the database."""
    queries = {
        "columns": "SELECT table_name || '.' || column_name FROM "
        "information_schema.columns WHERE column_name LIKE 'sama\\_%' "
        "OR table_name LIKE 'sama\\_%'",
        "constraints": "SELECT conname FROM pg_constraint "
        "WHERE conname LIKE '%sama\\_%'",
        "indexes": "SELECT indexname FROM pg_indexes WHERE indexname LIKE '%sama\\_%'",
        "functions": "SELECT proname FROM pg_proc WHERE proname LIKE '%sama\\_%'",
        "triggers": "SELECT tgname FROM pg_trigger WHERE tgname LIKE '%sama\\_%'",
        "models": "SELECT model FROM ir_model WHERE model LIKE 'sama.%'",
        "fields": "SELECT model || '.' || name FROM ir_model_fields "
        "WHERE name LIKE 'sama\\_%' OR model LIKE 'sama.%'",
        "external ids": "SELECT name FROM ir_model_data "
        "WHERE module IN ('sama_crm', '__sama_import__')",
        "views": "SELECT name FROM ir_ui_view WHERE arch_db::text LIKE '%sama\\_%'",
        "activities": "SELECT res_model FROM mail_activity "
        "WHERE res_model LIKE 'sama.%'",
        "parameters": "SELECT key FROM ir_config_parameter WHERE key LIKE 'sama%'",
        "attachments": "SELECT name FROM ir_attachment WHERE res_model LIKE 'sama.%'",
    }
    found = {name: here.server.sql(sql, NAME) for name, sql in queries.items()}
    return {name: lines for name, lines in found.items() if lines}


def test_install(here, before):
    """The addon installs on existing documents and changes nothing in them."""
    assert before["sale_order"], "the base database has no orders to try it on"
    call(here, "-d", NAME, "-i", "sama_crm", "--stop-after-init", "--no-http")
    assert not changes(here, before)


OFFICE = (
    "SELECT res_id FROM ir_model_data "
    "WHERE module = 'sama_crm' AND name = 'calendar_office'"
)
EDITS = (  # what an administrator changes, and how to read it
    (
        f"DELETE FROM resource_calendar_leaves WHERE calendar_id IN ({OFFICE})",
        f"SELECT count(*) FROM resource_calendar_leaves "
        f"WHERE calendar_id IN ({OFFICE})",
    ),
    (
        f"UPDATE resource_calendar_attendance SET hour_to = 14.5 "
        f"WHERE calendar_id IN ({OFFICE})",
        f"SELECT DISTINCT hour_to FROM resource_calendar_attendance "
        f"WHERE calendar_id IN ({OFFICE})",
    ),
    (
        "UPDATE res_lang SET sama_calendar = 'gregorian', sama_numbering = 'latn' "
        "WHERE code = 'fa_IR'",
        "SELECT sama_calendar, sama_numbering FROM res_lang WHERE code = 'fa_IR'",
    ),
)


def test_upgrade(here, before):
    """An upgrade runs through and changes nothing, not even what was ours at first."""
    for change, _read in EDITS:
        here.server.sql(change, NAME)
    kept = [here.server.sql(read, NAME) for _change, read in EDITS]
    call(here, "-d", NAME, "-u", "sama_crm", "--stop-after-init", "--no-http")
    assert not changes(here, before)
    assert [here.server.sql(read, NAME) for _change, read in EDITS] == kept


def test_uninstall(here, before):
    """Uninstalling leaves no trace, and the documents as they were."""
    # As the import of earlier years marks a person who was there already.
    here.server.sql(
        "INSERT INTO ir_model_data (module, name, model, res_id, noupdate) "
        "SELECT '__sama_import__', '1-persons-7', 'res.partner', MIN(id), TRUE "
        "FROM res_partner",
        NAME,
    )
    call(here, "module", "uninstall", "-d", NAME, "sama_crm")
    assert not leftovers(here)
    assert not changes(here, before)


def test_install_again(here):
    """It can come back."""
    call(here, "-d", NAME, "-i", "sama_crm", "--stop-after-init", "--no-http")
