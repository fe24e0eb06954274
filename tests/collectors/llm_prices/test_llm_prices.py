"""llm-prices.com: dated prices, and long prompts as rows of their own."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from intel.collectors import llm_prices
from intel.errors import SourceError
from intel.records import UNKNOWN_START, Offer, Rejected
from tests.collectors.golden import check, reply
from tests.collectors.listed import capture, card, offer, offers, reasons, state

HERE = Path(__file__).parent
MIDSUMMER = datetime(2026, 7, 30, tzinfo=UTC)


def periods(stated: Offer) -> list[tuple[datetime, datetime | None, str]]:
    return [(p.effective_from, p.effective_to, p.card.text()) for p in stated.prices]


def test_the_recorded_reply_gives_the_golden_records() -> None:
    check(HERE, reply(llm_prices, HERE))


def test_the_day_a_price_ends_is_the_first_of_the_next_and_long_prompts_are_a_condition() -> None:
    stated = offer(reply(llm_prices, HERE), "rocket-2")
    assert (stated.key.provider, stated.title) == ("acme", "Rocket 2")
    assert periods(stated) == [
        (
            UNKNOWN_START, MIDSUMMER,
            "input=2.5;input{>272000}=5;output=15;output{>272000}=22.5;cache_read=0.25;cache_read{>272000}=0.5",
        ),
        (
            MIDSUMMER, None,
            "input=2;input{>272000}=4;output=12;output{>272000}=18;cache_read=0.2;cache_read{>272000}=0.4",
        ),
    ]  # fmt: skip
    assert {p.basis for p in stated.prices} == {"stated"}


def test_a_meter_that_the_row_for_long_prompts_leaves_out_is_unknown() -> None:
    short = {"id": "x", "vendor": "acme", "name": "X ≤128k", "input": 1, "output": 2, "input_cached": 0.1}
    long = {"id": "x-128k", "vendor": "acme", "name": "X >128k", "input": 2, "output": 4, "input_cached": None}
    stated = offer(state(llm_prices, {"prices": [short, long]}), "x")
    assert card(stated) == "input=1;input{>128000}=2;output=2;output{>128000}=4"


def test_without_dates_a_price_has_always_held_and_was_only_observed() -> None:
    stated = offer(reply(llm_prices, HERE), "rocket-1")
    assert periods(stated) == [(UNKNOWN_START, None, "input=0.14;output=0.28")]
    assert stated.prices[0].basis == "observed"


def test_nothing_is_stated_for_the_time_between_two_prices() -> None:
    ends, begins = datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 3, 1, tzinfo=UTC)
    assert periods(offer(reply(llm_prices, HERE), "gap")) == [
        (UNKNOWN_START, ends, "input=1;output=2"),
        (begins, None, "input=3;output=4"),
    ]


def test_the_same_price_twice_is_one_and_two_prices_at_one_time_are_none() -> None:
    facts = reply(llm_prices, HERE)
    assert card(offer(facts, "twice")) == "input=0.3;output=0.5"
    assert reasons(facts)["acme/torn"] == "two amounts for input"


def test_what_cannot_be_read_is_rejected_with_its_reason() -> None:
    assert reasons(reply(llm_prices, HERE)) == {
        "acme/torn": "two amounts for input",
        "acme/brush-text": "tokens of images or of text: the row does not say which for every price",
        "acme/half": "prices of short and long prompts do not meet at one length",
        "acme/backwards": "ends 2026-01-01 before it begins",
        "acme/undated": "no day: 'spring'",
        "acme/debt": "input: negative price -6",
        "price.input_audio": "unknown price key on 1 row",
        "row": "price is not an object",
    }


def test_a_price_up_to_a_length_alone_is_not_stated_as_the_price_of_every_prompt() -> None:
    row = {"id": "x", "vendor": "acme", "name": "X ≤128k", "input": 1, "output": 2}
    facts = state(llm_prices, {"prices": [row]})
    assert not offers(facts)
    assert reasons(facts) == {"acme/x": "prices of short and long prompts do not meet at one length"}


def test_a_vendors_own_file_states_the_same_as_the_served_one() -> None:
    history = [{"input": 1, "output": 2, "input_cached": None, "from_date": None, "to_date": None}]
    own = {"vendor": "acme", "models": [{"id": "x", "name": "X", "price_history": history}]}
    served = {"prices": [{"id": "x", "vendor": "acme", "name": "X", **history[0]}]}
    assert state(llm_prices, own) == state(llm_prices, served)


@pytest.mark.parametrize("model", ["a word", {"id": "x", "name": "X", "price_history": 5}])
def test_a_model_without_its_periods_is_rejected_and_not_passed_over(model: object) -> None:
    period = {"input": 1, "output": 2}
    own = {"vendor": "acme", "models": [{"id": "y", "name": "Y", "price_history": [period, "a word"]}, model]}
    facts = state(llm_prices, own)
    assert card(offer(facts, "y")) == "input=1;output=2"
    assert [fact.reason for fact in facts if isinstance(fact, Rejected)] == ["price is not an object"] * 2


def test_a_list_in_which_nothing_has_a_price_fails_the_run() -> None:
    with pytest.raises(SourceError, match="no row states input"):
        state(llm_prices, {"prices": [{"id": "x", "vendor": "acme", "name": "X"}]})


VENDORS = {
    "amazon": 4, "anthropic": 16, "deepseek": 4, "google": 17, "meta-ai": 3, "minimax": 1, "mistral": 14,
    "moonshot-ai": 5, "openai": 35, "qwen": 1, "xai": 12,
}  # fmt: skip
"""Models of each file less the rows for long prompts and images, and less rows that repeat an id."""


@pytest.mark.captures
@pytest.mark.parametrize("vendor", VENDORS)
def test_every_captured_file_gives_as_many_offers_as_it_has_models(captures: Path, vendor: str) -> None:
    # Rows with ">" in the name: anthropic 1 of 17, google 7 of 24, openai 7 of 46 (and 4 "(image gen)"), qwen 1 of 2,
    # xai 9 of 22, where grok-4-fast is listed twice at one price.
    facts = capture(llm_prices, captures, f"simonw-llm-prices/2026-08-05/{vendor}.json")
    assert len(offers(facts)) == VENDORS[vendor]
    assert all(o.prices for o in offers(facts))


@pytest.mark.captures
def test_the_captured_prices_come_out_as_printed(captures: Path) -> None:
    # Amounts are USD per million as printed; "to_date": "2026-09-01" leaves 31 August the last day at 2 and 10.
    folder = "simonw-llm-prices/2026-08-05"
    anthropic = capture(llm_prices, captures, f"{folder}/anthropic.json")
    openai = capture(llm_prices, captures, f"{folder}/openai.json")
    autumn = datetime(2026, 9, 1, tzinfo=UTC)
    assert periods(offer(anthropic, "claude-sonnet-5")) == [
        (UNKNOWN_START, autumn, "input=2;output=10"),
        (autumn, None, "input=3;output=15"),
    ]
    assert periods(offer(openai, "gpt-5.6-luna"))[1] == (
        MIDSUMMER, None,
        "input=0.2;input{>272000}=0.4;output=1.2;output{>272000}=1.8;cache_read=0.02;cache_read{>272000}=0.04",
    )  # fmt: skip
    turned = datetime(2025, 2, 8, tzinfo=UTC)
    assert periods(offer(capture(llm_prices, captures, f"{folder}/deepseek.json"), "deepseek-chat")) == [
        (UNKNOWN_START, turned, "input=0.14;output=0.28"),
        (turned, None, "input=0.27;output=1.1"),
    ]
    moonshot = capture(llm_prices, captures, f"{folder}/moonshot-ai.json")
    assert card(offer(moonshot, "kimi-k2-turbo-preview")) == "input=1.15;output=8;cache_read=0.15"
    qwen = capture(llm_prices, captures, f"{folder}/qwen.json")
    assert card(offer(qwen, "qwen3.6-plus")) == "input=0.5;input{>256000}=2;output=3;output{>256000}=6"
    assert len(reasons(openai)) == 4
