"""How a sales document is split into its goods part and its service part.

Pure functions over plain numbers: no ORM, no currency record. Amounts are signed
(a refund's are negative) and in the document's currency, the results in the
company's. ``document_kind_sql`` says the same in SQL; a test holds them together.

Goods and service on one document; the parts sum to the total:

>>> lines = [Line(110, 100), Line(55, 50, is_service=True)]
>>> kind, parts = split_document(lines, Total(165, 150))
>>> kind, tuple(parts)
('mixed', (110.0, 55.0, 100.0, 50.0))

A line that does not decide is shared in proportion, and what cannot be shared
to the last unit goes to the service part:

>>> lines = [Line(20, 20), Line(10, 10, True), Line(10, 10, True, decides=False)]
>>> split_document(lines, Total(40, 40))[1][:2]
(26.67, 13.33)

All of it goes to the only part:

>>> split_document([Line(20, 20), Line(9, 9, True, False)], Total(29, 29))
('goods', Parts(goods=29.0, service=0.0, goods_untaxed=29.0, service_untaxed=0.0))

If no line decides, all do; without a line the document is goods:

>>> split_document([Line(0, 0, True, False)], Total(0, 0))[0]
'service'
>>> split_document([], Total(0, 0))[0]
'goods'

A down payment follows its order:

>>> origin = Origin(MIXED, Parts(75, 25, 75, 25))
>>> split_document([Line(30, 30, origin=origin)], Total(30, 30))
('mixed', Parts(goods=22.5, service=7.5, goods_untaxed=22.5, service_untaxed=7.5))

A refund is negative:

>>> split_document([Line(-10, -10), Line(-5, -5, True)], Total(-15, -15))[1][:2]
(-10.0, -5.0)

Each part is converted once, not line by line (three times 0.05 at 10 for one
is 0.15, 0.02 in all, and would be 0.03 by lines):

>>> split_document([Line(0.05, 0.05)] * 3, Total(0.15, 0.15, rate=10))[1].goods
0.02

Currencies round to their own unit:

>>> total = Total(30.5, 30.5, rate=2, rounding=0.5, company_rounding=1)
>>> split_document([Line(20.5, 20.5), Line(10, 10, True)], total)[1][:2]
(10.0, 5.0)
"""

from typing import NamedTuple

from odoo.tools import float_round

GOODS = "goods"
SERVICE = "service"
MIXED = "mixed"


class Parts(NamedTuple):
    """Goods and service part, tax included and without tax."""

    goods: float = 0.0
    service: float = 0.0
    goods_untaxed: float = 0.0
    service_untaxed: float = 0.0


class Origin(NamedTuple):
    """The order that a down payment was asked for: its kind and its parts."""

    kind: str
    parts: Parts


class Line(NamedTuple):
    """One product line.

    ``decides`` says that the line has a say in the document's kind. A down payment
    whose order is known carries it as ``origin`` and never decides by itself.
    """

    amount: float
    untaxed: float
    is_service: bool = False
    decides: bool = True
    origin: Origin | None = None


class Total(NamedTuple):
    """A document's total without cash rounding, and how it becomes company money.

    ``rate`` is the number of units of the document's currency that one unit of the
    company's is worth on this document.
    """

    amount: float
    untaxed: float
    rate: float = 1.0
    rounding: float = 0.01
    company_rounding: float = 0.01


def has_amount(*amounts):
    """Whether one of the amounts is other than zero.

    >>> has_amount(0.0, 0.0), has_amount(0.0, -3.0)
    (False, True)
    """
    return any(abs(amount) > 1e-9 for amount in amounts)


def split_document(lines, total):
    """Return ``(kind, Parts)`` of a document with these lines and this total.

    The rule is told by the examples at the head of this file.
    """
    kind = _kind(lines)
    amount, untaxed = (_convert(value, total) for value in total[:2])
    if kind == GOODS:
        return kind, Parts(goods=amount, goods_untaxed=untaxed)
    if kind == SERVICE:
        return kind, Parts(service=amount, service_untaxed=untaxed)
    if not any(_decides(line) or line.origin for line in lines):
        lines = [line._replace(decides=True) for line in lines]
    goods = _goods_part(lines, total, True)
    goods_untaxed = _goods_part(lines, total, False)
    return kind, Parts(
        goods,
        _rest(amount, goods, total),
        goods_untaxed,
        _rest(untaxed, goods_untaxed, total),
    )


def _decides(line):
    return line.decides and not line.origin


def _kind(lines):
    """The kind that the lines make together (see `split_document`)."""
    kinds = {SERVICE if line.is_service else GOODS for line in lines if _decides(line)}
    kinds |= {line.origin.kind for line in lines if line.origin}
    if not kinds:
        kinds = {SERVICE if line.is_service else GOODS for line in lines}
    if not kinds:
        return GOODS
    return kinds.pop() if len(kinds) == 1 else MIXED


def _share(line, taxed):
    """Return (goods, service, to share, decides) for one of a line's two amounts."""
    amount = line.amount if taxed else line.untaxed
    if line.origin:
        parts = line.origin.parts
        weights = parts[:2] if taxed else parts[2:]
        goods = _goods_share(amount, line.origin.kind, *weights)
        if goods is None:
            return 0.0, 0.0, amount, False
        return goods, amount - goods, 0.0, False
    if not line.decides:
        return 0.0, 0.0, amount, False
    if line.is_service:
        return 0.0, amount, 0.0, True
    return amount, 0.0, 0.0, True


def _goods_share(amount, kind, goods, service):
    """The goods part of an amount shared like goods : service; None if it cannot be.

    Sizes count, not signs, so that a negative part does not blow the other up.

    >>> _goods_share(30, MIXED, 200, 100)
    20.0
    >>> _goods_share(30, GOODS, 0, 0), _goods_share(30, SERVICE, 0, 0)
    (30, 0.0)
    """
    if kind == GOODS:
        return amount
    if kind == SERVICE:
        return 0.0
    if not has_amount(goods, service):
        return None
    return amount * abs(goods) / (abs(goods) + abs(service))


def _goods_part(lines, total, taxed):
    """Return the goods part of one of a mixed document's totals, in company money."""
    shares = [_share(line, taxed) for line in lines]
    goods, to_share = (sum(share[i] for share in shares) for i in (0, 2))
    # The lines that decide set the proportion; down payments do if they are alone.
    weights = [sum(share[i] for share in shares if share[3]) for i in (0, 1)]
    if not has_amount(*weights):
        weights = [sum(share[i] for share in shares) for i in (0, 1)]
    goods += _goods_share(to_share, MIXED, *weights) or 0.0
    return _convert(float_round(goods, precision_rounding=total.rounding), total)


def _rest(amount, goods, total):
    """The service part: what of a mixed document's amount is not goods."""
    return float_round(amount - goods, precision_rounding=total.company_rounding)


def _convert(amount, total):
    """Company money for an amount of the document, rounded."""
    return float_round(
        amount / (total.rate or 1.0), precision_rounding=total.company_rounding
    )
