"""Which of several statements about one price to go by, and whether others bear it out. Pure.

The rules are those of the design's Trust section: store what each source states, choose at read time.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta
from decimal import Context, Decimal
from functools import lru_cache
from itertools import combinations

from intel.rates import Condition, Meter
from intel.source import Authority
from intel.views import Statement

_SIX = Context(prec=6)
_Base = tuple[Decimal | None, Decimal | None]

VERIFIED = "verified"
"""An independent witness states the same base input and output, to six significant digits."""
FAR = 5
"""A price more than so many times another is taken for a slip until somebody bears it out."""
REMEMBERED = timedelta(days=30)
"""So much longer than a fuller word a shorter one may have been confirmed, and the fuller one still be believed."""
SINGLE = "single"
"""Nobody independent says anything that bears on it."""
DISPUTED = "disputed"
"""Independent witnesses state another price, and none the same."""


def believe(statements: Sequence[Statement]) -> tuple[tuple[Statement, ...], str]:
    """The statements best first, and the word for their agreement; ``((), "")`` for none.

    A live one goes before a stale one, then higher authority, then one that is no lone outlier, then the later
    confirmation, then the one that was first seen later; the source's id decides between what is still equal. But a
    stale one stands before live ones of lower authority that have said nothing new since it was confirmed. If
    all are stale, authority and then date decide, and the first one says that it is stale. Among stale ones a price
    that was only foretold goes behind what others have seen since (Anthropic took back a rise that its page had dated).
    A live one that looks like a slip beside older words goes behind all of them. The fuller one of two equals that
    contradict each other in nothing goes first: what a source does not state is unknown, never a change.
    """
    if len(statements) < 2:
        return tuple(statements), SINGLE if statements else ""
    ordered = sorted(statements, key=_rank)
    foretold = {s.source for s in ordered if _foretold(s, ordered)}
    several = len(set(map(_base, ordered))) > 1
    standing = {s.source for s in ordered if s.source not in foretold and _stands(s, ordered)}
    lone = {s.source for s in ordered if _outlier(s, ordered)} if several else set()
    slips = {s.source for s in ordered if _slip(s, ordered)} if several else set()
    if lone or foretold or slips or standing:
        ordered.sort(
            key=lambda s: (
                s.source in slips, s.stale and s.source not in standing, s.source in foretold, -s.authority,
                s.source in lone,
            )
        )  # fmt: skip
    ordered = _fullest_first(ordered, foretold)
    return tuple(ordered), _agreement(ordered)


def gives_way(authority: int) -> str:
    """To whom a source's price yields once it is stale, as ``believe`` has it, in words that follow "yields"."""
    if authority == Authority.COMMUNITY:
        return "to any source that is fresh"
    return "only to what others have said anew since it was confirmed"


def _fullest_first(ordered: list[Statement], foretold: Collection[str]) -> list[Statement]:
    """The fullest of those that say all that the first one says, and more, before it; the others as they stood.

    LiteLLM states a rate above 200,000 tokens, models.dev does not: the rate must not come and go with whoever was
    read last. Only an equal in authority counts, and only one that still said so when the shorter word had begun (else
    the shorter one may be the news) and has not been silent for ``REMEMBERED`` since.
    """
    first = ordered[0]
    fuller = [
        s for s in ordered[1:]
        if len(s.card.rates) > len(first.card.rates) and s.authority == first.authority
        and s.card.currency == first.card.currency and s.source not in foretold
        and s.checked_at >= first.seen_from and first.checked_at - s.checked_at <= REMEMBERED
        and _rates(first).items() < _rates(s).items()
    ]  # fmt: skip
    if not fuller:
        return ordered
    fullest = max(fuller, key=lambda s: len(s.card.rates))  # of equally full ones the first as they stood
    return [fullest, *(s for s in ordered if s is not fullest)]


def _rates(statement: Statement) -> dict[tuple[Meter, Condition], Decimal]:
    return {(rate.meter, rate.condition): rate.amount for rate in statement.card.rates}


def _stands(one: Statement, statements: Sequence[Statement]) -> bool:
    """Whether a stale word stands: all that live ones of lower authority say is what they said before it.

    It overruled them then, and that they repeat themselves since is no news: else the price would go to and fro each
    time a page is not read for three cadences.
    """
    live = [s for s in statements if not s.stale]
    return (
        one.stale
        and bool(live)
        and all(
            s.authority < one.authority and s.seen_from < one.checked_at
            and s.card.currency == one.card.currency and independent(s, one)
            for s in live
        )
    )  # fmt: skip


def independent(one: Statement, other: Statement) -> bool:
    """Whether two statements are two witnesses: neither copies the other, nor both a third."""
    return {one.source, *one.derived_from}.isdisjoint({other.source, *other.derived_from})


def _foretold(one: Statement, statements: Sequence[Statement]) -> bool:
    """Whether a stale source never saw the day on which its price was to begin, and an independent one did."""
    return (
        one.stale
        and one.effective_from > one.checked_at
        and any(s.checked_at >= one.effective_from and independent(s, one) for s in statements)
    )


def _rank(statement: Statement) -> tuple[bool, int, float, float, str]:
    return (
        statement.stale,
        -statement.authority,
        -statement.checked_at.timestamp(),
        -statement.seen_from.timestamp(),
        statement.source,
    )


def _outlier(one: Statement, statements: Sequence[Statement]) -> bool:
    """Whether it lies more than fivefold from its peers' word, alone, and they say so together or said so first.

    Peers are independent, of the same authority, currency and freshness. A slipped decimal point looks like this, and
    so does a real cut on the day that only one database has it: the older price stands until somebody bears it out.
    """
    peers = [
        s for s in statements
        if s is not one and s.authority == one.authority and s.stale == one.stale
        and s.card.currency == one.card.currency and independent(s, one)
    ]  # fmt: skip
    if any(_base(peer) == _base(one) for peer in peers):
        return False
    far = [peer for peer in peers if _far(_base(peer), _base(one))]
    if any(_base(a) == _base(b) and independent(a, b) for a, b in combinations(far, 2)):
        return True
    return any(peer.seen_from < one.seen_from for peer in far)


def _slip(one: Statement, statements: Sequence[Statement]) -> bool:
    """Whether a live price lies more than fivefold from what stale ones of its authority or a higher one said before.

    Nobody independent bears it out, however old. One database that is fresh must not move a price alone, only because
    the others have not been asked for a while.
    """
    others = [s for s in statements if independent(s, one) and s.card.currency == one.card.currency]
    if one.stale or any(_base(other) == _base(one) for other in others):
        return False
    before = [s for s in others if s.stale and s.authority >= one.authority and s.seen_from < one.seen_from]
    return any(_far(_base(other), _base(one)) for other in before)


def _far(ours: _Base, theirs: _Base) -> bool:
    pairs = [(a, b) for a, b in zip(ours, theirs, strict=True) if a is not None and b is not None]
    return any(a != b and max(a, b) > FAR * min(a, b) for a, b in pairs)


def _agreement(ordered: Sequence[Statement]) -> str:
    """The word for the first of ``ordered``. An old statement can bear out a fresh one, but not dispute it.

    A fresh one disputes an old one.
    """
    believed = ordered[0]
    ours, word = _base(believed), SINGLE
    for other in ordered[1:]:
        if other.card.currency != believed.card.currency or not independent(believed, other):
            continue
        theirs = _base(other)
        if theirs == ours and ours != (None, None):
            return VERIFIED
        if other.stale <= believed.stale and _differ(ours, theirs):
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
