"""`make clean`."""

import os
import shutil

from . import postgres, serve
from .console import say
from .paths import NODE_MODULES, ROOT, STATE, cache


def clean():
    """Stop everything and remove what this checkout made; keep the downloads."""
    serve.stop()
    postgres.remove()
    folders = [STATE, NODE_MODULES, ROOT / ".pytest_cache", ROOT / ".ruff_cache"]
    if os.environ.get("CACHE") == "1":
        folders.append(cache())
    for folder in folders:
        if folder.exists():
            shutil.rmtree(folder)
            say(f"removed {folder}")
