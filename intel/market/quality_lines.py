"""Each board's line: where it puts a unit of given ability, and how far it strays.

``place = level + slope * ability + lean * effort + noise`` per board, the two-parameter model of item response theory
with boards for items (Birnbaum 1968), fitted in two steps: alternating ridge regressions, then a few rounds of
expectation and maximisation (Dempster, Laird, Rubin 1977) against the prior of abilities that the posterior uses too.
A board is worked on in units of its own spread, so that shifting or stretching it changes nothing.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_triangular

from intel.market.quality_scale import Floats
from intel.market.quality_sheet import Sheet

RIDGE_ROUNDS, EM_ROUNDS = 100, 4
UNIT_RIDGE, MODEL_RIDGE = 4.0, 1.0
"""Pull of a unit towards its model and of a model towards 0, in cells of unit precision."""
SLOPE_CELLS = 0.02
"""Weight of the prior slope 1, in cells: next to none, since a board of strong models alone has a steep line."""
SLOPES = (0.15, 6.0)
NOISE_CELLS, NOISE = 5.0, 0.2
"""Weight and size of the prior noise, in cells and in the board's spread."""
LEAST_NOISE = 0.3
LEAN = 0.3
"""Prior variance of how much more than others a board rewards effort, in the board's spread."""


@dataclass(frozen=True, slots=True)
class Lines:
    """One number per board, on the line of its scores."""

    level: Floats
    slope: Floats
    lean: Floats
    """What full effort adds beyond what it adds to ability."""
    noise: Floats
    """Variance."""


@dataclass(slots=True)
class _Boards:
    """Sums over cells by board, and the lines as they stand, in units of each board's spread."""

    sheet: Sheet
    y: Floats
    effort: Floats
    n: Floats
    level: Floats
    slope: Floats
    lean: Floats
    noise: Floats

    def sums(self, values: Floats) -> Floats:
        """Total of a value per cell, by board."""
        return np.bincount(self.sheet.board, values, len(self.n)).astype(np.float64)

    def by_unit(self, values: Floats) -> Floats:
        """Total of a value per cell, by unit."""
        return np.bincount(self.sheet.unit, values, len(self.sheet.units)).astype(np.float64)

    def evidence(self) -> tuple[Floats, Floats]:
        """Precision of each unit's ability and precision times ability, by its cells alone."""
        board = self.sheet.board
        slope, noise = self.slope[board], self.noise[board]
        left = self.y - self.level[board] - self.lean[board] * self.effort
        return self.by_unit(slope**2 / noise), self.by_unit(slope / noise * left)

    def regress(self, ability: Floats, variance: Floats) -> None:
        """Lines and noise anew, given abilities of the cells' units and how uncertain they are."""
        board = self.sheet.board
        y = self.y - self.lean[board] * self.effort
        first, second = self.sums(ability), self.sums(ability**2 + variance)
        total = self.sums(y)
        spread = second - first**2 / self.n + SLOPE_CELLS
        slope = (self.sums(y * ability) - first * total / self.n + SLOPE_CELLS) / spread
        self.slope = np.clip(slope, *SLOPES)
        self.level = (total - self.slope * first) / self.n

    def leaning(self, ability: Floats) -> None:
        """How much each board rewards effort beyond what ability explains."""
        board = self.sheet.board
        left = self.y - self.level[board] - self.slope[board] * ability
        weight = self.sums(self.effort**2) + self.noise / LEAN
        self.lean = self.sums(self.effort * left) / weight

    def straying(self, ability: Floats, variance: Floats) -> None:
        """The noise of each board about its line."""
        board = self.sheet.board
        slope = self.slope[board]
        left = self.y - self.level[board] - self.lean[board] * self.effort - slope * ability
        total = self.sums(left**2 + slope**2 * variance) + NOISE_CELLS * NOISE**2
        self.noise = np.maximum(total / (self.n + NOISE_CELLS), LEAST_NOISE**2)


def lines(sheet: Sheet, prior: Floats) -> Lines:
    """Fit every board's line. ``prior`` is the covariance of the units' abilities."""
    count = len(sheet.boards)
    n = np.bincount(sheet.board, minlength=count).astype(np.float64)
    mean = np.bincount(sheet.board, sheet.place, count) / n
    spread = np.sqrt(np.bincount(sheet.board, (sheet.place - mean[sheet.board]) ** 2, count) / n)
    spread = np.where(spread > 0, spread, 1.0)
    y = (sheet.place - mean[sheet.board]) / spread[sheet.board]
    boards = _Boards(
        sheet, y, sheet.unit_effort[sheet.unit], n, np.zeros(count), np.ones(count), np.zeros(count),
        np.full(count, NOISE**2),
    )  # fmt: skip
    _alternate(boards)
    _maximise(boards, prior)
    return Lines(
        mean + boards.level * spread, boards.slope * spread, boards.lean * spread, boards.noise * spread**2
    )  # fmt: skip


def _alternate(boards: _Boards) -> None:
    """Abilities given lines, lines given abilities: where the rounds of expectation start from."""
    sheet = boards.sheet
    models = np.zeros(len(sheet.models))
    members = np.bincount(sheet.unit_model, minlength=len(models)) * UNIT_RIDGE
    nothing = np.zeros(len(boards.y))
    for _ in range(RIDGE_ROUNDS):
        precision, weighted = boards.evidence()
        ability = (weighted + UNIT_RIDGE * models[sheet.unit_model]) / (precision + UNIT_RIDGE)
        models = np.bincount(sheet.unit_model, UNIT_RIDGE * ability, len(models)) / (members + MODEL_RIDGE)
        boards.regress(ability[sheet.unit], nothing)
        boards.straying(ability[sheet.unit], nothing)


def _maximise(boards: _Boards, prior: Floats) -> None:
    unit = boards.sheet.unit
    for _ in range(EM_ROUNDS):
        mean, variance = _posterior(prior, *boards.evidence())
        boards.regress(mean[unit], variance[unit])
        boards.leaning(mean[unit])
        boards.straying(mean[unit], variance[unit])


def _posterior(prior: Floats, precision: Floats, weighted: Floats) -> tuple[Floats, Floats]:
    """Mean and variance of each unit's ability (Rasmussen and Williams 2006, 3.27: stable for any precision)."""
    root = np.sqrt(precision)
    lower = np.linalg.cholesky(np.eye(len(root)) + root[:, None] * prior * root[None, :])
    half = solve_triangular(lower, root[:, None] * prior, lower=True, check_finite=False)
    mean = prior @ weighted - half.T @ (half @ weighted)
    return mean, np.diag(prior) - np.sum(half**2, axis=0)
