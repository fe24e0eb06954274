"""What the pages say: empty, first run, normal, stale, filtered, and with hostile names."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboard.conftest import OpenPage, a_fit, a_market, an_estimate, lately, show, sold, texts
from tests.factories import a_model, an_offer

PAGES = ["hosts", "open_vs_closed", "leaders", "today", "frontier", "history"]


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label.replace("\\", ""): metric.value for metric in app.metric}


def drawn(app: AppTest) -> bytes:
    """The rows of the charts, as they are sent."""
    charts = [element.proto for element in app.main if element.type == "vega_lite_chart"]
    return b"".join(dataset.data.data for chart in charts for dataset in chart.datasets)


@pytest.mark.parametrize("page", PAGES)
def test_without_a_catalog_the_page_says_how_to_make_one(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTEL_DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    app = show(page, {})
    assert not app.exception
    assert app.title[0].value == "No prices yet"
    assert "intel init" in app.text[0].value


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_catalog_shows_no_zero_but_what_to_do(page: str, open_page: OpenPage) -> None:
    app = open_page(page=page)
    assert not app.exception
    missing = "No quality estimated yet" if page in ("leaders", "frontier") else "No offer in the catalog yet"
    assert missing in texts(app)
    assert not app.metric


def test_hosts_are_claimed_counted_and_ranked(open_page: OpenPage) -> None:
    app = open_page(*a_market())
    assert not app.exception
    assert app.header[0].value.replace("\\", "") == (
        "GLM-5.2: 4 hosts from $0.50 to $1.80 in, 2 of them at $1.40; GPT-5.5 costs 5.2× the median host"
    )
    assert metrics(app) == {
        "Cheapest, Chat mix": "$0.875",
        "Median, Chat mix": "$2.15",
        "Dearest ÷ cheapest": "3.1×",
        "Most common input": "$1.40",
    }
    assert list(app.dataframe[0].value["Host"]) == ["Deepinfra", "Novita", "Together", "Zai"]
    assert list(app.dataframe[0].value["Chat mix"]) == [0.875, 2.15, 2.15, 2.725]


def test_offers_that_do_not_compare_stand_apart_with_their_word(open_page: OpenPage) -> None:
    apart = open_page(*a_market(), query={"show": "apart"}).dataframe[1].value
    assert dict(zip(apart["Host"], apart["Set apart by"], strict=True)) == {
        "Novita": "batch", "Router": "gateway", "Coding": "plan", "Silent": "unknown price",
    }  # fmt: skip
    assert apart[apart["Host"] == "Coding"]["Input"].isna().all(), "a plan's $0 is no price per token"


def test_a_precision_that_there_is_no_choice_of_is_told(open_page: OpenPage) -> None:
    app = open_page([sold("novita", "input=1;output=3", quantization="fp8")], query={"precision": "fp4"})
    assert "Precision: “fp4” is no choice here; there is fp8. Left out." in texts(app)
    assert "Precision" not in [group.label for group in app.button_group]
    assert "Precision" not in texts(show("hosts", {"precision": "fp8"}))


def test_the_address_names_model_workload_and_precision(open_page: OpenPage) -> None:
    app = open_page(*a_market(), query={"model": "glm-5.2", "workload": "agentic", "precision": "fp8"})
    assert app.selectbox[0].value == "glm-5.2"
    assert list(app.dataframe[0].value["Host"]) == ["Deepinfra", "Novita"]
    assert "Cheapest, Agentic mix" in metrics(app)


def test_using_a_control_writes_the_address_and_the_default_leaves_it_clean(open_page: OpenPage) -> None:
    app = open_page(*a_market())
    app.selectbox[0].select("gpt-5.5").run()
    assert app.query_params["model"] == "gpt-5.5"
    app.selectbox[0].select("glm-5.2").run()
    assert "model" not in app.query_params


def test_a_model_is_found_under_its_whole_id_and_an_unknown_one_is_told(open_page: OpenPage) -> None:
    offers, models = a_market()
    assert open_page(offers, models, query={"model": "openai/gpt-5.5"}).selectbox[0].value == "gpt-5.5"
    app = show("hosts", {"model": "glm-99"})
    assert "glm\\-99” is not in the catalog" in app.info[0].value
    assert app.selectbox[0].value == "glm-5.2"


def test_a_filter_that_leaves_no_host_says_which_and_the_way_out(open_page: OpenPage) -> None:
    offers = [sold("one", "input=1;output=2"), sold("two", "input=0;output=0", quantization="fp4", kind="plan")]
    app = open_page(offers, query={"precision": "fp4"})
    assert "in fp4. Clear Precision" in texts(app)
    assert not app.metric


def test_prices_that_nobody_confirmed_lately_are_dated_on_both_pages(open_page: OpenPage) -> None:
    offers = [
        an_offer("novita"),
        an_offer("openai", "openai/gpt-5.5", kind="lab"),
    ]
    even = an_estimate("openai/gpt-5.5", 0.77), an_estimate("zai/glm-5.2", 0.77)
    for app in (open_page(offers, a_market()[1], fit=a_fit(*even)), show("open_vs_closed", {})):
        assert not app.exception
        assert any("Prices as of 2 Jul 2026" in mark.value for mark in app.markdown)
        assert "models\\.dev 2 Jul 2026 (stale)" in texts(app)


def test_disagreeing_sources_are_shown_side_by_side(open_page: OpenPage) -> None:
    offer = sold("novita", statements=[lately("input=1;output=2"), lately("input=3;output=4", "litellm")])
    app = open_page([offer], query={"show": "disputes"})
    table = app.dataframe[1].value
    assert set(table["Source"]) == {"models.dev", "litellm"}
    assert list(table["Believed"]) == ["believed", "not believed"]
    assert app.dataframe[0].value["Agreement"][0] == "disputed"


def test_a_model_of_unknown_licence_is_neither_open_nor_closed(open_page: OpenPage) -> None:
    app = open_page([sold("one", "input=1;output=2")], [a_model("zai/glm-5.2", open_weights=None)])
    assert b"muted" in drawn(app)
    assert b"open" not in drawn(app)


def test_a_price_is_followed_to_the_bytes_that_state_it(open_page: OpenPage) -> None:
    app = open_page(*a_market(), query={"why": "deepinfra glm-5.2 fp8"})
    assert not app.exception
    labels, facts = [label.value for label in app.caption], [text.value for text in app.text]
    assert labels[labels.index("Stated") :][:7] == ["Stated", "By", "Believed", "Read by", "Document", "Bytes", "Kept"]
    assert facts[0] == "input=0.5;output=2;cache_read=0.1 USD per million"
    assert facts[1].startswith("models.dev (community database")
    assert facts[2].startswith("since ")
    assert (facts[5][:7], len(facts[5])) == ("sha256 ", 71)
    assert "One source states it" in texts(app)


def test_nothing_is_explained_until_somebody_asks(open_page: OpenPage) -> None:
    app = open_page(*a_market(), query={"show": "why"})
    assert "Why this price?" in texts(app)
    assert "Stated" not in texts(app)
    picker = next(box for box in app.selectbox if box.label == "Offer")
    assert picker.options[0] == "No offer picked"
    assert "coding glm-5.2" in picker.options
    picker.set_value("coding glm-5.2").run()
    assert not app.exception
    assert app.query_params["why"] == "coding glm-5.2"
    assert "Stated" in texts(app)
