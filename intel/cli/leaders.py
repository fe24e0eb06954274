"""``intel leaders``: who leads each task, by how much, and how sure that is."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

import typer
from sqlalchemy import Connection

from intel.catalog import curated, queries
from intel.catalog.estimates import EstimateRun, estimates, first_fit_at, newest_run
from intel.catalog.estimates import leaders as leader_views
from intel.cli import options, out
from intel.cli.compose import now, reading, tasks, then
from intel.cli.estimate import note_of_editions
from intel.errors import CatalogError
from intel.market.leaders import leader_first
from intel.market.tasks import VALUE, Task
from intel.market.value import Worth, value_leaders, worth
from intel.views import ROLLED, EstimateView, LeaderView

NO_FIT = "No quality has been estimated: `intel estimate` fits the scores in the catalog."

_STATE = out.Column("state", room=out.ROOMY)
_COLUMNS = (
    out.Column("task"),
    _STATE,
    out.Column("model"),
    out.Column("solves %", number=True),
    out.Column("90 % interval", number=True),
    out.Column("P(best) %", number=True),
    out.Column("sources", room=out.WIDE),
)


def leaders(
    task: Annotated[str, typer.Argument(metavar="[TASK]", help="One task; without it all of them.")] = "",
    open_weights: Annotated[bool, typer.Option("--open", help="Among open weights only.")] = False,
    as_of: options.AsOf = "",
    json: options.Json = False,
) -> None:
    """Who leads each task, by how much, and how sure that is.

    A leader beats every other model with 90 % probability; else all that may be best with 5 % are tied. The first is
    called the leader: shares of the leader, of its price and savings are counted by it. A model that fewer than two
    independent sources judge never leads.
    """
    wanted = [tasks().get(task)] if task else list(tasks().all)
    moment = then(as_of)
    with reading(moment) as connection:
        run = the_run(connection, moment)
        found = {(one.task, one.scope): one for one in leader_views(connection, moment)}
        board = _Board(run, found, estimates(connection, run), "open" if open_weights else "all")
        rows = [_row(connection, board, one, moment) for one in wanted]
        note_of_tasks(connection, run, moment)
    if json:
        out.document(rows[0] if task else rows)
    else:
        _show(rows, run)


def the_run(connection: Connection, as_of: datetime | None) -> EstimateRun:
    """The fit to read from; ``CatalogError`` says how to make one, or since when there are some."""
    run = newest_run(connection, as_of)
    if run is not None:
        return run
    first = first_fit_at(connection)
    if first is None or as_of is None:
        raise CatalogError(NO_FIT)
    raise CatalogError(
        f"No quality has been estimated before {as_of:%Y-%m-%d %H:%M} UTC: the first fit is of scores up to "
        f"{first:%Y-%m-%d}."
    )


def note_of_tasks(connection: Connection, run: EstimateRun, as_of: datetime | None) -> None:
    """Say on stderr when the fit judged by other tasks than the owner has now, or theirs name what is unknown."""
    note_of_editions(connection)
    if as_of is None and run.baskets != tasks().digest(run.editions, run.method):
        out.say("The newest fit judged by other tasks or baskets than yours: `intel estimate` fits anew.")


class _Board:
    """What one fit says, by task."""

    def __init__(
        self, run: EstimateRun, found: Mapping[tuple[str, str], LeaderView], all_: Sequence[EstimateView], scope: str
    ) -> None:
        self.run, self.found, self.scope = run, found, scope
        self.estimates: dict[str, list[EstimateView]] = {}
        for one in all_:
            self.estimates.setdefault(one.task, []).append(one)


def _row(connection: Connection, board: _Board, task: Task, as_of: datetime | None) -> dict[str, Any]:
    judged = board.estimates.get(task.name, [])
    head = {"task": task.name, "title": task.title, "scope": board.scope, "fitted_at": out.iso(board.run.at)}
    if task.kind == VALUE:
        best = value_leaders(value_ranking(connection, task, judged, as_of, open_only=board.scope == "open"))
        state = "" if not best else ("leader" if len(best) == 1 else "tie")
        models = [estimate_row(one.estimate) | worth_row(one) for one in best]
        return head | {"state": state, "models": models, "p_beats_next": None, "since": None}
    found = board.found.get((task.name, board.scope))
    by_model = {one.model: one for one in judged}
    p_best = dict(zip(found.models, found.p_best, strict=True)) if found else {}
    named = leader_first(list(p_best), judged)
    models = [estimate_row(by_model[model]) | {"p_best": round(p_best[model], 4)} for model in named]
    beats = None if found is None or found.p_beats_next is None else round(found.p_beats_next, 4)
    return head | {
        "state": found.state if found else "",
        "models": models,
        "p_beats_next": beats,
        "since": out.iso(found.since) if found else None,
    }


def value_ranking(
    connection: Connection, task: Task, judged: Sequence[EstimateView], as_of: datetime | None, *, open_only: bool
) -> list[Worth]:
    """The models of a value task with their cheapest comparable hosts, best value first."""
    chosen = [one for one in judged if one.effort == ROLLED and (one.open_weights or not open_only)]
    at = as_of or now()
    offers = queries.offers_by_model(connection, now=at, as_of=as_of, models=sorted({one.model for one in chosen}))
    return worth(task, chosen, offers, curated.workloads().get(task.workload), at)


def estimate_row(one: EstimateView) -> dict[str, Any]:
    """An estimate as a JSON object; shares are 0-1."""
    return {
        "model": one.model, "title": one.title, "lab": one.lab, "open_weights": one.open_weights,
        "effort": one.rolled_from if one.effort == ROLLED else one.effort, "share": round(one.share, 4),
        "lower": round(one.lower, 4), "upper": round(one.upper, 4), "provisional": one.provisional,
        "sources": list(one.sources), "boards": one.boards, "p_best": round(one.p_best, 4),
    }  # fmt: skip


def worth_row(one: Worth) -> dict[str, Any]:
    """What a model of a value task costs, and whether it is good enough."""
    return {
        "p_good_enough": round(one.probability, 4),
        "good_enough": one.clears,
        "provider": one.offer.provider.id if one.offer else None,
        "blended_usd_per_mtok": None if one.price is None else f"{one.price:f}",
    }


def _show(rows: Sequence[Mapping[str, Any]], run: EstimateRun) -> None:
    cells = [line for row in rows for line in _lines(row)]
    out.line(f"Expected share of each task's basket solved; scores up to {run.at:%Y-%m-%d}, {run.models:,} models")
    out.table(_COLUMNS, cells)
    if not out.shows(_STATE) and any(row["state"] == "tie" for row in rows):
        out.line("Where a task has several models they are tied: none leads with 90 % probability.")
    for row in rows:
        for one in row["models"]:
            if "provider" in one:
                out.line(f"{row['task']}: {one['model']} is good enough at {_price(one)}.")
        if not row["models"]:
            out.line(f"{row['task']}: {_nobody(tasks().get(row['task']), run)}")


def _nobody(task: Task, run: EstimateRun) -> str:
    """Why a task has no answer."""
    if set(task.weights) & set(run.editions):
        return "no model is judged by two independent sources."
    return f"no edition of its basket is in the fit ({', '.join(sorted(task.weights))})."


def _lines(row: Mapping[str, Any]) -> list[list[str]]:
    return [
        [
            row["task"] if place == 0 else "",
            row["state"] if place == 0 else "",
            one["model"],
            percent(one["share"]),
            f"{percent(one['lower'])}–{percent(one['upper'])}",
            out.UNKNOWN if "provider" in one else percent(one["p_best"]),
            ", ".join(one["sources"]),
        ]
        for place, one in enumerate(row["models"])
    ]


def _price(row: Mapping[str, Any]) -> str:
    if row["blended_usd_per_mtok"] is None:
        return "a price that nobody states"
    return f"${float(row['blended_usd_per_mtok']):.3g} per million tokens, blended, at {row['provider']}"


def percent(share: float) -> str:
    """A share of 0-1 in percent with one decimal."""
    return f"{100 * share:.1f}"
