"""Portkey's price files, one per provider, in US cents per token.

Curated by hand and by bots, on GitHub and behind ``configs.portkey.ai`` alike. Only meters of tokens and of searches
are read: images and videos are stated in dollars in some files and in cents in others. A 0 is a placeholder unless the
id says that the model is free. "X-lte-128k" and "X-gt-128k" are one model whose long prompts cost more. Not asked for:
``openrouter.json``, a copy of a list that is read at its origin, and ``dashscope.json``, which was written in dollars.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from intel.collectors.shapes.documents import json_object
from intel.collectors.shapes.fields import mapping
from intel.collectors.shapes.listing import unread
from intel.collectors.shapes.portkey_prices import METERS, SCALE, UNITS, USD, rates_of, tiers_of
from intel.collectors.shapes.prices import Stated, prices
from intel.errors import RowError, SourceError
from intel.records import Fact, Follow, Offer, OfferKey, name
from intel.source import Authority, Parsed, Snapshot, Source, each

SOURCE = Source(
    id="portkey",
    title="Portkey model pricing",
    url="https://configs.portkey.ai/pricing/openai.json",
    cadence=timedelta(hours=24),
    authority=Authority.COMMUNITY,
    licence="MIT, https://github.com/Portkey-AI/models",
    redistributable=True,
    min_records=200,
    homepage="https://portkey.ai/models",
)

_PROVIDERS = (
    "ai21", "anthropic", "arcee", "azure-ai", "azure-openai", "baseten", "bedrock", "byteplus", "cerebras", "cohere",
    "deepinfra", "deepseek", "fireworks-ai", "friendli", "google", "groq", "jina", "lightning-ai", "meta",
    "mistral-ai", "moonshot", "nebius", "novita-ai", "together-ai", "vertex-ai", "voyage", "workers-ai", "x-ai", "z-ai",
    "zhipu",
)  # fmt: skip
"""Files besides the first that price tokens."""

_DEFAULT = "default"
_LEFT = frozenset({"additional_units"})
_LENGTH = re.compile(r"-(?P<side>lte|gt)-(?P<thousands>\d{2,5})k$")

_Part = tuple[int, object]
"""(tokens above which it holds, model as the file states it)."""


def parse(snapshot: Snapshot) -> Parsed:
    """Yield the offers of the provider that the file is named after; the first file asks for all others.

    Raises:
        SourceError: not an object of models, or the file's currency is not the dollar.
    """
    models = json_object(snapshot)
    priced = {key: row for key, row in models.items() if isinstance(row, dict) and "pricing_config" in row}
    if not priced.keys() - {_DEFAULT}:
        raise SourceError(f"{snapshot.url}: no model states pricing_config")
    usual = priced.get(_DEFAULT, {}).get("pricing_config")
    if isinstance(usual, dict) and usual.get("currency") not in USD:
        raise SourceError(f"{snapshot.url}: prices in {str(usual['currency'])[:40]!r}")
    provider = urlsplit(snapshot.url).path.rpartition("/")[2].removesuffix(".json")
    rows = [(key, row) for key, row in models.items() if key != _DEFAULT]
    yield from each(_joined(rows), lambda sku, parts: _offers(provider, sku, parts))
    paid = [(key, _paid(row)) for key, row in rows]
    yield from unread(((key, _flat(found)) for key, found in paid), METERS.keys() | _LEFT, "pay_as_you_go")
    yield from unread(((key, _flat(found.get("additional_units"))) for key, found in paid), UNITS, "additional_units")
    if snapshot.url == SOURCE.url:
        yield from (Follow(SOURCE.url.replace("openai", other), key=other) for other in _PROVIDERS)


def _joined(rows: list[tuple[str, Any]]) -> Iterator[tuple[str, list[_Part]]]:
    """Models by id, those of short and of long prompts under one."""
    joined: dict[str, list[_Part]] = {}
    for key, row in rows:
        length = _LENGTH.search(key)
        over = int(length["thousands"]) * 1000 if length and length["side"] == "gt" else 0
        joined.setdefault(_LENGTH.sub("", key), []).append((over, row))
    yield from joined.items()


def _offers(provider: str, sku: str, parts: list[_Part]) -> Iterator[Fact]:
    if [over for over, _ in parts].count(0) != 1:
        raise RowError("no single price for short prompts")
    read = [(over, tiers_of(sku, mapping(row, "model"))) for over, row in parts]
    for tier in read[0][1]:
        if all(tier in tiers for _, tiers in read):
            key = OfferKey(name(provider), name(sku), service_tier=tier)
            found = [rates_of(tiers[tier], over, tier == "free") for over, tiers in read]
            yield Offer(key, name=sku, prices=prices(_in_all(found), SCALE))


def _in_all(lengths: list[list[Stated]]) -> Iterator[Stated]:
    """What is stated for prompts of every length: a price of the short ones alone would pass for that of the long."""
    common = set.intersection(*({key for key, *_ in stated} for stated in lengths))
    return (entry for stated in lengths for entry in stated if entry[0] in common)


def _paid(row: object) -> dict[str, Any]:
    config = row.get("pricing_config") if isinstance(row, dict) else None
    paid = config.get("pay_as_you_go") if isinstance(config, dict) else None
    return paid if isinstance(paid, dict) else {}


def _flat(stated: object) -> dict[str, object]:
    """The price of every meter; of one that is priced by size and quality, whatever stands there."""
    entries = stated.items() if isinstance(stated, dict) else ()
    return {key: entry.get("price", entry) if isinstance(entry, dict) else entry for key, entry in entries}
