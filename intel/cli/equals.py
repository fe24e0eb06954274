"""``intel spread --task``: the hosts of open models against the closed models that are as good at a task."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from intel.catalog import curated, queries
from intel.catalog.estimates import estimates
from intel.cli import out, rows
from intel.cli.compose import now, reading, tasks
from intel.cli.leaders import the_run
from intel.market.cost import Workload
from intel.market.equals import Match, matches
from intel.units import money_text

_COLUMNS = (
    out.Column("model"),
    out.Column("solves %", number=True),
    out.Column("hosts", number=True),
    out.Column("min", number=True, room=out.ROOMY),
    out.Column("median", number=True),
    out.Column("equals", number=True),
    out.Column("cheapest closed equal", room=out.WIDE),
    out.Column("asks", number=True, room=out.WIDE),
    out.Column("median equal", number=True),
    out.Column("closed ÷ open", number=True),
)


def against_equals(task: str, model: str, workload: str, moment: datetime | None, *, json: bool) -> None:
    """Print the matches of a task, or of one model at it."""
    judged_by = tasks().get(task)
    chosen = curated.workloads().get(workload or judged_by.workload)
    at = now()
    with reading(moment) as connection:
        wanted = queries.find_model(connection, model).id if model else ""
        judged = estimates(connection, the_run(connection, moment), task=task)
        offers = queries.offers_by_model(connection, now=at, as_of=moment, models=[one.model for one in judged])
    found = [one for one in matches(judged, offers, chosen, moment or at) if not wanted or one.estimate.model == wanted]
    if json:
        out.document([_row(one) for one in found])
    else:
        _show(task, found, chosen)


def _row(one: Match) -> dict[str, Any]:
    told, known = one.estimate, rows.spread_row(one.spread)
    for peer in known["peers"]:
        peer["p_open_better"] = round(one.odds[peer["model"]], 4)
    return {
        "task": told.task, "open_weights": told.open_weights, "share": told.share, "lower": told.lower,
        "upper": told.upper, **known, "median_equal_usd_per_mtok": money_text(one.median),
        "times": None if one.times is None else f"{one.times:.4f}", "undercuts": one.undercuts,
        "why_none": one.word or None,
    }  # fmt: skip


def _show(task: str, found: Sequence[Match], workload: Workload) -> None:
    out.line(f"USD per million tokens; {out.workload(workload)}")
    if not found:
        out.line(f"No open model is judged by two independent sources at {task}.")
        return
    out.table(_COLUMNS, [_cells(one) for one in found])
    out.line("An equal is a closed model that is neither better nor worse with odds of three to one.")


def _cells(one: Match) -> list[str]:
    price, cheapest = one.spread.blended, one.cheapest
    return [
        one.estimate.model,
        f"{100 * one.estimate.share:.1f}",
        out.count(one.spread.hosts),
        *([out.usd(price.min), out.usd(price.median)] if price else [out.UNKNOWN] * 2),
        out.count(len(one.spread.peers)),
        cheapest.model if cheapest else out.UNKNOWN,
        out.usd(cheapest.blended) if cheapest else out.UNKNOWN,
        out.usd(one.median),
        out.UNKNOWN if one.times is None else f"{one.times:.2f}",
    ]
