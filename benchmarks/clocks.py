"""How the benchmarks measure, and how they say it."""

import statistics
import time
from contextlib import contextmanager

RUNS = 7


def stopwatch(act):
    """Return the milliseconds that an act takes, and its result."""
    started = time.perf_counter()
    result = act()
    return (time.perf_counter() - started) * 1000, result


def clock(act, runs=RUNS):
    """Return the median milliseconds of an act and its queries, both warm."""
    act()
    times, queries = zip(*(stopwatch(act) for _run in range(runs)), strict=True)
    return statistics.median(times), queries[-1]


def best(*acts, runs=RUNS):
    """Return the best milliseconds and the last result of each act, run in turns.

    The best of several, since what others do on the machine only adds.
    """
    times = [[] for _act in acts]
    results = [None for _act in acts]
    for _run in range(runs):
        for place, act in enumerate(acts):
            took, results[place] = stopwatch(act)
            times[place].append(took)
    return [(min(each), result) for each, result in zip(times, results, strict=True)]


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


def median_of(env, act, runs, warming=0):
    """Return the median of what an act measures, undone each time.

    :param int warming: how many runs go before and do not count
    """
    times = []
    for _run in range(warming + runs):
        with rolled_back(env):
            times.append(act())
    return statistics.median(times[warming:])
