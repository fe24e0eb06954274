"""Novita's price page: cached input inside the cell of input."""

from pathlib import Path

import pytest

from intel.collectors import novita_page
from intel.records import Fact
from tests.collectors import truths
from tests.collectors.golden import check, parse, reply
from tests.collectors.listed import card, offer, offers, reasons

HERE = Path(__file__).parent
HTML = """<!DOCTYPE html><html><body><table>
<tr><th>Model Name</th><th>Context</th><th>Input</th><th>Output</th><th>Actions</th></tr><tr><td>acme/swift-9</td>
<td>163,840</td><td><div>$0.279 /Mt</div><div>· Cache Read $0.1395 /Mt</div></td><td>$0.45 /Mt</td><td>More</td></tr>
</table></body></html>"""


def listed() -> list[Fact]:
    return reply(novita_page, HERE)


def test_the_recorded_page_gives_the_golden_records() -> None:
    check(HERE, listed())


def test_cached_input_stands_in_the_cell_of_input() -> None:
    assert card(offer(listed(), "acme/swift-9")) == "input=0.279;output=0.45;cache_read=0.1395"
    assert card(offer(parse(novita_page, HTML.encode()), "acme/swift-9")) == card(offer(listed(), "acme/swift-9"))


def test_a_dash_states_no_price_and_free_is_zero() -> None:
    assert [card(offer(listed(), f"acme/{sku}")) for sku in ("embed", "gift")] == ["input=0.02", "input=0;output=0"]


def test_what_is_not_understood_is_rejected_with_its_reason() -> None:
    assert reasons(listed()) == {
        "acme/tiers": "a price that is not understood: 'Tiered pricing'",
        "acme/odd": "a price that is not understood: 'Night $0.01 /Mt'",
        "acme/unit": "a price without a unit: '$0.02'",
    }


@pytest.mark.captures
def test_every_price_of_the_captured_page_comes_out_right(captures: Path) -> None:
    facts = truths.check(novita_page, captures / "pages/novita/2026-05-08.md", HERE)
    assert (len(offers(facts)), len(reasons(facts))) == (89, 4)


@pytest.mark.captures
def test_a_page_without_prices_fails_the_run(captures: Path) -> None:
    truths.check_negatives(novita_page, captures)
