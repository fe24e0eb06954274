"""Quality against cost, and what a fixed quality cost over time."""

from datetime import timedelta
from decimal import Decimal

import hypothesis
from hypothesis import strategies as st

from intel.market.frontier import Point, best, cheapest, fall, fixed_quality, pareto
from tests.factories import NOON


def at(model: str, quality: float, cost: str) -> Point:
    return Point(model, quality, Decimal(cost))


GOOD, CHEAP, WORSE, DEAR = at("good", 0.8, "2"), at("cheap", 0.5, "1"), at("worse", 0.4, "1.5"), at("dear", 0.8, "3")


def test_only_what_nothing_cheaper_is_as_good_as_is_on_the_frontier() -> None:
    assert pareto([DEAR, WORSE, GOOD, CHEAP]) == [CHEAP, GOOD]
    assert pareto([]) == []


def test_equal_cost_and_quality_go_by_name_whatever_the_order() -> None:
    twins = [at("b", 0.5, "1"), at("a", 0.5, "1"), at("c", 0.4, "1")]
    assert pareto(twins) == pareto(twins[::-1]) == [at("a", 0.5, "1")]
    assert best(twins) == at("a", 0.5, "1")


points = st.lists(st.builds(Point, st.text("abc", min_size=1), st.floats(0, 1), st.decimals("0.01", 9, places=2)))


@hypothesis.given(points)
def test_every_point_off_the_frontier_is_beaten_by_one_on_it(found: list[Point]) -> None:
    line = pareto(found)
    assert all(any(p.cost <= x.cost and p.quality >= x.quality for p in line) for x in found)
    assert [p.quality for p in line] == sorted({p.quality for p in line})


def test_a_level_that_nobody_reaches_has_no_price() -> None:
    assert cheapest([CHEAP, GOOD], 0.9) is None
    assert cheapest([DEAR, GOOD, CHEAP], 0.8) == GOOD


def test_a_fixed_quality_gets_cheaper_as_cheaper_models_come() -> None:
    later = NOON + timedelta(days=30)
    steps = fixed_quality({later: [DEAR, GOOD, at("new", 0.9, "0.5")], NOON: [DEAR]}, 0.8)
    assert steps == [(NOON, DEAR), (later, at("new", 0.9, "0.5"))]
    assert fall(steps) == 6
    assert fall(steps[:1]) is None
