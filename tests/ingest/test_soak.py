"""Months of collecting in a few seconds: nothing grows but what was collected."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.pool import QueuePool

from intel.catalog.engine import migrate, open_engine
from tests.ingest.test_lease import later
from tests.ingest.working import Order, a_worker, open_files, url_of, write
from tests.ingest.written import DAY, Bench, day, offers

SOURCES = 20
ROUNDS = 50
"""Of all sources; ten times as many in `make soak`, which makes 10,000 collections."""


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Engine]:
    """An empty one, on SQLite: what it counts are this process's own memory, files and connections."""
    engine = open_engine(f"sqlite:///{tmp_path / 'catalog.db'}", must_exist=False)
    migrate(engine)
    yield engine
    engine.dispose()


def resident() -> int:
    """Bytes of memory that this process holds."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="this system does not say what a process holds")
@pytest.mark.slow
def test_a_thousand_collections_leave_no_trace_in_the_process(catalog: Engine, tmp_path: Path, soak: int) -> None:
    sources = [f"s{i}" for i in range(SOURCES)]
    paths = [write(tmp_path / f"{i}.json", offers({"m": f"input={i + 1};output=2"})) for i in range(2)]
    before = (0, 0, 0)
    rounds = ROUNDS * soak
    for number in range(rounds):
        order = Order(url_of(catalog), tmp_path, sources, "w", day(number), paths[number % 10 == 0])
        assert len(a_worker(catalog, order).round()) == SOURCES
        later(catalog, 400 * DAY)
        if number == rounds // 5:
            before = (resident(), open_files(), _connections(catalog))
    after = (resident(), open_files(), _connections(catalog))

    assert after[1:] == before[1:]
    assert after[0] - before[0] < 8 * 2**20
    counted = Bench(catalog, tmp_path).counts()
    assert (counted["lease"], counted["run"]) == (SOURCES, SOURCES * rounds)
    assert counted["offer"] == 1


def _connections(engine: Engine) -> int:
    assert isinstance(engine.pool, QueuePool)
    assert engine.pool.checkedout() == 0
    return engine.pool.checkedin()
