"""What following a policy would have cost and kept, day by day, beside two habits. Pure.

Every day the policy's table is made from the facts of that day, with yesterday's choice at hand, and one day's requests
of each task go to its primary. Beside it: the frontier model of the first day, pinned; and the habit of taking the
cheapest price per token among the better half of the models. All three pay what their model costs on that day, by the
same rule.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from statistics import median

from intel.routing.build import build, pricing_of
from intel.routing.candidates import leaders
from intel.routing.facts import Facts
from intel.routing.policy import RoutingPolicy
from intel.routing.pricing import Pricing, Shared
from intel.routing.table import TaskRoutes
from intel.routing.wishes import DAYS_A_MONTH
from intel.views import ROLLED, EstimateView

TABLE, FRONTIER, HABIT = "table", "frontier pinned", "cheapest above the median"
WAYS = (TABLE, FRONTIER, HABIT)
Pick = tuple[str, str]
"""Model and effort."""


@dataclass
class Way:
    """One way of choosing, for one task, over all days."""

    usd: Decimal = Decimal(0)
    """What the days' requests cost."""
    quality: float = 0.0
    """Sum over the days of the share of the basket that the model of the day solves."""
    days: int = 0
    """On which it had a model with a price."""
    switches: int = 0
    last: Pick | None = None

    def add(self, pick: Pick | None, usd: Decimal | None, share: float | None) -> None:
        """One day with a model, or without one."""
        if pick is None or usd is None or share is None:
            return
        self.switches += self.last is not None and self.last != pick
        self.last = pick
        self.usd += usd
        self.quality += share
        self.days += 1

    @property
    def mean_quality(self) -> float | None:
        """Mean share over its days; None without one."""
        return self.quality / self.days if self.days else None


@dataclass
class Backtest:
    """By task and way, what came of it; ``days`` is how many were replayed."""

    days: int = 0
    first: date | None = None
    last: date | None = None
    tasks: dict[str, dict[str, Way]] = field(default_factory=dict)

    def total(self, way: str) -> Way:
        """All tasks together; a switch of any is one."""
        ways = [by_way[way] for by_way in self.tasks.values()]
        return Way(
            sum((one.usd for one in ways), Decimal(0)), sum(one.quality for one in ways), sum(one.days for one in ways),
            sum(one.switches for one in ways),
        )  # fmt: skip


def backtest(policy: RoutingPolicy, days: Iterable[tuple[date, Facts]], *, package_version: str) -> Backtest:
    """Replay ``days``, in order; facts that are the same object as the day before are not worked out again."""
    found = Backtest(tasks={name: {way: Way() for way in WAYS} for name in policy.tasks})
    shared: Shared | None = None
    chosen: dict[str, Pick] = {}
    picks: dict[str, dict[str, _Picked]] = {}
    for day, facts in days:
        if shared is None or facts is not shared.facts:
            shared = Shared(facts, shared)
            table = build(policy, facts, package_version=package_version, before=chosen, shared=shared)
            chosen = {t.name: (t.primary.model.id, t.primary.effort) for t in table.tasks if t.primary}
            picks = {task.name: _picks(task, shared, found.tasks[task.name]) for task in table.tasks}
        for task, by_way in picks.items():
            for way, picked in by_way.items():
                found.tasks[task][way].add(*picked)
        found.days += 1
        found.first, found.last = found.first or day, day
    return found


_Picked = tuple[Pick | None, Decimal | None, float | None]
_NOBODY: _Picked = (None, None, None)


def _picks(task: TaskRoutes, shared: Shared, so_far: Mapping[str, Way]) -> dict[str, _Picked]:
    """Each way's model of the day, what the day's requests cost and how good it is."""
    pricing, facts = pricing_of(task.name, task.rules, shared), shared.facts
    judged = facts.judged.get(task.name, ())
    shares = {(one.model, one.effort): one.share for one in judged if one.effort != ROLLED}
    requests = Decimal(task.workload.requests) / DAYS_A_MONTH
    primary = task.primary
    table = _NOBODY
    if primary is not None:
        share = primary.quality.share if primary.quality else 0.0
        table = (primary.model.id, primary.effort), primary.task_usd * requests, share
    return {
        TABLE: table,
        FRONTIER: _paid(_frontier(task.name, facts, pricing, so_far[FRONTIER].last), pricing, shares, requests),
        HABIT: _paid(_habit(judged, pricing), pricing, shares, requests),
    }


def _paid(pick: Pick | None, pricing: Pricing, shares: Mapping[Pick, float], requests: Decimal) -> _Picked:
    host = pricing.anywhere(*pick) if pick else None
    return (pick, host.task_usd * requests, shares.get(pick, 0.0)) if pick and host else _NOBODY


def _frontier(task: str, facts: Facts, pricing: Pricing, pinned: Pick | None) -> Pick | None:
    """The pinned model while somebody sells it, else the leader of the day."""
    if pinned is not None and pricing.anywhere(*pinned) is not None:
        return pinned
    ranked = ((one.model, one.rolled_from) for one in leaders(task, facts))
    return next((pick for pick in ranked if pricing.anywhere(*pick) is not None), None)


def _habit(judged: Iterable[EstimateView], pricing: Pricing) -> Pick | None:
    """The cheapest per token of the models of the better half that have a price; ties by name."""
    priced = [
        (one, host.blended) for one in judged
        if one.effort == ROLLED and not one.provisional and (host := pricing.anywhere(one.model, one.rolled_from))
    ]  # fmt: skip
    if not priced:
        return None
    middle = median(one.share for one, _ in priced)
    _, model, effort = min((price, one.model, one.rolled_from) for one, price in priced if one.share >= middle)
    return model, effort
