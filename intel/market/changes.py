"""What changed between two states of an offer, as events. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from intel.rates import RateCard
from intel.records import UNKNOWN_START, Event, OfferKey, Price


@dataclass(frozen=True, slots=True)
class PriceChange:
    """What one source states for an offer, before and after a run."""

    source: str
    key: OfferKey
    """In our provider ids."""
    at: datetime
    before: tuple[Price, ...]
    after: tuple[Price, ...]
    sha256: str
    """Of the bytes that state the new prices."""
    url: str


def price_events(change: PriceChange) -> Iterator[Event]:
    """``price_changed`` when another price is in force, ``price_announced`` and ``price_retracted`` for dated ones.

    An event's ``before`` is None where no price was known, its ``after`` where none is any more.
    """
    old, new = in_force(change.before, change.at), in_force(change.after, change.at)
    if _facts(old) != _facts(new):
        yield _event("price_changed", change, old, new)
    coming = {p.effective_from: p for p in change.after if p.effective_from > change.at}
    planned = {p.effective_from: p for p in change.before if p.effective_from > change.at}
    for start in sorted(coming.keys() | planned.keys()):
        before, after = planned.get(start), coming.get(start)
        if after is not None and _facts(before) != _facts(after):
            yield _event("price_announced", change, before, after)
        elif after is None:
            yield _event("price_retracted", change, before, None)


def in_force(prices: Sequence[Price], at: datetime) -> Price | None:
    """The price that holds at ``at``: the latest begun that has not ended; None when there is none."""
    valid = [p for p in prices if p.effective_from <= at and (p.effective_to is None or at < p.effective_to)]
    return max(valid, key=lambda p: p.effective_from, default=None)


def subject(key: OfferKey) -> str:
    """Provider and sku, with what sets the offer apart behind them: "deepinfra zai-org/GLM-5.2 fp8"."""
    rest = [f"via {key.via}"] if key.via else []
    rest += [part for part in (key.region, key.quantization, key.tag) if part]
    rest += [key.service_tier] if key.service_tier != "standard" else []
    return " ".join([key.provider, key.sku, *rest])


def card_facts(card: RateCard) -> dict[str, object]:
    """A rate card as JSON: currency and canonical text."""
    return {"currency": card.currency, "rates": card.text()}


def _facts(price: Price | None) -> dict[str, object] | None:
    if price is None:
        return None
    start = {"effective_from": price.effective_from.isoformat()} if price.effective_from != UNKNOWN_START else {}
    return card_facts(price.card) | start


def _event(kind: str, change: PriceChange, before: Price | None, after: Price | None) -> Event:
    evidence: dict[str, object] = {"sha256": change.sha256, "url": change.url}
    what = f"price {subject(change.key)}"
    return Event(kind, what, change.at, change.source, _facts(before), _facts(after), evidence)
