"""Z.ai's price page: five columns, free ones among them, in Markdown and in HTML."""

from pathlib import Path

import pytest

from intel.collectors import zai_page
from intel.errors import SourceError
from intel.records import Fact, Offer, Rejected
from tests.collectors import truths
from tests.collectors.golden import check, parse, reply

HERE = Path(__file__).parent
HTML = """<!DOCTYPE html><html><body><h3>\u200b Latest Models</h3><p>Prices per 1M tokens.</p><table>
<tr><th>Model</th><th>Input</th><th>Cached Input</th><th>Cached Input Storage</th><th>Output</th></tr>
<tr><td>GLX-9-Air</td><td>$0.3</td><td>\\</td><td>Free</td><td>$1.25</td></tr></table></body></html>"""


def listed() -> list[Fact]:
    return reply(zai_page, HERE)


def cards(facts: list[Fact]) -> dict[str, str]:
    return {fact.key.sku: fact.prices[0].card.text() for fact in facts if isinstance(fact, Offer)}


def test_the_recorded_page_gives_the_golden_records() -> None:
    check(HERE, listed())


def test_output_is_the_last_column_and_free_storage_is_zero() -> None:
    assert cards(listed())["glx-9"] == "input=1.5;output=4.75;cache_read=0.31;cache_storage=0"


def test_a_dash_and_a_backslash_state_no_price_and_free_states_zero() -> None:
    stated = cards(listed())
    assert stated["glx-8-32b-0101-128k"] == stated["glx-reader"].replace("0.04", "0.15") == "input=0.15;output=0.15"
    assert stated["glx-8-flash"] == "input=0;output=0;cache_read=0;cache_storage=0"


def test_what_is_not_understood_is_rejected_with_its_reason() -> None:
    assert {fact.key: fact.reason for fact in listed() if isinstance(fact, Rejected)} == {
        "GLX-9-Turbo cached input storage": "a price without a unit: '$0.02'",
        "GLX-7": "more than one amount: '$0.5 (day) $0.3 (night)'",
        "Thinking Models": "a price table of unknown columns: Model | Input | Thinking | Output",
        "GLX-ASR": "a price of tokens that are neither input nor output",
    }


def test_storage_with_a_price_is_rejected_alone_for_the_page_states_no_unit_of_it() -> None:
    assert cards(listed())["glx-9-turbo"] == "input=2;output=6;cache_read=0.4"


def test_the_same_table_is_read_from_html() -> None:
    assert cards(parse(zai_page, HTML.encode())) == {"glx-9-air": "input=0.3;output=1.25;cache_storage=0"}


def test_a_table_that_states_no_unit_gives_no_price() -> None:
    with pytest.raises(SourceError, match="no prices of models"):
        parse(zai_page, HTML.replace("per 1M tokens", "per 1K tokens").encode())


@pytest.mark.captures
def test_every_price_of_the_captured_page_comes_out_right(captures: Path) -> None:
    facts = truths.check(zai_page, captures / "pages/zai/2026-08-18.html", HERE, reach=6000)
    assert [fact.key for fact in facts if isinstance(fact, Rejected)] == ["GLM-ASR-2512"]


@pytest.mark.captures
def test_a_page_without_prices_fails_the_run(captures: Path) -> None:
    truths.check_negatives(zai_page, captures)
