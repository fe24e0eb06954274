"""What is wrong with a deployed file in a gateway's own words, whoever wrote it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from intel.catalog import curated
from intel.errors import UsageError
from intel.rates import Meter
from intel.routing.dialects.check import dialect, findings
from intel.routing.dialects.found import Found
from intel.routing.dialects.known import Known
from intel.routing.dialects.placed import read
from intel.routing.exporters import exporter
from intel.routing.table import RoutingTable
from intel.views import OfferView
from tests.factories import NOON, a_card, an_offer
from tests.routing.exporters.made import GLM, GPT, KIMI, OFFERS, a_table, table, written

Offers = Mapping[str, Sequence[OfferView]]


def known(offers: Offers = OFFERS, gone: Sequence[OfferView] = (), **changed: Any) -> Known:
    live = [offer for listed in offers.values() for offer in listed]
    plain = Known(NOON.date(), live, gone, curated.provider_names(), {"openrouter": Decimal("0.055")})
    return replace(plain, **changed)


def check(text: str, knows: Known | None = None, by: RoutingTable | None = None) -> list[Found]:
    file = read(text, "file")
    return findings(file, dialect(file, "file"), knows or known(), by)


def deployed(name: str, **parameters: Any) -> str:
    """A config of one deployment, in flow style: the name stands on line 4."""
    stated = "".join(f"\n    {key}: {json.dumps(value)}" for key, value in parameters.items())
    return f"model_list:\n- model_name: mine\n  litellm_params:\n    model: {name}{stated}\n"


def glm(**changed: Any) -> Offers:
    """The catalog with another offer of GLM at deepinfra."""
    return {**OFFERS, GLM: [replace(OFFERS[GLM][0], **changed), *OFFERS[GLM][1:]]}


def priced(stated: str) -> Offers:
    first = OFFERS[GLM][0]
    statement = replace(first.statements[0], card=a_card(stated), usd=a_card(stated))
    return glm(statements=(statement,))


DEEPINFRA = deployed("deepinfra/zai-org/GLM", input_cost_per_token=4e-7, output_cost_per_token=1.6e-6)


@pytest.mark.parametrize("format", ["litellm", "openrouter"])
@pytest.mark.parametrize("policy", curated.POLICIES)
def test_a_fresh_export_of_every_policy_has_nothing_to_mend(policy: str, format: str) -> None:
    assert [one for one in check(written(policy, format).text, by=table(policy)) if one.mends] == []


@pytest.mark.parametrize(
    ("knows", "kind", "said"),
    [
        (known({**OFFERS, GLM: OFFERS[GLM][1:]}, [OFFERS[GLM][0]]), "dead", "no source lists it any more."),
        (known(glm(status="retired")), "dead", "retired."),
        (known(glm(sunset_on=date(2026, 7, 1))), "dead", "retired since 2026-07-01."),
        (known(glm(status="deprecated", replacement="glm-6")), "deprecated", "deprecated; its source names glm-6."),
    ],
    ids=["gone", "retired", "sunset", "deprecated"],
)
def test_a_deployment_that_is_dead_or_deprecated_is_found_at_its_line(knows: Known, kind: str, said: str) -> None:
    (found,) = check(DEEPINFRA, knows)
    assert (found.task, found.kind, found.said) == ("mine", kind, f"deepinfra/zai-org/GLM: {said}")
    assert found.place == "line 4, model_list.0.litellm_params.model"
    assert found.mends


def test_a_cost_that_the_file_states_too_low_is_found_and_an_equal_one_is_not() -> None:
    assert check(DEEPINFRA) == []
    (found,) = check(DEEPINFRA, known(priced("input=0.5;output=1.6")))
    assert (found.kind, found.place) == ("dearer", "line 5, model_list.0.litellm_params.input_cost_per_token")
    assert found.said == (
        "deepinfra/zai-org/GLM at deepinfra: 0.50 USD per million tokens, input_cost_per_token states 0.40."
    )
    unpriced = known(glm(statements=()))
    (lost, _) = check(f"# Made by intel 0.1.0\n{DEEPINFRA}", unpriced)
    assert (lost.kind, lost.said.partition(": ")[2]) == (
        "dearer", "the price that input_cost_per_token states is not known any more.",
    )  # fmt: skip
    assert [one.kind for one in check(DEEPINFRA, unpriced)] == ["unknown"] * 2


def test_a_cost_in_model_info_and_one_beyond_a_context_step_are_read_as_well() -> None:
    text = deployed("openai/gpt", input_cost_per_token_above_200k_tokens="2e-06")
    text += '  model_info: {output_cost_per_token: 9e-06, input_cost_per_token: "free"}\n'
    places = {one.place for one in check(text)}
    assert places == {
        "line 5, model_list.0.litellm_params.input_cost_per_token_above_200k_tokens",
        "line 6, model_list.0.model_info.output_cost_per_token",
    }


def test_a_gateway_s_fee_is_part_of_the_costs_that_an_export_of_ours_states_and_of_no_other() -> None:
    pinned = {"provider": {"order": ["novita"]}}
    text = deployed("openrouter/z-ai/glm", input_cost_per_token=4.2e-7, extra_body=pinned)
    assert check(text) == []
    (found,) = check(f"# Made by intel 0.1.0\n{text}")
    assert "0.4431 USD per million tokens" in found.said


def test_names_are_those_of_the_exporters_by_prefix_by_address_and_a_lab_s_own_without_either() -> None:
    offers = {**OFFERS, GLM: [*OFFERS[GLM], an_offer("crof", GLM, "input=9;output=9", sku="glm-c")]}
    cheap = {"input_cost_per_token": 1e-9}
    for name, more in (
        ("gpt", {}), ("zai-org/GLM", {"custom_llm_provider": "deepinfra"}),
        ("openai/glm-c", {"api_base": "https://crof.ai/v1/"}),
    ):  # fmt: skip
        (found,) = check(deployed(name, **more, **cheap), known(offers))
        assert found.kind == "dearer", name


def test_a_private_deployment_is_a_note_unless_its_model_is_sold_nowhere_any_more() -> None:
    for text in (
        deployed("azure/mine"), deployed("openai/*"), deployed("openai/gpt", api_base="http://10.0.0.1/v1"),
        deployed("azure/mine") + "  model_info: {base_model: gpt}\n",
    ):  # fmt: skip
        (found,) = check(text, known(resolve=lambda name: GPT if name == "gpt" else None))
        assert (found.kind, found.mends) == ("unknown", False)
    lost = known({}, OFFERS[GPT], resolve=lambda name: GPT if name == "gpt" else None)
    (found,) = check(deployed("azure/mine") + "  model_info: {base_model: gpt}\n", lost)
    assert (found.kind, found.said) == ("dead", "azure/mine: nobody sells openai/gpt any more.")


def test_a_merge_of_yaml_and_entries_of_odd_shape_break_nothing() -> None:
    text = "x: &x {model: openai/gpt, input_cost_per_token: 1e-9}\nmodel_list:\n- 3\n- model_name: [a]\n"
    text += "  litellm_params:\n    <<: *x\n- litellm_params: {model: 4}\n- litellm_params: x\n"
    (found,) = check(text)
    assert found.place == "line 5, model_list.1.litellm_params.input_cost_per_token"


def body(**wishes: Any) -> str:
    return json.dumps({"models": ["z-ai/glm:nitro", "moonshotai/kimi"], "provider": wishes}, indent=1)


def test_a_body_names_models_and_providers_that_are_gone() -> None:
    assert check(body(order=["novita", "deepinfra/fp8"])) == []
    kimi = [offer for offer in OFFERS[KIMI] if offer.key.sku != "moonshotai/kimi"]
    (model,) = check(body(), known({**OFFERS, KIMI: kimi}, [OFFERS[KIMI][2]]))
    assert (model.kind, model.said) == ("dead", "moonshotai/kimi: no source lists it any more.")
    assert model.place == "line 4, models.1"
    (host,) = check(body(only=["deepinfra"]), known(glm(status="retired")))
    assert (host.kind, host.said) == ("dead", "deepinfra: it sells none of the models any more.")
    notes = check(body(order=["elsewhere", "openai"]))
    assert [(one.kind, one.mends) for one in notes] == [("unknown", False)] * 2
    (ending,) = check(body(), known({**OFFERS, KIMI: [replace(OFFERS[KIMI][2], status="deprecated")]}))
    assert ending.said == "moonshotai/kimi: deprecated."


def test_a_max_price_below_what_every_host_of_a_model_or_a_listed_provider_asks_is_found() -> None:
    assert check(body(order=["novita"], max_price={"prompt": 0.6, "completion": "2.5"})) == []
    found = check(body(order=["deepinfra"], max_price={"prompt": 0.41, "completion": True}))
    assert [one.said for one in found] == [
        "z-ai/glm:nitro: asks at least 0.42 USD per million input tokens, max_price is 0.41.",
        "moonshotai/kimi: asks at least 0.60 USD per million input tokens, max_price is 0.41.",
    ]
    host = check(body(only=["together"], max_price={"prompt": "0.7"}))
    assert [one.said for one in host] == [
        "together: asks at least 1.00 USD per million input tokens, max_price is 0.70."
    ]
    assert host[0].place == "line 11, provider.max_price.prompt"


def test_json_that_only_json_can_read_has_its_path_of_keys() -> None:
    (found,) = check('{"model": "acme/none", "messages": ["\\ud83d\\ude00"]}')
    assert (found.kind, found.place) == ("unknown", "model")


@pytest.mark.parametrize("format", ["litellm", "openrouter"])
def test_a_table_of_another_choice_is_told_by_task_and_only_with_a_policy(format: str) -> None:
    text = written("balanced", format).text
    assert check(text) == []
    other = a_table(labs={"deny": ["zai"]}, at_least="0.95 of leader")
    found, gone = (one for one in check(text, by=other) if one.kind == "not the choice")
    assert found.said == f"{GLM}: the choice is {GPT} at effort high now."
    assert gone.said == "The policy has no such task."
    assert {one.task.removeprefix("task/") for one in (found, gone)} == {"coding", "tool-use"}
    lost = a_table(at_least="1.0 of leader", on_unreachable="leave_out")
    assert "Nobody reaches 1 of leader" in next(o for o in check(text, by=lost) if o.kind == "not the choice").said


@pytest.mark.parametrize("format", ["litellm", "openrouter"])
def test_an_export_of_ours_that_lacks_a_task_of_the_policy_is_found_and_a_file_by_hand_may_lack_it(format: str) -> None:
    text = exporter(format)(a_table()).text
    (found,) = check(text, by=table("balanced"))
    assert (found.task.removeprefix("task/"), found.kind) == ("tool-use", "missing")
    assert found.said == f"The file has no such task: the policy's table has {GLM}."
    assert check(text.replace("Made by intel", "By hand").replace("made_by", "by"), by=table("balanced")) == []


def test_a_file_without_a_task_s_name_is_told_that_its_choice_is_not_compared() -> None:
    (found,) = check(DEEPINFRA, by=a_table())
    assert (found.mends, found.said) == (
        False, "Nothing is called as a task of the policy (coding): no choice is compared.",
    )  # fmt: skip


def test_what_is_withdrawn_within_the_days_of_the_policy_is_deprecated_in_its_tasks() -> None:
    ending = known(glm(sunset_on=date(2026, 7, 20)))
    text = DEEPINFRA.replace("mine", "task/coding/2")
    assert check(text, ending) == []
    found = check(text, ending, a_table(exclude_sunset_within_days=30))
    assert found[0].said == "deepinfra/zai-org/GLM: deprecated, withdrawn on 2026-07-20."


@pytest.mark.parametrize("policy", ["balanced"])
@pytest.mark.parametrize("format", ["vllm-sr", "portkey", "vercel", "envoy", "markdown"])
def test_a_file_of_another_gateway_is_told_what_can_be_checked(policy: str, format: str) -> None:
    with pytest.raises(UsageError, match=r"^file"):
        check(written(policy, format).text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tasks: 3", "file is nothing that can be checked: neither a native routing table, nor a config.yaml"),
        ("a: [1\nb: {", "file, line 2: "),
        ("- " * 5000 + "x", "file is neither YAML nor JSON that can be read."),
        ("[" * 5000, "file is neither YAML nor JSON that can be read."),
        ("a: &a [*a]", "file: it unfolds to more than 200,000 entries"),
        ("", "file is nothing that can be checked"),
    ],
    ids=["another", "broken", "deep", "deeper", "endless", "empty"],
)
def test_a_file_that_cannot_be_read_is_one_sentence(text: str, said: str) -> None:
    with pytest.raises(UsageError) as told:
        check(text)
    assert str(told.value).startswith(said)
    assert "\n" not in str(told.value)


def test_a_native_table_is_no_dialect() -> None:
    assert dialect(read(written("balanced", "native").text, "file"), "file") == ""


def test_a_dearer_region_that_a_name_without_one_may_mean_is_a_note() -> None:
    here, *others = OFFERS[GLM]
    eu = replace(
        here, id=here.id + 9_000, key=replace(here.key, region="eu"),
        statements=(replace(here.statements[0], card=a_card("input=9;output=9"), usd=a_card("input=9;output=9")),),
    )  # fmt: skip
    usd = {name: float(amount) / 10**6 for name, amount in zip(COSTS, prices(here), strict=True)}
    (found,) = check(deployed("deepinfra/zai-org/GLM", **usd), known({**OFFERS, GLM: [here, eu, *others]}))
    assert not found.mends
    assert found.said.startswith("deepinfra/zai-org/GLM: no region is named; ")
    assert "which holds in no named region, and in eu it is 9.00 USD per million tokens." in found.said


COSTS = ("input_cost_per_token", "output_cost_per_token")


def prices(offer: OfferView) -> list[Decimal]:
    assert offer.usd is not None
    return [offer.usd.amount(meter) or Decimal(0) for meter in (Meter.INPUT, Meter.OUTPUT)]
