"""P(good enough), read off stored quantiles."""

import pytest

from intel.market.thresholds import probability_at_least
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
