"""Run Odoo's tests of some modules with every installed module loaded.

    odoo_tests.py CONFIG DATABASE TAGS

Odoo runs tests tagged at_install while it loads their module, before modules that
depend on it are there. Whether an addon breaks them shows only when it is loaded, so
here they run with the others, at the end.
"""

import sys

import odoo.tools
from odoo.service import server
from odoo.tests import loader
from odoo.tests.suite import OdooSuite

make_suite = loader.make_suite


def make_whole_suite(module_names, position="at_install"):
    """Give all tests at the end, none while modules are loaded."""
    if position != "post_install":
        return OdooSuite([])
    names = list(module_names)
    return OdooSuite([*make_suite(names, "at_install"), *make_suite(names, position)])


def main():
    """Configure Odoo, run the tests, and end with Odoo's exit code."""
    config, database, tags = sys.argv[1:]
    odoo.tools.config.parse_config(
        ["-c", config, "-d", database, "--test-tags", tags, "--stop-after-init"],
        setup_logging=True,
    )
    loader.make_suite = make_whole_suite
    return server.start(preload=[database], stop=True)


if __name__ == "__main__":
    sys.exit(main())
