"""What each host asked for a model over time, out of the changes that sources saw. Pure.

At every change the price of an offer is the word of the source that was surest then; of several offers of a host the
cheapest counts, as in a comparison of hosts. A slip is stated and not believed: a price of the past that lies further
than ``SLIP`` times from what the hosts ask in the end (a database had one at $26,250 for $0.26 until somebody noticed).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from statistics import median

from intel.market.alike import like_with_like, same_price
from intel.market.history import ANNOUNCED, RETRACTED, Change
from intel.rates import RateCard
from intel.records import OfferKey

Pricing = Callable[[RateCard, datetime], Decimal | None]
"""A rate card at a moment → a price; None where it does not tell."""


@dataclass(frozen=True, slots=True)
class Moment:
    """From ``at`` on a host asks ``price``; None: nobody knows one any more."""

    at: datetime
    price: Decimal | None
    provider: str
    source: str
    """Whose word it is."""
    slip: Decimal | None = None
    """What was stated and is not believed, where nothing else was; ``price`` is then None."""
    card: RateCard | None = None
    """The rates behind the price; None where it is no single card's."""
    learned: bool = False
    """Of a price that is no single card's: it differs from the one before by rates alone that are newly known."""


SLIP = 20
"""Hosts of one model lie up to fifteenfold apart, and no price was seen to move further than that in earnest."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a source is believed."""

    authority: int
    stale_from: datetime | None
    """From when on it had not confirmed its word for too long; None: it is fresh."""


def hosts_over_time(
    changes: Iterable[Change], pricing: Pricing, sources: Mapping[str, Standing], hosts: Collection[str]
) -> dict[str, list[Moment]]:
    """By provider of ``hosts``, a moment for each change of its price, oldest first; providers without any are absent.

    Only offers of tier standard count. Announced prices count from when they begin.
    """
    counted = [
        c for c in changes
        if c.key.provider in hosts and c.key.service_tier == "standard" and c.kind not in (ANNOUNCED, RETRACTED)
    ]  # fmt: skip
    by_host: dict[str, list[Change]] = defaultdict(list)
    for change in sorted(counted, key=lambda c: c.at):
        by_host[change.key.provider].append(change)
    found = {host: _moments(host, seen, pricing, sources, None) for host, seen in sorted(by_host.items())}
    usual = _usual(found.values())
    for host, moments in found.items():
        if any(_slipped(moment.price, usual) for moment in moments):
            found[host] = _moments(host, by_host[host], pricing, sources, usual)
    return {host: moments for host, moments in found.items() if moments}


def _usual(hosts: Iterable[Sequence[Moment]]) -> Decimal | None:
    """The middle of what each host asked last; None where nobody ever did."""
    known = [[moment.price for moment in moments if moment.price] for moments in hosts]
    return median(prices[-1] for prices in known if prices) if any(known) else None


def _slipped(price: Decimal | None, usual: Decimal | None) -> bool:
    return bool(price and usual and max(price, usual) > SLIP * min(price, usual))


def _moments(
    host: str, changes: Sequence[Change], pricing: Pricing, sources: Mapping[str, Standing], usual: Decimal | None
) -> list[Moment]:
    stated: dict[OfferKey, dict[str, Change]] = defaultdict(dict)
    moments: list[Moment] = []
    for place, change in enumerate(changes):
        stated[change.key][change.source] = change
        if place + 1 < len(changes) and changes[place + 1].at == change.at:
            continue
        now = _asked(stated.values(), change.at, host, pricing, sources, usual)
        held = (moments[-1].price, moments[-1].slip) if moments else (None, None)
        if (now.price, now.slip) != held:
            moments.append(now)
    if moments and moments[-1].slip is not None:  # it is what the host asks today, and believed
        moments[-1] = replace(moments[-1], price=moments[-1].slip, slip=None)
    return moments


def _asked(
    offers: Iterable[Mapping[str, Change]], at: datetime, host: str, pricing: Pricing,
    sources: Mapping[str, Standing], usual: Decimal | None,
) -> Moment:  # fmt: skip
    """The cheapest of a host's offers, each by its surest source without a slip; a slip if that is all."""
    known: list[Moment] = []
    slips: list[Moment] = []
    for said in offers:
        told = sorted((c for c in said.values() if c.after is not None), key=lambda c: _rank(c, at, sources))
        asked = [Moment(at, _price(c.after, at, pricing), host, c.source, None, c.after) for c in told]
        right = [one for one in asked if not _slipped(one.price, usual)]
        known += [one for one in right[:1] if one.price]
        slips += [one for one in asked if one.price and not right]
    if known or not slips:
        return min(known, key=lambda one: (one.price or 0, one.source), default=Moment(at, None, host, ""))
    return Moment(at, None, host, slips[0].source, slips[0].price)


def _price(card: RateCard | None, at: datetime, pricing: Pricing) -> Decimal | None:
    return None if card is None else pricing(card, at)


def _rank(change: Change, at: datetime, sources: Mapping[str, Standing]) -> tuple[bool, int, float, str]:
    standing = sources.get(change.source, Standing(0, None))
    stale = standing.stale_from is not None and at > standing.stale_from
    return stale, -standing.authority, -change.at.timestamp(), change.source


def cheapest_over_time(hosts: Mapping[str, Sequence[Moment]]) -> list[Moment]:
    """The lowest price of all hosts, oldest first: a moment for each change, with the host that made it the lowest."""

    def lowest(_: Held, held: Held, at: datetime) -> Moment:
        known = [moment for moment in held.values() if moment.price is not None]
        least = min(known, key=lambda m: (m.price or 0, m.provider, m.source), default=Moment(at, None, "", ""))
        return replace(least, at=at)

    return _together(hosts, lowest)


def median_over_time(hosts: Mapping[str, Sequence[Moment]], pricing: Pricing | None = None) -> list[Moment]:
    """The middle of the prices that were known, oldest first: a moment for each change, which no one host makes.

    With ``pricing`` it tells which of them are ``learned``: had each host whose rates did not move kept its price, the
    middle would have stayed.
    """

    def middle(before: Held, held: Held, at: datetime) -> Moment:
        price, old = _middle(held.values()), _middle(before.values())
        kept = _middle(
            before[h] if h in before and learned(before[h], now, pricing) else now for h, now in held.items()
        )
        return Moment(at, price, "", "", learned=_same(kept, old) and price is not None and not _same(price, old))

    return _together(hosts, middle)


def _middle(held: Iterable[Moment]) -> Decimal | None:
    known = [moment.price for moment in held if moment.price is not None]
    return median(known) if known else None


def _same(one: Decimal | None, other: Decimal | None) -> bool:
    return one is not None and other is not None and same_price(one, other)


Held = Mapping[str, Moment]
"""The newest moment of each host at some time."""


def _together(hosts: Mapping[str, Sequence[Moment]], told: Callable[[Held, Held, datetime], Moment]) -> list[Moment]:
    """What ``told`` makes of the hosts before and after each time, where its price is another than before."""
    before: dict[str, Moment] = {}
    held: dict[str, Moment] = {}
    found: list[Moment] = []
    every = sorted((moment for moments in hosts.values() for moment in moments), key=lambda m: (m.at, m.provider))
    for place, moment in enumerate(every):
        held[moment.provider] = moment
        if place + 1 < len(every) and every[place + 1].at == moment.at:
            continue
        now = told(before, held, moment.at)
        if not found or found[-1].price != now.price:
            found.append(now)
        before = dict(held)
    return found


def price_at(moments: Sequence[Moment], at: datetime) -> Decimal | None:
    """What was asked at a moment; None before the first one and where nothing was known."""
    before = [moment for moment in moments if moment.at <= at]
    return before[-1].price if before else None


def ratio(before: Moment, after: Moment, pricing: Pricing | None) -> Decimal | None:
    """After by before, on the rates that both state; 1 where that is no move; None where one of them is not known.

    Without ``pricing``, or without cards, by the prices themselves.
    """
    old, new = before.price, after.price
    if pricing is not None and before.card is not None and after.card is not None:
        cards = like_with_like(before.card, after.card)
        if cards[0] is not before.card:
            old, new = (pricing(card, moment.at) for card, moment in zip(cards, (before, after), strict=True))
    if not old or new is None:
        return None
    return Decimal(1) if same_price(old, new) else new / old


def learned(before: Moment, after: Moment, pricing: Pricing | None) -> bool:
    """Whether the prices differ by rates alone that only one side states: something became known, nothing moved."""
    if before.price is None or after.price is None or same_price(before.price, after.price):
        return False
    return after.learned or ratio(before, after, pricing) == 1
