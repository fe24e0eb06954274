"""Novita's list: integers of a ten-thousandth, tiers that touch, and two numbers that must agree."""

from pathlib import Path

import pytest

from intel.collectors import novita
from tests.collectors.golden import check, reply
from tests.collectors.listed import capture, card, offer, offers, reasons, state

HERE = Path(__file__).parent


def test_the_recorded_reply_gives_the_golden_records() -> None:
    check(HERE, reply(novita, HERE))


def test_the_price_after_the_discount_counts_whether_integer_or_decimal() -> None:
    facts = reply(novita, HERE)
    assert card(offer(facts, "acme/rocket-2")) == "input=0.28;output=1.1;cache_read=0.0028;cache_write=0.35"
    assert card(offer(facts, "acme/rocket-2-p")) == "input=0.3;output=1.2"


def test_a_tier_holds_above_the_end_of_the_one_before_it_in_whatever_order_they_come() -> None:
    steps = "input=0.75;input{>32000}=1.5;input{>128000}=2.25;output=3;output{>32000}=6;output{>128000}=9"
    assert card(offer(reply(novita, HERE), "acme/steps")) == steps


def test_the_zero_of_a_tiered_model_never_makes_it_free() -> None:
    row = {"id": "x", "status": 1, "is_tiered_billing": True, "pricing": {"prompt": {"price_per_m_decimal": "0"}}}
    facts = state(novita, {"data": [row]})
    assert not offers(facts)
    assert reasons(facts) == {"x": "billed by tiers that are not listed"}


def test_without_a_price_object_the_integers_count_and_their_zeros_are_unknown() -> None:
    facts = reply(novita, HERE)
    assert card(offer(facts, "acme/flat")) == "input=0.13;output=0.4"
    assert card(offer(facts, "acme/unpriced")) == ""
    assert card(offer(facts, "acme/index")) == "input=0.07"


def test_a_model_that_cannot_be_called_has_no_price() -> None:
    assert card(offer(reply(novita, HERE), "acme/asleep")) == ""


def test_what_cannot_be_read_is_rejected_with_its_reason() -> None:
    assert reasons(reply(novita, HERE)) == {
        "acme/yuan": "prompt: 20000 ten-thousandths are not 0.28",
        "acme/hidden-steps": "billed by tiers that are not listed",
        "acme/gap": "steps leave prompts of 1000 tokens without one price",
        "two\ufffdlines": "control character in name 'two\\nlines'",
        "pricing.multimodal_input": "unknown price key on 1 row",
    }


@pytest.mark.captures
def test_the_capture_holds_ten_priced_offers(captures: Path) -> None:
    # The excerpt has 10 models. Integers ÷ 10,000: 1500 → 0.15, 5000 → 0.5, 300 → 0.03; 13200 → 1.32, 39600 → 3.96,
    # 440 → 0.044; 1400 → 0.14, 2800 → 0.28, 28 → 0.0028; 8340 → 0.834, 25010 → 2.501, 420 → 0.042; 30000 → 3,
    # 150000 → 15, 3000 → 0.3.
    facts = capture(novita, captures, "novita/2026-10-09.excerpt.json")
    assert len(offers(facts)) == 10
    assert not reasons(facts)
    assert card(offer(facts, "zai-org/glm-5.3-flash")) == "input=0.15;output=0.5;cache_read=0.03"
    assert card(offer(facts, "deepseek/deepseek-v4-pro-0813-p")) == "input=1.32;output=3.96;cache_read=0.044"
    assert card(offer(facts, "xiaomimimo/mimo-v2.6-flash")) == "input=0.14;output=0.28;cache_read=0.0028"
    assert card(offer(facts, "tencent/hy4-preview")) == "input=0.834;output=2.501;cache_read=0.042"
    assert card(offer(facts, "moonshotai/kimi-k3-p")) == "input=3;output=15;cache_read=0.3"
