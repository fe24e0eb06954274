"""The hosts behind a model of OpenRouter: who they are, how they serve, and twins."""

import json
from dataclasses import replace
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from intel.records import Offer, Performance, Rejected
from tests.collectors.openrouter.replies import ENDPOINTS, HERE, ROOT, card, host, hosted, parse


def test_a_host_is_the_first_word_of_its_tag_and_is_bought_through_the_gateway() -> None:
    facts = hosted()
    us_east = host(facts, "acme-cloud")
    assert (us_east.key.via, us_east.key.sku, us_east.key.region) == ("openrouter", "acme/rocket-2", "us-east-1")
    assert us_east.limits.capabilities == ("prompt_caching", "structured_output", "tools")
    assert host(facts, "globex", service_tier="flex").key.quantization == "fp8"
    assert host(facts, "initech").key.tag == "q4-ish/turbo"
    assert host(facts, "Untagged").key.quantization == ""


@pytest.mark.parametrize(
    ("tag", "part"),
    [
        ("google-vertex/us-south1", {"region": "us-south1"}),
        ("google-vertex/europe", {"region": "europe"}),
        ("azure/swedencentral", {"region": "swedencentral"}),
        ("black-forest-labs/us-3", {"region": "us-3"}),
        ("amazon-bedrock/claude-on-aws", {"tag": "claude-on-aws"}),
        ("anthropic/2", {"tag": "2"}),
        ("xai/zdr", {"tag": "zdr"}),
        ("modal/mxfp4", {"quantization": "mxfp4"}),
        ("openai/priority", {"service_tier": "priority"}),
        ("acme/eu/us", {"region": "eu", "tag": "us"}),
    ],
)
def test_the_words_after_the_host_are_region_quantization_tier_or_tag(tag: str, part: dict[str, str]) -> None:
    document = {"data": {"id": "acme/x", "endpoints": [{"tag": tag, "pricing": {"prompt": "1e-6"}}]}}
    (found,) = parse(document, f"{ROOT}/models/acme/x/endpoints")
    assert isinstance(found, Offer)
    plain = replace(found.key, region="", quantization="", service_tier="standard", tag="")
    assert found.key == replace(plain, **part)


@pytest.mark.parametrize("field", [{"tag": "acme/us-" + "a" * 400}, {"tag": 7}, {"tag": "acme", "quantization": "\a"}])
def test_a_tag_that_is_no_name_rejects_the_endpoint(field: dict[str, Any]) -> None:
    document = {"data": {"id": "acme/x", "endpoints": [{"pricing": {"prompt": "1e-6"}, **field}]}}
    assert [type(fact) for fact in parse(document, f"{ROOT}/models/acme/x/endpoints")] == [Rejected]


def test_twins_of_one_host_are_numbered_alike_in_whatever_order_they_come() -> None:
    document = json.loads((HERE / "endpoints.json").read_text())
    endpoints = document["data"]["endpoints"][1:4]
    seen = set()
    for order in permutations(endpoints):
        document["data"]["endpoints"] = list(order)
        facts = parse(document, ENDPOINTS, "acme/rocket-2")
        seen.add(frozenset((f.key, card(f)) for f in facts if isinstance(f, Offer)))
    (keys,) = seen
    assert {key.tag for key, _ in keys} == {"", "#2"}


def test_a_bad_status_is_kept_and_said() -> None:
    facts = hosted()
    assert host(facts, "globex", tag="", service_tier="standard").status == "degraded"
    assert host(facts, "globex", tag="#2").status == ""


def test_performance_is_of_the_last_half_hour_or_else_the_uptime_of_the_last_day() -> None:
    readings = {f.key.provider + f.key.tag: f for f in hosted() if isinstance(f, Performance)}
    fast = readings["acme-cloud"]
    assert (fast.window_minutes, fast.uptime_ratio) == (30, Decimal("0.995"))
    assert (fast.latency_ms, fast.throughput_tokens_per_second) == (Decimal(420), Decimal("83.5"))
    assert (readings["globex"].window_minutes, readings["globex"].uptime_ratio) == (1440, Decimal("0.4125"))
    assert set(readings) == {"acme-cloud", "globex", "globex#2"}


def test_an_unreadable_reading_loses_no_price() -> None:
    endpoint = {"tag": "acme", "pricing": {"prompt": "1e-6"}, "uptime_last_30m": "NaN", "latency_last_30m": {"p50": -1}}
    facts = parse({"data": {"id": "acme/x", "endpoints": [endpoint]}}, f"{ROOT}/models/acme/x/endpoints")
    assert [type(fact) for fact in facts] == [Offer]


def test_a_model_that_nobody_hosts_at_the_moment_is_no_error() -> None:
    assert parse({"data": {"id": "acme/x", "endpoints": []}}, f"{ROOT}/models/acme/x/endpoints") == []
