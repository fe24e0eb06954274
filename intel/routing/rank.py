"""Which candidate does a task cheapest. Pure: prices in, an order with its reasons out.

Being on the task's list counts as good enough, and the price decides alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from intel.market.comparable import comparable
from intel.market.cost import Workload, blended
from intel.views import OfferView


@dataclass(frozen=True, slots=True)
class Host:
    """One comparable offer and its price in USD per million tokens of the workload."""

    offer: OfferView
    price: Decimal


@dataclass(frozen=True, slots=True)
class Choice:
    """A candidate somebody sells, its hosts cheapest first. Never empty."""

    model: str
    hosts: tuple[Host, ...]

    @property
    def price(self) -> Decimal:
        """What its cheapest host asks."""
        return self.hosts[0].price


@dataclass(frozen=True, slots=True)
class Ranking:
    """Priced candidates cheapest first, and those without a comparable price, in the order of the list."""

    choices: tuple[Choice, ...]
    unpriced: tuple[str, ...]


def rank(
    candidates: Sequence[str],
    offers: Mapping[str, Sequence[OfferView]],
    workload: Workload,
    at: datetime | None = None,
) -> Ranking:
    """Order ``candidates`` by the cheapest comparable price of each; ties keep the order of the list.

    A candidate whose price is unknown is never ranked, so it can never win.
    """
    choices, unpriced = [], []
    for model in candidates:
        hosts = _hosts(offers.get(model, ()), workload, at)
        if hosts:
            choices.append(Choice(model, hosts))
        else:
            unpriced.append(model)
    return Ranking(tuple(sorted(choices, key=lambda choice: choice.price)), tuple(unpriced))


def without(choice: Choice, provider: str) -> Choice | None:
    """``choice`` as it stands when ``provider`` is down; None when nobody else sells the model."""
    hosts = tuple(host for host in choice.hosts if host.offer.provider.id != provider)
    return Choice(choice.model, hosts) if hosts else None


def _hosts(offers: Sequence[OfferView], workload: Workload, at: datetime | None) -> tuple[Host, ...]:
    priced = ((offer, blended(offer.usd, workload, at)) for offer in comparable(offers, workload, at))
    return tuple(Host(offer, price) for offer, price in priced if price is not None)
