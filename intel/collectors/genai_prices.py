"""genai-prices: Pydantic's community list of model prices, with their dates, hours and service tiers.

``match`` rules are not read: they say which names are *billed* like a model, not which name the same weights
("gpt-5-codex" is listed under "gpt-5", "minimax-m2.5" under "MiniMax-M2"), so no alias can be stated from them.
Where a price is missing it is unknown: the list writes a zero of ``:free`` models as no key at all.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from intel.collectors.shapes.documents import json_array
from intel.collectors.shapes.fields import mapping, optional_name, rows, tokens
from intel.collectors.shapes.genai_prices_history import STANDARD, histories
from intel.collectors.shapes.variants import service_tier
from intel.records import Limits, Offer, OfferKey, Provider, name
from intel.source import Authority, Parsed, Snapshot, Source, each

SOURCE = Source(
    id="genai-prices",
    title="genai-prices",
    url="https://raw.githubusercontent.com/pydantic/genai-prices/refs/heads/main/prices/new_data/v2/data.json",
    cadence=timedelta(days=1),
    authority=Authority.COMMUNITY,
    licence="MIT",
    redistributable=True,
    min_records=600,
    homepage="https://github.com/pydantic/genai-prices",
    packaged="genai_prices.data:providers",
)
"""The address is the one from which the package itself updates; the older ``prices/data.json`` has the same shape."""

_ROUTER = "huggingface"
_ROUTED = f"{_ROUTER}_"


def parse(snapshot: Snapshot) -> Parsed:
    """Yield providers, then their offers: USD per million units, one offer per model and service tier.

    "huggingface_novita" is the host "novita" bought through the gateway "huggingface". The SKU is the model's
    id here, which is its provider's own id for the models that are sold under one name.
    """
    providers = json_array(snapshot)
    yield from each(((_id(item), item) for item in providers), _provider)
    yield from each(_models(providers), _offers)


def _id(item: object) -> str:
    return str(item.get("id")) if isinstance(item, dict) else "row"


def _provider(_: str, item: object) -> Iterator[Provider]:
    provider = mapping(item, "provider")
    seller, via = _sold_by(name(provider.get("id")))
    rows(provider.get("models"), "models")
    if not via:
        yield Provider(seller, title=optional_name(provider.get("name")))


def _sold_by(provider: str) -> tuple[str, str]:
    """(seller, gateway): the gateway is '' when the provider sells itself."""
    return (provider.removeprefix(_ROUTED), _ROUTER) if provider.startswith(_ROUTED) else (provider, "")


def _models(providers: list[Any]) -> Iterator[tuple[str, tuple[str, Any]]]:
    """(what to call the row, (provider, model)) of every readable provider."""
    for provider in providers:
        if isinstance(provider, dict) and isinstance(provider.get("models"), list):
            for model in provider["models"]:
                yield f"{_id(provider)} {_id(model)}", (_id(provider), model)


def _offers(_: str, item: tuple[str, Any]) -> Iterator[Offer]:
    provider, model = item[0], mapping(item[1], "model")
    seller, via = _sold_by(name(provider))
    sku = name(model.get("id"))
    prices = histories(model)
    listed = Offer(
        key=OfferKey(seller, sku, via=via, service_tier=service_tier(sku)),
        name=sku,
        prices=prices.pop(STANDARD),
        title=optional_name(model.get("name")),
        limits=Limits(context_tokens=tokens(model.get("context_window"))),
        status="deprecated" if model.get("deprecated") is True else "",
    )
    yield listed
    for tier, history in sorted(prices.items()):
        yield replace(listed, key=replace(listed.key, service_tier=tier), prices=history)
