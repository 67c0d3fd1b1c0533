"""What a number of answers come to.

Pure functions over answers counted by score, ``{score: number}``; the score of an
answer in words is None. Nothing is lost by counting: mean, median and spread are of
all answers there are, and what was not answered is not there.
"""

import math

#: Fewer answers than this say little.
FEW = 5
#: A scale of more steps than this is drawn in tenths.
STEPS = 20


def figures(counts, low, high, is_nps=False):
    """Return the figures of one question.

    A real 0 counts, and 10, 8, 0 make 6 of 10:

    >>> row = figures({10.0: 1, 8.0: 1, 0.0: 1}, 0, 10)
    >>> row["count"], row["few"], row["mean"], row["percent"]
    (3, True, 6.0, 60.0)
    >>> row["median"], row["min"], row["max"]
    (8.0, 0.0, 10.0)

    Words have no mean, and nothing is no zero:

    >>> figures({None: 6}, 0, 10)
    {'count': 6, 'few': False, 'mean': None}
    >>> figures({}, 0, 10)
    {'count': 0, 'few': True, 'mean': None}

    Promoters less detractors, of all who answered:

    >>> row = figures({10: 3, 8: 1, 6: 1}, 0, 10, is_nps=True)
    >>> row["nps"], row["promoters"], row["passives"], row["detractors"]
    (40.0, 3, 1, 1)
    """
    number = sum(counts.values())
    row = {"count": number, "few": number < FEW, "mean": None}
    scores = sorted(score for score in counts if score is not None)
    if not scores:
        return row
    mean = math.fsum(score * counts[score] for score in scores) / number
    squares = math.fsum((score - mean) ** 2 * counts[score] for score in scores)
    row.update(
        mean=mean,
        percent=100 * mean / high,
        median=median(counts, scores),
        min=scores[0],
        max=scores[-1],
        spread=math.sqrt(squares / number),
        bars=bars(counts, low, high),
    )
    if is_nps:
        row.update(classes(counts, scores))
    return row


def classes(counts, scores):
    """Return promoters (9 and 10), passives, detractors (below 7) and their balance.

    >>> classes({10: 3, 8: 1, 6: 1}, [6, 8, 10])["nps"]
    40.0
    """
    number = sum(counts[score] for score in scores)
    promoters = sum(counts[score] for score in scores if score >= 9)
    detractors = sum(counts[score] for score in scores if score < 7)
    return {
        "promoters": promoters,
        "passives": number - promoters - detractors,
        "detractors": detractors,
        "nps": 100 * (promoters - detractors) / number,
    }


def median(counts, scores):
    """Return the middle of the answers, between the two middle ones of an even number.

    >>> median({1: 1, 4: 2, 5: 1}, [1, 4, 5]), median({1: 1, 2: 1}, [1, 2])
    (4.0, 1.5)
    """
    number = sum(counts[score] for score in scores)
    middle = []
    for place in ((number - 1) // 2, number // 2):
        seen = 0
        for score in scores:
            seen += counts[score]
            if seen > place:
                middle.append(score)
                break
    return sum(middle) / 2


def bars(counts, low, high):
    """Return the distribution: whole numbers, or tenths of a long scale.

    ``to`` is no part of a bar, except of the last.

    >>> [bar["count"] for bar in bars({0: 1, 4.5: 2, 5: 1}, 0, 5)]
    [1, 0, 0, 0, 2, 1]
    >>> [bar["count"] for bar in bars({0: 1, 100: 3}, 0, 100)]
    [1, 0, 0, 0, 0, 0, 0, 0, 0, 3]
    """
    is_long = high - low > STEPS
    step = (high - low) / 10 if is_long else 1
    number = 10 if is_long else int(high - low) + 1
    rows = [
        {"from": low + at * step, "to": low + (at + 1) * step, "count": 0}
        for at in range(number)
    ]
    for score, count in counts.items():
        if score is not None:
            rows[min(int((score - low) / step), number - 1)]["count"] += count
    return rows
