"""The npm packages: rtlcss for right-to-left styles, prettier and eslint."""

from . import files
from .console import run, step
from .paths import LOGS, NODE_MODULES, ROOT, STATE, child_env


def ensure():
    """Install what package-lock.json says; npm verifies each package's integrity."""
    stamp = STATE / "npm.json"
    lock = ROOT / "package-lock.json"
    wanted = {"key": files.fingerprint(ROOT / "package.json", lock)}
    if files.read_json(stamp) == wanted and (NODE_MODULES / ".bin").is_dir():
        return
    with step("npm packages: rtlcss, prettier, eslint"):
        run(
            ["npm", "ci", "--ignore-scripts", "--prefer-offline", "--no-audit"]
            + ["--no-fund", "--omit-lockfile-registry-resolved", "--no-progress"],
            log=LOGS / "npm.log",
            cwd=ROOT,
            env=child_env(),
            what="npm ci",
            hint="Check the network and call make again: finished downloads are kept.",
        )
    files.write_json(stamp, wanted)
