"""How far the fit's word on a witness that has not seen a model may be trusted: it is asked about those that have.

Every model is left out at one witness at a time, which has a closed form (Rasmussen and Williams 2006, 5.12, by
blocks). Through what was foretold and what was seen goes a line per board; how often the 90 % interval then holds
gives every board a factor for its intervals (conformal prediction: Vovk, Gammerman, Shafer 2005, 2.2), drawn towards
the factor of all boards where cells are few. Models known to one witness alone foretell nothing and are passed over.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.lapack import dpotri
from scipy.special import ndtri

from intel.market.quality_latent import Latent
from intel.market.quality_scale import Floats
from intel.market.quality_sheet import Sheet

LEVEL = 0.90
LINE_CELLS = 8.0
"""Weight of no correction beside a board's own cells."""
POOLED_CELLS = 15.0
"""Weight of all boards' factor beside a board's own, and of no factor beside that of all boards."""
CAUTION = 1.12
"""What intervals are stretched by on top: the lines were drawn through the very cells they are judged by."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Per board: how a score follows from an ability that other witnesses tell of."""

    shift: Floats
    """In abilities, at ability 0."""
    tilt: Floats
    """Below 1: the line through the scores the board saw itself is too steep for what others foretell."""
    widening: Floats
    """What the 90 % interval of a score has to be stretched by to hold nine in ten."""
    spread: float
    """The same for all boards in one: what every deviation of the posterior is multiplied by."""


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
    pooled = _drawn(strayed[told], 1.0)
    factors = np.array([_drawn(strayed[own], pooled) for own in rows])
    return Correction(shift, tilt, CAUTION * factors, CAUTION * pooled)


def unseen(latent: Latent) -> tuple[Floats, Floats]:
    """Mean and variance of each node's latent value without any node of its model and witness."""
    sheet, nodes = latent.sheet, latent.nodes
    inverse, _ = dpotri(latent.factor, lower=True)
    inverse = np.tril(inverse) + np.tril(inverse, -1).T
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


def _drawn(strayed: Floats, towards: float) -> float:
    """Factor of a 90 % interval; the quantile is that of one more cell, so that few cells do not flatter."""
    if not len(strayed):
        return towards
    level = min(1.0, LEVEL * (len(strayed) + 1) / len(strayed))
    own = float(np.quantile(strayed, level)) / float(ndtri((1 + LEVEL) / 2))
    return (len(strayed) * own + POOLED_CELLS * towards) / (len(strayed) + POOLED_CELLS)
