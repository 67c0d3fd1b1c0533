"""`make test-odoo`: does Odoo itself still work with sama_crm installed?

Odoo's own tests of the modules that the addon touches run in a database without it and
in one with it; what fails only with it is our doing. Users are English on both sides,
since Odoo's tests read and click English words; Persian is loaded beside it. (Some of
Odoo's tests fail without us too, so absolute numbers say little.)
"""

import collections
import contextlib
import re

from . import database, files, odoo, postgres, python
from .console import DevError, colour, run, say, step
from .paths import INSIDE, LOGS, ROOT, STATE

MODULES = ("sale", "sale_management", "mail", "portal", "contacts", "test_read_group")
# Not needed by the addon: their tests reach what it changes (groupings, calendars).
MORE_APPS = ("calendar", "test_read_group")
LINE = re.compile(
    r"\S+ \S+ \d+ (?:INFO|ERROR) \S+ "
    r"odoo\.addons\.(?P<module>\w+)\.tests\.\S+: "
    r"(?P<what>Starting|FAIL:|ERROR:) (?:Subtest )?(?P<test>\w+\.\w+)"
)
WHOLE_CLASS = re.compile(
    r".* ERROR: setUpClass \(odoo\.addons\.(?P<module>\w+)\.[\w.]*\.(?P<test>\w+)\)"
)
JS = "js"  # `make test-odoo ARGS=js`: Odoo's JavaScript tests instead
JS_SUITES = ("@web", "@mail", "@calendar")
JS_TAG = "/web:WebSuite.test_unit_desktop"
JS_LINE = re.compile(
    r'.*\[HOOT\] Test "(?P<test>@(?P<module>\w+)/.*)" (?P<what>passed|failed)\b'
)
JS_END = re.compile(
    r"\.browser: (\[HOOT\] Test suite succeeded|Some tests failed: see above)"
)
LIKE_ODOO = {
    "languages": database.ODOO_TEST_LANGS,
    "prefix": "odoo",
    "more_apps": MORE_APPS,
}
AGAIN = 40  # at most so many suspects are run a second time


def test_odoo(args=()):
    """Run the tests on both sides, print a table, and return 1 if we broke something.

    :param args: modules to test instead of the usual ones; "js" alone: the JavaScript
        tests of Odoo's web client, which know no database but load all our files
    """
    modules = tuple(args) or MODULES
    is_js = modules == (JS,)
    if is_js:
        modules = tuple(suite.strip("@") for suite in JS_SUITES)
    source = odoo.setup()
    waiting = "another make test is at work in this checkout; waiting for it"
    with files.lock(STATE / "test.lock", waiting), database.server() as server:
        here = odoo.Odoo(source, server)
        tags = [",".join(f"/{module}" for module in modules)]
        if is_js:  # a browser for each suite: Odoo gives one 50 minutes
            tags = [_js_tag([suite]) for suite in JS_SUITES]
        without = _baseline(here, tags)
        template = database.ensure_template(here, **LIKE_ODOO)
        with_us = _side(here, "with", template, tags)
        suspects = sorted(with_us["failed"].keys() - without["failed"].keys())
        broken, unsteady = _again(here, template, suspects)
    _table(modules, without, with_us)
    for test in unsteady:
        say(f"unsteady (passed when run again): {test}")
    for test in broken:
        say(colour(f"fails only with sama_crm: {test}", "1;31"))
    if broken:
        raise DevError(
            f"sama_crm breaks {len(broken)} of Odoo's tests",
            f"The failures are in {LOGS / 'test-odoo-with.log'}.",
        )
    say(colour("sama_crm breaks none of them.", "1;32"))
    return 0


def _baseline(here, tags):
    """Return the result without the addon; it is kept until Odoo changes."""
    template = database.ensure_base_template(here, **LIKE_ODOO)
    is_js = tags[0].startswith(JS_TAG)
    name = "test-odoo-js-without" if is_js else "test-odoo-without"
    path = STATE / "run" / f"{name}.json"
    key = f"{template} {tags} {files.fingerprint(INSIDE / 'odoo_tests.py')}"
    kept = files.read_json(path, {})
    if kept.get("key") == key:
        say(f"    without sama_crm: result kept from before ({path})")
        return kept
    result = _side(here, "without", template, tags)
    files.write_json(path, {**result, "key": key})
    return result


def _side(here, side, template, tags):
    """Run the tests in a copy of the template, once for each of the tags.

    :return: {"ran": {module: number}, "failed": {test: module}}
    """
    name = f"sama_crm_odoo_{side}"
    log = LOGS / f"test-odoo-{side}.log"
    log.unlink(missing_ok=True)
    database.copy(here.server, template, name)
    for tag in tags:
        config = here.write_config("test-odoo", http_port=postgres.free_port())
        # Odoo's exit code says no more than that some test failed.
        with (
            step(f"Odoo's tests {side} sama_crm: {tag}"),
            contextlib.suppress(DevError),
        ):
            run(
                [python.PYTHON, INSIDE / "odoo_tests.py", config, name, tag],
                log=log,
                env=here.env(),
                cwd=ROOT,
                summarise=_progress,
                tail=0,
            )
    database.drop(here.server, name)
    return _read(log, len(tags))


def _js_tag(suites):
    """Return the tag of one browser that runs some suites of JavaScript tests."""
    return f"{JS_TAG}[{','.join(suites)}]"


def _progress(line):
    match = LINE.match(line) or JS_LINE.match(line)
    return match and f"{match['module']}: {match['test']}"


def _read(log, runs):
    """Return what ran and what failed according to Odoo's log of so many runs."""
    ran, js, failed = collections.Counter(), collections.Counter(), {}
    ends, js_ends = 0, 0
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        ends += "error(s) of" in line
        js_ends += bool(JS_END.search(line))
        match = LINE.match(line)
        if match and match["what"] == "Starting":
            ran[match["module"]] += 1
        elif match := match or WHOLE_CLASS.match(line):
            failed[f"/{match['module']}:{match['test']}"] = match["module"]
        elif match := JS_LINE.match(line):
            js[match["module"]] += 1
            if match["what"] == "failed":
                failed[match["test"]] = match["module"]
    if ends < runs or (js and js_ends < runs):
        raise DevError("Odoo's tests did not run to their end", f"See {log}.")
    if js:  # they are one test to Python, which fails with the first of them
        ran = js
        failed.pop(JS_TAG, None)
    return {"ran": dict(ran), "failed": failed}


def _again(here, template, suspects):
    """Run suspects once more. Return those that fail again, and those that do not."""
    if not suspects or len(suspects) > AGAIN:
        return suspects, []
    tags = [",".join(suspects)]
    if suspects[0].startswith("@"):
        suites = sorted({"/".join(name.split("/")[:3]) for name in suspects})
        tags = [_js_tag(suites)]
    result = _side(here, "with-again", template, tags)
    broken = [test for test in suspects if test in result["failed"]]
    return broken, [test for test in suspects if test not in broken]


def _table(modules, without, with_us):
    """Print how many tests ran and failed, by module."""
    say(f"{'module':<24}{'tests':>10}{'failed':>8}{'tests':>12}{'failed':>8}")
    say(f"{'':<24}{'without sama_crm':>18}{'with sama_crm':>20}")
    for module in modules:
        numbers = []
        for side in (without, with_us):
            failed = sum(name == module for name in side["failed"].values())
            numbers += [side["ran"].get(module, 0), failed]
        say("{:<24}{:>10}{:>8}{:>12}{:>8}".format(module, *numbers))
