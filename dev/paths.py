"""Where things are: the checkout, its private state, and the cache beside it."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDON = ROOT / "sama_crm"
STATE = ROOT / ".odoo"  # everything this checkout made; `make clean` removes it
LOGS = STATE / "logs"
RUN = STATE / "run"
DATA = STATE / "data"  # Odoo's data_dir: file stores, sessions
VENV = STATE / "venv"
NODE_MODULES = ROOT / "node_modules"
INSIDE = ROOT / "dev" / "inside"  # scripts that run in Odoo's interpreter


def cache():
    """Return the folder for downloads, shared by all checkouts of this user."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    path = Path(base).resolve() / "sama_crm"
    path.mkdir(parents=True, exist_ok=True)
    return path


def child_env(**extra):
    """Return the environment for the programs we start.

    Our tools come first on PATH. What would make Python or Odoo behave differently
    from one terminal to the next is left out.
    """
    dropped = {
        "PYTHONDONTWRITEBYTECODE",  # Odoo starts twice as fast from compiled files
        "PYTHONHOME",
        "PYTHONPATH",
        "VIRTUAL_ENV",
        "ODOO_RC",
        "OPENERP_SERVER",
        "PGDATABASE",
        "PGSERVICE",
        "MAKEFLAGS",
        "MAKELEVEL",
    }
    env = {key: value for key, value in os.environ.items() if key not in dropped}
    env["PATH"] = os.pathsep.join(
        [str(VENV / "bin"), str(NODE_MODULES / ".bin"), env.get("PATH", os.defpath)]
    )
    env.setdefault("LANG", "C.UTF-8")
    env["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    env["PIP_CACHE_DIR"] = str(cache() / "pip")
    env["npm_config_cache"] = str(cache() / "npm")
    env.update({key: str(value) for key, value in extra.items()})
    return env
