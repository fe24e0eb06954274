"""What a policy wishes of models and hosts, and who is shut out by it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from intel.records import Limits
from tests.factories import a_model, a_provider, an_offer
from tests.routing.made import ESTIMATES, GLM, GPT, KIMI, MODELS, PRICED, facts, judged, only, primary, routes


@pytest.mark.parametrize(
    "rules",
    [
        {"models": {"deny": [GLM]}},
        {"labs": {"deny": ["zai"]}},
        {"labs": {"allow": ["moonshot", "openai"]}},
        {"providers": {"allow": ["together", "openai"]}},
        {"providers": {"deny": ["deepinfra", "novita"]}},
        {"needs": {"tools": True}},
        {"needs": {"vision": True}},
        {"needs": {"structured_output": True}},
        {"needs": {"context_tokens": 100_000}},
        {"data": {"no_training": True}},
        {"data": {"zero_retention": True}},
        {"min_uptime": 0.99},
        {"quantization_stated": True},
        {"regions": {"allow": ["eu"]}},
        {"exclude_sunset_within_days": 30},
        {"min_quantization": "fp8"},
    ],
    ids=str,
)
def test_each_wish_shuts_out_what_does_not_meet_it(rules: dict[str, Any]) -> None:
    able = Limits(200_000, capabilities=("structured_output", "tools"), input_modalities=("image", "text"))
    good = an_offer(
        "together", KIMI, "input=2;output=5", limits=able, trains_on_prompts=False, retains_prompts=False,
        region="eu-west-3", uptime_ratio=Decimal("0.999"), quantization="fp8",
    )  # fmt: skip
    bad = [an_offer(name, GLM, sunset_on=date(2026, 7, 20), quantization="fp4") for name in ("deepinfra", "novita")]
    if "quantization_stated" in rules:
        bad = [replace(offer, key=replace(offer.key, quantization="")) for offer in bad]
    assert primary(routes({GLM: bad, KIMI: [good]}, **rules)).model.id == KIMI
    assert primary(routes({GLM: bad, KIMI: [good]})).model.id == GLM


def test_ceilings_per_million_and_per_task_shut_out_what_is_dearer() -> None:
    assert [h.offer.provider.id for h in primary(routes(max_usd_per_mtok={"input": 1.1})).hosts] == ["deepinfra"]
    assert [h.offer.provider.id for h in primary(routes(max_usd_per_task=0.0063)).hosts] == ["deepinfra"]
    assert routes(max_usd_per_task=0.001).primary is None


def test_open_weights_only_wants_them_stated() -> None:
    unknown = {**MODELS, GLM: a_model(GLM, None)}
    found = routes(known=facts(models=unknown), open_weights_only=True)
    assert primary(found).model.id == KIMI
    assert GPT not in [route.model.id for route in found.fallbacks]


def test_a_place_is_the_offers_region_and_else_the_seat_of_its_provider() -> None:
    seat = a_provider("deepinfra", headquarters="DE")
    at_home = replace(an_offer("deepinfra", GLM), provider=seat)
    away = replace(an_offer("deepinfra", GLM, region="us"), provider=seat)
    regions = {"allow": ["eu", "DE"], "deny": ["eu-west-2"]}
    assert only(at_home, regions=regions).primary is not None
    assert only(away, regions=regions).primary is None
    assert only(an_offer("x", GLM, region="eu-west-2"), regions=regions).primary is None


def test_a_gateway_counts_only_where_the_policy_names_it_and_its_known_fee_is_added() -> None:
    router = an_offer("openrouter", GLM, "input=1;output=1", kind="gateway", sku="z-ai/glm")
    known = facts({GLM: [router]}, fees={"openrouter": Decimal("0.05")}, called={"openrouter": {}})
    assert routes(known=known).primary is None
    found = primary(routes(known=known, gateways={"allow": ["openrouter"]}))
    assert (found.task_usd, found.hosts[0].fee_ratio) == (Decimal("0.0042"), Decimal("0.05"))
    via = an_offer("deepinfra", GLM, "input=1;output=1", via="openrouter")
    assert only(via, gateways={"allow": ["direct"]}).primary is None
    assert primary(only(via)).hosts[0].offer.key.via == "openrouter"


def test_the_batch_share_of_the_workload_is_priced_at_the_providers_batch_tier() -> None:
    offers = {
        GLM: [an_offer("a", GLM, "input=1;output=1"), an_offer("a", GLM, "input=0.5;output=0.5", service_tier="batch")]
    }
    wish = {"input_tokens": 900, "output_tokens": 100, "batch_ratio": 0.5}
    assert primary(routes(offers, workload=wish)).task_usd == Decimal("0.00075")


def test_gateways_and_targets_are_named_by_the_catalog() -> None:
    offers = {GLM: [*PRICED[GLM], an_offer("openrouter", GLM, kind="gateway", sku="z-ai/glm")]}
    found = primary(routes(known=facts(offers, called={"openrouter": {}, "litellm": {"deepinfra": "deepinfra"}})))
    assert (found.sku_at("openrouter"), found.sku_at("vercel")) == ("z-ai/glm", None)
    assert [host.called_by("litellm") for host in found.hosts] == ["deepinfra", None]


@pytest.mark.parametrize(
    ("prefer", "order"),
    [("price", "abc"), ("throughput", "cab"), ("latency", "bca"), ("balanced", "abc"), (":nitro", "cab")],
)
def test_hosts_stand_in_the_order_of_the_objective_and_what_is_unknown_is_last(prefer: str, order: str) -> None:
    fast = {"a": (50, None), "b": (None, 100), "c": (90, 200)}
    hosts = [
        an_offer(
            name, GLM, f"input={place};output=1", throughput_tokens_per_second=speed and Decimal(speed), latency_ms=wait
        )
        for place, (name, (speed, wait)) in enumerate(fast.items(), 1)
    ]
    assert "".join(h.offer.provider.id for h in primary(routes({GLM: hosts}, prefer=prefer)).hosts) == order


def test_at_most_one_model_of_a_lab_stands_in_a_chain_where_the_policy_says_so() -> None:
    second = "zai/glm-air"
    known = facts(
        {**PRICED, second: [an_offer("acme", second, "input=1.5;output=3")]},
        models={**MODELS, second: a_model(second)}, estimates=[*ESTIMATES, *judged(second, 0.9)],
    )  # fmt: skip
    assert second in [route.model.id for route in routes(known=known).fallbacks]
    assert [route.model.id for route in routes(known=known, one_model_per_lab=True).fallbacks] == [KIMI, GPT]
