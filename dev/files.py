"""Files written whole or not at all, stamps of finished steps, locks."""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path

from .console import say


def write(path, text, mode=0o644):
    """Write a file so that no reader ever sees half of it."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(name, mode)
    os.replace(name, path)


def read_json(path, default=None):
    """Return the content of a JSON file, or the default if it cannot be read."""
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return default


def write_json(path, value, mode=0o644):
    """Write a value as JSON, whole or not at all."""
    write(path, json.dumps(value, indent=1, sort_keys=True) + "\n", mode)


@contextlib.contextmanager
def building(target):
    """Give an empty folder beside the target that becomes the target on success.

    What a failed or interrupted attempt left behind is removed.
    """
    target = Path(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    try:
        yield partial
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    shutil.rmtree(target, ignore_errors=True)
    os.rename(partial, target)


def sha256(path):
    """Return the hexadecimal SHA-256 of a file."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fingerprint(*parts):
    """Return a short hash of texts and files (a path stands for its content)."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.read_bytes() if isinstance(part, Path) else str(part).encode()
        digest.update(b"%d:" % len(data) + data)
    return digest.hexdigest()[:16]


@contextlib.contextmanager
def lock(path, message):
    """Hold an exclusive lock, saying why we wait when another process has it."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"    {message}")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def locked(path):
    """Tell whether another process holds the lock."""
    try:
        with open(path, "a") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
