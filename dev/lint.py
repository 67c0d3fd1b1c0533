"""`make lint` and `make format`."""

import subprocess

from . import database, odoo, translations
from .console import DevError, colour, say
from .paths import ROOT, child_env
from .python import VENV

PYTHON_FOLDERS = ["sama_crm", "dev", "benchmarks", "docs"]
TEXTS = [
    "sama_crm/**/*.{xml,js,scss,css,json}",
    "*.{json,mjs,yml,yaml}",
    "docs/**/*.{js,json,yml}",
]
UNMATCHED = "--no-error-on-unmatched-pattern"


def _folders():
    return [name for name in PYTHON_FOLDERS if any((ROOT / name).rglob("*.py"))]


def checks():
    """Return (name, command, how to mend it) for each linter."""
    bin_ = VENV / "bin"
    format_hint = "make format mends it"
    prettier = ["prettier", "--check", "--log-level=warn", UNMATCHED]
    eslint = ["eslint", "--max-warnings=0", UNMATCHED, "."]
    # A large model may be spread over files by subject, so that each stays readable;
    # .pylintrc cannot take one message out of a group.
    pylint = [bin_ / "pylint", "--rcfile=.pylintrc", "sama_crm"]
    pylint += ["--disable=consider-merging-classes-inherited"]
    return [
        ("ruff", [bin_ / "ruff", "check", "--quiet", *_folders()], format_hint),
        (
            "ruff format",
            [bin_ / "ruff", "format", "--quiet", "--diff", *_folders()],
            format_hint,
        ),
        ("pylint-odoo", pylint, ""),
        ("prettier", [*prettier, *TEXTS], format_hint),
        ("eslint", eslint, ""),
    ]


def static_checks():
    """Run the linters that need no database.

    :return: the names of those that complain
    """
    failed = []
    for name, command, hint in checks():
        result = subprocess.run(
            [str(word) for word in command],
            cwd=ROOT,
            env=child_env(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        if result.returncode:
            failed.append(name)
            say(f"{colour('FAIL', '1;31')}  {name}" + (f"  ({hint})" if hint else ""))
            say("\n".join(f"    {line}" for line in result.stdout.splitlines()[:200]))
        else:
            say(f"{colour('ok', '32')}    {name}")
    return failed


def lint():
    """Run every check of style and of the translations.

    :return: 0 when all are content
    """
    source = odoo.setup()
    failed = static_checks()
    with database.server() as server:
        here = odoo.Odoo(source, server)
        failed += translations.check(here, database.ensure_template(here))
    if failed:
        raise DevError(f"lint: {', '.join(failed)}")
    return 0


def format_code():
    """Let the tools lay out and mend what they can."""
    odoo.setup()
    env = child_env()
    bin_ = VENV / "bin"
    commands = [
        [bin_ / "ruff", "check", "--fix", "--quiet", *_folders()],
        [bin_ / "ruff", "format", "--quiet", *_folders()],
        ["prettier", "--write", "--log-level=warn", UNMATCHED, *TEXTS],
        ["eslint", "--fix", UNMATCHED, "."],
    ]
    codes = [
        subprocess.run([str(word) for word in words], cwd=ROOT, env=env).returncode
        for words in commands
    ]
    return int(any(codes))
