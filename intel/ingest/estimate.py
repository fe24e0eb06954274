"""The run that follows new scores: one fit of quality, one short transaction with its estimates, leaders and events.

The fit is outside of any transaction. What it knows is hashed, and the inputs of the newest fit are not fitted again:
replaying the same scores, in other bytes or in another order, writes nothing and tells nobody anything.
"""

import importlib.util
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, select

from intel.catalog import write_rows as rows
from intel.catalog.engine import writing
from intel.catalog.estimates import (
    EstimateRun,
    NewEstimate,
    NewRun,
    first_fit_at,
    leaderships,
    newest_run,
    ranked,
    silences_told,
    store_run,
)
from intel.catalog.events import store_events
from intel.catalog.scores import scores
from intel.catalog.source_state import patience
from intel.catalog.writer import take_turn
from intel.errors import UsageError
from intel.market.leaders import (
    ALL,
    OPEN,
    Contender,
    Leadership,
    leader_events,
    leadership,
    method_event,
    new_model_events,
)
from intel.market.quality_cells import Evidence, evidence
from intel.market.silence import silent_boards
from intel.market.tasks import VALUE, Task, Tasks
from intel.records import Event
from intel.source import Observer
from intel.views import ROLLED, ScoreView

if TYPE_CHECKING:
    from intel.market.quality import Judgement, Posterior


@dataclass(frozen=True, slots=True)
class Estimated:
    """What became of an estimate run."""

    outcome: str
    """stored, unchanged (the newest fit knew all of it) or nothing (no board has enough scores)."""
    scores: int = 0
    models: int = 0
    """Models with an estimate."""
    sure: int = 0
    """Those of them that two independent sources judge."""
    events: tuple[Event, ...] = ()


def can_estimate() -> bool:
    """Whether the packages that the fit needs are installed."""
    return all(importlib.util.find_spec(name) is not None for name in ("numpy", "scipy"))


def estimate(
    engine: Engine, tasks: Tasks, clock: Callable[[], datetime], *, without: Sequence[str] = (),
    observers: Sequence[Observer] = (),
) -> Estimated:  # fmt: skip
    """Fit the scores of the catalog and store what follows; ``without`` names sources that may not enter.

    ``UsageError`` says what to install where numpy or scipy is missing.
    """
    if not can_estimate():
        raise UsageError("Estimating quality needs numpy and scipy: pip install 'intel[scores]'.")
    with engine.connect() as conn:
        found = [view for view in scores(conn, now=clock(), without=without) if view.model is not None]
        known, is_open = newest_run(conn), _open_weights(conn)
    taken = evidence(found, tasks)
    inputs = _hash(taken, tasks, is_open)
    if known is not None and known.inputs == inputs:
        return Estimated("unchanged", known.scores, known.models)
    from intel.market.quality import METHOD, fit

    posterior = fit(taken.cells, taken.boards, taken.families, released=taken.released)
    if posterior is None:
        return Estimated("nothing", len(taken.cells))
    judged = {task.name: _judged(task, posterior, is_open) for task in tasks.all}
    new = _run(found, taken, tasks, inputs, posterior, METHOD, judged, clock())
    events = _store(engine, new, lambda conn, before: _events(conn, before, new, judged, found, tasks), observers)
    if events is None:
        return Estimated("unchanged", new.scores, new.models)
    sure = {one.model for one in new.estimates if not one.provisional}
    return Estimated("stored", new.scores, new.models, len(sure), tuple(events))


def _store(
    engine: Engine, new: NewRun, told: Callable[[Connection, EstimateRun | None], Sequence[Event]],
    observers: Sequence[Observer],
) -> Sequence[Event] | None:  # fmt: skip
    """The one transaction; None when another worker has stored a fit of the same inputs meanwhile."""
    with writing(engine) as conn:
        take_turn(conn)
        before = newest_run(conn)
        if before is not None and before.inputs == new.inputs:
            return None
        events = told(conn, before)
        store_run(conn, new)
        store_events(conn, events)
        for observer in observers:
            observer(events, conn)
    return events


@dataclass(frozen=True, slots=True)
class _Judged:
    """One task by one fit."""

    estimates: tuple[NewEstimate, ...] = ()
    leaders: tuple[Leadership, ...] = ()


def _open_weights(conn: Connection) -> dict[str, bool | None]:
    model = rows.table("model")
    return {row.id: row.open_weights for row in conn.execute(select(model.c.id, model.c.open_weights))}


def _hash(taken: Evidence, tasks: Tasks, is_open: Mapping[str, bool | None]) -> str:
    from intel.market.quality import METHOD

    models = {cell.model for cell in taken.cells}
    stated = {
        "cells": sorted(repr(cell) for cell in taken.cells),
        "boards": sorted(repr(board) for board in taken.boards),
        "families": sorted(taken.families.items()),
        "released": sorted((model, day.isoformat()) for model, day in taken.released.items()),
        "open": sorted((model, is_open.get(model)) for model in models),
        "judged": tasks.digest((), METHOD),
    }
    return sha256(json.dumps(stated, default=str).encode()).hexdigest()


def _judged(task: Task, posterior: "Posterior", is_open: Mapping[str, bool | None]) -> _Judged:
    judgement = posterior.judge(task.weights)
    if judgement is None:
        return _Judged()
    allowed = _allowed(task, judgement)
    chance = judgement.p_best(allowed)
    found = tuple(
        NewEstimate(
            task.name, one.model, one.effort, one.share, one.lower, one.upper, one.provisional, one.sources, one.boards,
            chance.get(one.model, 0.0) if one.effort == ROLLED else 0.0, one.ratio_quantiles, one.rolled_from,
        )
        for one in judgement.estimates() if one.model in allowed
    )  # fmt: skip
    if task.kind == VALUE:
        return _Judged(found)
    scopes = {ALL: allowed, OPEN: {model for model in allowed if is_open.get(model)}}
    return _Judged(found, tuple(_leads(task.name, scope, judgement, models) for scope, models in scopes.items()))


def _allowed(task: Task, judgement: "Judgement") -> set[str]:
    """All models; of a task that only what was tested can do, those with a score in its basket."""
    if not task.tested:
        return {model for model, _ in judgement.units}
    return {
        model
        for (model, _), boards in zip(judgement.units, judgement.boards, strict=True)
        if any(board.startswith(edition) for board in boards for edition in task.weights)
    }


def _leads(task: str, scope: str, judgement: "Judgement", models: set[str]) -> Leadership:
    chance = judgement.p_best(models)
    return leadership(task, scope, (Contender(model, p) for model, p in chance.items()), judgement.beats)


def _run(
    found: Sequence[ScoreView], taken: Evidence, tasks: Tasks, inputs: str, posterior: "Posterior", method: str,
    judged: Mapping[str, _Judged], finished_at: datetime,
) -> NewRun:  # fmt: skip
    estimates = tuple(one for task in judged.values() for one in task.estimates)
    return NewRun(
        max(view.seen_from for view in found), inputs, tasks.digest(posterior.editions, method), method,
        posterior.editions, len(taken.cells), len({one.model for one in estimates}), finished_at, estimates,
        tuple(one for task in judged.values() for one in task.leaders),
    )  # fmt: skip


def _events(
    conn: Connection, before: EstimateRun | None, new: NewRun, judged: Mapping[str, _Judged],
    found: Sequence[ScoreView], tasks: Tasks,
) -> list[Event]:  # fmt: skip
    """What the fit says anew, at the time of the newest score; nothing on the first fit of a catalog."""
    if before is None:
        return []
    old, said = leaderships(conn, before), {"inputs": new.inputs, "scores": new.scores, "method": new.method}
    if before.baskets != new.baskets:
        editions = {"before": list(before.editions), "after": sorted(new.editions)}
        return [method_event(old, new.leaders, new.at, said | {"editions": editions})]
    places = _places(judged)
    after = {model: set(ranks) for model, ranks in places.items()}
    return [
        *leader_events(old, new.leaders, new.at, said),
        *new_model_events(ranked(conn, before), after, new.at, places),
        *silent_boards(
            found, patience(conn), tasks, at=new.at, since=first_fit_at(conn) or new.at, told=silences_told(conn)
        ),
    ]


def _places(judged: Mapping[str, _Judged]) -> dict[str, dict[str, int]]:
    """Rank of each model that is not provisional, by task."""
    found: dict[str, dict[str, int]] = {}
    for task, of_task in judged.items():
        rolled = [one for one in of_task.estimates if one.effort == ROLLED and not one.provisional]
        for place, one in enumerate(sorted(rolled, key=lambda e: (-e.share, e.model)), 1):
            found.setdefault(one.model, {})[task] = place
    return found
