"""`make bench`: the benchmarks, when the checkout has them."""

import subprocess

from . import database, odoo
from .console import say
from .paths import ROOT
from .python import PYTHON


def bench(args=()):
    """Run `python -m benchmarks` with Odoo and a database server at hand.

    It finds Odoo's configuration in ODOO_RC and the server in PGHOST and its kin.
    """
    if not (ROOT / "benchmarks" / "__main__.py").exists():
        say("This checkout has no benchmarks/.")
        return 0
    source = odoo.setup()
    with database.server() as server:
        here = odoo.Odoo(source, server)
        config = here.write_config("bench")
        return subprocess.run(
            [str(PYTHON), "-m", "benchmarks", *args],
            cwd=ROOT,
            env=here.env(ODOO_RC=config),
        ).returncode
