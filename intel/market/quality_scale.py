"""Scores on a line: where equal steps mean equal odds.

A share solved becomes its logit; a rating is one already, up to the factor ln 10 / 400 of Elo's law; an index stays.
"""

from math import log

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

ELO = log(10) / 400
"""Logits per rating point: 400 points are odds of ten to one (Elo 1978, 8.4)."""
CLIP = 0.004
"""Shares nearer to 0 or 1 count as this far from it: a board of 100 items knows no better."""


def to_line(scale: str, value: float) -> float:
    """A score as its place on the line."""
    if scale == "percent":
        share = min(max(value / 100, CLIP), 1 - CLIP)
        return log(share / (1 - share))
    return value * ELO if scale == "elo" else value


def steepness(scale: str, value: float) -> float:
    """How far the line moves per unit of the scale at a score: turns a standard error into one on the line."""
    if scale == "percent":
        share = min(max(value / 100, 0.02), 0.98)
        return 0.01 / (share * (1 - share))
    return ELO if scale == "elo" else 1.0


def from_line(scale: str, place: float) -> float:
    """The score at a place on the line."""
    if scale == "percent":
        return float(100 * logistic(np.float64(place)))
    return place / ELO if scale == "elo" else place


def logistic(x: Floats | np.float64) -> Floats:
    """1 / (1 + e^-x), without overflow."""
    return np.asarray(0.5 * (1 + np.tanh(np.asarray(x) / 2)), dtype=np.float64)
