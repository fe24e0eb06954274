"""Fireworks' price page: three prices in a cell per tier or in columns, and batch by the printed rule."""

from pathlib import Path

import pytest

from intel.collectors import fireworks_page
from intel.errors import SourceError
from intel.records import Evidence, Fact, Offer, Rejected
from tests.collectors import truths
from tests.collectors.golden import check, parse, reply

HERE = Path(__file__).parent


def listed() -> list[Fact]:
    return reply(fireworks_page, HERE)


def cards(facts: list[Fact]) -> dict[tuple[str, str], str]:
    return {
        (fact.key.sku, fact.key.service_tier): price.card.text()
        for fact in facts
        if isinstance(fact, Offer)
        for price in fact.prices
    }


def test_the_recorded_page_gives_the_golden_records() -> None:
    check(HERE, listed())


def test_a_cell_with_three_prices_is_input_cached_input_and_output_of_its_tier() -> None:
    stated = cards(listed())
    assert stated["Rocket K9", "standard"] == "input=0.95;output=4;cache_read=0.16"
    assert stated["Rocket K9", "priority"] == "input=1.425;output=6;cache_read=0.24"
    assert ("Comet V3 family", "priority") not in stated


def test_the_printed_rule_makes_batch_offers_of_input_and_output_alone() -> None:
    assert cards(listed())["Rocket K9", "batch"] == "input=0.475;output=2"
    without = (HERE / "reply.md").read_text().replace("50% of serverless pricing", "less than serverless pricing")
    assert not [tier for _, tier in cards(parse(fireworks_page, without.encode())) if tier == "batch"]


def test_a_fast_variant_is_of_the_tier_fast_and_links_lead_to_ids() -> None:
    assert cards(listed())["Rocket K9 Fast (Preview)", "fast"] == "input=2;output=8;cache_read=0.3"
    evidence = {e for fact in listed() if isinstance(fact, Offer) for e in fact.evidence if e.kind == "model"}
    assert Evidence("model", "accounts/fireworks/models/rocket-k9") in evidence


def test_prices_by_size_are_of_no_model() -> None:
    assert not [fact for fact in listed() if "MoE" in str(fact)]


def test_what_is_not_understood_is_rejected_with_its_reason() -> None:
    assert {fact.key: fact.reason for fact in listed() if isinstance(fact, Rejected)} == {
        "Comet V2": "not input / cached input / output: '$0.56 / $1.68'",
        "Meteor OSS 7B": "no amount that is understood: 'half'",
        "Speech": "a price table of unknown columns: Model | Price",
    }


def test_three_prices_in_a_cell_whose_order_the_page_does_not_state_are_rejected() -> None:
    text = (HERE / "reply.md").read_text().replace("input / cached input / output", "three numbers")
    assert ("Rocket K9", "standard") not in cards(parse(fireworks_page, text.encode()))


def test_a_page_that_does_not_state_its_unit_fails_the_run() -> None:
    text = (HERE / "reply.md").read_text().replace("1 million tokens", "1 thousand tokens").replace("1M tokens", "1K")
    with pytest.raises(SourceError, match="unit"):
        parse(fireworks_page, text.encode())


@pytest.mark.captures
def test_every_price_of_the_captured_page_comes_out_right(captures: Path) -> None:
    facts = truths.check(fireworks_page, captures / "pages/fireworks/2026-05.docs-excerpt.md", HERE)
    assert not [fact for fact in facts if isinstance(fact, Rejected)]


@pytest.mark.captures
def test_a_page_without_prices_fails_the_run(captures: Path) -> None:
    truths.check_negatives(fireworks_page, captures)
