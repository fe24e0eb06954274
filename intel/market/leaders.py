"""Who leads a task, and what changed when another fit says otherwise. Pure.

A leader beats every other model with probability ``SURE`` by the joint posterior; else all that may be best with
probability ``MAY_BE`` are tied. Models with fewer than two independent sources neither lead nor tie.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from intel.records import Event
from intel.views import EstimateView

SURE = 0.90
MAY_BE = 0.05
ALL, OPEN = "all", "open"
SCOPES = (ALL, OPEN)
LEADER, TIE, NOBODY = "leader", "tie", ""

Beats = Callable[[str, str], float]
"""P(the first model is better than the second at the task)."""


@dataclass(frozen=True, slots=True)
class Contender:
    """A model that may lead a task, with P(best) among those of its scope."""

    model: str
    p_best: float


@dataclass(frozen=True, slots=True)
class Leadership:
    """Who leads one task in one scope. ``models`` by falling P(best), names deciding between equals."""

    task: str
    scope: str
    state: str
    """leader, tie or '' (nobody)."""
    models: tuple[Contender, ...]
    p_beats_next: float | None = None
    """Of a leader: the least probability with which it beats another."""


def leadership(task: str, scope: str, contenders: Iterable[Contender], beats: Beats) -> Leadership:
    """Judge one task. ``contenders`` holds every model of the scope that is not provisional."""
    ranked = sorted(contenders, key=lambda c: (-c.p_best, c.model))
    if not ranked:
        return Leadership(task, scope, NOBODY, ())
    first, others = ranked[0], ranked[1:]
    if not others:
        return Leadership(task, scope, LEADER, (first,))
    least = min(beats(first.model, other.model) for other in others)
    if least >= SURE:
        return Leadership(task, scope, LEADER, (first,), least)
    tied = tuple(c for c in ranked if c.p_best >= MAY_BE) or (first,)
    return Leadership(task, scope, TIE, tied)


def leads(one: EstimateView) -> bool:
    """Whether it is the one that is called the leader of its task, also where several are tied.

    The estimates measure quality against it: its share of the best is 1 in every draw. Shares of the leader, of its
    price and savings are counted against the same one, on every page and in every command.
    """
    return bool(one.ratio_quantiles) and all(ratio == 1 for ratio in one.ratio_quantiles)


def leader_first(models: Sequence[str], judged: Iterable[EstimateView]) -> list[str]:
    """Those who lead or are tied, by falling P(best) as given, with the one that is called the leader before them."""
    first = {one.model for one in judged if leads(one)}
    return sorted(models, key=lambda model: model not in first)


def leader_events(
    before: Sequence[Leadership], after: Sequence[Leadership], at: datetime, evidence: Mapping[str, object]
) -> list[Event]:
    """Events of leaders that changed, by task and scope. Nobody before makes no event: a first fit is no news.

    ``new_leader``: somebody else leads alone; ``tie_broken``: one of the tied now leads; ``new_open_leader``: either
    of them among open weights, unless that model is the leader over all and has its event already.
    """
    known = {(one.task, one.scope): one for one in before}
    events: list[Event] = []
    crowned: set[tuple[str, str]] = set()
    for one in sorted(after, key=lambda x: (x.task, SCOPES.index(x.scope))):
        old = known.get((one.task, one.scope))
        if old is None or old.state == NOBODY or one.state != LEADER or _names(old) == _names(one):
            continue
        model = one.models[0].model
        if one.scope == OPEN:
            if (one.task, model) in crowned:
                continue
            kind = "new_open_leader"
        else:
            crowned.add((one.task, model))
            kind = "tie_broken" if old.state == TIE and model in _names(old) else "new_leader"
        events.append(Event(kind, f"task {one.task}", at, "", facts(old), facts(one), dict(evidence)))
    return events


def method_event(
    before: Sequence[Leadership], after: Sequence[Leadership], at: datetime, evidence: Mapping[str, object]
) -> Event:
    """Editions, baskets or the method changed: one event with the leaders before and after, and no leader's event."""
    return Event("method_changed", "estimates", at, "", _leaders(before), _leaders(after), dict(evidence))


def new_model_events(
    before: Mapping[str, set[str]], after: Mapping[str, set[str]], at: datetime, places: Mapping[str, dict[str, int]]
) -> list[Event]:
    """Models that two independent sources judge for the first time. ``before`` and ``after``: tasks by ranked model.

    ``places`` gives each model's rank by task, 1 being the best estimate.
    """
    return [
        Event(
            "new_model", f"model {model}", at, "", None, {"model": model, "rank": dict(sorted(places[model].items()))}
        )
        for model in sorted(set(after) - set(before))
    ]


def facts(one: Leadership) -> dict[str, object]:
    """A leadership as JSON-ready facts."""
    return {
        "state": one.state,
        "models": [{"model": c.model, "p_best": round(c.p_best, 4)} for c in one.models],
        "p_beats_next": None if one.p_beats_next is None else round(one.p_beats_next, 4),
    }


def _leaders(found: Sequence[Leadership]) -> dict[str, object]:
    return {f"{one.task}/{one.scope}": [c.model for c in one.models] for one in sorted(found, key=_place)}


def _place(one: Leadership) -> tuple[str, str]:
    return one.task, one.scope


def _names(one: Leadership) -> tuple[str, ...]:
    return tuple(c.model for c in one.models) if one.state == LEADER else ("", *(c.model for c in one.models))
