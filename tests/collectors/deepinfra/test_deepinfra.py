"""DeepInfra's list: float noise, and a second that is not a million of them."""

from pathlib import Path

import pytest

from intel.collectors import deepinfra
from tests.collectors.golden import check, reply
from tests.collectors.listed import capture, card, offer, offers, reasons

HERE = Path(__file__).parent


def test_the_recorded_reply_gives_the_golden_records() -> None:
    check(HERE, reply(deepinfra, HERE))


def test_float_noise_is_rounded_and_said() -> None:
    stated = offer(reply(deepinfra, HERE), "acme/Rocket-2")
    assert card(stated) == "input=0.27;output=0.9;cache_read=0.135"
    assert stated.prices[0].rounded


def test_tokens_and_characters_are_per_million_but_seconds_and_images_are_single() -> None:
    facts = reply(deepinfra, HERE)
    assert card(offer(facts, "acme/Voice")) == "input_character=0.8"
    assert card(offer(facts, "acme/Ear")) == "input_second=5"
    assert card(offer(facts, "acme/Brush")) == "output_image=30000"


def test_zero_is_free_and_absence_is_unknown() -> None:
    facts = reply(deepinfra, HERE)
    assert card(offer(facts, "acme/Gratis")) == "input=0;output=0"
    assert card(offer(facts, "acme/Unpriced")) == ""
    assert card(offer(facts, "acme/Bare")) == ""


def test_what_cannot_be_read_is_rejected_with_its_reason() -> None:
    assert reasons(reply(deepinfra, HERE)) == {
        "acme/Sale": "discount '0.5', and nobody says whether the price contains it",
        "acme/Debt": "input_tokens: negative price -0.5",
        "acme/Mixed": "prices of two scales: input_seconds, input_tokens",
        "": "no name",
        "row": "model is not an object",
        "pricing.output_seconds": "unknown price key on 1 row",
    }


@pytest.mark.captures
def test_the_capture_holds_twenty_priced_offers(captures: Path) -> None:
    # The excerpt has the first 20 of 181 models. USD per million tokens as printed; granite's 0.6499999999999999 is
    # 0.65. 7.5e-06 USD a second × 1,000,000 = 7.5, and 3.33e-06 → 3.33; 0.04 USD an image × 1,000,000 = 40,000.
    facts = capture(deepinfra, captures, "deepinfra/2026-10-08.excerpt.json")
    assert len(offers(facts)) == 20
    assert all(o.prices for o in offers(facts))
    assert not reasons(facts)
    assert card(offer(facts, "google/gemma-3-27b-it")) == "input=0.08;output=0.16"
    assert card(offer(facts, "deepseek-ai/DeepSeek-R1-0528")) == "input=0.5;output=2.15;cache_read=0.35"
    assert card(offer(facts, "ibm-granite/granite-4.2-30b")) == "input=0.16;output=0.65;cache_read=0.04"
    assert card(offer(facts, "google/gemini-3.1-flash-lite")) == "input=0.25;output=1.5"
    assert card(offer(facts, "ResembleAI/chatterbox-turbo")) == "input_character=1"
    assert card(offer(facts, "Qwen/Qwen3-ASR-1.7B")) == "input_second=7.5"
    assert card(offer(facts, "openai/whisper-large-v3-turbo")) == "input_second=3.33"
    assert card(offer(facts, "Bria/fibo_edit")) == "output_image=40000"
