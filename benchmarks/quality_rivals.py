"""The methods that ours is measured against, on the same cells: what people do, and the textbook.

Each learns from the visible cells of a sheet and has an ability per unit and a score per cell.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from benchmarks.quality_splits import Mask
from intel.market.quality_scale import Floats, from_line
from intel.market.quality_sheet import Sheet

SWEEPS = 60


@dataclass(frozen=True)
class Fitted:
    """What a method makes of the visible cells."""

    ability: Floats
    """Of each unit of the sheet."""
    score: Floats
    """Of each cell of the sheet, on its board's scale."""


Rival = Callable[[Sheet, Mask], Fitted]


def mean_of_min_max(sheet: Sheet, visible: Mask) -> Fitted:
    """Scale every board to 0-1 by its visible extremes, average. A unit without scores has its model's."""
    return _averaged(sheet, visible, np.mean)


def median_of_min_max(sheet: Sheet, visible: Mask) -> Fitted:
    """The same with the median."""
    return _averaged(sheet, visible, np.median)


def _averaged(sheet: Sheet, visible: Mask, middle: Callable[[Floats], object]) -> Fitted:
    low, reach, scaled = _min_max(sheet, visible)
    whole = float(str(middle(scaled[visible])))
    models = sheet.unit_model[sheet.unit]
    of_model = [_middle(scaled[visible & (models == m)], middle, whole) for m in range(len(sheet.models))]
    ability = np.array(
        [
            _middle(scaled[visible & (sheet.unit == u)], middle, of_model[sheet.unit_model[u]])
            for u in range(len(sheet.units))
        ]
    )
    return Fitted(ability, ability[sheet.unit] * reach[sheet.board] + low[sheet.board])


def _middle(values: Floats, middle: Callable[[Floats], object], otherwise: float) -> float:
    return float(str(middle(values))) if len(values) else otherwise


def _min_max(sheet: Sheet, visible: Mask) -> tuple[Floats, Floats, Floats]:
    """Lowest score and reach of each board, and every cell scaled by them."""
    value = np.array([cell.value for cell in sheet.cells])
    low, high = np.full(len(sheet.boards), np.inf), np.full(len(sheet.boards), -np.inf)
    np.minimum.at(low, sheet.board[visible], value[visible])
    np.maximum.at(high, sheet.board[visible], value[visible])
    seen = np.isfinite(low)
    low, high = np.where(seen, low, 0.0), np.where(seen, high, 1.0)
    reach = np.maximum(high - low, 1e-9)
    return low, reach, (value - low[sheet.board]) / reach[sheet.board]


def calibrated(rival: Rival) -> Rival:
    """The rival with a line per board from its ability to the scores there: repairs the level, never the order."""

    def fitted(sheet: Sheet, visible: Mask) -> Fitted:
        ability = rival(sheet, visible).ability
        value = np.array([cell.value for cell in sheet.cells])
        score = np.empty(len(value))
        for board in range(len(sheet.boards)):
            here = sheet.board == board
            x, y = ability[sheet.unit[here & visible]], value[here & visible]
            steep = float(np.cov(x, y, bias=True)[0, 1] / np.var(x)) if len(x) > 1 and np.ptp(x) > 0 else 0.0
            middle = (float(np.mean(x)), float(np.mean(y))) if len(x) else (0.0, 0.0)
            score[here] = middle[1] + steep * (ability[sheet.unit[here]] - middle[0])
        return Fitted(ability, score)

    return fitted


def additive(sheet: Sheet, visible: Mask) -> Fitted:
    """Unit plus board on the min-max scale, units drawn to their model and models to 0 (ridge)."""
    low, reach, scaled = _min_max(sheet, visible)
    units, boards = len(sheet.units), len(sheet.boards)
    unit, board = sheet.unit[visible], sheet.board[visible]
    ability, model, level = np.zeros(units), np.zeros(len(sheet.models)), np.zeros(boards)
    count, on = np.bincount(unit, minlength=units), np.maximum(np.bincount(board, minlength=boards), 1)
    for _ in range(SWEEPS):
        level = np.bincount(board, scaled[visible] - ability[unit], boards) / on
        left = np.bincount(unit, scaled[visible] - level[board], units)
        ability = (left + model[sheet.unit_model]) / (count + 1)
        model = _drawn(sheet, ability, count > 0, 0.25)
        ability = np.where(count > 0, ability, model[sheet.unit_model])
    score = (level[sheet.board] + ability[sheet.unit]) * reach[sheet.board] + low[sheet.board]
    return Fitted(ability, score)


def _drawn(sheet: Sheet, ability: Floats, seen: Mask, ridge: float) -> Floats:
    total = np.bincount(sheet.unit_model, np.where(seen, ability, 0.0), len(sheet.models))
    return np.asarray(total / (np.bincount(sheet.unit_model, seen, len(sheet.models)) + ridge))


def plain_irt(sheet: Sheet, visible: Mask) -> Fitted:
    """Two parameters and a noise per board in logits, one ability per unit, alternating ridge regressions."""
    units, boards = len(sheet.units), len(sheet.boards)
    unit, board = sheet.unit[visible], sheet.board[visible]
    on = np.bincount(board, minlength=boards).astype(float)
    count = np.maximum(on, 1)
    mean = np.bincount(board, sheet.place[visible], boards) / count
    spread = np.sqrt(np.bincount(board, (sheet.place[visible] - mean[board]) ** 2, boards) / count) + 1e-9
    y = (sheet.place[visible] - mean[board]) / spread[board]
    ability, model = np.zeros(units), np.zeros(len(sheet.models))
    level, slope, noise = np.zeros(boards), np.ones(boards), np.full(boards, 0.1)
    for _ in range(SWEEPS):
        precision = np.bincount(unit, slope[board] ** 2 / noise[board], units)
        weighted = np.bincount(unit, slope[board] / noise[board] * (y - level[board]), units)
        ability = (weighted + 4 * model[sheet.unit_model]) / (precision + 4)
        model = _drawn(sheet, ability, precision > 0, 0.25)
        ability = np.where(precision > 0, ability, model[sheet.unit_model])
        x = ability[unit]
        first, total = np.bincount(board, x, boards), np.bincount(board, y, boards)
        cross = np.bincount(board, x * y, boards) - first * total / count + 1
        slope = np.clip(cross / (np.bincount(board, x**2, boards) - first**2 / count + 1), 0.15, 6)
        level = (total - slope * first) / count
        left = y - level[board] - slope[board] * x
        noise = np.maximum((np.bincount(board, left**2, boards) + 0.3) / (on + 2), 0.0144)
    place = (level + slope * 0)[sheet.board] + slope[sheet.board] * ability[sheet.unit]
    place = mean[sheet.board] + spread[sheet.board] * place
    signs = np.array([1.0 if b.higher_is_better else -1.0 for b in sheet.boards])[sheet.board]
    scales = [sheet.scales[b] for b in sheet.board]
    return Fitted(ability, np.array([from_line(s, p) for s, p in zip(scales, signs * place, strict=True)]))


RIVALS: dict[str, Rival] = {
    "mean of min-max": mean_of_min_max,
    "mean, calibrated": calibrated(mean_of_min_max),
    "median of min-max": median_of_min_max,
    "median, calibrated": calibrated(median_of_min_max),
    "additive": additive,
    "plain IRT": plain_irt,
}
