"""A worker with the owner's network, keys and tasks: what `intel worker` and `intel up` both run."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from random import Random
from threading import Event
from typing import Protocol

from sqlalchemy import Engine

from intel.catalog import queries
from intel.catalog.identity_store import load_resolver
from intel.cli import compose
from intel.cli.publish import Publisher
from intel.collectors import COLLECTORS
from intel.errors import CatalogError
from intel.identity.resolver import Resolver
from intel.ingest.clockwork import Job, ticking
from intel.ingest.documents import Prefer
from intel.ingest.fetch import OFFLINE, Fetcher
from intel.ingest.lease import Lease, Leases
from intel.ingest.packaged import stands_in
from intel.ingest.runner import RunResult, Then, lacks
from intel.ingest.schedule import FIRST_RETRY, LOOK, SLICE, Stopped, Watcher, Worker
from intel.records import Follow
from intel.source import Collector
from intel.views import SourceView

PATIENCE_SECONDS = 15
"""How long the end waits for a run to finish before it takes the lease from it."""


MEANWHILE = timedelta(minutes=1)
"""How often a round that goes on publishes what it has brought so far."""


class Teller(Watcher, Protocol):
    """Says what a worker does."""

    def told(self, sentence: str) -> None:
        """Something else that happened, in a sentence."""
        ...

    def amiss(self, sentence: str) -> None:
        """Something that went wrong and is tried again, in a sentence."""
        ...

    def progress(self, source: str, done: int, total: int) -> None:
        """How far a run has come, in documents."""
        ...

    def waited(self, host: str, seconds: float) -> None:
        """How long a request waits for its turn at a host."""
        ...


class Work:
    """The collecting of one process on one catalog."""

    def __init__(self, engine: Engine, fetcher: Fetcher, teller: Teller, stop: Event, name: str) -> None:
        self._engine = engine
        self._fetcher = fetcher
        self._teller = teller
        self._stop = stop
        self._publisher = Publisher(engine)
        self._clock: tuple[Lease, Callable[[], datetime]] | None = None
        self.beaten: Callable[[], None] = lambda: None
        """Called after each heartbeat: the process is alive."""
        self.idle = Event()
        """Set while no source is being run."""
        self.idle.set()
        self.name = name
        self.leases = Leases(engine, name)
        self.amiss = False
        """Whether something could not be published the last time."""
        self.lacking = lacking()
        """What the sources that cannot be read here need, by id."""
        self.sources = {c.SOURCE.id: c for c in largest_first()}
        """By id, the largest first."""
        readable = {name: c for name, c in self.sources.items() if name not in self.lacking}
        longest = FIRST_RETRY if fetcher.offline else None
        self._worker = Worker(self.leases, readable, self._run, teller, stop, Random(), longest)

    def enrol(self) -> None:
        """Give every source a lease row, and every one that cannot be read here and never was a run that says so."""
        self.leases.enrol([collector.SOURCE for collector in self.sources.values()])
        seen = views(self._engine)
        runner = compose.runner(self._engine, self._fetcher)
        for name in self.lacking:
            if seen[name].last_run_at is None:
                runner.run(self.sources[name])

    def beat(self) -> None:
        """Keep what is held."""
        try:
            self.leases.renew()
        except CatalogError as error:
            self._teller.unwell(error)
        self.beaten()

    def look(self) -> Sequence[RunResult]:
        """Run what is due, then publish; what became of each run."""
        self.idle.clear()
        try:
            results = self._worker.round()
            self.publish()
            return results
        finally:
            self.idle.set()

    def publish_meanwhile(self) -> None:
        """Within a round, which may take as long as its slowest source: publish what it has brought so far."""
        if not self.idle.is_set():
            self.publish(fit=False)

    def publish(self, *, fit: bool = True) -> None:
        """Fit and publish what has changed, tell the owner's channels, and say so."""
        if sentence := self._publisher.publish(fit=fit):
            (self._teller.amiss if self._publisher.amiss else self._teller.told)(sentence)
        self.amiss = self._publisher.amiss
        if sentence := compose.alerts(self._engine):
            self._teller.told(sentence)

    def views(self) -> Mapping[str, SourceView]:
        """The state of every source, by id."""
        return views(self._engine)

    def _run(self, collector: Collector, lease: Lease, then: Then) -> RunResult:
        def progress(source: str, done: int, total: int) -> None:
            if self._stop.is_set():
                raise Stopped
            self._teller.progress(source, done, total)

        if self._clock is None or self._clock[0] is not lease:
            self._clock = lease, compose.clock_from(lease.taken_at)
        runner = compose.runner(self._engine, self._fetcher, progress, self._clock[1])
        prefer = most_hosted_first(self._engine, collector.SOURCE.id)
        return self._publisher.fits.after(runner.run(collector, follow_limit=SLICE, prefer=prefer, then=then))


def lacking() -> Mapping[str, str]:
    """What the sources that cannot be read here need, by id: a key, a package, or the network while offline."""
    keys, offline = compose.keys(), compose.settings().offline
    found = ((c.SOURCE, bool(keys.get(c.SOURCE.secret_env))) for c in largest_first())
    return {
        source.id: why
        for source, has_key in found
        if (why := lacks(source, has_key) or (OFFLINE if offline and not stands_in(source) else ""))
    }


def readable() -> Collection[str]:
    """The ids of all other sources."""
    return {collector.SOURCE.id for collector in COLLECTORS} - set(lacking())


def views(engine: Engine) -> Mapping[str, SourceView]:
    """The state of every source, by id, the largest first."""
    known = [collector.SOURCE for collector in largest_first()]
    with engine.connect() as connection:
        return {view.id: view for view in queries.sources(connection, now=compose.now(), known=known)}


def largest_first() -> Sequence[Collector]:
    """Every collector, in the order in which a person would like to see the first of them."""
    return sorted(COLLECTORS, key=lambda collector: -collector.SOURCE.min_records)


@contextmanager
def working(engine: Engine, teller: Teller, stop: Event, *, patience: float = PATIENCE_SECONDS) -> Iterator[Work]:
    """A worker that has enrolled, with its heart beating. At the end its runs finish, or are handed back."""

    def rest(seconds: float) -> None:
        if stop.wait(seconds):
            raise Stopped

    name = compose.worker_name()
    with compose.fetching(engine, rest, teller.waited) as fetcher:
        work = Work(engine, fetcher, teller, stop, name)
        work.enrol()

        with ticking([Job("heartbeat", work.beat, work.leases.heartbeat_every)], compose.now()):
            try:
                yield work
            finally:
                stop.set()
                work.idle.wait(patience)
                for source in _handed_back(work.leases, teller):
                    teller.handed_back(source)


def _handed_back(leases: Leases, teller: Teller) -> Sequence[str]:
    try:
        return leases.hand_back()
    except CatalogError as error:
        teller.unwell(error)
        return ()


def keep_working(work: Work, stop: Event) -> None:
    """Look for what is due, again and again, until ``stop`` is set."""
    jobs = [Job("look", work.look, LOOK), Job("publish", work.publish_meanwhile, MEANWHILE)]
    with ticking(jobs, compose.now()):
        stop.wait()


def most_hosted_first(engine: Engine, source: str) -> Prefer:
    """Rank of a followed document of a source: minus the comparable hosts of the model that its key names.

    0 where the key names no known model. The catalog is asked only if there is something to rank.
    """

    @cache
    def known() -> tuple[Resolver, Mapping[str, int]]:
        with engine.connect() as connection:
            hosts = {model.id: model.hosts for model in queries.models(connection, now=compose.now())}
            return load_resolver(connection), hosts

    def rank(follow: Follow) -> int:
        resolver, hosts = known()
        return -hosts.get(resolver.resolve(source, follow.key).model or "", 0)

    return rank
