"""PostgreSQL: the server that PGHOST names, or a private cluster of this checkout.

The private one listens on a free port of the loopback interface only, asks for a
password that only this user can read, and is stopped with the last who needs it.
"""

import contextlib
import dataclasses
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

from . import files, system
from .console import DevError, capture, passes, say, step
from .paths import LOGS, STATE, child_env

RECORD = STATE / "postgres.json"
USER = "odoo"
# Data here can be made again, so commits need not wait for the disk; fsync stays on
# so that a power failure cannot damage the cluster.
SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
synchronous_commit = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 2GB
shared_buffers = 256MB
maintenance_work_mem = 256MB
max_connections = 100
random_page_cost = 1.1
log_timezone = UTC
timezone = UTC
"""


@dataclasses.dataclass
class Server:
    """How to reach the database server."""

    host: str
    port: str
    user: str
    password: str = ""
    private: bool = False

    def env(self):
        """Return the variables that libpq's programs and Odoo read."""
        env = {"PGHOST": self.host, "PGPORT": self.port, "PGUSER": self.user}
        if self.password:
            env["PGPASSWORD"] = self.password
        return env

    def sql(self, query, database="postgres"):
        """Return the lines that a query gives, unaligned, fields split by |."""
        return capture(
            ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", query],
            env=child_env(**self.env()),
        )


def given():
    """Return the server named by the environment, or None.

    :raises DevError: when it cannot be used
    """
    host = os.environ.get("PGHOST")
    if not host:
        return None
    user = os.environ.get("PGUSER") or pwd.getpwuid(os.geteuid()).pw_name
    server = Server(
        host, os.environ.get("PGPORT", "5432"), user, os.environ.get("PGPASSWORD", "")
    )
    hint = "Unset PGHOST to use a private cluster, or correct PGHOST, PGPORT, PGUSER."
    if user == "postgres":
        raise DevError("Odoo refuses to work as the database user postgres", hint)
    try:
        version = int(server.sql("SHOW server_version_num")) // 10000
        may = server.sql(
            "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
        )
    except DevError as error:
        raise DevError(f"PGHOST={host} does not answer: {error}", hint) from error
    if version < system.PG_MINIMUM:
        raise DevError(f"PostgreSQL {version} on {host} is too old", hint)
    if may != "t":
        raise DevError(f"{user} may not create databases on {host}", hint)
    return server


def ensure():
    """Return a server that answers, starting the private cluster if need be."""
    if server := given():
        return server
    with files.lock(STATE / "postgres.lock", "another make starts PostgreSQL; waiting"):
        record = files.read_json(RECORD)
        if not (record and Path(record["data"]).is_dir()):
            record = _create()
        if not _running(record):
            _start(record)
    return Server(
        "127.0.0.1", str(record["port"]), USER, record["password"], private=True
    )


def running():
    """Tell whether the private cluster of this checkout is up."""
    record = files.read_json(RECORD)
    return bool(record) and _running(record)


def stop():
    """Stop the private cluster, if it is up. Return whether it was."""
    record = files.read_json(RECORD)
    if not (record and _running(record)):
        return False
    _control(record, "stop", "-m", "fast", "-w")
    return True


def remove():
    """Stop the private cluster and delete its data."""
    stop()
    record = files.read_json(RECORD)
    if record:
        shutil.rmtree(record["base"], ignore_errors=True)
        RECORD.unlink(missing_ok=True)


@contextlib.contextmanager
def kept_as_found(needed):
    """Give a server; afterwards stop the cluster if we started it.

    :param needed: function that tells whether someone else needs it by now
    """
    before = running()
    try:
        yield ensure()
    finally:
        if not before and not needed():
            stop()


def _owner():
    """Return the user that the server runs as: never root, initdb refuses it."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise DevError("no user to run PostgreSQL as", "As root: useradd --system postgres")


def _as(owner):
    """Return the arguments of subprocess that run a program as the owner."""
    if not owner:
        return {}
    entry = pwd.getpwnam(owner)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _place(owner):
    """Return an empty folder that the owner can reach, in the checkout if possible."""
    base = STATE / "pg"
    shutil.rmtree(base, ignore_errors=True)
    base.mkdir(parents=True, mode=0o700)
    if not owner:
        return base
    shutil.chown(base, owner)
    if passes(["test", "-w", base], cwd="/", **_as(owner)):
        return base
    base.rmdir()
    base = Path(tempfile.mkdtemp(prefix="sama_crm-pg-", dir="/var/tmp"))
    shutil.chown(base, owner)
    say(f"    the user {owner} cannot enter this checkout; the cluster is in {base}")
    return base


def _create():
    """Make the cluster and return its record."""
    binaries = system.postgres_bin()
    if not binaries:
        raise DevError("no PostgreSQL 15 or later", "apt-get install postgresql")
    owner = _owner()
    with step("PostgreSQL: a private cluster"):
        base = _place(owner)
        password = secrets.token_urlsafe(18)
        data = base / "data"
        password_file = base / "password"
        password_file.write_text(password)
        password_file.chmod(0o600)
        if owner:
            shutil.chown(password_file, owner)
        command = [binaries / "initdb", "-D", data, "-U", USER, "-E", "UTF8"]
        command += ["--locale=C.UTF-8", "-A", "scram-sha-256", "--no-instructions"]
        capture([*command, "--pwfile", password_file], cwd="/", **_as(owner))
        password_file.unlink()
        with open(data / "postgresql.conf", "a", encoding="utf-8") as file:
            file.write(SETTINGS)
        record = {
            "base": str(base),
            "data": str(data),
            "bin": str(binaries),
            "owner": owner,
            "password": password,
            "port": 0,
        }
        files.write_json(RECORD, record, mode=0o600)
    return record


def _running(record):
    """Tell whether the cluster is up (pg_ctl tells a stale pid file from life)."""
    return Path(record["data"]).is_dir() and passes(
        [_program(record, "pg_ctl"), "status", "-D", record["data"]],
        cwd="/",
        **_as(record["owner"]),
    )


def _program(record, name):
    """Return the path of a server program of the cluster's own version."""
    path = Path(record["bin"]) / name
    if not path.exists():
        raise DevError(
            f"the PostgreSQL that made the cluster is gone ({record['bin']})",
            "`make clean` removes the cluster; `make run` then makes a new one.",
        )
    return path


def free_port(preferred=0):
    """Return the preferred loopback port if it is free, else any free one."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return probe.getsockname()[1]
    raise DevError("no free port on the loopback interface")


def _start(record):
    """Start the cluster on its old port, or on another if that one is taken."""
    record["port"] = free_port(record["port"])
    files.write_json(RECORD, record, mode=0o600)
    _control(record, "start", "-w", "-t", "60", "-o", f"-p {record['port']}")


def _control(record, action, *words):
    """Call pg_ctl; the server's own words are in <cluster>/server.log."""
    log = f"{record['base']}/server.log"
    LOGS.mkdir(parents=True, exist_ok=True)
    # The server outlives pg_ctl, so it must not inherit a pipe that we wait on.
    with open(LOGS / "postgres.log", "a", encoding="utf-8") as output:
        command = [str(_program(record, "pg_ctl")), action, "-D", record["data"]]
        result = subprocess.run(
            [*command, "-l", log, *words] if action == "start" else [*command, *words],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=child_env(),
            start_new_session=True,
            **_as(record["owner"]),
        )
    if result.returncode:
        for name in (log, LOGS / "postgres.log"):
            with contextlib.suppress(OSError):
                for line in Path(name).read_text(errors="replace").splitlines()[-8:]:
                    say(f"    | {line}")
        raise DevError(
            f"PostgreSQL: {action} failed",
            f"Its log: {log}. `make clean` removes the cluster and all its data.",
        )
