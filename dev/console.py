"""What a person sees: steps, progress, and failures that say what to do."""

import contextlib
import os
import shlex
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

TTY = sys.stdout.isatty()
QUIET_INTERVAL = 20  # seconds between progress lines when nobody watches a terminal
TAIL = 40  # lines of a log shown when its command failed


class DevError(Exception):
    """A failure explained to the person at the keyboard; no traceback is shown.

    :param message: what failed
    :param hint: what to do about it
    """

    def __init__(self, message, hint=""):
        super().__init__(message)
        self.hint = hint


def say(message=""):
    """Print one line at once, also when the output is a pipe."""
    print(message, flush=True)


def warn(message):
    """Print a line that must not be overlooked."""
    say(f"!! {message}")


def colour(text, code):
    """Wrap a text in a terminal colour where that makes sense."""
    return (
        f"\033[{code}m{text}\033[0m" if TTY and "NO_COLOR" not in os.environ else text
    )


@contextlib.contextmanager
def step(title):
    """Announce a step, and say how long it took when it is done."""
    say(f"{colour('==>', '1;34')} {title}")
    start = time.monotonic()
    yield
    took = time.monotonic() - start
    if took >= 2:
        say(f"    done in {took:.0f} s")


class Progress:
    """One line that changes on a terminal; now and then a line elsewhere."""

    def __init__(self):
        self.start = self.last = time.monotonic()

    def show(self, text):
        """Show the text with the time passed, not more often than useful."""
        now = time.monotonic()
        if now - self.last < (0.2 if TTY else QUIET_INTERVAL):
            return
        self.last = now
        line = f"    {now - self.start:4.0f} s  {text}"
        if TTY:
            width = os.get_terminal_size().columns - 1
            sys.stdout.write("\r\033[K" + line[:width])
            sys.stdout.flush()
        else:
            say(line)

    def clear(self):
        """Remove the changing line."""
        if TTY:
            sys.stdout.write("\r\033[K")
            sys.stdout.flush()


def run(command, *, log=None, hint="", what=None, summarise=None, tail=TAIL, **kwargs):
    """Run a command, its output going to a log file while progress is shown.

    :param command: list of words
    :param log: file that keeps the output; appended to
    :param hint: what to do when it fails
    :param what: words for the failure instead of the command itself
    :param summarise: function of an output line; its text (if any) is the progress
    :param tail: how many of the last lines to return, or to show after a failure
    :raises DevError: when the command fails, with the end of its output
    """
    command = [str(word) for word in command]
    last = deque(maxlen=tail)
    progress = Progress()
    with contextlib.ExitStack() as stack:
        file = None
        if log:
            Path(log).parent.mkdir(parents=True, exist_ok=True)
            file = stack.enter_context(open(log, "a", encoding="utf-8"))
            file.write(f"$ {shlex.join(command)}\n")
        process = stack.enter_context(_start(command, hint, kwargs))
        for line in process.stdout:
            if file:
                file.write(line)
                file.flush()
            line = line.rstrip()
            if line:
                last.append(line)
                text = summarise(line) if summarise else line
                if text:
                    progress.show(text)
    progress.clear()
    if process.returncode:
        for line in last:
            say(f"    | {line}")
        where = f" (whole log: {log})" if log else ""
        name = what or shlex.join(command)[:120]
        raise DevError(f"{name} failed{where}", hint)
    return list(last)


def _start(command, hint, options):
    """Start a command whose output, errors included, is read line by line.

    :param dict options: further arguments of `Popen`
    :raises DevError: when it cannot be started
    """
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            **options,
        )
    except OSError as error:
        raise DevError(f"cannot start {command[0]}: {error}", hint) from error


def capture(command, **kwargs):
    """Return what a command prints, stripped.

    :raises DevError: when it fails
    """
    command = [str(word) for word in command]
    kwargs.setdefault("stdin", subprocess.DEVNULL)
    try:
        result = subprocess.run(
            command, capture_output=True, text=True, errors="replace", **kwargs
        )
    except OSError as error:
        raise DevError(f"cannot start {command[0]}: {error}") from error
    if result.returncode:
        raise DevError(
            f"{shlex.join(command)[:160]} failed: {result.stderr.strip()[-800:]}"
        )
    return result.stdout.strip()


def passes(command, **kwargs):
    """Tell whether a command can be started and succeeds; its output is dropped."""
    try:
        result = subprocess.run(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **kwargs,
        )
    except OSError:
        return False
    return result.returncode == 0
