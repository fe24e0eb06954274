"""Chutes' public list: numbers in USD per million tokens, the same stated again beside a price in TAO.

Where the two disagree the row is rejected: its unit would have changed. The quantization is not part of the offer here,
or the statements of others about the same id would not meet on it.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from intel.collectors.shapes.fields import mapping, tokens, words
from intel.collectors.shapes.listing import able, keyed, listed, sold, unread
from intel.collectors.shapes.prices import Stated, prices
from intel.errors import RowError
from intel.rates import ALWAYS, Meter
from intel.records import Limits, Offer, OfferKey, name
from intel.source import Authority, Parsed, Snapshot, Source, each
from intel.units import Scale, number

SOURCE = Source(
    id="chutes",
    title="Chutes model list",
    url="https://llm.chutes.ai/v1/models",
    cadence=timedelta(hours=6),
    authority=Authority.FIRST_PARTY,
    licence="none stated; terms at https://chutes.ai/terms",
    redistributable=False,
    min_records=5,
    homepage="https://chutes.ai/app",
)

_SCALE = Scale.PER_MILLION
_METERS = {
    "prompt": ("input", Meter.INPUT),
    "completion": ("output", Meter.OUTPUT),
    "input_cache_read": ("input_cache_read", Meter.CACHE_READ),
}
"""Key of ``pricing`` → key of the same in ``price``, and its meter."""

_CAPABILITIES = {
    "reasoning": "reasoning",
    "structured_outputs": "structured_output",
    "temperature": "temperature",
    "tools": "tools",
}


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one offer per model."""
    models = listed(snapshot, "pricing")
    yield from each(keyed(models), _offer)
    yield from unread(((key, row.get("pricing")) for key, row in keyed(models) if isinstance(row, dict)), _METERS)


def _offer(_: str, item: object) -> Iterator[Offer]:
    row = mapping(item, "model")
    sku = name(row.get("id"))
    yield Offer(
        key=OfferKey("chutes", sku),
        name=sku,
        prices=prices(sold(_stated(row)), _SCALE),
        limits=Limits(
            context_tokens=tokens(row.get("context_length")),
            max_output_tokens=tokens(row.get("max_output_length")),
            input_modalities=words(row.get("input_modalities")),
            output_modalities=words(row.get("output_modalities")),
            capabilities=able(
                _CAPABILITIES, words(row.get("supported_features")) + words(row.get("supported_sampling_parameters"))
            ),
        ),
    )


def _stated(row: dict[str, Any]) -> Iterator[Stated]:
    pricing, again = mapping(row.get("pricing") or {}, "pricing"), mapping(row.get("price") or {}, "price")
    for key, (twin, meter) in _METERS.items():
        value, dollars = pricing.get(key), mapping(again.get(twin) or {}, twin).get("usd")
        if value is not None and dollars is not None and number(value) != number(dollars):
            raise RowError(f"{key}: {str(value)[:40]} is not {str(dollars)[:40]}, the same in dollars")
        yield key, meter, ALWAYS, value
