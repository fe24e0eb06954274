"""OpenRouter's recorded replies, and the offers in them."""

import json
from dataclasses import replace
from pathlib import Path

from intel.collectors import openrouter
from intel.records import Fact, Offer
from intel.source import Snapshot
from tests.collectors.golden import SEEN_AT, reply

HERE = Path(__file__).parent
ROOT = "https://openrouter.ai/api/v1"
ENDPOINTS = f"{ROOT}/models/acme/rocket-2/endpoints"


def parse(document: object, url: str = openrouter.SOURCE.url, key: str = "") -> list[Fact]:
    return list(openrouter.parse(Snapshot(url, json.dumps(document).encode(), SEEN_AT, key=key)))


def listed() -> list[Fact]:
    return reply(openrouter, HERE)


def hosted() -> list[Fact]:
    return reply(openrouter, HERE, "endpoints.json", ENDPOINTS, "acme/rocket-2")


def offer(facts: list[Fact], sku: str) -> Offer:
    return next(fact for fact in facts if isinstance(fact, Offer) and fact.key.sku == sku)


def host(facts: list[Fact], provider: str, **key: str) -> Offer:
    found = [f for f in facts if isinstance(f, Offer) and f.key.provider == provider and f.key == replace(f.key, **key)]
    assert len(found) == 1, [f.key for f in found]
    return found[0]


def card(stated: Offer) -> str:
    return stated.prices[0].card.text()


def one_model(**pricing: object) -> dict[str, object]:
    return {"data": [{"id": "acme/x", "pricing": pricing}]}
