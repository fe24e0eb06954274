"""SiliconFlow's price page: loose boxes, one cell a line."""

from pathlib import Path

import pytest

from intel.collectors import siliconflow_page
from intel.records import Fact
from tests.collectors import truths
from tests.collectors.golden import check, parse, reply
from tests.collectors.listed import card, offer, offers, reasons

HERE = Path(__file__).parent


def listed() -> list[Fact]:
    return reply(siliconflow_page, HERE)


def test_the_recorded_page_gives_the_golden_records() -> None:
    check(HERE, listed())


def test_three_prices_have_cached_input_in_the_middle_and_two_have_none() -> None:
    assert card(offer(listed(), "Swift-V9")) == "input=0.15;output=0.29;cache_read=0.029"
    assert card(offer(listed(), "Swift-V8-Exp")) == "input=0.28;output=0.42"


def test_a_printed_zero_is_zero() -> None:
    assert card(offer(listed(), "Swift-Gift")) == "input=0;output=0"


def test_what_is_not_understood_is_rejected_with_its_reason() -> None:
    assert reasons(listed()) == {
        "Swift-Odd": "not a name, a context and two or three prices: 'Swift-Odd | 131K | $ | 0.5'",
        "Swift-K": "prices of an unknown unit: 'Prices shown are per 1 thousand tokens.'",
        "Model Name | Input | Thoughts | Cached Input | Output | Actions": "a section of unknown columns",
    }


def test_the_same_boxes_in_html_say_the_same() -> None:
    boxes = "".join(
        f"<div><p>{line.split(']')[0].lstrip('[')}</p></div>" for line in (HERE / "reply.md").read_text().splitlines()
    )
    page = f"<!DOCTYPE html><html><body>{boxes}</body></html>"
    assert offers(parse(siliconflow_page, page.encode())) == offers(listed())


@pytest.mark.captures
def test_every_price_of_the_captured_page_comes_out_right(captures: Path) -> None:
    facts = truths.check(siliconflow_page, captures / "pages/siliconflow/2026-04-26.md", HERE)
    assert len(offers(facts)) == 27
    assert not reasons(facts)


@pytest.mark.captures
def test_a_page_without_prices_fails_the_run(captures: Path) -> None:
    truths.check_negatives(siliconflow_page, captures)
