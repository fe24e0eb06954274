"""Every method on the same hidden cells."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np

from benchmarks.quality_measures import Measures, measure, spearman
from benchmarks.quality_rivals import RIVALS
from benchmarks.quality_splits import Mask, sources
from intel.market.quality import Posterior, fit
from intel.market.quality_cells import Evidence
from intel.market.quality_scale import Floats
from intel.market.quality_sheet import Sheet, sheet

OURS = "ours"
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
            found.append(Ranked(whole.boards[board].id, len(rows), said))
    return found
