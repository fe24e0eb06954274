"""What Prometheus scrapes: the catalog's numbers, read when they are asked for, and those of this worker."""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from prometheus_client import CollectorRegistry, Counter, Histogram, make_wsgi_app
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import ThreadingWSGIServer
from prometheus_client.registry import Collector
from sqlalchemy import Engine

from intel.catalog.engine import check_revision
from intel.catalog.vitals import Vitals, vitals
from intel.cli.compose import monotonic
from intel.errors import CatalogError, UsageError
from intel.ingest.lease import database_now

_WAITS = (1, 5, 15, 60, 300, 900, 3600, 14_400, 86_400)


class CatalogMetrics(Collector):
    """The state of the catalog, the same whichever worker is asked."""

    def __init__(self, engine: Engine, readable: Collection[str] | None = None) -> None:
        """``readable`` are the sources that can be read here, all where none are given: only those can be overdue."""
        self._engine = engine
        self._readable = readable

    def describe(self) -> Iterable[Metric]:
        """Nothing: the catalog is not asked before somebody scrapes."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Read and convert; raises ``CatalogError`` when the catalog is away."""
        with self._engine.connect() as connection:
            read = vitals(connection, database_now(connection))
        yield from _runs(read)
        yield from _states(read, self._readable)


_AGE = (
    "Age of what a source states: since its newest healthy run; where an installed package stood in, since the day of"
    " the package's snapshot."
)
_LATE = "Since a source is due and not run; only of those that this worker can read."


def _runs(read: Vitals) -> Iterator[Metric]:
    runs = CounterMetricFamily("intel_runs", "Runs of a source by outcome.", labels=["source", "outcome"])
    records = CounterMetricFamily("intel_records", "Records read from a source.", labels=["source"])
    rejected = CounterMetricFamily("intel_rejects", "Rows of a source that were not parsed.", labels=["source"])
    sums: dict[str, list[int]] = {}
    for total in read.runs:
        runs.add_metric([total.source, total.outcome], total.runs)
        counted = sums.setdefault(total.source, [0, 0])
        counted[0] += total.records
        counted[1] += total.rejected
    for source, (seen, refused) in sums.items():
        records.add_metric([source], seen)
        rejected.add_metric([source], refused)
    yield from (runs, records, rejected)


def _states(read: Vitals, readable: Collection[str] | None) -> Iterator[Metric]:
    held = GaugeMetricFamily("intel_quarantined", "States that wait to be believed.", labels=["source"])
    age = GaugeMetricFamily("intel_source_age_seconds", _AGE, labels=["source"])
    late = GaugeMetricFamily("intel_source_overdue_seconds", _LATE, labels=["source"])
    taken = GaugeMetricFamily("intel_source_leased", "1 while a worker runs the source.", labels=["source"])
    failures = GaugeMetricFamily("intel_source_failures", "Failures of a source in a row.", labels=["source"])
    for source, number in read.held.items():
        held.add_metric([source], number)
    for source, at in read.healthy_at.items():
        age.add_metric([source], max(0.0, (read.at - at).total_seconds()))
    for lease in read.leases:
        works = lease.held and lease.expires_at is not None and lease.expires_at > read.at
        overdue = timedelta(0) if works else max(timedelta(0), read.at - lease.next_due_at)
        if readable is None or lease.source in readable:
            late.add_metric([lease.source], overdue.total_seconds())
        taken.add_metric([lease.source], int(works))
        failures.add_metric([lease.source], lease.failures)
    told = GaugeMetricFamily("intel_deliveries", "Messages by state: waiting, sent or dead.", labels=["state"])
    for state, number in read.deliveries.items():
        told.add_metric([state], number)
    yield from (held, age, late, taken, failures, told)


class WorkerMetrics:
    """What only this process knows."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.lease_wait = Histogram(
            "intel_lease_wait_seconds", "How long sources were due before this worker took them.", buckets=_WAITS,
            registry=registry,
        )  # fmt: skip
        self.host_wait = Histogram(
            "intel_host_wait_seconds", "How long requests of this worker waited for their turn at a host.",
            buckets=(0.1, 0.5, 1, 2, 5, 10, 30, 60), registry=registry,
        )  # fmt: skip
        self.run_seconds = Histogram(
            "intel_run_seconds", "How long runs of this worker took.", buckets=(0.1, 1, 5, 15, 60, 180, 600),
            registry=registry,
        )  # fmt: skip
        self.handed_back = Counter(
            "intel_handed_back", "Sources that this worker gave back without a run.", registry=registry
        )
        self.unwell = Counter("intel_catalog_errors", "Times the catalog could not be used.", registry=registry)


class Pulse:
    """Whether the heart of the process beats."""

    def __init__(self, every: timedelta) -> None:
        self._longest = 3 * every.total_seconds()
        self._last = monotonic()

    def beat(self) -> None:
        """Still alive."""
        self._last = monotonic()

    def beats(self) -> bool:
        """Whether it did so lately."""
        return monotonic() - self._last < self._longest


Answer = Callable[[], str]
"""'' when all is well, else a sentence."""


def application(registry: CollectorRegistry, engine: Engine, pulse: Pulse) -> Any:
    """A WSGI application: /metrics, /healthz (the process is alive), /readyz (it can use the catalog)."""
    metrics = make_wsgi_app(registry)

    def ready() -> str:
        try:
            check_revision(engine)
        except CatalogError as error:
            return str(error)
        return ""

    answers: dict[str, Answer] = {
        "/healthz": lambda: "" if pulse.beats() else "The heartbeat has stopped.", "/readyz": ready,
    }  # fmt: skip

    def serve(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == "/metrics":
            try:
                found: Iterable[bytes] = metrics(environ, start)
                return found
            except CatalogError as error:
                return _say(start, HTTPStatus.SERVICE_UNAVAILABLE, str(error))
        if path not in answers:
            return _say(start, HTTPStatus.NOT_FOUND, "There are /metrics, /healthz and /readyz.")
        wrong = answers[path]()
        return _say(start, HTTPStatus.SERVICE_UNAVAILABLE if wrong else HTTPStatus.OK, wrong or "ok")

    return serve


def _say(start: Callable[..., Any], status: HTTPStatus, sentence: str) -> Iterable[bytes]:
    start(f"{status.value} {status.phrase}", [("Content-Type", "text/plain; charset=utf-8")])
    return [f"{sentence}\n".encode()]


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """A scrape every few seconds is not worth a line."""


@contextmanager
def served(app: Any, host: str, port: int) -> Iterator[int]:
    """Serve ``app`` in a thread; gives the port, which the system chooses when it is 0."""
    try:
        server = make_server(host, port, app, ThreadingWSGIServer, handler_class=_Quiet)
    except OSError as error:
        raise UsageError(f"Metrics cannot be served at {host}:{port}: {error.strerror}.") from None
    thread = Thread(target=lambda: server.serve_forever(poll_interval=0.1), name="metrics", daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
