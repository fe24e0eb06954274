"""Hugging Face's router: which hosts serve a model behind it, each with its own price.

USD per million tokens. Left unread on purpose: ``throughput`` and ``first_token_latency_ms``, since the router does
not say over which time they were measured.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from intel.collectors.shapes.fields import mapping, tokens, words
from intel.collectors.shapes.listing import able, is_zero, keyed, listed, sold, unread
from intel.collectors.shapes.openrouter_endpoints import DEGRADED, told_apart
from intel.collectors.shapes.prices import Stated, prices
from intel.rates import ALWAYS, Meter
from intel.records import Evidence, Limits, Offer, OfferKey, name
from intel.source import Authority, Parsed, Snapshot, Source, each
from intel.units import Scale

SOURCE = Source(
    id="huggingface-router",
    title="Hugging Face Inference Providers",
    url="https://router.huggingface.co/v1/models",
    cadence=timedelta(hours=6),
    authority=Authority.GATEWAY,
    licence="none stated; terms at https://huggingface.co/terms-of-service",
    redistributable=False,
    min_records=60,
    homepage="https://huggingface.co/inference/models",
)

_GATEWAY = "huggingface"
_SCALE = Scale.PER_MILLION
_METERS = {"input": Meter.INPUT, "output": Meter.OUTPUT}
_CAPABILITIES = {"supports_tools": "tools", "supports_structured_output": "structured_output"}


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one offer per model and host; the SKU is the model's repository, which is also what a caller sends."""
    hosts = list(_hosts(listed(snapshot, "providers")))
    yield from told_apart(each(hosts, _offer))
    yield from unread(((key, host.get("pricing")) for key, host in hosts if isinstance(host, dict)), _METERS)


def _hosts(models: list[Any]) -> Iterator[tuple[str, Any]]:
    """(what to call the row, host with the id and architecture of its model).

    A model without a list of hosts is one row of nothing, so that it is counted as rejected.
    """
    for key, model in keyed(models):
        hosts = model.get("providers") if isinstance(model, dict) else None
        for host in hosts if isinstance(hosts, list) else [None]:
            if isinstance(host, dict):
                shared = {"id": model.get("id"), "architecture": model.get("architecture")}
                yield f"{key} {host.get('provider')}", host | shared
            else:
                yield key, host


def _offer(_: str, item: object) -> Iterator[Offer]:
    """A host in error or on trial ("staging") is one that the router does not send requests to."""
    host = mapping(item, "host")
    sku, kinds = name(host.get("id")), host.get("architecture")
    modalities = kinds if isinstance(kinds, dict) else {}
    yield Offer(
        key=OfferKey(name(host.get("provider")), sku, via=_GATEWAY),
        name=sku,
        prices=prices(_stated(host), _SCALE),
        evidence=(Evidence("huggingface", sku),),
        limits=Limits(
            context_tokens=tokens(host.get("context_length")),
            input_modalities=words(modalities.get("input_modalities")),
            output_modalities=words(modalities.get("output_modalities")),
            capabilities=able(_CAPABILITIES, [flag for flag in _CAPABILITIES if host.get(flag) is True]),
        ),
        status="" if host.get("status") in ("live", None) else DEGRADED,
    )


def _stated(host: dict[str, Any]) -> list[Stated]:
    """A zero counts only where the host is marked free: 0/0 beside ``is_free: false`` was seen after 2026-08-21."""
    pricing = mapping(host.get("pricing") or {}, "pricing")
    stated: list[Stated] = [(key, meter, ALWAYS, pricing.get(key)) for key, meter in _METERS.items()]
    free = host.get("is_free") is True and all(is_zero(value) for *_, value in stated)
    return stated if free else sold(stated)
