"""Together's own list: USD per million tokens, a bare array, behind a key.

0 means "not sold per token" (embeddings' output, models that are rented by the hour), except for SKUs that end in
"-Free". Left unread on purpose: ``hourly`` (a rented machine), ``finetune``, and ``base``, whose unit the list does not
state; models of kinds that are billed by image, minute or character have therefore no price here.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from intel.collectors.shapes.fields import mapping, optional_name, tokens
from intel.collectors.shapes.host_prices import weights
from intel.collectors.shapes.listing import keyed, listed, sold, unread
from intel.collectors.shapes.prices import Stated, prices
from intel.rates import ALWAYS, Meter
from intel.records import Limits, Offer, OfferKey, Price, name
from intel.source import Authority, Parsed, Snapshot, Source, each
from intel.units import Scale

SOURCE = Source(
    id="together",
    title="Together AI model list",
    url="https://api.together.xyz/v1/models",
    cadence=timedelta(hours=6),
    authority=Authority.FIRST_PARTY,
    licence="none stated; terms at https://www.together.ai/terms-of-service",
    redistributable=False,
    min_records=20,
    homepage="https://www.together.ai/models",
    secret_env="INTEL_TOGETHER_KEY",
)

_SCALE = Scale.PER_MILLION
_METERS = {"input": Meter.INPUT, "output": Meter.OUTPUT, "cached_input": Meter.CACHE_READ}
_OTHER_KEYS = frozenset({"hourly", "base", "finetune"})
_OUTPUTS = {
    "audio": "audio",
    "chat": "text",
    "code": "text",
    "embedding": "embeddings",
    "image": "image",
    "language": "text",
    "moderation": "text",
    "rerank": "rerank",
    "transcribe": "text",
    "video": "video",
}
_PER_TOKEN = frozenset({"chat", "code", "embedding", "language", "moderation", "rerank"})


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one offer per model."""
    models = listed(snapshot, "pricing", member="")
    yield from each(keyed(models), _offer)
    found = ((key, row.get("pricing")) for key, row in keyed(models) if isinstance(row, dict))
    yield from unread(found, _METERS.keys() | _OTHER_KEYS)


def _offer(_: str, item: object) -> Iterator[Offer]:
    row = mapping(item, "model")
    sku, kind = name(row.get("id")), optional_name(row.get("type"))
    free = sku.endswith("-Free")
    yield Offer(
        key=OfferKey("together", sku, service_tier="free" if free else "standard"),
        name=sku,
        prices=_prices(row, free) if kind in _PER_TOKEN else (),
        evidence=weights(optional_name(row.get("link"))),
        title=optional_name(row.get("display_name")),
        limits=Limits(
            context_tokens=tokens(row.get("context_length")),
            output_modalities=(_OUTPUTS[kind],) if kind in _OUTPUTS else (),
        ),
    )


def _prices(row: dict[str, Any], free: bool) -> tuple[Price, ...]:
    pricing = mapping(row.get("pricing") or {}, "pricing")
    stated: list[Stated] = [(key, meter, ALWAYS, pricing.get(key)) for key, meter in _METERS.items()]
    return prices(stated if free else sold(stated), _SCALE)
