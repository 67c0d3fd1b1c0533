"""Installing on documents that exist, upgrading, uninstalling without a trace.

The tests build on each other, in order; the first that fails skips the rest.
"""

import os

import pytest

from dev import database, odoo, postgres

NAME = "sama_crm_lifecycle"
DOCUMENTS = ("sale_order", "sale_order_line", "account_move", "res_partner")
failed = []


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
    return documents(here)


@pytest.fixture(autouse=True)
def in_order(request):
    """Skip what rests on a step that failed."""
    if failed:
        pytest.skip(f"{failed[0]} failed")
    failed.append(request.node.name)
    yield
    if not getattr(request.node, "stumbled", False):
        failed.clear()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Note on the test whether it failed."""
    outcome = yield
    item.stumbled = outcome.get_result().failed


def documents(here):
    """Return {table: rows as text} of the columns that Odoo itself has.

    write_date is among them: installing must not touch it.
    """
    found = {}
    for table in DOCUMENTS:
        columns = here.server.sql(
            "SELECT column_name FROM information_schema.columns WHERE table_name = "
            f"'{table}' AND column_name NOT LIKE 'sama%' ORDER BY column_name",
            NAME,
        ).split()
        chosen = ", ".join(f'"{column}"' for column in columns)
        found[table] = here.server.sql(
            f"SELECT {chosen} FROM {table} ORDER BY id", NAME
        ).splitlines()
    return found


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
        "external ids": "SELECT name FROM ir_model_data WHERE module = 'sama_crm'",
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
    assert documents(here) == before


def test_upgrade(here, before):
    """An upgrade runs through and changes nothing either."""
    call(here, "-d", NAME, "-u", "sama_crm", "--stop-after-init", "--no-http")
    assert documents(here) == before


def test_uninstall(here, before):
    """Uninstalling leaves no trace, and the documents as they were."""
    call(here, "module", "uninstall", "-d", NAME, "sama_crm")
    assert leftovers(here) == {}
    after = documents(here)
    assert {name: len(rows) for name, rows in after.items()} == {
        name: len(rows) for name, rows in before.items()
    }
    assert after["sale_order"] == before["sale_order"]


def test_install_again(here):
    """It can come back."""
    call(here, "-d", NAME, "-i", "sama_crm", "--stop-after-init", "--no-http")
