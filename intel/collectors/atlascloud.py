"""AtlasCloud's own list: text models in USD per million tokens, after its discounts.

``actual`` is what is charged, ``origin`` the price before a discount (``discount`` is the percentage still paid, and
``dynamic_discount`` prices need not follow it); only ``actual`` is read. ``prompt_thresholds`` are prices of prompts
longer than so many tokens. A 0 means "not sold by this meter". Images, audio and video have other units and are no
models of text: they are left out.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from intel.collectors.shapes.context_steps import above
from intel.collectors.shapes.fields import mapping, optional_name, rows, tokens, words
from intel.collectors.shapes.listing import able, keyed, listed, sold, unread
from intel.collectors.shapes.prices import Stated, prices
from intel.errors import RowError
from intel.rates import ALWAYS, Condition, Meter
from intel.records import Limits, Offer, OfferKey, name
from intel.source import Authority, Parsed, Snapshot, Source, each
from intel.units import Scale

SOURCE = Source(
    id="atlascloud",
    title="AtlasCloud model list",
    url="https://console.atlascloud.ai/api/v1/models",
    cadence=timedelta(hours=6),
    authority=Authority.FIRST_PARTY,
    licence="none stated; terms at https://www.atlascloud.ai/terms",
    redistributable=False,
    min_records=40,
    homepage="https://www.atlascloud.ai/models",
)

_SCALE = Scale.PER_MILLION
_TEXT = "Text"
_FLAT = "flat"
_METERS = {
    "input_price": (Meter.INPUT, ""),
    "output_price": (Meter.OUTPUT, ""),
    "cache_price": (Meter.CACHE_READ, ""),
    "cache_creation_price": (Meter.CACHE_WRITE, ""),
    "cache_creation_1h_price": (Meter.CACHE_WRITE, "1h"),
    "input_audio_price": (Meter.INPUT_AUDIO, ""),
    "cache_audio_price": (Meter.CACHE_READ_AUDIO, ""),
    "input_image_price": (Meter.INPUT_IMAGE_TOKENS, ""),
    "output_image_price": (Meter.OUTPUT_IMAGE_TOKENS, ""),
}
"""Price key → meter and cache lifetime."""

_NO_PRICE = frozenset({"type", "prompt_thresholds", "threshold"})
_CAPABILITIES = {"reasoning": "reasoning", "structured_outputs": "structured_output", "tools": "tools"}


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one offer per text model, whether or not its console shows it."""
    models = [row for row in listed(snapshot, "price") if not isinstance(row, dict) or row.get("type") == _TEXT]
    yield from each(keyed(models, "model"), _offer)
    yield from unread(
        ((key, step) for key, row in keyed(models, "model") for step in _blocks(row)), _METERS.keys() | _NO_PRICE
    )


def _offer(_: str, item: object) -> Iterator[Offer]:
    row = mapping(item, "model")
    sku = name(row.get("model"))
    yield Offer(
        key=OfferKey("atlascloud", sku),
        name=sku,
        prices=prices(_stated(row), _SCALE),
        title=optional_name(row.get("displayName")),
        limits=Limits(
            context_tokens=tokens(row.get("contextLength")),
            max_output_tokens=tokens(row.get("maxCompletionTokens")),
            input_modalities=words(row.get("input_modalities")),
            output_modalities=words(row.get("output_modalities")),
            capabilities=able(_CAPABILITIES, words(row.get("supported_features"))),
        ),
    )


def _stated(row: dict[str, Any]) -> Iterator[Stated]:
    actual = mapping(mapping(row.get("price") or {}, "price").get("actual") or {}, "actual")
    if not actual:
        return
    if actual.get("type") != _FLAT:
        raise RowError(f"priced by {str(actual.get('type'))[:40]!r} instead of {_FLAT!r}")
    yield from _block(actual, ALWAYS)
    for entry in rows(actual.get("prompt_thresholds") or [], "prompt_thresholds"):
        step = mapping(entry, "threshold")
        if not (longer := above(step.get("threshold"))).over_tokens:
            raise RowError("a threshold of 0 tokens")
        yield from _block(step, longer)


def _block(step: dict[str, Any], longer: Condition) -> list[Stated]:
    return sold(
        (key, meter, Condition(over_tokens=longer.over_tokens, cache_ttl=ttl), step.get(key))
        for key, (meter, ttl) in _METERS.items()
    )


def _blocks(row: object) -> Iterator[object]:
    """Every object of ``actual`` that may hold a price key."""
    price = row.get("price") if isinstance(row, dict) else None
    actual = price.get("actual") if isinstance(price, dict) else None
    if isinstance(actual, dict):
        yield actual
        steps = actual.get("prompt_thresholds")
        yield from steps if isinstance(steps, list) else ()
