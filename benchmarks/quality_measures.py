"""How wrong predicted scores are, and how wrongly they order."""

from dataclasses import dataclass, fields
from statistics import fmean

import numpy as np
from scipy.stats import rankdata

from benchmarks.quality_splits import Mask
from intel.market.quality_scale import Floats
from intel.market.quality_sheet import Sheet

FEWEST = 5
"""Hidden scores of one board below which their order is not judged."""


@dataclass(frozen=True)
class Measures:
    """Of one method on the hidden cells of one split."""

    mae: float
    """Mean error as a share of the board's observed range, over cells."""
    macro: float
    """The same, over boards."""
    points: float
    """Mean error on percent boards, in percentage points; nan where none is hidden."""
    rating: float
    """Mean error on rating boards, in rating points; nan where none is hidden."""
    spearman: float
    """Of predicted and true order within a board, weighted by its hidden scores."""
    pair: float
    """Share of hidden pairs of one board in the right order; a predicted tie counts half."""
    pair5: float
    """The same of pairs more than 5 % of the range apart."""
    top: float
    """The same of pairs within the board's top quarter."""


def averaged(found: list[Measures]) -> Measures:
    """Mean of each measure over splits."""
    return Measures(*(float(np.nanmean([getattr(one, f.name) for one in found])) for f in fields(Measures)))


def measure(sheet: Sheet, judged: Mask, score: Floats) -> Measures:
    """Judge a method by the cells of ``judged``."""
    value = np.array([cell.value for cell in sheet.cells])
    error, by_board, rho, weight = [], [], [], []
    pairs = {"pair": [0.0, 0.0], "pair5": [0.0, 0.0], "top": [0.0, 0.0]}
    for board in np.unique(sheet.board[judged]):
        rows = np.flatnonzero(judged & (sheet.board == board))
        whole = value[sheet.board == board]
        reach = float(np.ptp(whole)) or 1.0
        strayed = np.abs(score[rows] - value[rows]) / reach
        error += strayed.tolist()
        by_board.append(float(strayed.mean()))
        if len(rows) >= FEWEST:
            rho.append(spearman(score[rows], value[rows]))
            weight.append(len(rows))
        top = rows[value[rows] >= np.quantile(whole, 0.75)]
        for name, of, apart in (("pair", rows, 0.0), ("pair5", rows, 0.05 * reach), ("top", top, 0.0)):
            right, n = in_order(score[of], value[of], apart)
            pairs[name][0] += right
            pairs[name][1] += n
    share = {name: right / n if n else float("nan") for name, (right, n) in pairs.items()}
    return Measures(
        fmean(error), fmean(by_board), _on(sheet, judged, score, value, "percent"),
        _on(sheet, judged, score, value, "elo"),
        float(np.average(rho, weights=weight)) if rho else float("nan"), **share,
    )  # fmt: skip


def spearman(first: Floats, second: Floats) -> float:
    """Rank correlation; 0 where one side says nothing."""
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return 0.0
    return float(np.corrcoef(rankdata(first), rankdata(second))[0, 1])


def in_order(score: Floats, value: Floats, apart: float) -> tuple[float, float]:
    """How many pairs of values more than ``apart`` apart are predicted in order, and how many there are."""
    gap, said = np.subtract.outer(value, value), np.subtract.outer(score, score)
    asked = gap > apart
    return float((said[asked] > 0).sum() + 0.5 * (said[asked] == 0).sum()), float(asked.sum())


def _on(sheet: Sheet, judged: Mask, score: Floats, value: Floats, scale: str) -> float:
    of = judged & np.array([sheet.scales[b] == scale for b in sheet.board])
    return float(np.abs(score[of] - value[of]).mean()) if of.any() else float("nan")
