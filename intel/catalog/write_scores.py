"""What boards state: editions, scores as intervals, demand. One open row per key; a change closes it and opens another.

A score that a healthy run does not state, though it states others of the same edition, is given up after three such
runs, as offers are. An edition that a source no longer mentions keeps its scores: it is frozen, not withdrawn.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from intel.catalog import write_rows as rows
from intel.catalog.batch import Batch, Document
from intel.catalog.write_absence import MISSED_RUNS
from intel.catalog.write_aside import facts_of
from intel.catalog.write_known import Snapshots
from intel.records import SCALES, Benchmark, Demand, Event, Rejected, Score
from intel.source import Source, printable

NANO = Decimal(10**9)
_MILLI = Decimal(1000)


class ScoreKey(NamedTuple):
    """What tells a source's scores apart."""

    benchmark: str
    version: str
    name: str
    harness: str
    effort: str
    reporter: str
    origin: str


class KnownScore(NamedTuple):
    """A score that the source is believed to state."""

    id: int
    digest: str
    value_nano: int
    missed_runs: int
    seen_from: datetime


@dataclass(frozen=True, slots=True)
class Stated:
    """One score with the row to store and the document that states it."""

    score: Score
    row: dict[str, Any]
    document: Document


@dataclass(frozen=True, slots=True)
class Scores:
    """Everything that a batch states of boards."""

    benchmarks: Mapping[tuple[str, str], Benchmark]
    stated: Mapping[ScoreKey, Stated]
    rejected: tuple[Rejected, ...]


def read_scores(batch: Batch) -> Scores:
    """One score per key, whatever the order of the documents.

    Of scores under one key that differ the one of the latest day counts, then the higher value; the others are
    rejected. A score of an edition that nobody described is rejected too.
    """
    benchmarks: dict[tuple[str, str], Benchmark] = {}
    for fact, _ in facts_of(batch, Benchmark):
        if fact.scale in SCALES:
            benchmarks.setdefault((fact.name, fact.version), fact)
    found: dict[ScoreKey, list[Stated]] = {}
    rejected: list[Rejected] = []
    for score, document in facts_of(batch, Score):
        edition = (score.benchmark, score.version)
        if edition in benchmarks:
            found.setdefault(_key(score), []).append(Stated(score, score_row(score, batch.source), document))
        else:
            rejected.append(Rejected(printable(score.name), f"no benchmark {' '.join(edition)} is described"))
    stated: dict[ScoreKey, Stated] = {}
    for key, twins in found.items():
        twins.sort(key=_rank)
        stated[key] = twins[-1]
        others = {twin.row["digest"]: twin for twin in twins}
        del others[twins[-1].row["digest"]]
        rejected += map(_refused, others.values())
    return Scores(benchmarks, stated, tuple(rejected))


def _key(score: Score) -> ScoreKey:
    return ScoreKey(
        score.benchmark, score.version, score.name, score.harness, score.effort, score.reporter, score.origin
    )


def _rank(twin: Stated) -> tuple[date, Decimal, str]:
    return (twin.score.stated_on or date.min, twin.score.value, twin.row["digest"])


def _refused(twin: Stated) -> Rejected:
    score = twin.score
    where = " ".join(part for part in (score.benchmark, score.name, score.harness, score.effort) if part)
    return Rejected(printable(where), "a second score under the same key", f"{score.value:f}")


def score_row(score: Score, source: Source) -> dict[str, Any]:
    """Columns of a score but for key, times and snapshot; ``digest`` covers all of them."""
    row: dict[str, Any] = {
        "reported_by": score.reported_by, "value_nano": _scaled(score.value, NANO),
        "lower_nano": _scaled(score.lower, NANO), "upper_nano": _scaled(score.upper, NANO),
        "interval_ratio": "" if score.interval_ratio is None else f"{score.interval_ratio:f}", "n": score.n,
        "cost_nano": _scaled(score.cost_usd, NANO), "cost_items": score.cost_items,
        "input_milli": _scaled(score.input_tokens, _MILLI), "output_milli": _scaled(score.output_tokens, _MILLI),
        "milliseconds": _scaled(score.seconds, _MILLI), "stated_on": score.stated_on, "url": score.url,
        "licence": score.licence, "note": score.note,
        "redistributable": source.redistributable if score.redistributable is None else score.redistributable,
        "evidence": [[e.kind, e.value] for e in score.evidence],
    }  # fmt: skip
    return row | {"digest": sha256(repr(sorted(row.items())).encode()).hexdigest()[:32]}


def _scaled(value: Decimal | None, scale: Decimal) -> int | None:
    return None if value is None else int((value * scale).to_integral_value())


def known_scores(conn: Connection, source: str) -> dict[ScoreKey, KnownScore]:
    """Open scores of a source."""
    score, edition = rows.table("score"), rows.table("benchmark_version")
    query = (
        select(
            edition.c.benchmark, edition.c.version, score.c.name, score.c.harness, score.c.effort, score.c.reporter,
            score.c.origin, score.c.id, score.c.digest, score.c.value_nano, score.c.missed_runs, score.c.seen_from,
        )
        .join(edition, edition.c.id == score.c.benchmark_version_id)
        .where(score.c.source_id == source, score.c.seen_to.is_(None))
    )  # fmt: skip
    return {ScoreKey(*row[:7]): KnownScore(*tuple(row)[7:]) for row in conn.execute(query).all()}


def missing(known: Mapping[ScoreKey, KnownScore], scores: Scores) -> tuple[int, int]:
    """(scores known of the editions that a batch states, those of them that it does not state)."""
    here = [key for key in known if (key.benchmark, key.version) in scores.benchmarks]
    return len(here), sum(key not in scores.stated for key in here)


@dataclass(slots=True)
class Moved:
    """What a batch did to the scores of its source."""

    added: int = 0
    changed: int = 0
    names: frozenset[str] = frozenset()
    """Names of what is new or changed, to be resolved."""
    events: tuple[Event, ...] = ()


def write_scores(
    conn: Connection, batch: Batch, scores: Scores, known: Mapping[ScoreKey, KnownScore], snapshots: Snapshots,
    healthy_at: tuple[datetime, ...],
) -> Moved:  # fmt: skip
    """Store what a batch at or after the newest healthy run states."""
    if not scores.benchmarks:
        return Moved()
    editions = add_benchmarks(conn, batch, scores.benchmarks.values())
    new = {key: one for key, one in scores.stated.items() if key not in known}
    other = {key: one for key, one in scores.stated.items() if key in known and known[key].digest != one.row["digest"]}
    back = [k.id for key, k in known.items() if key in scores.stated and key not in other and k.missed_runs]
    _close(conn, batch.at, [known[key] for key in other])
    _open(conn, batch, editions, new | other, snapshots)
    rows.change(conn, "score", ("id",), [{"id": number, "missed_runs": 0} for number in back])
    if batch.complete and not (healthy_at and batch.at <= healthy_at[-1]):
        _count_absent(conn, batch, scores, known)
    names = frozenset(key.name for key in (*new, *other))
    revised = (_revised(batch, key, known[key], one) for key, one in sorted(other.items(), key=lambda item: item[0]))
    return Moved(len(new), len(other), names, tuple(event for event in revised if event is not None))


def add_benchmarks(conn: Connection, batch: Batch, benchmarks: Iterable[Benchmark]) -> dict[tuple[str, str], int]:
    """Id of every edition, with those that are new; what was stated of one first stands."""
    table = rows.table("benchmark_version")
    known = {
        (row.benchmark, row.version): row.id
        for row in conn.execute(select(table.c.id, table.c.benchmark, table.c.version))
    }
    new = sorted((b for b in benchmarks if (b.name, b.version) not in known), key=lambda b: (b.name, b.version))
    made = [
        {
            "benchmark": b.name, "version": b.version, "title": printable(b.title), "scale": b.scale,
            "higher_is_better": b.higher_is_better, "composite": b.composite, "items": b.items,
            "homepage": printable(b.homepage), "source_id": batch.source.id, "first_seen_at": batch.at,
        }
        for b in new
    ]  # fmt: skip
    ids = rows.add_with_ids(conn, "benchmark_version", made)
    return known | {(b.name, b.version): number for b, number in zip(new, ids, strict=True)}


def _close(conn: Connection, at: datetime, gone: Iterable[KnownScore]) -> None:
    """End the belief at ``at``; a row that began then was never believed and is replaced in its place."""
    closed = list(gone)
    score = rows.table("score")
    for part in rows.slices(k.id for k in closed if k.seen_from >= at):
        conn.execute(score.delete().where(score.c.id.in_(part)))
    rows.change(conn, "score", ("id",), [{"id": k.id, "seen_to": at} for k in closed if k.seen_from < at])


def _open(
    conn: Connection, batch: Batch, editions: Mapping[tuple[str, str], int], new: Mapping[ScoreKey, Stated],
    snapshots: Snapshots,
) -> None:  # fmt: skip
    rows.add(conn, "score", [
        stored_row(batch.source.id, key, editions[key.benchmark, key.version], one.row)
        | {"seen_from": batch.at, "seen_to": None, "snapshot_id": snapshots.id_of(one.document)}
        for key, one in sorted(new.items(), key=lambda item: item[0])
    ])  # fmt: skip


def stored_row(source: str, key: ScoreKey, edition: int, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the table but for times and snapshot."""
    return {
        "source_id": source, "name": key.name, "benchmark_version_id": edition, "harness": key.harness,
        "effort": key.effort, "reporter": key.reporter, "origin": key.origin, "missed_runs": 0, **row,
    }  # fmt: skip


def _count_absent(conn: Connection, batch: Batch, scores: Scores, known: Mapping[ScoreKey, KnownScore]) -> None:
    absent = [
        k for key, k in known.items() if (key.benchmark, key.version) in scores.benchmarks and key not in scores.stated
    ]
    gone = [k for k in absent if k.missed_runs + 1 >= MISSED_RUNS]
    waits = [{"id": k.id, "missed_runs": k.missed_runs + 1} for k in absent if k.missed_runs + 1 < MISSED_RUNS]
    rows.change(conn, "score", ("id",), waits)
    _close(conn, batch.at, gone)


def _revised(batch: Batch, key: ScoreKey, before: KnownScore, after: Stated) -> Event | None:
    """A board corrected a value: an event. A rolling board's refits are not: its values move with every vote."""
    if before.value_nano == after.row["value_nano"] or key.version == "rolling":
        return None
    subject = f"score {key.benchmark}@{key.version} {key.name}"
    evidence = {"harness": key.harness, "effort": key.effort, "reporter": key.reporter, "sha256": after.document.sha256}
    old, new = f"{Decimal(before.value_nano) / NANO:f}", f"{after.score.value:f}"
    return Event("score_revised", subject, batch.at, batch.source.id, {"value": old}, {"value": new}, dict(evidence))


def write_demand(conn: Connection, batch: Batch, snapshots: Snapshots) -> None:
    """Tokens by day: what is stated last of a day counts."""
    stated = {(fact.name, fact.on): (fact.tokens, document) for fact, document in facts_of(batch, Demand)}
    if not stated:
        return
    table = rows.table("demand")
    query = select(table.c.name, table.c.on, table.c.tokens).where(table.c.source_id == batch.source.id)
    known = {(row.name, row.on): row.tokens for row in conn.execute(query)}
    made, changed = [], []
    for (name, on), (tokens, document) in sorted(stated.items()):
        row = {"source_id": batch.source.id, "name": name, "on": on, "tokens": tokens}
        if (name, on) not in known:
            made.append(row | {"snapshot_id": snapshots.id_of(document)})
        elif known[name, on] != tokens:
            changed.append(row | {"snapshot_id": snapshots.id_of(document)})
    rows.add(conn, "demand", made)
    rows.change(conn, "demand", ("source_id", "name", "on"), changed)
