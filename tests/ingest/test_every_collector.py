"""Every collector against a host that behaves as badly as the real ones, through the whole runner."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest
import stamina
from sqlalchemy import Engine, select
from sqlmodel import SQLModel

from intel.catalog.engine import open_engine
from intel.collectors import COLLECTORS
from intel.ingest.archive import Archive
from intel.ingest.fetch import Bounds, Fetcher
from intel.ingest.runner import Runner, RunResult
from intel.records import Follow, Rejected
from intel.source import Collector, Parsed, Snapshot, Source
from tests import replay_server as host
from tests.collectors import golden
from tests.collectors.recorded import documents
from tests.replay_server import Behaviour, Exchange, ReplayServer

START = datetime(2026, 9, 1, 6, tzinfo=UTC)
LASTING = sorted(set(SQLModel.metadata.tables) - {"run", "source"})
"""Tables that a failed run must leave as they are."""


@dataclass
class Clock:
    """Stands still, or ticks at every look."""

    now: datetime = START
    tick: timedelta = timedelta()

    def __call__(self) -> datetime:
        self.now += self.tick
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Here:
    """A collector whose documents are served by the test: the same module at other addresses.

    Its floor is one record and its rejects are left out: recorded replies are short and made of oddities, and the
    guards for that are tested elsewhere.
    """

    collector: Collector
    place: str
    """Address of the server with the source's own folder."""
    addresses: dict[str, str] = field(default_factory=dict)
    """Real address → served address."""

    def __post_init__(self) -> None:
        source = self.collector.SOURCE
        self.SOURCE: Source = replace(source, url=self.served(source.url), min_records=1)

    def served(self, url: str) -> str:
        return self.addresses.setdefault(url, f"{self.place}/{len(self.addresses)}")

    def parse(self, snapshot: Snapshot) -> Parsed:
        real = {here: there for there, here in self.addresses.items()}
        for fact in self.collector.parse(replace(snapshot, url=real[snapshot.url])):
            if not isinstance(fact, Rejected):
                yield Follow(self.served(fact.url), fact.key) if isinstance(fact, Follow) else fact


def conditional(body: bytes) -> Behaviour:
    """200 with a validator, and 304 to who brings it back."""
    etag = f'"{sha256(body).hexdigest()[:8]}"'

    def behave(exchange: Exchange) -> None:
        if exchange.handler.headers.get("If-None-Match") == etag:
            exchange.begin(304)
        else:
            exchange.reply(200, body, content_type="application/octet-stream", etag=etag)

    return behave


@dataclass
class World:
    """One catalog, one host and one fetcher for all collectors of this file."""

    engine: Engine
    server: ReplayServer
    script: dict[str, Sequence[Behaviour]]
    clock: Clock
    fetcher: Fetcher
    hasty: Fetcher
    """Waits for no answer longer than a blink; for the host that stays silent."""
    archive: Archive
    collected: dict[str, Here] = field(default_factory=dict)
    days: Iterator[int] = field(default_factory=lambda: count(1))
    looked: dict[str, list[tuple[object, ...]]] = field(default_factory=dict)
    """What the last look found, until the next run."""

    def once(self, collector: Collector) -> Here:
        """The collector after one healthy run over its recorded reply."""
        name = collector.SOURCE.id
        if name not in self.collected:
            here = Here(collector, self.server.url(f"/{name}"))
            for url, file in documents(collector):
                self.script[self.path(here.served(url))] = [conditional(golden.body(file))]
            result = self.run(here)
            assert result.healthy, result.message
            self.collected[name] = here
        return self.collected[name]

    def path(self, url: str) -> str:
        return url.removeprefix(self.server.url(""))

    def run(self, here: Here, *, secret: str = "a key", hasty: bool = False) -> RunResult:
        self.clock.now, self.looked = START + timedelta(days=next(self.days)), {}
        secrets = {here.SOURCE.secret_env: secret} if here.SOURCE.secret_env else {}
        fetcher = self.hasty if hasty else self.fetcher
        return Runner(self.engine, fetcher, self.archive, self.clock, secrets=secrets).run(here)

    def run_answered(
        self, here: Here, behaviour: Behaviour, tick: timedelta = timedelta(), *, hasty: bool = False
    ) -> RunResult:
        """A run whose first document is answered in that way; the host is well again afterwards."""
        path = self.path(here.SOURCE.url)
        well, self.script[path] = self.script[path], [behaviour]
        self.server.forget(path)
        self.clock.tick = tick
        try:
            return self.run(here, hasty=hasty)
        finally:
            self.script[path], self.clock.tick = well, timedelta()
            self.server.forget(path)

    def facts(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row that a failed run must not touch, read below SQLAlchemy: there are a thousand looks."""
        if not self.looked:
            with closing(sqlite3.connect(self.engine.url.database or "")) as conn:
                self.looked = {name: conn.execute(f'SELECT * FROM "{name}"').fetchall() for name in LASTING}
        return self.looked

    def open_prices(self, source: str) -> set[int]:
        price = SQLModel.metadata.tables["price"]
        query = select(price.c.id).where(price.c.source_id == source, price.c.seen_to.is_(None))
        with self.engine.connect() as conn:
            return set(conn.execute(query).scalars())

    def gone(self, source: str) -> int:
        tomb = SQLModel.metadata.tables["tombstone"]
        query = select(tomb.c.offer_id).where(tomb.c.source_id == source, tomb.c.gone_at.is_not(None))
        with self.engine.connect() as conn:
            return len(conn.execute(query).all())


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("every")
    catalog = folder / "catalog.db"
    catalog.write_bytes(_sqlite_template.read_bytes())
    engine, clock = open_engine(f"sqlite:///{catalog}"), Clock()
    script: dict[str, Sequence[Behaviour]] = {}
    patient, hasty = Bounds(read_seconds=20, deadline_seconds=40), Bounds(read_seconds=0.05, deadline_seconds=40)
    with (
        ReplayServer(script) as server,
        Fetcher(clock, clock.sleep, bounds=patient, allow_private=True) as fetcher,
        Fetcher(clock, clock.sleep, bounds=hasty, allow_private=True) as blink,
        stamina.set_testing(True, attempts=2, cap=True),
    ):
        yield World(engine, server, script, clock, fetcher, blink, Archive(folder / "archive"))
    engine.dispose()


PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
CALM = timedelta()
FAILURES: dict[str, tuple[Callable[[bytes], Behaviour], str, timedelta]] = {
    "429 with seconds": (lambda _: host.status(429, retry_after="120"), "asks to wait 120 seconds", CALM),
    "429 with a date": (lambda _: host.status(429, retry_after="Wed, 01 Dec 2027 06:00:00 GMT"), "asks to wait", CALM),
    "500": (lambda _: host.status(500), "answered 500", CALM),
    "timeout": (lambda _: host.silence(), "no answer in time", CALM),
    "slow drip": (lambda body: host.drip(body * 40), "took longer than 40 seconds", timedelta(seconds=2)),
    "truncation": (lambda body: host.truncated(body, len(body) // 2), "the connection broke off", CALM),
    "wrong content type": (lambda _: host.ok(PNG, "image/png"), "", CALM),
    "challenge page": (lambda _: host.challenge(), "a challenge page for browsers", CALM),
    "redirect loop": (lambda _: lambda e: e.reply(302, location=e.handler.path), "redirected in a circle", CALM),
    "private address": (
        lambda _: host.redirect("http://10.0.0.7/prices"), "leads to the private address 10.0.0.7", CALM,
    ),
}  # fmt: skip

each_collector = pytest.mark.parametrize("collector", COLLECTORS, ids=lambda c: c.SOURCE.id)


@each_collector
def test_its_reply_is_stored_and_304_confirms_it_without_another_fact(collector: Collector, world: World) -> None:
    here = world.once(collector)
    before = {name: rows for name, rows in world.facts().items() if name not in ("document", "tombstone")}

    result = world.run(here)

    assert result.healthy
    assert (result.added, result.changed) == (0, 0)
    assert {name: rows for name, rows in world.facts().items() if name in before} == before
    asked = [r for r in world.server.requests if r.path == world.path(here.SOURCE.url)][-1]
    assert asked.headers["if-none-match"]


@each_collector
@pytest.mark.parametrize("failure", FAILURES)
def test_a_host_that_misbehaves_fails_the_run_and_changes_nothing(
    collector: Collector, failure: str, world: World
) -> None:
    here = world.once(collector)
    before = world.facts()
    made, says, tick = FAILURES[failure]

    answer = made(golden.body(documents(collector)[0][1]))
    result = world.run_answered(here, answer, tick, hasty=failure == "timeout")

    assert (result.outcome, result.healthy) == ("failed", False)
    assert says in result.message
    assert "\n" not in result.message
    assert "fault of intel" not in result.message
    assert world.facts() == before


@each_collector
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_half_a_page_deletes_nothing(collector: Collector, share: float, world: World) -> None:
    here = world.once(collector)
    body = golden.body(documents(collector)[0][1])
    before = world.open_prices(collector.SOURCE.id)

    result = world.run_answered(here, host.ok(body[: int(len(body) * share)], "application/octet-stream"))

    assert before <= world.open_prices(collector.SOURCE.id), result
    assert world.gone(collector.SOURCE.id) == 0


@pytest.mark.parametrize("collector", [c for c in COLLECTORS if c.SOURCE.secret_env], ids=lambda c: c.SOURCE.id)
def test_a_source_without_its_key_is_skipped_and_asks_for_it(collector: Collector, world: World) -> None:
    here = world.once(collector)
    world.server.requests.clear()

    result = world.run(here, secret="")

    assert result.outcome == "skipped"
    assert result.message == (f"needs a key: set {collector.SOURCE.secret_env}; its terms: {collector.SOURCE.licence}")
    assert world.server.requests == []
