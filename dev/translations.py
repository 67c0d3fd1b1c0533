"""`make i18n`, and the check that no text of the addon is left untranslated."""

import subprocess

from . import database, odoo
from .console import colour, say, step
from .paths import ADDON, INSIDE, RUN, child_env
from .python import PYTHON

FOLDER = ADDON / "i18n"
POT = FOLDER / "sama_crm.pot"
LANGUAGES = ("fa",)


def _export(here, template):
    """Let Odoo write the addon's texts, as they are now, and return the file."""
    RUN.mkdir(parents=True, exist_ok=True)
    target = RUN / "exported.pot"
    config = here.write_config("setup")
    here.run(
        config,
        *["i18n", "export", "-d", template, "-l", "pot", "-o", target, "sama_crm"],
        log="i18n.log",
        what="exporting the addon's texts",
    )
    return target


def _catalogues(*words):
    """Run the script that reads and writes po files (it needs polib)."""
    result = subprocess.run(
        [str(PYTHON), str(INSIDE / "catalogues.py"), *[str(word) for word in words]],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=child_env(),
    )
    return result.returncode, result.stdout.strip()


def check(here, template):
    """Compare the files in i18n/ with what Odoo exports.

    :return: ["translations"] when something is missing, stale or fuzzy, else []
    """
    exported = _export(here, template)
    paths = [FOLDER / f"{language}.po" for language in LANGUAGES]
    code, output = _catalogues("check", exported, POT, *paths)
    if code:
        say(f"{colour('FAIL', '1;31')}  translations  (make i18n, then translate)")
        say("\n".join(f"    {line}" for line in output.splitlines()))
        return ["translations"]
    say(f"{colour('ok', '32')}    translations" + (f"  ({output})" if output else ""))
    return []


def update():
    """Write sama_crm.pot anew and bring fa.po in step with it."""
    source = odoo.setup()
    with database.server() as server:
        here = odoo.Odoo(source, server)
        template = database.ensure_template(here)
        with step("Texts of the addon"):
            exported = _export(here, template)
            paths = [FOLDER / f"{language}.po" for language in LANGUAGES]
            code, output = _catalogues("update", exported, POT, *paths)
            say("\n".join(f"    {line}" for line in output.splitlines()))
    return code
