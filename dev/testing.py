"""`make test`: lint, the addon's tests in a copy of a prepared database, lifecycle."""

import os
import subprocess

from . import database, files, lint, odoo, system, translations
from .console import DevError, colour, say, step, warn
from .paths import ADDON, ROOT, STATE
from .python import PYTHON

RUN_DATABASE = "sama_crm_test"


def test(args=()):
    """Run everything; or, given words for pytest, only those tests of the addon.

    :return: 0 when all passed
    """
    source = odoo.setup()
    _ensure_readers()
    waiting = "another make test is at work in this checkout; waiting for it"
    with files.lock(STATE / "test.lock", waiting), database.server() as server:
        here = odoo.Odoo(source, server)
        if args:
            return _addon(here, args)
        failed = lint.static_checks()
        failed += translations.check(here, database.ensure_template(here))
        if _addon(here, ()):
            failed.append("tests of the addon")
        if _tools(here):
            failed.append("install, upgrade, uninstall")
    if failed:
        raise DevError(f"not in order: {', '.join(failed)}")
    say(colour("All checks and tests passed.", "1;32"))
    return 0


def _ensure_readers():
    """Bring the programs that open our files; their tests are skipped without them."""
    try:
        system.ensure(system.TEST_NEEDS)
    except DevError as error:
        warn(f"some tests of files will be skipped: {error}")


def _addon(here, args):
    """Run pytest on the addon in a fresh copy of the template; return its exit code."""
    template = database.ensure_template(here)
    database.copy(here.server, template, RUN_DATABASE)
    return run_addon(here, RUN_DATABASE, args)


def run_addon(here, name, args, options=None, **env):
    """Run pytest on the addon in a database, and drop that.

    :param args: words for pytest; a path among them replaces the whole addon
    :param dict options: more for Odoo's configuration
    :param env: more for the environment
    :return: pytest's exit code
    """
    config = here.write_config(
        "test",
        db_name=name,
        dbfilter=f"^{name}$",
        log_level="warn",
        with_demo=True,
        **(options or {}),
    )
    words = [] if any(_is_path(word) for word in args) else [str(ADDON)]
    command = [PYTHON, "-m", "pytest", "--odoo-http", "--odoo-log-level=warn"]
    with step(f"Tests of sama_crm ({name})"):
        code = _pytest([*command, *words, *args], here, ODOO_RC=config, **env)
    if code == 5 and not args:
        say("    the addon has no tests yet")
        code = 0
    if "KEEP_DB" not in os.environ:
        database.drop(here.server, name)
    return code


def _is_path(word):
    """Tell whether a word for pytest names a file, folder or test."""
    return not word.startswith("-") and (ROOT / word.split("::")[0]).exists()


def _tools(here):
    """Run the tests that need databases of their own; return pytest's exit code."""
    base = database.ensure_base_template(here)
    config = here.write_config("lifecycle")
    with step("Installing, upgrading and uninstalling in scratch databases"):
        return _pytest(
            [PYTHON, "-m", "pytest", "-x", "-p", "no:odoo", ROOT / "dev" / "tests"],
            here,
            SAMA_BASE_TEMPLATE=base,
            SAMA_CONFIG=config,
        )


def _pytest(command, here, **env):
    """Run pytest in the foreground, its output going to the terminal."""
    return subprocess.run(
        [str(word) for word in command],
        cwd=ROOT,
        env=here.env(**env),
        stdin=subprocess.DEVNULL,
    ).returncode
