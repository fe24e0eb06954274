"""Kilo's gateway: OpenRouter's shape with prices, free models and data rules of its own.

USD per token strings. Ids starting "~" are names that move without saying to what, and are not read; "kilo-auto/*" and
other routers state ``-1``, so their price is unknown. A 0 counts only where Kilo marks the model free.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from intel.collectors.shapes.expiry import withdrawal
from intel.collectors.shapes.fields import mapping, optional_name
from intel.collectors.shapes.host_prices import new_keys
from intel.collectors.shapes.listing import is_zero, keyed, listed
from intel.collectors.shapes.openrouter_endpoints import limits
from intel.collectors.shapes.openrouter_pricing import prices
from intel.collectors.shapes.variants import service_tier
from intel.records import Evidence, Fact, Offer, OfferKey, Price, name
from intel.source import Authority, Parsed, Snapshot, Source, each

SOURCE = Source(
    id="kilo",
    title="Kilo Gateway",
    url="https://api.kilo.ai/api/gateway/models",
    cadence=timedelta(hours=6),
    authority=Authority.GATEWAY,
    licence="none stated; terms at https://kilo.ai/terms",
    redistributable=False,
    min_records=100,
    homepage="https://kilo.ai",
)

_GATEWAY = "kilo"


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one offer per model and the dates on which models are withdrawn."""
    models = listed(snapshot, "pricing")
    yield from each(keyed(models), _offer)
    yield from new_keys(models)


def _offer(_: str, item: object) -> Iterator[Fact]:
    row = mapping(item, "model")
    sku = name(row.get("id"))
    if sku.startswith("~"):
        return
    trains = row.get("mayTrainOnYourPrompts")
    stated = {"canonical_slug": row.get("canonical_slug"), "huggingface": row.get("hugging_face_id")}
    top = mapping(row.get("top_provider") or {}, "top_provider")
    key = OfferKey(_GATEWAY, sku, service_tier=service_tier(sku))
    yield Offer(
        key=key,
        name=sku,
        prices=_prices(mapping(row.get("pricing"), "pricing"), row.get("isFree") is True),
        evidence=tuple(Evidence(kind, value) for kind, given in stated.items() if (value := optional_name(given))),
        title=optional_name(row.get("name")),
        limits=limits(row, mapping(row.get("architecture") or {}, "architecture"), top.get("max_completion_tokens")),
        trains_on_prompts=trains if isinstance(trains, bool) else None,
    )
    yield from withdrawal(key, row.get("expiration_date"))


def _prices(pricing: dict[str, Any], free: bool) -> tuple[Price, ...]:
    """0 without the mark is billed otherwise (music models on 2026-08-16)."""
    unsold = is_zero(pricing.get("prompt")) and is_zero(pricing.get("completion")) and not free
    return () if unsold else prices(pricing)
