"""``intel worker``: collect what is due, for as long as it runs, beside any number of others on the same catalog."""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Event
from typing import TYPE_CHECKING, Annotated

import structlog
import typer
from sqlalchemy import Engine

from intel.cli import compose, logs
from intel.cli.app import PARTLY
from intel.cli.collect import WELL
from intel.cli.signals import stopping
from intel.cli.work import Work, keep_working, readable, working
from intel.errors import CatalogError, UsageError
from intel.ingest.lease import EXPIRY, HEARTBEATS, Lease
from intel.ingest.runner import RunResult

if TYPE_CHECKING:
    from intel.cli.metrics import WorkerMetrics

LOOPBACK = "127.0.0.1"


def worker(
    once: Annotated[bool, typer.Option("--once", help="Run what is due now, then leave: for cron.")] = False,
    metrics_port: Annotated[
        int | None,
        typer.Option(
            "--metrics-port", min=0, max=65535, help="Serve /metrics, /healthz and /readyz; 0 takes a free port."
        ),
    ] = None,
    metrics_host: Annotated[str, typer.Option("--metrics-host", help="Address to serve them at.")] = LOOPBACK,
    log_format: Annotated[str, typer.Option("--log-format", help="auto, console or json.")] = "auto",
) -> None:
    """Collect each source when it is due, and publish the routing table, until it is asked to end.

    Any number of workers may share one catalog: each interval of each source is run by one of them.
    """
    if log_format not in logs.FORMATS:
        raise UsageError(f"--log-format {log_format!r} is none of {', '.join(logs.FORMATS)}.")
    with compose.opened() as engine, stopping() as stop, ExitStack() as stack:
        logs.configure(log_format)
        lines = Lines()
        if metrics_port is not None:
            lines.metrics = stack.enter_context(_measured(engine, metrics_host, metrics_port, lines))
        with working(engine, lines, stop) as work:
            work.beaten = lines.beaten
            results = _run(work, stop, once)
    if work.amiss or any(result.outcome not in WELL for result in results):
        raise typer.Exit(PARTLY)


def _run(work: Work, stop: Event, once: bool) -> list[RunResult]:
    structlog.get_logger("intel.worker").info("worker_started", worker=work.name, sources=len(work.sources))
    for source, reason in work.lacking.items():
        structlog.get_logger("intel.worker").info("source_skipped", source=source, reason=reason)
    if once:
        return list(work.look())
    keep_working(work, stop)
    structlog.get_logger("intel.worker").info("worker_stopping")
    return []


@contextmanager
def _measured(engine: Engine, host: str, port: int, lines: "Lines") -> "Iterator[WorkerMetrics]":
    from prometheus_client import CollectorRegistry

    from intel.cli.metrics import CatalogMetrics, Pulse, WorkerMetrics, application, served

    registry = CollectorRegistry()
    registry.register(CatalogMetrics(engine, readable()))
    pulse = Pulse(EXPIRY / HEARTBEATS)
    lines.beaten = pulse.beat
    with served(application(registry, engine, pulse), host, port) as at:
        structlog.get_logger("intel.worker").info("metrics_served", address=f"http://{host}:{at}/metrics")
        yield WorkerMetrics(registry)


class Lines:
    """Tells of runs in log lines and in metrics. Every line of a run bears its source and one word of its own."""

    def __init__(self) -> None:
        self.metrics: WorkerMetrics | None = None
        self.beaten = lambda: None
        self._log = structlog.get_logger("intel.worker")

    def taken(self, lease: Lease) -> None:
        """The word of the run is bound here, and stands in every line until the next is taken."""
        structlog.contextvars.bind_contextvars(run=secrets.token_hex(4), source=lease.source)
        waited = max(0.0, lease.waited.total_seconds())
        self._log.info("lease_taken", waited_seconds=round(waited, 1), failures=lease.failures)
        if self.metrics:
            self.metrics.lease_wait.observe(waited)

    def ran(self, lease: Lease, result: RunResult, rest: int) -> None:
        """A warning where something is to be done."""
        del lease
        seconds = (result.finished_at - result.started_at).total_seconds()
        counts = ("documents", "records", "offers", "scores", "added", "changed", "rejected", "quarantined")
        fields = {name: value for name in counts if (value := getattr(result, name))}
        say = self._log.info if result.outcome in WELL or rest else self._log.warning
        fields |= {"rest": rest} if rest else {}
        fields |= {"message": result.message} if result.message else {}
        say("run_ended", outcome=result.outcome, run_id=result.run_id or None, seconds=round(seconds, 2), **fields)
        if self.metrics:
            self.metrics.run_seconds.observe(seconds)
        if not rest:
            structlog.contextvars.unbind_contextvars("run", "source")

    def handed_back(self, source: str) -> None:
        """Nothing of the run was stored."""
        self._log.info("lease_handed_back", source=source)
        if self.metrics:
            self.metrics.handed_back.inc()

    def unwell(self, error: CatalogError) -> None:
        """The next look tries again."""
        self._log.error("catalog_unwell", error=str(error))
        if self.metrics:
            self.metrics.unwell.inc()

    def told(self, sentence: str) -> None:
        """What was published."""
        self._log.info("published", said=sentence)

    def amiss(self, sentence: str) -> None:
        """What could not be published; the next look tries again."""
        self._log.error("not_published", said=sentence)

    def progress(self, source: str, done: int, total: int) -> None:
        """Every tenth document of many."""
        if total > 1 and (done % 10 == 0 or done == total):
            self._log.info("documents_read", done=done, total=total)
        del source

    def waited(self, host: str, seconds: float) -> None:
        """For the metrics alone."""
        del host
        if self.metrics:
            self.metrics.host_wait.observe(seconds)
