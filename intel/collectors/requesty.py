"""Requesty: what the gateway asks for a model at each host, "host/model@region".

Prices are USD per token. ``caching_price`` writes the cache, ``cached_price`` reads it. ``discount_percentage`` is
already off: mistral-large-4 at 50 % stood at $0.68 on 2026-10-09 where Mistral asked $1.36. Left unread on purpose:
``open_weights`` (false for open models) and ``geolocation`` (a continent, while the id names the region).
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from intel.collectors.shapes.context_steps import above
from intel.collectors.shapes.fields import mapping, optional_name, rows, tokens
from intel.collectors.shapes.listing import able, is_zero, keyed, listed, sold, unread
from intel.collectors.shapes.prices import Stated, prices
from intel.collectors.shapes.variants import service_tier
from intel.errors import RowError
from intel.rates import Condition, Meter
from intel.records import Evidence, Limits, Offer, OfferKey, name
from intel.source import Authority, Parsed, Snapshot, Source, each
from intel.units import Scale

SOURCE = Source(
    id="requesty",
    title="Requesty model list",
    url="https://router.requesty.ai/v1/models",
    cadence=timedelta(hours=6),
    authority=Authority.GATEWAY,
    licence="none stated; terms at https://www.requesty.ai/terms-of-service",
    redistributable=False,
    min_records=100,
    homepage="https://www.requesty.ai",
)

_GATEWAY = "requesty"
_SCALE = Scale.PER_UNIT
_METERS = {
    "input_price": (Meter.INPUT, ""),
    "output_price": (Meter.OUTPUT, ""),
    "cached_price": (Meter.CACHE_READ, ""),
    "caching_price": (Meter.CACHE_WRITE, ""),
    "caching_5m_price": (Meter.CACHE_WRITE, "5m"),
    "caching_1h_price": (Meter.CACHE_WRITE, "1h"),
}
_THRESHOLD = "prompt_tokens_threshold"
_CAPABILITIES = {
    "supports_caching": "prompt_caching",
    "supports_output_json_schema": "structured_output",
    "supports_reasoning": "reasoning",
    "supports_tool_calling": "tools",
}


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one offer per id; the SKU is the whole id, since that is what a caller sends."""
    models = listed(snapshot, "pricing")
    yield from each(keyed(models), _offer)
    found = ((key, step) for key, row in keyed(models) for step in _steps(row))
    yield from unread(found, _METERS.keys() | {_THRESHOLD})


def _steps(row: object) -> list[Any]:
    pricing = row.get("pricing") if isinstance(row, dict) else None
    return pricing if isinstance(pricing, list) else []


def _offer(_: str, item: object) -> Iterator[Offer]:
    row = mapping(item, "model")
    sku = name(row.get("id"))
    host, _, model = sku.partition("/")
    model, _, region = model.partition("@")
    if not model:
        raise RowError(f"id {sku[:60]!r} is not host/model")
    trains, retains = row.get("data_used_for_training"), row.get("data_retention")
    yield Offer(
        key=OfferKey(name(host), sku, via=_GATEWAY, region=region.lower(), service_tier=service_tier(model)),
        name=model,
        prices=prices(_stated(row), _SCALE),
        evidence=tuple(_evidence(row)),
        limits=Limits(
            context_tokens=tokens(row.get("context_window")),
            max_output_tokens=tokens(row.get("max_output_tokens")),
            input_modalities=("image", "text") if row.get("supports_vision") is True else (),
            capabilities=able(_CAPABILITIES, [flag for flag in _CAPABILITIES if row.get(flag) is True]),
        ),
        trains_on_prompts=trains if isinstance(trains, bool) else None,
        retains_prompts=retains if isinstance(retains, bool) else None,
    )


def _evidence(row: dict[str, Any]) -> Iterator[Evidence]:
    if repository := optional_name(row.get("hugging_face_id")):
        yield Evidence("huggingface", repository)
    lab, canonical = optional_name(row.get("model_lab")), optional_name(row.get("model_canonical_name"))
    if lab and canonical:
        yield Evidence("canonical_slug", f"{lab}/{canonical}")


def _stated(row: dict[str, Any]) -> Iterator[Stated]:
    """The steps of a row. A 0 beside a price means "not sold by this meter"; 0 for input and output is free."""
    for entry in rows(row.get("pricing") or [], "pricing"):
        step = mapping(entry, "price")
        longer = above(step.get(_THRESHOLD))
        stated = [(key, meter, _condition(longer, ttl), step.get(key)) for key, (meter, ttl) in _METERS.items()]
        free = is_zero(step.get("input_price")) and is_zero(step.get("output_price"))
        paid = stated[:2] if free else sold(stated)
        usual = step.get("caching_price")
        yield from (given for given in paid if given[0] != "caching_5m_price" or given[3] != usual)


def _condition(longer: Condition, ttl: str) -> Condition:
    return Condition(over_tokens=longer.over_tokens, cache_ttl=ttl)
