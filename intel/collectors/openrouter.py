"""OpenRouter: what the gateway asks for each model, and which hosts stand behind it at which price.

Three kinds of document: ``/api/v1/models`` (pages of headline offers, sold by the gateway itself),
``/api/v1/providers``, and per model ``/api/v1/models/{id}/endpoints``. The ``benchmarks`` block of a model is
not read here.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from intel.collectors.shapes.documents import json_array, json_object
from intel.collectors.shapes.expiry import withdrawal
from intel.collectors.shapes.fields import mapping, optional_name
from intel.collectors.shapes.host_prices import new_keys
from intel.collectors.shapes.openrouter_endpoints import GATEWAY, hosts, limits
from intel.collectors.shapes.openrouter_pricing import prices
from intel.collectors.shapes.variants import service_tier
from intel.errors import RowError, SourceError
from intel.records import Alias, Evidence, Fact, Follow, Offer, OfferKey, Provider, name
from intel.source import Authority, Parsed, Snapshot, Source, each

SOURCE = Source(
    id="openrouter",
    title="OpenRouter",
    url="https://openrouter.ai/api/v1/models",
    cadence=timedelta(hours=6),
    authority=Authority.GATEWAY,
    licence="none stated; terms at https://openrouter.ai/terms",
    redistributable=False,
    min_records=200,
    homepage="https://openrouter.ai",
)

_PROVIDERS = "https://openrouter.ai/api/v1/providers"


def parse(snapshot: Snapshot) -> Parsed:
    """Yield headline offers and ``Follow`` requests, providers, or the hosts of one model, by the document's path.

    A headline offer is of provider "openrouter", its SKU the id that a caller sends. Ids starting "~" are names
    that move: they become aliases, never offers, or they would count twice.
    """
    path = urlsplit(snapshot.url).path
    if path.endswith("/endpoints"):
        return _hosts(snapshot)
    if path.endswith("/providers"):
        return each(_keyed(json_array(snapshot, "data"), "slug"), _provider)
    return _listing(snapshot)


def _hosts(snapshot: Snapshot) -> Parsed:
    """A model that nobody hosts at the moment has an empty list, which is no error."""
    data = json_object(snapshot).get("data")
    if not isinstance(data, dict) or not isinstance(data.get("endpoints"), list):
        raise SourceError(f"{snapshot.url}: no endpoints under data")
    return hosts(data, snapshot.key or str(data.get("id")))


def _listing(snapshot: Snapshot) -> Parsed:
    document = json_object(snapshot)
    data = document.get("data")
    if not isinstance(data, list) or not data:
        raise SourceError(f"{snapshot.url}: no models under data")
    yield from each(_keyed(data, "id"), _model)
    yield from new_keys(data)
    links = document.get("links")
    following = links.get("next") if isinstance(links, dict) else None
    if isinstance(following, str) and following and (page := urljoin(snapshot.url, following)) != snapshot.url:
        yield Follow(page)
    if not urlsplit(snapshot.url).query:
        yield Follow(_PROVIDERS)


def _keyed(data: list[Any], field: str) -> Iterator[tuple[str, Any]]:
    return ((str(row.get(field) or row.get("name")) if isinstance(row, dict) else "row", row) for row in data)


def _model(_: str, item: object) -> Iterator[Fact]:
    row = mapping(item, "model")
    sku = name(row.get("id"))
    if sku.startswith("~"):
        yield from _alias(sku, row.get("alias_target"))
        return
    offer = _headline(row, sku)
    yield offer
    yield from withdrawal(offer.key, row.get("expiration_date"))
    if offer.prices:
        yield Follow(f"{SOURCE.url}/{quote(sku, safe='/:')}/endpoints", key=sku)


def _headline(row: dict[str, Any], sku: str) -> Offer:
    architecture = mapping(row.get("architecture") or {}, "architecture")
    top = mapping(row.get("top_provider") or {}, "top_provider")
    stated = {"canonical_slug": row.get("canonical_slug"), "huggingface": row.get("hugging_face_id")}
    return Offer(
        key=OfferKey(GATEWAY, sku, service_tier=service_tier(sku)),
        name=sku,
        prices=prices(mapping(row.get("pricing"), "pricing")),
        evidence=tuple(Evidence(kind, value) for kind, given in stated.items() if (value := optional_name(given))),
        title=optional_name(row.get("name")),
        limits=limits(row, architecture, top.get("max_completion_tokens")),
    )


def _alias(floating: str, target: object) -> Iterator[Alias]:
    """Until 2026-08 an alias did not say what it stood for; then there is nothing to state."""
    if isinstance(target, dict) and target.get("slug"):
        yield Alias(floating, name(target["slug"]), floating=True)


def _provider(_: str, item: object) -> Iterator[Provider]:
    row = mapping(item, "provider")
    headquarters = row.get("headquarters")
    if headquarters is not None and not isinstance(headquarters, str):
        raise RowError("headquarters is not a country code")
    yield Provider(name(row.get("slug")), title=optional_name(row.get("name")), headquarters=headquarters or "")
