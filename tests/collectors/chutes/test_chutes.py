"""Chutes' list: dollars per million tokens, stated twice."""

from pathlib import Path

from intel.collectors import chutes
from tests.collectors.golden import check, reply
from tests.collectors.listed import card, offer, reasons

HERE = Path(__file__).parent


def test_the_recorded_reply_gives_the_golden_records() -> None:
    check(HERE, reply(chutes, HERE))


def test_a_price_in_dollars_that_is_stated_twice_is_one() -> None:
    facts = reply(chutes, HERE)
    assert card(offer(facts, "acme/Rocket-2-TEE")) == "input=0.98;output=3.08;cache_read=0.49"
    assert card(offer(facts, "acme/Plain")) == "input=1;output=1"
    assert card(offer(facts, "acme/Unsold")) == ""


def test_what_cannot_be_read_is_rejected_with_its_reason() -> None:
    assert reasons(reply(chutes, HERE)) == {
        "acme/Torn": "prompt: 0.000001 is not 1.0, the same in dollars",
        "acme/Debt": "prompt: negative price -2",
        "pricing.input_cache_write": "unknown price key on 1 row",
    }
