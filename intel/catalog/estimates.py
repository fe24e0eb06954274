"""Fits of quality in the catalog: what the newest one says, and how one is stored."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, func, insert, select

from intel.catalog import write_rows as rows
from intel.catalog.moments import stored
from intel.market.leaders import LEADER, NOBODY, TIE, Contender, Leadership
from intel.views import ROLLED, EstimateView, LeaderView


@dataclass(frozen=True, slots=True)
class EstimateRun:
    """One stored fit."""

    id: int
    at: datetime
    inputs: str
    baskets: str
    method: str
    editions: tuple[str, ...]
    scores: int
    models: int


@dataclass(frozen=True, slots=True)
class NewEstimate:
    """One row to store; ``EstimateView`` says what the fields mean."""

    task: str
    model: str
    effort: str
    share: float
    lower: float
    upper: float
    provisional: bool
    sources: tuple[str, ...]
    boards: int
    p_best: float
    ratio_quantiles: tuple[float, ...]
    rolled_from: str = ""


@dataclass(frozen=True, slots=True)
class NewRun:
    """A fit to store."""

    at: datetime
    inputs: str
    baskets: str
    method: str
    editions: tuple[str, ...]
    scores: int
    models: int
    finished_at: datetime
    estimates: Sequence[NewEstimate]
    leaders: Sequence[Leadership]


def newest_run(conn: Connection, as_of: datetime | None = None) -> EstimateRun | None:
    """The fit stored last, of those that know no score newer than ``as_of``; None when there is none."""
    run = rows.table("estimate_run")
    columns = (
        run.c.id,
        run.c.at,
        run.c.inputs,
        run.c.baskets,
        run.c.method,
        run.c.editions,
        run.c.scores,
        run.c.models,
    )
    query = select(*columns).order_by(run.c.id.desc()).limit(1)
    if as_of is not None:
        query = query.where(run.c.at <= as_of)
    found = conn.execute(query).one_or_none()
    if found is None:
        return None
    return EstimateRun(*found[:5], tuple(found.editions.split()), *found[6:])


def unfitted_since(conn: Connection, without: Sequence[str] = ()) -> datetime | None:
    """When the newest score changed that the newest fit cannot know; None where it knows all, or there is no fit.

    ``without`` names sources that enter no fit.
    """
    run, score = rows.table("estimate_run"), rows.table("score")
    newest = conn.execute(select(run.c.at, run.c.finished_at).order_by(run.c.id.desc()).limit(1)).one_or_none()
    if newest is None:
        return None
    mine = score.c.source_id.not_in(list(without))
    appeared = select(func.max(score.c.seen_from)).where(mine, score.c.seen_from > newest.at)
    withdrawn = select(func.max(score.c.seen_to)).where(mine, score.c.seen_to > newest.finished_at)
    found = [moment for query in (appeared, withdrawn) if (moment := conn.scalar(query)) is not None]
    return max(found, default=None)


def estimates(
    conn: Connection, run: EstimateRun, *, task: str = "", model: str = "", efforts: bool = False, sure: bool = False
) -> list[EstimateView]:
    """Estimates of one fit by task, then falling share; one row per model, with ``efforts`` one more per effort.

    ``sure`` leaves out models that are provisional at the task.
    """
    table, known = rows.table("estimate"), rows.table("model")
    columns = [table.c[name] for name in ("task", "model_id")] + [known.c.title, known.c.lab_id, known.c.open_weights]
    columns += [table.c[name] for name in _REST]
    quantiles = stored(table.c.ratio_quantiles).label("quantiles")
    query = select(*columns, quantiles).join(known, known.c.id == table.c.model_id)
    query = query.where(table.c.estimate_run_id == run.id)
    if task:
        query = query.where(table.c.task == task)
    if model:
        query = query.where(table.c.model_id == model)
    if not efforts:
        query = query.where(table.c.effort == ROLLED)
    if sure:
        other = table.alias()
        same = (other.c.estimate_run_id == run.id) & (other.c.task == table.c.task)
        same &= (other.c.model_id == table.c.model_id) & (other.c.effort == ROLLED)
        query = query.join(other, same).where(other.c.provisional.is_(False))
    found = [_view(row) for row in conn.execute(query)]
    return sorted(found, key=lambda e: (e.task, -e.share, e.model, e.effort != ROLLED, e.effort))


_REST = (
    "effort", "share", "lower", "upper", "provisional", "sources", "boards", "p_best", "rolled_from",
)  # fmt: skip


def _view(row: Any) -> EstimateView:
    return EstimateView(
        row.task, row.model_id, row.title, row.lab_id, row.open_weights, row.effort, row.share, row.lower, row.upper,
        row.provisional, tuple(row.sources.split("+")) if row.sources else (), row.boards, row.p_best,
        _quantiles(row.quantiles) if isinstance(row.quantiles, str) else tuple(row.quantiles), row.rolled_from,
    )  # fmt: skip


@lru_cache(maxsize=20_000)
def _quantiles(stored_text: str) -> tuple[float, ...]:
    """SQLite keeps them as JSON text; PostgreSQL's driver has read them already."""
    return tuple(json.loads(stored_text))


def first_fit_at(conn: Connection) -> datetime | None:
    """The time of the first fit's newest score; None before any fit."""
    run = rows.table("estimate_run")
    found: datetime | None = conn.scalar(select(run.c.at).order_by(run.c.id).limit(1))
    return found


def silences_told(conn: Connection) -> dict[str, datetime]:
    """When an event last told of each source that its boards are stale."""
    event = rows.table("event")
    query = select(event.c.source_id, event.c.at).where(event.c.kind == "board_stale").order_by(event.c.at)
    return {row.source_id: row.at for row in conn.execute(query)}


def leaderships(conn: Connection, run: EstimateRun | None) -> list[Leadership]:
    """Who leads by one fit, by task and scope; empty without a fit."""
    if run is None:
        return []
    table = rows.table("leader")
    columns = (table.c.task, table.c.scope, table.c.model_id, table.c.state, table.c.p_best, table.c.p_beats_next)
    found: dict[tuple[str, str], list[Any]] = {}
    for row in conn.execute(select(*columns).where(table.c.estimate_run_id == run.id)):
        found.setdefault((row.task, row.scope), []).append(row)
    return [_leadership(task, scope, of_task) for (task, scope), of_task in sorted(found.items())]


def _leadership(task: str, scope: str, of_task: list[Any]) -> Leadership:
    of_task.sort(key=lambda row: (-row.p_best, row.model_id))
    models = tuple(Contender(row.model_id, row.p_best) for row in of_task)
    return Leadership(task, scope, of_task[0].state, models, of_task[0].p_beats_next)


def leaders(conn: Connection, as_of: datetime | None = None) -> list[LeaderView]:
    """Who leads each task of the newest fit, by task and scope, and since which fit; empty without a fit."""
    run = newest_run(conn, as_of)
    if run is None:
        return []
    since = _since(conn, run)
    return [
        LeaderView(
            one.task, one.scope, one.state, tuple(c.model for c in one.models), tuple(c.p_best for c in one.models),
            one.p_beats_next, run.at, since.get((one.task, one.scope)),
        )
        for one in leaderships(conn, run)
    ]  # fmt: skip


def _since(conn: Connection, run: EstimateRun) -> dict[tuple[str, str], datetime]:
    """The first fit in an unbroken row up to ``run`` that named the same models, by task and scope."""
    table, runs = rows.table("leader"), rows.table("estimate_run")
    query = (
        select(runs.c.id, runs.c.at, table.c.task, table.c.scope, table.c.model_id)
        .join(runs, runs.c.id == table.c.estimate_run_id)
        .where(runs.c.id <= run.id)
        .order_by(runs.c.id.desc())
    )
    named: dict[tuple[str, str], dict[tuple[int, datetime], set[str]]] = {}
    for number, at, task, scope, model in conn.execute(query):
        named.setdefault((task, scope), {}).setdefault((number, at), set()).add(model)
    since: dict[tuple[str, str], datetime] = {}
    for place, by_run in named.items():
        now = next(iter(by_run.values()))
        for (_, at), models in by_run.items():
            if models != now:
                break
            since[place] = at
    return since


def store_run(conn: Connection, new: NewRun) -> int:
    """Insert a fit with its estimates and leaders; its number."""
    run = {
        "at": new.at, "inputs": new.inputs, "baskets": new.baskets, "method": new.method,
        "editions": " ".join(sorted(new.editions)), "scores": new.scores, "models": new.models,
        "finished_at": new.finished_at,
    }  # fmt: skip
    number = conn.execute(insert(rows.table("estimate_run")).values(run)).inserted_primary_key
    assert number is not None
    rows.add(conn, "estimate", [_estimate_row(int(number[0]), one) for one in new.estimates])
    rows.add(conn, "leader", list(_leader_rows(int(number[0]), new.leaders)))
    return int(number[0])


def _estimate_row(run: int, one: NewEstimate) -> dict[str, Any]:
    return {
        "estimate_run_id": run, "task": one.task, "model_id": one.model, "effort": one.effort, "share": one.share,
        "lower": one.lower, "upper": one.upper, "provisional": one.provisional, "sources": "+".join(one.sources),
        "boards": one.boards, "p_best": one.p_best, "ratio_quantiles": list(one.ratio_quantiles),
        "rolled_from": one.rolled_from,
    }  # fmt: skip


def _leader_rows(run: int, found: Iterable[Leadership]) -> Iterable[dict[str, Any]]:
    for one in found:
        assert one.state in (LEADER, TIE, NOBODY)
        for contender in one.models:
            yield {
                "estimate_run_id": run, "task": one.task, "scope": one.scope, "model_id": contender.model,
                "state": one.state, "p_best": contender.p_best, "p_beats_next": one.p_beats_next,
            }  # fmt: skip


def ranked(conn: Connection, run: EstimateRun) -> dict[str, set[str]]:
    """Tasks by model, of those that the fit judges by two independent sources."""
    table = rows.table("estimate")
    query = select(table.c.model_id, table.c.task).where(
        table.c.estimate_run_id == run.id, table.c.effort == ROLLED, table.c.provisional.is_(False)
    )
    found: dict[str, set[str]] = {}
    for model, task in conn.execute(query):
        found.setdefault(model, set()).add(task)
    return found
