"""A scripted source on an empty catalog, and retries that do not wait."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import stamina
from sqlalchemy import Engine

from tests.ingest.judged import World
from tests.ingest.written import Bench


@pytest.fixture
def bench(engine: Engine, tmp_path: Path) -> Bench:
    """One source, on SQLite and on PostgreSQL."""
    return Bench(engine, tmp_path / "bench")


@pytest.fixture
def no_waiting() -> Iterator[None]:
    """A fetch is tried three times, without a pause between."""
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


@pytest.fixture
def world(bench: Bench) -> World:
    """Two boards, on SQLite and on PostgreSQL; nothing is judged yet."""
    return World(bench)
