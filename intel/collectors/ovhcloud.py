"""OVHcloud AI Endpoints' catalogue, written for OpenRouter and so in its form and currency: text of USD per token.

Two price keys are in the plural ("input_cache_reads"). Public, without a key.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from intel.collectors.shapes.fields import mapping, optional_name, tokens, words
from intel.collectors.shapes.host_prices import host_prices, new_keys
from intel.collectors.shapes.listing import able, keyed, listed
from intel.records import Evidence, Limits, Offer, OfferKey, name
from intel.source import Authority, Parsed, Snapshot, Source, each

SOURCE = Source(
    id="ovhcloud",
    title="OVHcloud AI Endpoints catalogue",
    url="https://catalog.endpoints.ai.ovh.net/rest/v2/openrouter",
    cadence=timedelta(hours=6),
    authority=Authority.FIRST_PARTY,
    licence="none stated; terms at https://www.ovhcloud.com/en/terms-and-conditions",
    redistributable=False,
    min_records=5,
    homepage="https://www.ovhcloud.com/en/public-cloud/ai-endpoints/catalog",
)

_SINGULAR = {"input_cache_reads": "input_cache_read", "input_cache_writes": "input_cache_write"}
_CAPABILITIES = {
    "reasoning": "reasoning",
    "structured_outputs": "structured_output",
    "temperature": "temperature",
    "tools": "tools",
}


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one offer per model."""
    models = [_singular(row) for row in listed(snapshot, "pricing")]
    yield from each(keyed(models), _offer)
    yield from new_keys(models)


def _singular(row: Any) -> Any:
    """The row with the price keys that OpenRouter knows."""
    pricing = row.get("pricing") if isinstance(row, dict) else None
    if not isinstance(pricing, dict):
        return row
    return {**row, "pricing": {_SINGULAR.get(key, key): value for key, value in pricing.items()}}


def _offer(_: str, item: object) -> Iterator[Offer]:
    row = mapping(item, "model")
    sku = name(row.get("id"))
    repository = optional_name(row.get("hugging_face_id"))
    yield Offer(
        key=OfferKey("ovhcloud", sku),
        name=sku,
        prices=host_prices(row),
        evidence=(Evidence("huggingface", repository),) if repository else (),
        title=optional_name(row.get("name")),
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
