"""Together's list: zeros that say "not sold per token", and two that say free."""

from pathlib import Path

import pytest

from intel.collectors import together
from intel.records import Evidence
from tests.collectors.golden import check, reply
from tests.collectors.listed import capture, card, offer, offers, reasons, state

HERE = Path(__file__).parent


def test_the_recorded_reply_gives_the_golden_records() -> None:
    check(HERE, reply(together, HERE))


def test_amounts_are_usd_per_million_tokens() -> None:
    stated = offer(reply(together, HERE), "acme/Rocket-2-Turbo")
    assert card(stated) == "input=0.88;output=2.6;cache_read=0.22"
    assert stated.evidence == (Evidence("huggingface", "acme/Rocket-2"),)


def test_a_zero_is_no_price_unless_the_sku_says_free() -> None:
    facts = reply(together, HERE)
    assert card(offer(facts, "acme/Rented-70B")) == ""
    assert card(offer(facts, "acme/Index")) == "input=0.016"
    assert card(offer(facts, "acme/Gift-Free", tier="free")) == "input=0;output=0"


def test_a_kind_that_is_not_billed_per_token_has_no_price_here() -> None:
    facts = reply(together, HERE)
    assert card(offer(facts, "acme/Brush")) == ""
    assert card(offer(facts, "acme/Untyped")) == ""


@pytest.mark.parametrize("link", ["https://acme.example/a/b", "https://huggingface.co/acme", "", None, 7])
def test_a_link_that_leads_to_no_repository_is_no_evidence(link: object) -> None:
    row = {"id": "x", "type": "chat", "link": link, "pricing": {"input": 1}}
    assert offers(state(together, [row]))[0].evidence == ()


def test_what_cannot_be_read_is_rejected_with_its_reason() -> None:
    assert reasons(reply(together, HERE)) == {
        "acme/Debt": "input: negative price -2",
        "None": "no name",
        "pricing.batch_input": "unknown price key on 1 row",
    }


@pytest.mark.captures
def test_the_capture_holds_four_offers_of_which_three_are_priced(captures: Path) -> None:
    # USD per million as printed. The two "-Free" models are 0/0 and free; the embedding's 0/0 says nothing.
    facts = capture(together, captures, "together/undated.excerpt.json")
    assert {(o.key.sku, o.key.service_tier): card(o) for o in offers(facts)} == {
        ("meta-llama/Llama-3.3-70B-Instruct-Turbo-Free", "free"): "input=0;output=0",
        ("meta-llama/Llama-Vision-Free", "free"): "input=0;output=0",
        ("meta-llama/Meta-Llama-3.1-405B-Instruct-Turbo", "standard"): "input=3.5;output=3.5",
        ("togethercomputer/m2-bert-80M-32k-retrieval", "standard"): "",
    }
    assert not reasons(facts)
