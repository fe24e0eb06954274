"""Quality against cost: which models nothing cheaper is as good as, and what a fixed quality cost over time. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


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


def fall(steps: Sequence[tuple[datetime, Point | None]]) -> Decimal | None:
    """How many times the last known cost goes into the first known one; None with fewer than two moments known."""
    known = [point.cost for _, point in steps if point is not None]
    return known[0] / known[-1] if len(known) > 1 and known[-1] else None
