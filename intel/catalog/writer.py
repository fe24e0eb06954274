"""Writes what a run of a source states, in the transaction of its caller: select, compare, write in bulk.

What the catalog already says is not written again: the same facts in other bytes leave one ``run`` row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, text

from intel.catalog import write_rows as rows
from intel.catalog.batch import (
    Batch,
    Census,
    RowGuard,
    RunGuard,
    RunVerdict,
    Written,
    believe_row,
    believe_run,
)
from intel.catalog.consequences import with_consequences
from intel.catalog.events import store_events
from intel.catalog.identity_store import load_identity, load_provider_names, refresh
from intel.catalog.write_absence import mark_past, write_absence
from intel.catalog.write_aside import (
    facts_of,
    write_deprecations,
    write_exchange_rates,
    write_performance,
    write_rejected,
)
from intel.catalog.write_history import write_past
from intel.catalog.write_known import Known, Snapshots, load
from intel.catalog.write_models import write_aliases, write_models
from intel.catalog.write_offers import Keys, Placement, add_offers, add_providers, place, write_listings
from intel.catalog.write_past_scores import write_past_scores
from intel.catalog.write_prices import write_prices
from intel.catalog.write_scores import (
    KnownScore,
    ScoreKey,
    Scores,
    known_scores,
    missing,
    read_scores,
    write_demand,
    write_scores,
)  # fmt: skip
from intel.identity.providers import ProviderNames
from intel.market.changes import subject
from intel.records import Event, Rejected
from intel.source import Source

_LOCK = 7_263_501_184
"""Of PostgreSQL's advisory locks: one writer at a time, as on SQLite, so that no two runs make one provider twice."""


def write(
    conn: Connection,
    batch: Batch,
    *,
    row_guard: RowGuard = believe_row,
    run_guard: RunGuard = believe_run,
    names: ProviderNames | None = None,
) -> Written:
    """Store a run's facts; nothing but quarantine rows when ``run_guard`` holds the run.

    A batch older than the source's newest healthy run only fills the past. ``names`` says how the batch calls the
    providers, by default in the words of its source.
    """
    take_turn(conn)
    mirror_source(conn, batch.source)
    known = load(conn, batch.source.id, batch.at)
    keys = Keys(names or load_provider_names(conn), batch.source.id, batch.at.date())
    placed, rejected = place(batch, keys, known)
    scores = read_scores(batch)
    rejected += [*scores.rejected, *(fact for fact, _ in facts_of(batch, Rejected))]
    scored = known_scores(conn, batch.source.id) if scores.benchmarks else {}
    job = _Job(conn, batch, known, keys, placed, scores, scored, rejected, Snapshots(conn, batch.source.id))
    written = Written(
        history=bool(known.healthy_at) and batch.at < known.healthy_at[-1],
        records=sum(len(d.facts) for d in batch.documents) - len(facts_of(batch, Rejected)),
        offers=len(placed), scores=len(scores.stated), rejected=len(rejected),
        quarantined=sum(map(len, known.held.values())),
    )  # fmt: skip
    verdict = run_guard(_census(job, written))
    if _hold(job, written, verdict):
        return written
    _store(job, written, row_guard)
    return written


def take_turn(conn: Connection) -> None:
    """Wait until no other transaction writes facts; the turn ends with the transaction."""
    if conn.dialect.name == "postgresql":
        conn.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))


@dataclass(frozen=True, slots=True)
class _Job:
    conn: Connection
    batch: Batch
    known: Known
    keys: Keys
    placed: Placement
    scores: Scores
    scored: Mapping[ScoreKey, KnownScore]
    rejected: list[Rejected]
    snapshots: Snapshots


def _census(job: _Job, written: Written) -> Census:
    batch, known = job.batch, job.known
    read = {document.url for document in batch.documents}
    stated = {found.id for found in job.placed.values()}
    here = [o.id for o in known.offers.values() if o.url in read and o.id not in known.gone]
    scored, unscored = missing(job.scored, job.scores)
    return Census(
        batch.source, batch.at, batch.documents[0].sha256 if batch.documents else "", written.records, written.offers,
        written.rejected, len(here) + scored, sum(offer_id not in stated for offer_id in here) + unscored,
        known.held_runs, written.history,
    )  # fmt: skip


def _hold(job: _Job, written: Written, verdict: RunVerdict) -> bool:
    """Whether the run must wait; settles or adds the quarantine row of the whole run."""
    batch, waiting = job.batch, job.known.held_runs
    if verdict.reason and not verdict.released:
        written.held = verdict.reason
        if not any(held.stated == verdict.reason for held in waiting):
            _settle_runs(job, "superseded")
            sha256 = batch.documents[0].sha256
            rows.add(job.conn, "quarantined", [{
                "source_id": batch.source.id, "offer_id": None, "effective_from": None, "reason": verdict.reason,
                "held_at": batch.at, "sha256": sha256, "stated": "", "outcome": "held", "settled_at": None,
            }])  # fmt: skip
            evidence: dict[str, object] = {"reason": verdict.reason, "sha256": sha256}
            written.events.append(
                Event("quarantined", f"source {batch.source.id}", batch.at, batch.source.id, evidence=evidence)
            )
        return True
    if waiting:
        _settle_runs(job, "released" if verdict.released else "superseded")
    return False


def _settle_runs(job: _Job, outcome: str) -> None:
    done = [{"id": h.id, "outcome": outcome, "settled_at": job.batch.at} for h in job.known.held_runs]
    rows.change(job.conn, "quarantined", ("id",), done)


def _store(job: _Job, written: Written, guard: RowGuard) -> None:
    conn, batch, known = job.conn, job.batch, job.known
    identity = load_identity(conn)
    if write_models(conn, batch, identity.resolver, history=written.history):
        identity = load_identity(conn)
    if write_aliases(conn, batch, identity.resolver, history=written.history):
        identity = load_identity(conn)
    add_providers(conn, batch, job.keys, job.placed)
    add_offers(conn, job.placed)
    touched = write_listings(conn, batch, job.placed, job.snapshots, history=written.history)
    names = _store_scores(job, written)
    refresh(conn, batch.source.id, identity, batch.at, touched, names)
    write_demand(conn, batch, job.snapshots)
    write_performance(conn, batch, job.keys, job.placed, job.snapshots)
    write_exchange_rates(conn, batch, job.snapshots)
    stated = {found.id for found in job.placed.values()}
    written.added += sum(found.before is None for found in job.placed.values())
    if written.history:
        written.changed += write_past(conn, batch, job.placed, known.healthy_at, job.snapshots)
        mark_past(conn, batch, known, stated)
    else:
        _store_present(job, written, stated, guard)
    written.unresolved = _unresolved(job, stated)


def _store_scores(job: _Job, written: Written) -> frozenset[str]:
    """Names of scores that are new or changed."""
    if written.history:
        written.changed, names = write_past_scores(job.conn, job.batch, job.scores, job.snapshots, job.known.healthy_at)
        return names
    moved = write_scores(job.conn, job.batch, job.scores, job.scored, job.snapshots, job.known.healthy_at)
    written.added, written.changed = moved.added, moved.changed
    written.events += moved.events
    return moved.names


def _store_present(job: _Job, written: Written, stated: set[int], guard: RowGuard) -> None:
    conn, batch, known = job.conn, job.batch, job.known
    moved = write_prices(conn, batch, job.placed, known, job.snapshots, guard)
    written.changed += sum(move.placed.before is not None for move in moved.applied)
    written.quarantined = moved.held
    if known.healthy_at:
        new = [key for key, found in job.placed.items() if found.before is None]
        written.events += [Event("offer_added", f"offer {subject(key)}", batch.at, batch.source.id) for key in new]
    written.events += moved.events
    written.events += write_deprecations(conn, batch, job.keys, job.placed, known, job.snapshots)
    written.events += write_absence(conn, batch, known, stated)
    write_rejected(conn, batch, job.rejected)


def _unresolved(job: _Job, stated: set[int]) -> int:
    offer, listing = rows.table("offer"), rows.table("listing")
    query = (
        select(offer.c.id)
        .join(listing, listing.c.offer_id == offer.c.id)
        .where(listing.c.source_id == job.batch.source.id, offer.c.model_id.is_(None))
    )
    offers = sum(offer_id in stated for offer_id in job.conn.execute(query).scalars())
    names = {key.name for key in job.scores.stated}
    return offers + (len(names & _unknown_names(job)) if names else 0)


def _unknown_names(job: _Job) -> set[str]:
    known = rows.table("resolution")
    query = select(known.c.name).where(known.c.source_id == job.batch.source.id, known.c.model_id.is_(None))
    return set(job.conn.execute(query).scalars())


def mirror_source(conn: Connection, source: Source) -> None:
    """Keep the ``source`` row as the code states it."""
    table = rows.table("source")
    row = {
        "id": source.id, "title": source.title, "url": source.url, "licence": source.licence,
        "redistributable": source.redistributable, "authority": int(source.authority),
        "cadence_seconds": int(source.cadence.total_seconds()), "derived_from": "+".join(source.derived_from),
    }  # fmt: skip
    known = conn.execute(select(table).where(table.c.id == source.id)).mappings().first()
    if known is None:
        rows.add(conn, "source", [row])
    elif dict(known) != row:
        rows.change(conn, "source", ("id",), [row])


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What the ``run`` row says beside the counts."""

    source: str
    at: datetime
    started_at: datetime
    finished_at: datetime
    outcome: str
    healthy: bool
    sha256: str = ""
    documents: int = 0
    message: str = ""


def record_run(conn: Connection, facts: RunFacts, written: Written) -> int:
    """Store the ``run`` row, the run's events and what follows from them; returns the run's id.

    The source must be mirrored before. ``written.events`` holds all that was stored afterwards.
    """
    (run_id,) = rows.add_with_ids(conn, "run", [{
        "source_id": facts.source, "at": facts.at, "started_at": facts.started_at, "finished_at": facts.finished_at,
        "outcome": facts.outcome, "healthy": facts.healthy, "sha256": facts.sha256, "documents": facts.documents,
        "records": written.records, "offers": written.offers, "added": written.added, "changed": written.changed,
        "rejected": written.rejected, "quarantined": written.quarantined, "unresolved": written.unresolved,
        "message": facts.message,
    }])  # fmt: skip
    written.events = with_consequences(conn, written.events, facts.at, facts.source)
    store_events(conn, written.events, run_id)
    return run_id
