"""Odoo 19 itself: where it comes from, and how it is called."""

import dataclasses
import os
import re
import shutil
import subprocess
from pathlib import Path

from . import debian, files, node, postgres, python, system
from .console import DevError, run, say, step
from .paths import DATA, INSIDE, LOGS, ROOT, STATE, cache, child_env

SERIES = "19.0"
GIT_URL = "https://github.com/odoo/odoo.git"


@dataclasses.dataclass
class Source:
    """An Odoo on disk: the folder of its package and the folders of its addons."""

    path: Path
    addons: list
    name: str

    def key(self):
        """Return a text that changes when this Odoo is another one."""
        release = self.path / "odoo" / "release.py"
        stamp = release.stat().st_mtime_ns
        return files.fingerprint(str(self.path), release, stamp)


def inspect(folder, name):
    """Return the Odoo in a folder: a checkout, or an unpacked Debian package.

    :raises DevError: when there is none, or of another series
    """
    folder = Path(folder).expanduser().resolve()
    tried = (folder, folder / "usr/lib/python3/dist-packages", folder.parent)
    path = next((path for path in tried if (path / "odoo/release.py").exists()), None)
    if not path:
        raise DevError(
            f"no Odoo in {folder}",
            "ODOO_HOME is the folder that holds odoo/release.py (a checkout of the "
            "19.0 branch, or an unpacked package).",
        )
    release = (path / "odoo/release.py").read_text(encoding="utf-8")
    version = re.search(r"^version_info = \((\d+), (\d+)", release, re.MULTILINE)
    if not version or f"{version[1]}.{version[2]}" != SERIES:
        raise DevError(f"the Odoo in {path} is not {SERIES}")
    addons = [path / "odoo/addons", path / "addons"]
    return Source(path, [str(addon) for addon in addons if addon.is_dir()], name)


def provide():
    """Return the Odoo to work with, fetching it if need be."""
    if home := os.environ.get("ODOO_HOME"):
        return inspect(home, f"ODOO_HOME={home}")
    wanted = os.environ.get("ODOO_SOURCE", "")
    if wanted not in ("", "git", "debian"):
        raise DevError(f"ODOO_SOURCE={wanted}: only git and debian are known")
    if wanted == "git":
        return inspect(_clone(), "git")
    if wanted != "debian" and not debian.cached() and not debian.available():
        say("    this machine's apt knows no Debian: taking Odoo from git")
        return inspect(_clone(), "git")
    return inspect(debian.provide(), "Debian package")


def _clone():
    """Return a shallow clone of Odoo's branch, made once."""
    target = cache() / "odoo" / f"git-{SERIES}"
    with files.lock(cache() / "odoo.lock", "another make is fetching Odoo; waiting"):
        if target.is_dir():
            return target
        if not shutil.which("git"):
            system.install(["git"], ["git"])
        url = os.environ.get("ODOO_GIT_URL", GIT_URL)
        with step(f"Odoo {SERIES}: git clone of {url} (about 1 GB on disk)"):
            with files.building(target) as folder:
                run(
                    ["git", "clone", "--progress", "--depth=1", f"--branch={SERIES}"]
                    + ["--single-branch", url, folder],
                    log=LOGS / "git.log",
                    what="git clone of Odoo",
                    hint="Check the network, or name a checkout with ODOO_HOME.",
                )
    return target


def setup():
    """Bring everything that Odoo needs except the database server.

    Each part checks by itself whether it is there, so this is quick the second time
    and goes on where it was interrupted.

    :return: the Odoo to work with
    """
    STATE.mkdir(exist_ok=True)
    with files.lock(
        STATE / "setup.lock", "another make sets this checkout up; waiting"
    ):
        system.ensure()
        node.ensure()
        source = provide()
        python.ensure(source.path)
        python.check_wkhtmltopdf()
        link = STATE / "odoo"
        if not (link.is_symlink() and link.readlink() == source.path / "odoo"):
            link.unlink(missing_ok=True)
            link.symlink_to(source.path / "odoo")
    return source


class Odoo:
    """An Odoo with a database server: everything that starts the odoo program.

    :param source: the :class:`Source`
    :param server: the :class:`postgres.Server`
    """

    def __init__(self, source, server):
        self.source = source
        self.server = server

    @classmethod
    def ready(cls):
        """Return one, with all that is missing brought and the server up."""
        return cls(setup(), postgres.ensure())

    def write_config(self, name, **options):
        """Write a configuration file and return its path (it holds a password)."""
        values = {
            "db_host": self.server.host,
            "db_port": self.server.port,
            "db_user": self.server.user,
            "addons_path": ",".join([*self.source.addons, str(ROOT)]),
            "data_dir": DATA,
            "http_interface": "127.0.0.1",
            "list_db": False,
            "workers": 0,
            "max_cron_threads": 0,
            "limit_time_cpu": 3600,
            "limit_time_real": 7200,
            "screenshots": STATE / "screenshots",
            **options,
        }
        if self.server.password:
            values["db_password"] = self.server.password
        DATA.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"{key} = {value}\n" for key, value in values.items())
        files.write(STATE / f"{name}.conf", f"[options]\n{lines}", mode=0o600)
        return STATE / f"{name}.conf"

    def env(self, **extra):
        """Return the environment of Odoo's process."""
        return child_env(**self.server.env(), **extra)

    def command(self, config, *words):
        """Return the words that call Odoo's command line."""
        return [str(python.PYTHON), "-m", "odoo", *map(str, words), "-c", str(config)]

    def run(self, config, *words, log, what, hint=""):
        """Run Odoo to its end, showing the modules it loads."""
        return run(
            self.command(config, *words),
            log=LOGS / log,
            what=what,
            hint=hint,
            env=self.env(),
            cwd=ROOT,
            summarise=loading,
        )

    def script(self, config, name, *words, log, what, hint="", **env):
        """Run one of the scripts in dev/inside with Odoo's interpreter."""
        return run(
            [str(python.PYTHON), str(INSIDE / f"{name}.py"), str(config), *words],
            log=LOGS / log,
            what=what,
            hint=hint,
            env=self.env(**env),
            cwd=ROOT,
            summarise=loading,
        )

    def start(self, config, *words, log):
        """Start Odoo in the background and return its process."""
        LOGS.mkdir(parents=True, exist_ok=True)
        with open(LOGS / log, "a", encoding="utf-8") as output:
            return subprocess.Popen(
                self.command(config, *words),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self.env(),
                cwd=ROOT,
                start_new_session=True,
            )


def loading(line):
    """Return the progress that a line of Odoo's log tells, if any."""
    match = re.search(r"Loading module (\S+) \((\d+)/(\d+)\)", line)
    if match:
        return f"module {match[2]} of {match[3]}: {match[1]}"
    match = re.search(r"-- (.+)$", line)
    return match and match[1]
