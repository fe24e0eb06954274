"""Candidates by estimated quality: every model that is surely enough good enough for a task. Pure."""

from collections.abc import Mapping, Sequence

from intel.market.tasks import Task as Judged
from intel.market.tasks import Tasks
from intel.market.thresholds import probability_at_least
from intel.routing.policy import RoutingPolicy, Task
from intel.views import EstimateView

AT_LEAST = 0.90
"""Share of the best model's quality that is good enough, on the unit scale of docs/quality.md."""
PROBABILITY = 0.75
"""How sure that must be, by the joint posterior."""


def by_estimates(tasks: Tasks, estimates: Sequence[EstimateView], providers: int, fallbacks: int) -> RoutingPolicy:
    """The policy that lets in, per task, the models that clear its threshold and that two independent sources judge.

    Best first, which decides between equal prices. A task states its own threshold or has ``AT_LEAST`` with
    ``PROBABILITY``; one that no model clears has no candidate.
    """
    judged: dict[str, list[EstimateView]] = {}
    for one in estimates:
        if one.effort == "*" and not one.provisional:
            judged.setdefault(one.task, []).append(one)
    return RoutingPolicy(tuple(_task(task, judged.get(task.name, ())) for task in tasks.all), providers, fallbacks)


def _task(task: Judged, judged: Sequence[EstimateView]) -> Task:
    share, sure = task.at_least or AT_LEAST, task.probability or PROBABILITY
    chances = {one.model: probability_at_least(one.ratio_quantiles, share) for one in judged}
    ranked = sorted(judged, key=lambda one: (-one.share, one.model))
    good = tuple(one.model for one in ranked if chances[one.model] >= sure)
    why = (
        f"{len(good)} of {len(judged)} models that two independent sources judge reach {share:.0%} of the best one's "
        f"quality with {sure:.0%} probability or more."
    ).replace("%", " %")
    return Task(task.name, task.title, task.workload, good, why, _because(good, judged, chances))


def _because(
    good: Sequence[str], judged: Sequence[EstimateView], chances: Mapping[str, float]
) -> tuple[tuple[str, str], ...]:
    by_model = {one.model: one for one in judged}
    return tuple((model, _said(by_model[model], chances[model])) for model in good)


def _said(one: EstimateView, chance: float) -> str:
    bounds = f"{100 * one.lower:.1f}–{100 * one.upper:.1f} in nine of ten cases, by {', '.join(one.sources)}"
    return (
        f"{one.model} solves {100 * one.share:.1f} % of the basket ({bounds}) and is good enough with "
        f"{100 * chance:.0f} % probability."
    )
