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
        price, source, slip = _asked(stated.values(), change.at, pricing, sources, usual)
        held = (moments[-1].price, moments[-1].slip) if moments else (None, None)
        if (price, slip) != held:
            moments.append(Moment(change.at, price, host, source, slip))
    if moments and moments[-1].slip is not None:  # it is what the host asks today, and believed
        moments[-1] = replace(moments[-1], price=moments[-1].slip, slip=None)
    return moments


def _asked(
    offers: Iterable[Mapping[str, Change]], at: datetime, pricing: Pricing, sources: Mapping[str, Standing],
    usual: Decimal | None,
) -> tuple[Decimal | None, str, Decimal | None]:  # fmt: skip
    """The cheapest of a host's offers, each by its surest source without a slip; whose word; a slip if that is all."""
    known: list[tuple[Decimal, str]] = []
    slips: list[tuple[Decimal, str]] = []
    for said in offers:
        told = sorted((c for c in said.values() if c.after is not None), key=lambda c: _rank(c, at, sources))
        priced = [(pricing(change.after, at) if change.after else None, change.source) for change in told]
        right = [(price, source) for price, source in priced if not _slipped(price, usual)]
        if right and right[0][0]:
            known.append((right[0][0], right[0][1]))
        slips += [(price, source) for price, source in priced if price and not right]
    if known or not slips:
        return *min(known, default=(None, "")), None
    return None, slips[0][1], slips[0][0]


def _rank(change: Change, at: datetime, sources: Mapping[str, Standing]) -> tuple[bool, int, float, str]:
    standing = sources.get(change.source, Standing(0, None))
    stale = standing.stale_from is not None and at > standing.stale_from
    return stale, -standing.authority, -change.at.timestamp(), change.source


def cheapest_over_time(hosts: Mapping[str, Sequence[Moment]]) -> list[Moment]:
    """The lowest price of all hosts, oldest first: a moment for each change, with the host that made it the lowest."""

    def lowest(held: Iterable[Moment], at: datetime) -> Moment:
        known = [(m.price, m.provider, m.source) for m in held if m.price is not None]
        return Moment(at, *min(known, default=(None, "", "")))

    return _together(hosts, lowest)


def median_over_time(hosts: Mapping[str, Sequence[Moment]]) -> list[Moment]:
    """The middle of the prices that were known, oldest first: a moment for each change, which no one host makes."""

    def middle(held: Iterable[Moment], at: datetime) -> Moment:
        known = [m.price for m in held if m.price is not None]
        return Moment(at, median(known) if known else None, "", "")

    return _together(hosts, middle)


def _together(
    hosts: Mapping[str, Sequence[Moment]], told: Callable[[Iterable[Moment], datetime], Moment]
) -> list[Moment]:
    """What ``told`` makes of the newest moments of all hosts at each time, where its price is another than before."""
    held: dict[str, Moment] = {}
    found: list[Moment] = []
    every = sorted((moment for moments in hosts.values() for moment in moments), key=lambda m: (m.at, m.provider))
    for place, moment in enumerate(every):
        held[moment.provider] = moment
        if place + 1 < len(every) and every[place + 1].at == moment.at:
            continue
        now = told(held.values(), moment.at)
        if not found or found[-1].price != now.price:
            found.append(now)
    return found


def price_at(moments: Sequence[Moment], at: datetime) -> Decimal | None:
    """What was asked at a moment; None before the first one and where nothing was known."""
    before = [moment for moment in moments if moment.at <= at]
    return before[-1].price if before else None
