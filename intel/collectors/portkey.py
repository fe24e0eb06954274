"""Portkey's price files, one per provider, in US cents per token.

Curated by hand and by bots, on GitHub and behind ``configs.portkey.ai`` alike. Only meters of tokens and of searches
are read: images and videos are stated in dollars in some files and in cents in others. A 0 is a placeholder unless the
id says that the model is free. "X-lte-128k" and "X-gt-128k" are one model whose long prompts cost more. Not asked for:
``openrouter.json``, a copy of a list that is read at its origin, and ``dashscope.json``, which was written in dollars.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from intel.collectors.shapes.documents import json_object
from intel.collectors.shapes.fields import mapping
from intel.collectors.shapes.listing import sold, unread
from intel.collectors.shapes.prices import Stated, prices
from intel.collectors.shapes.variants import service_tier
from intel.errors import RowError, SourceError
from intel.rates import ALWAYS, Condition, Meter
from intel.records import TIERS, Fact, Follow, Offer, OfferKey, name
from intel.source import Authority, Parsed, Snapshot, Source, each
from intel.units import Scale

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

_SCALE = Scale.CENTS_PER_UNIT
_DEFAULT = "default"
_METERS: dict[str, tuple[Meter, Condition]] = {
    "request_token": (Meter.INPUT, ALWAYS),
    "response_token": (Meter.OUTPUT, ALWAYS),
    "cache_read_input_token": (Meter.CACHE_READ, ALWAYS),
    "cache_write_input_token": (Meter.CACHE_WRITE, ALWAYS),
    "request_audio_token": (Meter.INPUT_AUDIO, ALWAYS),
    "response_audio_token": (Meter.OUTPUT_AUDIO, ALWAYS),
    "cache_read_audio_input_token": (Meter.CACHE_READ_AUDIO, ALWAYS),
    "reasoning_token": (Meter.REASONING, ALWAYS),
}
_UNITS = {
    "cache_write_1h": (Meter.CACHE_WRITE, Condition(cache_ttl="1h")),
    "web_search": (Meter.WEB_SEARCH, ALWAYS),
}
"""Read under ``additional_units``."""

_LEFT = frozenset({"additional_units"})
_USD = (None, "USD")
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
    if isinstance(usual, dict) and usual.get("currency") not in _USD:
        raise SourceError(f"{snapshot.url}: prices in {str(usual['currency'])[:40]!r}")
    provider = urlsplit(snapshot.url).path.rpartition("/")[2].removesuffix(".json")
    rows = [(key, row) for key, row in models.items() if key != _DEFAULT]
    yield from each(_joined(rows), lambda sku, parts: _offers(provider, sku, parts))
    paid = [(key, _paid(row)) for key, row in rows]
    yield from unread(((key, _flat(found)) for key, found in paid), _METERS.keys() | _LEFT, "pay_as_you_go")
    yield from unread(((key, _flat(found.get("additional_units"))) for key, found in paid), _UNITS, "additional_units")
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
    tiers: dict[str, list[Stated]] = {}
    for over, row in parts:
        for tier, stated in _tiers(sku, mapping(row, "model")).items():
            tiers.setdefault(tier, []).extend(_stated(stated, over, tier == "free"))
    for tier, found in tiers.items():
        key = OfferKey(name(provider), name(sku), service_tier=tier)
        yield Offer(key, name=sku, prices=prices(found, _SCALE))


def _tiers(sku: str, row: dict[str, Any]) -> dict[str, dict[str, Any]]:
    config = mapping(row.get("pricing_config"), "pricing_config")
    if config.get("currency") not in _USD:
        raise RowError(f"currency {str(config['currency'])[:40]!r}")
    tiers = _modes(row) | {service_tier(sku): config.get("pay_as_you_go")}
    if config.get("batch_config"):
        tiers["batch"] = config["batch_config"]
    return {tier: mapping(stated or {}, tier) for tier, stated in tiers.items()}


def _modes(row: dict[str, Any]) -> dict[str, Any]:
    """What is stated for other service tiers under ``custom_pricing``; of the standard tier it repeats the price."""
    found: Any = row
    for part in ("custom_pricing", "regions", "default", "execution_modes"):
        found = mapping(found.get(part) or {}, part)
    stated = {mode: mapping(given, mode).get("pricing_config") for mode, given in found.items()}
    return {
        mode: mapping(config, mode).get("pay_as_you_go")
        for mode, config in stated.items()
        if mode in TIERS and mode != "standard"
    }


def _stated(stated: dict[str, Any], over: int, free: bool) -> list[Stated]:
    extra = mapping(stated.get("additional_units") or {}, "additional_units")
    found: list[Stated] = [(key, *_METERS[key], _amount(stated, key)) for key in _METERS]
    found += [(key, *_UNITS[key], _amount(extra, key)) for key in _UNITS]
    kept = found[:2] if free else sold(found)
    return [(key, meter, replace(c, over_tokens=over), value) for key, meter, c, value in kept] if over else kept


def _amount(stated: dict[str, Any], key: str) -> object:
    return mapping(stated[key], key).get("price") if stated.get(key) is not None else None


def _paid(row: object) -> dict[str, Any]:
    config = row.get("pricing_config") if isinstance(row, dict) else None
    paid = config.get("pay_as_you_go") if isinstance(config, dict) else None
    return paid if isinstance(paid, dict) else {}


def _flat(stated: object) -> dict[str, object]:
    """The price of every meter; of one that is priced by size and quality, whatever stands there."""
    entries = stated.items() if isinstance(stated, dict) else ()
    return {key: entry.get("price", entry) if isinstance(entry, dict) else entry for key, entry in entries}
