"""The ``cost`` object of models.dev: USD per million tokens, with steps by the length of the prompt."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from intel.collectors.shapes import prices as shape
from intel.collectors.shapes.fields import mapping, rows
from intel.errors import RowError
from intel.rates import ALWAYS, Condition, Meter
from intel.records import Price
from intel.units import Scale

METERS = {
    "input": Meter.INPUT,
    "output": Meter.OUTPUT,
    "reasoning": Meter.REASONING,
    "cache_read": Meter.CACHE_READ,
    "cache_write": Meter.CACHE_WRITE,
    "input_audio": Meter.INPUT_AUDIO,
    "output_audio": Meter.OUTPUT_AUDIO,
}

_LEGACY_STEP = 200_000


def prices(cost: object) -> tuple[Price, ...]:
    """The price stated by ``cost``; empty (unknown) where it is absent or empty.

    A key that is not in the table becomes a rate under *unknown condition*. Raises ``RowError`` for what is
    no price or no ``cost`` object.
    """
    if cost is None:
        return ()
    stated = mapping(cost, "cost")
    types = tuple(map(type, stated.values()))
    if dict in types or list in types:
        return shape.prices(_stated(stated), Scale.PER_MILLION)
    return _flat(tuple(stated.items()), types)


@lru_cache(maxsize=16384)
def _flat(items: tuple[tuple[str, Any], ...], _: tuple[type, ...]) -> tuple[Price, ...]:
    """Remembered, because two of three offers repeat another's cost; by type too, since ``true == 1``."""
    return shape.prices(_stated(dict(items)), Scale.PER_MILLION)


def _stated(cost: dict[str, Any]) -> Iterator[shape.Stated]:
    for key, value in cost.items():
        if key in METERS:
            yield key, METERS[key], ALWAYS, value
        elif key == "tiers":
            for tier in rows(value, "tiers"):
                yield from _tier(mapping(tier, "tier"))
        elif key == "context_over_200k":
            # A copy of the only tier, written for old clients whatever its size: tiers is what holds.
            if not cost.get("tiers"):
                yield from _step(mapping(value, key), Condition(over_tokens=_LEGACY_STEP))
        else:
            yield from shape.unnamed(key, value)


def _tier(tier: dict[str, Any]) -> Iterator[shape.Stated]:
    """The tier of type "context" holds for prompts longer than its ``size``; any other type is unknown."""
    bound = mapping(tier.get("tier"), "tier.tier")
    size = bound.get("size")
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise RowError(f"tier.size is not a number of tokens: {str(size)[:40]!r}")
    kind = bound.get("type")
    condition = Condition(over_tokens=size) if kind == "context" else Condition(unknown=f"tier {kind} {size}")
    yield from _step({key: value for key, value in tier.items() if key != "tier"}, condition)


def _step(step: dict[str, Any], condition: Condition) -> Iterator[shape.Stated]:
    for key, value in step.items():
        if key in METERS:
            yield key, METERS[key], condition, value
        else:
            yield from shape.unnamed(key, value, condition)
