"""A scripted source on an empty catalog."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.ingest.written import Bench


@pytest.fixture
def bench(engine: Engine, tmp_path: Path) -> Bench:
    """One source, on SQLite and on PostgreSQL."""
    return Bench(engine, tmp_path / "bench")
