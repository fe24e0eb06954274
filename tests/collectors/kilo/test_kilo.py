"""Kilo's gateway: OpenRouter's shape with free marks and data rules."""

from datetime import date
from pathlib import Path

import pytest

from intel.collectors import kilo
from intel.records import Deprecation
from tests.collectors.golden import check, reply
from tests.collectors.listed import capture, card, offer, offers, reasons

HERE = Path(__file__).parent


def test_the_recorded_reply_gives_the_golden_records() -> None:
    check(HERE, reply(kilo, HERE))


def test_an_offer_is_sold_by_the_gateway_with_its_rules_about_data() -> None:
    stated = offer(reply(kilo, HERE), "acme/rocket-2")
    assert (stated.key.provider, stated.key.via, stated.trains_on_prompts) == ("kilo", "", False)
    assert card(stated) == "input=0.4;output=1.6;cache_read=0.04;web_search=10000"
    assert {e.kind for e in stated.evidence} == {"canonical_slug", "huggingface"}


def test_a_zero_counts_only_where_the_model_is_marked_free() -> None:
    facts = reply(kilo, HERE)
    assert card(offer(facts, "acme/gift:free", tier="free")) == "input=0;output=0;cache_read=0"
    assert card(offer(facts, "acme/music")) == ""


def test_minus_one_is_unknown_and_a_name_that_moves_is_no_offer() -> None:
    facts = reply(kilo, HERE)
    assert card(offer(facts, "kilo-auto/best")) == ""
    assert not [o for o in offers(facts) if o.key.sku.startswith("~")]


def test_an_expiration_date_is_a_withdrawal_unless_it_is_the_far_sentinel() -> None:
    found = [(f.key.sku, f.sunset_on) for f in reply(kilo, HERE) if isinstance(f, Deprecation)]
    assert found == [("acme/rocket-2", date(2026, 12, 31))]


def test_what_cannot_be_read_is_rejected_with_its_reason() -> None:
    facts = reply(kilo, HERE)
    assert card(offer(facts, "acme/new-meter")) == "input=1;output=2;request{? smell}=40"
    assert reasons(facts) == {
        "acme/late expiration_date": "not a date",
        "acme/debt": "prompt: negative price -0.000001",
        "acme/unpriced": "pricing is not an object",
        "row": "model is not an object",
        "pricing.smell": "unknown price key on 1 row",
    }


@pytest.mark.captures
def test_the_capture_holds_350_offers_of_which_340_are_priced(captures: Path) -> None:
    # 361 rows − 11 that start with "~" = 350. Unknown: 3 kilo-auto routers and 5 of OpenRouter at -1, and two music
    # models at 0/0 with isFree false. USD per token × 1,000,000: 0.000000435 → 0.435, 0.00000087 → 0.87,
    # 0.000000003625 → 0.003625; 0.00000014 → 0.14, 0.00000028 → 0.28, 0.0000000028 → 0.0028;
    # 0.0000014 → 1.4, 0.0000044 → 4.4, 0.00000026 → 0.26; 0.000005 → 5, 0.00003 → 30, 0.00000625 → 6.25 and a web
    # search at 0.01 USD → 10,000 per million.
    facts = capture(kilo, captures, "kilo/2026-08-16.json")
    assert len(offers(facts)) == 350
    assert sum(not o.prices for o in offers(facts)) == 10
    assert not reasons(facts)
    assert card(offer(facts, "deepseek/deepseek-v4-pro:discounted")) == "input=0.435;output=0.87;cache_read=0.003625"
    assert card(offer(facts, "deepseek/deepseek-v4-flash:discounted")) == "input=0.14;output=0.28;cache_read=0.0028"
    free = "input=0;output=0;cache_read=0;reasoning=0;input_image=0;request=0;web_search=0"
    assert card(offer(facts, "stepfun/step-3.7-flash:free", tier="free")) == free
    assert card(offer(facts, "z-ai/glm-5.2")) == "input=1.4;output=4.4;cache_read=0.26"
    sol = "input=5;output=30;cache_read=0.5;cache_write=6.25;web_search=10000"
    assert card(offer(facts, "openai/gpt-5.6-sol")) == sol
    assert card(offer(facts, "kilo-auto/frontier")) == ""
    assert card(offer(facts, "google/lyria-3-pro-preview")) == ""
    assert {(f.key.sku, f.sunset_on) for f in facts if isinstance(f, Deprecation)} == {
        ("deepseek/deepseek-v3.1-terminus", date(2026, 8, 17)),
        ("z-ai/glm-4.5", date(2026, 12, 31)),
    }
