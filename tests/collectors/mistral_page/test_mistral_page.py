"""Mistral's price page: prices in the data of its scripts, in two currencies, or in tables."""

from pathlib import Path

import pytest

from intel.collectors import mistral_page
from intel.errors import SourceError
from intel.records import Fact, Offer
from tests.collectors import truths
from tests.collectors.golden import check, parse, reply
from tests.collectors.listed import card, offer, offers, reasons

HERE = Path(__file__).parent
TABLES = """<!DOCTYPE html><html><body><p>Prices per million tokens</p><table>
<tr><th>Model</th><th>Input</th><th>Cached input</th><th>Output</th></tr>
<tr><td><a href="/models/zephyr">Zephyr Large 9</a></td><td><span class="line-through">$0.8</span> $0.6</td>
<td>$0.06</td><td>$1.8</td></tr>
<tr><td>Reader 3</td><td>$2 / 1000 pages</td><td>-</td><td>-</td></tr></table></body></html>"""


def listed() -> list[Fact]:
    return reply(mistral_page, HERE)


def priced(facts: list[Fact], tag: str) -> dict[str, str]:
    return {fact.key.sku: card(fact) for fact in offers(facts) if fact.key.tag == tag}


def test_the_recorded_page_gives_the_golden_records() -> None:
    check(HERE, listed())


def test_dollars_and_euros_are_two_offers_with_prices_of_their_own() -> None:
    assert priced(listed(), "")["zephyr-large-latest"] == "input=0.6;output=1.8"
    assert priced(listed(), "eur")["zephyr-large-latest"] == "input=0.5;output=1.5"
    assert {o.prices[0].card.currency for o in offers(listed()) if o.key.tag} == {"EUR"}


def test_an_endpoint_that_two_products_share_is_the_id_of_neither() -> None:
    stated = priced(listed(), "")
    assert "zephyr-small-latest" not in stated
    assert (stated["Zephyr Small 5"], stated["Zephyr Small 4"]) == ("input=0.16;output=1", "input=0.12;output=0.32")


def test_audio_is_billed_by_the_second_and_text_by_the_token() -> None:
    assert priced(listed(), "")["breeze-voice-latest"] == "input=0.12;output=0.3;input_second=50"
    assert priced(listed(), "")["breeze-scribe-2601"] == "input_second=100"


def test_a_price_that_is_broken_in_one_currency_leaves_the_other() -> None:
    assert priced(listed(), "")["picture-large-latest"] == "input=2;output=6"
    assert "picture-large-latest" not in priced(listed(), "eur")


def test_what_is_not_understood_is_rejected_with_its_reason() -> None:
    assert reasons(listed()) == {
        "Picture Large EUR": "no amount that is understood: 'Input (/M tokens)'",
        "Zephyr Proof api endpoint": "a price of something unknown",
        "Odd USD": "more than one amount: '$1 or $2'",
    }


def test_plans_tools_and_pages_are_no_offers() -> None:
    assert not {"Web search", "reader-latest"} & {fact.key.sku for fact in listed() if isinstance(fact, Offer)}


def test_tables_name_models_and_charge_what_stands_behind_the_struck_price() -> None:
    facts = parse(mistral_page, TABLES.encode())
    stated = card(offer(facts, "Zephyr Large 9"))
    assert stated == "input=0.6;input{? list price}=0.8;output=1.8;cache_read=0.06"
    assert reasons(facts) == {"Reader 3": "2 per page is no price of input (per token)"}


def test_tables_whose_unit_the_page_does_not_state_give_no_price() -> None:
    with pytest.raises(SourceError, match="no prices"):
        parse(mistral_page, TABLES.replace("per million tokens", "").encode())


@pytest.mark.captures
def test_every_price_of_the_captured_page_comes_out_right(captures: Path) -> None:
    facts = truths.check(mistral_page, captures / "pages/mistral/2026-05-08.html", HERE, reach=4000)
    assert list(reasons(facts)) == ["Leanstral api endpoint", "Pixtral Large EUR"]


@pytest.mark.captures
def test_a_page_without_prices_fails_the_run(captures: Path) -> None:
    truths.check_negatives(mistral_page, captures)
