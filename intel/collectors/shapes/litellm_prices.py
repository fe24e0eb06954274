"""All prices of one entry of LiteLLM's cost map, sorted out by service tier."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from intel.collectors.shapes import prices as shape
from intel.collectors.shapes.fields import mapping, rows
from intel.collectors.shapes.litellm_keys import CostKey, cost_key, states_price
from intel.collectors.shapes.litellm_off_peak import SCHEDULE, conditions
from intel.errors import RowError
from intel.rates import ALWAYS, Condition, Meter
from intel.records import Price
from intel.units import Scale, number

Tier = tuple[str, str]
"""(service tier, tag); ("", "") is the tier of the entry itself."""

_TIER_BOUNDS = frozenset({"range", "max_results_range"})


def prices(entry: dict[str, Any], commitment: str = "") -> dict[Tier, tuple[Price, ...]]:
    """The price of each tier that ``entry`` states; the entry's own tier is always there, empty when unknown.

    Every key that states money is used, kept under *unknown condition*, or refused by ``RowError``. With a
    ``commitment`` all rates are of rented capacity and therefore conditional.
    """
    found: dict[Tier, list[shape.Stated]] = {("", ""): []}
    for key, value in entry.items():
        if value is not None and states_price(key):
            for tier, stated in _stated(key, value, entry.get("mode")):
                found.setdefault(tier, []).append(_rented(stated, commitment) if commitment else stated)
    return {tier: shape.prices(stated, Scale.PER_UNIT) for tier, stated in found.items()}


def _rented(stated: shape.Stated, commitment: str) -> shape.Stated:
    key, meter, condition, value = stated
    return key, meter, replace(condition, unknown=f"{commitment} {condition.unknown}".strip()), value


def _stated(key: str, value: Any, mode: object) -> Iterator[tuple[Tier, shape.Stated]]:
    if key == "tiered_pricing":
        for step in rows(value, key):
            yield from _under(_bounds(mapping(step, key)), step, _TIER_BOUNDS, mode)
    elif key == "off_peak_pricing":
        block = mapping(value or {}, key)
        for condition in conditions(block) if block else ():
            yield from _under(condition, block, SCHEDULE, mode)
    elif key == "search_context_cost_per_query":
        yield from ((("", ""), stated) for stated in _search(key, value))
    elif (known := cost_key(key)) and not isinstance(value, dict | list):
        yield (known.service_tier, known.tag), (key, _meter(known, mode), known.condition, value)
    else:
        yield from ((("", ""), stated) for stated in shape.unnamed(key, value))


def _under(
    outer: Condition, block: dict[str, Any], bounds: frozenset[str], mode: object
) -> Iterator[tuple[Tier, shape.Stated]]:
    """The prices inside a block, each under its own condition and the block's."""
    for key, value in block.items():
        if key not in bounds and states_price(key):
            for tier, (name, meter, inner, stated) in _stated(key, value, mode):
                yield tier, (name, meter, _both(outer, inner), stated)


def _both(outer: Condition, inner: Condition) -> Condition:
    if inner == ALWAYS:
        return outer
    over = inner.over_tokens if outer.over_tokens is None else outer.over_tokens
    unknown = " ".join(filter(None, (outer.unknown, inner.unknown)))
    return replace(outer, over_tokens=over, cache_ttl=inner.cache_ttl, unknown=unknown)


def _bounds(step: dict[str, Any]) -> Condition:
    """``range`` [N, M] holds above N tokens of prompt, M included, as Alibaba prints it; results are a count.

    The last step's upper end is the context limit.
    """
    if "max_results_range" in step:
        return Condition(unknown=f"results {'-'.join(map(str, rows(step['max_results_range'], 'max_results_range')))}")
    lower = number(next(iter(rows(step.get("range"), "range")), None))
    if lower < 0 or lower != lower.to_integral_value():
        raise RowError(f"tiered_pricing range starts at {lower}, which is no number of tokens")
    return Condition(over_tokens=int(lower)) if lower else ALWAYS


def _search(key: str, value: Any) -> Iterator[shape.Stated]:
    """USD per search by size of the context fetched: one price when all sizes cost the same."""
    sizes = mapping(value, key)
    if len(set(map(str, sizes.values()))) == 1:
        yield key, Meter.WEB_SEARCH, ALWAYS, next(iter(sizes.values()))
    else:
        for size, stated in sorted(sizes.items()):
            yield key, Meter.WEB_SEARCH, Condition(unknown=size.replace("_", " ")), stated


def _meter(known: CostKey, mode: object) -> Meter:
    """A second of a video model's output is a second of video."""
    video = mode == "video_generation" and known.meter is Meter.OUTPUT_SECOND
    return Meter.OUTPUT_VIDEO_SECOND if video else known.meter
