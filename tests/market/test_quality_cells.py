"""Which scores enter the fit, and as what."""

import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from intel.market.quality_cells import Board, Cell, evidence
from intel.market.tasks import parse_tasks
from intel.views import ScoreView
from tests.factories import NOON

TASKS = parse_tasks("""
[coding]
title = "Code"
why = "Because."
workload = "agentic"
basket = [
  {benchmark = "bench/code", version = "1", why = "Tests."},
  {benchmark = "arena/code", version = "rolling", weight = 3, why = "Votes."},
]
[chat]
title = "Chat"
why = "Because."
workload = "chat"
basket = [
  {benchmark = "arena/all", version = "rolling", weight = 2, why = "Votes."},
  {benchmark = "bench/code", version = "1", why = "Tests."},
]
""")


def score(**changed: object) -> ScoreView:
    view = ScoreView(
        1, "bench", "bench", "Robin 5", "lab/robin-5", "lab", "robin", True, "", "bench/code", "1", "Bench", "percent",
        True, False, 100, "", "independent", "", Decimal("61.5"), None, None, None, None, None, None, None, None, None,
        None, NOON, NOON, "https://bench.example", "0" * 64, "MIT", True, "",
    )  # fmt: skip
    return replace(view, **changed)  # type: ignore[arg-type]


def test_a_score_becomes_a_cell_on_the_board_of_its_edition() -> None:
    taken = evidence([score(effort="high")], TASKS)
    assert taken.cells == (Cell("lab/robin-5", "high", "bench/code@1", "bench", "percent", 61.5),)
    assert taken.boards == (Board("bench/code@1", "bench/code", "1", "chat"),)
    assert (taken.families, taken.released) == ({"lab/robin-5": "robin"}, {})
    day = date(2026, 5, 1)
    assert evidence([score(released_on=day)], TASKS).released == {"lab/robin-5": day}


@pytest.mark.parametrize(
    ("changed", "board"),
    [
        ({"harness": "terminus-2"}, "bench/code@1+terminus-2"),
        ({"reporter": "vendor", "witness": "vendor:lab"}, "bench/code@1#vendor"),
        ({"harness": "own agent", "reporter": "vendor"}, "bench/code@1+own agent#vendor"),
        ({"reporter": "submitter"}, "bench/code@1"),
        ({"version": "2"}, "bench/code@2"),
    ],
)
def test_harnesses_editions_and_labs_own_words_are_boards_of_their_own(changed: dict[str, str], board: str) -> None:
    assert [cell.board for cell in evidence([score(**changed)], TASKS).cells] == [board]


@pytest.mark.parametrize(
    "changed",
    [
        {"model": None},
        {"scale": "usd"},
        {"witness": "artificial-analysis"},
        {"source": "artificial_analysis"},
        {"witness": "scale/seal"},
        {"benchmark": "aider/edit"},
        {"benchmark": "arena/french", "version": "rolling", "scale": "elo"},
    ],
)
def test_what_may_not_or_cannot_be_judged_by_stays_out(changed: dict[str, str | None]) -> None:
    assert evidence([score(**changed)], TASKS).cells == ()


def test_composites_come_along_marked() -> None:
    assert [board.composite for board in evidence([score(composite=True)], TASKS).boards] == [True]


@pytest.mark.parametrize(
    ("ratio", "stderr"), [("0.95", 10 / 1.96), ("0.90", 10 / 1.645), (None, 10 / 1.96), ("0.77", 10 / 1.96)]
)
def test_an_interval_becomes_a_standard_error_by_how_sure_it_is(ratio: str | None, stderr: float) -> None:
    sure = Decimal(ratio) if ratio else None
    rated = score(lower=Decimal(50), upper=Decimal(70), interval_ratio=sure)
    assert evidence([rated], TASKS).cells[0].stderr == pytest.approx(stderr, rel=1e-3)


def test_reading_what_a_fit_stored_needs_no_numpy() -> None:
    read = "intel.cli.offers, intel.cli.route, intel.cli.leaders, intel.cli.quality"
    code = f"import sys, {read}\nprint({{'numpy', 'scipy'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "set()\n"
