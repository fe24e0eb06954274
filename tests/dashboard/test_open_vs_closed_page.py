"""The page Open vs closed: open models beside the closed ones that are as good at a task, now and over time."""

import csv
import io
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from dashboard import matched, past
from dashboard.derived import pricing
from dashboard.past import Series
from intel.cli.app import app as command
from intel.market.cost import CHAT, Workload, blended
from intel.market.equals import matches
from intel.market.timeline import Moment, median_over_time
from tests.cli.catalog import document
from tests.dashboard.conftest import OpenPage, a_fit, a_market, an_estimate, show, sold, texts
from tests.dashboard.test_pages import drawn, metrics
from tests.factories import NOON, a_card, a_model, an_offer
from tests.market.test_equals import GLM, GPT, OPUS, hosted, judged

LATER = NOON + timedelta(days=30)
CHATTING = {"workload": "chat"}


def claims_of(app: AppTest) -> list[str]:
    return [head.value.replace("\\", "") for head in app.header]


def test_hosts_are_set_against_the_closed_models_that_are_as_good(open_page: OpenPage) -> None:
    app = open_page(*a_market(), page="open_vs_closed", query=CHATTING, fit=a_fit())
    assert not app.exception
    assert claims_of(app)[:2] == [
        "1 of 1 open model asks less at the median host than the median closed model as good at writing and repairing "
        "code; 1 undercuts all of them",
        "Moving from CLAUDE-OPUS-4.8 to GLM-5.2 saves $3,140 a month at the median host",
    ]
    assert metrics(app) == {"Paid today": "$4,000", "Median of 4 hosts": "$860", "Cheapest host": "$350"}
    row = app.dataframe[0].value.iloc[0]
    assert (row["Equals"], row["Cheapest equal"], row["Equal asks"], row["Median"]) == (
        1,
        "CLAUDE-OPUS-4.8",
        10.0,
        2.15,
    )
    said = texts(app)
    assert "neither is the better one with odds of three to one" in said
    assert "Assumes that both models need the same tokens" in said
    assert "Odds that GLM" in said


def told(tmp_path: Path, *words: str) -> list[dict[str, Any]]:
    url = f"sqlite:///{tmp_path / 'catalog.db'}"
    done = CliRunner().invoke(command, ["spread", *words, "--json"], env={"INTEL_DATABASE_URL": url})
    found: list[dict[str, Any]] = document(done)
    return found


def test_the_command_line_answers_with_the_numbers_of_the_page(open_page: OpenPage, tmp_path: Path) -> None:
    app = open_page(*a_market(), page="open_vs_closed", fit=a_fit())
    (row,) = told(tmp_path, "--task", "coding")
    shown = app.dataframe[0].value.iloc[0]
    price = row["blended_usd_per_mtok"]
    assert (row["workload"], row["hosts"], len(row["peers"])) == ("agentic", shown["Hosts"], shown["Equals"])
    assert [float(price[key]) for key in ("min", "median", "max")] == pytest.approx(
        [shown["Cheapest"], shown["Median"], shown["Dearest"]], abs=1e-8
    )
    assert float(row["times"]) == pytest.approx(shown["Closed ÷ open"], abs=1e-4)
    assert (row["undercuts"], row["why_none"], row["peers"][0]["model"]) == (True, None, "anthropic/claude-opus-4.8")
    assert 0.25 < row["peers"][0]["p_open_better"] < 0.75
    assert told(tmp_path, "gpt-5.5", "--task", "coding") == [], "a closed model is nobody's match"
    assert told(tmp_path, "glm-5.2", "--task", "coding", "--workload", "chat")[0]["workload"] == "chat"


def test_a_task_that_nobody_knows_is_one_clear_sentence(open_page: OpenPage, tmp_path: Path) -> None:
    open_page(*a_market(), fit=a_fit())
    env = {"INTEL_DATABASE_URL": f"sqlite:///{tmp_path / 'catalog.db'}"}
    done = CliRunner().invoke(command, ["spread", "--task", "cooking"], env=env)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "cooking" in done.stderr
    table = CliRunner().invoke(command, ["spread", "--task", "coding"], env=env | {"COLUMNS": "120"}).stdout
    assert "anthropic/claude-opus-4.8" in table


def test_the_address_names_task_model_and_requests_of_one_s_own(open_page: OpenPage) -> None:
    query = {"today": "claude-opus-4.8", "tokens_in": "1000", "cached": "0", "tokens_out": "0", "requests": "1000000"}
    app = open_page(*a_market(), page="open_vs_closed", query=query | {"tokens_out": "500"}, fit=a_fit())
    assert not app.exception
    assert next(box.value for box in app.selectbox if box.label == "Paid today") == "claude-opus-4.8"
    assert metrics(app)["Paid today"] == "$17,500"
    numbers = {box.label: box.value for box in app.number_input}
    assert numbers == {"Tokens in": 1000, "Cached, %": 0, "Tokens out": 500, "Requests a month": 1_000_000}
    next(box for box in app.number_input if box.label == "Cached, %").set_value(50).run()
    assert app.query_params["cached"] == "50"
    assert metrics(app)["Cheapest host"] == "$1,300"


def test_a_task_where_nothing_closed_is_as_good_says_so(open_page: OpenPage) -> None:
    fit = a_fit(an_estimate("openai/gpt-5.5", 0.9), an_estimate("zai/glm-5.2", 0.4))
    app = open_page(*a_market(), page="open_vs_closed", fit=fit)
    assert not app.exception
    assert claims_of(app)[0].startswith("No open model has a closed equal with a known price at writing")
    assert app.dataframe[0].value["No ratio"].iloc[0] == "no closed equal"
    assert not app.metric


def test_a_model_that_one_source_judges_is_counted_and_left_out(open_page: OpenPage) -> None:
    offers, models = a_market()
    made = [*a_fit().estimates, an_estimate("zai/glm-5.3", 0.78, provisional=True, sources=("livebench",))]
    fit = a_fit(*made)
    app = open_page([*offers, sold("novita", "input=1;output=1", "zai/glm-5.3")], [*models, a_model("zai/glm-5.3")],
                    "open_vs_closed", fit=fit)  # fmt: skip
    assert "1 model that one source alone judges is left out" in texts(app)
    assert list(app.dataframe[0].value["Model"]) == ["GLM-5.2"]


def test_a_model_of_unknown_licence_has_a_look_of_its_own_and_is_in_no_claim(open_page: OpenPage) -> None:
    offers, models = a_market()
    unsure = [a_model("zai/glm-5.2", open_weights=None), *models[1:]]
    app = open_page(offers, unsure, "open_vs_closed", fit=a_fit())
    assert not app.exception
    assert claims_of(app)[0].startswith("No open model has a closed equal")
    assert app.dataframe[0].value["Weights"].iloc[0] == "unknown"
    assert b"muted" in drawn(app)
    assert "1 model of unknown licence among them" in texts(app)


def test_an_unknown_price_is_no_zero_and_the_reason_is_named() -> None:
    (found,) = matches([judged(GLM, 0.78, True), judged(GPT, 0.78)], hosted() | {GPT: []}, CHAT)
    row = matched.cells(found, {})
    assert (row["Equals"], row["Equal asks"], row["Closed ÷ open"], row["No ratio"]) == (
        1, None, None, "no known price of an equal",
    )  # fmt: skip
    (line,) = csv.DictReader(io.StringIO(matched.csv([found])))
    assert (line["cheapest_equal_usd_per_mtok"], line["median_usd_per_mtok"]) == ("", "2.00")
    assert matched.ladders([found], NOON)[0][1] is None


def test_hosts_that_ask_the_same_share_a_point_that_names_them() -> None:
    offers = hosted()
    offers[GLM] = [*offers[GLM], an_offer("zed", GLM, "input=3;output=3")]
    (found,) = matches([judged(GLM, 0.78, True), judged(GPT, 0.78), judged(OPUS, 0.77)], offers, CHAT)
    ((hosts, equals),) = matched.ladders([found], NOON)
    assert [(price, who) for price, who, _ in hosts.points] == [(1.0, 1), (2.0, 1), (3.0, 2)]
    assert hosts.points[2][2] == "$3.00 at C and Zed"
    assert (hosts.note, hosts.last) == ("4 hosts", "3.2×")
    assert equals is not None
    assert [text for *_, text in equals.points] == ["$6.00: gpt", "$10.00: opus"]
    assert equals.note == "2 closed equals"


def test_what_is_paid_today_is_moved_to_the_likeliest_equal_by_default() -> None:
    found = matches([judged(GLM, 0.80, True), judged("zai/air", 0.78, True), judged(GPT, 0.775)],
                    hosted() | {"zai/air": hosted()[GLM]}, CHAT)  # fmt: skip
    paid = matched.paid(found)[GPT]
    assert [one.estimate.model for one in paid.equals] == [GLM, "zai/air"]
    assert matched.nearest(paid).estimate.model == "zai/air"
    unsold = matches([judged(GLM, 0.80, True), judged(GPT, 0.8)], hosted() | {GLM: []}, CHAT)
    assert matched.paid(unsold) == {}


def moments(*steps: tuple[int, str], provider: str = "novita") -> list[Moment]:
    return [Moment(NOON + timedelta(days=d), Decimal(p) if p else None, provider, "models.dev") for d, p in steps]


def test_the_median_over_time_moves_with_each_host_that_comes_changes_or_goes() -> None:
    hosts = {"a": moments((0, "1"), (20, ""), provider="a"), "b": moments((5, "3"), provider="b")}
    assert [(m.at - NOON, m.price) for m in median_over_time(hosts)] == [
        (timedelta(0), Decimal(1)), (timedelta(5), Decimal(2)), (timedelta(20), Decimal(3)),
    ]  # fmt: skip
    gone = {"a": moments((0, "1"), (20, ""), provider="a")}
    assert [m.price for m in median_over_time(gone)] == [Decimal(1), None]
    assert median_over_time({}) == []


def over_time(closed: list[Moment], hosts: list[Moment]) -> tuple[Series, Series, Series]:
    return past.apart(("gpt", "glm"), ("GPT", "GLM"), closed, {"novita": hosts})


def test_the_title_over_time_says_how_far_apart_both_were_and_are() -> None:
    found = over_time(moments((0, "8")), moments((10, "2"), (20, "1")))
    assert past.apart_claim(found, LATER) == (
        "GPT cost 4.0× the median host of GLM on 12 Jul 2026 and costs 8.0× today"
    )
    steady = over_time(moments((0, "8")), moments((10, "2")))
    assert past.apart_claim(steady, LATER) == "GPT has cost 4.0× the median host of GLM since 12 Jul 2026"
    assert past.apart_claim(over_time([], moments((0, "1"))), LATER) == "No price of GPT is known by 1 Aug 2026"


def test_a_median_that_moves_by_a_rate_that_became_known_is_no_move() -> None:
    agentic = Workload("agentic", 20_000, Decimal("0.8"), 1000)
    stated = ("input=3;output=15", "input=3;output=15;cache_read=0.3")
    cards = [(NOON + timedelta(days=10 * d), a_card(rates)) for d, rates in enumerate(stated)]
    hosts = [Moment(at, blended(card, agentic), "novita", "litellm", None, card) for at, card in cards]
    found = past.apart(("gpt", "glm"), ("GPT", "GLM"), moments((0, "36")), {"novita": hosts}, pricing(agentic))
    assert [step.learned for line in past.apart_lines(found, LATER, {})[1:] for step in line.steps] == [False, True] * 2
    assert past.apart_claim(found, LATER) == (
        "GPT costs 23.8× the median host of GLM, and neither has moved since 2 Jul 2026"
    )
    closed = moments((0, "36"), (20, "18"))
    both = past.apart(("gpt", "glm"), ("GPT", "GLM"), closed, {"novita": hosts}, pricing(agentic))
    assert past.apart_claim(both, LATER).endswith("today, in part by rates that became known")


def test_lines_over_time_keep_the_hues_of_open_and_closed() -> None:
    found = over_time(moments((0, "8")), moments((10, "2"), (20, "1")))
    looks = {line.name: (line.look, line.short) for line in past.apart_lines(found, LATER, {})}
    assert looks == {
        "GPT": (("closed", "solid"), "closed"),
        "GLM, median host": (("open", "solid"), "open, median"),
        "GLM, cheapest host": (("open", "dashed"), "open, cheapest"),
    }


def test_the_old_words_of_the_address_break_nothing(open_page: OpenPage) -> None:
    open_page(*a_market(), fit=a_fit())
    app = show("open_vs_closed", {"class": "frontier", "today": "gpt-5.5", "cached": "101", "tokens_in": "x"})
    assert not app.exception


def test_prices_that_no_eye_can_part_are_one_point_and_both_ends_stand_exactly() -> None:
    asked = {"a": "1", "b": "1.01", "c": "2", "d": "2.98", "e": "3"}
    offers = {GLM: [an_offer(name, GLM, f"input={price};output={price}") for name, price in asked.items()], GPT: []}
    (found,) = matches([judged(GLM, 0.78, True), judged(GPT, 0.78)], offers, CHAT)
    ((hosts, _),) = matched.ladders([found], NOON)
    assert hosts.points == (
        (1.0, 2, "$1.00 to $1.01 at A and B"),
        (2.0, 1, "$2.00 at C"),
        (3.0, 2, "$2.98 to $3.00 at D and E"),
    )
