"""The page Leaders: a tie is a tie, every estimate has its interval, and each names who stands behind it."""

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from dashboard import boards, leading
from dashboard.charts import share_intervals
from intel.market.crosscheck import drifts, pairs
from intel.market.tasks import parse_tasks
from intel.views import EstimateView, ScoreView
from tests.dashboard.conftest import OpenPage, a_fit, a_market, texts
from tests.factories import NOON

TASK = parse_tasks("""
[coding]
title = "Writing code"
workload = "chat"
why = "Tests."
[[coding.basket]]
benchmark = "board/x"
version = "1"
why = "First."
[[coding.basket]]
benchmark = "board/y"
version = "1"
why = "Second."
""").get("coding")


def said(value: str, model: str = "acme/m", **changed: Any) -> ScoreView:
    plain = ScoreView(
        1, "board", "board", "m", model, "acme", "m", None, "", "board/x", "1", "Board X", "percent", True, False,
        None, "", "independent", "", Decimal(value), None, None, None, None, None, None, None, None, None, None, NOON,
        NOON, "https://board.example", "0" * 64, "MIT", True, "",
    )  # fmt: skip
    return replace(plain, **changed)


def judged(model: str, share: float = 0.8, **changed: Any) -> EstimateView:
    plain = EstimateView(
        "coding", model, model.upper(), "acme", True, "*", share, share - 0.1, share + 0.1, False, ("a", "b"), 4, 0.5,
        (), "max",
    )  # fmt: skip
    return replace(plain, **changed)


def shown(*models: str) -> list[leading.Row]:
    return [leading.Row(judged(model), True, 0.5) for model in models]


def test_a_tie_is_claimed_as_one_and_each_row_says_who_judges_it(open_page: OpenPage) -> None:
    app = open_page(*a_market(), page="leaders", fit=a_fit())
    assert not app.exception
    claim = app.header[0].value.replace("\\", "")
    assert claim == "2 models may be best at writing and repairing code: GPT-5.5 and CLAUDE-OPUS-4.8"
    table = app.dataframe[0].value
    assert list(table["Model"]) == ["GPT-5.5", "CLAUDE-OPUS-4.8", "GLM-5.2"]
    assert list(table["Leads"]) == ["may be best", "may be best", "no"]
    assert [round(share, 1) for share in table["From"]] == [75.0, 74.0, 72.0]
    assert list(table["Judged by"])[1] == "livebench, lmarena, lab’s own word"


def test_the_open_filter_asks_who_leads_among_open_weights(open_page: OpenPage) -> None:
    app = open_page(*a_market(), page="leaders", query={"weights": "open"}, fit=a_fit())
    assert app.header[0].value.replace("\\", "") == "GLM-5.2 leads the open models at writing and repairing code"
    assert list(app.dataframe[0].value["Model"]) == ["GLM-5.2"]


def test_a_model_s_efforts_are_folded_under_it(open_page: OpenPage) -> None:
    app = open_page(*a_market(), page="leaders", query={"model": "gpt-5.5"}, fit=a_fit())
    assert list(app.dataframe[0].value["Model"]).count("GPT-5.5") == 1
    charts = [element.proto for element in app.main if element.type == "vega_lite_chart"]
    rows = b"".join(dataset.data.data for dataset in charts[1].datasets)
    assert b"max effort" in rows
    assert b"low effort" in rows
    assert "GPT-5.5: 0 scores on the basket" in texts(app).replace("\\", "")


@pytest.mark.parametrize("view", ["boards", "reporters"])
def test_views_without_a_score_say_so(view: str, open_page: OpenPage) -> None:
    app = open_page(*a_market(), page="leaders", query={"view": view}, fit=a_fit())
    assert not app.exception
    assert "No board of the basket has a score" in texts(app) or "No score is stated by two" in texts(app)


def test_a_task_nobody_is_judged_at_has_no_empty_chart(open_page: OpenPage) -> None:
    app = open_page(*a_market(), page="leaders", query={"task": "vision"}, fit=a_fit())
    assert not app.exception
    assert "No model is judged by two independent sources" in texts(app)


def test_a_model_beside_its_score_on_every_board() -> None:
    scores = [said("70"), said("80", effort="high"), said("90", reporter="vendor", benchmark="board/y")]
    columns = boards.editions(TASK, scores)
    (row,) = boards.matrix(shown("acme/m"), columns, boards.best(scores))
    assert list(columns) == ["board/x@1", "board/y@1"]
    assert (row["Board X, %"], row["Lab’s own word"]) == (90.0, "Board X")


def test_the_board_s_own_run_is_shown_before_the_lab_s_higher_word() -> None:
    best = boards.best([said("90", reporter="vendor"), said("70")])
    assert best["acme/m", "board/x@1"].value == 70


@pytest.mark.parametrize(
    ("other", "claim"),
    [
        (said("90", "acme/n"), "ACME/N is first on 1 of 1 board"),
        (said("60", "acme/n"), "ACME/M is first on 1 of 1 board"),
        (said("1", "acme/n", benchmark="board/y"), "Another model is first on each of the 2 boards"),
        (said("1", benchmark="board/y"), "ACME/M is first on 2 of 2 boards"),
    ],
)
def test_who_is_first_on_the_boards_is_counted(other: ScoreView, claim: str) -> None:
    scores = [said("80"), other]
    titles = {"acme/m": "ACME/M", "acme/n": "ACME/N"}
    made = boards.editions(TASK, scores), boards.best(scores), titles
    assert boards.matrix_claim(*made) == claim
    told = boards.matrix_claim(*made, open_only=True)
    assert told == claim.replace("Another", "Another open") or told == f"Of the open models {claim}"


def test_a_lab_that_flatters_itself_is_named() -> None:
    found = pairs([said("70"), said("80", reporter="vendor", witness="vendor:acme")])
    assert boards.drift_claim(drifts(found), found) == "Acme states its own models 10.0 points higher than others do"
    assert boards.drift_claim([], []) == "No score is stated by two reporters"
    assert boards.pair_cells(found[0], {"x": "X"})["Differs"] == 10.0


def test_the_download_holds_every_effort_and_leaves_what_may_not_be_passed_on() -> None:
    efforts: Mapping[tuple[str, str], list[EstimateView]] = {("coding", "acme/m"): [judged("acme/m", effort="low")]}
    rows = list(csv.DictReader(io.StringIO(leading.csv(shown("acme/m"), efforts, "2026-07-02"))))
    assert [(row["effort"], row["rolled_up"]) for row in rows] == [("max", "True"), ("low", "False")]
    kept = list(csv.DictReader(io.StringIO(boards.csv([said("70"), said("80", redistributable=False)]))))
    assert [row["value"] for row in kept] == ["70.00"]


def test_pale_rows_keep_names_that_can_be_read() -> None:
    rows = share_intervals(leading.intervals([*shown("a/b"), leading.Row(judged("c/d"), False, None)]))["datasets"]
    assert [(row["ink"], row["faint"], row["chance"]) for row in rows["rows"]] == [
        ("ink", False, "50%"), ("muted", True, ""),
    ]  # fmt: skip


def test_a_model_that_a_filter_hides_is_told_so_and_a_wrong_word_is_told_those_there_are(open_page: OpenPage) -> None:
    app = open_page(*a_market(), page="leaders", query={"model": "gpt-5.5", "weights": "open"}, fit=a_fit())
    assert "closed weights and is filtered out by Weights: Open. Shown instead: GLM" in app.info[0].value.replace(
        "\\", ""
    )
    app.query_params["weights"] = "opne"
    app.run()
    assert "Weights “opne” is no choice; there are all and open. Shown instead: All" in app.info[0].value


def test_who_leads_alone_leads_and_several_may_be_best() -> None:
    behind = leading.Row(judged("a/behind"), False, 0.1)
    assert [row["Leads"] for row in leading.table([*shown("a/best"), behind])] == ["leads", "no"]
    assert [row["Leads"] for row in leading.table(shown("a/one", "a/two"))] == ["may be best", "may be best"]
