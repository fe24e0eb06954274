import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import yaml

from intel.catalog.curated import POLICIES
from intel.records import Limits
from intel.routing.exporters import exporter, native
from intel.routing.exporters.written import Written
from intel.views import OfferView
from tests.factories import an_offer
from tests.routing.exporters.made import GLM, GPT, OFFERS, a_table, facts, table, written


def read(text: str) -> Any:
    return yaml.safe_load(text)


def of(format: str, **rules: Any) -> Written:
    return exporter(format)(a_table(**rules))


def faults(config: Any) -> Iterator[str]:
    """What ``litellm.Router`` lets pass, to fail only when somebody asks."""
    models = config["model_list"]
    groups, ids = {m["model_name"] for m in models}, [m["model_info"]["id"] for m in models]
    yield from (f"id {i} is there twice" for i in set(ids) if ids.count(i) > 1)
    for kind in ("fallbacks", "context_window_fallbacks"):
        for entry in config["router_settings"][kind]:
            yield from (
                f"{kind} of {g} name it" for g, others in entry.items() for o in [g, *others] if o not in groups
            )
    for one in models:
        parameters = one["litellm_params"]
        if not isinstance(parameters["order"], int) or parameters.get("weight", 1) < 0:
            yield f"{one['model_info']['id']}: order or weight"
        if "api_key" not in parameters and not parameters["model"].startswith("bedrock/"):
            yield f"{one['model_info']['id']}: no key"
        if any(
            not isinstance(parameters.get(cost, 1.0), float)
            for cost in ("input_cost_per_token", "output_cost_per_token")
        ):
            yield f"{one['model_info']['id']}: a cost that YAML reads as text"


@pytest.mark.parametrize("policy", POLICIES)
def test_a_litellm_config_names_nothing_that_is_not_there(policy: str) -> None:
    assert list(faults(read(written(policy, "litellm").text))) == []


def test_the_referential_checks_see_what_the_router_does_not() -> None:
    config = read(written("balanced", "litellm").text)
    config["router_settings"]["fallbacks"].append({"task/coding": ["task/nowhere"]})
    config["model_list"].append(config["model_list"][0])
    del config["model_list"][3]["litellm_params"]["order"]
    config["model_list"][3]["litellm_params"]["order"] = "first"
    assert len(list(faults(config))) == 3


def test_costs_stand_where_the_router_reads_them_with_cache_tiers_and_fee() -> None:
    models = read(of("litellm").text)["model_list"]
    by_id = {one["model_info"]["id"]: one for one in models}
    glm, novita = by_id["task-coding-1-deepinfra"], by_id["task-coding-2-novita"]
    gpt = next(one for name, one in by_id.items() if name.endswith("-openai"))
    assert glm["litellm_params"]["cache_read_input_token_cost"] == 8e-08
    assert novita["litellm_params"]["input_cost_per_token"] == pytest.approx(0.42e-6 * 1.055)
    assert gpt["litellm_params"]["input_cost_per_token_above_200k_tokens"] == 2.5e-06
    assert not any("cost" in key for one in models for key in one["model_info"])


def test_a_provider_without_a_word_is_called_by_its_address() -> None:
    known = facts()
    called = {**known.called, "litellm": {}}
    text = exporter("litellm")(a_table(replace(known, called=called))).text
    first = read(text)["model_list"][0]["litellm_params"]
    assert (first["model"], first["api_base"]) == ("openai/zai-org/GLM", "https://api.deepinfra.com/v1/openai")


def test_a_provider_that_cannot_be_named_is_a_note_when_the_route_has_others() -> None:
    made = of("portkey", models={"allow": [GLM]})
    (sentence,) = made.notes
    assert sentence.startswith("zai/glm (coding primary): the catalog knows no name or address by which")
    assert sentence.endswith("can call shed; the other providers stay.")
    assert sentence in json.loads(made.text)["intel"]["notes"]


def test_an_effort_passes_a_provider_of_whom_litellm_does_not_know_that_it_takes_one() -> None:
    (model, *_) = read(of("litellm", models={"allow": [GPT]}).text)["model_list"]
    assert model["litellm_params"]["reasoning_effort"] == "high"
    assert model["litellm_params"]["allowed_openai_params"] == ["reasoning_effort"]


@pytest.mark.parametrize("format", ["litellm", "portkey", "envoy", "vllm-sr"])
def test_a_route_that_the_target_cannot_name_is_left_out_and_the_header_says_so(format: str) -> None:
    made = of(format, models={"allow": ["acme/nameless", GLM]})
    sentence = "acme/nameless (coding primary): the catalog knows no name or address by which"
    assert any(text.startswith(sentence) for text in made.left_out)
    assert sentence in made.text
    assert "nameless" not in made.text.replace("acme/nameless", "")


def test_the_first_route_that_can_be_named_takes_the_place_of_one_that_cannot() -> None:
    config = read(of("litellm", models={"allow": ["acme/nameless", GLM]}).text)
    assert config["model_list"][0]["model_name"] == "task/coding"
    assert config["model_list"][0]["litellm_params"]["model"] == "deepinfra/zai-org/GLM"


def test_a_table_that_a_target_can_name_nothing_of_is_a_header_with_the_reasons() -> None:
    for format in ("litellm", "openrouter", "vllm-sr", "portkey", "envoy", "vercel"):
        made = of(format, models={"allow": ["acme/nameless"]})
        assert made.left_out
        assert "acme/nameless" in made.text


def test_an_effort_that_a_request_cannot_say_is_told() -> None:
    made = of("portkey", models={"allow": ["moonshot/kimi"]})
    (sentence,) = made.notes
    assert sentence == "moonshot/kimi (coding primary): the caller must set the effort, 'max'."
    assert made.left_out == ()
    assert "reasoning_effort" not in made.text


def test_openrouter_may_use_only_our_providers_when_the_policy_chooses_them() -> None:
    wishes = json.loads(of("openrouter", providers={"deny": ["nebius"]}).text)["tasks"]["coding"]["request"]["provider"]
    assert wishes["ignore"] == ["nebius"]
    assert wishes["only"] == wishes["order"]
    assert "nebius" not in wishes["only"]


def test_openrouter_keeps_the_wishes_of_the_policy() -> None:
    made = of(
        "openrouter", min_quantization="fp8", data={"no_training": False, "zero_retention": False}, prefer=":nitro",
        needs={"tools": True}, max_usd_per_mtok={"input": 2, "output": 12},
    )  # fmt: skip
    wishes = json.loads(made.text)["tasks"]["coding"]["request"]["provider"]
    assert wishes["quantizations"] == ["int8", "fp8", "mxfp8", "fp16", "bf16", "fp32", "unknown"]
    assert (wishes["sort"], wishes["require_parameters"]) == ("throughput", True)
    assert wishes["max_price"] == {"prompt": "2.00", "completion": "12.00"}


def stated(**offer: Any) -> list[OfferView]:
    """The hosts of GLM, each of which states what becomes of prompts."""
    return [replace(one, **offer) for one in OFFERS[GLM]]


def test_a_data_policy_reaches_the_gateways() -> None:
    offers = {GLM: stated(trains_on_prompts=False, retains_prompts=False)}
    asked = a_table(replace(facts(), offers=offers), data={"no_training": True, "zero_retention": True})
    wishes = json.loads(exporter("openrouter")(asked).text)["tasks"]["coding"]["request"]["provider"]
    options = json.loads(exporter("vercel")(asked).text)["tasks"]["coding"]["providerOptions"]["gateway"]
    assert (wishes["data_collection"], wishes["zdr"]) == ("deny", True)
    assert (options["disallowPromptTraining"], options["zeroDataRetention"]) == (True, True)


def test_vercel_sorts_in_its_own_words_and_shuts_out_formats_of_too_few_bits() -> None:
    made = of("vercel", min_quantization="fp8", prefer="latency", needs={"vision": True})
    options = json.loads(made.text)["tasks"]["coding"]["providerOptions"]["gateway"]
    assert options["sort"] == "ttft"
    assert "vision" in options["has"]
    assert "!quantization:fp4" in options["has"]
    assert "!quantization:fp8" not in options["has"]


def test_a_gateway_that_the_policy_shuts_out_gets_nothing() -> None:
    made = of("openrouter", gateways={"allow": ["direct"]})
    assert json.loads(made.text)["tasks"] == {}
    (sentence,) = made.left_out
    assert sentence == (
        "acme/nameless (coding primary), zai/glm (coding fallback 1), moonshot/kimi (coding fallback 2), "
        "openai/gpt (coding fallback 3): the policy does not let openrouter in."
    )


def test_what_a_batch_tier_sells_is_not_called_as_if_it_were_standard() -> None:
    made = a_table(models={"allow": [GLM]})
    (task,) = made.tasks
    assert task.primary is not None
    host = task.primary.hosts[0]
    batch = replace(host, offer=replace(host.offer, key=replace(host.offer.key, service_tier="batch")))
    only = replace(task, primary=replace(task.primary, hosts=(batch,)))
    assert read(exporter("litellm")(replace(made, tasks=(only,))).text)["model_list"] == []


def test_a_name_that_a_page_prints_is_no_id_to_call_a_model_by() -> None:
    offers = {GLM: [an_offer("deepinfra", GLM, "input=1;output=2", sku="GLM 5 Pro")]}
    for format in ("litellm", "portkey", "envoy", "vllm-sr"):
        made = exporter(format)(a_table(replace(facts(), offers=offers)))
        assert "GLM 5 Pro" not in made.text
        assert len(made.left_out) == 1


def test_two_regions_of_one_provider_are_two_aliases() -> None:
    regions = [
        an_offer("deepinfra", GLM, "input=1;output=2", region=region, limits=Limits(8000)) for region in ("eu", "us")
    ]
    offers = {GLM: regions, GPT: OFFERS[GPT]}
    text = exporter("vllm-sr")(a_table(replace(facts(), offers=offers))).text
    names = [model["name"] for model in read(text)["providers"]["models"]]
    assert len(set(names)) == len(names)


def test_json_is_the_native_document() -> None:
    assert json.loads(written("balanced", "json").text) == native.document(table("balanced"))


def test_a_name_cannot_break_the_table_for_people() -> None:
    strange = replace(a_table(), policy="a | b\n<script>")
    assert "| coding |" in exporter("markdown")(strange).text


def test_no_price_is_lost_on_the_way_to_the_semantic_router() -> None:
    models = read(of("vllm-sr").text)["providers"]["models"]
    pricing = {model["name"]: model["pricing"] for model in models}["glm@deepinfra"]
    assert Decimal(str(pricing["prompt_per_1m"])) == Decimal("0.4")
    assert Decimal(str(pricing["cached_input_per_1m"])) == Decimal("0.08")
