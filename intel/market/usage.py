"""How much more than another a model spends on one task, by what boards measured. Pure.

At equal token prices measured costs differ 5 to 20 times (docs/routing.md), so a price per token alone ranks badly.
A board's measured cost of an item is divided by what one request of the workload cost at the prices *of that time*, and
by the median of that over the board's models. What is left is the model's *usage*: 1 spends as the median model does, 3
thrice that. Today's price at any host, times the workload, times the usage, is the expected cost of a task: a later
price cut or a cheaper host counts at once. A usage holds of a model at an effort.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import exp, log
from statistics import median

from intel.market.cost import Workload, blended
from intel.rates import RateCard
from intel.views import ScoreView

COST, TOKENS, TYPICAL = "measured cost", "measured tokens", "workload"
"""How a usage is known: from costs that boards state, from the tokens they counted, or taken to be typical (1)."""
LEAST = 5
"""Models a board must have measured before its median means something."""
_SUFFIX = "/cost"


@dataclass(frozen=True, slots=True)
class Usage:
    """What a model at one effort spends beside the median model of the same boards."""

    ratio: float
    how: str
    """``COST``, ``TOKENS`` or ``TYPICAL``."""
    boards: tuple[str, ...] = ()
    """Editions that measured it, sorted."""
    note: str = ""
    """What a reader must know, such as that another effort was measured; '' for nothing."""


PLAIN = Usage(1.0, TYPICAL)
Unit = tuple[str, str]
"""(model id, effort)."""


@dataclass(frozen=True, slots=True)
class PriceThen:
    """A rate card in USD that held when a cost was measured; ``first_party``: the lab's own."""

    card: RateCard
    first_party: bool


@dataclass(frozen=True, slots=True)
class Spending:
    """What units spend beside the median of each board, for one workload: logarithms by unit and benchmark@version."""

    by_cost: "Relative"
    by_tokens: "Relative"

    def usages(self, boards: Collection[str] = ()) -> dict[Unit, Usage]:
        """Usage of each measured model and effort; costs before tokens, the boards of the task before all others.

        ``boards`` are the benchmarks by which the task is judged, without edition.
        """
        return _joined(self.by_tokens, boards, TOKENS) | _joined(self.by_cost, boards, COST)


Relative = Mapping[Unit, Mapping[str, float]]
"""Logarithm of what each unit spends beside its board's median, by benchmark@version."""


def counted(scores: Iterable[ScoreView]) -> Relative:
    """What units spend by the tokens that boards counted: the same for every workload."""
    return _relative([(s, _tokens(s)) for s in scores if s.model])


def spending(
    scores: Iterable[ScoreView], then: Mapping[int, Sequence[PriceThen]], workload: Workload,
    tokens: Relative | None = None,
) -> Spending:  # fmt: skip
    """What the scores say, in any order, of every board that measured costs or tokens.

    ``then`` are the prices of a score's model when it was seen, by the score's id; without any its cost says nothing.
    ``tokens`` is ``counted`` of the same scores, where that is worked out already.
    """
    scores = list(scores)
    asked: dict[int, float | None] = {}
    price = _Prices(workload)

    def spent(score: ScoreView) -> float | None:
        prices = then.get(score.id, ())
        cost = _cost(score) if prices else None
        if cost is None:
            return None
        if id(prices) not in asked:  # one list stands for all scores of a model on a day
            asked[id(prices)] = _reference(prices, price)
        reference = asked[id(prices)]
        return float(cost) / reference if reference else None

    by_cost = _relative([(s, spent(s)) for s in scores if s.model])
    return Spending(by_cost, counted(scores) if tokens is None else tokens)


def usages(
    scores: Iterable[ScoreView], then: Mapping[int, Sequence[PriceThen]], workload: Workload,
    boards: Collection[str] = (),
) -> dict[Unit, Usage]:  # fmt: skip
    """``Spending.usages`` of one task alone."""
    return spending(scores, then, workload).usages(boards)


def usage_of(known: Mapping[Unit, Usage], model: str, effort: str) -> Usage:
    """The usage at that effort, else the dearest of the model's other efforts, which it says, else ``PLAIN``."""
    if (model, effort) in known:
        return known[model, effort]
    others = [known[unit] for unit in sorted(unit for unit in known if unit[0] == model)]
    if not others:
        return PLAIN
    dearest = max(others, key=lambda one: one.ratio)
    return replace(dearest, note=f"measured at another effort than {effort or 'the default'}")


def _cost(score: ScoreView) -> Decimal | None:
    """USD of one item; a board of costs states them as its values, one for each item."""
    if score.scale == "usd":
        return score.value or None
    return score.cost_usd / (score.cost_items or 1) if score.cost_usd else None


def _tokens(score: ScoreView) -> float | None:
    return float(score.output_tokens) if score.output_tokens else None


class _Prices(dict[int, float]):
    """Price of the workload by a card, by its identity: one card stands for many hosts and days. 0 is unknown."""

    def __init__(self, workload: Workload) -> None:
        super().__init__()
        self._workload = workload

    def of(self, card: RateCard) -> float:
        """Worked out when it is first asked for."""
        if id(card) not in self:
            self[id(card)] = float(blended(card, self._workload) or 0)
        return self[id(card)]


def _reference(prices: Sequence[PriceThen], price: _Prices) -> float | None:
    own = [one for one in prices if one.first_party] or prices
    asked = [found for one in own if (found := price.of(one.card))]
    return median(asked) if asked else None


def _relative(spent: Iterable[tuple[ScoreView, float | None]]) -> dict[Unit, dict[str, float]]:
    found: dict[str, dict[Unit, list[float]]] = defaultdict(lambda: defaultdict(list))
    for score, value in spent:
        if value:
            found[_edition(score)][score.model or "", score.effort].append(log(value))
    relative: dict[Unit, dict[str, float]] = defaultdict(dict)
    for edition, units in found.items():
        if len(units) < LEAST:
            continue
        middle = median(median(values) for values in units.values())
        for unit, values in units.items():
            relative[unit][edition] = median(values) - middle
    return relative


def _edition(score: ScoreView) -> str:
    return f"{score.benchmark.removesuffix(_SUFFIX)}@{score.version}"


def _joined(relative: Mapping[Unit, Mapping[str, float]], boards: Collection[str], how: str) -> dict[Unit, Usage]:
    return {unit: _mean(by_board, boards, how) for unit, by_board in relative.items()}


def _mean(by_board: Mapping[str, float], boards: Collection[str], how: str) -> Usage:
    own = {name: value for name, value in by_board.items() if name.partition("@")[0] in boards}
    used = own or by_board
    note = "" if own or not boards else "measured on boards of other tasks"
    return Usage(exp(sum(used[name] for name in sorted(used)) / len(used)), how, tuple(sorted(used)), note)
