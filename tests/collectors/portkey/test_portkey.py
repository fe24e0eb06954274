"""Portkey's files: cents per token, a provider per file, and placeholders that are no price."""

import json
from pathlib import Path

import pytest

from intel.collectors import portkey
from intel.errors import SourceError
from intel.records import Fact, Follow
from tests.collectors.golden import check, reply
from tests.collectors.listed import capture, card, offer, offers, reasons, state

HERE = Path(__file__).parent


def test_the_recorded_reply_gives_the_golden_records() -> None:
    check(HERE, reply(portkey, HERE))


def test_cents_per_token_become_dollars_per_million_and_cents_per_search_too() -> None:
    # 0.0005 cents × 10,000 = $5 per million tokens; 1 cent a search × 10,000 = $10,000 per million searches.
    stated = offer(reply(portkey, HERE), "rocket-2")
    assert stated.key.provider == "openai"
    assert card(stated) == "input=5;output=25;cache_read=0.5;cache_write=6.25;cache_write{ttl 1h}=10;web_search=10000"


def test_batch_and_the_modes_that_are_known_are_offers_of_their_own() -> None:
    facts = reply(portkey, HERE)
    assert card(offer(facts, "rocket-2", tier="batch")) == "input=2.5;output=12.5"
    assert card(offer(facts, "rocket-2", tier="fast")) == "input=30;output=150"
    assert {o.key.service_tier for o in offers(facts) if o.key.sku == "rocket-2"} == {"standard", "batch", "fast"}


def test_an_id_for_long_prompts_is_a_condition_of_the_model() -> None:
    facts = reply(portkey, HERE)
    assert card(offer(facts, "rocket-1")) == "input=1.25;input{>128000}=2.5;output=5;output{>128000}=10"


def test_a_price_of_short_prompts_alone_does_not_pass_for_that_of_long_ones() -> None:
    found = [o for o in offers(reply(portkey, HERE)) if o.key.sku == "rocket-1"]
    assert [o.key.service_tier for o in found] == ["standard"]
    assert "cache_read" not in card(found[0])


def test_a_zero_is_a_placeholder_unless_the_id_says_free() -> None:
    facts = reply(portkey, HERE)
    assert card(offer(facts, "gift:free", tier="free")) == "input=0;output=0"
    assert card(offer(facts, "placeholder")) == ""
    assert card(offer(facts, "index")) == "input=0.025"
    assert card(offer(facts, "seek")) == "input=0.14;output=0.28;cache_read=0.0028"


def test_default_is_no_model_and_images_have_no_price_here() -> None:
    facts = reply(portkey, HERE)
    assert not [o for o in offers(facts) if o.key.sku == "default"]
    assert card(offer(facts, "brush")) == card(offer(facts, "film")) == ""


def test_what_cannot_be_read_is_rejected_with_its_reason() -> None:
    assert reasons(reply(portkey, HERE)) == {
        "lost": "no single price for short prompts",
        "franc": "currency 'CHF'",
        "debt": "request_token: negative price -0.0005",
        "stray": "model is not an object",
        "pay_as_you_go.image": "unknown price key on 1 row",
        "additional_units.video_seconds": "unknown price key on 1 row",
    }


def test_the_first_file_asks_for_the_others_and_they_ask_for_none() -> None:
    asked = [fact for fact in reply(portkey, HERE) if isinstance(fact, Follow)]
    assert Follow("https://configs.portkey.ai/pricing/together-ai.json", "together-ai") in asked
    assert not {"openai", "openrouter", "dashscope"} & {follow.key for follow in asked}
    other = reply(portkey, HERE, url="https://configs.portkey.ai/pricing/groq.json")
    assert not [fact for fact in other if isinstance(fact, Follow)]
    assert {o.key.provider for o in offers(other)} == {"groq"}


def test_a_file_in_another_currency_or_without_models_fails_the_run() -> None:
    euro = {"default": {"pricing_config": {"currency": "EUR"}}, "x": {"pricing_config": {"pay_as_you_go": {}}}}
    with pytest.raises(SourceError, match="prices in 'EUR'"):
        state(portkey, euro)
    with pytest.raises(SourceError, match="no model states"):
        state(portkey, {"default": {"pricing_config": {"currency": "USD"}}})


def captured(captures: Path, provider: str) -> list[Fact]:
    url = f"https://configs.portkey.ai/pricing/{provider}.json"
    return capture(portkey, captures, f"portkey-models/2026-08-21/{provider}.json", url)


SIZES = {
    "anthropic": 33 + 28 + 3, "cerebras": 13, "deepinfra": 224, "deepseek": 4, "fireworks-ai": 42 + 8, "groq": 21,
    "nebius": 33, "novita-ai": 62, "openrouter": 650, "together-ai": 174,
}  # fmt: skip
"""Models of each file without ``default``; anthropic has 28 batch prices and 3 fast, fireworks-ai 8 priority."""


@pytest.mark.captures
@pytest.mark.parametrize("provider", SIZES)
def test_every_captured_file_gives_as_many_offers_as_it_has_models_and_tiers(captures: Path, provider: str) -> None:
    facts = captured(captures, provider)
    document = json.loads((captures / "prices" / f"portkey-models/2026-08-21/{provider}.json").read_text("utf-8"))
    assert len({o.key.sku for o in offers(facts)}) == len(document) - 1
    assert len(offers(facts)) == SIZES[provider]


@pytest.mark.captures
def test_the_captured_prices_come_out_as_printed(captures: Path) -> None:
    # Cents per token × 10,000: 0.0005 → 5, 0.0025 → 25, 0.000625 → 6.25, 0.00005 → 0.5, 0.001 → 10 (an hour of cache);
    # 0.000014 → 0.14, 0.000028 → 0.28, 0.00000028 → 0.0028; 0.000085 → 0.85, 0.00012 → 1.2; 0.00015 → 1.5,
    # 0.0006 → 6, 0.000022 → 0.22; 0.00003 → 0.3, 0.00025 → 2.5, audio 0.0001 → 1, a thinking token 0.00025 → 2.5.
    anthropic = captured(captures, "anthropic")
    whole = "input=5;output=25;cache_read=0.5;cache_write=6.25;cache_write{ttl 1h}=10"
    assert card(offer(anthropic, "claude-opus-4-8")) == whole
    assert card(offer(anthropic, "claude-opus-4-8", tier="batch")) == "input=2.5;output=12.5"
    assert card(offer(captured(captures, "deepseek"), "deepseek-chat")) == "input=0.14;output=0.28;cache_read=0.0028"
    assert card(offer(captured(captures, "cerebras"), "llama-3.3-70b")) == "input=0.85;output=1.2"
    fireworks = captured(captures, "fireworks-ai")
    assert card(offer(fireworks, "kimi-k2p6", tier="priority")) == "input=1.5;output=6;cache_read=0.22"
    flash = offer(captured(captures, "openrouter"), "google/gemini-2.5-flash")
    assert flash.prices[0].card.text().startswith("input=0.3;output=2.5;cache_read=0.03;")
