"""SambaNova's list: dollars per token with trailing zeros."""

from pathlib import Path

import pytest

from intel.collectors import sambanova
from tests.collectors.golden import check, reply
from tests.collectors.listed import capture, card, offer, offers, reasons

HERE = Path(__file__).parent


def test_the_recorded_reply_gives_the_golden_records() -> None:
    check(HERE, reply(sambanova, HERE))


def test_the_zero_of_a_cache_write_is_a_filler_and_no_free_write() -> None:
    facts = reply(sambanova, HERE)
    assert card(offer(facts, "Rocket-V2")) == "input=3;output=4.5"
    assert card(offer(facts, "Cached-M3")) == "input=0.6;output=2.4;cache_read=0.06"


def test_nothing_for_nothing_and_no_price_at_all_are_unknown() -> None:
    facts = reply(sambanova, HERE)
    assert card(offer(facts, "Whisper")) == card(offer(facts, "Silent")) == ""
    assert offer(facts, "Whisper").limits.context_tokens is None


def test_what_cannot_be_read_is_rejected_with_its_reason() -> None:
    assert reasons(reply(sambanova, HERE)) == {"Debt": "completion: negative price -0.00000450", "": "no name"}


@pytest.mark.captures
def test_the_capture_holds_six_priced_offers(captures: Path) -> None:
    # USD per token × 1,000,000: 0.00000300 → 3 and 0.00000450 → 4.5; 0.00000060 → 0.6, 0.00000120 → 1.2,
    # 0.00000240 → 2.4, 0.00000006 → 0.06; 0.00000038 → 0.38, 0.00000115 → 1.15; 0.00000022 → 0.22, 0.00000059 → 0.59.
    facts = capture(sambanova, captures, "sambanova/2026-10-08.json")
    assert len(offers(facts)) == 6
    assert not reasons(facts)
    assert card(offer(facts, "DeepSeek-V3.2")) == "input=3;output=4.5"
    assert card(offer(facts, "Meta-Llama-3.3-70B-Instruct")) == "input=0.6;output=1.2"
    assert card(offer(facts, "MiniMax-M3")) == "input=0.6;output=2.4;cache_read=0.06"
    assert card(offer(facts, "gemma-4-31B-it")) == "input=0.38;output=1.15"
    assert card(offer(facts, "gpt-oss-120b")) == "input=0.22;output=0.59"
