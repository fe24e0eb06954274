"""Cerebras' public list, in USD per token; it needs no key.

``quantization`` is free text ("FP16/8 (weights only)") and is not read.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from intel.collectors.shapes.fields import mapping, optional_name, tokens
from intel.collectors.shapes.host_prices import host_prices, new_keys
from intel.collectors.shapes.listing import able, keyed, listed
from intel.records import Evidence, Limits, Offer, OfferKey, name
from intel.source import Authority, Parsed, Snapshot, Source, each

SOURCE = Source(
    id="cerebras",
    title="Cerebras public model list",
    url="https://api.cerebras.ai/public/v1/models",
    cadence=timedelta(hours=6),
    authority=Authority.FIRST_PARTY,
    licence="none stated; terms at https://www.cerebras.ai/terms-of-service",
    redistributable=False,
    min_records=2,
    homepage="https://inference-docs.cerebras.ai/models/overview",
)

_CAPABILITIES = {
    "function_calling": "tools",
    "reasoning": "reasoning",
    "structured_outputs": "structured_output",
    "temperature": "temperature",
    "tools": "tools",
}


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one offer per model."""
    models = listed(snapshot, "pricing")
    yield from each(keyed(models), _offer)
    yield from new_keys(models)


def _offer(_: str, item: object) -> Iterator[Offer]:
    row = mapping(item, "model")
    sku = name(row.get("id"))
    limits = mapping(row.get("limits") or {}, "limits")
    flags = _true(row, "capabilities") | _true(row, "supported_parameters")
    repository = optional_name(row.get("hugging_face_id"))
    yield Offer(
        key=OfferKey("cerebras", sku),
        name=sku,
        prices=host_prices(row),
        evidence=(Evidence("huggingface", repository),) if repository else (),
        title=optional_name(row.get("name")),
        limits=Limits(
            context_tokens=tokens(limits.get("max_context_length")),
            max_output_tokens=tokens(limits.get("max_completion_tokens")),
            input_modalities=("image", "text") if "vision" in flags else (),
            capabilities=able(_CAPABILITIES, flags),
        ),
        status=_status(row),
    )


def _true(row: dict[str, Any], field: str) -> set[str]:
    return {flag for flag, able_to in mapping(row.get(field) or {}, field).items() if able_to is True}


def _status(row: dict[str, Any]) -> str:
    if row.get("deprecated") is True:
        return "deprecated"
    return "beta" if row.get("preview") is True else ""
