"""Cerebras' public list: dollars per token, and what a model can do as flags."""

from pathlib import Path

import pytest

from intel.collectors import cerebras
from tests.collectors.golden import check, reply
from tests.collectors.listed import capture, card, offer, offers, reasons

HERE = Path(__file__).parent


def test_the_recorded_reply_gives_the_golden_records() -> None:
    check(HERE, reply(cerebras, HERE))


def test_an_offer_has_its_price_its_weights_and_what_its_flags_say() -> None:
    stated = offer(reply(cerebras, HERE), "rocket-31b")
    assert card(stated) == "input=0.99;output=1.49"
    assert [e.value for e in stated.evidence] == ["acme/Rocket-31B"]
    assert stated.limits.input_modalities == ("image", "text")
    assert stated.limits.capabilities == ("structured_output", "temperature", "tools")
    assert stated.status == "beta"
    assert offer(reply(cerebras, HERE), "old-8b").status == "deprecated"


def test_no_price_and_a_price_of_nothing_are_unknown() -> None:
    facts = reply(cerebras, HERE)
    assert card(offer(facts, "unpriced")) == card(offer(facts, "unsold")) == ""


def test_what_cannot_be_read_is_rejected_with_its_reason() -> None:
    assert reasons(reply(cerebras, HERE)) == {
        "debt": "prompt: negative price -0.5",
        "words": "prompt: not a number: 'cheap'",
        "pricing.thought": "unknown price key on 1 row",
    }


@pytest.mark.captures
def test_the_capture_holds_two_priced_offers(captures: Path) -> None:
    # USD per token × 1,000,000: 0.00000099 → 0.99, 0.00000149 → 1.49; 0.00000035 → 0.35, 0.00000075 → 0.75. There are
    # four prices in the whole reply.
    facts = capture(cerebras, captures, "cerebras/undated-2026.json")
    assert len(offers(facts)) == 2
    assert not reasons(facts)
    assert card(offer(facts, "gemma-4-31b")) == "input=0.99;output=1.49"
    assert card(offer(facts, "gpt-oss-120b")) == "input=0.35;output=0.75"
    assert offer(facts, "gpt-oss-120b").limits.context_tokens == 131072
