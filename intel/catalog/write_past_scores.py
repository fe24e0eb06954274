"""Scores of a run older than the newest healthy one: they only fill the past."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from intel.catalog import write_rows as rows
from intel.catalog.batch import Batch
from intel.catalog.write_known import Snapshots
from intel.catalog.write_scores import ScoreKey, Scores, Stated, add_benchmarks, stored_row

Interval = dict[str, Any]


def write_past_scores(
    conn: Connection, batch: Batch, scores: Scores, snapshots: Snapshots, healthy_at: Sequence[datetime]
) -> tuple[int, frozenset[str]]:
    """Let each score hold from ``batch.at`` to the healthy run after it: (rows added, names to resolve).

    What the catalog says of that time already stands where it is the same; where it differs its interval is split
    around this one. No event is raised and no absence counted.
    """
    until = min((t for t in healthy_at if t > batch.at), default=None)
    if not scores.stated or until is None:
        return 0, frozenset()
    editions = add_benchmarks(conn, batch, scores.benchmarks.values())
    past = _known(conn, batch.source.id)
    made: list[Interval] = []
    names = set()
    for key, one in sorted(scores.stated.items(), key=lambda item: item[0]):
        place = (*key[2:], editions[key.benchmark, key.version])
        added = _fill(conn, past.get(place, []), key, one, batch, until, editions, snapshots)
        if added:
            made += added
            names.add(key.name)
    rows.add(conn, "score", made)
    return len(made), frozenset(names)


_PLACE = ("name", "harness", "effort", "reporter", "origin", "benchmark_version_id")


def _known(conn: Connection, source: str) -> dict[tuple[Any, ...], list[Interval]]:
    table = rows.table("score")
    found: dict[tuple[Any, ...], list[Interval]] = defaultdict(list)
    for row in conn.execute(select(table).where(table.c.source_id == source)).mappings():
        place = (
            row["name"],
            row["harness"],
            row["effort"],
            row["reporter"],
            row["origin"],
            row["benchmark_version_id"],
        )
        found[place].append(dict(row))
    return found


def _fill(
    conn: Connection, known: list[Interval], key: ScoreKey, one: Stated, batch: Batch, until: datetime,
    editions: dict[tuple[str, str], int], snapshots: Snapshots,
) -> list[Interval]:  # fmt: skip
    covering = next((i for i in known if i["seen_from"] <= batch.at and not _ended(i, batch.at)), None)
    digest = one.row["digest"]
    if covering is not None and covering["digest"] == digest:
        return []
    after = next((i for i in known if i["seen_from"] == until and i["digest"] == digest), None)
    if covering is None and after is not None:
        rows.change(conn, "score", ("id",), [{"id": after["id"], "seen_from": batch.at}])
        return []
    new = stored_row(batch.source.id, key, editions[key.benchmark, key.version], one.row)
    new |= {"seen_from": batch.at, "seen_to": until, "snapshot_id": snapshots.id_of(one.document)}
    if covering is None:
        return [new]
    return [new, *_split(conn, covering, batch.at, until)]


def _ended(interval: Interval, at: datetime) -> bool:
    return interval["seen_to"] is not None and interval["seen_to"] <= at


def _split(conn: Connection, covering: Interval, at: datetime, until: datetime) -> list[Interval]:
    """Cut ``at`` to ``until`` out of an interval: its start keeps the row, what comes after is a row to add."""
    rest = {name: value for name, value in covering.items() if name != "id"} | {"seen_from": until}
    table = rows.table("score")
    if covering["seen_from"] == at:
        conn.execute(table.delete().where(table.c.id == covering["id"]))
    else:
        rows.change(conn, "score", ("id",), [{"id": covering["id"], "seen_to": at}])
    ends = covering["seen_to"]
    return [rest] if ends is None or ends > until else []
