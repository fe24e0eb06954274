"""P(good enough), read off stored quantiles."""

import pytest

from intel.market.thresholds import probability_at_least, reach_of_best, reach_of_share
from intel.views import QUANTILES

RATIOS = (0.80, 0.84, 0.88, 0.92, 0.96, 1.00, 1.04)


def test_at_a_quantile_it_is_that_quantile_s_complement() -> None:
    assert [round(probability_at_least(RATIOS, ratio), 9) for ratio in RATIOS[1:]] == [
        round(1 - level, 9) for level in QUANTILES[1:]
    ]


def test_between_two_it_is_linear() -> None:
    assert probability_at_least(RATIOS, 0.90) == pytest.approx(1 - (0.25 + 0.50) / 2)


@pytest.mark.parametrize(("asked", "known"), [(0.5, 1.0), (0.8, 1.0), (1.05, 0.0)])
def test_beyond_the_outermost_quantiles_it_is_certain(asked: float, known: float) -> None:
    assert probability_at_least(RATIOS, asked) == known


def test_without_quantiles_nothing_is_good_enough() -> None:
    assert probability_at_least((), 0.9) == 0.0


def test_the_reach_clears_just_what_the_probability_clears() -> None:
    quantiles = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
    for probability in (0.6, 0.75, 0.9):
        reach = reach_of_best(quantiles, probability)
        assert probability_at_least(quantiles, reach) == pytest.approx(probability)
        assert probability_at_least(quantiles, reach + 0.01) < probability
    assert reach_of_best(quantiles, 0.75) == 0.7
    assert (reach_of_best(quantiles, 0.99), reach_of_best(quantiles, 0.01), reach_of_best((), 0.5)) == (0.5, 1.0, 0.0)


def test_an_absolute_reach_is_a_quantile_of_the_interval() -> None:
    assert reach_of_share(0.6, 0.5, 0.7, 0.5) == pytest.approx(0.6)
    assert reach_of_share(0.6, 0.5, 0.7, 0.95) == pytest.approx(0.5, abs=0.01)
    assert reach_of_share(0.6, 0.5, 0.7, 0.75) < 0.6
    assert 0 < reach_of_share(1.0, 0.9, 1.0, 0.75) <= 1
