"""Workers that tests start, kill and count: processes of their own on one catalog, each with its own connections.

They come out of a fork server that has imported everything, so that one costs a few hundredths of a second.
"""

import json
import multiprocessing
import os
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from threading import Event
from types import ModuleType
from typing import Any

from sqlalchemy import Engine

from intel.catalog.engine import open_engine
from intel.errors import CatalogError
from intel.ingest.archive import Archive
from intel.ingest.fetch import Fetcher
from intel.ingest.lease import EXPIRY, Lease, Leases
from intel.ingest.replay import Captured, Replay
from intel.ingest.runner import Runner, RunResult, Then
from intel.ingest.schedule import Worker
from intel.source import Collector
from tests.ingest.written import Scripted, a_source, unused_network

Run = Callable[[Collector, Lease, Then], RunResult]


@dataclass
class Watched:
    """Keeps what a worker tells."""

    told: list[tuple[str, Any]] = field(default_factory=list)

    def taken(self, lease: Lease) -> None:
        self.told.append(("taken", lease.source))

    def ran(self, lease: Lease, result: RunResult, rest: int) -> None:
        self.told.append((result.outcome, result.message or rest))

    def handed_back(self, source: str) -> None:
        self.told.append(("handed back", source))

    def unwell(self, error: CatalogError) -> None:
        self.told.append(("unwell", str(error)))


@dataclass(frozen=True)
class Order:
    """What a worker process is to do; picklable."""

    url: str
    folder: Path
    sources: Sequence[str]
    owner: str
    at: datetime
    document: str = ""
    """A file that every source states, or a URL."""
    expiry: timedelta = EXPIRY
    most_bytes: int = 0
    """Limit of the size of its files; 0 for none."""
    waits: bool = False
    """Begin only when told to by ``Process.go``."""


def a_worker(engine: Engine, order: Order, watched: Watched | None = None) -> Worker:
    """A worker as in production, but for its sources and its clock; nothing waits for its turn at a host."""
    live = order.document.startswith("http")
    collectors = {name: Scripted(a_source(name, **({"url": order.document} if live else {}))) for name in order.sources}
    leases = Leases(engine, order.owner, order.expiry)
    leases.enrol([collector.SOURCE for collector in collectors.values()])
    archive = Archive(order.folder / "archive")

    def run(collector: Collector, lease: Lease, then: Then) -> RunResult:
        if not live:
            replay = Replay({"": Captured(Path(order.document), None)})
            runner = Runner(engine, unused_network(), archive, lambda: order.at)
            return runner.run(collector, replay=replay, at=order.at, then=then)
        with Fetcher(lambda: order.at, lambda _: None, allow_private=True) as fetcher:
            return Runner(engine, fetcher, archive, lambda: order.at).run(collector, then=then)

    return Worker(leases, collectors, run, watched or Watched(), Event(), Random(1))


def work(order: Order, tell: Connection) -> None:
    """Run what is due once, and tell what happened."""
    if order.most_bytes:
        resource.setrlimit(resource.RLIMIT_FSIZE, (order.most_bytes, order.most_bytes))
    engine, watched = open_engine(order.url), Watched()
    tell.send("begun")
    if order.waits:
        tell.recv()
    try:
        a_worker(engine, order, watched).round()
    except CatalogError as error:
        watched.unwell(error)
    tell.send(watched.told)
    engine.dispose()


def collect(order: Order, tell: Connection) -> None:
    """Collect the first source once, outside of any lease, and tell how it went."""
    engine = open_engine(order.url)
    runner = Runner(engine, unused_network(), Archive(order.folder / "archive"), lambda: order.at)
    replay = Replay({"": Captured(Path(order.document), None)})
    tell.send("begun")
    result = runner.run(Scripted(a_source(order.sources[0])), replay=replay, at=order.at)
    tell.send([(result.outcome, result.message)])
    engine.dispose()


@dataclass
class Process:
    """A worker process and what it tells."""

    process: BaseProcess
    ear: Connection

    def begun(self) -> None:
        """Wait until it is about to look for work."""
        assert self.ear.poll(30)
        assert self.ear.recv() == "begun"

    def go(self) -> None:
        """Let one that waits begin."""
        self.ear.send("go")

    def told(self) -> list[tuple[str, Any]]:
        """Wait for its end; what it told, nothing of one that was killed."""
        found: list[tuple[str, Any]] = []
        with suppress(EOFError, OSError):
            if self.ear.poll(60):
                found = self.ear.recv()
        self.process.join(30)
        self.ear.close()
        return found

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.process.join(30)


_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.ingest.working"])


def started(order: Order, does: Callable[[Order, Connection], None] = work) -> Process:
    """Start a process that works, or does something else; it has begun."""
    ear, mouth = _FORKS.Pipe()
    made = _FORKS.Process(target=does, args=(order, mouth), daemon=True)
    with _without_main():
        made.start()
    mouth.close()
    process = Process(made, ear)
    process.begun()
    return process


@contextmanager
def _without_main() -> Iterator[None]:
    """A process that starts runs the main module of its parent again; a page that was tested may have become that."""
    main, sys.modules["__main__"] = sys.modules["__main__"], ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def url_of(engine: Engine) -> str:
    """With its password, for another process."""
    return engine.url.render_as_string(hide_password=False)


def write(path: Path, stated: object) -> str:
    """A document for ``Order.document``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(stated))
    return str(path)


def open_files() -> int:
    """File handles of this process."""
    return len(os.listdir("/proc/self/fd"))
