"""Which of several statements about one price to go by, and whether others bear it out. Pure.

The rules are those of the design's Trust section: store what each source states, choose at read time.
"""

from collections.abc import Sequence
from decimal import Context, Decimal
from functools import lru_cache

from intel.rates import Meter
from intel.views import Statement

_SIX = Context(prec=6)
_Base = tuple[Decimal | None, Decimal | None]

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
    ours, word = _base(believed), SINGLE
    for other in ordered[1:]:
        if other.card.currency != believed.card.currency or not independent(believed, other):
            continue
        theirs = _base(other)
        if theirs == ours and ours != (None, None):
            return VERIFIED
        if other.stale == believed.stale and _differ(ours, theirs):
            word = DISPUTED
    return word


def _base(statement: Statement) -> _Base:
    return _six(statement.card.amount(Meter.INPUT)), _six(statement.card.amount(Meter.OUTPUT))


@lru_cache(maxsize=20_000)
def _six(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount.normalize(_SIX)


def _differ(ours: _Base, theirs: _Base) -> bool:
    """Whether some meter that both state has two amounts; what one of them leaves out is no contradiction."""
    return any(a != b for a, b in zip(ours, theirs, strict=True) if a is not None and b is not None)
