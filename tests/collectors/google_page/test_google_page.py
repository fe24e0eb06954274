"""Google's price page: several amounts in a cell, periods, tabs, several models in a section, and what is refused."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from intel.collectors import google_page
from intel.collectors.shapes.google_cells import CACHE, INPUT, OUTPUT, rates
from intel.errors import RowError, SourceError
from intel.rates import Meter
from intel.records import UNKNOWN_START, Deprecation, Evidence, Fact, Offer, Rejected
from tests.collectors import truths
from tests.collectors.golden import check, parse, reply

HERE = Path(__file__).parent
NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)


def listed() -> list[Fact]:
    return reply(google_page, HERE)


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


def test_a_price_with_two_dates_is_two_periods_and_an_undated_one_holds_in_both() -> None:
    first, second = offer("gemini-9-flash").prices
    assert (first.effective_from, first.effective_to, first.basis) == (UNKNOWN_START, NEW_YEAR, "stated")
    assert (second.effective_from, second.effective_to, second.basis) == (NEW_YEAR, None, "stated")
    assert first.card.text() == "input=0.75;output=3.75;cache_read=0.075;cache_storage=0.5"
    assert second.card.text() == "input=1.5;output=7.5;cache_read=0.075;cache_storage=0.5"


def test_tables_without_headings_have_the_tiers_of_the_tabs_in_order() -> None:
    assert card("gemini-9-pro-preview") == "input=1.25;input{>200000}=2.5;output=12;output_image_tokens=120"
    assert card("gemini-9-pro-preview", "batch") == "input=1;output=6;output_image{? 1K%2F2K image}=67000"


def test_every_id_below_a_heading_is_an_offer_and_a_heading_without_ids_is_split_into_its_names() -> None:
    assert card("gemini-9-pro-preview-tools") == card("gemini-9-pro-preview")
    live = offer("Gemini 9 Live Long")
    assert live.evidence == (Evidence("display_name", "Gemini 9 Live Long"),)
    assert live.title == "Gemini 9 Live, Gemini 9 Live Long, and Gemini 8 Live"
    assert card("Gemini 8 Live") == card("Gemini 9 Live")


def test_the_free_column_is_no_price() -> None:
    assert offer("Gemma 9").prices == ()
    assert not [fact for fact in listed() if isinstance(fact, Offer) and fact.key.service_tier == "free"]


def test_a_shutdown_is_said_with_its_day() -> None:
    days = {fact.sunset_on for fact in listed() if isinstance(fact, Deprecation)}
    assert (days, offer("gemini-9-pro-preview").status) == ({date(2027, 6, 1)}, "deprecated")


def test_pictures_and_tools_are_not_read() -> None:
    assert not [fact for fact in listed() if "icture" in str(fact) or "Google Search" in str(fact)]


def test_what_is_not_understood_is_rejected_with_its_reason() -> None:
    assert {fact.key: fact.reason for fact in listed() if isinstance(fact, Rejected)} == {
        "Gemini 9 Flash batch Haptics price": "a price of something unknown: 'Haptics price'",
        "Gemini 9 Pro Preview 🍌 batch Input price": (
            "an amount whose unit only its footnote states: $0.0006 (image)*"
        ),
        "Gemini 9 Odd standard Input price": "no price that is understood: 'Non-thinking: $0.60 Thinking: $3.50'",
        "Gemini 9 Unpaired": "2 tables for the tiers standard, batch, flex",
    }


@pytest.mark.parametrize(
    ("cell", "modalities", "expected"),
    [
        ("$0.30", INPUT, "input=0.3"),
        ("Free of charge", INPUT, "input=0"),
        ("$0.50 (text) $3.00 (audio / video)", INPUT, "input=0.5 input_audio=3 input_video_tokens=3"),
        ("$1.50 (text / image / video / audio)", INPUT, "input=1.5"),
        ("$1.25, prompts <= 200k tokens $2.50, prompts > 200k token", INPUT, "input=1.25 input{>200000}=2.5"),
        ("$2.00 (text/image), equivalent to $0.0011 per image*", INPUT, "input=2"),
        ("$0.039 per image*", OUTPUT, "output_image=39000"),
        ("$0.025 / 1,000,000 tokens (text/image/video) $0.175 / 1,000,000 tokens (audio)", CACHE,
         "cache_read=0.025 cache_read_audio=0.175"),
        ("Same as Standard, not yet implemented $0.05", CACHE, "cache_read=0.05"),
        ("$1.80 / 1,000,000 tokens per hour (storage price)", CACHE, "cache_storage=1.8"),
        ("Not available", INPUT, ""),
        ("Not available (shut down)", INPUT, ""),
    ],
)  # fmt: skip
def test_the_words_behind_an_amount_say_what_it_prices(cell: str, modalities: dict[str, Meter], expected: str) -> None:
    found, unsure = rates(cell, modalities)
    texts = [
        f"{dated.rate.meter}{f'{{{c}}}' if (c := dated.rate.condition.text()) else ''}={dated.rate.amount:f}"
        for dated in found
    ]
    assert (" ".join(texts), unsure) == (expected, [])


@pytest.mark.parametrize(
    "cell",
    ["0.30", "€0.30", "$0.30 on Sundays", "about $0.30", "$0.30 (smell)", "$0.30 (video)", "$0.30, prompts > 200"],
)
def test_words_that_are_not_understood_are_an_error(cell: str) -> None:
    with pytest.raises(RowError):
        rates(cell, CACHE)


def test_tables_that_lost_their_headings_have_no_owner_and_fail_the_run() -> None:
    text = (HERE / "reply.md").read_text()
    headless = "\n".join(line for line in text.splitlines() if not line.startswith("## "))
    with pytest.raises(SourceError, match="no prices of models"):
        parse(google_page, headless.replace("### Standard", "").replace("### Batch", "").encode())


@pytest.mark.captures
@pytest.mark.parametrize("page", ["google/2026-05-07.md", "_synthetic/google/2026-09-30.md"])
def test_every_price_of_a_captured_page_comes_out_right(captures: Path, page: str) -> None:
    facts = truths.check(google_page, captures / "pages" / page, HERE, reach=7000)
    rejected = [fact.reason for fact in facts if isinstance(fact, Rejected)]
    assert set(rejected) <= {"an amount whose unit only its footnote states: $0.0006 (image)*"}


@pytest.mark.captures
def test_a_page_without_prices_fails_the_run(captures: Path) -> None:
    truths.check_negatives(google_page, captures)
