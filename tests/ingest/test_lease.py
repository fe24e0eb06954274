"""Leases: one worker per interval, by the clock of the database, on both engines."""

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from intel.catalog import write_rows as rows
from intel.catalog.engine import open_engine, writing
from intel.ingest.lease import EXPIRY, Lease, LeaseLost, Leases, database_now
from intel.ingest.replay import Captured, Replay
from intel.ingest.runner import RunResult, Then
from intel.ingest.schedule import FIRST_RETRY, SLICE, Stopped, Worker, next_after
from tests.ingest.working import Watched
from tests.ingest.written import DAY, Bench, Scripted, a_source, day, offers

HOUR = timedelta(hours=1)


def leases(engine: Engine, owner: str = "one", **more: Any) -> Leases:
    """The leases of a source "here" as a worker sees them."""
    made = Leases(engine, owner, **more)
    made.enrol([a_source()])
    return made


def row(engine: Engine, source: str = "here") -> Any:
    with engine.connect() as conn:
        lease = rows.table("lease")
        return conn.execute(select(lease).where(lease.c.source_id == source)).one()


def later(engine: Engine, by: timedelta) -> None:
    """As if so much time had passed: every moment of the leases moves back."""
    lease = rows.table("lease")
    with writing(engine) as conn:
        for one in conn.execute(select(lease)).all():
            times = {n: getattr(one, n) for n in ("next_due_at", "expires_at", "heartbeat_at")}
            moved = {n: at - by for n, at in times.items() if at is not None}
            conn.execute(update(lease).where(lease.c.source_id == one.source_id).values(moved))


def a_worker(engine: Engine, run: Callable[..., RunResult], owner: str = "one", **more: Any) -> Worker:
    collectors = {name: Scripted(a_source(name)) for name in more.pop("sources", ("here",))}
    made = Leases(engine, owner)
    made.enrol([collector.SOURCE for collector in collectors.values()])
    return Worker(made, collectors, run, Watched(), more.pop("stop", Event()), Random(1))


def runs_of(bench: Bench, at: float = 1, **script: Any) -> Callable[[Scripted, Lease, Then], RunResult]:
    """A slice that stores a document of one offer at a time of the test's choice."""
    bench.folder.mkdir(exist_ok=True)
    path = bench.folder / "stated.json"
    path.write_text(json.dumps(offers({"m": "input=1;output=2"}, **script)))

    def run(collector: Scripted, lease: Lease, then: Then) -> RunResult:
        return bench.runner().run(collector, replay=Replay({"": Captured(path, None)}), at=day(at), then=then)

    return run


def test_a_source_that_never_ran_is_due_at_once_and_one_that_did_a_cadence_later(bench: Bench) -> None:
    bench.run(offers({"m": "input=1;output=2"}), day(1000))
    leases(bench.engine).enrol([a_source("there")])

    assert row(bench.engine).next_due_at == day(1001)
    assert leases(bench.engine).take(["here", "there"]).source == "there"  # type: ignore[union-attr]


def test_two_workers_never_hold_one_source(engine: Engine) -> None:
    one, two = leases(engine), leases(engine, "two")

    assert one.take(["here"]) is not None
    assert two.take(["here"]) is None
    assert row(engine).owner == "one"


def test_an_expired_lease_is_free_for_another_and_its_run_can_no_longer_be_stored(engine: Engine) -> None:
    one, two = leases(engine), leases(engine, "two")
    lost = one.take(["here"])
    assert lost is not None
    later(engine, EXPIRY)

    assert two.take(["here"]) is not None
    with pytest.raises(LeaseLost, match="another worker has taken here"), writing(engine) as conn:
        one.settle(conn, lost, HOUR, 0)
    assert row(engine).owner == "two"


def test_a_heartbeat_keeps_a_lease_however_long_a_run_takes(engine: Engine) -> None:
    one, two = leases(engine), leases(engine, "two")
    one.take(["here"])
    for _ in range(3):
        later(engine, EXPIRY * 0.9)
        one.renew()

    assert two.take(["here"]) is None


def test_a_lease_that_was_handed_back_is_as_due_as_it_was(engine: Engine) -> None:
    one = leases(engine)
    due = row(engine).next_due_at
    one.take(["here"])

    assert one.hand_back() == ["here"]
    assert (row(engine).next_due_at, row(engine).owner) == (due, "")
    assert leases(engine, "two").take(["here"]) is not None


def test_a_settled_source_is_due_again_by_the_clock_of_the_database(engine: Engine) -> None:
    one = leases(engine)
    lease = one.take(["here"])
    assert lease is not None
    with writing(engine) as conn:
        one.settle(conn, lease, HOUR, 0)
        now = database_now(conn)

    assert abs(row(engine).next_due_at - now - HOUR) < timedelta(minutes=1)
    assert one.take(["here"]) is None


def test_many_threads_take_each_source_once(engine: Engine) -> None:
    sources = [a_source(f"s{i}") for i in range(12)]
    Leases(engine, "first").enrol(sources)
    taken: list[str] = []

    def work(owner: str) -> None:
        mine = Leases(engine, owner)
        while (lease := mine.take([source.id for source in sources])) is not None:
            taken.append(lease.source)
            with writing(engine) as conn:
                mine.settle(conn, lease, HOUR, 0)

    threads = [threading.Thread(target=work, args=(f"w{i}",)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == sorted(source.id for source in sources)


def test_a_round_runs_each_due_source_once_and_settles_it_with_its_run(bench: Bench) -> None:
    worker = a_worker(bench.engine, runs_of(bench))

    assert [result.outcome for result in worker.round()] == ["done"]
    assert worker.round() == []
    assert row(bench.engine).owner == ""


def test_a_clock_that_is_minutes_wrong_moves_no_interval(bench: Bench) -> None:
    """The run is stamped with the worker's clock, which here is months behind; when it is due next is not."""
    worker = a_worker(bench.engine, runs_of(bench, at=-100))
    worker.round()
    with bench.engine.connect() as conn:
        now = database_now(conn)

    assert 0.9 * DAY < row(bench.engine).next_due_at - now < 1.1 * DAY


def test_after_a_long_sleep_a_source_runs_once(bench: Bench) -> None:
    worker = a_worker(bench.engine, runs_of(bench))
    worker.round()
    later(bench.engine, 30 * DAY)

    assert len(worker.round()) == 1
    assert worker.round() == []


def test_a_worker_that_was_too_slow_stores_nothing(bench: Bench) -> None:
    stored = runs_of(bench)

    def slow(collector: Scripted, lease: Lease, then: Then) -> RunResult:
        later(bench.engine, EXPIRY)
        assert Leases(bench.engine, "two").take(["here"]) is not None
        return stored(collector, lease, then)

    (result,) = a_worker(bench.engine, slow).round()

    assert (result.outcome, bench.counts()["run"], bench.counts()["price"]) == ("failed", 0, 0)
    assert row(bench.engine).owner == "two"


def test_the_next_holder_goes_on_with_the_documents_that_are_left(bench: Bench) -> None:
    slices: list[str] = []

    def partial(collector: Scripted, lease: Lease, then: Then) -> RunResult:
        slices.append(lease.owner)
        result = RunResult("here", day(1), day(1), day(1), "partial", True, "", later=3 * SLICE)
        with writing(bench.engine) as conn:
            then(conn, result)
        return result

    stop = Event()
    first = a_worker(bench.engine, partial, stop=stop)
    first.watcher.ran = lambda *_: stop.set()  # type: ignore[method-assign]
    first.round()
    assert (row(bench.engine).rest, row(bench.engine).owner) == (3 * SLICE, "")

    a_worker(bench.engine, partial, "two").round()

    assert slices == ["one", "two", "two", "two"]
    assert row(bench.engine).rest == 0


def test_a_run_that_is_left_is_handed_back(bench: Bench) -> None:
    def stopped(collector: Scripted, lease: Lease, then: Then) -> RunResult:
        raise Stopped

    stop = Event()
    worker = a_worker(bench.engine, stopped, stop=stop)
    worker.watcher.handed_back = lambda source: stop.set()  # type: ignore[method-assign]

    assert worker.round() == []
    assert row(bench.engine).owner == ""
    assert bench.counts()["run"] == 0


def test_failures_back_off_up_to_the_cadence_and_success_ends_it() -> None:
    dice = Random(1)
    waits = [next_after(DAY, failures, dice) / FIRST_RETRY for failures in range(1, 9)]

    assert [round(wait) for wait in waits[:3]] == [1, 2, 4]
    assert max(waits) <= 1.05 * DAY / FIRST_RETRY
    assert 0.95 * DAY <= next_after(DAY, 0, dice) <= 1.05 * DAY
    assert next_after(DAY, 0, dice) != next_after(DAY, 0, dice)


def test_a_failed_source_waits_longer_each_time_and_is_forgiven_when_it_is_read(bench: Bench) -> None:
    def failing(collector: Scripted, lease: Lease, then: Then) -> RunResult:
        path = bench.folder / "broken.json"
        path.write_text("<html>")
        return bench.runner().run(collector, replay=Replay({"": Captured(path, None)}), at=day(1), then=then)

    stored = runs_of(bench)
    worker = a_worker(bench.engine, failing)
    waits = []
    for _ in range(3):
        (result,) = worker.round()
        assert (result.outcome, worker.round()) == ("failed", [])
        with bench.engine.connect() as conn:
            waits.append((row(bench.engine).next_due_at - database_now(conn)) / FIRST_RETRY)
        later(bench.engine, DAY)
    assert [round(wait) for wait in waits] == [1, 2, 4]
    assert row(bench.engine).failures == 3

    a_worker(bench.engine, stored).round()
    assert row(bench.engine).failures == 0


def test_a_skipped_source_is_no_failure_and_is_not_asked_again_at_once(bench: Bench) -> None:
    worker = a_worker(bench.engine, lambda collector, lease, then: bench.runner().run(collector, then=then))

    assert [result.outcome for result in worker.round()] == ["skipped"]
    assert worker.round() == []
    assert row(bench.engine).failures == 0


def test_a_catalog_that_was_put_back_without_leases_is_collected_by_a_worker_that_runs(bench: Bench) -> None:
    worker = a_worker(bench.engine, runs_of(bench))
    worker.round()
    with writing(bench.engine) as conn:
        conn.execute(rows.table("lease").delete())
    assert [result.source for result in worker.round()] == ["here"]


def test_offline_what_a_package_stood_in_for_is_due_again_soon(bench: Bench) -> None:
    replace(a_worker(bench.engine, runs_of(bench)), longest=FIRST_RETRY).round()
    with bench.engine.connect() as conn:
        assert row(bench.engine).next_due_at - database_now(conn) < FIRST_RETRY * 1.1


def test_a_catalog_that_is_away_is_told_and_the_next_look_tries_again(bench: Bench) -> None:
    watched = Watched()
    worker = replace(a_worker(bench.engine, runs_of(bench)), watcher=watched)
    if bench.engine.dialect.name == "sqlite":
        with bench.engine.connect() as conn:
            conn.exec_driver_sql("PRAGMA busy_timeout = 1")
        other = open_engine(str(bench.engine.url))
        with writing(other):
            assert worker.round() == []
        other.dispose()
        assert "is being written by" in watched.told[0][1]

    assert [result.outcome for result in worker.round()] == ["done"]
