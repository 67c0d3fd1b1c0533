"""The virtual environment: Odoo's Python packages, our tools, wkhtmltopdf."""

import contextlib
import platform
import re
import shutil
import sys
import sysconfig

from . import files
from .console import DevError, capture, run, step, warn
from .paths import LOGS, NODE_MODULES, ROOT, STATE, VENV, cache, child_env

REQUIREMENTS = ROOT / "dev" / "requirements.txt"
PICTURES = ROOT / "dev" / "requirements-pictures.txt"
PYTHON = VENV / "bin" / "python"
HINT = "Check the network and call make again: finished downloads are kept."


def tag():
    """Return the words that say for which Python and machine a wheel is built."""
    return f"{sys.implementation.cache_tag}-{sysconfig.get_platform()}"


def wheels(requirements):
    """Return a folder with a wheel of each requirement, making it if need be."""
    key = files.fingerprint(tag(), requirements)
    # Packages are chosen for a Python to its last number: 3.11.2 gets older ones.
    target = cache() / "wheels" / f"python-{platform.python_version()}-{key}"
    with files.lock(cache() / "wheels.lock", "another make fetches packages; waiting"):
        if not target.is_dir():
            with step("Python packages: downloading"), files.building(target) as folder:
                command = [PYTHON, "-m", "pip", "wheel", "--progress-bar=off"]
                # Else the few without a wheel need the package wheel, which a new
                # virtual environment of Debian 12 does not have.
                command += ["--use-pep517"]
                run(
                    [*command, "-r", requirements, "-w", folder],
                    log=LOGS / "pip.log",
                    hint=HINT,
                    what="pip wheel",
                    env=child_env(),
                )
    return target


def ensure(odoo_path=None):
    """Make the virtual environment complete, with Odoo importable in it.

    :param odoo_path: folder that holds the package ``odoo``
    """
    stamp = STATE / "venv.json"
    wanted = {"key": files.fingerprint(tag(), sys.executable, REQUIREMENTS)}
    if files.read_json(stamp) != wanted or not PYTHON.exists():
        with step(f"Python {platform.python_version()}: virtual environment"):
            shutil.rmtree(VENV, ignore_errors=True)
            run(
                [sys.executable, "-m", "venv", VENV],
                log=LOGS / "pip.log",
                what="python -m venv",
            )
        install(REQUIREMENTS)
        files.write_json(stamp, wanted)
    _link("wkhtmltopdf", VENV / "bin" / "wkhtmltopdf-pack")
    _link("rtlcss", NODE_MODULES / ".bin" / "rtlcss")
    if odoo_path:
        site = capture([PYTHON, "-c", "import site; print(site.getsitepackages()[0])"])
        pth = f"{site}/sama_crm_odoo.pth"
        with contextlib.suppress(OSError), open(pth) as file:
            if file.read().strip() == str(odoo_path):
                return
        files.write(pth, f"{odoo_path}\n")


def install(requirements):
    """Install the requirements from the cached wheels, without the network."""
    folder = wheels(requirements)
    with step("Python packages: installing"):
        command = [PYTHON, "-m", "pip", "install", "--no-index", "--no-compile"]
        run(
            [*command, "--find-links", folder, "-r", requirements],
            log=LOGS / "pip.log",
            what="pip install",
            hint=f"If it goes on failing: rm -r {folder}",
            env=child_env(),
        )


def ensure_pictures():
    """Install what `make screenshots` needs on top."""
    stamp = STATE / "pictures.json"
    wanted = {"key": files.fingerprint(REQUIREMENTS, PICTURES, VENV.stat().st_ctime)}
    if files.read_json(stamp) != wanted:
        install(PICTURES)
        files.write_json(stamp, wanted)


def check_wkhtmltopdf():
    """Warn when the PDF maker is missing or not fit for Persian."""
    try:
        version = capture(["wkhtmltopdf", "--version"], env=child_env())
    except DevError:
        warn("wkhtmltopdf is missing; PDF reports will not work")
        return
    if not re.search("with patched qt", version):
        warn(f"{version} has no patched Qt: Persian tables will be garbled in PDF")


def _link(name, target):
    """Put a program on the PATH of the virtual environment."""
    link = VENV / "bin" / name
    if target.exists() and not link.exists():
        link.unlink(missing_ok=True)
        link.symlink_to(target)
