"""The page Routing: a policy by controls or as text, the table it gives, what that changes, and its files."""

import csv
import io
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from dashboard import data, policies, routed, routes
from dashboard.words import day, percent
from intel.actions import publish_routing_table, ready_policies
from intel.catalog.engine import open_engine
from intel.catalog.estimates import NewRun
from intel.routing.diff import Change
from intel.routing.exporters import FORMATS
from intel.routing.policy_file import parse_policy
from tests.dashboard.conftest import LATELY, OpenPage, a_fit, a_market, an_estimate, show, texts
from tests.factories import an_offer
from tests.routing.made import a_table

READY = ready_policies()
USUAL = policies.wishes(READY["balanced"])
NOW = datetime(2026, 11, 28, tzinfo=UTC)
CODING = "at_least: 0.90 of leader\ntasks:\n  coding:\n"


def judged() -> NewRun:
    """GPT-5.5 and, nearly as good, GLM-5.2, each at one effort."""
    shares = {"openai/gpt-5.5": 0.8, "zai/glm-5.2": 0.77}
    efforts = [
        an_estimate(model, share, effort=effort, rolled_from="max" if effort == "*" else "")
        for model, share in shares.items()
        for effort in ("*", "max")
    ]
    return a_fit(*efforts, led=())


def test_a_policy_that_nothing_is_wished_of_stays_as_it_is_written() -> None:
    for text in READY.values():
        assert policies.edited(text, policies.wishes(text)) == text


def test_what_the_controls_wish_is_a_policy_and_goes_before_a_single_task() -> None:
    wanted = policies.Wishes(95, "2", True, "latency", ("tools", "no_training"), "zai/glm-5.2")
    made = parse_policy(policies.edited(READY["agentic-coding"], wanted))
    for rules in made.tasks.values():
        assert (str(rules.at_least), rules.open_weights_only, rules.prefer) == ("0.95 of leader", True, "latency")
        assert (str(rules.max_usd_per_mtok.output), rules.baseline) == ("2.0", "zai/glm-5.2")
        assert (rules.needs.tools, rules.needs.context_tokens, rules.data.no_training) == (True, 200_000, True)
    assert made.title == "Agentic coding, edited"


def test_a_policy_goes_through_an_address_and_rubbish_is_none() -> None:
    assert policies.unpacked(policies.packed(READY["frugal"])) == READY["frugal"]
    bomb = policies.packed("x" * 10 * policies.MOST_BYTES)
    assert [policies.unpacked(word) for word in ("", "%%", "é", "eJw", bomb)] == [None] * 5


def test_the_table_names_a_model_a_host_and_what_it_saves(open_page: OpenPage) -> None:
    app = open_page(*a_market(), page="routing", query={"edit": "yaml", "yaml": policies.packed(CODING)}, fit=judged())
    assert not app.exception
    (row,) = app.dataframe[0].value.to_dict("records")
    assert (row["Task"], row["Model"], row["Host"]) == ("Coding", "GLM-5.2", "Deepinfra")
    assert (row["Solves"], row["90% range"]) == (77.0, "72.0–82.0")
    assert "less than by each task’s leader" in app.header[0].value.replace("\\", "")
    assert "Why GLM-5.2 for coding" in texts(app).replace("\\", "")
    assert "No table has been published yet" in texts(app)


def test_every_format_and_the_policy_itself_can_be_taken_along(open_page: OpenPage) -> None:
    app = open_page(*a_market(), page="routing", query={"quality": "80"}, fit=judged())
    assert not app.exception
    assert {f"file-{format}" for format in (*FORMATS, "policy")} <= {one.key for one in app.get("download_button")}


def test_a_file_is_named_after_what_is_in_it(open_page: OpenPage) -> None:
    open_page(*a_market(), page="routing", fit=judged())
    found = routed.drafted(data.newest(), READY["balanced"])
    for format in FORMATS:
        assert (found.file(format)[0] in "{[") == found.file_name(format).endswith(".json"), format


def test_a_mistake_is_told_with_its_line_and_key_and_nothing_else_is_shown(open_page: OpenPage) -> None:
    wrong = CODING + "    at_leest: 0.5\n"
    app = open_page(*a_market(), page="routing", query={"edit": "yaml", "yaml": policies.packed(wrong)}, fit=judged())
    assert "line 4" in app.error[0].value
    assert "did you mean at\\_least?" in app.error[0].value
    assert app.code[0].value == "4  at_leest: 0.5"
    assert not app.dataframe
    app.text_area[0].set_value(CODING).run()
    assert not app.error
    assert app.dataframe


def test_a_name_that_the_catalog_does_not_know_is_told_with_its_line(open_page: OpenPage) -> None:
    wrong = CODING + "    models: {deny: [zai/glm-9]}\n"
    app = open_page(*a_market(), page="routing", query={"edit": "yaml", "yaml": policies.packed(wrong)}, fit=judged())
    assert "line 4" in app.error[0].value


def test_controls_write_the_address_and_the_text_takes_over_what_they_made(open_page: OpenPage) -> None:
    app = open_page(*a_market(), page="routing", fit=judged())
    app.slider(key="quality").set_value(70).run()
    assert app.query_params["quality"] == "70"
    app.segmented_control(key="edit").set_value("yaml").run()
    assert not app.exception
    assert "at_least: 0.70 of leader" in str(app.text_area[0].value)


def test_a_published_table_is_compared_task_by_task(open_page: OpenPage, tmp_path: Path) -> None:
    first = open_page(
        *a_market(), page="routing", query={"edit": "yaml", "yaml": policies.packed(CODING)}, fit=judged()
    )
    engine = open_engine(os.environ["INTEL_DATABASE_URL"])
    publish_routing_table(engine, tmp_path / "routing.yaml", now=NOW, policy=parse_policy(CODING))
    engine.dispose()
    assert not first.exception
    dearer = CODING + "    open_weights_only: false\n    models: {deny: [zai/glm-5.2]}\n"
    same = show("routing", {"edit": "yaml", "yaml": policies.packed(CODING)})
    assert "Every task goes where the published table sends it" in texts(same).replace("\\", "")
    assert f"Published from the catalog of {day(LATELY)}." in texts(same)
    other = show("routing", {"edit": "yaml", "yaml": policies.packed(dearer)})
    assert "1 task would go otherwise than by the published table" in texts(other).replace("\\", "")
    change = other.dataframe[2].value.iloc[0]
    assert (change["Change"], change["Before"]) == ("another model", "GLM-5.2 at effort max at Deepinfra")
    assert change["A month"] > 0


def test_the_download_has_a_row_for_a_task_without_a_route() -> None:
    for table in (a_table(), a_table(max_usd_per_task="0.000000001")):
        (row,) = csv.DictReader(io.StringIO(routes.csv(table)))
        assert tuple(row) == routes.HEADER
        assert (row["task"], bool(row["model"])) == ("coding", not table.unrouted)
        assert row["reasons"]
        assert ("No model may do" in routes.claim(table, "x")) == bool(table.unrouted)


@pytest.mark.parametrize("query", [{}, {"policy": "frontier"}, {"policy": "eu-hosted"}, {"weights": "open"}])
def test_a_ready_policy_opens_by_its_link(open_page: OpenPage, query: dict[str, str]) -> None:
    app = open_page(*a_market(), page="routing", query=query, fit=judged())
    assert not app.exception
    assert len(app.dataframe[0].value) == 9


def test_without_estimates_the_page_says_what_to_do(open_page: OpenPage) -> None:
    app = open_page(*a_market(), page="routing")
    assert not app.exception
    assert "No quality estimated yet" in texts(app)


def test_a_demand_of_privacy_in_a_link_is_obeyed_and_a_word_that_is_none_is_told(open_page: OpenPage) -> None:
    app = open_page(*a_market(), page="routing", query={"must": "no_training,secret", "quality": "7"}, fit=judged())
    assert next(one for one in app.button_group if one.key == "must").value == ["Train on no prompts"]
    said = texts(app).replace("\\", "")
    assert "Hosts must: “secret” is no choice here; there are Call tools, " in said
    assert "“7” is no whole number from 40 to 100. Shown instead: 40." in said


def test_an_order_of_hosts_that_no_source_can_tell_is_said() -> None:
    assert policies.unstated("latency", [an_offer("a")]).startswith("No source states latency of any host yet")
    assert policies.unstated("latency", [an_offer("a", latency_ms=300)]) == ""
    assert policies.unstated("price", []) == ""


def test_another_effort_is_no_other_model_and_what_is_left_to_pay_is_not_saved() -> None:
    one = Change("math", "primary", "zai/glm-5.2 at effort max at zai", "zai/glm-5.2 at effort low at zai")
    assert routes.change_cells(one, {}, {})["Change"] == "another effort"
    assert routes.change_cells(replace(one, after="a/b at zai"), {}, {})["Change"] == "another model"
    assert [percent(Decimal(share)) for share in ("0.9985", "0.76", "1", "0.004")] == [
        "more than 99%", "76%", "100%", "0.4%",
    ]  # fmt: skip


def test_while_intel_up_estimates_the_page_says_that_it_comes(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "orig_argv", ["python", "-m", "intel.cli.child", "run"])
    app = open_page(*a_market(), page="routing")
    assert "is estimating it now" in texts(app)
    assert "intel collect" not in texts(app)
