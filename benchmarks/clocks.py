"""How the benchmarks measure, and how they say it."""

import statistics
import time
from contextlib import contextmanager

RUNS = 7


def clock(act, runs=RUNS):
    """Return the median milliseconds of an act and its queries, both warm."""
    act()
    times = []
    for _run in range(runs):
        started = time.perf_counter()
        queries = act()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times), queries


def counted(env, act):
    """Return an act that starts from a cold cache and returns its queries."""

    def run():
        env.invalidate_all()
        before = env.cr.sql_log_count
        act()
        return env.cr.sql_log_count - before

    return run


def tell(goal, what, ratio, limit):
    """Print one ratio with its limit."""
    word = "kept" if ratio <= limit else "MISSED"
    print(f"{goal} {what}: {ratio:.3f} (limit {limit}) {word}", flush=True)


@contextmanager
def rolled_back(env):
    """Undo what is done within."""
    savepoint = env.cr.savepoint()
    try:
        yield
    finally:
        savepoint.close(rollback=True)
        env.invalidate_all()


def median_of(env, act, runs):
    """Return the median of what an act measures, undone each time."""
    times = []
    for _run in range(runs):
        with rolled_back(env):
            times.append(act())
    return statistics.median(times)
