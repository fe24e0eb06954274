"""What each host asked for a model over time, out of the changes that sources saw. Pure.

At every change the price of an offer is the word of the source that was surest then; of several offers of a host the
cheapest counts, as in a comparison of hosts.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
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
    found = {host: _moments(host, seen, pricing, sources) for host, seen in sorted(by_host.items())}
    return {host: moments for host, moments in found.items() if moments}


def _moments(host: str, changes: Sequence[Change], pricing: Pricing, sources: Mapping[str, Standing]) -> list[Moment]:
    stated: dict[OfferKey, dict[str, Change]] = defaultdict(dict)
    moments: list[Moment] = []
    for place, change in enumerate(changes):
        stated[change.key][change.source] = change
        if place + 1 < len(changes) and changes[place + 1].at == change.at:
            continue
        price, source = _asked(stated.values(), change.at, pricing, sources)
        held = moments[-1].price if moments else None
        if price != held:
            moments.append(Moment(change.at, price, host, source))
    return moments


def _asked(
    offers: Iterable[Mapping[str, Change]], at: datetime, pricing: Pricing, sources: Mapping[str, Standing]
) -> tuple[Decimal | None, str]:
    """The cheapest of a host's offers, each by its surest source, and whose word that is."""
    known: list[tuple[Decimal, str]] = []
    for said in offers:
        live = [change for change in said.values() if change.after is not None]
        if not live:
            continue
        surest = min(live, key=lambda change: _rank(change, at, sources))
        price = pricing(surest.after, at) if surest.after else None
        if price:
            known.append((price, surest.source))
    return min(known, default=(None, ""))


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
