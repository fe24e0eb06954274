"""Hugging Face's router: one offer per host, and zeros that are not gifts."""

from pathlib import Path

import pytest

from intel.collectors import huggingface_router
from intel.records import Evidence
from tests.collectors.golden import check, reply
from tests.collectors.listed import capture, card, offer, offers, reasons, state

HERE = Path(__file__).parent
ONE = {"id": "a/b", "architecture": {}}


def test_the_recorded_reply_gives_the_golden_records() -> None:
    check(HERE, reply(huggingface_router, HERE))


def test_each_host_of_a_model_is_an_offer_bought_through_the_router() -> None:
    facts = reply(huggingface_router, HERE)
    stated = offer(facts, "acme/Rocket-2", "globex-ai")
    assert stated.key.via == "huggingface"
    assert stated.evidence == (Evidence("huggingface", "acme/Rocket-2"),)
    assert stated.limits.capabilities == ("structured_output", "tools")
    assert card(stated) == "input=0.55;output=2.2"


def test_a_host_that_is_not_live_is_degraded_and_keeps_its_price() -> None:
    facts = reply(huggingface_router, HERE)
    assert offer(facts, "acme/Rocket-2", "initech").status == "degraded"
    assert card(offer(facts, "acme/Rocket-2", "initech")) == "input=0.6;output=2.4"
    assert offer(facts, "acme/Rocket-2", "umbrella").status == "degraded"
    assert offer(facts, "acme/Rocket-2", "hooli").status == ""


def test_a_missing_price_is_unknown_and_a_zero_is_free_only_where_the_host_is_marked_free() -> None:
    facts = reply(huggingface_router, HERE)
    assert card(offer(facts, "acme/Rocket-2", "hooli")) == ""
    assert card(offer(facts, "acme/Gift-1B", "globex-ai")) == "input=0;output=0"
    assert card(offer(facts, "acme/Gift-1B", "initech")) == ""
    assert card(offer(facts, "acme/Gift-1B", "hooli")) == "input=0.04"


def test_a_free_mark_beside_a_price_frees_nothing() -> None:
    host = {"provider": "x", "is_free": True, "pricing": {"input": 0, "output": 2}}
    assert card(offers(state(huggingface_router, {"data": [ONE | {"providers": [host]}]}))[0]) == "output=2"


def test_a_host_listed_twice_is_told_apart() -> None:
    tags = {o.key.tag for o in offers(reply(huggingface_router, HERE)) if o.key.provider == "hooli"}
    assert tags == {"", "#2"}


def test_what_cannot_be_read_is_rejected_with_its_reason() -> None:
    assert reasons(reply(huggingface_router, HERE)) == {
        "acme/Odd globex-ai": "input: negative price -3",
        "acme/Odd initech": "not a number: 'cheap'",
        "acme/Odd": "host is not an object",
        "acme/Unlisted": "host is not an object",
        "pricing.image": "unknown price key on 1 row",
    }


@pytest.mark.captures
def test_the_capture_holds_seven_offers_of_which_five_are_priced(captures: Path) -> None:
    # Four models with 2 + 2 + 2 + 1 hosts. The file prints USD per million, so a price is what is printed:
    # Inkling at Fireworks has no pricing object, and Bonsai is 0/0 with is_free false.
    facts = capture(huggingface_router, captures, "huggingface-router/after-2026-08-21.excerpt.json")
    assert {(o.key.sku, o.key.provider): card(o) for o in offers(facts)} == {
        ("moonshotai/Kimi-K3", "together"): "input=3;output=15",
        ("moonshotai/Kimi-K3", "fireworks-ai"): "input=3;output=15",
        ("zai-org/GLM-5.2", "together"): "input=1.4;output=4.4",
        ("zai-org/GLM-5.2", "fireworks-ai"): "input=1.4;output=4.4",
        ("thinkingmachines/Inkling", "together"): "input=1;output=4.05",
        ("thinkingmachines/Inkling", "fireworks-ai"): "",
        ("prism-ml/Ternary-Bonsai-27B-gguf", "together"): "",
    }
    assert not reasons(facts)
