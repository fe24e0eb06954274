"""Every method on the same hidden cells."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np
from scipy.special import ndtr

from benchmarks.quality_measures import Measures, measure, spearman
from benchmarks.quality_rivals import RIVALS
from benchmarks.quality_splits import Mask, sources
from intel.market.quality import Posterior, fit
from intel.market.quality_cells import Evidence
from intel.market.quality_latent import mixture
from intel.market.quality_scale import Floats, Ints
from intel.market.quality_sheet import Sheet, sheet

OURS = "ours"
STEPS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
JUDGED_UNITS = 12
"""Boards with fewer units enter the fit, but nobody is judged by them."""


@dataclass
class Contest:
    """What one design of splits shows, by method and split."""

    measures: dict[str, list[Measures]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    judged: list[int] = field(default_factory=list)
    held: dict[str, list[bool]] = field(default_factory=dict)
    """Per board: whether each hidden score lay in our 90 % interval."""


@dataclass(frozen=True)
class Ranked:
    """Rank correlation of every method on one board of a source that none of them saw."""

    board: str
    n: int
    spearman: dict[str, float]
    duels: Floats
    """Pairs by our P(a beats b), one row per step of ``STEPS``: how many there are, and in how many a was ahead."""


def laid_out(evidence: Evidence) -> Sheet:
    """All cells that may enter, in the fit's order."""
    return sheet(evidence.cells, evidence.boards, evidence.families, released=evidence.released)


def ours(whole: Sheet, evidence: Evidence, visible: Mask) -> Posterior:
    """Our fit of the visible cells, able to answer for every unit."""
    seen = [cell for cell, kept in zip(whole.cells, visible, strict=True) if kept]
    found = fit(seen, evidence.boards, evidence.families, whole.units, evidence.released)
    assert found is not None
    return found


def contest(whole: Sheet, evidence: Evidence, splits: Iterable[Mask]) -> Contest:
    """Hide, predict, judge; every method by the same cells: those of boards that are still in our fit."""
    result = Contest()
    for hidden in splits:
        began = perf_counter()
        posterior = ours(whole, evidence, ~hidden)
        result.seconds.append(perf_counter() - began)
        judged = hidden & _large(whole) & np.array([c.board in set(posterior.boards) for c in whole.cells])
        result.judged.append(int(judged.sum()))
        result.measures.setdefault(OURS, []).append(measure(whole, judged, _said(whole, posterior, judged, result)))
        for name, rival in RIVALS.items():
            result.measures.setdefault(name, []).append(measure(whole, judged, rival(whole, ~hidden).score))
    return result


def _said(whole: Sheet, posterior: Posterior, judged: Mask, result: Contest) -> Floats:
    rows = np.flatnonzero(judged)
    cells = [whole.cells[row] for row in rows]
    expected = posterior.expected([(c.model, c.effort, c.board, c.witness) for c in cells])
    score = np.zeros(len(judged))
    for row, cell, one in zip(rows, cells, expected, strict=True):
        score[row] = one.value
        result.held.setdefault(cell.board, []).append(one.lower <= cell.value <= one.upper)
    return score


def _large(whole: Sheet) -> Mask:
    return np.asarray(np.bincount(whole.board, minlength=len(whole.boards))[whole.board] >= JUDGED_UNITS)


def ranked(whole: Sheet, evidence: Evidence) -> list[Ranked]:
    """Leave out each source whole and rank the units on its boards by their ability at the board's task.

    Only units whose model other sources have seen are ranked, the same by every method.
    """
    found = []
    for _, hidden in sources(whole.cells):
        seen = {c.model for c, out in zip(whole.cells, hidden, strict=True) if not out}
        known = np.array([c.model in seen for c in whole.cells])
        judged = hidden & _large(whole) & known
        if not judged.any():
            continue
        ability = {name: rival(whole, ~hidden).ability for name, rival in RIVALS.items()}
        posterior = ours(whole, evidence, ~hidden)
        for board in np.unique(whole.board[judged]):
            rows = np.flatnonzero(judged & (whole.board == board))
            if len(rows) < JUDGED_UNITS:
                continue
            sign = 1.0 if whole.boards[board].higher_is_better else -1.0
            value = sign * np.array([whole.cells[row].value for row in rows])
            units = whole.unit[rows]
            said = {name: spearman(of[units], value) for name, of in ability.items()}
            said[OURS] = spearman(posterior.abilities(whole.boards[board].task)[units], value)
            duels = _duels(posterior, whole, whole.boards[board].task, rows)
            found.append(Ranked(whole.boards[board].id, len(rows), said, duels))
    return found


def _duels(posterior: Posterior, whole: Sheet, task: str, rows: Ints) -> Floats:
    """Every pair of units on a board that the fit has not seen."""
    sheet = posterior.latent.sheet
    place = {unit: number for number, unit in enumerate(sheet.units)}
    units = np.array([place[whole.units[unit]] for unit in whole.unit[rows]], dtype=np.intp)
    asked = {task: 1.0} if task in sheet.tasks else dict.fromkeys(sheet.tasks, 1.0)
    mean, covariance = posterior.latent.jointly(mixture(sheet, asked))
    spread = covariance[np.ix_(units, units)] * posterior.correction.spread**2
    own = np.diag(spread)
    gap = np.subtract.outer(mean[units], mean[units])
    beats = ndtr(gap / np.sqrt(np.maximum(np.add.outer(own, own) - 2 * spread, 1e-12)))
    ahead = np.subtract.outer(whole.place[rows], whole.place[rows])
    asked_of = (beats >= STEPS[0]) & (ahead != 0)
    step = np.digitize(beats[asked_of], STEPS[1:-1])
    won = ahead[asked_of] > 0
    return np.stack([np.bincount(step, minlength=len(STEPS) - 1), np.bincount(step, won, len(STEPS) - 1)], axis=1)
