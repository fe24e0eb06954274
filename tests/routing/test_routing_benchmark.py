"""The contest of routing rules in ``benchmarks``: what each rule takes, and how a choice is judged."""

import pytest

pytest.importorskip("scipy")

import numpy as np
import yaml

from benchmarks.routing import (
    AT_LEAST,
    ORACLE,
    OURS,
    PROBABILITY,
    RULES,
    above_median,
    frontier,
    oracle,
    ours,
    outcome,
    priciest,
    subsets,
)
from benchmarks.routing_views import Row, View, among
from intel.catalog.seeds import seeds_folder
from intel.market.quality import Judgement


def a_view(*rows: tuple[str, float, float, float, float], sd: float = 0.05) -> View:
    """Rows of (model, ability, score, measured cost, expected cost); the price per token is the expected cost."""
    judged = Judgement(
        tuple((name, "") for name, *_ in rows), (("one", "two"),) * len(rows), (frozenset[str](),) * len(rows),
        np.array([row[1] for row in rows]), sd**2 * np.eye(len(rows)), lambda x: x,
    )  # fmt: skip
    found = tuple(Row(name, "", score, cost, expected, expected) for name, _, score, cost, expected in rows)
    return View("a board", found, judged, len(rows))


VIEW = a_view(
    ("a/best", 1.0, 90.0, 4.0, 0.40),
    ("b/near", 0.9, 85.0, 1.0, 0.10),
    ("c/odd", 0.1, 88.0, 0.5, 0.05),
    ("d/weak", -1.0, 20.0, 0.1, 0.01),
)


def chosen(rule: str) -> str:
    return VIEW.rows[RULES[rule](VIEW)].model


def test_ours_is_the_cheapest_that_is_surely_good_enough() -> None:
    assert chosen(OURS) == "b/near"
    unsure = a_view(("a/best", 1.0, 90, 4, 0.4), ("b/near", 0.75, 85, 1, 0.1), sd=0.4)
    assert unsure.rows[ours(unsure)].model == "a/best"


def test_the_rule_is_that_of_the_ready_policy() -> None:
    stated = yaml.safe_load((seeds_folder() / "policies" / "balanced.yaml").read_text("utf-8"))
    assert (stated["at_least"], stated["probability"]) == (f"{AT_LEAST:.2f} of leader", PROBABILITY)


def test_the_others_do_what_their_names_say() -> None:
    assert (VIEW.rows[frontier(VIEW)].model, VIEW.rows[priciest(VIEW)].model) == ("a/best", "a/best")
    assert VIEW.rows[above_median(VIEW)].model == "b/near"
    assert chosen(ORACLE) == "c/odd"


def test_a_choice_is_judged_by_what_was_measured() -> None:
    found = outcome(VIEW, ours)
    assert (found.kept, found.cost, found.over, found.chosen) == (85 / 90, 0.25, 2.0, "b/near")
    assert outcome(VIEW, oracle).over == 1.0


def test_subsets_are_parts_and_the_same_each_time() -> None:
    parts = subsets(VIEW, 20)
    assert {len(part.rows) for part in parts} == {2}
    assert [p.rows for p in parts] == [p.rows for p in subsets(VIEW, 20)]
    for part in parts:
        assert [unit[0] for unit in part.judged.units] == [row.model for row in part.rows]


def test_the_best_of_a_part_is_the_best_that_others_are_measured_by() -> None:
    part = among(VIEW.judged, [1, 3])
    assert part.reference is not None
    assert part.units[part.reference] == ("b/near", "")
