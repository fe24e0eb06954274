"""``intel up``: the whole of Intel on one machine, from an empty folder to a dashboard that keeps itself true."""

import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from threading import Event, Thread
from typing import Annotated

import typer
from sqlalchemy import Engine

from intel import actions
from intel.catalog import queries
from intel.catalog.identity_store import load_resolver
from intel.cli import compose, out
from intel.cli.background import Work, keep_collecting
from intel.cli.estimate import Fits
from intel.cli.serve import Server
from intel.collectors import COLLECTORS
from intel.errors import IntelError
from intel.identity.resolver import Resolver
from intel.ingest.documents import Prefer
from intel.ingest.runner import RunResult
from intel.records import Follow
from intel.source import Collector
from intel.views import SourceView

_LET_GO_SECONDS = 3


def up(
    no_live: Annotated[bool, typer.Option("--no-live", help="Ask no source; show what is there.")] = False,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port of the dashboard; 0 takes the first free from 8501.")
    ] = 0,
) -> None:
    """Migrate, seed, serve the dashboard, collect in the background, publish the routing table."""
    with _stopping() as stop, _server(port) as server:
        out.say(compose.initialise(seeds=True))
        if not server.wait_until_it_answers(stop):
            return
        out.line(f"Intel is at {server.address} (Ctrl-C ends it)")
        sys.stdout.flush()
        with _collector(stop, live=not no_live):
            while not stop.wait(0.5):
                server.check()
    out.say("Intel has stopped.")


@contextmanager
def _stopping() -> Iterator[Event]:
    """An event that Ctrl-C, a hang-up or a request to end sets, however often they come.

    A thread sets it: a signal arrives in the main thread, which may hold the event's lock because it waits for it.
    """
    stop = Event()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: Thread(target=stop.set, daemon=True).start())
    try:
        yield stop
    finally:
        stop.set()


@contextmanager
def _server(port: int) -> Iterator[Server]:
    server = Server(port)
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def _collector(stop: Event, *, live: bool) -> Iterator[None]:
    """Collect in a thread of its own. It never outlives the process: a run that is cut off leaves nothing behind."""
    thread = Thread(target=_collect, args=(stop, live), name="collector", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(_LET_GO_SECONDS)


def _collect(stop: Event, live: bool) -> None:
    line = Line(sys.stderr.isatty())
    try:
        with compose.opened() as engine:
            keep_collecting(_work(engine, stop, line, live), stop)
    except IntelError as error:
        line.say(f"Collecting has ended: {error}")


def _work(engine: Engine, stop: Event, line: "Line", live: bool) -> Work:
    owner = compose.settings()

    def progress(source: str, done: int, total: int) -> None:
        if stop.is_set():
            sys.exit()  # ends this thread; what the run has not committed is rolled back
        line.show(f"{source}: {done} of {total} documents")

    def rest(seconds: float) -> None:
        stop.wait(seconds)

    fits, known = Fits(engine), [collector.SOURCE for collector in COLLECTORS]

    def run(collector: Collector, limit: int) -> RunResult:
        prefer = most_hosted_first(engine, collector.SOURCE.id)
        with compose.collecting(engine, progress, rest) as runner:
            return fits.after(runner.run(collector, follow_limit=limit, prefer=prefer))

    def views() -> Mapping[str, SourceView]:
        with engine.connect() as connection:
            return {view.id: view for view in queries.sources(connection, now=compose.now(), known=known)}

    def publish() -> str:
        if told := fits.told():
            line.say(told)
        published = actions.publish_routing_table(engine, owner.routing_path, now=compose.now(), tasks=compose.tasks())
        return f"Routing table: {published.path}" if published.changed else ""

    largest_first = sorted(COLLECTORS, key=lambda collector: -collector.SOURCE.min_records)
    return Work(largest_first, run, views, publish, line.say, compose.now, live)


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


class Line:
    """Sentences on stderr, and on a terminal one line below them that shows how far a run has come."""

    def __init__(self, terminal: bool) -> None:
        self._terminal = terminal

    def show(self, progress: str) -> None:
        """Replace the line of progress; nothing where stderr is no terminal."""
        if self._terminal:
            sys.stderr.write(f"\r\033[K{progress}")
            sys.stderr.flush()

    def say(self, sentence: str) -> None:
        """One sentence, in place of the progress."""
        self.show("")
        out.say(sentence)
