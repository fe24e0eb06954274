"""What changed in the price of an offer over time, read from the intervals that one source filled. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from intel.rates import RateCard
from intel.records import UNKNOWN_START, OfferKey

FIRST, CHANGED, ANNOUNCED, RETRACTED, ENDED, GONE = "first seen", "changed", "announced", "retracted", "ended", "gone"


@dataclass(frozen=True, slots=True)
class Interval:
    """What a source stated for an offer, while it was believed to state it; half-open, aware UTC."""

    card: RateCard
    effective_from: datetime
    effective_to: datetime | None
    basis: str
    seen_from: datetime
    seen_to: datetime | None
    sha256: str
    """Of the bytes that stated it first."""
    url: str

    @property
    def begins(self) -> datetime:
        """When it took effect: as the source dates it, else when it was first seen."""
        return self.seen_from if self.effective_from == UNKNOWN_START else self.effective_from

    @property
    def ends(self) -> datetime | None:
        """When it ceased, for whatever reason; None: it holds."""
        return min((t for t in (self.effective_to, self.seen_to) if t is not None), default=None)

    @property
    def retracted(self) -> bool:
        """It was taken back before it took effect."""
        return self.seen_to is not None and self.seen_to <= self.begins


@dataclass(frozen=True, slots=True)
class Change:
    """One change. ``before`` and ``after`` are None where no price was stated."""

    at: datetime
    """When it took effect; of a price that lies ahead, when that was first seen."""
    kind: str
    """first seen, changed, announced, retracted, ended (no longer stated) or gone (no longer listed)."""
    key: OfferKey
    source: str
    before: RateCard | None
    after: RateCard | None
    basis: str = "observed"
    effective_from: datetime | None = None
    """As the source dates it; None when it does not."""
    sha256: str = ""
    url: str = ""


def changes(
    key: OfferKey, source: str, intervals: Sequence[Interval], *, now: datetime, gone_at: datetime | None = None
) -> list[Change]:
    """The changes of one source's word on one offer, oldest first; an interval with the same rates is none.

    ``gone_at`` is when the source was taken to have given the offer up.
    """
    ordered = sorted(intervals, key=lambda i: (i.begins, i.seen_from))
    past = [i for i in ordered if i.begins <= now and not i.retracted]
    ahead = [i for i in ordered if i.begins > now or i.retracted]
    found = list(_past(key, source, past, now, gone_at))
    found += [c for i in ahead for c in _ahead(key, source, i, _card_at(past, i.seen_from), now)]
    return sorted(found, key=lambda c: (c.at, c.kind != ENDED))


def _past(
    key: OfferKey, source: str, past: Sequence[Interval], now: datetime, gone_at: datetime | None
) -> Iterator[Change]:
    held: RateCard | None = None
    for place, interval in enumerate(past):
        if held is None or held.digest != interval.card.digest:
            yield _change(FIRST if not place else CHANGED, interval.begins, key, source, held, interval)
        held, end = interval.card, interval.ends
        following = past[place + 1].begins if place + 1 < len(past) else None
        if end is not None and end <= now and (following is None or end < following):
            kind = GONE if following is None and gone_at is not None else ENDED
            yield Change(end, kind, key, source, held, None, interval.basis, None, interval.sha256, interval.url)
            held = None


def _ahead(key: OfferKey, source: str, interval: Interval, before: RateCard | None, now: datetime) -> Iterator[Change]:
    yield _change(ANNOUNCED, interval.seen_from, key, source, before, interval)
    if interval.retracted and interval.seen_to is not None and interval.seen_to <= now:
        yield Change(
            interval.seen_to, RETRACTED, key, source, interval.card, None, interval.basis, interval.effective_from,
            interval.sha256, interval.url,
        )  # fmt: skip


def _card_at(past: Sequence[Interval], at: datetime) -> RateCard | None:
    holding = [i for i in past if i.begins <= at and (i.ends is None or at < i.ends)]
    return holding[-1].card if holding else None


def _change(kind: str, at: datetime, key: OfferKey, source: str, before: RateCard | None, interval: Interval) -> Change:
    dated = None if interval.effective_from == UNKNOWN_START else interval.effective_from
    return Change(
        at, kind, key, source, before, interval.card, interval.basis, dated, interval.sha256, interval.url
    )  # fmt: skip
