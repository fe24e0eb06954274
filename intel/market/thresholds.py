"""Whether a model is good enough: read off stored quantiles, so that no fit is needed to ask."""

from collections.abc import Sequence
from itertools import pairwise
from math import exp, hypot, log
from statistics import NormalDist

from intel.views import QUANTILES, EstimateView

_LEAST = 1e-9
_NINETY = NormalDist().inv_cdf(0.95)
"""Standard deviations between the middle and a bound of a 90 % interval."""


def probability_at_least(ratio_quantiles: Sequence[float], share_of_best: float) -> float:
    """P(q >= ``share_of_best`` * q_best), linear between the stored quantiles of q / q_best (``QUANTILES``).

    Beyond the outermost quantiles nothing is known but their own level: the answer is then 0 or 1 when the whole range
    lies on one side, which errs by at most five hundredths. Without quantiles it is 0.
    """
    points = list(zip(ratio_quantiles, QUANTILES, strict=False))
    if not points or points[-1][0] < share_of_best:
        return 0.0
    if points[0][0] >= share_of_best:
        return 1.0
    for (low, below), (high, above) in pairwise(points):
        if low < share_of_best <= high:
            return 1 - (below + (above - below) * (share_of_best - low) / (high - low))
    return 0.0


def reach_of_best(ratio_quantiles: Sequence[float], probability: float) -> float:
    """The highest share of the best model's quality that is reached with ``probability``: q / q_best's own quantile.

    A threshold t is cleared where the reach is t or more, so that a higher threshold can only shut out. Linear between
    the stored quantiles, and no further than the outermost; 0 without any.
    """
    points = list(zip(QUANTILES, ratio_quantiles, strict=False))
    if not points:
        return 0.0
    level = 1 - probability
    if level <= points[0][0]:
        return points[0][1]
    for (below, low), (above, high) in pairwise(points):
        if below < level <= above:
            return low + (high - low) * (level - below) / (above - below)
    return points[-1][1]


def reach_of_share(share: float, lower: float, upper: float, probability: float) -> float:
    """The share of the basket that is solved with ``probability``, from the middle and bounds of its 90 % interval.

    Normal on the logit scale between them, as the fit has it; its width there is that of the interval.
    """
    return 1 / (1 + exp(-(_logit(share) - _spread(lower, upper) * NormalDist().inv_cdf(probability))))


def probability_better(one: EstimateView, other: EstimateView) -> float:
    """P(one solves more of the basket than the other), each normal on the logit scale and both independent.

    Which of them is more likely the better one does not hang on that independence; how likely does.
    """
    spread = hypot(_spread(one.lower, one.upper), _spread(other.lower, other.upper))
    gap = _logit(one.share) - _logit(other.share)
    return NormalDist().cdf(gap / max(spread, _LEAST))


def _spread(lower: float, upper: float) -> float:
    """Standard deviation on the logit scale of a 90 % interval."""
    return (_logit(upper) - _logit(lower)) / (2 * _NINETY)


def _logit(share: float) -> float:
    bounded = min(max(share, _LEAST), 1 - _LEAST)
    return log(bounded / (1 - bounded))
