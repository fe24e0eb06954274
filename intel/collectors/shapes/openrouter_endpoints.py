"""OpenRouter's ``/api/v1/models/{id}/endpoints``: who hosts a model behind the gateway.

The host is the first part of ``tag`` ("deepinfra/fp8", "google-vertex/us-east5", "openai/flex"); the parts after
it are a quantization, a region, a service tier or any other word by which the gateway tells two of them apart.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from intel.collectors.shapes.fields import mapping, optional_name, rows, tokens, words
from intel.collectors.shapes.openrouter_pricing import prices
from intel.collectors.shapes.variants import service_tier
from intel.errors import RowError
from intel.records import (
    QUANTIZATIONS,
    TIERS,
    Evidence,
    Fact,
    Limits,
    Offer,
    OfferKey,
    Performance,
    name,
)
from intel.source import Parsed, each
from intel.units import number

GATEWAY = "openrouter"
DEGRADED = "degraded"
_CAPABILITIES = {
    "tools": "tools",
    "structured_outputs": "structured_output",
    "reasoning": "reasoning",
    "temperature": "temperature",
}
_REGION = re.compile(
    r"^(global|us|eu|europe|asia|ap|ca|sa|me|uk|cn|in|jp|au|sg)(-[a-z]+)*(-?\d+)?$"
    r"|^[a-z]*(central|north|south|east|west)[a-z]*\d?$"
)
_DAY_MINUTES = 24 * 60
_HALF_HOUR = 30


def hosts(model: dict[str, Any], model_id: str) -> Parsed:
    """Yield the offer of every endpoint, each followed by its performance where that is known.

    ``model_id`` is the id that was asked for, suffix included; it is the SKU and the name to resolve.
    """
    endpoints = rows(model.get("endpoints"), f"endpoints of {model_id}")
    labelled = ((f"{model_id} {label(endpoint)}", endpoint) for endpoint in endpoints)
    architecture = model.get("architecture")
    modalities = architecture if isinstance(architecture, dict) else {}
    return told_apart(each(labelled, lambda _, item: _host(mapping(item, "endpoint"), model_id, modalities)))


def label(endpoint: object) -> str:
    """What names an endpoint to a person who reads why it was rejected."""
    return str(endpoint.get("tag") or endpoint.get("provider_name")) if isinstance(endpoint, dict) else "endpoint"


def limits(row: dict[str, Any], architecture: dict[str, Any], max_output: object) -> Limits:
    """The limits of a model or endpoint row; capabilities come from ``supported_parameters``."""
    able = {_CAPABILITIES[word] for word in words(row.get("supported_parameters")) if word in _CAPABILITIES}
    if row.get("supports_implicit_caching") is True:
        able.add("prompt_caching")
    return Limits(
        context_tokens=tokens(row.get("context_length")),
        max_output_tokens=tokens(max_output),
        input_modalities=words(architecture.get("input_modalities")),
        output_modalities=words(architecture.get("output_modalities")),
        capabilities=tuple(sorted(able)),
    )


def told_apart(facts: Iterable[Fact]) -> Parsed:
    """Give the second and further offers of one key a tag "#2", "#3", in an order that the reply's own does not move.

    The gateway lists some hosts twice under one tag (seen 2026-09-23). Performance follows its offer.
    """
    groups: dict[OfferKey, list[list[Fact]]] = {}
    for fact in facts:
        if isinstance(fact, Offer):
            groups.setdefault(fact.key, []).append([fact])
        elif isinstance(fact, Performance):
            groups[fact.key][-1].append(fact)
        else:
            yield fact
    for key, offers in groups.items():
        for place, group in enumerate(sorted(offers, key=repr), start=1):
            yield from _numbered(group, key, place)


def _numbered(group: list[Fact], key: OfferKey, place: int) -> Iterator[Fact]:
    if place == 1:
        return iter(group)
    own = replace(key, tag=f"{key.tag}#{place}")
    return (replace(fact, key=own) for fact in group if isinstance(fact, Offer | Performance))


def _host(endpoint: dict[str, Any], model_id: str, architecture: dict[str, Any]) -> Iterator[Fact]:
    key = _key(endpoint, model_id)
    _, _, slug = str(endpoint.get("name") or "").partition(" | ")
    status = endpoint.get("status")
    yield Offer(
        key=key,
        name=name(model_id),
        prices=prices(mapping(endpoint.get("pricing"), "pricing")),
        evidence=(Evidence("canonical_slug", name(slug)),) if slug else (),
        title=optional_name(endpoint.get("model_name")),
        limits=limits(endpoint, architecture, endpoint.get("max_completion_tokens")),
        status=DEGRADED if isinstance(status, int) and status < 0 else "",
    )
    yield from _performance(endpoint, key)


def _key(endpoint: dict[str, Any], model_id: str) -> OfferKey:
    tag = endpoint.get("tag")
    host, *parts = name(tag).split("/") if tag else [endpoint.get("provider_name")]
    stated = str(endpoint.get("quantization") or "unknown").lower()
    found = {"quantization": stated if stated in QUANTIZATIONS else "", "region": "", "service_tier": ""}
    rest = [] if found["quantization"] or stated == "unknown" else [stated]
    for part in map(str.lower, filter(None, parts)):
        kind = _kind(part)
        if kind and found[kind] in ("", part):
            found[kind] = part
        else:
            rest.append(part)
    found["service_tier"] = found["service_tier"] or service_tier(model_id)
    return OfferKey(provider=name(host), sku=name(model_id), via=GATEWAY, tag=optional_name("/".join(rest)), **found)


def _kind(part: str) -> str:
    """Which part of an offer's key a word of the tag is; '' for any other word."""
    if part in QUANTIZATIONS:
        return "quantization"
    if part in TIERS:
        return "service_tier"
    return "region" if _REGION.match(part) else ""


def _performance(endpoint: dict[str, Any], key: OfferKey) -> Iterator[Performance]:
    """The last half hour; where nobody called the host in it, the uptime of the last day."""
    uptime = _ratio(endpoint.get("uptime_last_30m"))
    latency, speed = _median(endpoint.get("latency_last_30m")), _median(endpoint.get("throughput_last_30m"))
    if (uptime, latency, speed) != (None, None, None):
        yield Performance(key, _HALF_HOUR, uptime, latency, speed)
    elif (day := _ratio(endpoint.get("uptime_last_1d"))) is not None:
        yield Performance(key, _DAY_MINUTES, day)


def _ratio(percent: object) -> Decimal | None:
    """Percent as a ratio; None when absent or no percentage."""
    value = _reading(percent)
    return value.scaleb(-2) if value is not None and value <= 100 else None


def _median(percentiles: object) -> Decimal | None:
    return _reading(percentiles.get("p50")) if isinstance(percentiles, dict) else None


def _reading(value: object) -> Decimal | None:
    """A measured number; None rather than a rejected offer when it cannot be read, for its price is still good."""
    try:
        measured = number(value)
    except RowError:
        return None
    return measured if measured >= 0 else None
