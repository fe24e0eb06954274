"""Vercel's AI Gateway: what it asks for a model, and the hosts behind it where their prices differ.

``/v1/models`` lists headline offers, sold by the gateway itself; where ``varies_by_provider`` is set,
``/v1/models/{id}/endpoints`` has the price at each host. ``inference_regions`` are left unread.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from intel.collectors.shapes.documents import json_object
from intel.collectors.shapes.fields import mapping, optional_name, tokens, words
from intel.collectors.shapes.listing import able, keyed, listed, unix_day, unread
from intel.collectors.shapes.openrouter_endpoints import DEGRADED, told_apart
from intel.collectors.shapes.variants import service_tier
from intel.collectors.shapes.vercel_pricing import KNOWN, by_tier
from intel.errors import SourceError
from intel.records import TIERS, Deprecation, Fact, Follow, Limits, Offer, OfferKey, Rejected, name
from intel.source import Authority, Parsed, Snapshot, Source, each, printable

SOURCE = Source(
    id="vercel",
    title="Vercel AI Gateway",
    url="https://ai-gateway.vercel.sh/v1/models",
    cadence=timedelta(hours=6),
    authority=Authority.GATEWAY,
    licence="none stated; terms at https://vercel.com/legal/terms",
    redistributable=False,
    min_records=60,
    homepage="https://vercel.com/ai-gateway/models",
)

_GATEWAY = "vercel"
_TIERS = frozenset(TIERS) - {"standard"}
_CAPABILITIES = {
    "explicit-caching": "prompt_caching",
    "implicit-caching": "prompt_caching",
    "reasoning": "reasoning",
    "structured-output": "structured_output",
    "structured_outputs": "structured_output",
    "temperature": "temperature",
    "tool-use": "tools",
    "tools": "tools",
}


def parse(snapshot: Snapshot) -> Parsed:
    """Yield headline offers and ``Follow`` requests, or the hosts of one model, by the document's path."""
    if urlsplit(snapshot.url).path.endswith("/endpoints"):
        return _hosts(snapshot)
    return _listing(snapshot)


def _listing(snapshot: Snapshot) -> Parsed:
    models = listed(snapshot, "pricing")
    yield from each(keyed(models), _model)
    yield from unread(((key, row.get("pricing")) for key, row in keyed(models) if isinstance(row, dict)), KNOWN)


def _model(_: str, item: object) -> Iterator[Fact]:
    row = mapping(item, "model")
    sku, kinds = name(row.get("id")), mapping(row.get("modalities") or {}, "modalities")
    pricing = mapping(row.get("pricing") or {}, "pricing")
    listing = Offer(
        key=OfferKey(_GATEWAY, sku, service_tier=service_tier(sku)),
        name=sku,
        title=optional_name(row.get("name")),
        limits=Limits(
            context_tokens=tokens(row.get("context_window")),
            max_output_tokens=tokens(row.get("max_tokens")),
            input_modalities=words(kinds.get("input")),
            output_modalities=words(kinds.get("output")),
            capabilities=able(_CAPABILITIES, words(row.get("tags")) + words(row.get("supported_parameters"))),
        ),
        trains_on_prompts=False if row.get("no_training") == "all" else None,
        retains_prompts=False if row.get("zdr") == "all" else None,
    )
    yield from _priced(listing, pricing)
    if (day := unix_day(row.get("deprecated_at"))) is not None:
        yield Deprecation(listing.key, deprecated_on=day)
    if pricing.get("varies_by_provider") is True:
        yield Follow(f"{SOURCE.url}/{quote(sku, safe='/:')}/endpoints", key=sku)


def _priced(offer: Offer, pricing: dict[str, Any], *, fills_with_zero: bool = False) -> Iterator[Offer | Rejected]:
    """The offer with its own price, and one more per service tier that is priced beside it."""
    for tier, stated in by_tier(pricing, fills_with_zero=fills_with_zero):
        if not tier:
            yield replace(offer, prices=stated)
        elif tier in _TIERS:
            yield replace(offer, key=replace(offer.key, service_tier=tier), prices=stated)
        else:
            yield Rejected(printable(f"{offer.key.sku} {tier}"), "unknown service tier")


def _hosts(snapshot: Snapshot) -> Parsed:
    """A model that nobody hosts at the moment has an empty list, which is no error."""
    data = json_object(snapshot).get("data")
    if not isinstance(data, dict) or not isinstance(data.get("endpoints"), list):
        raise SourceError(f"{snapshot.url}: no endpoints under data")
    sku = snapshot.key or str(data.get("id"))
    labelled = [(f"{sku} {key}", row) for key, row in keyed(data["endpoints"], "provider_name")]
    yield from told_apart(each(labelled, lambda _, row: _host(mapping(row, "endpoint"), sku, data)))
    yield from unread(((key, row.get("pricing")) for key, row in labelled if isinstance(row, dict)), KNOWN)


def _host(endpoint: dict[str, Any], sku: str, model: dict[str, Any]) -> Iterator[Fact]:
    kinds = model.get("architecture")
    modalities = kinds if isinstance(kinds, dict) else {}
    status = endpoint.get("status")
    listing = Offer(
        key=OfferKey(name(endpoint.get("provider_name")), name(sku), via=_GATEWAY, service_tier=service_tier(sku)),
        name=sku,
        title=optional_name(endpoint.get("model_name")),
        limits=Limits(
            context_tokens=tokens(endpoint.get("context_length")),
            max_output_tokens=tokens(endpoint.get("max_completion_tokens")),
            input_modalities=words(modalities.get("input_modalities")),
            output_modalities=words(modalities.get("output_modalities")),
            capabilities=able(_CAPABILITIES, words(endpoint.get("supported_parameters"))),
        ),
        status=DEGRADED if isinstance(status, int) and status < 0 else "",
    )
    yield from _priced(listing, mapping(endpoint.get("pricing"), "pricing"), fills_with_zero=True)
