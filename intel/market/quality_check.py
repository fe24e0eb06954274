"""How far the fit's word on a board it has not seen may be trusted: every model is asked without that witness.

The nodes of one model and one witness are left out together, which has a closed form (Rasmussen and Williams 2006,
5.12, by blocks). How often the 90 % interval then holds gives every board a factor for its intervals (split
conformal prediction: Vovk, Gammerman, Shafer 2005, 4.2), drawn towards the factor of all boards where cells are few.
"""

import numpy as np
from scipy.linalg import cho_solve
from scipy.special import ndtri

from intel.market.quality_latent import Latent
from intel.market.quality_scale import Floats

LEVEL = 0.90
POOLED_CELLS = 15.0
"""Weight of all boards' factor beside a board's own, in cells."""


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


def widening(latent: Latent) -> Floats:
    """Per board: what an interval has to be stretched by so that nine in ten of its cells had lain within it."""
    mean, variance = unseen(latent)
    node = latent.cell_node
    strayed = np.abs(latent.cell_value - mean[node]) / np.sqrt(variance[node] + latent.cell_variance)
    wide = float(ndtri((1 + LEVEL) / 2))
    pooled = float(np.quantile(strayed, LEVEL)) / wide
    factors = np.full(len(latent.sheet.boards), pooled)
    for board in range(len(factors)):
        own = strayed[latent.sheet.board == board]
        factor = float(np.quantile(own, LEVEL)) / wide
        factors[board] = (len(own) * factor + POOLED_CELLS * pooled) / (len(own) + POOLED_CELLS)
    return factors
