"""SambaNova's own list, in USD per token; its zeros for the cache say that nothing is billed there."""

from collections.abc import Iterator
from datetime import timedelta

from intel.collectors.shapes.fields import mapping, tokens
from intel.collectors.shapes.host_prices import host_prices, new_keys
from intel.collectors.shapes.listing import keyed, listed
from intel.records import Limits, Offer, OfferKey, name
from intel.source import Authority, Parsed, Snapshot, Source, each

SOURCE = Source(
    id="sambanova",
    title="SambaNova model list",
    url="https://api.sambanova.ai/v1/models",
    cadence=timedelta(hours=6),
    authority=Authority.FIRST_PARTY,
    licence="none stated; terms at https://sambanova.ai/terms-and-conditions",
    redistributable=False,
    min_records=3,
    homepage="https://cloud.sambanova.ai/plans/pricing",
)


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one offer per model."""
    models = listed(snapshot, "pricing")
    yield from each(keyed(models), _offer)
    yield from new_keys(models)


def _offer(_: str, item: object) -> Iterator[Offer]:
    row = mapping(item, "model")
    sku = name(row.get("id"))
    yield Offer(
        key=OfferKey("sambanova", sku),
        name=sku,
        prices=host_prices(row),
        limits=Limits(
            context_tokens=tokens(row.get("context_length")),
            max_output_tokens=tokens(row.get("max_completion_tokens")),
        ),
    )
