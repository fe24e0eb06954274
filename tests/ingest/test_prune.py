"""Retention: what nothing cites goes, what is cited stays readable, prices, scores and events are never touched."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from intel.catalog.engine import writing
from intel.catalog.write_rows import add
from intel.ingest.archive import Archive
from intel.ingest.prune import Policy, prune
from tests.cli.catalog import a_catalog_at, intel_at
from tests.ingest.written import DAY, Bench, day, offers

NOW = datetime(2026, 11, 1, tzinfo=UTC)
UNTOUCHED = ("price", "event", "score", "run", "snapshot", "rate", "rate_card", "offer")


def aged(archive: Archive, days: int) -> None:
    """As if everything in the archive had been seen so long ago."""
    for path in archive.folder.glob("*/*"):
        os.utime(path, ((NOW - days * DAY).timestamp(),) * 2)


@pytest.fixture
def collected(bench: Bench) -> Bench:
    """Three days of one source: a price, the same in other bytes, and another."""
    for number, price in enumerate(("input=1;output=2", "input=1;output=2", "input=2;output=3")):
        bench.run(offers({"m": price}), day(number), salt=number)
    aged(Archive(bench.folder / "archive"), 60)
    return bench


def test_only_bodies_that_nothing_cites_go(collected: Bench) -> None:
    archive, before = Archive(collected.folder / "archive"), collected.counts()
    cited = {row[0] for row in collected.rows("snapshot", "sha256")}

    dry = prune(collected.engine, archive, NOW, Policy(), dry=True)
    assert len(list(archive.bodies(older_than=NOW))) == 3
    freed = prune(collected.engine, archive, NOW, Policy())

    assert freed == dry
    assert freed.bodies == 1
    assert freed.body_bytes > 0
    assert {body.sha256 for body in archive.bodies(older_than=NOW)} == cited
    assert all(archive.read(sha256) for sha256 in cited)
    assert collected.counts() == before
    assert prune(collected.engine, archive, NOW, Policy()).bodies == 0


def test_what_was_seen_lately_stays_and_seeing_it_again_makes_it_young(collected: Bench) -> None:
    archive = Archive(collected.folder / "archive")
    longer = Policy(archive=timedelta(days=90))
    assert prune(collected.engine, archive, NOW, longer).bodies == 0

    for body in list(archive.bodies(older_than=NOW)):
        archive.put(archive.read(body.sha256))
    assert prune(collected.engine, archive, NOW, Policy()).bodies == 0


def test_old_bodies_are_packed_tighter_once_and_read_the_same(bench: Bench) -> None:
    archive = Archive(bench.folder / "archive")
    stated = offers({f"model-{i}-{i * 7919 % 1000}": f"input={i};output=2" for i in range(300)})
    bench.run(stated, day(0))
    (body,) = archive.bodies(older_than=datetime(2100, 1, 1, tzinfo=UTC))
    plain = archive.read(body.sha256)
    aged(archive, 60)

    dry = prune(bench.engine, archive, NOW, Policy(), dry=True)
    freed = prune(bench.engine, archive, NOW, Policy())

    assert freed == dry
    assert (freed.packed, freed.packed_bytes > 0) == (1, True)
    assert archive.read(body.sha256) == plain
    assert prune(bench.engine, archive, NOW, Policy()).packed == 0


def test_parts_that_a_killed_process_left_go(tmp_path: Path, engine: Engine) -> None:
    archive = Archive(tmp_path / "archive")
    archive.put(b"whole")
    part = next(archive.folder.glob("*")) / ".x.part"
    part.write_bytes(b"half")
    aged(archive, 60)

    assert prune(engine, archive, NOW, Policy()).bodies == 2
    assert not part.exists()


def test_old_readings_are_thinned_to_the_last_of_each_day(bench: Bench) -> None:
    bench.run(offers({"m": "input=1;output=2", "n": "input=1;output=2"}), day(0))
    snapshot, ids = bench.rows("snapshot", "id")[0][0], [row[0] for row in bench.rows("offer", "id")]
    hours = [1, 5, 23, 30, 2000, 2001]
    with writing(bench.engine) as conn:
        add(conn, "performance", [
            {"offer_id": i, "source_id": "here", "observed_at": day(0) + timedelta(hours=h), "window_minutes": 30,
             "uptime_millionths": None, "latency_ms": h, "throughput_milli": None, "snapshot_id": snapshot}
            for i in ids for h in hours
        ])  # fmt: skip
    before, now = bench.counts(), day(0) + timedelta(hours=2000 + 24 * 45)
    archive = Archive(bench.folder / "none")

    dry = prune(bench.engine, archive, now, Policy(readings=timedelta(days=45)), dry=True)
    freed = prune(bench.engine, archive, now, Policy(readings=timedelta(days=45)))

    assert freed.readings == dry.readings == 2 * 2
    assert {row[0] for row in bench.rows("performance", "latency_ms")} == {23, 30, 2000, 2001}
    assert {name: bench.counts()[name] for name in UNTOUCHED} == {name: before[name] for name in UNTOUCHED}


def test_the_command_says_what_it_frees(tmp_path: Path) -> None:
    a_catalog_at(tmp_path)
    archive = Archive(tmp_path / "archive")
    archive.put(b"nobody cites this" * 100)
    old = (NOW - 400 * DAY).timestamp()
    for path in archive.folder.rglob("*.gz"):
        os.utime(path, (old, old))

    dry = intel_at(tmp_path)("prune", "--dry-run")
    done = intel_at(tmp_path)("prune")

    assert dry.stdout.startswith("1 raw replies would be removed: ")
    assert done.stdout.startswith("1 raw replies removed: ")
    assert intel_at(tmp_path)("prune", "--archive-days", "0").exit_code == 2
