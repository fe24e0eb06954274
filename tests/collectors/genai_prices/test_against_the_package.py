"""What we make of genai-prices costs to the cent what the package itself computes, and works without network."""

from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from intel.collectors import genai_prices
from intel.ingest.packaged import packaged_body
from intel.market.cost import cost
from intel.rates import Meter, RateCard
from intel.records import Fact, Offer, Rejected
from tests.collectors import golden

data: Any = pytest.importorskip("genai_prices.data", reason="the extra genai-prices is not installed")
types: Any = pytest.importorskip("genai_prices.types")

CONTEXTS = {
    "batch": {"processing": "batch"},
    "flex": {"service_tier": "flex"},
    "priority": {"service_tier": "priority"},
    "fast": {"service_tier": "fast", "speed": "fast"},
}
MOMENTS = [
    datetime(2025, 1, 5, 2, tzinfo=UTC),
    datetime(2026, 11, 1, 2, 30, tzinfo=UTC),
    datetime(2027, 6, 1, 10, tzinfo=UTC),
]
PROMPTS = [1000, 200_000, 200_001]
OUTPUT = 500


@cache
def facts() -> list[Fact]:
    body = packaged_body(genai_prices.SOURCE)
    assert body is not None
    return golden.parse(genai_prices, body)


def offers() -> list[Offer]:
    return [fact for fact in facts() if isinstance(fact, Offer)]


def our_card(offer: Offer, at: datetime) -> RateCard | None:
    """The card that holds at that moment, when it prices both input and output."""
    for price in offer.prices:
        card = price.card
        if price.effective_from <= at and (price.effective_to is None or at < price.effective_to):
            return card if None not in (card.amount(Meter.INPUT), card.amount(Meter.OUTPUT)) else None
    return None


def ours(card: RateCard, at: datetime, prompt: int) -> Decimal:
    usage = {Meter.INPUT: prompt, Meter.OUTPUT: OUTPUT} | ({Meter.REQUEST: 1} if card.amount(Meter.REQUEST) else {})
    return cost(card, usage, at=at).total


def test_every_packaged_model_is_an_offer_and_none_is_rejected() -> None:
    models = {(provider.id, model.id) for provider in data.providers for model in provider.models}
    assert not [fact for fact in facts() if isinstance(fact, Rejected)]
    stated = {(f"huggingface_{o.key.provider}" if o.key.via else o.key.provider, o.key.sku) for o in offers()}
    assert stated == models
    assert {o.key.service_tier for o in offers()} >= {"standard", "batch", "flex", "priority", "fast", "free"}


@pytest.mark.slow
def test_our_rate_cards_cost_what_the_package_computes_at_every_moment_and_length() -> None:
    models = {(provider.id, model.id): (provider, model) for provider in data.providers for model in provider.models}
    compared, different = 0, []
    for offer in offers():
        provider, model = models[
            f"huggingface_{offer.key.provider}" if offer.key.via else offer.key.provider, offer.key.sku
        ]
        for at in MOMENTS:
            card = our_card(offer, at)
            for prompt in PROMPTS if card else []:
                assert card is not None
                theirs = model.calc_price(
                    types.Usage(input_tokens=prompt, output_tokens=OUTPUT),
                    provider,
                    genai_request_timestamp=at,
                    price_context=CONTEXTS.get(offer.key.service_tier),
                ).total_price
                compared += 1
                if abs(ours(card, at, prompt) - theirs) > Decimal("1e-9"):
                    different.append((offer.key, at, prompt, ours(card, at, prompt), theirs))
    assert compared > 10_000
    assert different == []
