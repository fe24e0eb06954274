"""``intel doctor``: what ails a source, in words for a person."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

import typer

from intel.catalog.checkup import Checkup, Run, checkup
from intel.cli import options, out
from intel.cli.app import FOUND
from intel.cli.compose import now, reading
from intel.cli.near import source_named
from intel.collectors import COLLECTORS
from intel.market.belief import gives_way
from intel.source import Source
from intel.units import counted

Name = Annotated[str, typer.Argument(metavar="SOURCE", help="A source, as `intel sources` names it.")]


def doctor(source: Name, json: options.Json = False) -> None:
    """What ails a source: what was expected, what came, since when, and what still stands.

    Exit code 3 when it is not well.
    """
    wanted, at = _source(source), now()
    with reading() as connection:
        found = checkup(connection, wanted)
    if json:
        out.document(_row(found, at))
    else:
        for text in _lines(found, at):
            out.line(text)
    if not found.well(at):
        raise typer.Exit(FOUND)


def _source(name: str) -> Source:
    wanted = source_named(name)
    return next(collector.SOURCE for collector in COLLECTORS if collector.SOURCE.id == wanted)


def _lines(found: Checkup, at: datetime) -> Iterator[str]:
    source = found.source
    yield f"{source.id} ({source.title}): {_verdict(found, at)}"
    every = out.age(source.cadence.total_seconds())
    key = f", with the key {source.secret_env}" if source.secret_env else ""
    yield f"  expected: at least {source.min_records:,} records every {every} from {source.url}{key}"
    yield f"  came: {_run(found.last)}"
    if found.failing_since is not None:
        yield f"  since: {_time(found.failing_since)}, {found.failures:,} in a row"
    if found.good is not None and found.good != found.last:
        yield f"  last good run: {_run(found.good)}"
    yield f"  still stands: {_standing(found, at)}"
    yield f"  terms: {_terms(source)}"
    yield from _aside(found)


def _terms(source: Source) -> str:
    """The licence, and what may become of the source's facts."""
    if source.redistributable:
        return source.licence
    kept = "its facts stay on this machine" + ("" if source.enters_estimates else " and enter no estimate")
    return f"{source.licence}; {kept}"


def _verdict(found: Checkup, at: datetime) -> str:
    if found.last is None:
        return "has never run here: `intel collect` runs it"
    if found.failing_since is not None:
        return f"its last run was {found.last.outcome}"
    if found.well(at):
        return "is well"
    return "has states in quarantine" if found.held else "has not run for too long"


def _run(run: Run | None) -> str:
    if run is None:
        return "nothing yet"
    stated = f"{counted(run.records, 'record')}, {run.offers:,} of them offers, in {counted(run.documents, 'document')}"
    rejected = f", {counted(run.rejected, 'row')} rejected" if run.rejected else ""
    said = f": {run.message}" if run.message else ""
    numbers = f" with {stated}{rejected}" if run.documents else ""
    return f"{run.outcome} at {_time(run.at)}{numbers}{said}"


def _standing(found: Checkup, at: datetime) -> str:
    stated = [f"the prices of {counted(found.prices, 'offer')}"] * bool(found.prices)
    stated += [f"the ends of {counted(found.ends, 'offer')}"] * bool(found.ends)
    stated += [counted(found.scores, "score")] * bool(found.scores)
    if not stated or found.stale_at is None or found.good is None:
        return "nothing, since no run of it was believed yet" if found.good is None else "no price of it"
    missing = f"; {counted(found.missing, 'offer was', 'offers were')} not listed lately" if found.missing else ""
    confirmed = f"{' and '.join(stated)}, confirmed {_time(found.good.at)}"
    if found.stale_at >= at:
        return f"{confirmed}; counts as fresh until {_time(found.stale_at)}{missing}"
    way = f", and yields {gives_way(found.source.authority)}" if found.prices else ""
    return f"{confirmed}; stale since {_time(found.stale_at)}{way}{missing}"


def _aside(found: Checkup) -> Iterator[str]:
    for rows in found.rejected:
        yield f"  rejected: {counted(rows.count, 'row')}, {rows.reason} (such as {rows.example})"
    for held in found.held:
        yield f"  waits: {held.subject}, {held.reason} (`intel quarantine accept {held.id}`)"


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _row(found: Checkup, at: datetime) -> dict[str, Any]:
    source = found.source
    return {
        "source": source.id,
        "well": found.well(at),
        "verdict": _verdict(found, at),
        "expected": {
            "url": source.url, "min_records": source.min_records, "secret_env": source.secret_env or None,
            "cadence_seconds": int(source.cadence.total_seconds()),
        },
        "licence": source.licence,
        "redistributable": source.redistributable,
        "enters_estimates": source.enters_estimates,
        "last_run": _run_row(found.last),
        "last_good_run": _run_row(found.good),
        "failing_since": out.iso(found.failing_since),
        "failures": found.failures,
        "stale_at": out.iso(found.stale_at),
        "priced_offers": found.prices,
        "ending_offers": found.ends,
        "scores": found.scores,
        "missing_offers": found.missing,
        "rejected": [{"reason": r.reason, "count": r.count, "example": r.example} for r in found.rejected],
        "held": [{"id": h.id, "subject": h.subject, "reason": h.reason} for h in found.held],
    }  # fmt: skip


def _run_row(run: Run | None) -> dict[str, Any] | None:
    if run is None:
        return None
    return {
        "at": out.iso(run.at), "outcome": run.outcome, "healthy": run.healthy, "documents": run.documents,
        "records": run.records, "offers": run.offers, "rejected": run.rejected, "message": run.message or None,
    }  # fmt: skip
