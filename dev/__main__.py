"""`python3 -m dev COMMAND`: what the Makefile calls."""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "Python 3.11 or later is needed, this is %d.%d.\n"
        "If a newer one is installed: make run PYTHON=python3.12" % sys.version_info[:2]
    )

from .main import main

sys.exit(main(sys.argv[1:]))
