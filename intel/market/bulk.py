"""Pricing a whole log of requests by one rate card: the rules of ``cost`` over arrays, in exact integers.

The only module of the market that wants numpy beside the fit of quality, and the only one that is slower for one
request than for a hundred: ``pricer`` prices the single one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from intel.market.cost import PROMPT, waits_for_ttl
from intel.market.pricer import ordered
from intel.rates import Condition, Meter, RateCard

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

_LIMIT = 2**62
"""Beyond it a product could leave int64; such rows are reckoned in Python's own integers."""
_DAY, _MINUTE = 86_400, 60
_THURSDAY = 3
"""Weekday, Monday being 0, of 1970-01-01."""
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Requests:
    """A log as columns of one length, one row for each request."""

    usage: Mapping[Meter, Ints]
    """Units of each meter, none negative; what a log does not know is left out."""
    at: Ints
    """Seconds of UTC since 1970."""
    cache_ttl: str = ""
    """Lifetime of every cache write, as "1h"; '' is the provider's default."""

    def __len__(self) -> int:
        return len(self.at)

    def take(self, rows: NDArray[np.intp]) -> "Requests":
        """Some of its rows."""
        return Requests({m: q[rows] for m, q in self.usage.items()}, self.at[rows], self.cache_ttl)

    def prompts(self) -> Ints:
        """Tokens of each prompt, which context boundaries are held against."""
        parts = [self.usage[meter] for meter in PROMPT if meter in self.usage]
        return np.sum(parts, axis=0, dtype=np.int64) if parts else np.zeros(len(self), np.int64)


@dataclass(frozen=True, slots=True)
class Priced:
    """What each request costs in units of 10⁻¹⁵ of the card's currency, and whether it could be priced at all."""

    units: NDArray[Any]
    """Whole numbers: int64, or Python's own where those do not suffice. Of no meaning where ``known`` is false."""
    known: Mask
    """False where a meter that is used has no rate, or none that holds."""


def price(card: RateCard, requests: Requests) -> Priced:
    """Price every request by ``card``; row for row ``cost(card, …).total``, without the breakdown."""
    known = np.ones(len(requests), np.bool_)
    used = {meter: quantity for meter, quantity in requests.usage.items() if quantity.any()}
    steps = {meter: ordered(card, meter) for meter in used}
    prompts = requests.prompts() if any(len(rates) > 1 for rates in steps.values()) else None
    wide = sum(max((n for _, n in steps[m]), default=0) * int(q.max()) for m, q in used.items()) >= _LIMIT
    units = np.zeros(len(requests), object if wide else np.int64)
    for meter, quantity in used.items():
        ttl = requests.cache_ttl if waits_for_ttl(meter) else ""
        nano, priced = _amounts(steps[meter], requests, prompts, ttl)
        units += nano * (quantity.astype(object) if wide else quantity)
        known &= priced | (quantity == 0)
    return Priced(units, known)


def total(units: NDArray[Any]) -> int:
    """The exact sum; int64 would overflow at 9,223 USD, so that the upper and the lower half are summed apart."""
    if units.dtype == object:
        return int(sum(units.tolist()))
    high, low = np.right_shift(units, 32).sum(dtype=np.int64), np.bitwise_and(units, 2**32 - 1).sum(dtype=np.int64)
    return (int(high) << 32) + int(low)


def cheapest(priced: list[Priced]) -> Priced:
    """Row by row the least of several prices, as of several hosts; known where one of them is."""
    best = priced[0]
    for other in priced[1:]:
        better = other.known & (~best.known | (other.units < best.units))
        best = Priced(np.where(better, other.units, best.units), best.known | other.known)
    return best


def groups(columns: Sequence[Ints]) -> Iterator[tuple[tuple[int, ...], NDArray[np.intp]]]:
    """Each combination of values (none negative) that some row has, sorted, with the places of its rows."""
    key = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        key = key * (int(column.max(initial=0)) + 1) + column
    order = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.diff(key[order], prepend=-1))
    for rows in np.split(order, starts[1:]) if len(order) else ():
        yield tuple(int(column[rows[0]]) for column in columns), rows


def stretches(at: Ints, moments: Sequence[datetime]) -> Ints:
    """Into which stretch each time falls: 0 is before the first of the sorted ``moments``, n at or after the nth."""
    return np.searchsorted(np.array([int(m.timestamp()) for m in moments], np.int64), at, side="right").astype(np.int64)


def days(at: Ints) -> list[datetime]:
    """The first moment of each UTC day that some row falls on, sorted."""
    return [datetime.fromtimestamp(int(day) * _DAY, UTC) for day in np.unique(at // _DAY)]


def constant(value: int, rows: int) -> Ints:
    """A column of one value."""
    return np.full(rows, value, np.int64)


def _amounts(
    steps: tuple[tuple[Condition, int], ...], requests: Requests, prompts: Ints | None, ttl: str
) -> tuple[Ints | int, Mask]:
    """Nano per million of each request, and where one holds. The weightiest rate is laid on last."""
    if len(steps) == 1 and steps[0][0] == Condition() and not ttl:
        return steps[0][1], np.ones(len(requests), np.bool_)
    nano, priced = constant(0, len(requests)), np.zeros(len(requests), np.bool_)
    lengths = requests.prompts() if prompts is None else prompts
    for condition, amount in reversed(steps):
        if not condition.unknown and condition.cache_ttl == ttl:
            held = _holds(condition, requests.at, lengths)
            nano[held] = amount
            priced |= held
    return nano, priced


def _holds(condition: Condition, at: Ints, prompts: Ints) -> Mask:
    held = np.ones(len(at), np.bool_)
    if condition.over_tokens is not None:
        held &= prompts >= condition.over_tokens if condition.inclusive else prompts > condition.over_tokens
    if condition.until is not None:
        held &= at < int((condition.until - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())
    if condition.days:
        wanted = [day in condition.days.split("+") for day in _WEEKDAYS]
        held &= np.array(wanted)[(at // _DAY + _THURSDAY) % 7]
    return held & _within(condition.window, at) if condition.window else held


def _within(window: str, at: Ints) -> Mask:
    start, end = (int(clock[:2]) * 60 + int(clock[3:]) for clock in window.split("-"))
    minute = at % _DAY // _MINUTE
    inside: Mask = (minute >= start) & (minute < end) if start < end else (minute >= start) | (minute < end)
    return inside
