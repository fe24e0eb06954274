"""How far the fit's word on a witness that has not seen a model may be trusted: it is asked about those that have.

Every model is left out at one witness at a time, which has a closed form (Rasmussen and Williams 2006, 5.12, by
blocks). Through what was foretold and what was seen goes a line per board; how often the 90 % interval then holds
gives every board a factor for its intervals (conformal prediction: Vovk, Gammerman, Shafer 2005, 2.2), drawn towards
the factor of all boards where cells are few. Models known to one witness alone foretell nothing and are passed over.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_solve
from scipy.special import ndtri

from intel.market.quality_latent import Latent
from intel.market.quality_scale import Floats
from intel.market.quality_sheet import Sheet

LEVEL = 0.90
LINE_CELLS = 20.0
"""Weight of no correction beside a board's own cells."""
POOLED_CELLS = 15.0
"""Weight of all boards' factor beside a board's own."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Per board: how a score follows from an ability that other witnesses tell of."""

    shift: Floats
    """In abilities, at ability 0."""
    tilt: Floats
    """Below 1: the line through the scores the board saw itself is too steep for what others foretell."""
    widening: Floats
    """What an interval is stretched by, at least 1: it never narrows."""


def correction(latent: Latent) -> Correction:
    """Judge every board by the models that other witnesses know too."""
    sheet = latent.sheet
    mean, variance = unseen(latent)
    foretold, doubt = mean[latent.cell_node], np.sqrt(variance[latent.cell_node] + latent.cell_variance)
    boards = range(len(sheet.boards))
    told = _told(sheet)
    rows = [np.flatnonzero(told & (sheet.board == board)) for board in boards]
    fixes = np.array([_line(foretold[own], latent.cell_value[own]) for own in rows]).reshape(-1, 2)
    shift, tilt = fixes[:, 0], fixes[:, 1]
    strayed = np.abs(latent.cell_value - shift[sheet.board] - tilt[sheet.board] * foretold) / doubt
    pooled = _factor(strayed[told])
    factors = [(len(own) * _factor(strayed[own]) + POOLED_CELLS * pooled) / (len(own) + POOLED_CELLS) for own in rows]
    return Correction(shift, tilt, np.maximum(np.array(factors), 1.0))


def unseen(latent: Latent) -> tuple[Floats, Floats]:
    """Mean and variance of each node's latent value without any node of its model and witness."""
    sheet, nodes = latent.sheet, latent.nodes
    inverse = cho_solve((latent.factor, True), np.eye(len(latent.value)), check_finite=False)
    mean, variance = np.empty(len(latent.value)), np.empty(len(latent.value))
    blocks = sheet.unit_model[nodes.unit] * len(sheet.witnesses) + nodes.witness
    order = np.argsort(blocks, kind="stable")
    for block in np.split(order, np.flatnonzero(np.diff(blocks[order])) + 1):
        own = np.linalg.inv(inverse[np.ix_(block, block)])
        mean[block] = latent.value[block] - own @ latent.weights[block]
        variance[block] = np.diag(own) - latent.variance[block]
    return mean, variance


def _told(sheet: Sheet) -> NDArray[np.bool_]:
    """Whether another witness knows the cell's model."""
    seen = np.zeros((len(sheet.models), len(sheet.witnesses)), dtype=np.intp)
    model = sheet.unit_model[sheet.unit]
    seen[model, sheet.witness] = 1
    return np.asarray(seen.sum(axis=1)[model] > 1)


def _line(foretold: Floats, seen: Floats) -> tuple[float, float]:
    """Shift and tilt through what was seen, by ridge regression towards what was foretold."""
    if not len(seen):
        return 0.0, 1.0
    left = seen - foretold
    gap = float(left.sum()) / (len(seen) + LINE_CELLS)
    middle = float(foretold.mean())
    spread = foretold - middle
    tilt = 1 + float(spread @ (left - gap)) / (float(spread @ spread) + LINE_CELLS * 0.25)
    return gap - (tilt - 1) * middle, tilt


def _factor(strayed: Floats) -> float:
    """Of a 90 % interval; the quantile is that of one more cell, so that few cells do not flatter."""
    if not len(strayed):
        return 1.0
    level = min(1.0, LEVEL * (len(strayed) + 1) / len(strayed))
    return float(np.quantile(strayed, level)) / float(ndtri((1 + LEVEL) / 2))
