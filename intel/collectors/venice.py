"""Venice's public list of text models: USD per million tokens, with dearer long prompts under ``extended``.

Every amount has a twin in "diem", the unit of its staking plan, which is not read. A model that is offline cannot be
called, so its price is unknown.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from intel.collectors.shapes.context_steps import above
from intel.collectors.shapes.fields import mapping, optional_name, tokens
from intel.collectors.shapes.host_prices import weights
from intel.collectors.shapes.listing import able, keyed, listed, sold, unread
from intel.collectors.shapes.prices import Stated, prices
from intel.errors import RowError
from intel.rates import ALWAYS, Condition, Meter
from intel.records import Limits, Offer, OfferKey, name
from intel.source import Authority, Parsed, Snapshot, Source, each
from intel.units import Scale

SOURCE = Source(
    id="venice",
    title="Venice text models",
    url="https://api.venice.ai/api/v1/models?type=text",
    cadence=timedelta(hours=6),
    authority=Authority.FIRST_PARTY,
    licence="none stated; terms at https://venice.ai/legal/tos",
    redistributable=False,
    min_records=10,
    homepage="https://docs.venice.ai/overview/pricing",
)

_SCALE = Scale.PER_MILLION
_METERS = {
    "input": Meter.INPUT,
    "output": Meter.OUTPUT,
    "cache_input": Meter.CACHE_READ,
    "cache_write": Meter.CACHE_WRITE,
}
_NO_PRICE = frozenset({"extended"})
_CAPABILITIES = {
    "supportsFunctionCalling": "tools",
    "supportsReasoning": "reasoning",
    "supportsResponseSchema": "structured_output",
}
_INPUTS = {"supportsAudioInput": "audio", "supportsVideoInput": "video", "supportsVision": "image"}


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one offer per model."""
    models = listed(snapshot, "model_spec")
    yield from each(keyed(models), _offer)
    yield from unread(((key, _pricing(row)) for key, row in keyed(models)), _METERS.keys() | _NO_PRICE)


def _pricing(row: object) -> object:
    spec = row.get("model_spec") if isinstance(row, dict) else None
    return spec.get("pricing") if isinstance(spec, dict) else None


def _offer(_: str, item: object) -> Iterator[Offer]:
    row = mapping(item, "model")
    sku = name(row.get("id"))
    spec = mapping(row.get("model_spec") or {}, "model_spec")
    stated = mapping(spec.get("capabilities") or {}, "capabilities")
    flags = {flag for flag, able_to in stated.items() if able_to is True}
    yield Offer(
        key=OfferKey("venice", sku),
        name=sku,
        prices=() if spec.get("offline") is True else prices(sold(_stated(spec)), _SCALE),
        evidence=weights(optional_name(spec.get("modelSource"))),
        title=optional_name(spec.get("name")),
        limits=Limits(
            context_tokens=tokens(spec.get("availableContextTokens")),
            max_output_tokens=tokens(spec.get("maxCompletionTokens")),
            input_modalities=tuple(sorted({"text"} | set(able(_INPUTS, flags)))) if stated else (),
            output_modalities=("text",),
            capabilities=able(_CAPABILITIES, flags),
        ),
    )


def _stated(spec: dict[str, Any]) -> Iterator[Stated]:
    pricing = mapping(spec.get("pricing") or {}, "pricing")
    yield from _block(pricing, ALWAYS)
    if pricing.get("extended") is not None:
        extended = mapping(pricing["extended"], "extended")
        if not (longer := above(extended.get("context_token_threshold"))).over_tokens:
            raise RowError("extended above 0 tokens")
        yield from _block(extended, longer)


def _block(block: dict[str, Any], condition: Condition) -> Iterator[Stated]:
    for key, meter in _METERS.items():
        if block.get(key) is not None:
            yield key, meter, condition, mapping(block[key], key).get("usd")
