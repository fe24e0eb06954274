"""Whether a model is good enough: read off stored quantiles, so that no fit is needed to ask."""

from collections.abc import Sequence
from itertools import pairwise

from intel.views import QUANTILES


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
