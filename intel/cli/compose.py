"""The composition root: the one place that reads the clock and wires engine, fetcher, archive and runner.

What only writers need is imported when they ask for it: a reader does not wait for an HTTP client.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

from intel.catalog.engine import migrate, open_engine, shown
from intel.settings import Settings, load, secret

if TYPE_CHECKING:
    from intel.ingest.runner import Progress, Runner
    from intel.market.tasks import Tasks


def now() -> datetime:
    """Aware UTC time of the machine."""
    return datetime.now(UTC)


def settings() -> Settings:
    """What the owner set, read anew."""
    return load()


def tasks() -> "Tasks":
    """The owner's tasks and their baskets, or the seeded ones."""
    from intel.catalog import curated

    return curated.tasks(settings().tasks)


@contextmanager
def opened() -> Iterator[Engine]:
    """The engine of the owner's catalog; ``CatalogError`` says what to run when there is none."""
    engine = open_engine(settings().catalog_url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def reading() -> Iterator[Connection]:
    """A connection for queries: one consistent view, nothing written."""
    with opened() as engine, engine.connect() as connection:
        yield connection


@contextmanager
def collecting(
    engine: Engine, progress: "Progress" = lambda *_: None, sleep: Callable[[float], None] = time.sleep
) -> "Iterator[Runner]":
    """A runner on ``engine`` with the owner's network, archive and keys; ``sleep`` is how it waits for its turn."""
    from intel.collectors import COLLECTORS
    from intel.ingest.archive import Archive
    from intel.ingest.fetch import Fetcher
    from intel.ingest.runner import Runner

    def wait(seconds: float) -> None:
        sleep(seconds)

    owner = settings()
    keys = {name: secret(name) for name in {collector.SOURCE.secret_env for collector in COLLECTORS} if name}
    with Fetcher(now, sleep, offline=owner.offline) as fetcher:
        yield Runner(engine, fetcher, Archive(owner.archive_dir), now, secrets=keys, progress=progress)


def initialise(*, seeds: bool) -> str:
    """Make or migrate the owner's catalog, load the seeds into it, and say where it is."""
    engine = open_engine(settings().catalog_url, must_exist=False)
    try:
        migrate(engine)
        if seeds:
            from intel.catalog.seeds import load as load_seeds
            from intel.catalog.seeds import seeds_folder

            load_seeds(engine, seeds_folder())
        return f"The catalog at {shown(engine.url)} is ready{'' if seeds else ', without seeds'}."
    finally:
        engine.dispose()
