"""The task whose leader is the cheapest model that is good enough. Pure; prices move it, so it is judged when asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from intel.market.comparable import comparable
from intel.market.cost import Workload, blended
from intel.market.tasks import Task
from intel.market.thresholds import probability_at_least
from intel.views import ROLLED, EstimateView, OfferView

NEAR = Decimal("0.05")
"""Models whose price is within this share of the cheapest's are tied: prices differ by more from week to week."""


@dataclass(frozen=True, slots=True)
class Worth:
    """A model's quality beside its cheapest comparable host."""

    estimate: EstimateView
    probability: float
    """P(its quality is at least the task's share of the best model's)."""
    clears: bool
    offer: OfferView | None
    price: Decimal | None
    """USD per million tokens of the workload; None: no comparable price is known."""


def worth(
    task: Task,
    estimates: Sequence[EstimateView],
    offers: Mapping[str, Sequence[OfferView]],
    workload: Workload,
    at: datetime | None = None,
) -> list[Worth]:
    """Every model of a value task: those that clear its threshold cheapest first, then the rest by falling quality."""
    found = [_worth(task, one, offers.get(one.model, ()), workload, at) for one in estimates if one.effort == ROLLED]
    return sorted(found, key=_place)


def value_leaders(ranked: Sequence[Worth]) -> list[Worth]:
    """The cheapest of those that clear, with all that cost at most ``NEAR`` more; empty when none has a price."""
    fit = [one for one in ranked if one.clears and one.price is not None]
    return [one for one in fit if one.price is not None and one.price <= (fit[0].price or 0) * (1 + NEAR)]


def _worth(
    task: Task, one: EstimateView, offers: Sequence[OfferView], workload: Workload, at: datetime | None
) -> Worth:
    probability = probability_at_least(one.ratio_quantiles, task.at_least)
    clears = not one.provisional and probability >= task.probability
    priced = [(price, o.provider.id, o) for o in comparable(offers, workload, at) if (price := _price(o, workload, at))]
    if not priced:
        return Worth(one, probability, clears, None, None)
    price, _, offer = min(priced, key=lambda p: p[:2])
    return Worth(one, probability, clears, offer, price)


def _price(offer: OfferView, workload: Workload, at: datetime | None) -> Decimal | None:
    return blended(offer.usd, workload, at)


def _place(one: Worth) -> tuple[bool, Decimal, float, str]:
    fit = one.clears and one.price is not None
    return not fit, one.price if fit and one.price is not None else Decimal(0), -one.estimate.share, one.estimate.model
