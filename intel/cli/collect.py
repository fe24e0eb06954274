"""``intel collect``: run collectors now."""

import sys
from collections.abc import Sequence
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Annotated

import typer

from intel.cli import out
from intel.cli.app import PARTLY
from intel.cli.captures import captures_of
from intel.cli.compose import alerts, collecting, opened
from intel.cli.estimate import moves_scores, refit
from intel.cli.near import source_named
from intel.collectors import COLLECTORS
from intel.ingest.runner import RunResult
from intel.source import Collector
from intel.units import counted

SLICE = 60
"""Followed documents of one run without ``--all``: about a minute at one request a second."""

WELL = frozenset({"done", "unchanged", "history", "skipped"})
"""Outcomes with which a call went well."""


def collect(
    source: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Sources, as `intel sources` names them.")
    ] = None,
    replay: Annotated[
        Path | None,
        typer.Option(
            "--replay",
            metavar="PATH",
            help="A captured reply, or a folder: with index.json, or of captures named by their day, oldest first.",
        ),
    ] = None,
    at: Annotated[str, typer.Option("--at", metavar="TIME", help="With --replay: when it was seen.")] = "",
    every: Annotated[
        bool, typer.Option("--all", help=f"Every followed document of a source, not only the {SLICE} oldest.")
    ] = False,
) -> None:
    """Run collectors now: all of them, or the named sources.

    One line on stderr says what became of each. A source that fails does not stop the others, and leaves the last
    good state as it was; the exit code is then 1.
    """
    chosen = _chosen(source or [])
    captures = captures_of(replay, at, chosen)
    limit = None if every or replay else SLICE
    with opened() as engine, collecting(engine, _progress) as runner:
        results = []
        for collector, (moment, captured) in product(chosen, captures):
            results.append(runner.run(collector, replay=captured, at=moment, follow_limit=limit))
            out.say(_dated(moment if len(captures) > 1 else None) + line_of(results[-1]))
        for told in (_waiting(results), refit(engine) if any(map(moves_scores, results)) else "", alerts(engine)):
            if told:
                out.say(told)
    if any(result.outcome not in WELL for result in results):
        raise typer.Exit(PARTLY)


def _waiting(results: Sequence[RunResult]) -> str:
    held = any(result.outcome == "quarantined" or result.quarantined for result in results)
    return "`intel quarantine list` shows what waits to be believed." if held else ""


def _dated(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d} " if moment else ""


def line_of(result: RunResult) -> str:
    """What became of a run, for a terminal."""
    if result.outcome in ("failed", "skipped"):
        return f"{result.source}: {result.outcome}, {result.message}"
    stated = ((result.offers, "offer"), (result.scores, "score"))
    became = (
        (result.added, "new"),
        (result.changed, "changed"),
        (result.rejected, "rejected"),
        (result.quarantined, "in quarantine"),
        (result.unresolved, "of an unknown model"),
    )
    counts = [counted(number, what) for number, what in stated if number]
    told = ", ".join(counts + [f"{number:,} {what}" for number, what in became if number])
    message = f" ({result.message})" if result.message else ""
    return f"{result.source}: {result.outcome}{f', {told}' if told else ''}{message}"


def _chosen(names: Sequence[str]) -> list[Collector]:
    known = {collector.SOURCE.id: collector for collector in COLLECTORS}
    return [known[name] for name in dict.fromkeys(map(source_named, names))] or list(COLLECTORS)


def _progress(source: str, done: int, total: int) -> None:
    if sys.stderr.isatty() and total > 1:
        typer.echo(f"\r{source}: {done} of {total} documents", nl=done == total, err=True)
