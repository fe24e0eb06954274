"""Two reporters of one score: who is believed, how far apart they are, and how labs drift."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from intel.market.crosscheck import drifts, pairs
from intel.views import ScoreView
from tests.factories import NOON


def said(value: str, reporter: str = "independent", *, number: int = 1, **changed: object) -> ScoreView:
    witness = "vendor:acme" if reporter == "vendor" else reporter
    view = ScoreView(
        number, "board", witness, "m", "acme/m", "acme", "m", None, "", "board/x", "1", "Board", "percent", True, False,
        None, "", reporter, "", Decimal(value), None, None, None, None, None, None, None, None, None, None, NOON, NOON,
        "https://board.example", "0" * 64, "MIT", True, "",
    )  # fmt: skip
    return replace(view, **changed)  # type: ignore[arg-type]


def test_the_board_s_own_run_is_believed_before_a_submission_and_that_before_the_lab() -> None:
    found = pairs([said("80", "vendor"), said("70"), said("75", "submitter")])
    assert [(p.believed.reporter, p.other.reporter, p.why) for p in found] == [
        ("independent", "submitter", "independent before submitter"),
        ("independent", "vendor", "independent before vendor"),
        ("submitter", "vendor", "submitter before vendor"),
    ]
    assert [p.difference for p in found] == [5, 10, 5]


def test_between_equals_the_later_day_is_believed() -> None:
    old = said("70", witness="one", stated_on=date(2026, 1, 1))
    new = said("72", witness="two", stated_on=date(2026, 2, 1), number=2)
    (found,) = pairs([old, new])
    assert (found.believed.witness, found.why) == ("two", "stated later")


def test_two_efforts_are_not_the_same_score() -> None:
    assert pairs([said("80", effort="low"), said("81", "vendor", effort="high")]) == []
    assert pairs([said("80"), said("81", "vendor", benchmark="board/y")]) == []


def test_another_edition_harness_or_an_unlabelled_effort_is_said() -> None:
    (found,) = pairs([said("80", effort="high"), said("81", "vendor", version="2", harness="agent")])
    assert found.why == "independent before vendor; version, harness, effort differ"
    (found,) = pairs([said("80"), said("81", "vendor", version="2")])
    assert found.why == "independent before vendor; version differs"


def test_a_name_without_a_model_is_compared_with_nothing() -> None:
    assert pairs([said("80", model=None), said("70", "vendor", model=None)]) == []


def test_a_lab_s_drift_is_the_mean_over_what_others_tested() -> None:
    scores = [
        said("70"), said("80", "vendor"),
        said("60", model="acme/n"), said("64", "vendor", model="acme/n"),
        said("50", model="honest/x", lab="honest"), said("50", "vendor", model="honest/x", lab="honest"),
        said("90", "vendor", model="acme/untested"),
    ]  # fmt: skip
    assert [(d.lab, d.points, d.pairs) for d in drifts(pairs(scores))] == [("acme", 7.0, 2), ("honest", 0.0, 1)]
