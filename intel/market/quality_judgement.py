"""What a posterior says of one task: who can do how much of its basket, who beats whom, who may be best.

``x`` is a unit's ability at the task. ``share`` asks how much of the basket's items a unit of that ability solves: on a
percent board by the board's own line, on a rating board the share of comparisons won against an average model of
the catalog (ability 0), on an index the unit scale. The *unit scale* is logistic(x): fixed, the same for every basket,
and what "90 % as good as the best" is counted on.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import ndtr, ndtri
from scipy.stats import qmc

from intel.market.quality_scale import Floats, Ints, logistic
from intel.views import QUANTILES, ROLLED

PESSIMIST = 0.10
"""A model is rolled up to, and measured against, what looks best by this quantile: little evidence never wins."""
WITNESSES = 2
"""Independent sources that an estimate needs; with fewer it is provisional."""
DRAWS = 4096
PAIRS = 1024
SEED = 20260825
DIGITS = 6
"""Decimals of every figure handed out: beyond them two processors may differ."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Quality of one unit, or of a model, for a task."""

    model: str
    effort: str
    """``ROLLED`` for the model."""
    share: float
    """Expected share of the basket's items solved, 0-1."""
    lower: float
    upper: float
    """Bounds of the 90 % interval of the share."""
    sources: tuple[str, ...]
    """Who stands behind it, sorted; of a model, behind any of its efforts."""
    boards: int
    provisional: bool
    mean: float
    sd: float
    """Of ``x``."""
    p_best: float
    """Among all models that are not provisional; 0 for a provisional one, and for a single effort."""
    ratio_quantiles: tuple[float, ...]
    """Of q / q_best on the unit scale at ``QUANTILES``; q_best is the best's by its ``PESSIMIST`` quantile."""
    rolled_from: str = ""
    """Of a model: the effort it is judged by."""


@dataclass(frozen=True)
class Judgement:
    """The posterior of one task over all units, sorted by (model, effort)."""

    units: tuple[tuple[str, str], ...]
    sources: tuple[tuple[str, ...], ...]
    boards: tuple[frozenset[str], ...]
    mean: Floats
    covariance: Floats
    curve: Callable[[Floats], Floats]
    """Share of the basket solved at an ability; rising."""

    @cached_property
    def sd(self) -> Floats:
        """Of each unit's ability."""
        return np.sqrt(np.maximum(np.diag(self.covariance), 0.0))

    @cached_property
    def chosen(self) -> dict[str, int]:
        """The unit each model is judged by: of its efforts the best by the ``PESSIMIST`` quantile."""
        low = np.round(self.mean + float(ndtri(PESSIMIST)) * self.sd, DIGITS)
        best: dict[str, int] = {}
        for number, (model, _) in enumerate(self.units):
            if model not in best or low[number] > low[best[model]]:
                best[model] = number
        return best

    @cached_property
    def witnesses(self) -> dict[str, tuple[str, ...]]:
        """Who stands behind each model, at any effort."""
        found: dict[str, set[str]] = {}
        for (model, _), names in zip(self.units, self.sources, strict=True):
            found.setdefault(model, set()).update(names)
        return {model: tuple(sorted(names)) for model, names in found.items()}

    @cached_property
    def contenders(self) -> tuple[str, ...]:
        """Models that are not provisional, sorted."""
        return tuple(sorted(model for model, names in self.witnesses.items() if not provisional(names)))

    @cached_property
    def reference(self) -> int | None:
        """The unit that q_best is taken from; None without any ability to compare with."""
        models = self.contenders or tuple(sorted(self.witnesses))
        low = self.mean + float(ndtri(PESSIMIST)) * self.sd
        return max((self.chosen[m] for m in models), key=lambda u: (round(float(low[u]), DIGITS), -u), default=None)

    def beats(self, first: str, second: str) -> float:
        """P(the first model is better than the second)."""
        a, b = self.chosen[first], self.chosen[second]
        spread = self.covariance[a, a] + self.covariance[b, b] - 2 * self.covariance[a, b]
        gap = self.mean[a] - self.mean[b]
        return round(float(ndtr(gap / np.sqrt(max(spread, 1e-12)))), DIGITS)

    def p_best(self, among: Collection[str] | None = None) -> dict[str, float]:
        """P(best) of each contender among them, or among those named that are contenders; adds up to 1."""
        models = [m for m in self.contenders if among is None or m in among]
        if not models:
            return {}
        units = np.array([self.chosen[m] for m in models])
        spread = self.covariance[np.ix_(units, units)] + 1e-9 * np.eye(len(units))
        normal = np.random.Generator(np.random.PCG64(SEED)).standard_normal((DRAWS, len(units)))
        drawn = self.mean[units] + normal @ np.linalg.cholesky(spread).T
        won = np.bincount(np.argmax(np.round(drawn, DIGITS), axis=1), minlength=len(units))
        return {model: round(float(n) / DRAWS, DIGITS) for model, n in zip(models, won, strict=True)}

    def at_least(self, model: str, share_of_best: float) -> float:
        """P(q >= ``share_of_best`` * q_best) on the unit scale, by the joint posterior."""
        ratios = self.ratios(np.array([self.chosen[model]]))
        return round(float(np.mean(ratios >= share_of_best)), DIGITS)

    def ratios(self, units: Ints) -> Floats:
        """Draws of q / q_best, one column per unit, from points that fill the square evenly (Sobol 1967)."""
        assert self.reference is not None
        normal = ndtri(qmc.Sobol(2, scramble=False).random_base2(int(np.log2(PAIRS)) + 1)[1 : PAIRS + 1])
        best = self.reference
        common = self.covariance[units, best] / max(self.sd[best], 1e-9)
        rest = np.sqrt(np.maximum(np.diag(self.covariance)[units] - common**2, 0.0))
        top = self.mean[best] + self.sd[best] * normal[:, :1]
        own = self.mean[units] + common * normal[:, :1] + rest * normal[:, 1:]
        return np.asarray(logistic(own) / logistic(top))

    def estimates(self) -> list[Estimate]:
        """One row per model by falling share (``ROLLED``), each followed by its efforts."""
        if self.reference is None:
            return []
        best = self.p_best()
        rows = self._rows(np.arange(len(self.units)))
        found = []
        for model, unit in sorted(self.chosen.items()):
            own = [n for n, (name, _) in enumerate(self.units) if name == model]
            on = frozenset[str]().union(*(self.boards[n] for n in own))
            found.append(self._estimate(rows[unit], model, ROLLED, self.witnesses[model], len(on), best, unit))
            found += [self._estimate(rows[n], *self.units[n], self.sources[n], len(self.boards[n]), {}, n) for n in own]
        return found

    def _rows(self, units: Ints) -> Sequence[tuple[Floats, Floats, float]]:
        """Share quantiles, ratio quantiles and expected share of each unit."""
        places = self.mean[units, None] + self.sd[units, None] * ndtri(np.array(QUANTILES))[None, :]
        nodes, weights = np.polynomial.hermite_e.hermegauss(15)
        spread = self.mean[units, None] + self.sd[units, None] * nodes[None, :]
        expected = self.curve(spread) @ (weights / weights.sum())
        ratios = np.quantile(self.ratios(units), QUANTILES, axis=0).T
        return list(zip(self.curve(places), ratios, expected.tolist(), strict=True))

    def _estimate(
        self, row: tuple[Floats, Floats, float], model: str, effort: str, sources: tuple[str, ...], boards: int,
        best: dict[str, float], unit: int,
    ) -> Estimate:  # fmt: skip
        shares, ratios = (tuple(round(float(v), DIGITS) for v in values) for values in row[:2])
        return Estimate(
            model, effort, round(row[2], DIGITS), shares[0], shares[-1], sources, boards, provisional(sources),
            round(float(self.mean[unit]), DIGITS), round(float(self.sd[unit]), DIGITS), best.get(model, 0.0),
            ratios, self.units[unit][1] if effort == ROLLED else "",
        )  # fmt: skip


def provisional(sources: Collection[str]) -> bool:
    """Whether fewer than ``WITNESSES`` stand behind it; a lab's word on its own model makes no witness."""
    return sum(not name.startswith("vendor:") for name in sources) < WITNESSES
