"""Venice's list: dollars beside diem, and long prompts under "extended"."""

from pathlib import Path

from intel.collectors import venice
from tests.collectors.golden import check, reply
from tests.collectors.listed import card, offer, reasons

HERE = Path(__file__).parent


def test_the_recorded_reply_gives_the_golden_records() -> None:
    check(HERE, reply(venice, HERE))


def test_the_dollars_count_and_long_prompts_are_a_condition() -> None:
    stated = offer(reply(venice, HERE), "rocket-2")
    assert card(stated) == (
        "input=2.5;input{>200000}=5;output=15;output{>200000}=22.5;cache_read=0.25;cache_read{>200000}=0.5;"
        "cache_write=3.125"
    )
    assert stated.limits.input_modalities == ("image", "text")
    assert stated.limits.capabilities == ("reasoning", "structured_output", "tools")


def test_weights_are_evidence_only_where_the_source_is_a_repository() -> None:
    facts = reply(venice, HERE)
    assert [e.value for e in offer(facts, "rocket-2").evidence] == ["acme/Rocket-2"]
    assert not offer(facts, "closed-1").evidence


def test_a_model_that_is_offline_or_unpriced_has_no_price() -> None:
    facts = reply(venice, HERE)
    assert card(offer(facts, "asleep")) == card(offer(facts, "unpriced")) == ""


def test_what_cannot_be_read_is_rejected_with_its_reason() -> None:
    assert reasons(reply(venice, HERE)) == {
        "flat": "input is not an object",
        "always-long": "extended above 0 tokens",
        "pricing.thought": "unknown price key on 1 row",
    }
