"""Which of several statements about one price to go by, and whether others bear it out. Pure.

The rules are those of the design's Trust section: store what each source states, choose at read time.
"""

from collections.abc import Sequence
from decimal import Context, Decimal

from intel.rates import Meter
from intel.views import Statement

_SIX = Context(prec=6)
_BASE = (Meter.INPUT, Meter.OUTPUT)

VERIFIED = "verified"
"""An independent witness states the same base input and output, to six significant digits."""
SINGLE = "single"
"""Nobody independent says anything that bears on it."""
DISPUTED = "disputed"
"""Independent witnesses state another price, and none the same."""


def believe(statements: Sequence[Statement]) -> tuple[tuple[Statement, ...], str]:
    """The statements best first, and the word for their agreement; ``((), "")`` for none.

    A live one goes before a stale one, then higher authority, then the later confirmation, then the one that was
    first seen later; the source's id decides between what is still equal. So if all are stale, authority and then
    date decide, and the first one says that it is stale.
    """
    if len(statements) < 2:
        return tuple(statements), SINGLE if statements else ""
    ordered = tuple(sorted(statements, key=_rank))
    return ordered, _agreement(ordered)


def independent(one: Statement, other: Statement) -> bool:
    """Whether two statements are two witnesses: neither copies the other, nor both a third."""
    return {one.source, *one.derived_from}.isdisjoint({other.source, *other.derived_from})


def _rank(statement: Statement) -> tuple[bool, int, float, float, str]:
    return (
        statement.stale,
        -statement.authority,
        -statement.checked_at.timestamp(),
        -statement.seen_from.timestamp(),
        statement.source,
    )


def _agreement(ordered: Sequence[Statement]) -> str:
    """The word for the first of ``ordered``. An old statement can bear out a fresh one, but not dispute it."""
    believed = ordered[0]
    others = [s for s in ordered[1:] if s.card.currency == believed.card.currency and independent(believed, s)]
    if any(_base(s) == _base(believed) != (None, None) for s in others):
        return VERIFIED
    differing = (s for s in others if s.stale == believed.stale and _differ(believed, s))
    return DISPUTED if any(differing) else SINGLE


def _base(statement: Statement) -> tuple[Decimal | None, Decimal | None]:
    amounts = (statement.card.amount(meter) for meter in _BASE)
    given, taken = (None if amount is None else amount.normalize(_SIX) for amount in amounts)
    return given, taken


def _differ(one: Statement, other: Statement) -> bool:
    """Whether some meter that both state has two amounts; what one of them leaves out is no contradiction."""
    pairs = zip(_base(one), _base(other), strict=True)
    return any(a != b for a, b in pairs if a is not None and b is not None)
