"""What moved between two states of the market: prices of hosts, hosts that came, hosts that went. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from intel.market.alike import like_with_like, same_price
from intel.market.comparable import comparable
from intel.market.cost import Workload, blended
from intel.records import UNKNOWN_START
from intel.views import OfferView, Statement

Sold = Mapping[str, Sequence[OfferView]]
"""Offers by model id."""
SOON = timedelta(days=90)
"""How far ahead an announced end is news."""


@dataclass(frozen=True, slots=True)
class Move:
    """A host's price for a model, before and after; USD per million tokens of the workload."""

    model: str
    offer: OfferView
    """As it is now."""
    before: Decimal
    after: Decimal
    at: datetime
    """When the new price took effect, or was first seen where nobody dates it."""

    @property
    def ratio(self) -> Decimal:
        """After divided by before; below 1 is a cut."""
        return self.after / self.before


@dataclass(frozen=True, slots=True)
class Host:
    """A host that came to a model, or left it; ``price`` as in ``Move``."""

    model: str
    offer: OfferView
    price: Decimal
    new_model: bool = False
    """Nobody sold the model before."""


@dataclass(frozen=True, slots=True)
class Moves:
    """What changed in the window."""

    prices: tuple[Move, ...]
    """The widest first, whichever way."""
    arrived: tuple[Host, ...]
    """New models first, then by model and price."""
    left: tuple[Host, ...]


def moves(before: Sold, after: Sold, workload: Workload, since: datetime, at: datetime) -> Moves:
    """Compare the comparable hosts of every model at ``since`` with those at ``at``, one offer per host.

    A price counts as moved, and a host as new, only when the statement that is believed now began after ``since``:
    another source that is believed instead, with an old price of its own, is no news. A price is compared by the rates
    that both statements hold, and one that ``same_price`` takes for the old one has not moved.
    """
    then = {model: _hosts(offers, workload, since) for model, offers in before.items()}
    now = {model: _hosts(offers, workload, at) for model, offers in after.items()}
    prices, arrived, left = [], [], []
    for model, hosts in now.items():
        known = then.get(model, {})
        for provider, (offer, price) in hosts.items():
            old = known.get(provider)
            if old is None and _began(offer) > since and not _sold_by(before.get(model, ()), provider):
                arrived.append(Host(model, offer, price, not known))
            elif old is not None and old[0].key == offer.key and _stated(offer) > since:
                asked = _like(old, (offer, price), workload, (since, at))
                if not same_price(*asked):
                    prices.append(Move(model, offer, *asked, _stated(offer)))
    for model, hosts in then.items():
        gone = hosts.keys() - {offer.provider.id for offer in after.get(model, ())}
        left += [Host(model, *hosts[provider]) for provider in gone]
    prices.sort(key=lambda move: (-max(move.ratio, 1 / move.ratio), move.model, move.offer.provider.id))
    arrived.sort(key=lambda host: (not host.new_model, host.model, host.price, host.offer.provider.id))
    return Moves(tuple(prices), tuple(arrived), tuple(sorted(left, key=lambda h: (h.model, h.offer.provider.id))))


def ending(offers: Sold, since: date, today: date) -> list[tuple[str, OfferView]]:
    """(model, offer) of those whose announced end lies between ``since`` and ``SOON`` from today, the soonest first.

    One for each model and provider.
    """
    found: dict[tuple[str, str], OfferView] = {}
    for model, sold in offers.items():
        for offer in sold:
            end = offer.sunset_on
            if end is not None and since <= end <= today + SOON:
                held = found.get((model, offer.provider.id))
                if held is None or held.sunset_on is None or end < held.sunset_on:
                    found[model, offer.provider.id] = offer
    return sorted(((m, o) for (m, _), o in found.items()), key=lambda e: (e[1].sunset_on or today, e[0], e[1].key.sku))


def _hosts(offers: Sequence[OfferView], workload: Workload, at: datetime) -> dict[str, tuple[OfferView, Decimal]]:
    priced = ((offer, blended(offer.usd, workload, at)) for offer in comparable(offers, workload, at))
    return {offer.provider.id: (offer, price) for offer, price in priced if price is not None}


def _like(
    old: tuple[OfferView, Decimal], new: tuple[OfferView, Decimal], workload: Workload, at: tuple[datetime, datetime]
) -> tuple[Decimal, Decimal]:
    """Both prices by the rates that both state."""
    if old[0].usd is None or new[0].usd is None:
        return old[1], new[1]
    cards = like_with_like(old[0].usd, new[0].usd)
    prices = [blended(card, workload, moment) for card, moment in zip(cards, at, strict=True)]
    return (prices[0], prices[1]) if prices[0] and prices[1] else (old[1], new[1])


def _sold_by(offers: Sequence[OfferView], provider: str) -> bool:
    return any(offer.provider.id == provider for offer in offers)


def _began(offer: OfferView) -> datetime:
    return min(statement.seen_from for statement in offer.statements)


def _stated(offer: OfferView) -> datetime:
    believed = offer.statements[0]
    return believed.seen_from if believed.effective_from == UNKNOWN_START else _later(believed)


def _later(stated: Statement) -> datetime:
    """A dated price that was learned of after its date is news on the day it was learned of."""
    return max(stated.seen_from, stated.effective_from)
