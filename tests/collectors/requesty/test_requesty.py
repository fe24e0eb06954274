"""Requesty's list: hosts and regions inside the id, steps of prompt length, two lifetimes of a cache."""

from pathlib import Path

import pytest

from intel.collectors import requesty
from intel.records import Evidence
from tests.collectors.golden import check, reply
from tests.collectors.listed import capture, card, offer, offers, reasons

HERE = Path(__file__).parent


def test_the_recorded_reply_gives_the_golden_records() -> None:
    check(HERE, reply(requesty, HERE))


def test_the_id_names_host_model_and_region_and_stays_the_sku() -> None:
    stated = offer(reply(requesty, HERE), "globex/rocket-2@EU-Central-1")
    assert (stated.key.provider, stated.key.via, stated.key.region) == ("globex", "requesty", "eu-central-1")
    assert (stated.name, stated.evidence) == ("rocket-2", (Evidence("huggingface", "acme/Rocket-2"),))
    flex = offer(reply(requesty, HERE), "globex/rocket-2:flex@us", tier="flex")
    assert flex.key.region == "us"


def test_steps_hold_above_their_threshold_and_an_hour_of_cache_has_its_own_price() -> None:
    assert card(offer(reply(requesty, HERE), "acme/rocket-2")) == (
        "input=0.4;input{>200000}=0.8;output=1.6;output{>200000}=2.4;cache_read=0.04;cache_read{>200000}=0.08;"
        "cache_write=0.5;cache_write{ttl 1h}=0.8;"
        "cache_write{>200000}=1;cache_write{>200000,ttl 1h}=1.6;cache_write{>200000,ttl 5m}=1.1"
    )


def test_a_zero_beside_a_price_is_no_price_and_zero_for_both_is_free() -> None:
    facts = reply(requesty, HERE)
    assert card(offer(facts, "initech/index")) == "input=0.02"
    assert card(offer(facts, "initech/gift")) == "input=0;output=0"
    assert card(offer(facts, "initech/first-free")) == "input=0;input{>32000}=1;output=0;output{>32000}=3"
    assert card(offer(facts, "initech/unpriced")) == ""


def test_a_limit_of_zero_is_unknown_and_data_rules_are_kept() -> None:
    facts = reply(requesty, HERE)
    assert offer(facts, "globex/rocket-2@EU-Central-1").limits.max_output_tokens is None
    first = offer(facts, "acme/rocket-2")
    assert (first.trains_on_prompts, first.retains_prompts) == (False, True)
    assert first.limits.capabilities == ("prompt_caching", "reasoning", "structured_output", "tools")


def test_what_cannot_be_read_is_rejected_with_its_reason() -> None:
    assert reasons(reply(requesty, HERE)) == {
        "hooli/no-threshold": "threshold is no number of tokens: 'None'",
        "hooli/twice": "two amounts for input",
        "hooli/debt": "input_price: negative price -0.000005",
        "no-host": "id 'no-host' is not host/model",
        "pricing.smell_price": "unknown price key on 1 row",
    }


@pytest.mark.captures
def test_the_capture_holds_six_offers_at_five_hosts(captures: Path) -> None:
    # USD per token × 1,000,000. Haiku: 1e-07 → 0.1, 5e-07 → 0.5, cache read 1e-08 → 0.01, write 1.3e-07 → 0.13 and
    # 2e-07 → 0.2 for an hour; above 100,000 tokens 0.5, 2.5, 0.05, 0.63 and 1. In Europe 1.1e-07 → 0.11 and so on.
    # Mistral: 6.8e-07 → 0.68, 2.09e-06 → 2.09, 7e-08 → 0.07. Clef: 2.4e-07 → 0.24, its zeros say nothing.
    facts = capture(requesty, captures, "requesty/2026-10-09.excerpt.json")
    assert [(o.key.provider, o.key.region) for o in offers(facts)] == [
        ("anthropic", ""), ("bedrock", ""), ("bedrock", "eu-central-1"), ("vertex", "eu"), ("mistral", ""),
        ("sference", ""),
    ]  # fmt: skip
    assert not reasons(facts)
    haiku = (
        "input=0.1;input{>100000}=0.5;output=0.5;output{>100000}=2.5;cache_read=0.01;cache_read{>100000}=0.05;"
        "cache_write=0.13;cache_write{ttl 1h}=0.2;cache_write{>100000}=0.63;cache_write{>100000,ttl 1h}=1"
    )
    assert card(offer(facts, "anthropic/claude-haiku-5-5")) == haiku
    assert card(offer(facts, "bedrock/claude-haiku-5-5")) == haiku
    assert card(offer(facts, "vertex/claude-haiku-5-5@eu")) == (
        "input=0.11;input{>100000}=0.55;output=0.55;output{>100000}=2.75;cache_read=0.02;cache_read{>100000}=0.06;"
        "cache_write=0.14;cache_write{ttl 1h}=0.22;cache_write{>100000}=0.69;cache_write{>100000,ttl 1h}=1.1"
    )
    assert card(offer(facts, "mistral/mistral-large-4")) == "input=0.68;output=2.09;cache_read=0.07"
    assert card(offer(facts, "sference/clef")) == "input=0.24"
