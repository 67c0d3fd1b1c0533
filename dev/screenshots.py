"""`make screenshots`: the pictures in docs/, taken from the running demo."""

import os
import subprocess

from . import odoo, python, serve, system
from .console import DevError, step
from .paths import INSIDE, ROOT

FOLDER = ROOT / "docs" / "pictures"


def screenshots(args=()):
    """Take all pictures, or only the shots named; see dev/inside/shots.py."""
    serve.run()
    odoo.setup()
    python.ensure_pictures()
    FOLDER.mkdir(parents=True, exist_ok=True)
    url = f"http://127.0.0.1:{serve.record()['port']}"
    with step(f"Pictures into {FOLDER.relative_to(ROOT)}"):
        result = subprocess.run(
            [
                *[str(python.PYTHON), str(INSIDE / "pictures.py")],
                *[url, str(FOLDER), system.chromium(), *args],
            ],
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
    if result.returncode == 2:  # the script has said which word
        raise DevError("no picture was taken", "ARGS takes the names of shots.")
    if result.returncode:
        raise DevError(
            "some pictures could not be taken",
            "Each failed shot left a picture of what stood there instead.",
        )
    return 0
