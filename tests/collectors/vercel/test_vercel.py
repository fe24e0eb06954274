"""Vercel's gateway: headline offers, tiers whose lower end is inside, and the hosts behind a model."""

from datetime import date
from pathlib import Path

import pytest

from intel.collectors import vercel
from intel.errors import SourceError
from intel.records import Deprecation, Fact, Follow
from tests.collectors.golden import check, reply
from tests.collectors.listed import capture, card, offer, offers, reasons, state

HERE = Path(__file__).parent
ENDPOINTS = "https://ai-gateway.vercel.sh/v1/models/acme/rocket-2/endpoints"


def hosts() -> list[Fact]:
    return reply(vercel, HERE, "endpoints.json", ENDPOINTS, "acme/rocket-2")


def test_the_recorded_replies_give_the_golden_records() -> None:
    check(HERE, reply(vercel, HERE) + hosts())


def test_a_headline_offer_is_sold_by_the_gateway_and_its_hosts_are_asked_for_where_they_differ() -> None:
    facts = reply(vercel, HERE)
    stated = offer(facts, "acme/rocket-2")
    assert (stated.key.provider, stated.key.via) == ("vercel", "")
    assert card(stated) == "input=0.4;output=1.6;cache_read=0.04"
    assert [f for f in facts if isinstance(f, Follow)] == [Follow(ENDPOINTS, key="acme/rocket-2")]


def test_a_step_holds_from_its_lower_end_on_and_an_overlap_of_one_token_goes_to_the_earlier_step() -> None:
    steps = "input=1;input{>=32001}=2;input{>=128001}=3;output=4;output{>=200000}=6;cache_write=1.25"
    assert card(offer(reply(vercel, HERE), "acme/steps")) == steps


def test_service_tiers_and_fast_are_offers_of_their_own() -> None:
    facts = reply(vercel, HERE)
    assert card(offer(facts, "acme/served")) == "input=2;output=8"
    assert card(offer(facts, "acme/served", tier="fast")) == "input=12;output=48"
    assert card(offer(facts, "acme/served", tier="flex")) == "input=1;input{>272000}=2;output=4;output{>272000}=6"


def test_promises_about_data_are_kept_only_where_they_hold_for_all_hosts() -> None:
    facts = reply(vercel, HERE)
    first, second = offer(facts, "acme/rocket-2"), offer(facts, "acme/steps")
    assert (first.retains_prompts, first.trains_on_prompts) == (False, None)
    assert (second.retains_prompts, second.trains_on_prompts) == (None, False)


@pytest.mark.parametrize("stated", [1798761600000, 1798761600])
def test_a_deprecation_is_a_day_whether_in_seconds_or_milliseconds(stated: int) -> None:
    row = {"id": "a/b", "pricing": {"input": "0.1"}, "deprecated_at": stated}
    found = [f.deprecated_on for f in state(vercel, {"data": [row]}) if isinstance(f, Deprecation)]
    assert found == [date(2027, 1, 1)]


def test_other_units_are_left_out_and_unknown_keys_counted() -> None:
    facts = reply(vercel, HERE)
    assert card(offer(facts, "acme/brush")) == ""
    assert reasons(facts) == {
        "acme/served overnight": "unknown service tier",
        "acme/gap": "steps leave prompts of 9 tokens without one price",
        "acme/two-prices": "two amounts for input",
        "acme/sale": "discount '0.25', and nobody says whether the price contains it",
        "acme/debt": "input: negative price -0.000001",
        "row": "model is not an object",
        "pricing.smell": "unknown price key on 1 row",
    }


def test_a_host_is_bought_through_the_gateway_and_its_zeros_are_fillers() -> None:
    facts = hosts()
    stated = offer(facts, "acme/rocket-2", "globex")
    assert stated.key.via == "vercel"
    assert card(stated) == "input=0.4;input{>=200001}=0.8;output=1.6;cache_read=0.04"
    assert stated.limits.capabilities == ("structured_output", "temperature", "tools")
    assert [card(o) for o in offers(facts) if o.key.provider == "hooli"] == ["", "input=1;output=3"]


def test_a_host_with_a_bad_status_is_degraded_at_every_tier() -> None:
    facts = hosts()
    assert offer(facts, "acme/rocket-2", "initech").status == "degraded"
    priority = offer(facts, "acme/rocket-2", "initech", "priority")
    assert (priority.status, card(priority)) == ("degraded", "input=1;output=4")


def test_a_model_that_nobody_hosts_at_the_moment_is_no_error() -> None:
    assert state(vercel, {"data": {"id": "a/b", "endpoints": []}}, ENDPOINTS) == []


@pytest.mark.parametrize("document", [{"data": None}, {"data": {}}, {"data": {"endpoints": {}}}])
def test_what_is_no_list_of_hosts_fails_the_run(document: object) -> None:
    with pytest.raises(SourceError, match="no endpoints under data"):
        state(vercel, document, ENDPOINTS)


@pytest.mark.captures
def test_the_capture_holds_seven_offers_of_which_three_vary_by_host(captures: Path) -> None:
    # USD per token × 1,000,000: 0.00000012 → 0.12, 0.00000024 → 0.24; 0.00000022 → 0.22, 0.00000088 → 0.88;
    # 0.0000005 → 0.5, 0.0000012 → 1.2. Max Preview: 0.0000013 → 1.3 up to 127,999 tokens, 0.000002 → 2 from 128,000;
    # its cache write 0.000001625 → 1.625 and 2.5. Coder: 1.5, from 32,001 2.7, from 128,001 4.5.
    facts = capture(vercel, captures, "vercel/2026-10-09.excerpt.json")
    assert len(offers(facts)) == 7
    assert not reasons(facts)
    assert [f.key for f in facts if isinstance(f, Follow)] == [
        "alibaba/qwen-3-235b", "alibaba/qwen-3-32b", "alibaba/qwen3-coder",
    ]  # fmt: skip
    assert card(offer(facts, "alibaba/qwen-3-14b")) == "input=0.12;output=0.24"
    assert card(offer(facts, "alibaba/qwen-3-235b")) == "input=0.22;output=0.88"
    assert card(offer(facts, "alibaba/qwen3-coder-next")) == "input=0.5;output=1.2"
    assert card(offer(facts, "alibaba/qwen-3.6-max-preview")) == (
        "input=1.3;input{>=128000}=2;output=7.8;output{>=128000}=12;cache_read=0.13;cache_read{>=128000}=0.2;"
        "cache_write=1.625;cache_write{>=128000}=2.5"
    )
    assert card(offer(facts, "alibaba/qwen3-coder")) == (
        "input=1.5;input{>=32001}=2.7;input{>=128001}=4.5;output=7.5;output{>=32001}=13.5;output{>=128001}=22.5;"
        "cache_read=0.3;cache_read{>=32001}=0.54;cache_read{>=128001}=0.9"
    )
