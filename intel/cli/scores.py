"""``intel scores``: what every board says of a model, and where two reporters of one score differ."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from intel.catalog import queries
from intel.cli import options, out
from intel.cli.compose import now, reading, tasks, then
from intel.errors import UsageError
from intel.market.crosscheck import Drift, Pair, drifts, pairs
from intel.units import counted
from intel.views import ScoreView

_COLUMNS = (
    out.Column("benchmark"),
    out.Column("version"),
    out.Column("score", number=True),
    out.Column("interval", number=True),
    out.Column("effort"),
    out.Column("harness", room=out.ROOMY),
    out.Column("by", room=out.ROOMY),
    out.Column("cost $", number=True, room=out.ROOMY),
    out.Column("on", room=out.ROOMY),
)
_PAIRS = (
    out.Column("benchmark"),
    out.Column("model"),
    out.Column("effort", spare=3),
    out.Column("believed", number=True, spare=1),
    out.Column("by"),
    out.Column("on", room=out.WIDE, spare=4),
    out.Column("other", number=True, spare=2),
    out.Column("other by"),
    out.Column("other on", room=out.WIDE, spare=5),
    out.Column("differs", number=True),
    out.Column("why", room=160),
)
_DRIFTS = (out.Column("lab"), out.Column("points", number=True), out.Column("scores", number=True))


def scores(
    model: Annotated[str, typer.Argument(metavar="[MODEL]", help="A model, as `intel models` lists it.")] = "",
    task: Annotated[str, typer.Option("--task", metavar="TASK", help="Only the editions of a task's basket.")] = "",
    crosscheck: Annotated[
        bool, typer.Option("--crosscheck", help="Only scores that two reporters state, and how far apart they are.")
    ] = False,
    as_of: options.AsOf = "",
    json: options.Json = False,
) -> None:
    """Every score of a model: edition, effort, harness, who reports it, interval, cost, day and source.

    With --crosscheck the scores that two reporters state of one model and edition, which of them is believed, and how
    much higher each lab states its own models than others found them; MODEL may then be left out.
    """
    if not model and not crosscheck:
        raise UsageError("Name a model, as in `intel scores glm-5.2`, or ask for --crosscheck.")
    wanted = set(tasks().get(task).weights) if task else None
    moment = then(as_of)
    with reading(moment) as connection:
        found = queries.find_model(connection, model) if model else None
        stated = queries.scores(connection, now=now(), as_of=moment, model=found.id if found else "")
    stated = [view for view in stated if wanted is None or view.edition in wanted]
    if crosscheck:
        checked = pairs(stated)
        _show_pairs(checked, drifts(checked), json=json)
    elif json:
        out.document({"model": found.id if found else "", "scores": [score_row(view) for view in stated]})
    else:
        assert found is not None
        _show(found.id, stated)


def score_row(view: ScoreView) -> dict[str, Any]:
    """A score as a JSON object; numbers are strings, as printed, null where nothing is stated."""
    return {
        "benchmark": view.benchmark, "version": view.version, "title": view.title, "scale": view.scale,
        "name": view.name, "model": view.model, "effort": view.effort, "harness": view.harness,
        "reporter": view.reporter, "reported_by": view.reported_by or None, "value": f"{view.value:f}",
        "lower": _text(view.lower), "upper": _text(view.upper), "interval_ratio": _text(view.interval_ratio),
        "n": view.n, "cost_usd": _text(view.cost_usd), "cost_items": view.cost_items,
        "input_tokens": _text(view.input_tokens), "output_tokens": _text(view.output_tokens),
        "seconds": _text(view.seconds), "stated_on": view.stated_on.isoformat() if view.stated_on else None,
        "seen_from": out.iso(view.seen_from), "checked_at": out.iso(view.checked_at), "source": view.source,
        "witness": view.witness, "url": view.url, "sha256": view.sha256, "licence": view.licence,
        "redistributable": view.redistributable, "note": view.note or None,
    }  # fmt: skip


def _text(value: object) -> str | None:
    return None if value is None else f"{value:f}"


def _show(model: str, stated: Sequence[ScoreView]) -> None:
    out.line(f"{model}: {counted(len(stated), 'score')}")
    if not stated:
        out.line("No board in the catalog names it: `intel identity review` lists the names that nobody could place.")
        return
    out.table(_COLUMNS, [_cells(view) for view in stated])
    out.line()
    by_source = sorted({(view.source, view.licence) for view in stated})
    out.line(f"Sources: {'; '.join(f'{source} ({licence})' for source, licence in by_source)}")


def _cells(view: ScoreView) -> list[str]:
    bounds = "" if view.lower is None or view.upper is None else f"{view.lower:.1f}–{view.upper:.1f}"
    return [
        view.benchmark, view.version, _short(view), bounds or out.UNKNOWN, view.effort or out.UNKNOWN,
        view.harness or out.UNKNOWN, view.reporter, _text(view.cost_usd) or out.UNKNOWN, _day(view),
    ]  # fmt: skip


def _day(view: ScoreView) -> str:
    """The day the board or the lab states for it, as printed."""
    return view.stated_on.isoformat() if view.stated_on else out.UNKNOWN


def _short(view: ScoreView) -> str:
    """One decimal; of a cost four digits."""
    return f"{view.value:.4g}" if view.scale == "usd" else f"{view.value:.1f}"


def _show_pairs(found: Sequence[Pair], labs: Sequence[Drift], *, json: bool) -> None:
    if json:
        out.document({
            "pairs": [
                {"believed": score_row(p.believed), "other": score_row(p.other), "difference": f"{p.difference:f}",
                 "why": p.why}
                for p in found
            ],
            "drift": [{"lab": d.lab, "points": round(d.points, 2), "scores": d.pairs} for d in labs],
        })  # fmt: skip
        return
    if not found:
        out.line("No score here is stated by two reporters.")
        return
    out.table(_PAIRS, [
        [
            p.believed.edition, p.believed.model or "", p.believed.effort or out.UNKNOWN, _short(p.believed),
            p.believed.witness, _day(p.believed), _short(p.other), p.other.witness, _day(p.other),
            f"{p.difference:+.1f}", p.why,
        ]
        for p in found
    ])  # fmt: skip
    if labs:
        out.line()
        out.line("How much higher labs state their own models, in points, mean over the scores above:")
        out.table(_DRIFTS, [[d.lab, f"{d.points:+.1f}", f"{d.pairs:,}"] for d in labs])
