"""Quality against cost: which models nothing cheaper is as good as, and what a fixed quality cost over time. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from intel.market.alike import same_price
from intel.market.timeline import Moment, Pricing, learned


@dataclass(frozen=True, slots=True)
class Point:
    """A model at one moment. ``quality`` is the expected share of a task solved (0-1), ``cost`` in USD of any unit."""

    model: str
    quality: float
    cost: Decimal


def pareto(points: Iterable[Point]) -> list[Point]:
    """The points that are better than everything that costs no more, cheapest first.

    Of several at one cost the best stands, of several that are equal in both the first by name.
    """
    found: list[Point] = []
    for point in sorted(points, key=lambda p: (p.cost, -p.quality, p.model)):
        if not found or point.quality > found[-1].quality:
            found.append(point)
    return found


def best(points: Iterable[Point]) -> Point | None:
    """The point of the highest quality; of several the cheapest, then by name. None of no points."""
    return min(points, key=lambda p: (-p.quality, p.cost, p.model), default=None)


def cheapest(points: Iterable[Point], level: float) -> Point | None:
    """The cheapest point of at least that quality; of several the better, then by name. None where there is none."""
    good = (point for point in points if point.quality >= level)
    return min(good, key=lambda p: (p.cost, -p.quality, p.model), default=None)


def fixed_quality(moments: Mapping[datetime, Sequence[Point]], level: float) -> list[tuple[datetime, Point | None]]:
    """The cheapest point of at least ``level`` at each moment, oldest first.

    Qualities are those of one fit, however old the moment: models do not change, what is known of them does.
    """
    return [(at, cheapest(moments[at], level)) for at in sorted(moments)]


Asked = Mapping[str, Moment]
"""The cheapest comparable price of each model at some time, by model."""


def calm(then: Mapping[datetime, Asked], pricing: Pricing | None) -> dict[datetime, dict[str, Decimal]]:
    """The price of each model at each time, or that of the time before where only a rate became known since."""
    found: dict[datetime, dict[str, Decimal]] = {}
    before: Asked = {}
    for at in sorted(then):
        held = {
            model: before[model] if _learned(before.get(model), now, pricing) else now
            for model, now in then[at].items()
        }
        found[at] = {model: moment.price for model, moment in held.items() if moment.price is not None}
        before = then[at]
    return found


def _learned(before: Moment | None, now: Moment, pricing: Pricing | None) -> bool:
    return before is not None and learned(before, now, pricing)


def learned_at(
    steps: Sequence[tuple[datetime, Point | None]], held: Sequence[tuple[datetime, Point | None]]
) -> frozenset[datetime]:
    """When the cheapest of a quality differs from before by what became known alone; ``held``: its ``calm`` steps."""
    found = set()
    for (_, before), (at, now), (_, kept) in zip(steps, steps[1:], held[1:], strict=False):
        if before and now and kept and not same_price(before.cost, now.cost) and same_price(before.cost, kept.cost):
            found.add(at)
    return frozenset(found)


def fall(steps: Sequence[tuple[datetime, Point | None]], learned: frozenset[datetime] = frozenset()) -> Decimal | None:
    """How many times the last known cost goes into the first known one; None with fewer than two moments known.

    The steps of ``learned`` count as none.
    """
    known = [(at, point.cost) for at, point in steps if point is not None]
    if len(known) < 2 or not known[-1][1]:
        return None
    fell = known[0][1] / known[-1][1]
    for (_, before), (at, now) in pairwise(known):
        fell *= now / before if at in learned and before else 1
    return fell
