"""`make run`, `make stop`, `make update`, `make shell`."""

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from . import database, files, postgres
from .console import DevError, Progress, say, step
from .odoo import Odoo
from .paths import LOGS, ROOT, RUN, STATE
from .python import PYTHON

RECORD = RUN / "odoo.json"
PORT = 8069
LOGIN = PASSWORD = "admin"
START_TIMEOUT = 120  # seconds


def record():
    """Return what is known of the server we started, if it still runs."""
    known = files.read_json(RECORD)
    if known and _born(known["pid"]) == known["born"]:
        return known
    return None


def running():
    """Tell whether the server of this checkout is up."""
    return record() is not None


def _born(pid):
    """Return when a process started, None if there is none: pids are used again."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = stat.rsplit(")", 1)[1].split()
    return None if fields[0] == "Z" else fields[19]


def run():
    """Bring up everything and print where it is."""
    known = record()
    if not (known and _healthy(known["port"])):
        if known:
            _end(known)
        odoo = Odoo.ready()
        database.ensure_demo(odoo)
        known = start(odoo)
    say()
    say(f"  sama_crm is at   http://127.0.0.1:{known['port']}/odoo")
    say(f"  login / password {LOGIN} / {PASSWORD}")
    say("  in the demo      zahra / zahra follows up, ali / ali manages")
    say(f"  log              {LOGS / 'odoo.log'}")
    say("  make stop ends it.")


def start(odoo):
    """Start the server and wait until it answers. Return its record."""
    interface = os.environ.get("HTTP_INTERFACE", "127.0.0.1")
    port = postgres.free_port(int(os.environ.get("PORT", PORT)))
    config = odoo.write_config(
        "odoo",
        db_name=database.DEMO,
        dbfilter=f"^{database.DEMO}$",
        http_interface=interface,
        http_port=port,
        # One process: the web client's bus shares its port, no proxy is needed.
        max_cron_threads=1,
    )
    with step(f"Odoo: starting on port {port}"):
        process = odoo.start(config, log="odoo.log")
        known = {"pid": process.pid, "born": _born(process.pid), "port": port}
        files.write_json(RECORD, known)
        deadline = time.monotonic() + START_TIMEOUT
        progress = Progress()
        while not _healthy(port):
            if process.poll() is not None or time.monotonic() > deadline:
                _show_log()
                _end(known)
                raise DevError("Odoo does not come up", f"Its log: {LOGS / 'odoo.log'}")
            progress.show("waiting for the first answer")
            time.sleep(0.3)
        progress.clear()
    return known


def _healthy(port):
    """Tell whether the server answers and has its database."""
    url = f"http://127.0.0.1:{port}/web/health?db_server_status=1"
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status == 200
    except (OSError, urllib.error.URLError):
        return False


def _show_log():
    lines = (LOGS / "odoo.log").read_text(errors="replace").splitlines()
    for line in lines[-30:]:
        say(f"    | {line}")


def _end(known):
    """End the server: asked politely first, with everything that it started."""
    for sign, patience in ((signal.SIGINT, 20), (signal.SIGKILL, 5)):
        if _born(known["pid"]) != known["born"]:
            break
        os.killpg(known["pid"], sign)
        deadline = time.monotonic() + patience
        while _born(known["pid"]) == known["born"] and time.monotonic() < deadline:
            time.sleep(0.1)
    RECORD.unlink(missing_ok=True)


def stop():
    """Stop the server and the private database cluster; nothing is lost."""
    known = record()
    if known:
        _end(known)
        say("Odoo is stopped.")
    if files.locked(STATE / "test.lock"):
        say("PostgreSQL goes on: `make test` is at work in this checkout.")
    elif postgres.stop():
        say("PostgreSQL is stopped.")
    elif not known:
        say("Nothing is running.")


def update():
    """Upgrade the addon in the database of `make run`, then serve again."""
    odoo = Odoo.ready()
    if not database.ensure_demo(odoo):
        say("    the database is new: nothing to upgrade")
        run()
        return
    known = record()
    if known:
        _end(known)
    config = odoo.write_config("setup")
    with step("Upgrading sama_crm"):
        odoo.run(
            config,
            *["-d", database.DEMO, "-u", "sama_crm", "--i18n-overwrite"],
            *["--stop-after-init", "--no-http"],
            log="update.log",
            what="the upgrade",
            hint="Nothing was changed; mend the addon and call make update again.",
        )
    run()


def shell():
    """Open Odoo's Python prompt on the database of `make run`."""
    odoo = Odoo.ready()
    database.ensure_demo(odoo)
    config = odoo.write_config("shell", db_name=database.DEMO, http_port=0)
    words = ["-m", "odoo", "shell", "-c", str(config), "-d", database.DEMO]
    subprocess.run(
        [str(PYTHON), *words, "--no-http", "--log-level=warn"], env=odoo.env(), cwd=ROOT
    )
