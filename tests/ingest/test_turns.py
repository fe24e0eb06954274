"""Turns at hosts: all workers of one catalog together are as polite as one."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

from intel.catalog.engine import open_engine, writing
from intel.ingest.politeness import Pace
from intel.ingest.turns import SharedPace
from tests.factories import a_catalog
from tests.ingest.written import START


def a_worker(engine: Engine, slept: list[float]) -> SharedPace:
    return SharedPace(engine, slept.append, Pace(lambda: START, slept.append))


def test_two_workers_share_the_turns_of_a_host_and_other_hosts_do_not_wait(engine: Engine) -> None:
    one: list[float] = []
    two: list[float] = []
    first, second = a_worker(engine, one), a_worker(engine, two)
    for _ in range(2):
        first.wait("a.example", timedelta(minutes=10))
        second.wait("a.example", timedelta(minutes=10))
    second.wait("b.example")

    assert len(one) == 1
    assert [round(seconds / 600) for seconds in (*two[:1], *one, *two[1:])] == [1, 2, 3]
    assert len(two) == 2


def test_while_the_catalog_is_away_a_worker_paces_itself(tmp_path: Path) -> None:
    engine = a_catalog(tmp_path)
    other, slept = open_engine(str(engine.url)), list[float]()
    with engine.connect() as conn:
        conn.exec_driver_sql("PRAGMA busy_timeout = 1")
    worker = a_worker(engine, slept)
    with writing(other):
        for _ in range(3):
            worker.wait("a.example")
    other.dispose()

    assert slept == [1, 2]
