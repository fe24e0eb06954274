"""DeepInfra's own list: what it charges for 180 models.

Amounts are USD per million tokens or characters, but per single second and image: 3.33e-06 a second is the $0.0002 a
minute of its price page. ``max_tokens`` repeats the context window and is no limit of the output. ``discount`` has
never been seen filled; such a row is rejected, since nobody says whether the price already contains it.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from intel.collectors.shapes.fields import mapping, tokens, words
from intel.collectors.shapes.listing import able, keyed, listed, unread
from intel.collectors.shapes.prices import Stated, prices
from intel.errors import RowError
from intel.rates import ALWAYS, Meter
from intel.records import Limits, Offer, OfferKey, Price, name
from intel.source import Authority, Parsed, Snapshot, Source, each
from intel.units import Scale

SOURCE = Source(
    id="deepinfra",
    title="DeepInfra model list",
    url="https://api.deepinfra.com/v1/openai/models",
    cadence=timedelta(hours=6),
    authority=Authority.FIRST_PARTY,
    licence="none stated; terms at https://deepinfra.com/terms",
    redistributable=False,
    min_records=40,
    homepage="https://deepinfra.com/models",
)

_METERS = {
    "input_tokens": (Meter.INPUT, Scale.PER_MILLION),
    "output_tokens": (Meter.OUTPUT, Scale.PER_MILLION),
    "cache_read_tokens": (Meter.CACHE_READ, Scale.PER_MILLION),
    "cache_write_tokens": (Meter.CACHE_WRITE, Scale.PER_MILLION),
    "input_characters": (Meter.INPUT_CHARACTER, Scale.PER_MILLION),
    "input_seconds": (Meter.INPUT_SECOND, Scale.PER_UNIT),
    "per_image_unit": (Meter.OUTPUT_IMAGE, Scale.PER_UNIT),
}
_CAPABILITIES = {
    "prompt_cache": "prompt_caching",
    "reasoning": "reasoning",
    "reasoning_effort": "reasoning",
    "structured-output": "structured_output",
    "tools": "tools",
}
_OUTPUTS = {"chat": "text", "embed": "embeddings", "image-gen": "image", "stt": "text", "tts": "audio"}


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one offer per model."""
    models = listed(snapshot, "metadata")
    yield from each(keyed(models), _offer)
    yield from unread(((key, _pricing(row)) for key, row in keyed(models)), _METERS)


def _pricing(row: object) -> object:
    metadata = row.get("metadata") if isinstance(row, dict) else None
    return metadata.get("pricing") if isinstance(metadata, dict) else None


def _offer(_: str, item: object) -> Iterator[Offer]:
    row = mapping(item, "model")
    metadata = mapping(row.get("metadata") or {}, "metadata")
    if metadata.get("discount"):
        raise RowError(f"discount {str(metadata['discount'])[:40]!r}, and nobody says whether the price contains it")
    sku, tags = name(row.get("id")), words(metadata.get("tags"))
    yield Offer(
        key=OfferKey("deepinfra", sku),
        name=sku,
        prices=_prices(mapping(metadata.get("pricing") or {}, "pricing")),
        limits=Limits(
            context_tokens=tokens(metadata.get("context_length")),
            input_modalities=("image", "text") if "vision" in tags else (),
            output_modalities=able(_OUTPUTS, tags),
            capabilities=able(_CAPABILITIES, tags),
        ),
    )


def _prices(pricing: dict[str, Any]) -> tuple[Price, ...]:
    """No row mixes scales so far; one that did would be refused rather than misread."""
    scales = {scale for key, (_, scale) in _METERS.items() if pricing.get(key) is not None}
    if len(scales) > 1:
        raise RowError(f"prices of two scales: {', '.join(sorted(pricing))[:80]}")
    stated: list[Stated] = [(key, meter, ALWAYS, pricing.get(key)) for key, (meter, _) in _METERS.items()]
    return prices(stated, scales.pop()) if scales else ()
