"""The posterior of a fit: judges tasks by their baskets, and says what a board it never saw would score."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from intel.market.quality_cells import VENDOR
from intel.market.quality_judgement import Estimate, Judgement
from intel.market.quality_latent import Latent, mixture
from intel.market.quality_scale import Floats, logistic

Z90 = 1.6448536269514722
"""Normal quantile of a 90 % interval."""


@dataclass(frozen=True, slots=True)
class Posterior:
    """What ``quality.fit`` returns."""

    latent: Latent

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
            mean + lean * sheet.unit_effort, covariance, _Curve(self.latent, codes, parts),
        )  # fmt: skip

    def estimates(self, basket: Mapping[str, float]) -> list[Estimate]:
        """``Judgement.estimates`` of a basket; empty when no board of it is in the fit."""
        judged = self.judge(basket)
        return judged.estimates() if judged is not None else []

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
    boards: "np.ndarray[tuple[int, ...], np.dtype[np.intp]]"
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
