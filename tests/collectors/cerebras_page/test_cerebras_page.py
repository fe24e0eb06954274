"""Cerebras' price page: a table in the data of its scripts, stars that lead to footnotes."""

from datetime import date
from pathlib import Path

import pytest

from intel.collectors import cerebras_page
from intel.records import Deprecation, Fact
from tests.collectors import truths
from tests.collectors.golden import check, parse, reply
from tests.collectors.listed import card, offer, reasons

HERE = Path(__file__).parent
HTML = """<!DOCTYPE html><html><body><table><tr><th>Model</th><th>Input Price</th><th>Output Price</th></tr>
<tr><td>Lab Swift 9</td><td>$2.35/M tokens</td><td>$2.85/M tokens</td></tr></table></body></html>"""


def listed() -> list[Fact]:
    return reply(cerebras_page, HERE)


def test_the_recorded_page_gives_the_golden_records() -> None:
    check(HERE, listed())


def test_the_logo_before_a_name_and_the_stars_behind_it_are_no_part_of_it() -> None:
    assert card(offer(listed(), "Lab Swift 9")) == "input=2.35;output=2.85"
    assert card(offer(listed(), "Other OSS 12B")) == "input=0.45;output=0.85"


def test_stars_say_what_is_a_preview_and_what_is_withdrawn_and_when() -> None:
    assert [offer(listed(), sku).status for sku in ("Lab Swift 9", "Other OSS 12B", "Old 3.1 8B")] == [
        "beta",
        "",
        "deprecated",
    ]
    assert [fact.sunset_on for fact in listed() if isinstance(fact, Deprecation)] == [date(2027, 5, 27)]


def test_what_is_not_understood_is_rejected_with_its_reason() -> None:
    assert reasons(listed()) == {
        "[LAB]Lab Per Seat": "a price without a unit: '$50'",
        "[LAB]Lab Odd": "more than one amount: '$1/M tokens, $2/M tokens at night'",
    }


def test_a_table_on_the_page_itself_is_read_too() -> None:
    assert card(offer(parse(cerebras_page, HTML.encode()), "Lab Swift 9")) == "input=2.35;output=2.85"


@pytest.mark.captures
def test_every_price_of_the_captured_page_comes_out_right(captures: Path) -> None:
    assert not reasons(truths.check(cerebras_page, captures / "pages/cerebras/2026-05-08.html", HERE))


@pytest.mark.captures
def test_a_page_without_prices_fails_the_run(captures: Path) -> None:
    truths.check_negatives(cerebras_page, captures)
