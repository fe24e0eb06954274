"""OpenRouter as it was captured: every row is read, and prices are those that its pages print."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from intel.collectors.shapes.openrouter_pricing import prices, unread_keys
from intel.records import Alias, Offer, Performance, Provider, Rejected
from tests.collectors.openrouter.replies import (
    ROOT,
    card,
    offer,
    parse,
)


def _capture(captures: Path, file: str) -> list[Any]:
    rows: list[Any] = json.loads((captures / "prices/openrouter" / file).read_text())
    return rows


@pytest.mark.captures
@pytest.mark.parametrize(
    ("day", "rows", "aliases", "stated_aliases", "unknown"),
    [("2026-07-17", 342, 10, 0, 4), ("2026-08-08", 400, 11, 11, 5)],
)
def test_every_model_of_a_capture_is_an_offer_or_an_alias_and_no_price_key_is_lost(
    captures: Path, day: str, rows: int, aliases: int, stated_aliases: int, unknown: int
) -> None:
    data = _capture(captures, f"{day}.models.json")
    facts = parse({"data": data})
    offers = {f.key.sku: f for f in facts if isinstance(f, Offer)}
    assert len(data) == rows
    assert len(offers) == rows - aliases
    assert sum(isinstance(f, Alias) for f in facts) == stated_aliases
    assert sum(not f.prices for f in offers.values()) == unknown
    assert not [f for f in facts if isinstance(f, Rejected)]
    for row in data:
        if row["id"] in offers and offers[row["id"]].prices:
            keys = {key for key in row["pricing"] if key not in ("overrides", "discount")}
            conditions = sum(len(step) - 1 for step in row["pricing"].get("overrides", []))
            assert len(offers[row["id"]].prices[0].card.rates) == len(keys) + conditions, row["id"]


@pytest.mark.captures
@pytest.mark.parametrize(
    ("sku", "text"),
    [
        ("z-ai/glm-5.2", "input=0.2058;output=0.6468;cache_read=0.03822"),
        (
            "qwen/qwen3.7-flash",
            "input=0.03;input{>32000}=0.1;input{>256000}=0.2;output=0.13;output{>32000}=0.4;output{>256000}=0.8;"
            "cache_read=0.006;cache_read{>32000}=0.02;cache_read{>256000}=0.04;"
            "cache_write=0.038;cache_write{>32000}=0.125;cache_write{>256000}=0.25",
        ),
        (
            "openai/gpt-5.6-sol:batch",
            "input=2.5;input{>272000}=5;output=15;output{>272000}=22.5;"
            "cache_read=0.25;cache_read{>272000}=0.5;web_search=10000",
        ),
        (
            "anthropic/claude-opus-4.6:batch",
            "input=2.5;output=12.5;cache_read=0.25;cache_write=3.125;cache_write{ttl 1h}=5;web_search=10000",
        ),
        ("mistralai/voxtral-small-24b-2507", "input=0.1;output=0.3;cache_read=0.01;input_audio=100"),
        ("google/lyria-3-pro-preview", "input=0;output=0"),
    ],
)
def test_spot_prices_of_2026_08_08(captures: Path, sku: str, text: str) -> None:
    stated = offer(parse({"data": _capture(captures, "2026-08-08.models.json")}), sku)
    assert card(stated) == text


@pytest.mark.captures
def test_the_captured_endpoint_documents_are_read_whole(captures: Path) -> None:
    old = json.loads(
        (captures / "prices/openrouter/2025-05-23.endpoints.google__gemini-2.5-pro-preview.json").read_text()
    )
    facts = parse(old, f"{ROOT}/models/google/gemini-2.5-pro-preview/endpoints", "google/gemini-2.5-pro-preview")
    assert [f.key.provider for f in facts if isinstance(f, Offer)] == ["google-vertex", "google-ai-studio"]
    assert {card(f) for f in facts if isinstance(f, Offer)} == {
        "input=1.25;output=10;cache_read=0.31;cache_write=1.625;input_image=5160"
    }
    new = "prices/openrouter/after-2026-09-10.endpoints.deepseek__deepseek-v4.1-flash.json"
    facts = parse(
        json.loads((captures / new).read_text()), f"{ROOT}/models/deepseek/deepseek-v4.1-flash/endpoints", "m"
    )
    assert [card(f) for f in facts if isinstance(f, Offer)] == [
        "input=0.025;output=0.6;cache_read=0.01",
        "input=0.025;output=0.6;cache_read=0.0245",
    ]
    assert sum(isinstance(f, Performance) for f in facts) == 2


@pytest.mark.captures
def test_all_eighty_captured_providers_are_read(captures: Path) -> None:
    facts = parse({"data": _capture(captures, "2026-08-08.frontend-all-providers.json")}, f"{ROOT}/providers")
    assert len(facts) == 80
    assert all(isinstance(fact, Provider) for fact in facts)


@pytest.mark.captures
def test_every_price_key_of_the_1238_listed_endpoints_has_a_meter(captures: Path) -> None:
    with gzip.open(captures / "prices/openrouter/2026-08-08.frontend-model_stats.jsonl.gz", "rt") as lines:
        pricings = [end["pricing"] for text in lines for end in json.loads(text)["endpoints"] or []]
    assert len(pricings) == 1238
    assert set().union(*map(unread_keys, pricings)) == {"display_pricing"}  # of the site alone, not of the API
    assert all(prices(pricing) for pricing in pricings)
