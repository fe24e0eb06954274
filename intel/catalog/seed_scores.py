"""Scores of the seeds: what each board is believed to state, one file per source, only what its licence lets travel.

``scores/<source>.csv`` holds the scores, ``editions.csv`` the benchmarks, ``snapshots.csv`` the documents cited and
``runs.csv`` when each source stated all of it, by which bytes and under which licence. Share-alike boards are files of
their own that way; ``seeds/LICENSES`` says how to name each.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from intel.catalog import write_rows as rows
from intel.catalog.batch import Batch, Document
from intel.catalog.moments import moment
from intel.catalog.seed_files import (
    Row,
    day,
    day_text,
    number_text,
    read_table,
    time,
    time_text,
    truth,
    whole,
    write_table,
    yes_no,
)
from intel.catalog.seed_snapshots import newest_run, numbered
from intel.catalog.write_scores import NANO
from intel.catalog.writer import RunFacts, mirror_source, record_run, write
from intel.errors import CatalogError
from intel.records import Benchmark, Evidence, Record, Score
from intel.source import Source

RUNS = ("source", "at", "sha256", "licence")
EDITIONS = (
    "source", "benchmark", "version", "title", "scale", "higher_is_better", "composite", "items", "homepage",
)  # fmt: skip
SNAPSHOTS = ("source", "snapshot", "url", "sha256", "at")
SCORES = (
    "benchmark", "version", "name", "harness", "effort", "reporter", "origin", "reported_by", "value", "lower", "upper",
    "interval_ratio", "n", "cost_usd", "cost_items", "input_tokens", "output_tokens", "seconds", "stated_on", "url",
    "licence", "note", "evidence", "snapshot",
)  # fmt: skip
_MILLI = Decimal(1000)
_LEAVE_NOTHING: Mapping[str, Callable[[str], bool]] = {}


def export_scores(
    conn: Connection, folder: Path, leave_out: Mapping[str, Callable[[str], bool]] = _LEAVE_NOTHING
) -> list[str]:
    """Write ``folder/scores``; the ids of the sources that have a file, sorted.

    Only redistributable scores of sources with a healthy run. ``leave_out`` says by source which benchmarks stay away.
    """
    source, target = rows.table("source"), folder / "scores"
    free = conn.execute(select(source.c.id, source.c.licence).where(source.c.redistributable).order_by(source.c.id))
    runs: list[tuple[str, ...]] = []
    editions: set[tuple[str, ...]] = set()
    cited: list[tuple[str, ...]] = []
    for name, licence in free.all():
        stated = [row for row in _open(conn, name) if not leave_out.get(name, _keep)(row.benchmark)]
        last = newest_run(conn, name)
        if not stated or last is None:
            continue
        numbers = numbered(conn, {row.snapshot_id for row in stated}, digits=2)
        write_table(target, name, SCORES, (_fields(row, numbers[row.snapshot_id][0]) for row in stated))
        runs.append((name, time_text(last.at), last.sha256, licence))
        cited += [(name, *fields) for fields in numbers.values()]
        editions.update(_edition(name, row) for row in stated)
    write_table(target, "runs", RUNS, runs)
    write_table(target, "editions", EDITIONS, editions)
    write_table(target, "snapshots", SNAPSHOTS, cited)
    return [run[0] for run in runs]


def _keep(benchmark: str) -> bool:
    del benchmark
    return False


def _open(conn: Connection, source: str) -> list[Any]:
    score, edition = rows.table("score"), rows.table("benchmark_version")
    query = (
        select(*(column for column in score.c if column.name != "id"), *(edition.c[name] for name in EDITIONS[1:]))
        .join(edition, edition.c.id == score.c.benchmark_version_id)
        .where(score.c.source_id == source, score.c.seen_to.is_(None), score.c.redistributable)
    )
    return list(conn.execute(query).all())


def _edition(source: str, row: Any) -> tuple[str, ...]:
    return (
        source, row.benchmark, row.version, row.title, row.scale, yes_no(row.higher_is_better), yes_no(row.composite),
        number_text(row.items), row.homepage,
    )  # fmt: skip


def _fields(row: Any, snapshot: str) -> tuple[str, ...]:
    return (
        row.benchmark, row.version, row.name, row.harness, row.effort, row.reporter, row.origin, row.reported_by,
        _decimal(row.value_nano, NANO), _decimal(row.lower_nano, NANO), _decimal(row.upper_nano, NANO),
        row.interval_ratio, number_text(row.n), _decimal(row.cost_nano, NANO), number_text(row.cost_items),
        _decimal(row.input_milli, _MILLI), _decimal(row.output_milli, _MILLI), _decimal(row.milliseconds, _MILLI),
        day_text(row.stated_on), row.url, row.licence, row.note,
        " ".join(f"{kind}={value}" for kind, value in row.evidence), snapshot,
    )  # fmt: skip


def _decimal(value: int | None, scale: Decimal) -> str:
    return "" if value is None else f"{(Decimal(value) / scale).normalize():f}"


def pending_scores(conn: Connection, folder: Path) -> dict[str, tuple[datetime, str]]:
    """(time, hash) of what each source stated, of those whose seeded run the catalog lacks."""
    run = rows.table("run")
    seeded = select(run.c.source_id, func.max(run.c.at)).where(run.c.outcome == "seeded").group_by(run.c.source_id)
    known = {source: moment(at) for source, at in conn.execute(seeded)}
    found = {row["source"]: (time(row["at"]), row["sha256"]) for row in read_table(folder / "scores", "runs", RUNS)}
    return {name: (at, sha256) for name, (at, sha256) in found.items() if at is not None and known.get(name) != at}


def load_scores(conn: Connection, folder: Path, source: Source, at: datetime, sha256: str) -> None:
    """Write what ``folder/scores`` states of one source as it was seen ``at``."""
    mirror_source(conn, source)
    try:
        documents = list(_documents(folder / "scores", source.id))
        written = write(conn, Batch(source, at, documents))
    except (ValueError, KeyError, ArithmeticError) as error:
        raise CatalogError(f"The seeds of {source.id} cannot be read: {error}.") from None
    record_run(conn, RunFacts(source.id, at, at, at, "seeded", True, sha256, len(documents)), written)


def _documents(folder: Path, source: str) -> Iterator[Document]:
    """Each cited document with its scores; the editions stand in the first."""
    facts: dict[str, list[Record]] = defaultdict(list)
    editions = [_benchmark(row) for row in read_table(folder, "editions", EDITIONS) if row["source"] == source]
    for row in read_table(folder, source, SCORES):
        facts[row["snapshot"]].append(_score(row))
    for row in read_table(folder, "snapshots", SNAPSHOTS):
        if row["source"] == source:
            yield Document(
                row["url"], row["sha256"], datetime.fromisoformat(row["at"]), [*editions, *facts[row["snapshot"]]]
            )


def _benchmark(row: Row) -> Benchmark:
    return Benchmark(
        row["benchmark"], row["version"], row["title"], row["scale"], truth(row["higher_is_better"]) is True,
        truth(row["composite"]) is True, whole(row["items"]), row["homepage"],
    )  # fmt: skip


def _score(row: Row) -> Score:
    pairs = [pair.partition("=") for pair in row["evidence"].split()]
    return Score(
        row["name"], row["benchmark"], row["version"], Decimal(row["value"]), row["harness"], row["effort"],
        row["reporter"], row["reported_by"], _number(row["lower"]), _number(row["upper"]),
        _number(row["interval_ratio"]), whole(row["n"]), _number(row["cost_usd"]), whole(row["cost_items"]),
        _number(row["input_tokens"]), _number(row["output_tokens"]), _number(row["seconds"]), day(row["stated_on"]),
        row["url"], row["origin"], row["licence"], None, tuple(Evidence(kind, value) for kind, _, value in pairs),
        row["note"],
    )  # fmt: skip


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None
