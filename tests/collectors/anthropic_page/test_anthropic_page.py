"""Anthropic's price page: two cache lifetimes, dated rows, fast mode, long context, and what is refused."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from intel.collectors import anthropic_page
from intel.collectors.shapes.anthropic_rows import kind
from intel.collectors.shapes.markdown_table import Table
from intel.errors import SourceError
from intel.records import UNKNOWN_START, Deprecation, Evidence, Fact, Offer, Rejected
from tests.collectors import truths
from tests.collectors.golden import check, parse, reply

HERE = Path(__file__).parent
PAGES = ["anthropic/2026-02-08.md", "anthropic/2026-05-11.md", "anthropic/2026-08-07.md"]


def listed() -> list[Fact]:
    return reply(anthropic_page, HERE)


def offer(sku: str, tier: str = "standard") -> Offer:
    (found,) = [
        fact for fact in listed() if isinstance(fact, Offer) and (fact.key.sku, fact.key.service_tier) == (sku, tier)
    ]
    return found


def card(sku: str, tier: str = "standard") -> str:
    (price,) = offer(sku, tier).prices
    return price.card.text()


def test_the_recorded_page_gives_the_golden_records() -> None:
    check(HERE, listed())


def test_a_read_of_the_cache_is_as_printed_and_both_lifetimes_of_a_write_are_kept() -> None:
    assert card("Claude Opus 9") == (
        "input=4;output=20;cache_read=0.2;cache_write=5;cache_write{ttl 1h}=8;cache_write{ttl 5m}=5"
    )


def test_rows_with_dates_are_one_offer_with_two_periods() -> None:
    change = datetime(2026, 9, 1, tzinfo=UTC)
    for tier in ("standard", "batch"):
        periods = [(p.effective_from, p.effective_to, p.basis) for p in offer("Claude Sonnet 9", tier).prices]
        assert periods == [(UNKNOWN_START, change, "stated"), (change, None, "stated")]


def test_a_printed_name_is_no_id_and_says_so() -> None:
    assert offer("Claude Opus 9").evidence == (Evidence("display_name", "Claude Opus 9"),)


def test_long_context_belongs_to_every_model_that_the_cell_names() -> None:
    for sku in ("Claude Sonnet 8.1", "Claude Sonnet 8"):
        assert card(sku).startswith("input=3;input{>200000}=6;output=15;output{>200000}=22.5;")


def test_one_row_of_fast_mode_prices_two_models() -> None:
    assert card("Claude Opus 9", "fast") == card("Claude Opus 8.2", "fast") == "input=10;output=50"


def test_fast_mode_without_a_column_of_models_is_of_the_model_that_the_sentence_before_names() -> None:
    text = (HERE / "reply.md").read_text()
    start, end = text.index("| Model | Input | Output |"), text.index("### Batch processing")
    table = (
        "Currently supported on Opus 9:\n\n| Context window | Input | Output |\n|:---|:---|:---|\n"
        "| ≤ 200K input tokens | $30 / MTok | $150 / MTok |\n| > 200K input tokens | $60 / MTok | $225 / MTok |\n\n"
    )
    facts = parse(anthropic_page, (text[:start] + table + text[end:]).encode())
    (fast,) = [fact for fact in facts if isinstance(fact, Offer) and fact.key.service_tier == "fast"]
    assert (fast.key.sku, fast.prices[0].card.text()) == (
        "Claude Opus 9",
        "input=30;input{>200000}=60;output=150;output{>200000}=225",
    )


def test_what_is_withdrawn_is_said_with_the_day_where_one_is_printed() -> None:
    said = {fact.key.sku: fact.sunset_on for fact in listed() if isinstance(fact, Deprecation)}
    assert said == {"Claude Sonnet 8": date(2026, 10, 1), "Claude Haiku 7": None}
    assert (offer("Claude Sonnet 8").status, offer("Claude Haiku 7").status) == ("deprecated", "retired")


def test_what_is_not_understood_is_rejected_with_its_reason() -> None:
    assert {fact.key: fact.reason for fact in listed() if isinstance(fact, Rejected)} == {
        "standard Claude Haiku 5 (over 100K tokens)": (
            "a note that may change the price: 'Claude Haiku 5 (over 100K tokens)'"
        ),
        "standard Claude Haiku 4": "more than one amount: '$0.80 or $0.90 / MTok'",
        "fast Claude Opus 1": "not models of the model table: 'Claude Opus 1'",
        "Slow mode pricing": "a price table of unknown columns: Model | Slow input",
    }


def test_examples_and_multipliers_are_no_price_tables() -> None:
    example = Table(("Line item", "Cost"), (("Input tokens", "$0.25"),), ("Pricing", "Worked example"), "")
    assert kind(example) == ""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("5m cache writes", "5d cache writes"),
        ("| Output tokens |", "| Output tokens (EU) |"),
        ("Batch input", "Batch of inputs"),
    ],
)
def test_a_column_that_is_not_known_fails_the_run(old: str, new: str) -> None:
    text = (HERE / "reply.md").read_text()
    with pytest.raises(SourceError, match="unknown columns"):
        parse(anthropic_page, text.replace(old, new, 1).encode())


@pytest.mark.captures
@pytest.mark.parametrize("page", [*PAGES, "_synthetic/anthropic/2026-09-30.md"])
def test_every_price_of_a_captured_page_comes_out_right(captures: Path, page: str) -> None:
    facts = truths.check(anthropic_page, captures / "pages" / page, HERE)
    assert not [fact for fact in facts if isinstance(fact, Rejected)]


@pytest.mark.captures
def test_a_page_without_prices_fails_the_run(captures: Path) -> None:
    truths.check_negatives(anthropic_page, captures)
