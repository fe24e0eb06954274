"""What the policy wishes and an offer holds either reaches the gateway, or is told; it is never lost in silence."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import yaml

from intel.routing.exporters import exporter
from intel.routing.exporters.written import Written
from intel.routing.table import RoutingTable
from intel.views import OfferView
from tests.factories import an_offer
from tests.routing.exporters.made import ABLE, GLM, GPT, KIMI, OPUS, a_table, facts

EU = {"allow": ["eu"]}
LISTED = an_offer("openrouter", GLM, "input=1;output=2", kind="gateway", sku="z-ai/glm", limits=ABLE)
VERCEL = an_offer("vercel", GLM, "input=1;output=2", kind="gateway", sku="zai/glm", limits=ABLE)


def offer(provider: str, **key: Any) -> OfferView:
    return an_offer(provider, GLM, "input=1;output=2", limits=ABLE, **key)


def of(format: str, offers: Mapping[str, Sequence[OfferView]] | None = None, **rules: Any) -> Written:
    known = facts() if offers is None else replace(facts(), offers=offers)
    return exporter(format)(a_table(known, **rules))


def of_glm(format: str, *offers: OfferView, **rules: Any) -> Written:
    return of(format, {GLM: [*offers, LISTED, VERCEL]}, **rules)


def body(made: Written) -> Any:
    return json.loads(made.text)["tasks"]["coding"]["request"]


def deployments(made: Written) -> list[Any]:
    return [one["litellm_params"] for one in yaml.safe_load(made.text)["model_list"]]


@pytest.mark.parametrize("format", ["openrouter", "vercel"])
def test_a_route_whose_region_the_gateway_cannot_be_told_is_left_out_when_the_policy_asks_for_regions(
    format: str,
) -> None:
    made = of_glm(format, offer("azure", region="eu"), regions=EU)
    (sentence,) = made.left_out
    assert sentence.endswith(f"the policy asks for regions, and {format} cannot be told the region of azure (eu).")
    assert made.lost == ("coding",)
    assert json.loads(made.text)["tasks"] == {}


@pytest.mark.parametrize("format", ["openrouter", "vercel", "litellm", "portkey", "envoy", "vllm-sr"])
def test_a_regional_rate_is_a_note_where_the_policy_does_not_ask_for_regions(format: str) -> None:
    made = of_glm(format, offer("xai", region="cn"))
    assert any(f"(cn) is of that region, and {format} cannot be told it." in note for note in made.notes)
    assert made.lost == ()


@pytest.mark.parametrize("format", ["litellm", "portkey", "envoy", "vllm-sr"])
def test_an_address_says_no_region_so_that_a_policy_on_regions_leaves_its_offer_out(format: str) -> None:
    made = of_glm(format, offer("xai", region="eu"), offer("deepinfra", region="us"), regions=EU)
    assert [sentence.endswith(f"{format} cannot be told the region of xai (eu).") for sentence in made.left_out] == [
        True
    ]
    assert made.lost == ("coding",)


def test_openrouter_is_told_the_region_of_its_own_endpoints() -> None:
    regional = offer("google-vertex", region="europe-west4", via="openrouter", sku="z-ai/glm")
    made = of_glm("openrouter", regional, offer("azure", region="eu"), regions={"allow": ["eu", "europe"]})
    wishes = body(made)["provider"]
    assert wishes["order"] == wishes["only"] == ["google-vertex/europe-west4"]
    assert any("region of azure (eu); the other providers stay" in note for note in made.notes)
    (one,) = deployments(of_glm("litellm", regional, regions={"allow": ["europe"]}))
    assert one["extra_body"]["provider"]["order"] == ["google-vertex/europe-west4"]


def test_litellm_is_told_the_region_of_bedrock_and_vertex() -> None:
    offers = [offer("amazon-bedrock", region="eu-west-1", sku="zai.glm"), offer("google-vertex", region="eu")]
    first, second = deployments(of_glm("litellm", *offers, regions=EU))
    assert first["aws_region_name"] == "eu-west-1"
    assert second["vertex_location"] == "eu"


def test_a_bedrock_profile_says_its_geography_and_a_note_the_rest() -> None:
    made = of_glm("litellm", offer("amazon-bedrock", region="eu", sku="eu.zai.glm"), regions=EU)
    (one,) = deployments(made)
    assert "aws_region_name" not in one
    assert any("AWS_REGION_NAME must be a region inside 'eu'" in note for note in made.notes)
    nameless = of_glm("litellm", offer("amazon-bedrock", region="eu", sku="zai.glm"), regions=EU)
    assert deployments(nameless) == []


def test_a_request_through_openrouter_names_the_weights_and_the_policy_on_data() -> None:
    host = offer("novita", via="openrouter", sku="z-ai/glm", quantization="fp8")
    stated = replace(host, trains_on_prompts=False, retains_prompts=False)
    rules = {"data": {"no_training": True, "zero_retention": True}}
    (one,) = deployments(of_glm("litellm", stated, **rules))
    assert one["extra_body"]["provider"] == {
        "data_collection": "deny", "zdr": True, "order": ["novita"], "allow_fallbacks": False, "quantizations": ["fp8"],
    }  # fmt: skip
    router = of_glm("vllm-sr", stated, **rules)
    assert router.left_out == (
        "zai/glm (coding primary): vllm-sr cannot tell openrouter who shall answer, such as novita.",
    )


def test_a_gateways_own_listing_is_no_way_around_a_provider_that_is_denied() -> None:
    rules = {"gateways": {"allow": ["openrouter"]}}
    assert len(deployments(of_glm("litellm", **rules))) == 1
    made = of_glm("litellm", **rules, providers={"deny": ["novita"]})
    assert deployments(made) == []
    assert "a gateway's own listing does not say whose it is: openrouter" in made.left_out[0]


def test_weights_of_an_unstated_format_are_refused_where_that_can_be_said() -> None:
    host = offer("deepinfra", quantization="fp8")
    assert "unknown" not in body(of_glm("openrouter", host, quantization_stated=True))["provider"]["quantizations"]
    made = of_glm("vercel", host, quantization_stated=True)
    assert made.left_out == ("zai/glm (coding primary): the policy wants quantization stated, and vercel cannot be "
                             "told to.",)  # fmt: skip


def test_vercel_keeps_a_ceiling_by_naming_the_providers() -> None:
    made = of_glm("vercel", offer("deepinfra"), max_usd_per_mtok={"input": 3})
    options = json.loads(made.text)["tasks"]["coding"]["providerOptions"]["gateway"]
    assert options["only"] == ["deepinfra"]
    assert any("vercel takes no ceiling on prices" in note for note in made.notes)
    nobody = of_glm("vercel", offer("shed"), max_usd_per_mtok={"input": 3})
    assert nobody.lost == ("coding",)


def test_min_uptime_is_said_to_be_of_the_day_of_the_table() -> None:
    made = of_glm("openrouter", replace(offer("deepinfra"), uptime_ratio=Decimal("0.999")), min_uptime=0.99)
    assert body(made)["provider"]["only"] == ["deepinfra"]
    assert any("min_uptime" in note for note in made.notes)


def test_openrouter_says_the_highest_effort() -> None:
    made = of("openrouter", models={"allow": [KIMI]})
    assert body(made)["reasoning"] == {"effort": "max"}
    assert made.notes == ()


@pytest.mark.parametrize(
    ("effort", "level", "note"),
    [
        ("medium+thinking", {"effort": "medium"}, "its effort 'medium+thinking' is said as 'medium'"),
        ("64k", None, "the caller must set the effort, '64k'"),
    ],
)
def test_an_effort_that_openrouter_has_no_level_for_is_told(effort: str, level: Any, note: str) -> None:
    made = exporter("openrouter")(at_effort(effort))
    assert body(made).get("reasoning") == level
    assert any(note in told for told in made.notes)


def at_effort(effort: str) -> RoutingTable:
    """A table of one route at that effort."""
    table = a_table(models={"allow": [KIMI]})
    (task,) = table.tasks
    assert task.primary is not None
    return replace(table, tasks=(replace(task, primary=replace(task.primary, effort=effort)),))


@pytest.mark.parametrize("format", ["litellm", "portkey", "envoy", "vllm-sr"])
def test_the_level_that_an_effort_names_is_said_with_a_note(format: str) -> None:
    made = exporter(format)(at_effort("low+64k"))
    assert "low" in made.text.partition("reasoning_effort")[2][:40]
    assert made.notes == (
        f"moonshot/kimi (coding primary): its effort 'low+64k' is said as 'low', the nearest level of {format}.",
    )


def test_one_effort_for_a_chain_is_told_for_each_route_that_was_chosen_at_another() -> None:
    notes = of("openrouter", models={"allow": [KIMI, GPT, OPUS]}).notes
    assert "openai/gpt (coding fallback 2): chosen at effort 'high', and 'max' holds for its chain." in notes
    assert any("anthropic/opus" in note and "the effort of its own default, and 'max' holds" in note for note in notes)


def test_vercel_leaves_every_effort_to_the_caller_and_says_so() -> None:
    (note,) = [note for note in of("vercel", models={"allow": [GPT]}).notes if "effort" in note]
    assert note == "openai/gpt (coding primary): the caller must set the effort, 'high'."


def test_one_ceiling_for_a_chain_is_told_to_be_no_guard_of_its_primary() -> None:
    told = "max_price is one for its chain, of the dearest model, and no guard for this one."
    assert any(note.endswith(told) for note in of("openrouter", models={"allow": [KIMI, GPT]}).notes)
    assert not any(told in note for note in of("openrouter", models={"allow": [GPT]}).notes)
    capped = of("openrouter", models={"allow": [KIMI, GPT]}, max_usd_per_mtok={"input": 9, "output": 90})
    assert not any(told in note for note in capped.notes)
