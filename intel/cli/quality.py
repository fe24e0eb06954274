"""``intel quality``: every model's estimate for a task, with its interval and who stands behind it."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from intel.catalog.estimates import EstimateRun, estimates
from intel.cli import options, out
from intel.cli.compose import reading, tasks, then
from intel.cli.leaders import estimate_row, note_of_tasks, percent, the_run, value_ranking, worth_row
from intel.market.tasks import VALUE
from intel.views import ROLLED

_COLUMNS = (
    out.Column("model"),
    out.Column("effort"),
    out.Column("solves %", number=True),
    out.Column("90 % interval", number=True),
    out.Column("P(best) %", number=True),
    out.Column("open", room=out.ROOMY),
    out.Column("sources", room=out.WIDE),
)
_VALUE_COLUMNS = (
    out.Column("model"),
    out.Column("solves %", number=True),
    out.Column("P(good enough) %", number=True),
    out.Column("$ per million", number=True),
    out.Column("host"),
    out.Column("sources", room=out.ROOMY),
)


def quality(
    task: Annotated[str, typer.Argument(metavar="TASK", help="A task, as `intel leaders` names them.")],
    efforts: Annotated[bool, typer.Option("--efforts", help="One row more for each reasoning effort.")] = False,
    open_weights: Annotated[bool, typer.Option("--open", help="Open weights only.")] = False,
    as_of: options.AsOf = "",
    json: options.Json = False,
) -> None:
    """Every model's estimated quality at a task, best first: the expected share of its basket solved.

    The interval holds the truth nine times in ten, by the boards that were tried. Models that fewer than two
    independent sources judge are provisional and stand apart.
    """
    chosen = tasks().get(task)
    moment = then(as_of)
    with reading(moment) as connection:
        run = the_run(connection, moment)
        judged = estimates(connection, run, task=chosen.name, efforts=efforts)
        judged = [one for one in judged if one.open_weights or not open_weights]
        if chosen.kind == VALUE:
            ranked = value_ranking(connection, chosen, judged, moment, open_only=open_weights)
            rows = [estimate_row(one.estimate) | worth_row(one) for one in ranked]
        else:
            rows = [estimate_row(one) | {"rolled_up": one.effort == ROLLED} for one in judged]
        note_of_tasks(connection, run, moment)
    if json:
        basket = [{"edition": m.edition, "weight": m.weight, "why": m.why} for m in chosen.basket]
        fit = {"fitted_at": out.iso(run.at), "method": run.method, "inputs": run.inputs}
        out.document({"task": chosen.name, "title": chosen.title, **fit, "basket": basket, "estimates": rows})
    elif not rows:
        out.line(f"No model is judged at {chosen.name}: no edition of its basket has a score in the catalog.")
    else:
        _show(chosen.title, run, rows)


def _show(title: str, run: EstimateRun, rows: Sequence[Mapping[str, Any]]) -> None:
    out.line(f"{title}: expected share of the basket solved; scores up to {run.at:%Y-%m-%d}")
    columns, cells = (_VALUE_COLUMNS, _value_cells) if "provider" in rows[0] else (_COLUMNS, _cells)
    sure = [row for row in rows if not row["provisional"]]
    apart = [row for row in rows if row["provisional"]]
    if sure:
        out.table(columns, [cells(row) for row in sure])
    if apart:
        out.line()
        out.line(f"Provisional, judged by fewer than two independent sources ({len(apart):,}):")
        out.table(columns, [cells(row) for row in apart])


def _cells(row: Mapping[str, Any]) -> list[str]:
    return [
        row["model"],
        row["effort"] or "unlabelled",
        percent(row["share"]),
        f"{percent(row['lower'])}–{percent(row['upper'])}",
        out.UNKNOWN if row["provisional"] else percent(row["p_best"]),
        {True: "open", False: "closed", None: "unknown"}[row["open_weights"]],
        ", ".join(row["sources"]),
    ]


def _value_cells(row: Mapping[str, Any]) -> list[str]:
    return [
        row["model"],
        percent(row["share"]),
        percent(row["p_good_enough"]),
        f"{float(row['blended_usd_per_mtok']):.3g}" if row["blended_usd_per_mtok"] else out.UNKNOWN,
        row["provider"] or out.UNKNOWN,
        ", ".join(row["sources"]),
    ]
