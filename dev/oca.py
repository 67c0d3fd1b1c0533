"""`make test-oca`: do the addon's tests pass with OCA's addons installed beside it?

An office has some of them. Those that touch what the addon touches (persons, orders,
activities, long work, the web client) are fetched as Python packages, installed in a
copy of the tests' database, and the addon's own tests run there.
"""

import shutil

from . import database, files, odoo, python, testing
from .console import DevError, run, step
from .paths import ADDON, LOGS, ROOT, STATE, child_env

REQUIREMENTS = ROOT / "dev" / "requirements-oca.txt"
FOLDER = STATE / "oca"
ADDONS = FOLDER / "odoo" / "addons"
DATABASE = "sama_crm_oca"
#: What addons of the list do on purpose, and which of our tests sees it.
NOT_OURS = {
    # Each activity asks for its team.
    "mail_activity_team": (
        "test_assign.py::TestAssign::test_thousand_orders_in_few_queries",
        "test_handover.py::TestHandover::test_few_queries",
        "test_performance.py::TestPerformance::test_f4_on_many_orders_is_set_based",
    ),
    # Each order asks for its type.
    "sale_order_type": (
        "test_import_quotations.py::TestImportQuotations::"
        "test_queries_for_a_thousand_rows",
    ),
    # A person's name is put together from two fields and tidied.
    "partner_firstname": (
        "test_duplicates.py::TestDuplicates::test_warns_while_typing_and_saves",
        "test_plain_users.py::TestPlainUsers::test_contacts",
        "test_report.py::TestReportExcel::test_the_public_way_makes_the_same",
        "test_res_partner.py::TestResPartner::test_form",
        "test_res_partner.py::TestResPartner::test_others_see_the_plain_form",
    ),
}


def test_oca(args=()):
    """Run the addon's tests beside OCA's addons.

    :param args: words for pytest, else all tests run
    :return: 0 when all passed
    """
    source = odoo.setup()
    _ensure()
    waiting = "another make test is at work in this checkout; waiting for it"
    with files.lock(STATE / "test.lock", waiting), database.server() as server:
        here = odoo.Odoo(source, server)
        options = {"addons_path": ",".join([*source.addons, str(ROOT), str(ADDONS)])}
        database.copy(server, database.ensure_template(here), DATABASE)
        _install(here, options)
        words = args or list(_without_theirs())
        code = testing.run_addon(here, DATABASE, words, options, PYTHONPATH=FOLDER)
    if code and not args:
        raise DevError("tests of the addon fail beside OCA's addons")
    return code


def _without_theirs():
    """Yield words for pytest that leave out what another addon is known to change."""
    for tests in NOT_OURS.values():
        for test in tests:
            yield f"--deselect={(ADDON / 'tests' / test).relative_to(ROOT)}"


def _ensure():
    """Bring the packages, without the Odoo that they ask for: it is there."""
    stamp = STATE / "oca.json"
    wanted = {"key": files.fingerprint(python.tag(), REQUIREMENTS)}
    if files.read_json(stamp) == wanted and ADDONS.is_dir():
        return
    shutil.rmtree(FOLDER, ignore_errors=True)
    with step("OCA's addons: downloading"):
        command = [python.PYTHON, "-m", "pip", "install", "--progress-bar=off"]
        run(
            [*command, "--no-deps", "--target", FOLDER, "-r", REQUIREMENTS],
            log=LOGS / "pip.log",
            what="pip install of OCA's addons",
            hint=python.HINT,
            env=child_env(),
        )
    files.write_json(stamp, wanted)


def _install(here, options):
    """Install every addon of the folder, in Odoo's own way."""
    names = sorted(path.parent.name for path in ADDONS.glob("*/__manifest__.py"))
    config = here.write_config("oca", db_name=DATABASE, **options)
    words = ["-d", DATABASE, "-i", ",".join(names), "--stop-after-init", "--no-http"]
    with step(f"OCA's addons: installing {len(names)} beside sama_crm"):
        run(
            here.command(config, *words),
            log=LOGS / "oca.log",
            what="the installation of OCA's addons",
            env=here.env(PYTHONPATH=FOLDER),
            cwd=ROOT,
            summarise=odoo.loading,
        )
