"""Baseten's list of model APIs, behind a key: USD per token, as text or as a number.

``max_completion_tokens`` has repeated the context window for some models, and is then no limit of the output.
"""

from collections.abc import Iterator
from datetime import timedelta

from intel.collectors.shapes.fields import mapping, optional_name, tokens, words
from intel.collectors.shapes.host_prices import host_prices, new_keys
from intel.collectors.shapes.listing import able, keyed, listed
from intel.records import Limits, Offer, OfferKey, name
from intel.source import Authority, Parsed, Snapshot, Source, each

SOURCE = Source(
    id="baseten",
    title="Baseten Model APIs",
    url="https://inference.baseten.co/v1/models",
    cadence=timedelta(hours=6),
    authority=Authority.FIRST_PARTY,
    licence="none stated; terms at https://www.baseten.co/terms-and-conditions",
    redistributable=False,
    min_records=4,
    homepage="https://www.baseten.co/products/model-apis",
    secret_env="INTEL_BASETEN_KEY",
)

_CAPABILITIES = {
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
    context, most = tokens(row.get("context_length")), tokens(row.get("max_completion_tokens"))
    yield Offer(
        key=OfferKey("baseten", sku),
        name=sku,
        prices=host_prices(row),
        title=optional_name(row.get("name")),
        limits=Limits(
            context_tokens=context,
            max_output_tokens=most if most != context else None,
            input_modalities=words(row.get("input_modalities")),
            output_modalities=words(row.get("output_modalities")),
            capabilities=able(
                _CAPABILITIES, words(row.get("supported_features")) + words(row.get("supported_sampling_parameters"))
            ),
        ),
    )
