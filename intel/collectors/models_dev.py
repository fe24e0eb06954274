"""models.dev: what 140 providers charge for 5,000 offers, kept by the makers of opencode.

``catalog.json`` is ``{models, providers}``; ``api.json`` is its ``providers`` and ``models.json`` its ``models``,
and all three are read. Prices are USD per million tokens. Left unread on purpose: ``benchmarks`` (they are scores),
``interleaved``, ``reasoning_options``, ``env``, ``npm``, ``knowledge``, ``links`` and ``limit.input``. A plan's $0
is passed on as stated: that a plan's zero is no price per token is decided by the provider's kind.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from intel.collectors.shapes.bedrock import geography
from intel.collectors.shapes.documents import json_object
from intel.collectors.shapes.fields import mapping, optional_name
from intel.collectors.shapes.models_dev_cost import prices
from intel.collectors.shapes.models_dev_model import day, evidence, limits, title
from intel.collectors.shapes.variants import service_tier
from intel.errors import RowError, SourceError
from intel.records import TIERS, Deprecation, Fact, Model, Offer, OfferKey, Provider, name
from intel.source import Authority, Parsed, Snapshot, Source, each

SOURCE = Source(
    id="models.dev",
    title="models.dev catalog",
    url="https://models.dev/catalog.json",
    cadence=timedelta(hours=6),
    authority=Authority.COMMUNITY,
    licence="MIT",
    redistributable=True,
    min_records=2000,
    homepage="https://models.dev",
)


def parse(snapshot: Snapshot) -> Parsed:
    """Yield models, then providers, then one offer per provider and model id, and one more per priced mode.

    Raises:
        SourceError: the document is none of the three shapes, or lists nothing.
    """
    models, providers = _sections(snapshot)
    yield from each(models.items(), _model)
    yield from each(providers.items(), _provider)
    yield from each(_rows(providers), _offers)


def _sections(snapshot: Snapshot) -> tuple[dict[str, Any], dict[str, Any]]:
    document = json_object(snapshot)
    models, providers = document.get("models"), document.get("providers")
    if isinstance(models, dict) and isinstance(providers, dict):
        sections = models, providers
    elif any(isinstance(entry, dict) and isinstance(entry.get("models"), dict) for entry in document.values()):
        sections = {}, document
    elif any(isinstance(entry, dict) and "open_weights" in entry for entry in document.values()):
        sections = document, {}
    else:
        raise SourceError(f"{snapshot.url}: neither a catalog nor a list of providers or models")
    if not any(sections):
        raise SourceError(f"{snapshot.url}: lists no provider and no model")
    return sections


def _provider(key: str, entry: object) -> Iterator[Fact]:
    """``homepage`` is the page that models.dev links, mostly the provider's model list."""
    stated = mapping(entry, "provider")
    api = optional_name(stated.get("api"))
    # "${ACCOUNT_ID}" in an address is for the client to fill in; the address alone leads nowhere.
    api_url = "" if "${" in api else api
    yield Provider(name=name(key), title=title(stated), homepage=optional_name(stated.get("doc")), api_url=api_url)


def _model(key: str, entry: object) -> Iterator[Fact]:
    stated = mapping(entry, "model")
    opened = stated.get("open_weights")
    yield Model(
        name=name(key),
        title=title(stated),
        family=optional_name(stated.get("family")),
        open_weights=opened if isinstance(opened, bool) else None,
        released_on=day(stated.get("release_date")),
        limits=limits(stated),
        evidence=tuple(evidence(stated)),
        licence=optional_name(stated.get("license")),
    )


def _rows(providers: dict[str, Any]) -> Iterator[tuple[str, tuple[str, str, Any]]]:
    for provider, entry in providers.items():
        models = entry.get("models") if isinstance(entry, dict) else None
        if not isinstance(models, dict):
            # One impossible offer, so that a provider without a list is counted as rejected.
            yield provider, (provider, "", models)
            continue
        for sku, model in models.items():
            yield f"{provider}/{sku}", (provider, sku, model)


def _offers(_: str, row: tuple[str, str, Any]) -> Iterator[Fact]:
    provider, sku, entry = row
    model = mapping(entry, "model" if sku else "models of a provider")
    region = geography(sku) if provider == "amazon-bedrock" else ""
    key = OfferKey(provider=name(provider), sku=name(sku), region=region, service_tier=service_tier(sku))
    status = optional_name(model.get("status"))
    offer = Offer(
        key=key,
        name=key.sku,
        title=title(model),
        prices=prices(model.get("cost")),
        limits=limits(model),
        status=status,
    )
    yield offer
    if "experimental" in model:
        yield from each(_mode_rows(offer, model["experimental"]), _mode)
    if status == "deprecated":
        yield Deprecation(key)


def _mode_rows(offer: Offer, experimental: object) -> Iterator[tuple[str, tuple[Offer, str, object]]]:
    modes = experimental.get("modes") if isinstance(experimental, dict) else None
    for mode, entry in mapping(modes or {}, "experimental.modes").items():
        yield f"{offer.key.provider}/{offer.key.sku} mode {mode}", (offer, mode, entry)


def _mode(_: str, row: tuple[Offer, str, object]) -> Iterator[Offer]:
    """A mode is sold beside the plain offer, at the tier that its request asks for.

    OpenAI's "fast" sends ``service_tier: priority`` and so is the offer that other sources call priority.
    """
    offer, mode, entry = row
    stated = mapping(entry, "mode")
    provider = stated.get("provider")
    body = provider.get("body") if isinstance(provider, dict) else None
    asked = body.get("service_tier") if isinstance(body, dict) else None
    tier = asked if asked in TIERS else mode
    if tier not in TIERS or tier == offer.key.service_tier:
        raise RowError(f"mode {mode!r} is no service tier of its own that we know")
    yield replace(offer, key=replace(offer.key, service_tier=tier), prices=prices(stated.get("cost")))
