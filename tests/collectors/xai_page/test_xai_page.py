"""xAI's price page: long prompts in rows or in columns, and batch at the printed discount."""

from pathlib import Path

import pytest

from intel.collectors import xai_page
from intel.errors import SourceError
from intel.records import Fact, Offer, Rejected
from tests.collectors import truths
from tests.collectors.golden import check, parse, reply
from tests.collectors.listed import card, offer, offers, reasons

HERE = Path(__file__).parent
LONG = "input=2.1;input{>=200000}=4.2;output=6.3;output{>=200000}=12.6;cache_read=0.55;cache_read{>=200000}=1.1"
BESIDE = """### Text API

Prices per 1M tokens

| Model | Context | Short context | Long context |
| --- | --- | --- | --- |
| Input | Cached | Output | Input | Cached | Output |
| [gork-9](https://example.com/9) Long context ≥ 200k tokens | 500k | $2.10 | $0.55 | $6.30 | $4.20 | $1.10 | $12.60 |
| gork-8.2 | 256k | $1 | - | $2 | - | - | - |
| gork-7 | 256k | $1 | - | $2 | $2 | - | $4 |

The batch discount applies to all token types.

| Model | Batch discount |
| --- | --- |
| [gork-9](https://example.com/gork-9)[gork-8.2](https://example.com/gork-8.2) | 25% |
"""


def listed() -> list[Fact]:
    return reply(xai_page, HERE)


def batch(facts: list[Fact]) -> dict[str, str]:
    return {fact.key.sku: card(fact) for fact in offers(facts) if fact.key.service_tier == "batch"}


def test_the_recorded_page_gives_the_golden_records() -> None:
    check(HERE, listed())


def test_two_rows_of_a_model_are_one_offer_whose_boundary_belongs_to_the_long_prompts() -> None:
    assert card(offer(listed(), "gork-9")) == LONG


def test_short_and_long_context_side_by_side_say_the_same() -> None:
    facts = parse(xai_page, BESIDE.encode())
    assert card(offer(facts, "gork-9")) == LONG
    assert card(offer(facts, "gork-8.2")) == "input=1;output=2"
    assert reasons(facts) == {"gork-7": "prices of long prompts without their length: 'gork-7'"}


def test_the_same_table_in_html_says_the_same() -> None:
    cells = "".join(f"<td>{text}</td>" for text in ["500k", "$2.10", "$0.55", "$6.30", "$4.20", "$1.10", "$12.60"])
    page = f"""<!DOCTYPE html><html><body><p>Prices per 1M tokens</p><table>
<tr><th rowspan="2">Model</th><th rowspan="2">Context</th><th colspan="3">Short context</th><th colspan="3">Long
context</th></tr><tr>{"<th>Input</th><th>Cached</th><th>Output</th>" * 2}</tr>
<tr><td><a>gork-9</a><span>Long context ≥ 200k tokens</span></td>{cells}</tr></table></body></html>"""
    assert card(offer(parse(xai_page, page.encode()), "gork-9")) == LONG


def test_only_models_of_a_printed_discount_are_sold_in_batches() -> None:
    assert batch(listed()) == {
        "gork-8.20-0101-reasoning": "input=1.08;input{>=200000}=2.16;output=2.16;output{>=200000}=4.32;"
        "cache_read=0.2;cache_read{>=200000}=0.4"
    }
    assert batch(parse(xai_page, BESIDE.encode()))["gork-8.2"] == "input=0.75;output=1.5"


@pytest.mark.parametrize(
    ("old", "new"), [("all token types", "most"), ("**20% off standard rates**", "**20%-50% off standard rates**")]
)
def test_a_discount_that_is_not_stated_outright_gives_no_batch_offers(old: str, new: str) -> None:
    assert batch(parse(xai_page, (HERE / "reply.md").read_text().replace(old, new).encode())) == {}


def test_what_is_not_understood_is_rejected_with_its_reason() -> None:
    assert reasons(listed()) == {"gork-7 (nights)": "not a length of prompts: 'gork-7 (nights)'"}


def test_a_fast_variant_that_other_products_sell_is_no_offer() -> None:
    assert {fact.key.service_tier for fact in listed() if isinstance(fact, Offer)} == {"standard", "batch"}


def test_a_page_that_does_not_state_its_unit_fails_the_run() -> None:
    with pytest.raises(SourceError, match="unit"):
        parse(xai_page, (HERE / "reply.md").read_text().replace("1M tokens", "1K").replace("million", "1K").encode())


@pytest.mark.captures
def test_every_price_of_the_captured_page_comes_out_right(captures: Path) -> None:
    facts = truths.check(xai_page, captures / "pages/xai/2026-05-08.md", HERE)
    assert len(offers(facts)) == 6
    assert not [fact for fact in facts if isinstance(fact, Rejected)]


@pytest.mark.captures
def test_a_page_without_prices_fails_the_run(captures: Path) -> None:
    truths.check_negatives(xai_page, captures)
