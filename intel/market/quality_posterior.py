"""The posterior of a fit: judges tasks by their baskets, and says what a board it never saw would score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intel.market.quality_cells import VENDOR
from intel.market.quality_check import Correction
from intel.market.quality_judgement import Estimate, Judgement
from intel.market.quality_latent import NOBODY, Latent, mixture, own_variance
from intel.market.quality_scale import Floats, Ints, from_line, logistic

Z90 = 1.6448536269514722
"""Normal quantile of a 90 % interval."""


@dataclass(frozen=True, slots=True)
class Expected:
    """The score a unit would get on a board, with its 90 % interval, on the board's scale."""

    value: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Posterior:
    """What ``quality.fit`` returns."""

    latent: Latent
    correction: Correction

    @property
    def editions(self) -> tuple[str, ...]:
        """Benchmark editions in the fit, sorted."""
        return tuple(sorted({board.edition for board in self.latent.sheet.boards}))

    @property
    def boards(self) -> tuple[str, ...]:
        """Ids of the boards in the fit, sorted."""
        return tuple(board.id for board in self.latent.sheet.boards)

    @property
    def left_out(self) -> Mapping[str, str]:
        """Boards that did not enter, and why."""
        return self.latent.sheet.left_out

    def judge(self, basket: Mapping[str, float]) -> Judgement | None:
        """Judge a task by its basket (weights by edition); None when no board of it is in the fit."""
        weights = self._weights(basket)
        if not weights:
            return None
        sheet, lines = self.latent.sheet, self.latent.lines
        codes, parts = np.array(list(weights), dtype=np.intp), np.array(list(weights.values()))
        by_task: dict[str, float] = {}
        for code, part in weights.items():
            by_task[sheet.boards[code].task] = by_task.get(sheet.boards[code].task, 0.0) + part
        mean, covariance = self.latent.jointly(mixture(sheet, by_task))
        lean = float(parts @ (lines.lean[codes] / lines.slope[codes]))
        standing: list[set[str]] = [set() for _ in sheet.units]
        for unit, board in zip(sheet.unit, sheet.board, strict=True):
            standing[unit].add(sheet.boards[board].id)
        return Judgement(
            sheet.units, tuple(sheet.sources()), tuple(frozenset(names) for names in standing),
            mean + lean * sheet.unit_effort, covariance * self.correction.spread**2, _Curve(self.latent, codes, parts),
        )  # fmt: skip

    def estimates(self, basket: Mapping[str, float]) -> list[Estimate]:
        """``Judgement.estimates`` of a basket; empty when no board of it is in the fit."""
        judged = self.judge(basket)
        return judged.estimates() if judged is not None else []

    def expected(self, asked: Sequence[tuple[str, str, str, str]]) -> list[Expected]:
        """Scores of units on boards of the fit, asked as (model, effort, board, witness); the units must be in it."""
        sheet, lines = self.latent.sheet, self.latent.lines
        unit_of = {unit: number for number, unit in enumerate(sheet.units)}
        board_of = {board.id: number for number, board in enumerate(sheet.boards)}
        witness_of = {name: number for number, name in enumerate(sheet.witnesses)}
        unit = np.array([unit_of[model, effort] for model, effort, _, _ in asked], dtype=np.intp)
        board = np.array([board_of[name] for _, _, name, _ in asked], dtype=np.intp)
        witness = np.array([witness_of.get(name, len(sheet.witnesses)) for *_, name in asked], dtype=np.intp)
        mean, variance = self.latent.at(unit, witness, np.eye(len(sheet.tasks))[sheet.board_task[board]])
        fix = self.correction
        fresh = ~self._seen(unit, witness)
        mean = np.where(fresh, fix.shift[board] + fix.tilt[board] * mean, mean)
        place = lines.level[board] + lines.lean[board] * sheet.unit_effort[unit] + lines.slope[board] * mean
        strays = lines.slope[board] * np.sqrt(variance + own_variance(lines)[board])
        reach = Z90 * np.where(fresh, fix.widening[board], fix.spread) * strays
        return [self._score(*row) for row in zip(board, place, reach, strict=True)]

    def abilities(self, task: str) -> Floats:
        """Mean ability of every unit at a task; at none in particular where no board of the fit is of that task."""
        sheet = self.latent.sheet
        units = np.arange(len(sheet.units))
        tasks = np.tile([float(name == task) for name in sheet.tasks], (len(units), 1))
        return self.latent.at(units, np.full(len(units), NOBODY), tasks)[0]

    def _seen(self, unit: Ints, witness: Ints) -> NDArray[np.bool_]:
        """Whether the witness has spoken of the unit's model: the correction is for those that it has not."""
        sheet, nodes = self.latent.sheet, self.latent.nodes
        known = np.zeros((len(sheet.models), len(sheet.witnesses) + 1), dtype=np.bool_)
        known[sheet.unit_model[nodes.unit], nodes.witness] = True
        return np.asarray(known[sheet.unit_model[unit], witness])

    def _score(self, board: int, place: float, reach: float) -> Expected:
        sheet = self.latent.sheet
        sign = 1.0 if sheet.boards[board].higher_is_better else -1.0
        at = [from_line(sheet.scales[board], sign * (place + step)) for step in (0.0, -reach, reach)]
        return Expected(at[0], min(at[1:]), max(at[1:]))

    def _weights(self, basket: Mapping[str, float]) -> dict[int, float]:
        """Weight of each board that stands for an edition of the basket, adding up to 1.

        Of several boards of one edition (harnesses, vendors' own words) the independent one with most units stands.
        """
        sheet = self.latent.sheet
        size = np.bincount(sheet.board, minlength=len(sheet.boards))
        chosen: dict[str, int] = {}
        for code in sorted(range(len(sheet.boards)), key=lambda c: (_vendor(sheet.boards[c].id), -size[c], c)):
            chosen.setdefault(sheet.boards[code].edition, code)
        found = {chosen[name]: weight for name, weight in sorted(basket.items()) if name in chosen}
        whole = sum(found.values())
        return {code: weight / whole for code, weight in found.items()}


@dataclass(frozen=True, slots=True)
class _Curve:
    """The mean over a basket of each board's share solved at an ability."""

    latent: Latent
    boards: Ints
    parts: Floats

    def __call__(self, ability: Floats) -> Floats:
        lines, scales = self.latent.lines, self.latent.sheet.scales
        total = np.zeros_like(ability)
        for code, part in zip(self.boards, self.parts, strict=True):
            level = lines.level[code] if scales[code] == "percent" else 0.0
            slope = 1.0 if scales[code] == "index" else lines.slope[code]
            total += part * logistic(level + slope * ability)
        return total


def _vendor(board: str) -> bool:
    return board.endswith(VENDOR)
