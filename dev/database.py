"""Databases: the one that `make run` serves, and the templates tests are copied from.

A database is built under another name and renamed when it is whole, so that one of a
known name is always complete.
"""

import contextlib
import os
import re
import shutil

from . import files, postgres
from .console import DevError, step
from .paths import ADDON, DATA, LOGS

DEMO = "sama_crm"
TEST_APPS = ("sale_management", "project", "sms", "contacts", "delivery")
TEST_LANG = "fa_IR"
# The first is the users'. Odoo's own tests click on English words.
ODOO_TEST_LANGS = "en_US,fa_IR"
# Not in a database, so they do not make the template with the addon stale.
NOT_STORED = ("tests", "static/src", "static/tests", "static/lib", "README.md")


def server():
    """Give a database server for as long as needed.

    The private cluster is left as it was found, unless `make run` uses it by then.
    """
    from . import serve  # serve imports this module

    return postgres.kept_as_found(serve.running)


def exists(server, name):
    """Tell whether the database is there."""
    return bool(server.sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))


def names(server, prefix):
    """Return the names of the databases that start with the prefix."""
    lines = server.sql("SELECT datname FROM pg_database").splitlines()
    return sorted(name for name in lines if name.startswith(prefix))


def create(server, name):
    """Create an empty database as Odoo would: C collation, trigram searches."""
    drop(server, name)
    server.sql(
        f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8' "
        "LC_COLLATE 'C' STRATEGY file_copy"
    )
    server.sql("CREATE EXTENSION IF NOT EXISTS pg_trgm", name)


def drop(server, name):
    """Remove a database with its file store, if it is there."""
    server.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    shutil.rmtree(DATA / "filestore" / name, ignore_errors=True)


def rename(server, old, new):
    """Give a database and its file store another name."""
    stores = DATA / "filestore"
    shutil.rmtree(stores / new, ignore_errors=True)
    with contextlib.suppress(FileNotFoundError):
        (stores / old).rename(stores / new)
    server.sql(f'ALTER DATABASE "{old}" RENAME TO "{new}"')


def copy(server, source, target):
    """Copy a database and its file store; files are shared, Odoo never changes one."""
    drop(server, target)
    server.sql(
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = '{source}'"
    )
    server.sql(f'CREATE DATABASE "{target}" TEMPLATE "{source}" STRATEGY file_copy')
    store = DATA / "filestore" / source
    if store.is_dir():
        shutil.copytree(store, DATA / "filestore" / target, copy_function=os.link)


@contextlib.contextmanager
def building(server, name):
    """Give the working name of an empty database that is renamed when all went well."""
    partial = f"{name}_partial"
    create(server, partial)
    yield partial
    drop(server, name)
    rename(server, partial, name)


def ensure_demo(odoo):
    """Make the database of `make run`, if it is not there. Return whether it was."""
    if exists(odoo.server, DEMO):
        return True
    config = odoo.write_config("setup")
    title = "Database: Persian office, rial, sama_crm with demo data (1 to 2 minutes)"
    with step(title), building(odoo.server, DEMO) as name:
        odoo.script(
            config,
            "demo_database",
            name,
            log="demo-database.log",
            what="making the database",
            hint="The log names the record or file at fault; mend it and call make "
            "again: it starts this step anew.",
        )
    return False


def addon_key():
    """Return a hash of all files of the addon that leave something in a database."""
    paths = sorted(
        path
        for path in ADDON.rglob("*")
        if path.is_file()
        and "__pycache__" not in path.parts
        and not _not_stored(path.relative_to(ADDON).as_posix())
    )
    parts = [part for path in paths for part in (path.relative_to(ADDON), path)]
    return files.fingerprint(
        *[part if part.is_absolute() else str(part) for part in parts]
    )


def _not_stored(name):
    return any(name == part or name.startswith(f"{part}/") for part in NOT_STORED)


def addon_dependencies():
    """Return the modules that the manifest names."""
    text = (ADDON / "__manifest__.py").read_text(encoding="utf-8")
    match = re.search(r'"depends": \[(.*?)\]', text, re.DOTALL)
    if not match:
        raise DevError("sama_crm/__manifest__.py has no depends")
    return re.findall(r'"(\w+)"', match[1])


def ensure_base_template(odoo, languages=TEST_LANG, prefix="test", more_apps=()):
    """Return the name of a database with what the addon and its tests stand on.

    :param languages: those to load, with commas between; the first is the users'
    :param prefix: what the name begins with; an older one of the same prefix goes
    :param more_apps: modules to install besides
    """
    apps = sorted({*TEST_APPS, *addon_dependencies(), *more_apps})
    key = files.fingerprint(odoo.source.key(), *apps, languages)
    name = f"{prefix}_base_{key}"
    if not exists(odoo.server, name):
        _drop_others(odoo.server, f"{prefix}_base_", name)
        config = odoo.write_config("setup")
        title = "Test database: Odoo's modules with their demo data (about 1 minute)"
        with step(title), building(odoo.server, name) as partial:
            _odoo_install(odoo, config, partial, apps, languages, "test-base.log")
    return name


def ensure_template(odoo, languages=TEST_LANG, prefix="test", more_apps=()):
    """Return the name of a database with the addon, made anew when it has changed."""
    base = ensure_base_template(odoo, languages, prefix, more_apps)
    key = files.fingerprint(base, addon_key())
    name = f"{prefix}_addon_{key}"
    if not exists(odoo.server, name):
        _drop_others(odoo.server, f"{prefix}_addon_", name)
        config = odoo.write_config("setup")
        title = "Test database: installing sama_crm (its files changed)"
        with step(title), _from_base(odoo.server, base, name) as partial:
            apps = ["sama_crm"]
            _odoo_install(odoo, config, partial, apps, languages, "test-addon.log")
    return name


@contextlib.contextmanager
def _from_base(server, base, name):
    partial = f"{name}_partial"
    copy(server, base, partial)
    yield partial
    drop(server, name)
    rename(server, partial, name)


def _drop_others(server, prefix, name):
    for other in names(server, prefix):
        if other != name:
            drop(server, other)


def _odoo_install(odoo, config, database, modules, languages, log):
    """Install modules in a database; an error in Odoo's log is a failure."""
    (LOGS / log).unlink(missing_ok=True)
    odoo.run(
        config,
        *["-d", database, "-i", ",".join(modules), "--with-demo", "--stop-after-init"],
        *[f"--load-language={languages}", "--no-http", "--log-level=info"],
        log=log,
        what=f"installing {', '.join(modules)}",
        hint="The log above names the file at fault.",
    )
    problems = [
        line
        for line in (LOGS / log).read_text(encoding="utf-8").splitlines()
        if re.match(r"\S+ \S+ \d+ (ERROR|CRITICAL) ", line)
        or (re.match(r"\S+ \S+ \d+ WARNING ", line) and "sama_crm" in line)
    ]
    if problems:
        raise DevError(
            "Odoo installed the modules, but complained:\n" + "\n".join(problems[:20]),
            f"Whole log: {LOGS / log}",
        )
