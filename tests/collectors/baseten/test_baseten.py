"""Baseten's list: dollars per token, as text or as a number."""

from pathlib import Path

from intel.collectors import baseten
from tests.collectors.golden import check, reply
from tests.collectors.listed import card, offer, reasons

HERE = Path(__file__).parent


def test_the_recorded_reply_gives_the_golden_records() -> None:
    check(HERE, reply(baseten, HERE))


def test_text_and_number_are_the_same_price() -> None:
    facts = reply(baseten, HERE)
    assert card(offer(facts, "acme/Rocket-2")) == "input=0.95;output=4;cache_read=0.16"
    assert card(offer(facts, "acme/Rocket-2-Fast")) == "input=2.1;output=6.6"
    assert card(offer(facts, "acme/Unpriced")) == ""


def test_a_limit_of_the_output_that_repeats_the_context_window_is_none() -> None:
    facts = reply(baseten, HERE)
    assert offer(facts, "acme/Rocket-2").limits.max_output_tokens is None
    assert offer(facts, "acme/Rocket-2-Fast").limits.max_output_tokens == 32768


def test_what_cannot_be_read_is_rejected_with_its_reason() -> None:
    assert reasons(reply(baseten, HERE)) == {"acme/Debt": "prompt: negative price -0.1"}
