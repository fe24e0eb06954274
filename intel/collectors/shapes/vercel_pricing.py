"""The ``pricing`` objects of Vercel's gateway: one in the list, one per host in the endpoints of a model.

USD per token strings. The two name tokens differently (``input`` and ``prompt``), and the second fills what it does
not sell with "0". Left unread on purpose: prices of images, videos, searches, seconds, characters and regions.
"""

from collections.abc import Iterator
from typing import Any

from intel.collectors.shapes.context_steps import above, half_open
from intel.collectors.shapes.fields import mapping, rows
from intel.collectors.shapes.listing import is_zero
from intel.collectors.shapes.prices import Stated, prices
from intel.errors import RowError
from intel.rates import ALWAYS, Condition, Meter
from intel.records import Price
from intel.units import Scale

_SCALE = Scale.PER_UNIT
_METERS = {
    "input": Meter.INPUT,
    "prompt": Meter.INPUT,
    "output": Meter.OUTPUT,
    "completion": Meter.OUTPUT,
    "input_cache_read": Meter.CACHE_READ,
    "input_cache_write": Meter.CACHE_WRITE,
    "audio_input_token_cost": Meter.INPUT_AUDIO,
    "audio_output_token_cost": Meter.OUTPUT_AUDIO,
}
_TIERS = "_tiers"
_OTHER_UNITS = frozenset({
    "discount", "fast", "image", "image_dimension_quality_pricing", "image_output", "internal_reasoning",
    "maps_search", "realtime_client_message_cost", "realtime_session_duration_cost_per_second", "regional", "request",
    "service_tiers", "speech_input_character_cost", "transcription_duration_cost_per_second", "varies_by_provider",
    "video_duration_pricing", "video_token_pricing", "web_search",
})  # fmt: skip

KNOWN = frozenset({*_METERS, *(key + _TIERS for key in _METERS), *_OTHER_UNITS})
"""Keys that are read, or left unread on purpose."""


def by_tier(pricing: dict[str, Any], *, fills_with_zero: bool = False) -> Iterator[tuple[str, tuple[Price, ...]]]:
    """(service tier, price) of the object itself, with tier '', then of each tier inside it.

    With ``fills_with_zero`` a 0 is no price. Raises ``RowError`` for an amount that is no price and for a discount,
    of which nobody says whether the price contains it.
    """
    if pricing.get("discount") and not is_zero(pricing["discount"]):
        raise RowError(f"discount {str(pricing['discount'])[:40]!r}, and nobody says whether the price contains it")
    inside = mapping(pricing.get("service_tiers") or {}, "service_tiers")
    if pricing.get("fast") is not None:
        inside = inside | {"fast": pricing["fast"]}
    yield "", _price(pricing, fills_with_zero)
    for tier, block in sorted(inside.items()):
        yield tier, _price(mapping(block, tier), fills_with_zero)


def _price(block: dict[str, Any], fills_with_zero: bool) -> tuple[Price, ...]:
    stated = [entry for entry in _block(block) if not (fills_with_zero and is_zero(entry[3]))]
    return prices(stated, _SCALE)


def _block(block: dict[str, Any]) -> Iterator[Stated]:
    yield from _plain(block, ALWAYS)
    for key, meter in _METERS.items():
        steps = [mapping(step, key + _TIERS) for step in rows(block.get(key + _TIERS) or [], key + _TIERS)]
        for step, condition in zip(steps, half_open(steps), strict=True):
            yield key + _TIERS, meter, condition, step.get("cost")
    if block.get("long_context") is not None:
        longer = mapping(block["long_context"], "long_context")
        yield from _plain(longer, above(longer.get("threshold")))


def _plain(block: dict[str, Any], condition: Condition) -> Iterator[Stated]:
    return ((key, meter, condition, block[key]) for key, meter in _METERS.items() if block.get(key) is not None)
