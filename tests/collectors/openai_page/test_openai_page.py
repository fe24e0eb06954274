"""OpenAI's price page in both of its forms: tiers by tab, long context, modalities, floating aliases."""

import html
import json
from pathlib import Path

import pytest

from intel.collectors import openai_page
from intel.errors import SourceError
from intel.records import Alias, Fact, Offer, Rejected
from tests.collectors import truths
from tests.collectors.golden import check, parse, reply

HERE = Path(__file__).parent


def listed() -> list[Fact]:
    return reply(openai_page, HERE)


def cards(facts: list[Fact]) -> dict[tuple[str, str], str]:
    """Rate card by SKU and tier ("fast ultrafast" where a tag says more)."""
    return {
        (fact.key.sku, f"{fact.key.service_tier} {fact.key.tag}".strip()): price.card.text()
        for fact in facts
        if isinstance(fact, Offer)
        for price in fact.prices
    }


def test_the_recorded_page_gives_the_golden_records() -> None:
    check(HERE, listed())


def test_a_long_context_whose_boundary_is_not_printed_is_kept_and_never_used() -> None:
    assert "input=4;input{? long context}=8;" in cards(listed())["gpt-9-sun", "standard"]


def test_a_boundary_printed_in_the_label_holds_for_the_long_columns() -> None:
    stated = cards(listed())
    assert stated["gpt-8.5", "standard"] == (
        "input=2.5;input{>272000}=5;output=15;output{>272000}=22.5;cache_read=0.25;cache_read{>272000}=0.5"
    )
    assert stated["gpt-8.5", "batch"].startswith("input=1.25;input{>272000}=2.5;")


def test_the_tier_is_the_tab_above_a_table_and_the_next_table_does_not_inherit_it() -> None:
    stated = cards(listed())
    assert stated["gpt-8-mini", "fast"] == "input=0.1;output=0.8;cache_read=0.01"
    assert stated["gpt-8-mini", "fast ultrafast"] == "input=0.2;output=1.6;cache_read=0.02"
    assert stated["gpt-image-7", "batch"] == "input_image_tokens=4;output_image_tokens=15;cache_read_image_tokens=1"
    assert ("gpt-ears", "standard") in stated


def test_modalities_and_units_have_meters_of_their_own() -> None:
    stated = cards(listed())
    assert stated["gpt-ears", "standard"] == "input_audio=32;output_audio=64;cache_read_audio=0.4"
    assert stated["voice-1", "standard"] == "input_character=15"
    assert stated["gpt-listen", "standard"] == "input_second=566.666666667"  # $0.034 per minute
    assert stated["gpt-write", "standard"] == "input=2.5;output=10"  # its cost per minute is an estimate of these
    assert stated["mod-latest", "standard"] == "input=0"


def test_fine_tuned_models_and_tools_are_not_read() -> None:
    assert "input=3" not in " ".join(cards(listed()).values())


def test_an_alias_that_moves_is_a_floating_alias() -> None:
    assert [fact for fact in listed() if isinstance(fact, Alias)] == [
        Alias("dawn-blue-latest", "gpt-9-sun", floating=True),
        Alias("dawn-red-latest", "gpt-8-cyber", floating=True),
    ]


def test_what_is_not_understood_is_rejected_with_its_reason() -> None:
    assert {fact.reason for fact in listed() if isinstance(fact, Rejected)} == {
        "a note that may change the price: 'gpt-7 (EU only)'",
        "no amount that is understood: 'free for now'",
        "no meter for input of 'smell'",
        "a price table of unknown columns: Model | Weight | Price",
    }


def test_a_standard_table_with_a_column_that_is_not_known_fails_the_run() -> None:
    text = (HERE / "reply.md").read_text()
    with pytest.raises(SourceError, match="unknown columns"):
        parse(openai_page, text.replace("Short context input", "Short context guess", 1).encode())


def tagged(value: object) -> object:
    """A value as Astro writes it."""
    if isinstance(value, dict):
        return [0, {key: tagged(inner) for key, inner in value.items()}]
    return [1, [tagged(inner) for inner in value]] if isinstance(value, list) else [0, value]


def island(component: str, inner: str = "", **props: object) -> str:
    data = html.escape(json.dumps({key: tagged(value) for key, value in props.items()}))
    return f'<astro-island component-export="{component}" props="{data}">{inner}</astro-island>'


def rendered(*islands: str) -> bytes:
    return f"<!DOCTYPE html><html><body><p>Prices per 1M tokens.</p>{''.join(islands)}</body></html>".encode()


FLAGSHIPS = island(
    "TextTokenPricingTables",
    "<table><tr><th></th><th colspan=4>Short context</th><th colspan=4>Long context</th></tr>"
    "<tr><th>Model</th><th>Input</th><th>Cached input</th><th>Cache writes</th><th>Output</th>"
    "<th>Input</th><th>Cached input</th><th>Cache writes</th><th>Output</th></tr>"
    "<tr><td>gpt-9-sun</td><td>$4.00</td><td>$0.40</td><td>$5.00</td><td>$20.00</td>"
    "<td>$8.00</td><td>$0.80</td><td>$10.00</td><td>$30.00</td></tr></table>",
    tier="standard",
    rows=[["gpt-9-sun", 4, 0.4, 5, 20], ["gpt-8", 1.25, None, 10], ["gpt-7", 1.25, "-", ""]],
)


def test_the_rendered_page_gives_hidden_rows_from_the_data_and_long_context_from_the_table() -> None:
    facts = parse(openai_page, rendered(FLAGSHIPS))
    assert cards(facts) == {
        ("gpt-9-sun", "standard"): (
            "input=4;input{? long context}=8;output=20;output{? long context}=30;cache_read=0.4;"
            "cache_read{? long context}=0.8;cache_write=5;cache_write{? long context}=10"
        ),
        ("gpt-8", "standard"): "input=1.25;output=10",
        ("gpt-7", "standard"): "input=1.25",
    }


def test_a_grouped_table_of_the_rendered_page_has_the_tier_of_its_pane() -> None:
    groups = [{"model": "Codex", "rows": [["gpt-8-code", 3.5, 0.35, 28]]}]
    table = island(
        "GroupedPricingTable", headings=["Category", "Model", "Input", "Cached input", "Output"], groups=groups
    )
    pane = f'<div data-content-switcher-pane="true" data-value="fast">{table}</div>'
    facts = parse(openai_page, rendered(FLAGSHIPS, pane))
    assert cards(facts)["gpt-8-code", "fast"] == "input=3.5;output=28;cache_read=0.35"


def test_a_row_of_the_data_with_another_number_of_prices_fails_the_run() -> None:
    odd = island("TextTokenPricingTables", tier="standard", rows=[["gpt-8", 1.25, None, 10], ["gpt-6", 1]])
    with pytest.raises(SourceError, match="unknown columns"):
        parse(openai_page, rendered(odd))


@pytest.mark.captures
@pytest.mark.parametrize("page", ["2026-08-21.html", "2026-08-late.md"])
def test_every_price_of_a_captured_page_comes_out_right(captures: Path, page: str) -> None:
    facts = truths.check(openai_page, captures / "pages/openai" / page, HERE)
    assert not [fact for fact in facts if isinstance(fact, Rejected)]


@pytest.mark.captures
def test_a_page_without_prices_fails_the_run(captures: Path) -> None:
    truths.check_negatives(openai_page, captures)


def test_a_page_that_counts_otherwise_or_prices_in_another_currency_fails_the_run() -> None:
    page = rendered(FLAGSHIPS)
    for before, after in (("per 1M", "per 1K"), ("per 1M tokens", "per request"), ("</p>", " From €5.</p>")):
        with pytest.raises(SourceError, match="in dollars per million tokens"):
            parse(openai_page, page.replace(before.encode(), after.encode()))
