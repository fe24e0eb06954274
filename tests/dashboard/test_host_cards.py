"""The cards of the page Hosts: prices over time, and how to call the host that was picked."""

import csv
import io
import json
import shlex
from decimal import Decimal
from typing import Any

import pytest
import yaml

from dashboard.rows import offer_rows
from dashboard.snippets import Snippet, snippets
from dashboard.tables import offers_csv, offers_note
from intel.market.cost import CHAT
from intel.views import OfferView
from tests.dashboard.conftest import LATELY, OpenPage, a_market, lately, sold, texts
from tests.factories import an_offer

NAMES = {
    "api": {"deepinfra": "https://api.deepinfra.example/v1"},
    "api_key": {"deepinfra": "DEEPINFRA_API_KEY"},
    "litellm": {"deepinfra": "deepinfra"},
    "openrouter": {"deepinfra": "deepinfra"},
}
SOLD = [
    an_offer("openrouter", kind="gateway", sku="z-ai/glm-5.2:free"),
    an_offer("openrouter", kind="gateway", sku="z-ai/glm-5.2"),
]


def called(offer: OfferView, offers: list[OfferView] = SOLD) -> dict[str, Snippet]:
    return {one.title: one for one in snippets(offer, offers, NAMES)}


def test_each_way_to_call_a_host_uses_the_names_of_the_catalog() -> None:
    found = called(an_offer("deepinfra", sku="zai-org/GLM-5.2"))
    words = shlex.split(found["curl"].text)
    assert words[1] == "https://api.deepinfra.example/v1/chat/completions"
    assert "Authorization: Bearer $DEEPINFRA_API_KEY" in words
    assert json.loads(words[-1])["model"] == "zai-org/GLM-5.2"
    (entry,) = yaml.safe_load(found["LiteLLM entry"].text)["model_list"]
    assert entry == {
        "model_name": "glm-5.2",
        "litellm_params": {"model": "deepinfra/zai-org/GLM-5.2", "api_key": "os.environ/DEEPINFRA_API_KEY"},
    }
    body = json.loads(found["OpenRouter body"].text)
    assert (body["model"], body["provider"]) == ("z-ai/glm-5.2", {"order": ["deepinfra"], "allow_fallbacks": False})


def test_a_region_is_said_as_the_exports_say_it_and_told_where_it_cannot_be() -> None:
    names = {
        "litellm": {"vertex": "vertex_ai", "bedrock": "bedrock"}, "openrouter": {"vertex": "google-vertex"},
        "api": {"azure": "https://a.example"}, "api_key": {},
    }  # fmt: skip

    def parts(provider: str, **changed: Any) -> dict[str, Snippet]:
        return {one.title: one for one in snippets(an_offer(provider, **changed), SOLD, names)}

    vertex = parts("vertex", region="us-east5", sku="claude@1")
    (entry,) = yaml.safe_load(vertex["LiteLLM entry"].text)["model_list"]
    assert entry["litellm_params"] == {"model": "vertex_ai/claude@1", "vertex_location": "us-east5"}
    assert not vertex["LiteLLM entry"].note
    assert (
        vertex["OpenRouter body"].note
        == "The rate at vertex (us-east5) is of that region, and OpenRouter cannot be told it."
    )
    bedrock = parts("bedrock", region="eu", sku="eu.anthropic.claude")["LiteLLM entry"]
    assert "AWS_REGION_NAME must be a region inside 'eu'" in bedrock.note
    assert "this address cannot be told it" in parts("azure", region="eu", sku="gpt")["curl"].note


def test_an_endpoint_of_openrouter_is_pinned_by_provider_region_and_weights() -> None:
    offer = an_offer("deepinfra", via="openrouter", sku="z-ai/glm-5.2", region="eu", quantization="fp8")
    pinned = {"order": ["deepinfra/eu"], "allow_fallbacks": False, "quantizations": ["fp8"]}
    found = called(offer, [])
    words = shlex.split(found["curl"].text)
    assert words[1] == "https://openrouter.ai/api/v1/chat/completions"
    assert (json.loads(words[-1])["model"], json.loads(words[-1])["provider"]) == ("z-ai/glm-5.2", pinned)
    (entry,) = yaml.safe_load(found["LiteLLM entry"].text)["model_list"]
    assert entry["litellm_params"] == {
        "model": "openrouter/z-ai/glm-5.2", "api_key": "os.environ/OPENROUTER_API_KEY",
        "extra_body": {"provider": pinned},
    }  # fmt: skip
    assert json.loads(found["OpenRouter body"].text)["provider"] == pinned
    assert [one.note for one in found.values()] == ["", "", ""]


def test_a_name_as_a_page_prints_it_is_no_name_to_call_a_model_by() -> None:
    found = called(an_offer("deepinfra", sku="GLM 5.2"))
    assert not found["curl"].text
    assert not found["LiteLLM entry"].text


def test_a_host_that_nobody_has_a_name_for_is_said_to_be_that() -> None:
    found = called(an_offer("novita"))
    assert all(not one.text and "knows no" in one.missing for one in found.values())
    assert "OpenRouter sells this model" in called(an_offer("deepinfra"), [])["OpenRouter body"].missing


@pytest.mark.parametrize("sku", ["it's;rm${IFS}-rf", '"$(reboot)"', "`id`:-x:y", "{{x}}:#"])
def test_a_hostile_name_stays_one_word_of_the_shell_and_one_value_of_yaml(sku: str) -> None:
    found = called(an_offer("deepinfra", sku=sku))
    assert json.loads(shlex.split(found["curl"].text)[-1])["model"] == sku
    (entry,) = yaml.safe_load(found["LiteLLM entry"].text)["model_list"]
    assert entry["litellm_params"]["model"] == f"deepinfra/{sku}"


def test_the_page_offers_the_host_that_was_picked_to_use(open_page: OpenPage) -> None:
    app = open_page(*a_market(), query={"use": "novita"})
    assert not app.exception
    assert "Use this host" in [head.value for head in app.header]
    assert next(box for box in app.selectbox if box.label == "Host").value == "novita"
    assert "api.novita.ai" in str(app.get("bidi_component")[0].proto)
    next(group for group in app.button_group if group.label == "By").set_value("litellm").run()
    assert app.query_params["by"] == "litellm"
    assert "model_list" in str(app.get("bidi_component")[0].proto)


def test_one_answer_stands_below_the_hosts_and_the_address_says_which(open_page: OpenPage) -> None:
    app = open_page(*a_market(), query={"show": "history"})
    heads = [head.value.replace("\\", "") for head in app.header]
    assert any("No price moved from" in head for head in heads)
    assert "Use this host" not in heads
    more = next(group for group in app.button_group if group.label == "More of this model")
    assert more.options == ["Use this host", "Prices over time", "4 set apart", "Why this price?"]
    more.set_value("apart").run()
    assert (app.query_params["show"], app.header[-1].value) == ("apart", "4 offers set apart")


def test_another_model_forgets_what_was_picked_for_the_one_before(open_page: OpenPage) -> None:
    app = open_page(*a_market(), query={"use": "novita", "why": "novita glm-5.2 fp8", "show": "history"})
    next(box for box in app.selectbox if box.label == "Model").set_value("gpt-5.5").run()
    assert not app.exception
    assert {"use", "why"} & set(app.query_params) == set()
    assert app.query_params["show"] == "history"


def test_words_that_mean_nothing_for_this_model_are_told_so(open_page: OpenPage) -> None:
    app = open_page(*a_market(), query={"show": "disputes", "use": "openai", "why": "openai gpt-5.5"})
    told = texts(app).replace("\\", "")
    assert "“disputes” has nothing to show for this model" in told
    assert "“openai gpt-5.5” is no offer of this model" in told
    told = texts(open_page(*a_market(), query={"use": "openai"})).replace("\\", "")
    assert "“openai” is no host that sells GLM-5.2 at a price that compares" in told


def test_the_foot_of_the_chart_names_the_sources_of_the_closed_models_too(open_page: OpenPage) -> None:
    offers, models = a_market()
    offers = [one for one in offers if one.provider.id != "openai"]
    theirs = lately("input=5;output=30", "openai-page")
    offers.append(an_offer("openai", "openai/gpt-5.5", kind="lab", statements=[theirs]))
    told = texts(open_page(offers, models)).replace("\\", "")
    assert "openai-page" in told


def test_speed_and_uptime_have_columns_where_somebody_states_them_and_are_unknown_where_not(
    open_page: OpenPage,
) -> None:
    fast = sold("novita", "input=1;output=2", uptime_ratio=Decimal("0.995"), throughput_tokens_per_second=Decimal(80))
    shown = offer_rows([fast], CHAT, LATELY)
    assert "unknown" not in offers_note(shown)
    saved = next(csv.DictReader(io.StringIO(offers_csv(shown))))
    assert (saved["uptime_ratio"], saved["tokens_per_second"], saved["latency_ms"]) == ("0.995", "80.00", "")
    app = open_page(*a_market())
    assert "Speed" not in app.dataframe[0].value
    assert any("Uptime and speed are unknown" in caption.value for caption in app.caption)


def test_the_table_rounds_a_half_up_as_the_cards_do(open_page: OpenPage) -> None:
    app = open_page([sold("crof", "input=0.3;output=1.05")])
    assert app.dataframe[0].value["Chat mix"].iloc[0] == 0.488
    assert app.metric[0].value == "$0.488"
