"""Programs of the operating system: found, or installed through apt."""

import contextlib
import os
import re
import shutil
import sys
from pathlib import Path

from .console import DevError, capture, passes, run, step
from .paths import LOGS, child_env

PG_MINIMUM = 15
NODE_MINIMUM = 18
# Keeps Debian's postgresql package from making and starting a cluster of its own.
NO_MAIN_CLUSTER = Path("/etc/postgresql-common/createcluster.d/sama_crm.conf")


def root_prefix():
    """Return the words that make a command run as root, None when we cannot."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        if passes(["sudo", "-n", "true"]):
            return ["sudo", "-n"]
        if sys.stdin.isatty():
            return ["sudo"]
    return None


def postgres_bin():
    """Return the folder of the newest PostgreSQL server 15 or later, or None."""
    found = {}
    folders = [*Path("/usr/lib/postgresql").glob("*/bin")]
    if initdb := shutil.which("initdb"):
        folders.append(Path(initdb).resolve().parent)
    for folder in folders:
        if version := postgres_version(folder):
            found[version] = folder
    usable = [version for version in found if version >= PG_MINIMUM]
    return found[max(usable)] if usable else None


def postgres_version(folder):
    """Return the major version of the server whose programs are in the folder."""
    with contextlib.suppress(DevError):
        match = re.search(r"(\d+)", capture([folder / "postgres", "--version"]))
        return match and int(match[1])
    return None


def node_ok():
    """Tell whether node (18 or later) and npm are there."""
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    with contextlib.suppress(DevError):
        match = re.match(r"v(\d+)", capture(["node", "--version"]))
        return bool(match) and int(match[1]) >= NODE_MINIMUM
    return False


def chromium():
    """Return the path of a browser that Odoo's tests find too, or None."""
    for name in (
        "chromium",
        "chromium-browser",
        "google-chrome-stable",
        "google-chrome",
    ):
        if path := shutil.which(name):
            return path
    return None


def venv_ok():
    """Tell whether this Python can make virtual environments with pip."""
    return passes([sys.executable, "-c", "import ensurepip, venv"])


def persian_font():
    """Tell whether a browser on this machine can paint Persian letters."""
    with contextlib.suppress(DevError):
        return bool(capture(["fc-list", ":lang=fa", "family"]))
    return False


def library_ok(name):
    """Tell whether a shared library is installed."""
    return any(
        next(Path(folder).glob(f"*/{name}*"), None)
        or next(Path(folder).glob(f"{name}*"), None)
        for folder in ("/usr/lib", "/lib", "/usr/lib64")
        if Path(folder).is_dir()
    )


def postgres_ok():
    """Tell whether there is a client, and a server or the address of one."""
    server = os.environ.get("PGHOST") or postgres_bin()
    return bool(server and shutil.which("psql"))


# what is needed -> (is it there?, Debian's packages that bring it)
NEEDS = {
    "Python's venv module": (venv_ok, ["python3-venv"]),
    f"PostgreSQL {PG_MINIMUM} or later": (
        postgres_ok,
        ["postgresql", "postgresql-client"],
    ),
    f"Node.js {NODE_MINIMUM} or later with npm": (node_ok, ["nodejs", "npm"]),
    "Chromium": (lambda: bool(chromium()), ["chromium"]),
    "libXrender": (lambda: library_ok("libXrender.so.1"), ["libxrender1"]),
    "libXext": (lambda: library_ok("libXext.so.6"), ["libxext6"]),
    "fontconfig": (lambda: library_ok("libfontconfig.so.1"), ["libfontconfig1"]),
    "a font with Persian letters": (persian_font, ["fontconfig", "fonts-dejavu-core"]),
    "poppler's tools": (lambda: bool(shutil.which("pdftotext")), ["poppler-utils"]),
}
# what only `make test` needs: files of reports are opened as their readers do
TEST_NEEDS = {
    "LibreOffice": (lambda: bool(shutil.which("soffice")), ["libreoffice-calc-nogui"]),
}


def ensure(needs=None):
    """Install what the machine lacks.

    :param dict needs: as :data:`NEEDS`, which is the default
    :raises DevError: naming the packages, when we may not install them ourselves
    """
    needs = NEEDS if needs is None else needs
    missing = [name for name, (there, _packages) in needs.items() if not there()]
    if not missing:
        return
    install(missing, [package for name in missing for package in needs[name][1]])
    still = [name for name in missing if not needs[name][0]()]
    if still:
        raise DevError(
            f"apt installed its packages, yet these are missing: {', '.join(still)}",
            "Newer ones may be needed than this release of the system has.",
        )


def install(reasons, packages):
    """Install Debian packages, as root or through sudo."""
    what = ", ".join(reasons)
    by_hand = f"apt-get install {' '.join(packages)}"
    if not shutil.which("apt-get"):
        raise DevError(
            f"missing: {what}",
            f"This machine has no apt. Install by other means what Debian calls "
            f"{' '.join(packages)}, then call make again.",
        )
    prefix = root_prefix()
    if prefix is None:
        raise DevError(
            f"missing: {what}",
            f"As root: {by_hand}\nThen call make again.",
        )
    env = child_env(DEBIAN_FRONTEND="noninteractive")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    log = LOGS / "apt-install.log"
    hint = f"See what apt says, mend it, and call make again; by hand: {by_hand}"
    with step(f"System packages: {' '.join(packages)}"):
        run([*apt, "update"], log=log, env=env, hint=hint, what="apt-get update")
        with _no_main_cluster(prefix, "postgresql" in packages):
            run(
                [*apt, "install", "-y", "--no-install-recommends", *packages],
                log=log,
                env=env,
                hint=hint,
                what=by_hand,
            )


@contextlib.contextmanager
def _no_main_cluster(prefix, wanted):
    """While it lasts, installing postgresql does not start a server on 5432."""
    if not wanted or NO_MAIN_CLUSTER.exists():
        yield
        return
    folder, text = NO_MAIN_CLUSTER.parent, "create_main_cluster = false"
    script = f"mkdir -p {folder} && echo '{text}' > {NO_MAIN_CLUSTER}"
    run([*prefix, "sh", "-c", script], what="preparing the installation of PostgreSQL")
    try:
        yield
    finally:
        passes([*prefix, "rm", "-f", str(NO_MAIN_CLUSTER)])
