"""Fireworks' own lists, behind a key: serverless prices by mode, and the dates on which models are taken down.

Prices are strings in USD per million tokens. "fast" has an id of its own, which a caller sends; "priority" is the same
id with another service tier. What is billed otherwise (images, audio) has other units and is counted as rejected.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from intel.collectors.shapes.documents import json_object
from intel.collectors.shapes.fields import mapping, optional_name, rows, tokens, words
from intel.collectors.shapes.listing import keyed, listed, unread
from intel.collectors.shapes.prices import Stated, prices
from intel.errors import RowError, SourceError
from intel.rates import ALWAYS, Meter
from intel.records import Alias, Deprecation, Fact, Follow, Limits, Offer, OfferKey, name
from intel.source import Authority, Parsed, Snapshot, Source, each
from intel.units import Scale

SOURCE = Source(
    id="fireworks",
    title="Fireworks serverless models",
    url="https://api.fireworks.ai/v1/serverless/models",
    cadence=timedelta(hours=6),
    authority=Authority.FIRST_PARTY,
    licence="none stated; terms at https://fireworks.ai/terms-of-service",
    redistributable=False,
    min_records=5,
    homepage="https://fireworks.ai/models",
    secret_env="INTEL_FIREWORKS_KEY",
)

_SELLER = "fireworks"
_INVENTORY = "https://api.fireworks.ai/v1/accounts/fireworks/models?filter=supports_serverless%3Dtrue&pageSize=200"
_SCALE = Scale.PER_MILLION
_UNIT = "1M tokens"
_MODES = ("standard", "fast", "priority", "flex", "batch")
_METERS = {
    "LLM input tokens (uncached)": Meter.INPUT,
    "LLM input tokens (cached)": Meter.CACHE_READ,
    "LLM output tokens": Meter.OUTPUT,
}


def parse(snapshot: Snapshot) -> Parsed:
    """Yield one offer per model and mode with the ``Follow`` of the inventory, or the inventory's dates, by path."""
    return _prices(snapshot) if urlsplit(snapshot.url).path.endswith("/serverless/models") else _inventory(snapshot)


def _prices(snapshot: Snapshot) -> Parsed:
    models = listed(snapshot, "pricing")
    yield from each(keyed(models), _offers)
    yield from unread(((key, _by_sku(row)) for key, row in keyed(models)), _METERS)
    yield Follow(_INVENTORY)


def _offers(_: str, item: object) -> Iterator[Fact]:
    row = mapping(item, "model")
    model = name(row.get("id"))
    sku = optional_name(row.get("usage_identifier")) or model
    mode = row.get("serverless_mode")
    if mode not in _MODES:
        raise RowError(f"unknown mode {str(mode)[:40]!r}")
    yield Offer(
        key=OfferKey(_SELLER, sku, service_tier=mode),
        name=model,
        prices=prices(_stated(rows(row.get("pricing"), "pricing")), _SCALE),
        title=optional_name(row.get("display_name")),
        limits=Limits(
            context_tokens=tokens(row.get("context_length")),
            input_modalities=words(row.get("input_modalities")),
            output_modalities=words(row.get("output_modalities")),
        ),
    )
    for alias in words(row.get("aliases")):
        yield Alias(name(alias), model, floating=alias.endswith("-latest"))


def _stated(pricing: list[Any]) -> Iterator[Stated]:
    for entry in pricing:
        price = mapping(entry, "price")
        sku = price.get("sku")
        if isinstance(sku, str) and sku in _METERS:
            if price.get("unit") != _UNIT:
                raise RowError(f"{sku}: per {str(price.get('unit'))[:40]!r} instead of {_UNIT!r}")
            yield sku, _METERS[sku], ALWAYS, price.get("amount")


def _by_sku(row: object) -> dict[str, object]:
    pricing = row.get("pricing") if isinstance(row, dict) else None
    entries = [entry for entry in pricing if isinstance(entry, dict)] if isinstance(pricing, list) else []
    return {str(entry.get("sku")): entry.get("amount") for entry in entries}


def _inventory(snapshot: Snapshot) -> Parsed:
    models = listed(snapshot, "name", member="models")
    yield from each(keyed(models, "name"), _withdrawal)
    following = json_object(snapshot).get("nextPageToken")
    if isinstance(following, str) and following:
        if f"pageToken={quote(following, safe='')}" in snapshot.url:
            raise SourceError(f"{snapshot.url}: the page names itself as the next")
        yield Follow(f"{_INVENTORY}&pageToken={quote(following, safe='')}")


def _withdrawal(_: str, item: object) -> Iterator[Deprecation]:
    """``deprecationDate`` is the day on which serverless use ends."""
    row = mapping(item, "model")
    stated = row.get("deprecationDate")
    if stated is None:
        return
    day = mapping(stated, "deprecationDate")
    try:
        ends = date(day["year"], day["month"], day["day"])
    except (KeyError, TypeError, ValueError, OverflowError):
        raise RowError("deprecationDate is no date") from None
    yield Deprecation(OfferKey(_SELLER, name(row.get("name"))), sunset_on=ends)
