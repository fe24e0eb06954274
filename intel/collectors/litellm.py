"""LiteLLM's cost map: 4,500 names with USD prices per single unit, the table most gateways bill by.

Left unread on purpose: rate limits, free quotas, sizes of files, ``metadata`` beside the successor, ``max_tokens``
(input or output, the map does not say), ``*_dbu_*`` (the same price in Databricks units) and the ``*_multiplier``
and ``provider_specific_entry`` factors, which are no prices. A stated 0 stays 0: whether it means free is not said.
A price key that is not known becomes a rate under *unknown condition*, never a silence.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from intel.collectors.shapes.documents import json_object
from intel.collectors.shapes.fields import mapping, optional_name, tokens, words
from intel.collectors.shapes.litellm_keys import states_price
from intel.collectors.shapes.litellm_names import Place, place
from intel.collectors.shapes.litellm_prices import prices
from intel.collectors.shapes.variants import service_tier
from intel.errors import RowError, SourceError
from intel.records import Deprecation, Fact, Limits, Offer, OfferKey, Rejected, name
from intel.source import Authority, Parsed, Snapshot, Source, each, printable

SOURCE = Source(
    id="litellm",
    title="LiteLLM cost map",
    url="https://raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json",
    cadence=timedelta(hours=12),
    authority=Authority.COMMUNITY,
    licence="MIT",
    redistributable=True,
    min_records=1500,
    homepage="https://github.com/BerriAI/litellm",
)

_NOT_MODELS = frozenset({"sample_spec", "fallback_generalizations"})
"""Members that document the map or route unknown names."""

_OUTPUTS = {
    "audio_speech": "audio",
    "audio_transcription": "text",
    "chat": "text",
    "completion": "text",
    "embedding": "embeddings",
    "image_edit": "image",
    "image_generation": "image",
    "rerank": "rerank",
    "responses": "text",
    "video_generation": "video",
}
"""``mode`` → what comes out, for entries that do not list it."""

_CAPABILITIES = (
    ("supports_prompt_caching", "prompt_caching"),
    ("supports_reasoning", "reasoning"),
    ("supports_response_schema", "structured_output"),
    ("supports_function_calling", "tools"),
)


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one offer per entry, one more per service tier that it prices, and the dates of withdrawal.

    Raises:
        SourceError: the document is no object, or no entry of it names a provider.
    """
    entries = {key: entry for key, entry in json_object(snapshot).items() if key not in _NOT_MODELS}
    if not any(isinstance(entry, dict) and "litellm_provider" in entry for entry in entries.values()):
        raise SourceError(f"{snapshot.url}: no entry names its litellm_provider, so this is not the cost map")
    twins = _twins(entries)
    yield from each(((key, entry) for key, entry in entries.items() if key not in twins), _offers)
    for key, kept in sorted(twins.items()):
        if not _money(entries[key]).items() <= _money(entries[kept]).items():
            yield Rejected(printable(key), f"the same offer as {kept!r}, which states another price")


def _twins(entries: dict[str, Any]) -> dict[str, str]:
    """Names that mean the offer of another ("deepseek-chat", "deepseek/deepseek-chat") → the name that is kept.

    Kept is the one that states most prices, then the longest, whatever the order of the map.
    """
    names = defaultdict(list)
    for key, entry in entries.items():
        provider = entry.get("litellm_provider") if isinstance(entry, dict) else None
        if isinstance(provider, str):
            names[place(key, provider)].append(key)
    twins: dict[str, str] = {}
    for keys in names.values():
        kept = max(keys, key=lambda key: (len(_money(entries[key])), len(key), key))
        twins |= {key: kept for key in keys if key != kept}
    return twins


def _money(entry: dict[str, Any]) -> dict[str, Any]:
    """The prices of an entry, nested ones as they are: their text would depend on the order of their members."""
    return {key: value for key, value in entry.items() if states_price(key)}


def _offers(key: str, entry: object) -> Iterator[Fact]:
    stated = mapping(entry, "entry")
    if "litellm_provider" not in stated:
        raise RowError("no litellm_provider")
    at = place(name(key), name(stated["litellm_provider"]))
    limits = _limits(stated)
    for (tier, tag), offered in prices(stated, at.commitment).items():
        yield Offer(key=_key(at, tier, tag), name=at.sku, prices=offered, limits=limits)
    if stated.get("deprecation_date") is not None:
        yield _withdrawal(key, _key(at), stated)


def _key(at: Place, tier: str = "", tag: str = "") -> OfferKey:
    return OfferKey(
        provider=at.seller,
        sku=at.sku,
        region=at.region,
        service_tier=tier or service_tier(at.sku),
        tag="/".join(filter(None, (at.tag, tag))),
    )


def _withdrawal(row: str, key: OfferKey, entry: dict[str, Any]) -> Deprecation | Rejected:
    """``deprecation_date`` holds the provider's last day of service (Bedrock's end of life, OpenAI's shutdown)."""
    stated = entry["deprecation_date"]
    try:
        last = date.fromisoformat(stated)
    except (TypeError, ValueError):
        return Rejected(printable(row), "deprecation_date is no date", printable(str(stated)))
    metadata = entry.get("metadata")
    successor = metadata.get("successor") if isinstance(metadata, dict) else ""
    return Deprecation(key, sunset_on=last, replacement=optional_name(successor))


def _limits(entry: dict[str, Any]) -> Limits:
    outputs = words(entry.get("supported_output_modalities"))
    mode = entry.get("mode")
    if not outputs and isinstance(mode, str) and mode in _OUTPUTS:
        outputs = (_OUTPUTS[mode],)
    return Limits(
        context_tokens=tokens(entry.get("max_input_tokens")),
        max_output_tokens=tokens(entry.get("max_output_tokens")),
        input_modalities=words(entry.get("supported_modalities")),
        output_modalities=outputs,
        capabilities=tuple([word for key, word in _CAPABILITIES if entry.get(key) is True]),
    )
