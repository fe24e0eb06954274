"""Who may do a task: every model at every effort, with its quality, or why the policy leaves it out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from intel.market.leaders import leads
from intel.market.thresholds import reach_of_best, reach_of_share
from intel.routing.facts import Facts
from intel.routing.policy import RoutingPolicy, Rules
from intel.routing.table import Quality
from intel.views import ROLLED, EstimateView, ModelView


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model at an effort. ``excluded`` says why the policy leaves it out; '' lets it in."""

    model: ModelView
    effort: str
    quality: Quality | None
    excluded: str = ""

    @property
    def reach(self) -> float:
        """What it surely reaches; 0 where nobody judges it."""
        return self.quality.reach if self.quality else 0.0


def candidates(task: str, rules: Rules, facts: Facts) -> list[Candidate]:
    """All candidates by model and effort. Who does not reach the threshold is among those left out.

    Without a threshold the models that the policy names are candidates, judged or not.
    """
    judged = facts.judged.get(task, ())
    rolled = {one.model: (one, *_model(one, rules, facts)) for one in judged if one.effort == ROLLED}
    found = [
        Candidate(known[1], one.effort, quality(one, rules, known[0]), known[2])
        for one in judged
        if one.effort != ROLLED and (known := rolled.get(one.model)) is not None
    ]
    if rules.at_least is None:
        found = _named(rules, facts, {one.model.id: one for one in _best(found)})
    return sorted(found, key=lambda one: (one.model.id, one.effort))


def clears(one: Candidate, rules: Rules) -> bool:
    """Whether it reaches the threshold with the probability that the policy asks."""
    return rules.at_least is None or one.reach >= rules.at_least.share


def wanted(policy: RoutingPolicy, facts: Facts) -> set[str]:
    """Models of which offers are needed to build the table: all that may be ranked, the leaders and the baselines."""
    models: set[str] = set()
    for task, rules in policy.tasks.items():
        allowed = [one for one in candidates(task, rules, facts) if not one.excluded]
        good = [one for one in allowed if clears(one, rules)] or allowed
        models |= {one.model.id for one in good} | {one.model for one in leaders(task, facts)}
        models |= {rules.baseline} - {""}
    return models


def leaders(task: str, facts: Facts) -> Sequence[EstimateView]:
    """The leader first, then models by falling P(best), five in all.

    There is one leader of a task: the model that every share of the leader is counted by. It reaches exactly 1.
    """
    judged = [one for one in facts.judged.get(task, ()) if one.effort == ROLLED and not one.provisional]
    return sorted(judged, key=lambda one: (not leads(one), -one.p_best, -one.share, one.model))[:LEADERS]


LEADERS = 5
"""How many a backtest looks at until one has a price."""


def _model(rolled: EstimateView, rules: Rules, facts: Facts) -> tuple[ModelView, str]:
    """The model of an estimate, and why the policy leaves it out at every effort; '' where it does not."""
    model = facts.models.get(rolled.model) or ModelView(
        rolled.model, rolled.title, rolled.lab, open_weights=rolled.open_weights
    )
    why = _not_allowed(model, rules)
    if not why and rolled.provisional:
        why = "fewer than two independent sources judge it"
    return model, why


def quality(one: EstimateView, rules: Rules, rolled: EstimateView) -> Quality:
    """An estimate with what it reaches at the policy's probability, on the scale of its threshold.

    Who judges it is told of the model as a whole, ``rolled``.
    """
    of_leader = rules.at_least is None or rules.at_least.of_leader
    if of_leader:
        reach = reach_of_best(one.ratio_quantiles, rules.probability)
    else:
        reach = reach_of_share(one.share, one.lower, one.upper, rules.probability)
    return Quality(one.share, one.lower, one.upper, reach, of_leader, rolled.sources, rolled.boards)


def _not_allowed(model: ModelView, rules: Rules) -> str:
    if not rules.labs.allows(model.lab):
        return "its lab is not allowed"
    if not rules.models.allows(model.id):
        return "the policy does not allow it"
    if rules.open_weights_only and not model.open_weights:
        return "its weights are not open" if model.open_weights is False else "nobody states that its weights are open"
    return ""


def _named(rules: Rules, facts: Facts, judged: dict[str, Candidate]) -> list[Candidate]:
    """The models of the list, at the effort they are best judged at; quality shuts nobody out."""
    named = (facts.models[name] for name in sorted(set(rules.models.allow)) if name in facts.models)
    known = {model.id: judged.get(model.id) for model in named}
    return [
        Candidate(facts.models[name], one.effort if one else "", one.quality if one else None,
                  _not_allowed(facts.models[name], rules))
        for name, one in known.items()
    ]  # fmt: skip


def _best(found: Iterable[Candidate]) -> list[Candidate]:
    best: dict[str, Candidate] = {}
    for one in sorted(found, key=lambda c: (-c.reach, c.effort)):
        best.setdefault(one.model.id, one)
    return list(best.values())
