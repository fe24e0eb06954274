"""The composition root: the one place that reads the clock and wires engine, fetcher, archive and runner.

What only writers need is imported when they ask for it: a reader does not wait for an HTTP client.
"""

import os
import secrets
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

from intel.catalog.engine import migrate, open_engine, shown
from intel.catalog.overriding import load_overrides, with_overrides
from intel.catalog.past import first_known
from intel.cli import options
from intel.errors import UsageError
from intel.settings import Settings, load, secret

if TYPE_CHECKING:
    from intel.ingest.fetch import Fetcher
    from intel.ingest.runner import Progress, Runner
    from intel.market.tasks import Tasks
    from intel.routing.policy import RoutingPolicy
    from intel.source import Observer


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


def policy(stated: str = "") -> "RoutingPolicy":
    """The policy of that name or file, by default the owner's; ``UsageError`` with line and key of a mistake."""
    from intel.catalog import curated

    return curated.stated_policy(stated or settings().policy, tasks())


@contextmanager
def opened() -> Iterator[Engine]:
    """The engine of the owner's catalog; ``CatalogError`` says what to run when there is none."""
    owner = settings()
    engine = open_engine(owner.catalog_url)
    try:
        yield overridden(engine)
    finally:
        engine.dispose()


def overridden(engine: Engine) -> Engine:
    """The engine with the owner's overrides, read anew; ``UsageError`` says what is wrong in their file."""
    return with_overrides(engine, load_overrides(settings().overrides_path).current(now()))


@contextmanager
def reading(as_of: datetime | None = None) -> Iterator[Connection]:
    """A connection for queries: one consistent view, nothing written.

    ``UsageError`` where nothing was known yet at ``as_of``: an empty answer would read as if nobody sold anything then.
    """
    with opened() as engine, engine.connect() as connection:
        known = first_known(connection) if as_of else None
        if as_of and known and as_of < known:
            raise UsageError(
                f"The catalog holds nothing that was seen before {as_of:%Y-%m-%d %H:%M} UTC:"
                f" it knows prices and scores since {known:%Y-%m-%d}."
            )
        yield connection


def past(text: str, option: str, *, end_of_day: bool = False) -> datetime | None:
    """The time that an option states, None from ''; ``UsageError`` for one that lies ahead.

    The end of today is now.
    """
    moment, at = options.parse_time(text, option, end_of_day=end_of_day), now()
    if moment is None or moment <= at:
        return moment
    if end_of_day and moment.date() == at.date():
        return at
    raise UsageError(f"{option} {text} lies ahead: it is {at:%Y-%m-%d %H:%M} UTC, and nothing later has been seen yet.")


def then(text: str) -> datetime | None:
    """The moment of ``--as-of``: a bare date is its last one, and none lies ahead."""
    return past(text, "--as-of", end_of_day=True)


def monotonic() -> float:
    """Seconds of a clock that never goes back."""
    return time.monotonic()


def worker_name() -> str:
    """A name that no other worker has, and that says where it runs: "host:pid:word"."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"


def clock_from(at: datetime) -> Callable[[], datetime]:
    """A clock that says ``at`` now and goes on from there, whatever this machine's own clock says."""
    begun = time.monotonic()
    return lambda: at + timedelta(seconds=time.monotonic() - begun)


def keys() -> dict[str, str]:
    """The owner's keys, by the environment variable that holds them; '' for one that is not set."""
    from intel.collectors import COLLECTORS

    return {name: secret(name) for name in {collector.SOURCE.secret_env for collector in COLLECTORS} if name}


@contextmanager
def fetching(
    engine: Engine, sleep: Callable[[float], None] = time.sleep, told: Callable[[str, float], None] | None = None
) -> "Iterator[Fetcher]":
    """The owner's network, in step with every other process that collects into ``engine``.

    ``sleep`` is how it waits for its turn at a host; ``told`` hears for how long.
    """
    import stamina
    import structlog

    from intel.ingest.fetch import Fetcher
    from intel.ingest.politeness import Pace
    from intel.ingest.turns import SharedPace

    if not structlog.is_configured():
        stamina.instrumentation.set_on_retry_hooks([])  # it would log to stdout, which is for documents
    pace = SharedPace(engine, sleep, Pace(now, sleep), told)
    with Fetcher(now, sleep, offline=settings().offline, pace=pace) as fetcher:
        yield fetcher


def runner(
    engine: Engine, fetcher: "Fetcher", progress: "Progress" = lambda *_: None, clock: Callable[[], datetime] = now
) -> "Runner":
    """A runner on ``engine`` with the owner's archive, keys and observers."""
    from intel.ingest.archive import Archive
    from intel.ingest.runner import Runner

    with suppress(UsageError):  # a file that went wrong meanwhile holds up no collection: what was read before stands
        engine = overridden(engine)
    return Runner(
        engine, fetcher, Archive(settings().archive_dir), clock, observers(), secrets=keys(), progress=progress
    )  # fmt: skip


def observers() -> "Sequence[Observer]":
    """What hears of events in the transaction that writes them: the owner's alerts."""
    from intel.cli.telling import observers

    return observers()


def alerts(engine: Engine) -> str:
    """Tell what is due on the owner's channels; a sentence about it, '' where nothing was."""
    from intel.cli.telling import tell

    return tell(engine)


@contextmanager
def collecting(engine: Engine, progress: "Progress" = lambda *_: None) -> "Iterator[Runner]":
    """A runner on ``engine`` with a network of its own."""
    with fetching(engine) as fetcher:
        yield runner(engine, fetcher, progress)


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
